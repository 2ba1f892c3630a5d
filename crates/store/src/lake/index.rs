//! The inverted index of a data file: which rows hold a value of a lookup attribute.
//!
//! It stands inside the Parquet file, between the last row group and the footer, where other readers do not look; so a file
//! and its index are written, moved and deleted as one. It answers with *candidates*: values are hashed, and whoever asks
//! compares the record itself.
//!
//! Layout, version 1, little-endian, zstd around the values part:
//! ```text
//! "SWIX" u32:version u32:rows u32:bucket_bits u32:values u32:postings_bytes u32:values_compressed
//! ids:    (2^bucket_bits + 1) × u32 first entry of the bucket, then rows × { u16 fingerprint, u24 row }
//! values: values × u32 hash (ascending), values × u32 end of postings, postings = runs of { varint gap, varint length - 1 }
//! ```

use stellwerk_model::attributes::AttributeKey;
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::bits::{push_varint, take_varint};

const MAGIC: &[u8; 4] = b"SWIX";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 28;
const ENTRY_BYTES: usize = 5;
/// A row number takes three bytes.
pub const ROWS_MAX: usize = 1 << 24;

#[derive(Debug, Error)]
pub enum IndexError {
    #[error("read lookup index: written by a newer version ({0}) of Stellwerk; use that version")]
    Newer(u32),
    #[error("read lookup index: damaged ({0})")]
    Damaged(&'static str),
}

/// Hash of a value of an attribute. Never 0, which stands for "has none".
pub fn hash_attribute(key: AttributeKey, value: &str) -> u64 {
    xxh3_64_with_seed(value.as_bytes(), key as u64 + 1).max(1)
}

/// Collects the rows of a file, in order.
#[derive(Default)]
pub struct IndexBuilder {
    ids: Vec<u64>,
    /// Values that stay the same over many rows: hash and first row of the current run.
    runs: [(u64, u32); 4],
    /// (hash of the value, first row, number of rows)
    values: Vec<(u32, u32, u32)>,
}

/// 32 bits of the hash are enough for values: collisions cost a look, never an answer.
fn value_hash(hash: u64) -> u32 {
    (hash >> 32) as u32
}

impl IndexBuilder {
    pub fn next_row(&mut self, id_hash: u64) {
        self.ids.push(id_hash);
        debug_assert!(self.ids.len() <= ROWS_MAX);
    }

    /// Says the value (0: none) of the `slot`-th repeating attribute in the current row.
    pub fn add_run(&mut self, slot: usize, hash: u64) {
        let row = self.ids.len() as u32 - 1;
        let (current, first) = self.runs[slot];
        if current != hash {
            if current != 0 {
                self.values.push((value_hash(current), first, row - first));
            }
            self.runs[slot] = (hash, row);
        }
    }

    /// Says a value in the current row.
    pub fn add(&mut self, hash: u64) {
        self.values.push((value_hash(hash), self.ids.len() as u32 - 1, 1));
    }

    pub fn finish(mut self) -> Vec<u8> {
        let rows = self.ids.len() as u32;
        for (hash, first) in self.runs {
            if hash != 0 {
                self.values.push((value_hash(hash), first, rows - first));
            }
        }
        let bucket_bits = (rows.max(1).ilog2()).saturating_sub(4);
        let mut out = Vec::with_capacity(HEADER_BYTES + self.ids.len() * 6);
        out.extend_from_slice(MAGIC);
        for field in [VERSION, rows, bucket_bits] {
            out.extend_from_slice(&field.to_le_bytes());
        }

        self.values.sort_unstable();
        let (mut hashes, mut ends, mut postings) = (Vec::new(), Vec::new(), Vec::new());
        for group in self.values.chunk_by(|a, b| a.0 == b.0) {
            hashes.extend_from_slice(&group[0].0.to_le_bytes());
            let mut next = 0;
            let mut runs = group.iter().map(|&(_, first, len)| (first, first + len)).peekable();
            while let Some((first, mut end)) = runs.next() {
                while let Some(&(_, more)) = runs.peek().filter(|(start, _)| *start <= end) {
                    end = end.max(more);
                    runs.next();
                }
                push_varint(&mut postings, first - next);
                push_varint(&mut postings, end - first - 1);
                next = end;
            }
            ends.extend_from_slice(&(postings.len() as u32).to_le_bytes());
        }
        let values = (hashes.len() / 4) as u32;
        let postings_bytes = postings.len() as u32;
        let mut plain = hashes;
        plain.append(&mut ends);
        plain.append(&mut postings);
        let compressed = zstd::bulk::compress(&plain, 1).expect("memory is all that compression needs");
        for field in [values, postings_bytes, compressed.len() as u32] {
            out.extend_from_slice(&field.to_le_bytes());
        }

        let mut entries: Vec<(u64, u32)> = self.ids.iter().zip(0..).map(|(&hash, row)| (hash, row)).collect();
        entries.sort_unstable();
        let bucket_of = |hash: u64| if bucket_bits == 0 { 0 } else { hash >> (64 - bucket_bits) };
        let mut at = 0usize;
        for bucket in 0..=1u64 << bucket_bits {
            while at < entries.len() && bucket_of(entries[at].0) < bucket {
                at += 1;
            }
            out.extend_from_slice(&(at as u32).to_le_bytes());
        }
        for (hash, row) in entries {
            out.extend_from_slice(&fingerprint(hash).to_le_bytes());
            out.extend_from_slice(&row.to_le_bytes()[..3]);
        }
        out.extend_from_slice(&compressed);
        out
    }
}

/// Bits that the bucket does not already say.
fn fingerprint(hash: u64) -> u16 {
    hash as u16
}

/// The index of one file, in memory.
#[derive(Debug)]
pub struct Index {
    rows: u32,
    bucket_bits: u32,
    ids: Vec<u8>,
    values: usize,
    plain: Vec<u8>,
}

impl Index {
    pub fn read(bytes: &[u8]) -> Result<Self, IndexError> {
        let field = |at: usize| -> Result<u32, IndexError> {
            let field = bytes.get(at..at + 4).ok_or(IndexError::Damaged("it ends early"))?;
            Ok(u32::from_le_bytes(field.try_into().expect("four bytes")))
        };
        if bytes.get(..4) != Some(MAGIC) {
            return Err(IndexError::Damaged("no index at its place"));
        }
        match field(4)? {
            VERSION => {}
            newer => return Err(IndexError::Newer(newer)),
        }
        let (rows, bucket_bits, values) = (field(8)?, field(12)?, field(16)? as usize);
        let (postings, compressed) = (field(20)? as usize, field(24)? as usize);
        if bucket_bits > 24 || rows as usize > ROWS_MAX {
            return Err(IndexError::Damaged("impossible sizes"));
        }
        let ids_bytes = ((1usize << bucket_bits) + 1) * 4 + rows as usize * ENTRY_BYTES;
        let values_at = HEADER_BYTES + ids_bytes;
        let ids = bytes.get(HEADER_BYTES..values_at).ok_or(IndexError::Damaged("it ends early"))?.to_vec();
        let packed =
            bytes.get(values_at..values_at + compressed).ok_or(IndexError::Damaged("it ends early"))?;
        let expected = values * 8 + postings;
        let plain = zstd::bulk::decompress(packed, expected)
            .map_err(|_| IndexError::Damaged("values do not decompress"))?;
        if plain.len() != expected {
            return Err(IndexError::Damaged("values have another size"));
        }
        Ok(Index { rows, bucket_bits, ids, values, plain })
    }

