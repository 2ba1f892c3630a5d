//! A source file as a stream of decompressed bytes.
//!
//! What a file is compressed with is told from its first bytes, not from its name: archives hold `.json` files that are
//! gzip, `.gz` files that are plain, and gzip inside gzip (Firehose compresses what CloudWatch Logs has compressed).
//!
//! Reading is blocking: decompression is work for a thread, not for an async task. Objects of S3 are fetched into memory
//! when they are small, as nearly all are, and come through a bounded channel when they are not.
//!
//! Two kinds of failure are kept apart. [`Damage`] is a property of the file: what was read before it is kept, and reading
//! it again would not help. Any other [`io::Error`] says that reading failed, and that the file deserves another try.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bytes::Bytes;
use flate2::bufread::GzDecoder;
use futures::StreamExt;
use object_store::ObjectStoreExt;
use tokio::sync::mpsc;

use super::sources::{self, Location, SourceFile};

/// Objects of S3 up to this size are fetched into memory before they are decompressed.
pub const FETCH_BYTES_MAX: u64 = 64 << 20;
/// What decompresses to more than [`RATIO_MAX`] times its size is stopped, but not before it has come to this size.
pub const RATIO_FREE_BYTES: u64 = 64 << 20;
/// Real log files compress 10 to 40 times; the format itself allows 1032 times.
pub const RATIO_MAX: u64 = 200;

const BUFFER_BYTES: usize = 256 << 10;
const CHANNEL_PIECES: usize = 16;
const LAYERS_MAX: usize = 2;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The file's bytes are not what they should be, from `compressed_offset` on. Found inside an [`io::Error`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} (at byte {compressed_offset} of the file)")]
pub struct Damage {
    pub reason: String,
    pub compressed_offset: u64,
}

impl Damage {
    pub fn of(error: &io::Error) -> Option<&Damage> {
        error.get_ref()?.downcast_ref()
    }

    fn error(reason: impl Into<String>, compressed_offset: u64) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Damage { reason: reason.into(), compressed_offset })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("open {path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("read {uri}: {source}")]
    Object { uri: String, source: object_store::Error },
}

/// An open source file; reading gives its decompressed bytes.
pub struct Input {
    stream: Decompressed<'static>,
    watch: Watch,
}

/// How to find out whether the file is still what was listed.
enum Watch {
    File { path: PathBuf, version: String },
    Object { changed: bool },
}

impl Input {
    /// How much of the file itself (compressed or not) has been read; may be kept beyond the input, for a progress bar.
    pub fn progress(&self) -> Arc<Progress> {
        self.stream.progress.clone()
    }

    /// Whether the file has changed since it was listed. Asked after reading: what grew or was replaced meanwhile is
    /// not done, and will be listed again with another version.
    pub fn changed(&self) -> bool {
        match &self.watch {
            Watch::File { path, version } => fs::metadata(path).map_or(true, |m| sources::file_version(&m) != *version),
            Watch::Object { changed } => *changed,
        }
    }
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.read(into)
    }
}

/// Opens a file that was listed. The [`Input`] must be read outside of the async runtime (`spawn_blocking`).
pub async fn open(file: &SourceFile) -> Result<Input, OpenError> {
    match &file.location {
        Location::File(path) => {
            let opened = File::open(path).map_err(|source| OpenError::File { path: path.clone(), source })?;
            let watch = Watch::File { path: path.clone(), version: file.version.clone() };
            Ok(Input { stream: Decompressed::new(BufReader::with_capacity(BUFFER_BYTES, opened)), watch })
        }
        Location::Object { store, path } => {
            let failed = |source| OpenError::Object { uri: file.uri.clone(), source };
            let object = store.get(path).await.map_err(failed)?;
            let watch = Watch::Object { changed: sources::object_version(&object.meta) != file.version };
            let stream = if object.meta.size <= FETCH_BYTES_MAX {
                Decompressed::new(Cursor::new(object.bytes().await.map_err(failed)?))
            } else {
                let (sender, pieces) = mpsc::channel(CHANNEL_PIECES);
                let mut stream = object.into_stream();
                tokio::spawn(async move {
                    while let Some(piece) = stream.next().await {
                        // A closed channel means that nobody reads any more.
                        if sender.send(piece).await.is_err() {
                            break;
                        }
                    }
                });
                Decompressed::new(Pieces { pieces, current: Bytes::new() })
            };
            Ok(Input { stream, watch })
        }
    }
}

/// How much of a file has been read.
#[derive(Debug, Default)]
pub struct Progress {
    bytes: AtomicU64,
    /// The file could not be read: what its decoder says then is no damage.
    failed: AtomicBool,
}

impl Progress {
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// The decompressed bytes of anything, whatever it is compressed with, and even if twice.
/// INVARIANT: bytes that could be decompressed come out before the error that ends them.
pub struct Decompressed<'a> {
    stream: Box<dyn BufRead + Send + 'a>,
    /// The magic bytes have been looked at. Done when first read, because looking may block.
    opened: bool,
    progress: Arc<Progress>,
}

