//! Reads text out of data files page by page: the other half of [`super::column`].
//!
//! Looking up an event costs one page of each column that it has. The Arrow reader would build arrays and decode every
//! dictionary each time; here a page is taken apart only as far as the wanted rows, and dictionaries are kept.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewArray, make_view};
use arrow::buffer::{Buffer, NullBuffer, ScalarBuffer};
use bytes::Bytes;
use memchr::memmem::Finder;
use object_store::path::Path;
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::basic::Compression;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::page_index::offset_index::PageLocation;

use super::bits::{take_varint, unpack_hybrid};
use super::read::{FileCache, LakeFile, ReadError};
use super::schema::WIDTH;

/// No page that we write comes near it; what says more is damaged.
const PAGE_BYTES_MAX: usize = 256 << 20;

/// The values of one column at some rows.
#[derive(Debug, Default)]
pub struct Values {
    text: String,
    /// Where in the text each row's value is; `None` where it has none.
    places: Vec<Option<Range<usize>>>,
}

impl Values {
    pub fn get(&self, at: usize) -> Option<&str> {
        self.places[at].clone().map(|place| &self.text[place])
    }

    fn push(&mut self, value: Option<&str>) {
        let start = self.text.len();
        self.text.push_str(value.unwrap_or_default());
        self.places.push(value.map(|_| start..self.text.len()));
    }
}

/// The distinct values of a column of a file.
#[derive(Debug)]
pub struct Dictionary {
    text: String,
    ends: Vec<u32>,
}

impl Dictionary {
    pub fn get(&self, key: u32) -> Option<&str> {
        let key = key as usize;
        let start = if key == 0 { 0 } else { *self.ends.get(key - 1)? as usize };
        self.text.get(start..*self.ends.get(key)? as usize)
    }

    pub fn bytes_in_memory(&self) -> usize {
        self.text.len() + self.ends.len() * 4
    }
}

/// A page as it is in the file, and the rows in it.
#[derive(Debug)]
struct Wanted {
    range: Range<u64>,
    first_row: u32,
    rows: u32,
    /// Of the rows that are asked for, those in this page.
    asked: Range<usize>,
}

impl FileCache {
    /// The values of text columns at the given rows (ascending, distinct), for each column.
    pub async fn values(
        &self,
        file: &LakeFile,
        rows: &[u32],
        columns: &[usize],
    ) -> Result<Vec<Values>, ReadError> {
        let mut wanted = Vec::with_capacity(columns.len());
        let mut ranges = Vec::new();
        for &column in columns {
            let pages = wanted_pages(file, column, rows);
            let dictionary = match dictionary_range(file, column) {
                None => None,
                Some(range) => match self.dictionaries.get(&(file.number, column)) {
                    Some(known) => Some(Ok(known)),
                    None => {
                        ranges.push(range);
                        Some(Err(ranges.len() - 1))
                    }
                },
            };
            let first = ranges.len();
            ranges.extend(pages.iter().map(|page| page.range.clone()));
            wanted.push((column, pages, dictionary, first));
        }
        let path = || file.path.to_string();
        let fetched = self.objects().get_ranges(&file.path, &ranges).await;
        let fetched = fetched.map_err(|source| ReadError::Object { path: path(), source })?;

        let mut unzip = Unzip::default();
        let mut all = Vec::with_capacity(columns.len());
        for (column, pages, dictionary, first) in wanted {
            let compression = chunk(file, column).compression();
            let damaged = |reason| ReadError::DamagedPage { path: path(), column, reason };
            let dictionary = match dictionary {
                None => None,
                Some(Ok(known)) => Some(known),
                Some(Err(at)) => {
                    let decoded =
                        Arc::new(decode_dictionary(&fetched[at], compression, &mut unzip).map_err(damaged)?);
                    let bytes = decoded.bytes_in_memory();
                    self.dictionaries.insert((file.number, column), decoded.clone(), bytes);
                    Some(decoded)
                }
            };
            let mut values = Values::default();
            for (page, bytes) in pages.iter().zip(&fetched[first..]) {
                let asked = &rows[page.asked.clone()];
                let data = unzip.page(bytes, compression).map_err(damaged)?;
                take_values(page, &data, dictionary.as_deref(), asked, &mut values).map_err(damaged)?;
            }
            all.push(values);
        }
        Ok(all)
    }
}

/// The pages of a plain text column that hold some rows, as they are in the file.
#[derive(Debug)]
pub struct ColumnPages {
    path: Path,
    column: usize,
    compression: Compression,
    pages: Vec<(Wanted, Bytes)>,
    /// The page that was read last, decompressed: the next rows may begin in it.
    last: Option<(usize, Buffer)>,
}