    pub fn rows(&self) -> u32 {
        self.rows
    }

    pub fn bytes_in_memory(&self) -> usize {
        self.ids.len() + self.plain.len()
    }

    /// Rows whose id may have this hash.
    pub fn rows_of_id(&self, hash: u64) -> impl Iterator<Item = u32> + '_ {
        let bucket = if self.bucket_bits == 0 { 0 } else { (hash >> (64 - self.bucket_bits)) as usize };
        let first = |bucket: usize| read_u32(&self.ids, bucket) as usize;
        let (from, to) = (first(bucket), first(bucket + 1));
        let entries = &self.ids[((1 << self.bucket_bits) + 1) * 4..];
        let wanted = fingerprint(hash).to_le_bytes();
        (from..to).filter_map(move |entry| {
            let e = &entries[entry * ENTRY_BYTES..][..ENTRY_BYTES];
            (e[..2] == wanted).then(|| u32::from_le_bytes([e[2], e[3], e[4], 0]))
        })
    }

    /// Runs `first..end` of rows that may hold a value with this hash, ascending.
    pub fn rows_of_value(&self, hash: u64) -> Vec<(u32, u32)> {
        let wanted = value_hash(hash);
        let (mut low, mut high) = (0, self.values);
        while low < high {
            let middle = (low + high) / 2;
            if read_u32(&self.plain, middle) < wanted { low = middle + 1 } else { high = middle }
        }
        if low == self.values || read_u32(&self.plain, low) != wanted {
            return Vec::new();
        }
        let end_of = |value: usize| read_u32(&self.plain, self.values + value) as usize;
        let from = if low == 0 { 0 } else { end_of(low - 1) };
        let mut postings = &self.plain[self.values * 8 + from..self.values * 8 + end_of(low)];
        let mut runs = Vec::new();
        let mut next = 0;
        while let (Some(gap), Some(more)) = (take_varint(&mut postings), take_varint(&mut postings)) {
            let first = next + gap;
            next = first + more + 1;
            runs.push((first, next));
        }
        runs
    }
}

fn read_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at * 4..at * 4 + 4].try_into().expect("four bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_row_of_every_value() {
        for rows in [0u32, 1, 15, 16, 1000, 70_000] {
            let mut builder = IndexBuilder::default();
            let id = |row: u32| hash_attribute(AttributeKey::EventId, &format!("id-{row}"));
            let user = |row: u32| hash_attribute(AttributeKey::Username, &format!("user-{}", row / 100));
            let name = |row: u32| hash_attribute(AttributeKey::ResourceName, &format!("name-{}", row % 7));
            for row in 0..rows {
                builder.next_row(id(row));
                builder.add_run(0, if row / 100 % 3 == 0 { 0 } else { user(row) });
                builder.add(name(row));
                builder.add(name(row));
            }
            let index = Index::read(&builder.finish()).unwrap();
            assert_eq!(index.rows(), rows);
            let holds = |runs: &[(u32, u32)], row| runs.iter().any(|&(from, to)| (from..to).contains(&row));
            for row in (0..rows).step_by(13) {
                assert!(index.rows_of_id(id(row)).any(|r| r == row), "{row} of {rows}");
                assert_eq!(holds(&index.rows_of_value(user(row)), row), row / 100 % 3 != 0);
                let named = index.rows_of_value(name(row));
                assert!(holds(&named, row) && !holds(&named, row + 1));
            }
            assert_eq!(index.rows_of_value(hash_attribute(AttributeKey::Username, "nobody")), []);
        }
    }

    #[test]
    fn damage_is_an_error() {
        let mut builder = IndexBuilder::default();
        (0..100).for_each(|row| builder.next_row(row));
        let bytes = builder.finish();
        for end in 0..bytes.len() {
            assert!(Index::read(&bytes[..end]).is_err(), "{end}");
        }
        let mut newer = bytes.clone();
        newer[4] = 9;
        assert!(matches!(Index::read(&newer), Err(IndexError::Newer(9))));
    }
}
