//! The lake: events as Parquet files, each with its lookup index inside.

mod bits;
pub(crate) mod cache;
pub mod column;
pub mod commit;
mod condition;
mod distinct;
pub mod index;
pub mod maintain;
pub(crate) mod pages;
pub mod raw;
pub mod read;
pub mod rows;
mod scan;
pub mod schema;
mod search;
mod source;
pub mod table;
pub mod weight;
pub mod write;

#[cfg(test)]
mod tests;
