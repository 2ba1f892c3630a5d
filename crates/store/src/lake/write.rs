//! Writes a batch of events as one Parquet file with its lookup index inside.
//!
//! One row group a file: a file is small enough (see [`FILE_ROWS`]) that finer groups would only repeat dictionaries, and the
//! page index lets a reader take single pages out of it.

use std::sync::{Arc, LazyLock};

use parquet::arrow::{ArrowSchemaConverter, encode_arrow_schema};
use parquet::basic::Encoding;
use parquet::data_type::{BoolType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, ParquetMetaData};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr, WriterVersion};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, SchemaDescriptor, TypePtr};
use stellwerk_model::record::{COLUMNS, Column, Content};

use super::column::{self, TextColumn};
use super::rows::Batch;
use super::schema::{self, READ_SCHEMA, WIDTH};
use crate::catalog::ColumnStats;

/// Rows of a file as import writes it; compaction makes files of up to [`FILE_ROWS_MAX`].
pub const FILE_ROWS: usize = 1 << 16;
pub const FILE_ROWS_MAX: usize = 1 << 20;
const PAGE_ROWS: usize = 16 << 10;
/// Rows of some hundred bytes each: so many fit into a core's own cache.
const BLOCK_ROWS: usize = 256;
/// The key in the file's metadata that tells where the index stands: `offset,length`.
pub const INDEX_KEY: &str = "stellwerk.index";
pub const FORMAT_KEY: &str = "stellwerk.format";
pub const FORMAT_VERSION: &str = "1";

/// A Parquet file, not yet stored.
pub struct EncodedFile {
    pub bytes: Vec<u8>,
    pub rows: u64,
    pub footer_bytes: u64,
    pub event_time_min: Option<i64>,
    pub event_time_max: Option<i64>,
    pub column_stats: Vec<ColumnStats>,
}

