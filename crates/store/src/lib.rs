//! Everything that survives a restart.

pub mod sql;
