//! Everything that survives a restart.

pub mod blob;
pub mod import;
