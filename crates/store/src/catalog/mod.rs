//! The lake's catalog: which Parquet files are the table `events`, since when, and how far every source was
//! read.
//!
//! It is plain SQL tables on SQLite or PostgreSQL, laid out as the DuckLake specification 1.0 lays them out,
//! so that DuckDB (`ATTACH 'ducklake:sqlite:…'`) and anything else that reads DuckLake opens the lake without
//! us. Our own tables stand beside them, are named `stellwerk_*` and are never looked at by DuckLake. Because
//! both live in one database, "these files were added", "this source was read to here" and "the log cursor
//! moved" are **one transaction**: after a crash nothing is missing and nothing is there twice.
//!
//! # What of the specification is used
//!
//! All tables exist, with the names, columns and types that DuckDB gives them. In use are:
//! - `ducklake_metadata` (`version`, `created_by`, `data_path`, `encrypted` = false,
//!   `data_inlining_row_limit` = 0),
//! - `ducklake_snapshot`, `ducklake_snapshot_changes`: one row per [`Catalog::commit`] that adds or removes
//!   files,
//! - `ducklake_schema` (`main`, folder `main/`), `ducklake_table` (`events`, folder `events/`),
//!   `ducklake_column`, `ducklake_schema_versions`: written once, by [`Catalog::open`],
//! - `ducklake_data_file`, `ducklake_file_column_stats`: one row per file, one per file and column,
//! - `ducklake_table_stats`, `ducklake_table_column_stats`: the bytes of the live files, the rows ever added and
//!   one more (see `commit.rs`); bounds that only ever widen, because DuckDB prunes by them and may travel back to
//!   an older snapshot,
//! - `ducklake_files_scheduled_for_deletion`: removed files that no snapshot shows any more.
//!
//! Empty for ever are the tables of views, tags, macros, partitions, sort orders, name mappings, delete
//! files, variant statistics and inlined data. The four indexes and the unique path (see `schema.rs`) are
//! ours; the specification is silent about indexes and DuckDB does not mind them.
//!
//! # What cannot be followed, or is read differently
//!
//! - `value_count` is documented as "values including nulls" on one page and left open on another; DuckDB
//!   writes the number of values that are *not* null, and prunes a file whose count is 0. We do what DuckDB
//!   does.
//! - Row lineage: `row_id_start` is given out as specified, but compaction rewrites rows under new row ids,
//!   and its snapshot is recorded as rows deleted and rows inserted, which is what time travel sees. DuckDB's
//!   `table_changes` therefore reports a compaction as changes.
//! - Times before year 1 have no portable text form; such a bound is left unknown.
//! - PostgreSQL text cannot hold U+0000 and bounds have no length limit in the specification; bounds are
//!   rounded outwards to at most 256 bytes without U+0000, which the specification allows.
//! - Other programs may read at any time, but must not write: a row deleted by DuckDB lands in a delete file,
//!   which our own reader does not look at; `ducklake_delete_orphaned_files` would remove whatever we store
//!   under the data path that is not a data file. Attach with `READ_ONLY`.
//!
//! Deliberately not here: object storage (paths are only names), the schema of `events` (columns arrive as
//! [`ColumnDef`]s), and any retry: a [`CatalogError::Conflict`] is for the caller to think about.

mod commit;
mod documents;
mod error;
mod expire;
mod inventory;
mod schema;
mod snapshot;
mod sources;
mod sql;
mod stats;
mod time;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;

pub use documents::{Document, Key, Stored};
pub use error::CatalogError;
pub use expire::Expired;
pub use inventory::{ItemRange, NewItem, Resource, ResourceFilter};
pub use snapshot::{DataFile, Snapshot};
pub use sources::{ConsumedSource, NewQuarantine, Quarantined};

use sql::Database;
use stats::ColumnType;

/// What the functions of the catalog return.
pub type Result<T, E = CatalogError> = std::result::Result<T, E>;

/// The folder of the table's files under the data path, as `ducklake_schema` and `ducklake_table` spell it.
/// All paths of this module are relative to it.
pub const TABLE_FOLDER: &str = "main/events/";

/// The column whose bounds are read back with every [`Snapshot`], to prune files by time.
pub const EVENT_TIME_COLUMN_ID: i64 = 1;

/// Where the catalog's database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogUrl {
    /// A file, created if it is missing; its folder must exist.
    Sqlite(PathBuf),
    /// `postgres://user@host:port/database`; the database must exist. Tables go to the first schema of the
    /// search path.
    Postgres(String),
    /// A schema of its own in such a database, created if it is missing.
    PostgresSchema { url: String, schema: String },
}

/// Number of a snapshot: 0 is the empty lake, 1 the empty table, every commit that changes files adds 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotId(pub i64);

