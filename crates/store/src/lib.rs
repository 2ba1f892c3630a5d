//! Everything that survives a restart.

pub mod import;
