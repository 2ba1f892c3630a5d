//! A source file as a stream of decompressed bytes.
//!
//! What a file is compressed with is told from its first bytes, not from its name: archives hold `.json`
//! files that are gzip, `.gz` files that are plain, and gzip inside gzip (Firehose compresses what CloudWatch
//! Logs has compressed).
//!
//! Reading is blocking: decompression is work for a thread, not for an async task. Objects of S3 are fetched
//! into memory when they are small, as nearly all are, and come through a bounded channel when they are not.
//!
//! Two kinds of failure are kept apart. [`Damage`] is a property of the file: what was read before it is
//! kept, and reading it again would not help. Any other [`io::Error`] says that reading failed, and that the
//! file deserves another try.

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
/// What decompresses to more than [`RATIO_MAX`] times its size is stopped, but not before it has come to this
/// size.
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
    /// How much of the file itself (compressed or not) has been read; may be kept beyond the input, for a
    /// progress bar.
    pub fn progress(&self) -> Arc<Progress> {
        self.stream.progress.clone()
    }

    /// Whether the file has changed since it was listed. Asked after reading: what grew or was replaced
    /// meanwhile is not done, and will be listed again with another version.
    pub fn changed(&self) -> bool {
        match &self.watch {
            Watch::File { path, version } => {
                fs::metadata(path).map_or(true, |m| sources::file_version(&m) != *version)
            }
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

/// Gzip members, one after the other. Zeros between and after them are padding, as tapes and block devices
/// leave it.
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
            let reason =
                format!("{read} bytes decompress to more than {RATIO_MAX} times their size: stopped");
            return Err(Damage::error(reason, read));
        }
        match self.decoder.read(into) {
            Ok(count) => {
                self.produced += count as u64;
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) if self.progress.failed.load(Ordering::Relaxed) || Damage::of(&error).is_some() => {
                Err(error)
            }
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use object_store::memory::InMemory;
    use object_store::path::Path as Key;
    use object_store::{ObjectStore, ObjectStoreExt};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ::zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
        encoder.include_checksum(true).unwrap();
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// What can be read, and the error after it.
    fn read(file: &[u8]) -> (Vec<u8>, Option<io::Error>) {
        let mut out = Vec::new();
        let error = Decompressed::new(file).read_to_end(&mut out).err();
        (out, error)
    }

    fn damage(error: &Option<io::Error>) -> (String, u64) {
        let damage = Damage::of(error.as_ref().expect("an error")).expect("damage");
        (damage.reason.clone(), damage.compressed_offset)
    }

    #[test]
    fn compression_is_told_from_the_bytes() {
        let text = b"{\"a\":1}\n".repeat(1000);
        let (gz, zst) = (gzip(&text), zstd(&text));
        let padded = [&gz[..], &[0; 700], &gz, &[0; 3]].concat();
        for (file, times) in [
            (text.clone(), 1),
            (gz.clone(), 1),
            (zst.clone(), 1),
            (gzip(&gz), 1),
            (gzip(&zst), 1),
            (zstd(&gz), 1),
            ([&gz[..], &gz, &gz].concat(), 3),
            (padded, 2),
            ([&zst[..], &zst].concat(), 2),
            (Vec::new(), 0),
            (gzip(b""), 0),
        ] {
            let (out, error) = read(&file);
            assert!(error.is_none() && out == text.repeat(times), "{times}: {error:?}, {} bytes", out.len());
        }
        // Three times is somebody's joke: it comes out as it is inside.
        assert_eq!(read(&gzip(&gzip(&gz))).0, gz);
        assert_eq!(read(b"{").0, b"{");
    }

    #[test]
    fn damage_keeps_what_comes_before_it() {
        let text: Vec<u8> = (0..20_000u32)
            .flat_map(|n| format!("{{\"n\":{}}}\n", n.wrapping_mul(2_654_435_761)).into_bytes())
            .collect();
        for (file, name) in [(gzip(&text), "gzip"), (zstd(&text), "zstd")] {
            for cut in (5..file.len()).step_by(997).chain(file.len() - 9..file.len()) {
                let (out, error) = read(&file[..cut]);
                assert!(text.starts_with(&out), "{name} cut at {cut}");
                let early = "the compressed data ends early".to_owned();
                assert_eq!(damage(&error), (early, cut as u64), "{name} cut at {cut}");
            }
            let (out, _) = read(&file[..file.len() - 1]);
            assert!(out.len() > text.len() / 2, "{name}: {} of {}", out.len(), text.len());

            let mut flipped = file.clone();
            let middle = file.len() / 2;
            flipped[middle] ^= 0x55;
            let (_, error) = read(&flipped);
            assert!(damage(&error).0.starts_with("the compressed data is damaged"), "{name}: {error:?}");
        }
        let gz = gzip(&text);
        let mut crc = gz.clone();
        let at = crc.len() - 8;
        crc[at] ^= 1;
        let (out, error) = read(&crc);
        assert!(out == text && damage(&error).0.contains("checksum"), "{error:?}");

        let (out, error) = read(&[&gz[..], b"\0\0trailing"].concat());
        let reason = "the compressed data is damaged: what follows the gzip data is not gzip".to_owned();
        assert!(out == text && damage(&error) == (reason, gz.len() as u64 + 2), "{error:?}");
    }

    #[test]
    fn a_bomb_is_stopped() {
        let piece = vec![b' '; 1 << 20];
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        (0..80).for_each(|_| encoder.write_all(&piece).unwrap());
        let bomb = encoder.finish().unwrap();
        let mut input = Decompressed::new(&bomb[..]);
        let produced = io::copy(&mut input, &mut io::sink());
        let (reason, offset) = damage(&produced.err());
        assert!(reason.contains("decompress to more than 200 times their size"), "{reason}");
        let ratio = RATIO_FREE_BYTES / offset;
        assert!((900..1100).contains(&ratio), "stopped at {offset}");

        // A repetitive log file of a few megabytes is none, and neither is an honest ratio.
        let (out, error) = read(&gzip(&vec![b' '; 32 << 20]));
        assert!(error.is_none() && out.len() == 32 << 20);
    }

    #[test]
    fn a_failing_disk_is_no_damage() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("bad sector"))
            }
        }
        let text = gzip(&(0..9999u32).flat_map(u32::to_le_bytes).collect::<Vec<_>>());
        for kept in [0, 2, 3, 100, text.len() - 1] {
            let raw = BufReader::new(text[..kept].chain(Fails));
            let error = Decompressed::new(raw).read_to_end(&mut Vec::new()).unwrap_err();
            assert!(Damage::of(&error).is_none() && error.to_string() == "bad sector", "{kept}: {error}");
        }
    }

    #[tokio::test]
    async fn a_file_that_changes_while_it_is_read_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let text = |mut input: Input| {
            let mut text = String::new();
            input.read_to_string(&mut text).unwrap();
            (text, input.progress().bytes(), input.changed())
        };
        fs::write(&path, "{}").unwrap();
        let version = sources::file_version(&fs::metadata(&path).unwrap());
        let location = Location::File(path.clone());
        let file = SourceFile { uri: "x".to_owned(), size: 2, version, location };
        assert_eq!(text(open(&file).await.unwrap()), ("{}".to_owned(), 2, false));
        let input = open(&file).await.unwrap();
        fs::write(&path, "{}{}").unwrap();
        assert_eq!(text(input), ("{}{}".to_owned(), 4, true));
        let input = open(&file).await.unwrap();
        fs::remove_file(&path).unwrap();
        assert!(input.changed());
        let missing = open(&file).await.err().unwrap().to_string();
        assert!(missing.starts_with("open ") && missing.contains("a.json: No such file"), "{missing}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn objects_come_from_memory_or_as_a_stream() {
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let path = Key::from("k");
        for (size, version_is_right) in [(10usize, true), (10, false), (FETCH_BYTES_MAX as usize + 7, true)] {
            store.put(&path, vec![b'x'; size].into()).await.unwrap();
            let meta = store.head(&path).await.unwrap();
            let version = if version_is_right { sources::object_version(&meta) } else { "other".to_owned() };
            let location = Location::Object { store: store.clone(), path: path.clone() };
            let file = SourceFile { uri: "s3://b/k".to_owned(), size: size as u64, version, location };
            let mut input = open(&file).await.unwrap();
            let read = tokio::task::spawn_blocking(move || {
                let count = io::copy(&mut input, &mut io::sink()).unwrap();
                (count, input.progress().bytes(), input.changed())
            });
            assert_eq!(read.await.unwrap(), (size as u64, size as u64, !version_is_right));
        }
        store.delete(&path).await.unwrap();
        let location = Location::Object { store, path };
        let file = SourceFile { uri: "s3://b/k".to_owned(), size: 1, version: String::new(), location };
        assert!(open(&file).await.err().unwrap().to_string().starts_with("read s3://b/k: "));
    }
}
