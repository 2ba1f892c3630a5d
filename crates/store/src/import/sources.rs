//! Where records come from (thin path: local files).
use std::fs::Metadata;
use std::path::PathBuf;
use std::sync::Arc;

use object_store::{ObjectMeta, ObjectStore, path::Path};

/// One file to import.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The absolute path, or `s3://bucket/key`.
    pub uri: String,
    pub size: u64,
    /// Changes when the content does: size and modification time in nanoseconds, or the ETag.
    pub version: String,
    pub location: Location,
}

#[derive(Clone, Debug)]
pub enum Location {
    File(PathBuf),
    Object { store: Arc<dyn ObjectStore>, path: Path },
}

pub(super) fn file_version(metadata: &Metadata) -> String {
    let since = metadata.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    format!("{}:{}", metadata.len(), since.map_or(0, |d| d.as_nanos()))
}

pub(super) fn object_version(meta: &ObjectMeta) -> String {
    meta.e_tag.clone().unwrap_or_else(|| format!("{}:{}", meta.size, meta.last_modified.timestamp_micros()))
}
