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

pub enum Listed { File(SourceFile), Problem { uri: String, reason: String }, Skipped { uri: String, reason: String } }

pub fn list(arguments: Vec<String>) -> impl futures::Stream<Item = Listed> {
    let mut files = Vec::new();
    for a in arguments {
        let mut stack = vec![PathBuf::from(a)];
        while let Some(p) = stack.pop() {
            match std::fs::metadata(&p) {
                Ok(m) if m.is_dir() => stack.extend(std::fs::read_dir(&p).unwrap().map(|e| e.unwrap().path())),
                Ok(m) => files.push(Listed::File(SourceFile { uri: p.display().to_string(), size: m.len(), version: file_version(&m), location: Location::File(p) })),
                Err(e) => files.push(Listed::Problem { uri: p.display().to_string(), reason: e.to_string() }),
            }
        }
    }
    files.sort_by_key(|f| match f { Listed::File(f) => f.uri.clone(), _ => String::new() });
    futures::stream::iter(files)
}
