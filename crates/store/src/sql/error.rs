//! What can go wrong with a query, by what the user can do about it.

use std::time::Duration;

use datafusion::common::{DataFusionError, SchemaError};
use datafusion::sql::sqlparser;

/// Why a query was refused or stopped.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    #[error("syntax error at line {line}, column {column}: {message}")]
    Syntax { message: String, line: u64, column: u64 },
    #[error("only queries are allowed (SELECT, WITH, VALUES, SHOW TABLES, DESCRIBE), one at a time: {0}")]
    NotAQuery(String),
    #[error("table '{name}' does not exist; there are {known}")]
    UnknownTable { name: String, known: String },
    #[error("column not found: {0}")]
    UnknownColumn(String),
    #[error("not supported: {0}")]
    Unsupported(String),
    #[error("the statement has {chars} characters, {chars_max} are allowed")]
    TooLong { chars: usize, chars_max: usize },
    #[error(
        "the query needs more memory than its limit of {memory_bytes_max} bytes: bound eventTime, select fewer columns, or \
             use approx_distinct and max_by instead of DISTINCT and window functions"
    )]
    MemoryExhausted { memory_bytes_max: usize },
    #[error("the query was stopped after {} s: bound eventTime or select fewer columns", .0.as_secs_f64())]
    TimedOut(Duration),
    #[error("the query was cancelled")]
    Cancelled,
    #[error("{0}")]
    Execution(String),
}

impl SqlError {
    pub(super) fn syntax(message: impl Into<String>, location: sqlparser::tokenizer::Location) -> Self {
        Self::Syntax { message: message.into(), line: location.line, column: location.column }
    }

    /// Sorts an error of the engine; `memory_bytes_max` is the limit that the query ran under.
    pub(super) fn from_engine(error: DataFusionError, memory_bytes_max: usize) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => return Self::MemoryExhausted { memory_bytes_max },
            DataFusionError::NotImplemented(message) => return Self::Unsupported(tidy(message)),
            DataFusionError::SchemaError(schema, _) => {
                return Self::UnknownColumn(match schema.as_ref() {
                    SchemaError::FieldNotFound { field, .. } => {
                        format!("'{}'; DESCRIBE events lists the columns", field.flat_name())
                    }
                    SchemaError::AmbiguousReference { field } => {
                        format!("'{}' is ambiguous: write the table's name before it", field.flat_name())
                    }
                    other => tidy(&other.to_string()),
                });
            }
            DataFusionError::Plan(message) if message.contains("has no field") => {
                return Self::UnknownColumn(tidy(message));
            }
            _ => {}
        }
        let text = error.find_root().strip_backtrace();
        Self::Execution(tidy(&text))
    }
}

/// The message without the engine's own framing and without our internal names.
fn tidy(message: &str) -> String {
    let mut message = message.trim();
    for prefix in
        ["Error during planning: ", "Execution error: ", "Arrow error: ", "External error: ", "SQL error: "]
    {
        message = message.strip_prefix(prefix).unwrap_or(message);
    }
    message
        .replace("try$", "")
        .replace("cast$", "cast")
        .replace("field$", "field")
        .replace("subscript$", "element_at")
}
