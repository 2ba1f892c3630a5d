//! Everything that survives a restart: the lake of events and its catalog, and the ways in and out.
//!
//! [`Store`] opens the two places that hold data (a catalog database, a place for files) and hands out the parts: [`import`] and
//! [`lookup`] work on it. Only this crate knows SQL drivers, Parquet and DataFusion.

pub mod aws;
pub mod blob;
pub mod catalog;
pub mod clock;
pub mod import;
pub mod lake;
pub mod lakes;
pub mod log;
pub mod lookup;
pub mod seal;
pub mod sql;
pub mod store;

pub use clock::Clock;
pub use lakes::Lakes;
pub use store::{Store, StoreError, StoreSettings};
