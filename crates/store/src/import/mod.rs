pub mod reader;
pub mod sources;
pub mod split;
