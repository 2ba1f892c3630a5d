//! The lake: events as Parquet files, each with its lookup index inside.

pub mod commit;
pub mod index;
pub mod maintain;
pub mod raw;
pub mod read;
pub mod rows;
pub mod schema;
pub mod table;
pub mod write;

#[cfg(test)]
mod tests;