impl FileCache {
    /// Fetches the pages of plain text columns that hold any of the rows (ascending, distinct).
    pub async fn pages(
        &self,
        file: &LakeFile,
        rows: &[u32],
        columns: &[usize],
    ) -> Result<Vec<ColumnPages>, ReadError> {
        let wanted: Vec<Vec<Wanted>> =
            columns.iter().map(|&column| wanted_pages(file, column, rows)).collect();
        let ranges: Vec<Range<u64>> = wanted.iter().flatten().map(|page| page.range.clone()).collect();
        let fetched = self.objects().get_ranges(&file.path, &ranges).await;
        let fetched = fetched.map_err(|source| ReadError::Object { path: file.path.to_string(), source })?;
        let mut fetched = fetched.into_iter();
        let pages_of = |(&column, wanted): (&usize, Vec<Wanted>)| ColumnPages {
            path: file.path.clone(),
            column,
            compression: chunk(file, column).compression(),
            pages: wanted.into_iter().zip(fetched.by_ref()).collect(),
            last: None,
        };
        Ok(columns.iter().zip(wanted).map(pages_of).collect())
    }
}

impl ColumnPages {
    /// The column at the given rows (ascending, distinct, among those that the pages were fetched for).
    pub fn take(&mut self, rows: &[u32], unzip: &mut Unzip) -> Result<ArrayRef, ReadError> {
        let mut views = Views::with_capacity(rows.len());
        let mut at = 0;
        while at < rows.len() {
            let page = self.pages.partition_point(|(page, _)| page.first_row <= rows[at]) - 1;
            let (wanted, bytes) = &self.pages[page];
            let end = at + rows[at..].partition_point(|&row| row < wanted.first_row + wanted.rows);
            let data = match self.last.take() {
                Some((last, data)) if last == page => data,
                _ => unzip.page(bytes, self.compression).map_err(|reason| self.damaged(reason))?.into(),
            };
            take_views(wanted, &data, &rows[at..end], &mut views).map_err(|reason| self.damaged(reason))?;
            self.last = Some((page, data));
            at = end;
        }
        views.finish().ok_or_else(|| self.damaged("its text is not UTF-8"))
    }

    /// Calls `found` with every row whose text contains what one of the finders seeks, and with that finder's position.
    pub fn search(
        &self,
        finders: &[Finder<'_>],
        unzip: &mut Unzip,
        mut found: impl FnMut(usize, u32),
    ) -> Result<(), ReadError> {
        for (page, bytes) in &self.pages {
            let data = unzip.page(bytes, self.compression).map_err(|reason| self.damaged(reason))?;
            for (position, finder) in finders.iter().enumerate() {
                search_page(page, &data, finder, |row| found(position, row))
                    .map_err(|reason| self.damaged(reason))?;
            }
        }
        Ok(())
    }

    fn damaged(&self, reason: Damaged) -> ReadError {
        ReadError::DamagedPage { path: self.path.to_string(), column: self.column, reason }
    }
}

/// Texts that stand in decompressed pages, and are not copied out of them.
struct Views {
    views: Vec<u128>,
    pages: Vec<Buffer>,
    present: Vec<bool>,
}

impl Views {
    fn with_capacity(rows: usize) -> Self {
        Views { views: Vec::with_capacity(rows), pages: Vec::new(), present: Vec::with_capacity(rows) }
    }