/// Of the columns that the Parquet crate writes itself, times and flags; see [`super::column`] for the others.
static PROPERTIES: LazyLock<WriterPropertiesPtr> = LazyLock::new(|| {
    let time = || ColumnPath::from(Column::EventTime.name());
    let properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(concat!("stellwerk version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(column::compression())
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_encoding(time(), Encoding::DELTA_BINARY_PACKED)
        .build();
    Arc::new(properties)
});

static PARQUET_SCHEMA: LazyLock<TypePtr> = LazyLock::new(|| {
    let schema = ArrowSchemaConverter::new().convert(&READ_SCHEMA);
    schema.expect("types that Parquet has").root_schema_ptr()
});

/// Encodes the batch, which must be in storage order ([`Batch::sort_for_storage`]).
pub fn encode(batch: &Batch) -> Result<EncodedFile, ParquetError> {
    let rows = batch.order.len();
    let mut zstd = column::compressor();
    let mut texts: Vec<Option<TextColumn<'_>>> = (0..WIDTH)
        .map(|column| match COLUMNS.get(column).map(|c| c.content()) {
            Some(Content::Time | Content::Flag) => None,
            _ if schema::is_dictionary(column) => Some(TextColumn::dictionary(rows)),
            _ => Some(TextColumn::plain()),
        })
        .collect();
    let mut known = batch.known_values();
    let (mut filled, absent): (Vec<_>, Vec<_>) = (texts.iter_mut().enumerate())
        .filter_map(|(column, text)| Some((column, text.as_mut()?)))
        .partition(|&(column, _)| batch.has_column(column));
    absent.into_iter().for_each(|(_, text)| text.push_nulls(rows));
    // Block by block, so that rows stay near while one column after the other takes from them.
    for block in batch.order.chunks(BLOCK_ROWS) {
        for (column, text) in &mut filled {
            for &at in block {
                match known.of(batch, at, *column) {
                    Some(known) => text.push_known(batch.column(at, *column), known, &mut zstd)?,
                    None => text.push(batch.column(at, *column), &mut zstd)?,
                }
            }
        }
    }

    let mut bytes = Vec::with_capacity(8 << 20);
    let mut writer = SerializedFileWriter::new(&mut bytes, PARQUET_SCHEMA.clone(), PROPERTIES.clone())?;
    let mut group = writer.next_row_group()?;
    let descriptors = SchemaDescriptor::new(PARQUET_SCHEMA.clone());
    for (column, text) in texts.into_iter().enumerate() {
        if let Some(text) = text {
            let (chunk, close) = text.finish(descriptors.column(column), &mut zstd)?;
            group.append_column(&chunk, close)?;
            continue;
        }
        let mut writer = group.next_column()?.expect("as many columns as the schema has");
        let all = batch.order.iter().map(|&at| batch.row(at));
        match COLUMNS[column] {
            Column::EventTime => {
                let (values, levels) = optional(all.map(|row| row.event_time));
                writer.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
            }
            Column::ReadOnly => {
                let (values, levels) = optional(all.map(|row| row.read_only));
                writer.typed::<BoolType>().write_batch(&values, Some(&levels), None)?;
            }
            _ => {
                let (values, levels) = optional(all.map(|row| row.management_event));
                writer.typed::<BoolType>().write_batch(&values, Some(&levels), None)?;
            }
        }
        writer.close()?;
    }
    group.close()?;

    let index = batch.index().finish();
    let offset = writer.bytes_written();
    writer.write_all(&index)?;
    for (key, value) in [
        // Readers that know Arrow take columns of few values as dictionaries.
        ("ARROW:schema", encode_arrow_schema(&READ_SCHEMA)),
        (INDEX_KEY, format!("{offset},{}", index.len())),
        (FORMAT_KEY, FORMAT_VERSION.to_owned()),
    ] {
        writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
    }
    let metadata = writer.close()?;
    let footer = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().expect("four bytes"));
    let (event_time_min, event_time_max) = time_range(&metadata);
    Ok(EncodedFile {
        rows: rows as u64,
        footer_bytes: footer.into(),
        event_time_min,
        event_time_max,
        column_stats: column_stats(&metadata),
        bytes,
    })
}

/// Values that are there, and for each row whether there is one.
fn optional<T>(all: impl Iterator<Item = Option<T>>) -> (Vec<T>, Vec<i16>) {
    let mut levels = Vec::with_capacity(all.size_hint().0);
    let values = all.inspect(|value| levels.push(i16::from(value.is_some()))).flatten().collect();
    (values, levels)
}

fn time_range(metadata: &ParquetMetaData) -> (Option<i64>, Option<i64>) {
    let times = metadata.row_groups().iter().filter_map(|g| {
        match g.column(Column::EventTime as usize).statistics() {
            Some(Statistics::Int64(s)) => Some((*s.min_opt()?, *s.max_opt()?)),
            _ => None,
        }
    });
    times.fold((None, None), |(min, max), (low, high)| {
        (Some(min.map_or(low, |m: i64| m.min(low))), Some(max.map_or(high, |m: i64| m.max(high))))
    })
}

/// What DuckLake keeps about each column of a file. Bounds may be wider than the values, never narrower.
fn column_stats(metadata: &ParquetMetaData) -> Vec<ColumnStats> {
    let group = metadata.row_group(0);
    let stats = |column: usize| {
        let chunk = group.column(column);
        let statistics = chunk.statistics()?;
        let nulls = statistics.null_count_opt()? as i64;
        let text = |bytes: Option<&[u8]>| bytes.and_then(|b| std::str::from_utf8(b).ok()).map(str::to_owned);
        let (min, max) = match statistics {
            Statistics::Int64(s) => (s.min_opt().map(|t| timestamp(*t)), s.max_opt().map(|t| timestamp(*t))),
            Statistics::Boolean(s) => {
                let number = |flag: Option<&bool>| flag.map(|f| u8::from(*f).to_string());
                (number(s.min_opt()), number(s.max_opt()))
            }
            Statistics::ByteArray(s) => (text(s.min_bytes_opt()), text(s.max_bytes_opt())),
            _ => (None, None),
        };
        let (min, max) = if min.is_some() && max.is_some() { (min, max) } else { (None, None) };
        if min.is_none() && nulls < group.num_rows() {
            return None; // a bound that cannot be told: say nothing about the column
        }
        Some(ColumnStats {
            column_id: schema::field_id(column),
            column_size_bytes: chunk.compressed_size(),
            value_count: group.num_rows() - nulls,
            null_count: nulls,
            min,
            max,
        })
    };
    (0..WIDTH).filter_map(stats).collect()
}

/// As DuckDB writes a timestamp: `2023-07-10 11:42:44[.ffffff]`.
fn timestamp(micros: i64) -> String {
    let text = stellwerk_model::time::format(micros);
    text.trim_end_matches('Z').replacen('T', " ", 1)
}
