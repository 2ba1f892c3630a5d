//! Encodes one text column of a data file: the pages of a Parquet column chunk, ready to be put into a file.
//!
//! The Arrow writer would want the batch as Arrow arrays first and would hash every value of every dictionary column again. Here
//! text goes from where it was read straight into the page that is being filled, and what an earlier step has already found to
//! be equal is not compared again ([`TextColumn::push_known`]). What comes out is ordinary Parquet: data pages of version 1,
//! `PLAIN` or `RLE_DICTIONARY`, each compressed with zstd.

use bytes::Bytes;
use hashbrown::HashTable;
use parquet::basic::{Compression, Encoding, PageType, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::PageEncodingStats;
use parquet::file::metadata::{ColumnChunkMetaData, OffsetIndexBuilder};
use parquet::file::statistics::{Statistics, ValueStatistics};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use xxhash_rust::xxh3::xxh3_64;

use super::bits::push_hybrid;

pub type Compressor = zstd::bulk::Compressor<'static>;

/// A looked-up event costs one page of each column it needs; smaller pages compress worse.
const PLAIN_PAGE_BYTES: usize = 128 << 10;
const PLAIN_PAGE_ROWS: usize = 8 << 10;
/// Keys are small, and passing over some of them costs nothing.
const KEYS_PAGE_ROWS: usize = 16 << 10;
/// Repeating JSON texts are long: let their dictionary grow before giving it up.
const DICTIONARY_BYTES_MAX: usize = 4 << 20;
/// Longer values are no bounds: nobody asks for a range of them.
const BOUND_BYTES_MAX: usize = 64;
const ABSENT: u32 = u32::MAX;
const ZSTD_LEVEL: i32 = 1;

pub fn compression() -> Compression {
    Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL).expect("a level of zstd"))
}

/// What compresses the pages: one for all columns of a file, because each holds tables of its own.
pub fn compressor() -> Compressor {
    Compressor::new(ZSTD_LEVEL).expect("memory is all that compression needs")
}

/// What a caller remembers of a value that it may push again; see [`TextColumn::push_known`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known(u32);

impl Known {
    pub const NOT_YET: Known = Known(ABSENT);
}

/// A column that is being filled, row by row.
pub struct TextColumn<'a> {
    values: Values<'a>,
    rows: usize,
    nulls: usize,
}

enum Values<'a> {
    /// Values one after the other.
    Plain(Pages),
    /// Keys of all rows, and the values that they stand for.
    Dictionary { keys: Vec<u32>, entries: Vec<&'a str>, table: HashTable<u32>, bytes: usize, last: u32 },
}

impl<'a> TextColumn<'a> {
    pub fn plain() -> Self {
        TextColumn { values: Values::Plain(Pages::new()), rows: 0, nulls: 0 }
    }

    pub fn dictionary(rows: usize) -> Self {
        let keys = Vec::with_capacity(rows);
        let (entries, table) = (Vec::new(), HashTable::new());
        TextColumn {
            values: Values::Dictionary { keys, entries, table, bytes: 0, last: ABSENT },
            rows: 0,
            nulls: 0,
        }
    }

    /// Rows without a value.
    pub fn push_nulls(&mut self, count: usize) {
        self.rows += count;
        self.nulls += count;
        match &mut self.values {
            Values::Plain(pages) => pages.levels.resize(pages.levels.len() + count, 0),
            Values::Dictionary { keys, .. } => keys.resize(keys.len() + count, ABSENT),
        }
    }

    #[inline]
    pub fn push(&mut self, value: Option<&'a str>, zstd: &mut Compressor) -> Result<(), ParquetError> {
        self.rows += 1;
        self.nulls += usize::from(value.is_none());
        match &mut self.values {
            Values::Plain(pages) => pages.push(value, zstd),
            Values::Dictionary { keys, entries, table, bytes, last } => {
                let key = match value {
                    None => ABSENT,
                    // Rows are sorted: the value before is the most likely one.
                    Some(value) if *last != ABSENT && entries[*last as usize] == value => *last,
                    Some(value) => intern(table, entries, bytes, value),
                };
                if key != ABSENT {
                    *last = key;
                }
                keys.push(key);
                Ok(())
            }
        }
    }

