//! Values of an answer as text and as JSON, for those who show them.

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::common::Result;

/// The rows of a batch as text; `None` for null.
pub fn text_rows(batch: &RecordBatch) -> Result<Vec<Vec<Option<String>>>> {
    let row = |row| batch.columns().iter().map(|column| text(column, row)).collect();
    (0..batch.num_rows()).map(row).collect()
}

/// A value as text: nested ones as JSON.
pub fn text(column: &dyn Array, row: usize) -> Result<Option<String>> {
    if column.is_null(row) {
        return Ok(None);
    }
    if column.data_type().is_nested() {
        return Ok(Some(json(column, row)?.to_string()));
    }
    let options = FormatOptions::new().with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"));
    Ok(Some(ArrayFormatter::try_new(column, &options)?.value(row).to_string()))
}

/// A value as JSON: maps and structs are objects, lists are arrays.
pub fn json(column: &dyn Array, row: usize) -> Result<serde_json::Value> {
    use arrow::array::AsArray;
    use serde_json::Value;
    if column.is_null(row) {
        return Ok(Value::Null);
    }
    let list =
        |items: arrow::array::ArrayRef| (0..items.len()).map(|i| json(&items, i)).collect::<Result<Vec<_>>>();
    Ok(match column.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::List(_) => Value::Array(list(column.as_list::<i32>().value(row))?),
        DataType::LargeList(_) => Value::Array(list(column.as_list::<i64>().value(row))?),
        DataType::Struct(fields) => {
            let columns = column.as_struct().columns().iter().zip(fields);
            Value::Object(columns.map(|(c, f)| Ok((f.name().clone(), json(c, row)?))).collect::<Result<_>>()?)
        }
        DataType::Map(..) => {
            let entries = column.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let member = |i| Ok((text(keys, i)?.unwrap_or_default(), json(values, i)?));
            Value::Object((0..entries.len()).map(member).collect::<Result<_>>()?)
        }
        data_type => {
            let text = text(column, row)?.unwrap_or_default();
            match data_type.is_numeric() {
                true => serde_json::from_str(&text).unwrap_or(Value::String(text)),
                false => Value::String(text),
            }
        }
    })
}
