//! A store in a temporary folder whose file operations can be made to fail from the n-th on.

use std::fmt;
use std::path::Path as FsPath;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use stellwerk_store::Store;
use stellwerk_store::blob::DurableFolder;
use stellwerk_store::catalog::CatalogUrl;

/// Fails every call after the first `calls` ones; writes that fail may have happened, as with a connection that breaks.
#[derive(Debug)]
pub struct Faulty {
    inner: DurableFolder,
    calls: Arc<AtomicI64>,
    write_before_failing: bool,
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "faulty {}", self.inner)
    }
}

impl Faulty {
    fn works(&self) -> bool {
        self.calls.fetch_sub(1, SeqCst) > 0
    }
}

fn fault() -> Error {
    Error::Generic { store: "Faulty", source: "made to fail".into() }
}

#[async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        if self.works() {
            return self.inner.put_opts(location, payload, options).await;
        }
        if self.write_before_failing {
            self.inner.put_opts(location, payload, options).await?;
        }
        Err(fault())
    }

    async fn put_multipart_opts(&self, l: &Path, o: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(l, o).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        if self.works() { self.inner.get_opts(location, options).await } else { Err(fault()) }
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

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

/// Opens the store in `folder`; its file operations fail after `calls` of them.
pub async fn store(folder: &FsPath, calls: i64, write_before_failing: bool) -> Arc<Store> {
    let lake = folder.join("lake");
    let inner = DurableFolder::open(&lake).unwrap();
    // Opening is not what is tested: the faults begin afterwards.
    let counter = Arc::new(AtomicI64::new(i64::MAX));
    let objects = Arc::new(Faulty { inner, calls: counter.clone(), write_before_failing });
    let catalog = CatalogUrl::Sqlite(folder.join("catalog.sqlite"));
    let store = Store::with_objects(&catalog, &format!("{}/", lake.display()), objects).await.unwrap();
    counter.store(calls, SeqCst);
    Arc::new(store)
}
