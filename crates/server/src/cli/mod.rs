//! The subcommands, and what they share: where the data is, and how rows are printed.

pub mod bench_queries;
pub mod bench_requests;
pub mod demo;
pub mod import;
pub mod keys;
pub mod lookup;
pub mod maintain;
pub mod output;
pub mod quarantine;
pub mod query;
pub mod resource;
pub mod serve;
pub mod source;
pub mod status;
pub mod verify;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use stellwerk_store::catalog::CatalogUrl;
use stellwerk_store::{Store, StoreSettings};

/// Where the data is.
#[derive(clap::Args, Clone, Debug)]
pub struct DataArguments {
    /// Folder of the catalog and the data files
    #[arg(long, value_name = "DIR", env = "STELLWERK_DATA_DIR", default_value = "stellwerk-data")]
    pub data_dir: PathBuf,
    /// PostgreSQL catalog instead of SQLite in the data directory: postgres://user@host/database
    #[arg(long, value_name = "URL", env = "STELLWERK_CATALOG", hide_env_values = true)]
    pub catalog: Option<String>,
    /// Place of the data files instead of the data directory: a folder or s3://bucket/prefix
    #[arg(long, value_name = "PLACE", env = "STELLWERK_LAKE")]
    pub lake: Option<String>,
}

impl DataArguments {
    pub fn settings(&self) -> StoreSettings {
        let mut settings = StoreSettings::embedded(&self.data_dir);
        if let Some(url) = &self.catalog {
            settings.catalog = CatalogUrl::Postgres(url.clone());
        }
        if let Some(lake) = &self.lake {
            settings.lake = lake.clone();
        }
        settings
    }

    /// Opens the store, creating it where there is none yet.
    pub async fn create(&self) -> Result<Arc<Store>> {
        Ok(Arc::new(Store::open(&self.settings()).await?))
    }

    /// Opens a store that must be there already: a question to a mistyped folder deserves an error, not an empty answer.
    pub async fn open(&self) -> Result<Arc<Store>> {
        if let CatalogUrl::Sqlite(path) = self.settings().catalog {
            std::fs::metadata(&path).with_context(|| {
                format!(
                    "no store in {}: import something first (stellwerk import --data-dir {0} PATH), or name another folder with --data-dir",
                    self.data_dir.display()
                )
            })?;
        }
        self.create().await
    }
}
