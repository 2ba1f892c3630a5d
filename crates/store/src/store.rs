//! The open store: a catalog and a place for files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use object_store::{ObjectStore, prefix::PrefixStore};
use thiserror::Error;

use crate::blob;
use crate::catalog::{Catalog, CatalogError, CatalogUrl, ColumnDef, DataFile, Snapshot, TABLE_FOLDER};
use crate::lake::read::{CacheBytes, FileCache, LakeFile, ReadError};
use crate::lake::table::{LakeTable, Scanned};
use crate::lake::weight::CountEqualRowsTogether;
use crate::lake::{raw, schema};
use crate::log::{LogError, Waiting, WaitingEvents};
use crate::sql::{Columns, Physical, PhysicalTable, SqlEngine, SqlError, SqlLimits};

#[derive(Debug, Error)]
pub enum StoreError {
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("open {place}: {source}")]
    Open { place: String, source: std::io::Error },
    #[error("encode data file: {0}")]
    Encode(#[from] parquet::errors::ParquetError),
    #[error("read {path}: {source}")]
    Piece { path: String, source: object_store::Error },
    #[error("store data file {path}: {source}")]
    Write { path: String, source: object_store::Error },
}

/// Where the store keeps its two kinds of things.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    pub catalog: CatalogUrl,
    /// A folder, or `s3://bucket[/prefix]`.
    pub lake: String,
    /// What is kept in memory of the files.
    pub caches: CacheBytes,
}

impl StoreSettings {
    /// Everything in one folder: SQLite and plain files.
    pub fn embedded(data_dir: &Path) -> Self {
        StoreSettings {
            catalog: CatalogUrl::Sqlite(data_dir.join("catalog.sqlite")),
            lake: data_dir.join("lake").to_string_lossy().into_owned(),
            caches: CacheBytes::default(),
        }
    }
}

#[derive(Debug)]
pub struct Store {
    pub catalog: Catalog,
    pub files: FileCache,
    /// Accepted events that are not in data files yet.
    pub waiting: WaitingEvents,
    /// Everything that is not the catalog: data files under [`TABLE_FOLDER`], segments of the log.
    pub objects: Arc<dyn ObjectStore>,
}

/// The data files and the waiting events that belong together: no event is in both or in none.
pub struct View {
    pub snapshot: Snapshot,
    pub waiting: Vec<Arc<Waiting>>,
}

impl Store {
    pub async fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Open { place: settings.lake.clone(), source };
        if let CatalogUrl::Sqlite(path) = &settings.catalog
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let objects = blob::open(&settings.lake).map_err(failed)?;
        let data_path = match settings.lake.starts_with("s3://") {
            true => format!("{}/", settings.lake.trim_end_matches('/')),
            false => {
                let absolute: PathBuf = Path::new(&settings.lake).canonicalize().map_err(failed)?;
                format!("{}/", absolute.display())
            }
        };
        Self::with_caches(&settings.catalog, &data_path, objects, settings.caches).await
    }

    /// A store over a given object store: for tests that make it fail.
    pub async fn with_objects(
        catalog: &CatalogUrl,
        data_path: &str,
        objects: Arc<dyn ObjectStore>,
    ) -> Result<Self, StoreError> {
        Self::with_caches(catalog, data_path, objects, CacheBytes::default()).await
    }

    async fn with_caches(
        catalog: &CatalogUrl,
        data_path: &str,
        objects: Arc<dyn ObjectStore>,
        caches: CacheBytes,
    ) -> Result<Self, StoreError> {
        let catalog = Catalog::open(catalog, data_path, &columns()).await?;
        let table = Arc::new(PrefixStore::new(objects.clone(), TABLE_FOLDER.trim_end_matches('/')));
        let files = FileCache::new(table, caches);
        let store = Store { catalog, files, waiting: WaitingEvents::default(), objects };
        store.waiting.refresh(&store).await?;
        Ok(store)
    }

    /// What a reader sees: every accepted event, once.
    pub async fn view(&self) -> Result<View, StoreError> {
        // First what waits: whatever leaves it afterwards is in the files of the snapshot.
        let waiting = self.waiting.all();
        let (snapshot, cursor) = self.catalog.recent_head().await?;
        let waiting = waiting.into_iter().filter(|w| w.first >= cursor).collect();
        Ok(View { snapshot, waiting })
    }

    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Ok(self.catalog.snapshot().await?)
    }

    pub async fn file(&self, file: &DataFile) -> Result<Arc<LakeFile>, StoreError> {
        Ok(self.files.open(&file.path, file.file_size_bytes).await?)
    }
}

/// The lake's columns as the catalog lists them.
fn columns() -> Vec<ColumnDef> {
    let column = |n| ColumnDef {
        column_id: schema::field_id(n),
        name: schema::name(n).to_owned(),
        column_type: schema::ducklake_type(n).to_owned(),
    };
    (0..schema::WIDTH).map(column).collect()
}

/// An engine for SQL over the store. It may be kept: every query sees the store as it is then.
pub fn sql_engine(store: &Arc<Store>, limits: SqlLimits) -> Result<SqlEngine, SqlError> {
    let table: Arc<dyn TableProvider> = Arc::new(LakeTable::new(store.clone()));
    SqlEngine::new(physical(PhysicalTable::of_lake(&table)), limits)
}

/// An engine for SQL over several lakes, each under a name of its own, which counts what is looked at.
pub fn sql_over(
    lakes: Vec<(String, Columns, Arc<Store>)>,
    scanned: &Arc<Scanned>,
    limits: SqlLimits,
) -> Result<SqlEngine, SqlError> {
    let table = |(name, columns, lake): (String, Columns, Arc<Store>)| {
        let table = Arc::new(LakeTable::counted(lake, scanned.clone()));
        PhysicalTable { name, columns, table }
    };
    SqlEngine::new(physical(lakes.into_iter().map(table).collect()), limits)
}

/// Tables of lakes as the engine for SQL takes them.
pub(crate) fn physical(tables: Vec<PhysicalTable>) -> Physical {
    Physical { tables, raw: raw::expression(), rules: vec![Arc::new(CountEqualRowsTogether)] }
}
