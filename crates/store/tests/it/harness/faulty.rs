//! Places for files whose operations fail.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Faults {
    None,
    /// Every call after the first `calls` ones fails; writes that fail may have happened, as with a connection that breaks.
    After {
        calls: i64,
        write_before_failing: bool,
    },
    /// What is written takes the place of what was there, whatever was asked for: some S3 servers are so.
    Overwrites,
}

#[derive(Debug)]
pub struct Faulty {
    inner: Arc<dyn ObjectStore>,
    calls: AtomicI64,
    write_before_failing: AtomicBool,
    overwrites: AtomicBool,
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "faulty {}", self.inner)
    }
}

impl Faulty {
    /// Works until [`Faulty::begin`].
    pub fn new(inner: Arc<dyn ObjectStore>) -> Self {
        let (calls, write_before_failing) = (AtomicI64::new(i64::MAX), AtomicBool::new(false));
        Faulty { inner, calls, write_before_failing, overwrites: AtomicBool::new(false) }
    }

    pub fn begin(&self, faults: Faults) {
        match faults {
            Faults::None => {}
            Faults::After { calls, write_before_failing } => {
                self.write_before_failing.store(write_before_failing, SeqCst);
                self.calls.store(calls, SeqCst);
            }
            Faults::Overwrites => self.overwrites.store(true, SeqCst),
        }
    }

    fn works(&self) -> bool {
        self.calls.fetch_sub(1, SeqCst) > 0
    }
}

fn fault() -> Error {
    Error::Generic { store: "Faulty", source: "made to fail".into() }
}

#[async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        mut options: PutOptions,
    ) -> Result<PutResult> {
        if self.overwrites.load(SeqCst) {
            options.mode = PutMode::Overwrite;
        }
        if self.works() {
            return self.inner.put_opts(location, payload, options).await;
        }
        if self.write_before_failing.load(SeqCst) {
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
