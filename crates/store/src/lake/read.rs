//! Reads single events out of data files: by row number, without reading the file.
//!
//! A file never changes once it is in the catalog, so its footer, its index and what else is used often are read once and kept,
//! within bounds.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, TimestampMicrosecondArray};
use arrow::datatypes::{Int32Type, TimestampMicrosecondType};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, TryFutureExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::{AsyncFileReader, ParquetRecordBatchStreamBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use stellwerk_model::record::{self, COLUMNS, Column};
use thiserror::Error;

use super::cache::Cache;
use super::index::{Index, IndexError};
use super::pages::{Dictionary, Values, check_layout};
use super::schema::{self, OTHER, READ_SCHEMA, SHAPE, WIDTH};
use super::write::INDEX_KEY;
use crate::log::Sequence;
use crate::lookup::FoundEvent;

/// Footer and page index of a file, so that one request brings both.
const FOOTER_BYTES_EXPECTED: usize = 96 << 10;

#[derive(Debug, Error)]
pub enum ReadError {
    #[error("read data file {path}: {source}")]
    Parquet { path: String, source: ParquetError },
    #[error("read data file {path}: {source}")]
    Object { path: String, source: object_store::Error },
    #[error("data file {path}: {source}")]
    Index { path: String, source: IndexError },
    #[error("data file {path}: no lookup index in it; it was not written by Stellwerk")]
    NoIndex { path: String },
    #[error("data file {path} is damaged: {reason}")]
    DamagedFile { path: String, reason: &'static str },
    #[error("data file {path}, column {}: a page is damaged: {reason}", schema::name(*.column))]
    DamagedPage { path: String, column: usize, reason: &'static str },
    #[error("data file {path}: row {row} cannot be put together again; the file is damaged")]
    Damaged { path: String, row: u32 },
}

/// How much is kept in memory of what is read from files.
#[derive(Clone, Copy, Debug)]
pub struct CacheBytes {
    /// Footers and indexes. An index takes about 6 bytes an event.
    pub files: usize,
    /// Dictionaries of columns that events were looked up in.
    pub dictionaries: usize,
    /// Whole columns that queries filter and group by; see [`FileCache::narrow`].
    pub narrow: usize,
    /// Events that were looked up: the newest are asked for again and again.
    pub events: usize,
}

impl Default for CacheBytes {
    fn default() -> Self {
        CacheBytes { files: 256 << 20, dictionaries: 128 << 20, narrow: 512 << 20, events: 128 << 20 }
    }
}

/// Where an event is: a row of a file, or of a segment of the log, which begins with that number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum EventKey {
    File(u64, u32),
    Log(Sequence, u32),
}

/// An open data file.
#[derive(Debug)]
pub struct LakeFile {
    /// Tells files apart that were opened by one cache.
    pub(crate) number: u64,
    pub path: Path,
    pub size_bytes: u64,
    pub metadata: ArrowReaderMetadata,
    pub index: Index,
}

/// Opens data files and keeps what was read of them, within bounds.
#[derive(Debug)]
pub struct FileCache {
    objects: Arc<dyn ObjectStore>,
    files: Cache<String, LakeFile>,
    pub(super) dictionaries: Cache<(u64, usize), Dictionary>,
    narrow: Cache<(u64, usize), dyn Array>,
    events: Cache<EventKey, FoundEvent>,
    opened: AtomicU64,
}

impl FileCache {
    pub fn new(objects: Arc<dyn ObjectStore>, bytes: CacheBytes) -> Self {
        FileCache {
            objects,
            files: Cache::new(bytes.files),
            dictionaries: Cache::new(bytes.dictionaries),
            narrow: Cache::new(bytes.narrow),
            events: Cache::new(bytes.events),
            opened: AtomicU64::new(0),
        }
    }

    pub fn objects(&self) -> &Arc<dyn ObjectStore> {
        &self.objects
    }

    pub async fn open(&self, path: &str, size_bytes: u64) -> Result<Arc<LakeFile>, ReadError> {
        if let Some(file) = self.files.get(path) {
            return Ok(file);
        }
        let number = self.opened.fetch_add(1, Ordering::Relaxed);
        let file = Arc::new(open(&self.objects, path, size_bytes, number).await?);
        self.files.insert(path.to_owned(), file.clone(), file.bytes_in_memory());
        Ok(file)
    }

    /// Whole columns of a file that take little room in memory: times, flags, and text of few distinct values.
    pub async fn narrow(&self, file: &LakeFile, columns: &[usize]) -> Result<Vec<ArrayRef>, ReadError> {
        debug_assert!(columns.iter().all(|&column| schema::is_narrow(column)));
        let mut arrays: Vec<Option<ArrayRef>> =
            columns.iter().map(|&column| self.narrow.get(&(file.number, column))).collect();
        let mut missing: Vec<usize> =
            columns.iter().zip(&arrays).filter(|(_, array)| array.is_none()).map(|(c, _)| *c).collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let read = self.read_narrow(file, &missing).await?;
            for (&column, array) in columns.iter().zip(&mut arrays) {
                if let Ok(at) = missing.binary_search(&column) {
                    *array = Some(read.column(at).clone());
                }
            }
            for (&column, array) in missing.iter().zip(read.columns()) {
                self.narrow.insert((file.number, column), array.clone(), array.get_array_memory_size());
            }
        }
        Ok(arrays.into_iter().flatten().collect())
    }

    /// Reads columns (ascending, distinct) as Arrow arrays.
    async fn read_narrow(&self, file: &LakeFile, columns: &[usize]) -> Result<RecordBatch, ReadError> {
        let wrap = |source| ReadError::Parquet { path: file.path.to_string(), source };
        let reader = ObjectReader {
            objects: self.objects.clone(),
            path: file.path.clone(),
            size_bytes: file.size_bytes,
        };
        let mask = ProjectionMask::roots(file.metadata.parquet_schema(), columns.iter().copied());
        let builder = ParquetRecordBatchStreamBuilder::new_with_metadata(reader, file.metadata.clone())
            .with_projection(mask)
            .with_batch_size(file.rows().max(1) as usize);
        let mut batches: Vec<RecordBatch> =
            builder.build().map_err(wrap)?.try_collect().await.map_err(wrap)?;
        match batches.pop() {
            Some(batch) if batches.is_empty() && batch.num_rows() == file.rows() as usize => Ok(batch),
            _ => Err(wrap(ParquetError::General("not as many rows as its index says".to_owned()))),
        }
    }

    /// When the events at all rows of a file took place.
    pub async fn times(&self, file: &LakeFile) -> Result<TimestampMicrosecondArray, ReadError> {
        let arrays = self.narrow(file, &[Column::EventTime as usize]).await?;
        Ok(arrays[0].as_primitive::<TimestampMicrosecondType>().clone())
    }

    /// The events at the given rows (ascending, distinct), which are kept in memory for those who ask again.
    pub async fn events(&self, file: &LakeFile, rows: &[u32]) -> Result<Vec<Arc<FoundEvent>>, ReadError> {
        let keep = |(row, record)| self.keep_event(EventKey::File(file.number, row), FoundEvent::of(record));
        Ok(rows.iter().copied().zip(self.records(file, rows).await?).map(keep).collect())
    }

    /// Forgets files that have left the lake, and events of the log before `cursor`, which are in files now: they would only go when
    /// there is no room for others.
    pub fn forget<'a>(&self, paths: impl IntoIterator<Item = &'a str>, cursor: Sequence) {
        let gone: HashSet<u64> =
            paths.into_iter().filter_map(|path| self.files.remove(path)).map(|file| file.number).collect();
        self.dictionaries.retain(|(number, _)| !gone.contains(number));
        self.narrow.retain(|(number, _)| !gone.contains(number));
        self.events.retain(|key| match key {
            EventKey::File(number, _) => !gone.contains(number),
            EventKey::Log(first, _) => *first >= cursor,
        });
    }

    /// An event that was looked up lately.
    pub(crate) fn known_event(&self, key: &EventKey) -> Option<Arc<FoundEvent>> {
        self.events.get(key)
    }

    pub(crate) fn keep_event(&self, key: EventKey, event: FoundEvent) -> Arc<FoundEvent> {
        let bytes = event.bytes();
        let event = Arc::new(event);
        self.events.insert(key, event.clone(), bytes);
        event
    }

    /// The records at the given rows (ascending, distinct), byte for byte.
    pub async fn records(&self, file: &LakeFile, rows: &[u32]) -> Result<Vec<String>, ReadError> {
        // First the shapes, which say what else is needed: most columns are empty for most events.
        let shapes = self.values(file, rows, &[SHAPE]).await?.remove(0);
        let mut needed: Vec<usize> = (0..rows.len())
            .filter_map(|at| shapes.get(at))
            .flat_map(record::columns_of_shape)
            .map(|column| column as usize)
            .filter(|&column| column != Column::EventTime as usize)
            .chain([OTHER])
            .collect();
        needed.sort_unstable();
        needed.dedup();
        let mut columns: [Option<Values>; WIDTH] = [const { None }; WIDTH];
        for (values, &column) in self.values(file, rows, &needed).await?.into_iter().zip(&needed) {
            columns[column] = Some(values);
        }
        let times = self.times(file).await?;
        let mut records = Vec::with_capacity(rows.len());
        for (at, &row) in rows.iter().enumerate() {
            let mut out = String::with_capacity(1536);
            let text = |column: usize| columns[column].as_ref().and_then(|c| c.get(at));
            let time = times.is_valid(row as usize).then(|| times.value(row as usize));
            shapes
                .get(at)
                .and_then(|shape| {
                    record::reassemble(shape, text(OTHER), time, |c| text(c as usize), &mut out)
                })
                .ok_or_else(|| ReadError::Damaged { path: file.path.to_string(), row })?;
            records.push(out);
        }
        Ok(records)
    }
}

