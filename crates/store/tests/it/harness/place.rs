//! Where a store can live, so that one suite runs on all of them: a folder or S3 for the files, SQLite or PostgreSQL for the
//! catalog.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::TryStreamExt;
use object_store::ObjectStore;
use object_store::prefix::PrefixStore;
use stellwerk_store::blob::DurableFolder;
use stellwerk_store::catalog::{CatalogUrl, TABLE_FOLDER};
use stellwerk_store::{Store, StoreSettings};
use tempfile::TempDir;

use super::faulty::{Faults, Faulty};
use super::{duckdb, postgres, s3};

/// Every test of the suite, in every place.
#[macro_export]
macro_rules! in_every_place {
    ($($test:ident,)*) => {
        mod folder {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($crate::harness::place::Place::folder()).await;
            })*
        }
        mod s3 {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                if let Some(place) = $crate::harness::place::Place::s3() {
                    super::$test(place).await;
                }
            })*
        }
        mod s3_and_postgresql {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                if let Some(place) = $crate::harness::place::Place::s3_and_postgres().await {
                    super::$test(place).await;
                }
            })*
        }
    };
}

/// One store's place, empty to begin with, and a folder for whatever a test needs beside it.
pub struct Place {
    folder: TempDir,
    catalog: CatalogUrl,
    bucket: Option<s3::Place>,
}

impl Place {
    pub fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let catalog = CatalogUrl::Sqlite(folder.path().join("catalog.sqlite"));
        Place { folder, catalog, bucket: None }
    }

    pub async fn folder_and_postgres() -> Option<Self> {
        Some(Place { catalog: CatalogUrl::Postgres(postgres::new_database().await?), ..Self::folder() })
    }

    /// `None` where there is no S3 server.
    pub fn s3() -> Option<Self> {
        Some(Place { bucket: Some(s3::new_place()?), ..Self::folder() })
    }

    pub async fn s3_and_postgres() -> Option<Self> {
        let catalog = CatalogUrl::Postgres(postgres::new_database().await?);
        Some(Place { catalog, ..Self::s3()? })
    }

    /// Another one of the same kind.
    pub async fn another(&self) -> Self {
        match (&self.bucket, &self.catalog) {
            (None, CatalogUrl::Sqlite(_)) => Self::folder(),
            (None, _) => Self::folder_and_postgres().await.expect("it was there before"),
            (Some(_), CatalogUrl::Sqlite(_)) => Self::s3().expect("it was there before"),
            (Some(_), _) => Self::s3_and_postgres().await.expect("it was there before"),
        }
    }

    /// As `Store::open` takes it; for a folder.
    pub fn settings(&self) -> StoreSettings {
        let lake = self.lake().display().to_string();
        StoreSettings { catalog: self.catalog.clone(), lake, ..StoreSettings::embedded(self.folder.path()) }
    }

    /// All files in the folder.
    pub fn files(&self) -> Vec<String> {
        let pattern = format!("{}/**/*.*", self.folder.path().display());
        let shown = |path: glob::GlobResult| path.unwrap().display().to_string();
        glob::glob(&pattern).unwrap().map(shown).collect()
    }

    pub fn is_s3(&self) -> bool {
        self.bucket.is_some()
    }

    /// A path beside the store.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn objects(&self) -> Arc<dyn ObjectStore> {
        match &self.bucket {
            Some(place) => Arc::new(PrefixStore::new(place.bucket(), place.prefix.as_str())),
            None => Arc::new(DurableFolder::open(&self.lake()).unwrap()),
        }
    }

    fn lake(&self) -> PathBuf {
        self.path("lake")
    }

    fn data_path(&self) -> String {
        match &self.bucket {
            Some(place) => format!("{}/", place.url()),
            None => format!("{}/", self.lake().display()),
        }
    }

    pub async fn store(&self) -> Arc<Store> {
        self.faulty_store(Faults::None).await
    }

    /// A store whose file operations fail as told.
    pub async fn faulty_store(&self, faults: Faults) -> Arc<Store> {
        // Opening is not what is tested: the faults begin afterwards.
        let objects = Arc::new(Faulty::new(self.objects()));
        let store = Store::with_objects(&self.catalog, &self.data_path(), objects.clone()).await.unwrap();
        objects.begin(faults);
        Arc::new(store)
    }

    pub fn folder_path(&self) -> &Path {
        self.folder.path()
    }

    /// What DuckDB calls the lake.
    pub fn ducklake(&self) -> String {
        duckdb::ducklake(&self.catalog)
    }

    /// What lies in the folder of the data files.
    pub async fn data_files(&self) -> Vec<String> {
        let folder = TABLE_FOLDER.trim_end_matches('/').into();
        let listed = self.objects().list(Some(&folder)).map_ok(|meta| meta.location.to_string());
        listed.try_collect().await.unwrap()
    }
}
