//! Where files live: a folder, or an S3-compatible bucket, behind `object_store`'s one interface.
//!
//! [`DurableFolder`] exists because object_store's own folder does not sync: here a `put` that has returned survives pulling
//! the plug (write, sync, rename, sync the folder). Everything but `put` is left to it.

pub mod pieces;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

const STORE: &str = "DurableFolder";

/// A folder whose `put` is durable.
#[derive(Debug)]
pub struct DurableFolder {
    root: PathBuf,
    inner: LocalFileSystem,
}

impl DurableFolder {
    /// Opens the folder, creating it where it does not exist.
    pub fn open(root: &FsPath) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        let root = root.canonicalize()?;
        let inner =
            LocalFileSystem::new_with_prefix(&root).map_err(io::Error::other)?.with_automatic_cleanup(true);
        Ok(DurableFolder { root, inner })
    }
}

impl fmt::Display for DurableFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "folder {}", self.root.display())
    }
}

#[async_trait]
impl ObjectStore for DurableFolder {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let target = self.root.join(location.as_ref());
        let create = matches!(options.mode, PutMode::Create);
        if matches!(options.mode, PutMode::Update(_)) {
            return Err(Error::NotImplemented {
                operation: "conditional update".into(),
                implementer: STORE.into(),
            });
        }
        let root = self.root.clone();
        let path = target.display().to_string();
        let written =
            tokio::task::spawn_blocking(move || write_durably(&root, &target, &payload, create)).await;
        match written.map_err(|source| Error::JoinError { source })? {
            Ok(()) => Ok(PutResult { e_tag: None, version: None }),
            Err(source) if create && source.kind() == io::ErrorKind::AlreadyExists => {
                Err(Error::AlreadyExists { path, source: source.into() })
            }
            Err(source) => {
                Err(Error::Generic { store: STORE, source: format!("write {path}: {source}").into() })
            }
        }
    }

    async fn put_multipart_opts(&self, _: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Err(Error::NotImplemented { operation: "multipart upload".into(), implementer: STORE.into() })
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        Err(Error::NotImplemented { operation: "copy".into(), implementer: STORE.into() })
    }
}

fn write_durably(root: &FsPath, target: &FsPath, payload: &PutPayload, create: bool) -> io::Result<()> {
    let folder = target.parent().ok_or_else(|| io::Error::other("no folder to write to"))?;
    create_folders_durably(root, folder)?;
    // A leading '#' keeps unfinished files out of listings (object_store's own convention is a trailing '#n').
    let name = target.file_name().ok_or_else(|| io::Error::other("no file name"))?.to_string_lossy();
    let temporary = folder.join(format!("{name}#{}", std::process::id()));
    let result = (|| {
        let mut file = File::create(&temporary)?;
        for bytes in payload.iter() {
            file.write_all(bytes)?;
        }
        file.sync_all()?;
        if create {
            // A hard link fails where a file of that name exists; a rename would replace it.
            fs::hard_link(&temporary, target)?;
            fs::remove_file(&temporary)?;
        } else {
            fs::rename(&temporary, target)?;
        }
        sync_folder(folder)
    })();
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

fn create_folders_durably(root: &FsPath, folder: &FsPath) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent().filter(|p| p.starts_with(root)) {
        create_folders_durably(root, parent)?;
    }
    match fs::create_dir(folder) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e),
        _ => {}
    }
    folder.parent().map_or(Ok(()), sync_folder)
}

fn sync_folder(folder: &FsPath) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Opens the place that a URL or path names: `s3://bucket[/prefix]` or a folder.
pub fn open(place: &str) -> io::Result<Arc<dyn ObjectStore>> {
    if let Some(rest) = place.strip_prefix("s3://") {
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let store = crate::aws::settings::s3_store(bucket).map_err(|e| io::Error::other(e.to_string()))?;
        return Ok(match prefix.trim_matches('/') {
            "" => store,
            prefix => Arc::new(object_store::prefix::PrefixStore::new(store, prefix)),
        });
    }
    Ok(Arc::new(DurableFolder::open(FsPath::new(place))?))
}