impl<'a> Decompressed<'a> {
    pub fn new(raw: impl BufRead + Send + 'a) -> Self {
        let progress = Arc::new(Progress::default());
        Decompressed { stream: Box::new(Tap { raw, progress: progress.clone() }), opened: false, progress }
    }

    fn open(&mut self) -> io::Result<()> {
        for _ in 0..LAYERS_MAX {
            let mut head = Vec::new();
            let failure = self.stream.by_ref().take(ZSTD_MAGIC.len() as u64).read_to_end(&mut head).err();
            let (gzip, zstd) = (head.starts_with(&GZIP_MAGIC), head == ZSTD_MAGIC);
            let rest = std::mem::replace(&mut self.stream, Box::new(io::empty()));
            let head = Cursor::new(head);
            let whole: Box<dyn BufRead + Send + 'a> = match failure {
                Some(error) => Box::new(head.chain(Failure(Some(error)))),
                None => Box::new(head.chain(rest)),
            };
            self.stream = if gzip {
                self.guarded(Gzip(Some(GzDecoder::new(whole))))
            } else if zstd {
                self.guarded(zstd::stream::read::Decoder::with_buffer(whole)?)
            } else {
                self.stream = whole;
                return Ok(());
            };
        }
        Ok(())
    }

    fn guarded(&self, decoder: impl Read + Send + 'a) -> Box<dyn BufRead + Send + 'a> {
        let guard = Guard { decoder, progress: self.progress.clone(), produced: 0 };
        Box::new(BufReader::with_capacity(BUFFER_BYTES, guard))
    }
}

impl Read for Decompressed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.opened {
            self.opened = true;
            self.open()?;
        }
        self.stream.read(into)
    }
}

/// Counts what passes, and notes when the file cannot be read.
struct Tap<R> {
    raw: R,
    progress: Arc<Progress>,
}

impl<R: BufRead> Tap<R> {
    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
        {
            self.progress.failed.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl<R: BufRead> Read for Tap<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let result = self.raw.read(into);
        let count = self.noted(result)?;
        self.progress.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Tap<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // Asked twice because of the borrow: the second time it only gives what the first time has filled.
        let result = self.raw.fill_buf().map(|_| ());
        self.noted(result)?;
        self.raw.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.progress.bytes.fetch_add(count as u64, Ordering::Relaxed);
        self.raw.consume(count);
    }
}

/// Gzip members, one after the other. Zeros between and after them are padding, as tapes and block devices leave it.
struct Gzip<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let count = member.read(into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            let next = loop {
                let ahead = member.get_mut().fill_buf()?;
                match ahead.iter().position(|&b| b != 0) {
                    Some(at) => {
                        let next = ahead[at];
                        member.get_mut().consume(at);
                        break Some(next);
                    }
                    None if ahead.is_empty() => break None,
                    None => {
                        let zeros = ahead.len();
                        member.get_mut().consume(zeros);
                    }
                }
            };
            let rest = self.0.take().map(GzDecoder::into_inner);
            match next {
                Some(first) if first == GZIP_MAGIC[0] => self.0 = rest.map(GzDecoder::new),
                Some(_) => return Err(io::Error::other("what follows the gzip data is not gzip")),
                None => {}
            }
        }
        Ok(0)
    }
}

/// Says what is damage and what is not, and stops what grows without end.
struct Guard<D> {
    decoder: D,
    progress: Arc<Progress>,
    produced: u64,
}

impl<D: Read> Read for Guard<D> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.progress.bytes();
        if self.produced > RATIO_FREE_BYTES && self.produced / RATIO_MAX > read {
            let reason = format!("{read} bytes decompress to more than {RATIO_MAX} times their size: stopped");
            return Err(Damage::error(reason, read));
        }
        match self.decoder.read(into) {
            Ok(count) => {
                self.produced += count as u64;
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) if self.progress.failed.load(Ordering::Relaxed) || Damage::of(&error).is_some() => Err(error),
            Err(error) => {
                let reason = match error.kind() {
                    io::ErrorKind::UnexpectedEof => "the compressed data ends early".to_owned(),
                    _ => format!("the compressed data is damaged: {error}"),
                };
                Err(Damage::error(reason, self.progress.bytes()))
            }
        }
    }
}

/// A stream that fails, and then is at its end.
struct Failure(Option<io::Error>);

impl Read for Failure {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl BufRead for Failure {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.take().map_or(Ok(&[]), Err)
    }

    fn consume(&mut self, _: usize) {}
}

/// The pieces of an object, as they come from the network.
struct Pieces {
    pieces: mpsc::Receiver<object_store::Result<Bytes>>,
    current: Bytes,
}

impl BufRead for Pieces {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.current.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.current = piece.map_err(io::Error::from)?,
                None => break,
            }
        }
        Ok(&self.current)
    }

    fn consume(&mut self, count: usize) {
        bytes::Buf::advance(&mut self.current, count);
    }
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}