    /// `None` when a text is not UTF-8.
    fn finish(self) -> Option<ArrayRef> {
        let nulls = NullBuffer::from(self.present);
        let nulls = Some(nulls).filter(|nulls| nulls.null_count() > 0);
        let array = StringViewArray::try_new(ScalarBuffer::from(self.views), self.pages, nulls).ok()?;
        Some(Arc::new(array))
    }
}

fn take_views(page: &Wanted, data: &Buffer, asked: &[u32], out: &mut Views) -> Result<(), Damaged> {
    let (levels, values) = split_levels(data)?;
    let values_at = data.len() - values.len();
    let number = out.pages.len() as u32;
    let Some(last) = asked.last() else { return Ok(()) };
    let present = unpack_hybrid(levels, 1, (last - page.first_row) as usize + 1)?;
    let mut asked = asked.iter().map(|row| (row - page.first_row) as usize).peekable();
    let mut at = 0;
    for (row, &present) in present.iter().enumerate() {
        let Some(&next) = asked.peek() else { break };
        let value = if present == 1 { Some(plain_value(values, &mut at)?) } else { None };
        if row == next {
            asked.next();
            out.present.push(value.is_some());
            let offset = values_at + at - value.map_or(0, <[u8]>::len);
            out.views.push(make_view(value.unwrap_or_default(), number, offset as u32));
        }
    }
    out.pages.push(data.clone());
    Ok(())
}

fn search_page(
    page: &Wanted,
    data: &[u8],
    finder: &Finder<'_>,
    mut found: impl FnMut(u32),
) -> Result<(), Damaged> {
    let (levels, values) = split_levels(data)?;
    // Lengths stand between the texts: what is found may lie across one, and what it hides is looked for again.
    let find = |from: usize| finder.find(&values[from..]).map(|at| from + at);
    let Some(mut next) = find(0) else { return Ok(()) };
    let present = unpack_hybrid(levels, 1, page.rows as usize)?;
    let mut at = 0;
    for row in (0..page.rows).filter(|&row| present[row as usize] == 1) {
        let start = at + 4;
        plain_value(values, &mut at)?;
        while next < at {
            let within = next >= start && next + finder.needle().len() <= at;
            if within {
                found(page.first_row + row);
            }
            match find(if within { at } else { next + 1 }) {
                Some(more) => next = more,
                None => return Ok(()),
            }
        }
    }
    Ok(())
}

fn chunk(file: &LakeFile, column: usize) -> &ColumnChunkMetaData {
    file.metadata.metadata().row_group(0).column(column)
}

fn dictionary_range(file: &LakeFile, column: usize) -> Option<Range<u64>> {
    let chunk = chunk(file, column);
    Some(chunk.dictionary_page_offset()? as u64..chunk.data_page_offset() as u64)
}

fn wanted_pages(file: &LakeFile, column: usize, rows: &[u32]) -> Vec<Wanted> {
    let locations = locations(&file.metadata, column).unwrap_or_default();
    let mut wanted = Vec::new();
    let mut asked = 0;
    while asked < rows.len() {
        let page = locations.partition_point(|l| l.first_row_index <= i64::from(rows[asked])) - 1;
        let location = &locations[page];
        let first_row = location.first_row_index as u32;
        let end_row = locations.get(page + 1).map_or(file.rows(), |next| next.first_row_index as u32);
        let end = asked + rows[asked..].partition_point(|&row| row < end_row);
        let offset = location.offset as u64;
        let range = offset..offset + location.compressed_page_size as u64;
        wanted.push(Wanted { range, first_row, rows: end_row - first_row, asked: asked..end });
        asked = end;
    }
    wanted
}

fn locations(metadata: &ArrowReaderMetadata, column: usize) -> Option<&[PageLocation]> {
    let index = metadata.metadata().offset_index()?.first()?.get(column)?;
    Some(index.page_locations().as_slice())
}

/// Whether the file says of itself what all reading of single pages relies on.
pub fn check_layout(metadata: &ArrowReaderMetadata, rows: u32, size_bytes: u64) -> Result<(), Damaged> {
    let [group] = metadata.metadata().row_groups() else { return Err("it has not one row group") };
    if group.num_rows() != i64::from(rows) || rows == 0 {
        return Err("it has not as many rows as its index says");
    }
    if group.num_columns() != WIDTH {
        return Err("it has other columns");
    }
    let lies_within = |offset: i64, end: Option<i64>| {
        let end = end.and_then(|end| u64::try_from(end).ok());
        offset >= 0 && end.is_some_and(|end| end > offset as u64 && end <= size_bytes)
    };
    for (column, chunk) in group.columns().iter().enumerate() {
        let pages = locations(metadata, column).ok_or("a column has no page index")?;
        let dictionary = chunk.dictionary_page_offset();
        let ascending = pages.is_sorted_by(|a, b| a.first_row_index < b.first_row_index);
        let ends = pages.first().is_some_and(|first| first.first_row_index == 0)
            && pages.last().is_some_and(|last| last.first_row_index < i64::from(rows));
        let within = |page: &PageLocation| {
            lies_within(page.offset, page.offset.checked_add(page.compressed_page_size.into()))
        };
        if !ascending || !ends || !pages.iter().all(within) {
            return Err("its page index is not one");
        }
        if dictionary.is_some_and(|offset| !lies_within(offset, Some(chunk.data_page_offset()))) {
            return Err("a dictionary is not where it should be");
        }
    }
    Ok(())
}

type Damaged = &'static str;

/// What a page says before its data; see the struct `PageHeader` of Parquet. Only what is needed here is read.
struct PageHeader {
    uncompressed: usize,
    compressed: usize,
}

impl PageHeader {
    /// The first three fields: type, uncompressed size, compressed size, all `i32` in Thrift's compact protocol.
    fn read(mut bytes: &[u8]) -> Option<Self> {
        const NEXT_FIELD_I32: u8 = 0x15;
        let mut field = || -> Option<i32> {
            bytes.split_off_first().filter(|&&tag| tag == NEXT_FIELD_I32)?;
            let zigzag = take_varint(&mut bytes)?;
            Some((zigzag >> 1) as i32 ^ -((zigzag & 1) as i32))
        };
        let (_page_type, uncompressed, compressed) = (field()?, field()?, field()?);
        Some(PageHeader {
            uncompressed: uncompressed.try_into().ok()?,
            compressed: compressed.try_into().ok()?,
        })
    }
}

/// Decompresses pages, one after the other.
#[derive(Default)]
pub struct Unzip(Option<zstd::bulk::Decompressor<'static>>);

impl Unzip {
    /// The data of a page; `bytes` are its header and its data.
    fn page(&mut self, bytes: &Bytes, compression: Compression) -> Result<Vec<u8>, Damaged> {
        let header = PageHeader::read(bytes).ok_or("its header cannot be read")?;
        let start = bytes.len().checked_sub(header.compressed).ok_or("it ends early")?;
        match compression {
            Compression::ZSTD(_) if header.uncompressed <= PAGE_BYTES_MAX => {
                let new = || zstd::bulk::Decompressor::new().expect("memory is all that decompression needs");
                let zstd = self.0.get_or_insert_with(new);
                zstd.decompress(&bytes[start..], header.uncompressed).map_err(|_| "it does not decompress")
            }
            _ => Err("it is compressed in a way that Stellwerk does not use"),
        }
    }
}

fn decode_dictionary(
    bytes: &Bytes,
    compression: Compression,
    unzip: &mut Unzip,
) -> Result<Dictionary, Damaged> {
    let data = unzip.page(bytes, compression)?;
    let mut text = Vec::with_capacity(data.len());
    let mut ends = Vec::new();
    let mut at = 0;
    while at < data.len() {
        text.extend_from_slice(plain_value(&data, &mut at)?);
        ends.push(text.len() as u32);
    }
    let text = String::from_utf8(text).map_err(|_| "its text is not UTF-8")?;
    Ok(Dictionary { text, ends })
}

fn plain_value<'a>(data: &'a [u8], at: &mut usize) -> Result<&'a [u8], Damaged> {
    const EARLY: Damaged = "it ends early";
    let length = data.get(*at..*at + 4).ok_or(EARLY)?;
    let start = *at + 4;
    let end = start + u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
    *at = end;
    data.get(start..end).ok_or(EARLY)
}