    /// Like [`TextColumn::push`]; `known` is of this value alone, and saves looking for it when it comes again.
    #[inline]
    pub fn push_known(
        &mut self,
        value: Option<&'a str>,
        known: &mut Known,
        zstd: &mut Compressor,
    ) -> Result<(), ParquetError> {
        let (Values::Dictionary { keys, entries, table, bytes, .. }, Some(value)) = (&mut self.values, value)
        else {
            return self.push(value, zstd);
        };
        if *known == Known::NOT_YET {
            *known = Known(intern(table, entries, bytes, value));
        }
        keys.push(known.0);
        self.rows += 1;
        Ok(())
    }

    /// The bytes of the column chunk, and what a file has to say about them.
    pub fn finish(
        self,
        descriptor: ColumnDescPtr,
        zstd: &mut Compressor,
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let (pages, bounds) = match self.values {
            Values::Plain(mut pages) => {
                pages.end_page(zstd)?;
                (pages, None)
            }
            Values::Dictionary { keys, entries, bytes, .. } => {
                let bounds = entries.iter().min().copied().zip(entries.iter().max().copied());
                (dictionary_pages(&keys, &entries, bytes, zstd)?, bounds)
            }
        };
        let statistics = |min: Option<&str>, max: Option<&str>| {
            let value = |text: Option<&str>| text.map(|t| t.as_bytes().to_vec().into());
            let nulls = Some(self.nulls as u64);
            Statistics::ByteArray(ValueStatistics::new(value(min), value(max), None, nulls, false))
        };
        let short = bounds.filter(|(min, max)| min.len().max(max.len()) <= BOUND_BYTES_MAX);
        let statistics = statistics(short.map(|b| b.0), short.map(|b| b.1));
        pages.finish(descriptor, self.rows, statistics)
    }
}

fn intern<'a>(
    table: &mut HashTable<u32>,
    entries: &mut Vec<&'a str>,
    bytes: &mut usize,
    value: &'a str,
) -> u32 {
    let hash = |text: &str| xxh3_64(text.as_bytes());
    let hash_of_value = hash(value);
    if let Some(&key) = table.find(hash_of_value, |&key| entries[key as usize] == value) {
        return key;
    }
    let key = entries.len() as u32;
    entries.push(value);
    *bytes += 4 + value.len();
    table.insert_unique(hash_of_value, key, |&key| hash(entries[key as usize]));
    key
}

fn dictionary_pages(
    keys: &[u32],
    entries: &[&str],
    bytes: usize,
    zstd: &mut Compressor,
) -> Result<Pages, ParquetError> {
    let mut pages = Pages::new();
    if entries.is_empty() || bytes > DICTIONARY_BYTES_MAX {
        for &key in keys {
            pages.push((key != ABSENT).then(|| entries[key as usize]), zstd)?;
        }
        pages.end_page(zstd)?;
        return Ok(pages);
    }
    let mut dictionary = Vec::with_capacity(bytes);
    entries.iter().for_each(|entry| push_plain(&mut dictionary, entry));
    pages.dictionary(&dictionary, entries.len(), zstd)?;
    let bit_width = (u32::BITS - (entries.len() as u32 - 1).leading_zeros()).max(1);
    let mut present = Vec::with_capacity(KEYS_PAGE_ROWS);
    for keys in keys.chunks(KEYS_PAGE_ROWS) {
        pages.levels.extend(keys.iter().map(|&key| u32::from(key != ABSENT)));
        present.clear();
        present.extend(keys.iter().filter(|&&key| key != ABSENT));
        pages.values.push(bit_width as u8);
        push_hybrid(&mut pages.values, &present, bit_width);
        pages.end_page(zstd)?;
    }
    Ok(pages)
}

#[inline]
fn push_plain(out: &mut Vec<u8>, value: &str) {
    out.extend_from_slice(&(value.len() as u32).to_le_bytes());
    out.extend_from_slice(value.as_bytes());
}

/// Data pages of one column: those that are done, and the one that is being filled.
struct Pages {
    sink: TrackedWrite<Vec<u8>>,
    /// Whether there is a value, of each row of the page.
    levels: Vec<u32>,
    values: Vec<u8>,
    page: Vec<u8>,
    encoding: Encoding,
    uncompressed: usize,
    dictionary_bytes: usize,
    index: OffsetIndexBuilder,
    count: i32,
}

