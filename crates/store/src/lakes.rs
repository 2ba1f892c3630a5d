//! Lakes beside the main one, each with a catalog and data files of its own: what is in one can be limited, imported into, kept
//! for its own time and thrown away without the others. Event data stores are such lakes.
//!
//! Beside a catalog in a file there is a folder of such files; beside one in PostgreSQL there are schemas in the same database.

use std::collections::HashMap;
use std::sync::Arc;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::sync::Mutex;

use crate::catalog::{CatalogUrl, Commit, CursorStep};
use crate::lake::read::CacheBytes;
use crate::log::Sequence;
use crate::{Store, StoreError, StoreSettings};

const FOLDER: &str = "event-data-stores";

/// Of many lakes few are asked at a time.
const CACHES: CacheBytes =
    CacheBytes { files: 32 << 20, dictionaries: 16 << 20, narrow: 64 << 20, events: 4 << 20 };

#[derive(Debug)]
pub struct Lakes {
    settings: StoreSettings,
    open: Mutex<HashMap<String, Arc<Store>>>,
}

impl Lakes {
    /// The lakes beside the store of these settings.
    pub fn beside(settings: StoreSettings) -> Self {
        Lakes { settings, open: Mutex::default() }
    }

    /// A lake that was created.
    pub async fn open(&self, id: &str) -> Result<Arc<Store>, StoreError> {
        let mut open = self.open.lock().await;
        if let Some(lake) = open.get(id) {
            return Ok(lake.clone());
        }
        let lake = Arc::new(Store::open(&self.place(id)).await?);
        open.insert(id.to_owned(), lake.clone());
        Ok(lake)
    }

    /// Creates a lake that follows the log from this place on.
    pub async fn create(&self, id: &str, from: Sequence) -> Result<Arc<Store>, StoreError> {
        let lake = self.open(id).await?;
        follow_from(&lake, from).await?;
        Ok(lake)
    }

    /// Throws a lake away with everything in it. Harmless to repeat.
    pub async fn destroy(&self, id: &str) -> Result<(), StoreError> {
        let lake = self.open(id).await?;
        self.open.lock().await.remove(id);
        let failed = |source| StoreError::Write { path: format!("{FOLDER}/{id}"), source };
        let files: Vec<Path> =
            lake.objects.list(None).map_ok(|meta| meta.location).try_collect().await.map_err(failed)?;
        for file in files {
            match lake.objects.delete(&file).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        lake.catalog.destroy().await?;
        if let CatalogUrl::Sqlite(path) = self.place(id).catalog
            && let Some(folder) = path.parent()
        {
            let _ = std::fs::remove_dir(folder); // an empty folder in the way does no harm
        }
        Ok(())
    }

    /// Where a lake's catalog and files are.
    pub fn place(&self, id: &str) -> StoreSettings {
        let catalog = match &self.settings.catalog {
            CatalogUrl::Sqlite(path) => {
                let folder = path.parent().unwrap_or(std::path::Path::new("."));
                CatalogUrl::Sqlite(folder.join(FOLDER).join(id).join("catalog.sqlite"))
            }
            CatalogUrl::Postgres(url) | CatalogUrl::PostgresSchema { url, .. } => {
                CatalogUrl::PostgresSchema { url: url.clone(), schema: format!("event_data_store_{id}") }
            }
        };
        let lake = format!("{}/{FOLDER}/{id}", self.settings.lake.trim_end_matches('/'));
        StoreSettings { catalog, lake, caches: CACHES }
    }

    pub async fn close(&self) {
        for (_, lake) in self.open.lock().await.drain() {
            lake.catalog.close().await;
        }
    }
}

/// Lets a lake go on from another place of the log.
pub async fn follow_from(lake: &Store, from: Sequence) -> Result<(), StoreError> {
    let expected = lake.catalog.log_cursor().await?;
    if expected != from {
        let step = Some(CursorStep { expected, new: from });
        lake.catalog.commit(Commit { log_cursor: step, ..Commit::default() }).await?;
    }
    Ok(())
}
