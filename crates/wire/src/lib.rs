//! How AWS clients talk: the services' interfaces as Rust types, the checks of requests, signatures, errors.
//!
//! [`generated`] holds one module for each service, made from `models/` (`cargo run -p xtask -- codegen`). What is written
//! by hand are the few ideas that they rest on: a [`shape`] describes what a value may be, [`json`] turns values into Rust
//! types and back, an [`operation`] ties input, output and errors together, a [`registry`] says what carries
//! it out, [`request`] finds out which one is meant, and
//! [`sigv4`] who asks. [`client`] is the other side: how AWS's services are called.
//!
//! There is no I/O here, no clock and no runtime.

pub mod call;
pub mod client;
pub mod error;
pub mod generated;
pub mod json;
mod macros;
pub mod operation;
pub mod paging;
pub mod registry;
pub mod request;
pub mod shape;
pub mod sigv4;

pub use call::{Call, Caller};
pub use error::{Error, Failure};
pub use generated::{cloudtrail, cloudtrail_data, config, stellwerk};