impl LakeFile {
    pub fn rows(&self) -> u32 {
        self.index.rows()
    }

    /// Whether no row has a value in the column.
    pub fn is_absent(&self, column: usize) -> bool {
        let statistics = self.metadata.metadata().row_group(0).column(column).statistics();
        statistics.and_then(|s| s.null_count_opt()) == Some(u64::from(self.rows()))
    }

    fn bytes_in_memory(&self) -> usize {
        self.index.bytes_in_memory() + self.metadata.metadata().memory_size()
    }
}

/// A data file as the Parquet reader wants it.
struct ObjectReader {
    objects: Arc<dyn ObjectStore>,
    path: Path,
    size_bytes: u64,
}

impl AsyncFileReader for ObjectReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, parquet::errors::Result<Bytes>> {
        self.objects.get_range(&self.path, range).map_err(external).boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, parquet::errors::Result<Vec<Bytes>>> {
        async move { self.objects.get_ranges(&self.path, &ranges).await.map_err(external) }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        async move {
            let policy = options.map_or(PageIndexPolicy::Optional, |o| o.offset_index_policy());
            let size = self.size_bytes;
            let reader = ParquetMetaDataReader::new()
                .with_page_index_policy(policy)
                .with_prefetch_hint(Some(FOOTER_BYTES_EXPECTED));
            Ok(Arc::new(reader.load_and_finish(self, size).await?))
        }
        .boxed()
    }
}

