//! What things are: the CloudTrail record and what can be read from it, the configuration item and what changed in it.
//!
//! No I/O, no clock, no runtime: values in, values out. A record's bytes are never rewritten here; everything
//! that this crate extracts is a slice of them, or can be turned back into them (see [`record`]).

pub mod attributes;
pub mod configuration;
pub mod json;
pub mod record;
pub mod summary;
pub mod time;
pub mod wrapper;

pub use record::{COLUMNS, Column, Members, reassemble};