/// Adds the values at `asked` rows of a page.
fn take_values(
    page: &Wanted,
    data: &[u8],
    dictionary: Option<&Dictionary>,
    asked: &[u32],
    out: &mut Values,
) -> Result<(), Damaged> {
    let (levels, values) = split_levels(data)?;
    // Nothing is asked of what stands after the last row.
    let Some(last) = asked.last() else { return Ok(()) };
    let present = unpack_hybrid(levels, 1, (last - page.first_row) as usize + 1)?;
    // How many values stand before each asked row's.
    let mut counted = 0;
    let mut before = 0;
    let mut places = asked.iter().map(|row| {
        let row = (row - page.first_row) as usize;
        before += present[counted..row].iter().sum::<u32>() as usize;
        counted = row;
        (present[row] == 1).then_some(before)
    });
    match dictionary {
        Some(dictionary) => {
            let (&bit_width, keys) = values.split_first().ok_or("it has no keys")?;
            let count = present.iter().sum::<u32>() as usize;
            let keys = unpack_hybrid(keys, bit_width.into(), count)?;
            for place in places {
                let value = match place {
                    Some(place) => Some(dictionary.get(keys[place]).ok_or("a key is not in its dictionary")?),
                    None => None,
                };
                out.push(value);
            }
        }
        None => {
            let (mut at, mut passed) = (0, 0);
            places.try_for_each(|place| {
                let Some(place) = place else {
                    out.push(None);
                    return Ok(());
                };
                while passed < place {
                    plain_value(values, &mut at)?;
                    passed += 1;
                }
                let value = plain_value(values, &mut at)?;
                passed += 1;
                out.push(Some(std::str::from_utf8(value).map_err(|_| "its text is not UTF-8")?));
                Ok::<(), Damaged>(())
            })?;
        }
    }
    Ok(())
}

/// Levels and values of a data page of version 1.
fn split_levels(data: &[u8]) -> Result<(&[u8], &[u8]), Damaged> {
    let length = data.get(..4).ok_or("it has no levels")?;
    let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
    data[4..].split_at_checked(length).ok_or("its levels end early")
}
