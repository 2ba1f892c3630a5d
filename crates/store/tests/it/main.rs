//! The store's integration tests: one binary, because each binary links the whole engine.

mod catalog;
mod duckdb;
mod fuzz;
mod import;
mod lakes;
mod log;
mod harness {
    pub mod broken_line;
    pub mod duckdb;
    pub mod events;
    pub mod faulty;
    pub mod place;
    pub mod postgres;
    pub mod s3;
}
