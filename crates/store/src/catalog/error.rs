//! What can go wrong with the catalog, by what the caller can do about it.

use super::SnapshotId;

#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// Somebody else was faster. Nothing was written: read again and decide again.
    #[error("commit to {catalog}: {why}")]
    Conflict { catalog: String, why: String },
    /// The catalog was written by a newer program (or a newer DuckLake). Use that one.
    #[error("open {catalog}: its {what} has version {found}, this program knows up to {supported}")]
    NewerVersion { catalog: String, what: &'static str, found: String, supported: &'static str },
    /// The database belongs to something else, or the settings do not fit the catalog.
    #[error("open {catalog}: {why}")]
    Refused { catalog: String, why: String },
    /// The arguments make no sense, whatever the catalog holds.
    #[error("{attempted}: {why}")]
    Invalid { attempted: &'static str, why: String },
    /// The connection broke while the commit was on its way, and nothing more is heard of it: everything was
    /// written, or nothing. Committing the same files once more would tell, as a conflict.
    #[error("commit to {catalog}: the connection broke, and whether it was done cannot be found out")]
    OutcomeUnknown {
        catalog: String,
        #[source]
        source: sqlx::Error,
    },
    /// The database said no, or cannot be reached. Nothing was written.
    #[error("{attempted} in {catalog}")]
    Database {
        attempted: &'static str,
        catalog: String,
        #[source]
        source: sqlx::Error,
    },
}

impl CatalogError {
    /// Whether it is certain that a commit which ended so has changed nothing. Only then may its files be deleted.
    pub fn nothing_written(&self) -> bool {
        !matches!(self, Self::OutcomeUnknown { .. })
    }

    pub(super) fn wrong_snapshot(catalog: &str, expected: SnapshotId, found: SnapshotId) -> Self {
        let why = format!("made for snapshot {}, but the newest is {}", expected.0, found.0);
        Self::Conflict { catalog: catalog.to_owned(), why }
    }

    /// Reads the violation of a unique index as a conflict; everything else stays what it is.
    pub(super) fn or_conflict(self, why: impl FnOnce() -> String) -> Self {
        match self {
            Self::Database { catalog, source: sqlx::Error::Database(e), .. } if e.is_unique_violation() => {
                Self::Conflict { catalog, why: why() }
            }
            other => other,
        }
    }
}
