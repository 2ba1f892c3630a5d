//! The lake: events as Parquet files, each with its lookup index inside.

mod bits;
pub(crate) mod cache;
pub mod column;
pub mod commit;
pub mod index;
pub mod maintain;
pub(crate) mod pages;
pub mod raw;
pub mod read;
pub mod rows;
pub mod schema;
pub mod table;
pub mod write;

#[cfg(test)]
mod tests;
