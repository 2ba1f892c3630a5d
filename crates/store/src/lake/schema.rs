//! The lake's table `events`, as Arrow types and as DuckLake columns.
//!
//! One column for each top-level member that CloudTrail documents, named as CloudTrail names it; JSON members as the text they
//! came with; and the two columns (`other`, `shape`) from which the record is put together again (see `stellwerk_model::record`).
//! INVARIANT: the field id of a column never changes and is never used again; new columns are added at the end.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use stellwerk_model::record::{COLUMN_COUNT, COLUMNS, Column, Content};

/// Position of the two columns that are not members of the record.
pub const OTHER: usize = COLUMN_COUNT;
pub const SHAPE: usize = COLUMN_COUNT + 1;
pub const WIDTH: usize = COLUMN_COUNT + 2;

/// What scans yield: columns of few distinct values stay dictionaries, so that a function is computed once per value.
pub static READ_SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    schema(|column| match is_dictionary(column) {
        true => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        false => DataType::Utf8View,
    })
});

pub fn name(column: usize) -> &'static str {
    match column {
        OTHER => "other",
        SHAPE => "shape",
        column => COLUMNS[column].name(),
    }
}

/// The Parquet field id, which is DuckLake's column id.
pub fn field_id(column: usize) -> i64 {
    column as i64 + 1
}

/// Whether values repeat so much that a dictionary pays: in files, and in memory when they are read.
pub fn is_dictionary(column: usize) -> bool {
    use Column::*;
    let Some(&column) = COLUMNS.get(column) else { return column == SHAPE };
    match column.content() {
        Content::Text => !matches!(column, EventId | RequestId | SharedEventId | Annotation),
        Content::Json => matches!(column, UserIdentity | Resources | TlsDetails),
        Content::Constant => true,
        Content::Time | Content::Flag => false,
    }
}

/// Whether a whole column is small enough to be kept in memory.
pub fn is_narrow(column: usize) -> bool {
    is_dictionary(column)
        || matches!(COLUMNS.get(column).map(|c| c.content()), Some(Content::Time | Content::Flag))
}

/// DuckLake's name of the column's type. JSON members are `varchar`: DuckDB's JSON operators take text.
pub fn ducklake_type(column: usize) -> &'static str {
    match COLUMNS.get(column).map(|c| c.content()) {
        Some(Content::Time) => "timestamp",
        Some(Content::Flag) => "boolean",
        _ => "varchar",
    }
}

fn schema(text: impl Fn(usize) -> DataType) -> SchemaRef {
    let field = |column: usize| {
        let data_type = match COLUMNS.get(column).map(|c| c.content()) {
            Some(Content::Time) => DataType::Timestamp(TimeUnit::Microsecond, None),
            Some(Content::Flag) => DataType::Boolean,
            _ => text(column),
        };
        let id = HashMap::from([("PARQUET:field_id".to_owned(), field_id(column).to_string())]);
        Field::new(name(column), data_type, true).with_metadata(id)
    };
    Arc::new(Schema::new((0..WIDTH).map(field).collect::<Vec<_>>()))
}