impl Pages {
    fn new() -> Self {
        Pages {
            sink: TrackedWrite::new(Vec::new()),
            levels: Vec::new(),
            values: Vec::new(),
            page: Vec::new(),
            encoding: Encoding::PLAIN,
            uncompressed: 0,
            dictionary_bytes: 0,
            index: OffsetIndexBuilder::new(),
            count: 0,
        }
    }

    #[inline]
    fn push(&mut self, value: Option<&str>, zstd: &mut Compressor) -> Result<(), ParquetError> {
        self.levels.push(u32::from(value.is_some()));
        if let Some(value) = value {
            push_plain(&mut self.values, value);
        }
        if self.values.len() >= PLAIN_PAGE_BYTES
            || self.levels.len() >= PLAIN_PAGE_ROWS && !self.values.is_empty()
        {
            return self.end_page(zstd);
        }
        Ok(())
    }

    fn dictionary(
        &mut self,
        values: &[u8],
        entries: usize,
        zstd: &mut Compressor,
    ) -> Result<(), ParquetError> {
        let page = |buf| Page::DictionaryPage {
            buf,
            num_values: entries as u32,
            encoding: Encoding::PLAIN,
            is_sorted: false,
        };
        self.encoding = Encoding::RLE_DICTIONARY;
        self.dictionary_bytes = self.write(values, page, zstd)?.1;
        Ok(())
    }

    /// Writes what has been pushed as a page, if anything has.
    fn end_page(&mut self, zstd: &mut Compressor) -> Result<(), ParquetError> {
        let rows = self.levels.len();
        if rows == 0 {
            return Ok(());
        }
        let mut page = std::mem::take(&mut self.page);
        page.clear();
        page.extend_from_slice(&[0; 4]);
        push_hybrid(&mut page, &self.levels, 1);
        let levels_bytes = page.len() as u32 - 4;
        page[..4].copy_from_slice(&levels_bytes.to_le_bytes());
        page.extend_from_slice(&self.values);
        let encoding = self.encoding;
        let data_page = |buf| Page::DataPage {
            buf,
            num_values: rows as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let (offset, size) = self.write(&page, data_page, zstd)?;
        self.index.append_row_count(rows as i64);
        self.index.append_offset_and_size(offset as i64, size as i32);
        self.count += 1;
        self.page = page;
        self.levels.clear();
        self.values.clear();
        Ok(())
    }

    /// Compresses and writes a page; its offset and size.
    fn write(
        &mut self,
        plain: &[u8],
        page: impl FnOnce(Bytes) -> Page,
        zstd: &mut Compressor,
    ) -> Result<(u64, usize), ParquetError> {
        let compressed = zstd.compress(plain).map_err(|e| ParquetError::External(e.into()))?;
        let page = CompressedPage::new(page(compressed.into()), plain.len());
        let written = SerializedPageWriter::new(&mut self.sink).write_page(page)?;
        self.uncompressed += written.uncompressed_size;
        Ok((written.offset, written.compressed_size))
    }

    fn finish(
        self,
        descriptor: ColumnDescPtr,
        rows: usize,
        statistics: Statistics,
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let bytes = self.sink.into_inner()?;
        let has_dictionary = self.dictionary_bytes > 0;
        let mut stats = vec![PageEncodingStats {
            page_type: PageType::DATA_PAGE,
            encoding: self.encoding,
            count: self.count,
        }];
        let mut encodings = vec![Encoding::RLE, self.encoding];
        if has_dictionary {
            let (page_type, encoding) = (PageType::DICTIONARY_PAGE, Encoding::PLAIN);
            stats.insert(0, PageEncodingStats { page_type, encoding, count: 1 });
            encodings.push(Encoding::PLAIN);
        }
        let metadata = ColumnChunkMetaData::builder(descriptor)
            .set_compression(compression())
            .set_encodings(encodings)
            .set_page_encoding_stats(stats)
            .set_num_values(rows as i64)
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size(self.uncompressed as i64)
            .set_data_page_offset(self.dictionary_bytes as i64)
            .set_dictionary_page_offset(has_dictionary.then_some(0))
            .set_statistics(statistics)
            .build()?;
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: Some(self.index.build()),
        };
        Ok((bytes.into(), close))
    }
}