fn external(error: object_store::Error) -> ParquetError {
    ParquetError::External(error.into())
}

async fn open(
    objects: &Arc<dyn ObjectStore>,
    path: &str,
    size_bytes: u64,
    number: u64,
) -> Result<LakeFile, ReadError> {
    let location = Path::from(path);
    let mut reader = ObjectReader { objects: objects.clone(), path: location.clone(), size_bytes };
    let options = ArrowReaderOptions::new()
        .with_page_index_policy(PageIndexPolicy::Optional)
        .with_schema(READ_SCHEMA.clone());
    let metadata = ArrowReaderMetadata::load_async(&mut reader, options)
        .await
        .map_err(|source| ReadError::Parquet { path: path.to_owned(), source })?;
    let place = index_range(&metadata).ok_or_else(|| ReadError::NoIndex { path: path.to_owned() })?;
    let bytes = objects
        .get_range(&location, place)
        .await
        .map_err(|source| ReadError::Object { path: path.to_owned(), source })?;
    let index = Index::read(&bytes).map_err(|source| ReadError::Index { path: path.to_owned(), source })?;
    check_layout(&metadata, index.rows(), size_bytes)
        .map_err(|reason| ReadError::DamagedFile { path: path.to_owned(), reason })?;
    Ok(LakeFile { number, path: location, size_bytes, metadata, index })
}

