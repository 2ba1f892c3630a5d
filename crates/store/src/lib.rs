//! Everything that survives a restart.

pub mod catalog;
pub mod lake;