/// Number of a data file, never given out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub i64);

/// One column of the lake's table. Columns are flat for now: `ducklake_column.parent_column` is always null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDef {
    /// Also the `field_id` of the column in the Parquet files: readers match by it, not by name.
    pub column_id: i64,
    pub name: String,
    /// `timestamp`, `varchar`, `boolean` or `int64`.
    pub column_type: String,
}

/// Statistics of one column in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnStats {
    pub column_id: i64,
    /// Compressed bytes of the column.
    pub column_size_bytes: i64,
    /// Values that are not null.
    pub value_count: i64,
    pub null_count: i64,
    /// A value that is not above any value of the column, as text: `2024-01-01 00:00:00.123456`, `abc`,
    /// `0`/`1`, `-42`. Need not occur in the column. `None`: not known.
    pub min: Option<String>,
    /// A value that is not below any value of the column, as above.
    pub max: Option<String>,
}

/// A Parquet file that is durable in the table's folder and shall become part of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDataFile {
    /// Relative to the table's folder.
    pub path: String,
    pub record_count: u64,
    pub file_size_bytes: u64,
    /// Length of the Parquet footer's metadata (the number in the 4 bytes before the final `PAR1`).
    pub footer_size: u64,
    /// Bounds of `eventTime` in microseconds since 1970. They win over the bounds in `column_stats`.
    pub event_time_min_us: Option<i64>,
    pub event_time_max_us: Option<i64>,
    /// At most one per column. A column that is left out counts as unknown.
    pub column_stats: Vec<ColumnStats>,
}

/// Why the files of the table change: what `ducklake_snapshot_changes` will say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangeKind {
    /// New events.
    #[default]
    Insert,
    /// The same events in other files.
    Compact,
    /// Retention: old events leave.
    Expire,
}

/// A step of the log cursor, refused unless the cursor stands at `expected`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CursorStep {
    pub expected: u64,
    pub new: u64,
}

/// Totals since the store was created; in a [`Commit`]: what is added to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub accepted: u64,
    pub indexed: u64,
    pub rejected_as_duplicate: u64,
    pub quarantined: u64,
}

/// Everything that becomes true at once, or not at all.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    pub kind: ChangeKind,
    pub add: Vec<NewDataFile>,
    pub remove: Vec<FileId>,
    pub sources: Vec<ConsumedSource>,
    pub quarantine: Vec<NewQuarantine>,
    pub log_cursor: Option<CursorStep>,
    /// Refuse if the newest snapshot is another one. Needed where the commit follows from what a snapshot
    /// showed (deduplication); a compaction is safe without it, because a file can be removed only once.
    pub expected_snapshot: Option<SnapshotId>,
    pub counters: Counters,
}

/// An open catalog. Cheap to clone; safe to use from many tasks and, on the same database, from many
/// processes.
#[derive(Clone, Debug)]
pub struct Catalog {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    database: Database,
    /// Column ids and types, in the order of the table.
    columns: Vec<(i64, ColumnType)>,
    secret: [u8; 16],
    /// The last snapshot that was read, from which the next one is made.
    cached: Mutex<Option<Snapshot>>,
    recent: std::sync::Mutex<snapshot::Recent>,
}

impl Catalog {
    /// Opens the catalog, creating its tables first if the database has none.
    ///
    /// `data_path` is the folder or URL under which [`TABLE_FOLDER`] lies, written for other readers of the
    /// lake, so it should be absolute. A SQLite catalog moves together with its folder, so a new folder is
    /// simply noted; any other change of the data path is refused, as are other `columns` than those the
    /// table was created with, tables that something else created, and versions newer than this program.
    pub async fn open(url: &CatalogUrl, data_path: &str, columns: &[ColumnDef]) -> Result<Self> {
        let typed = schema::typed_columns(columns)?;
        let database = Database::connect(url).await?;
        let secret = schema::create_or_check(&database, data_path, columns).await?;
        Ok(Self {
            shared: Arc::new(Shared {
                database,
                columns: typed,
                secret,
                cached: Mutex::new(None),
                recent: Default::default(),
            }),
        })
    }

    /// A random value that was drawn when the catalog was created and never changes.
    pub fn secret(&self) -> [u8; 16] {
        self.shared.secret
    }

    /// Throws everything away that the catalog knows, and the catalog with it: for a schema of its own or a file.
    pub async fn destroy(&self) -> Result<()> {
        self.shared.database.destroy().await
    }

    /// Closes the connections. Dropping the last clone does the same without waiting for it.
    pub async fn close(&self) {
        self.shared.database.close().await;
    }

    fn database(&self) -> &Database {
        &self.shared.database
    }
}