fn index_range(metadata: &ArrowReaderMetadata) -> Option<Range<u64>> {
    let pairs = metadata.metadata().file_metadata().key_value_metadata()?;
    let value = pairs.iter().find(|kv| kv.key == INDEX_KEY)?.value.as_deref()?;
    let (offset, length) = value.split_once(',')?;
    let offset: u64 = offset.parse().ok()?;
    Some(offset..offset + length.parse::<u64>().ok()?)
}

/// A text (or time) column, however Arrow represents it.
pub enum Text<'a> {
    View(&'a arrow::array::StringViewArray),
    Dictionary(&'a arrow::array::DictionaryArray<Int32Type>, &'a arrow::array::StringArray),
    Plain(&'a arrow::array::StringArray),
    Time(&'a arrow::array::TimestampMicrosecondArray),
    Unknown,
}

impl<'a> Text<'a> {
    pub fn of(array: &'a ArrayRef) -> Self {
        if let Some(view) = array.as_string_view_opt() {
            return Text::View(view);
        }
        if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
            return match dictionary.values().as_string_opt::<i32>() {
                Some(values) => Text::Dictionary(dictionary, values),
                None => Text::Unknown,
            };
        }
        if let Some(plain) = array.as_string_opt::<i32>() {
            return Text::Plain(plain);
        }
        match array.as_primitive_opt::<arrow::datatypes::TimestampMicrosecondType>() {
            Some(times) => Text::Time(times),
            None => Text::Unknown,
        }
    }

    pub fn value(&self, row: usize) -> Option<&'a str> {
        match self {
            Text::View(array) => array.is_valid(row).then(|| array.value(row)),
            Text::Plain(array) => array.is_valid(row).then(|| array.value(row)),
            Text::Dictionary(array, values) => {
                let key = array.is_valid(row).then(|| array.keys().value(row) as usize)?;
                values.is_valid(key).then(|| values.value(key))
            }
            Text::Time(_) | Text::Unknown => None,
        }
    }

    pub fn time(&self, row: usize) -> Option<i64> {
        match self {
            Text::Time(array) => array.is_valid(row).then(|| array.value(row)),
            _ => None,
        }
    }
}

/// Puts the records of whole batches together: what the SQL column `raw` is.
pub fn reassemble_batch(columns: &[ArrayRef], rows: usize) -> Option<Vec<String>> {
    let texts: Vec<Text<'_>> = columns.iter().map(Text::of).collect();
    let mut records = Vec::with_capacity(rows);
    for row in 0..rows {
        let mut out = String::with_capacity(1536);
        let text = |column: Column| texts[column as usize].value(row);
        let time = texts[Column::EventTime as usize].time(row);
        record::reassemble(texts[SHAPE].value(row)?, texts[OTHER].value(row), time, text, &mut out)?;
        records.push(out);
    }
    debug_assert_eq!(columns.len(), COLUMNS.len() + 2);
    Some(records)
}
