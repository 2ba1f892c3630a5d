//! Writes a batch of events as one Parquet file with its lookup index inside.
//!
//! One row group a file: a file is small enough (see [`FILE_ROWS`]) that finer groups would only repeat dictionaries, and the
//! page index lets a reader take single pages out of it.

use std::sync::{Arc, LazyLock};

use arrow::array::RecordBatch;
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::arrow::encode_arrow_schema;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, ParquetMetaData};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnPath;
use stellwerk_model::record::Column;

use super::rows::Batch;
use super::schema::{self, READ_SCHEMA, WIDTH, WRITE_SCHEMA};
use crate::catalog::ColumnStats;

/// Rows of a file as import writes it; compaction makes files of up to [`FILE_ROWS_MAX`].
pub const FILE_ROWS: usize = 1 << 16;
pub const FILE_ROWS_MAX: usize = 1 << 20;
/// A looked-up event costs one page of each column it needs; whole scans hardly notice small pages.
const PAGE_ROWS: usize = 2048;
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

static PROPERTIES: LazyLock<WriterProperties> = LazyLock::new(|| {
    let mut properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(concat!("stellwerk version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).expect("a level of zstd")))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        .set_max_row_group_row_count(None)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_statistics_truncate_length(Some(64));
    for column in 0..WIDTH {
        let path = || ColumnPath::from(schema::name(column));
        if schema::is_dictionary(column) {
            // Repeating JSON texts are long: let their dictionary grow before giving it up.
            properties = properties
                .set_column_dictionary_enabled(path(), true)
                .set_column_dictionary_page_size_limit(path(), 4 << 20)
                .set_column_statistics_enabled(path(), EnabledStatistics::Chunk);
        }
    }
    for column in [Column::EventId, Column::ReadOnly, Column::ManagementEvent] {
        properties = properties
            .set_column_statistics_enabled(ColumnPath::from(column.name()), EnabledStatistics::Chunk);
    }
    let time = || ColumnPath::from(Column::EventTime.name());
    properties
        .set_column_statistics_enabled(time(), EnabledStatistics::Page)
        .set_column_encoding(time(), Encoding::DELTA_BINARY_PACKED)
        .build()
});

/// Encodes the batch, which must be in storage order ([`Batch::sort_for_storage`]).
pub fn encode(batch: &Batch) -> Result<EncodedFile, ParquetError> {
    encode_arrow(&batch.to_arrow(), batch.index().finish())
}

/// Encodes rows that are in storage order, with the index over them.
pub fn encode_arrow(rows: &RecordBatch, index: Vec<u8>) -> Result<EncodedFile, ParquetError> {
    let options =
        ArrowWriterOptions::new().with_properties(PROPERTIES.clone()).with_skip_arrow_metadata(true);
    let mut bytes = Vec::with_capacity(8 << 20);
    let mut writer = ArrowWriter::try_new_with_options(&mut bytes, WRITE_SCHEMA.clone(), options)?;
    writer.write(rows)?;
    writer.flush()?;
    let offset = writer.bytes_written();
    let length = index.len();
    writer.write_all(&index)?;
    for (key, value) in [
        // Readers that know Arrow take columns of few values as dictionaries.
        ("ARROW:schema", encode_arrow_schema(&READ_SCHEMA)),
        (INDEX_KEY, format!("{offset},{length}")),
        (FORMAT_KEY, FORMAT_VERSION.to_owned()),
    ] {
        writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
    }
    let metadata = writer.close()?;
    let footer = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().expect("four bytes"));
    let (event_time_min, event_time_max) = time_range(&metadata);
    Ok(EncodedFile {
        rows: rows.num_rows() as u64,
        footer_bytes: footer.into(),
        event_time_min,
        event_time_max,
        column_stats: column_stats(&metadata),
        bytes,
    })
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

/// The schema that every reader of these files uses.
pub fn read_schema() -> Arc<arrow::datatypes::Schema> {
    READ_SCHEMA.clone()
}
