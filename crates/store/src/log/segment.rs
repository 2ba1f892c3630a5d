//! The format of a log segment, version 1, little-endian:
//! ```text
//! "SWLG" u32:version u64:first u128:writer u32:events u64:xxh3 of the rest | zstd of { u32:length, bytes }*
//! ```

use object_store::path::Path;
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_64;

use super::{FOLDER, Sequence};

const MAGIC: &[u8; 4] = b"SWLG";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 44;
/// What a segment decompresses to at most; far above what is ever written.
const TEXT_BYTES_MAX: usize = 1 << 30;

#[derive(Debug, Error)]
pub enum SegmentError {
    #[error("read log segment {path}: written by a newer version ({version}) of Stellwerk; use that version")]
    Newer { path: String, version: u32 },
    #[error(
        "read log segment {path}: damaged ({what}); restore it from a backup, or move it away to go on without its events"
    )]
    Damaged { path: String, what: &'static str },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub first: Sequence,
    /// Tells writers apart.
    pub writer: u128,
    pub events: Vec<String>,
}

pub(super) fn path(first: Sequence) -> Path {
    Path::from(format!("{FOLDER}/{first:020}.segment"))
}

pub(super) fn first_of(path: &Path) -> Option<Sequence> {
    path.filename()?.strip_suffix(".segment")?.parse().ok()
}

impl Segment {
    pub fn encode(&self) -> Vec<u8> {
        let mut text = Vec::with_capacity(self.events.iter().map(|e| e.len() + 4).sum());
        for event in &self.events {
            text.extend_from_slice(&(event.len() as u32).to_le_bytes());
            text.extend_from_slice(event.as_bytes());
        }
        let body = zstd::bulk::compress(&text, 1).expect("memory is all that compression needs");
        let mut out = Vec::with_capacity(HEADER_BYTES + body.len());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&self.first.to_le_bytes());
        out.extend_from_slice(&self.writer.to_le_bytes());
        out.extend_from_slice(&(self.events.len() as u32).to_le_bytes());
        out.extend_from_slice(&xxh3_64(&body).to_le_bytes());
        out.extend_from_slice(&body);
        out
    }

    pub fn decode(path: &str, bytes: &[u8]) -> Result<Segment, SegmentError> {
        let damaged = |what| SegmentError::Damaged { path: path.to_owned(), what };
        if bytes.len() < HEADER_BYTES || &bytes[..4] != MAGIC {
            return Err(damaged("no segment"));
        }
        let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let u64_at = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        if u32_at(4) != VERSION {
            return Err(SegmentError::Newer { path: path.to_owned(), version: u32_at(4) });
        }
        let writer = u128::from_le_bytes(bytes[16..32].try_into().expect("sixteen bytes"));
        let body = &bytes[HEADER_BYTES..];
        if xxh3_64(body) != u64_at(36) {
            return Err(damaged("its checksum differs"));
        }
        let text =
            zstd::bulk::decompress(body, zstd_size(body)).map_err(|_| damaged("it does not decompress"))?;
        let mut events = Vec::with_capacity(u32_at(32).min(1 << 20) as usize);
        let mut rest = text.as_slice();
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let length = u32::from_le_bytes(*length) as usize;
            let event = after.get(..length).ok_or_else(|| damaged("an event ends early"))?;
            let event = std::str::from_utf8(event).map_err(|_| damaged("an event is not UTF-8"))?;
            events.push(event.to_owned());
            rest = &after[length..];
        }
        if events.len() != u32_at(32) as usize {
            return Err(damaged("it holds another number of events"));
        }
        Ok(Segment { first: u64_at(8), writer, events })
    }
}

fn zstd_size(body: &[u8]) -> usize {
    let size = zstd::zstd_safe::get_frame_content_size(body).ok().flatten();
    size.map_or(TEXT_BYTES_MAX, |s| (s as usize).min(TEXT_BYTES_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_goes_there_and_back_and_damage_is_told() {
        let segment = Segment { first: 7, writer: 9, events: vec!["{}".into(), "{\"é\":1}".into()] };
        let bytes = segment.encode();
        assert_eq!(Segment::decode("s", &bytes).unwrap(), segment);
        assert_eq!(first_of(&path(7)), Some(7));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            let unprotected = (8..32).contains(&at); // first and writer: the file's name and the process check those
            assert!(unprotected || Segment::decode("s", &damaged).is_err(), "{at}");
            assert!(Segment::decode("s", &bytes[..at]).is_err());
        }
    }
}
