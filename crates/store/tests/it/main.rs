//! The store's integration tests: one binary, because each binary links the whole engine.

mod catalog;
mod harness {
    pub mod duckdb;
    pub mod postgres;
}
