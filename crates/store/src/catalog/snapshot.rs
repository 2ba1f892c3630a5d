//! Reading: the newest snapshot and its files.
//!
//! A snapshot is made from the one before it: the database is asked only for files that came or went since.
//! Listing thousands of files therefore costs something once per process, not once per commit.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::schema::TABLE_ID;
use super::sql::{Row, Tx};
use super::time::parse_timestamp;
use super::{Catalog, EVENT_TIME_COLUMN_ID, FileId, Result, SnapshotId};

/// The table as it is after one commit.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub id: SnapshotId,
    /// In the order in which they were added.
    pub files: Arc<Vec<DataFile>>,
}

/// A Parquet file of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    pub id: FileId,
    /// Relative to the table's folder.
    pub path: String,
    pub record_count: u64,
    pub file_size_bytes: u64,
    pub footer_size: u64,
    /// Bounds of `eventTime` in microseconds since 1970; `None` where they are not known.
    pub event_time_min_us: Option<i64>,
    pub event_time_max_us: Option<i64>,
    /// The row id of the file's first row; the others follow.
    pub row_id_start: i64,
}

/// How long what other processes do may stay unseen where it does not matter.
const RECENT: Duration = Duration::from_millis(20);

#[derive(Debug, Default)]
pub(super) struct Recent {
    /// Commits of this process.
    commits: u64,
    head: Option<(Instant, Snapshot, u64)>,
}

impl Catalog {
    /// The newest snapshot. One statement as long as nothing was committed.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        Ok(self.head().await?.0)
    }

    /// The same as [`head`](Self::head), or what it was some milliseconds ago; never older than the last commit of this
    /// process.
    pub async fn recent_head(&self) -> Result<(Snapshot, u64)> {
        let commits = {
            let recent = self.shared.recent.lock().expect("no panic while locked");
            if let Some((at, snapshot, cursor)) = &recent.head
                && at.elapsed() < RECENT
            {
                return Ok((snapshot.clone(), *cursor));
            }
            recent.commits
        };
        let at = Instant::now();
        let (snapshot, cursor) = self.head().await?;
        let mut recent = self.shared.recent.lock().expect("no panic while locked");
        if recent.commits == commits {
            recent.head = Some((at, snapshot.clone(), cursor));
        }
        Ok((snapshot, cursor))
    }

    /// What was read before this is no longer recent.
    pub(super) fn committed(&self) {
        let mut recent = self.shared.recent.lock().expect("no panic while locked");
        recent.commits += 1;
        recent.head = None;
    }

    /// The newest snapshot, and the position in the log up to which events are in it.
    pub async fn head(&self) -> Result<(Snapshot, u64)> {
        let attempted = "read the newest snapshot's number";
        let rows = self.database().rows(self.database().sql(attempted, HEAD)).await?;
        let (newest, cursor) = head(&rows).map_err(|e| self.database().error(attempted, e))?;

        let mut cached = self.shared.cached.lock().await;
        if let Some(snapshot) = &*cached
            && snapshot.id == newest
        {
            return Ok((snapshot.clone(), cursor));
        }
        let (snapshot, cursor) = self.load(cached.as_ref()).await?;
        if cached.as_ref().is_none_or(|cached| cached.id < snapshot.id) {
            *cached = Some(snapshot.clone());
        }
        Ok((snapshot, cursor))
    }

    async fn load(&self, before: Option<&Snapshot>) -> Result<(Snapshot, u64)> {
        let attempted = "list the files of the newest snapshot";
        let failed = |e| self.database().error(attempted, e);
        let mut tx = self.database().read().await?;
        let (id, cursor) = head(&tx.rows(tx.sql(attempted, HEAD)).await?).map_err(failed)?;

        // INVARIANT: while a snapshot exists, expiry deletes none of its files' rows, so what is gone can be
        // told.
        let before = match before {
            Some(before) if before.id == id => {
                tx.commit().await?;
                return Ok((before.clone(), cursor));
            }
            Some(before) if exists(&mut tx, before.id).await? => Some(before),
            _ => None,
        };
        let mut sql = tx.sql(
            attempted,
            "SELECT f.data_file_id, f.path, f.record_count, f.file_size_bytes, f.footer_size, f.row_id_start,
                 s.min_value, s.max_value
             FROM ducklake_data_file AS f LEFT JOIN ducklake_file_column_stats AS s
                 ON s.data_file_id = f.data_file_id AND s.column_id = ",
        );
        // Not bound: a partial index is used only if the statement shows that it fits.
        sql.push(&EVENT_TIME_COLUMN_ID.to_string())
            .push(" WHERE f.end_snapshot IS NULL AND f.table_id = ")
            .bind(TABLE_ID);
        if let Some(before) = before {
            sql.push(" AND f.begin_snapshot > ").bind(before.id.0);
        }
        let added = tx.rows(sql).await?.iter().map(data_file).collect::<sqlx::Result<Vec<_>>>();
        let mut added = added.map_err(failed)?;
        added.sort_unstable_by_key(|file| file.id); // nearly done already, which the database does not know

        let files = match before {
            None => added,
            Some(before) => {
                let mut sql =
                    tx.sql(attempted, "SELECT data_file_id FROM ducklake_data_file WHERE end_snapshot > ");
                sql.bind(before.id.0).push(" AND table_id = ").bind(TABLE_ID);
                let gone = tx.rows(sql).await?;
                let gone =
                    gone.iter().map(|row| row.int(0).map(FileId)).collect::<sqlx::Result<HashSet<_>>>();
                let gone = gone.map_err(failed)?;
                before.files.iter().filter(|file| !gone.contains(&file.id)).cloned().chain(added).collect()
            }
        };
        tx.commit().await?;
        Ok((Snapshot { id, files: Arc::new(files) }, cursor))
    }
}

/// One statement, so that both belong together.
const HEAD: &str = "SELECT (SELECT max(snapshot_id) FROM ducklake_snapshot), log_cursor FROM stellwerk_state";

fn head(rows: &[Row]) -> sqlx::Result<(SnapshotId, u64)> {
    let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    Ok((SnapshotId(row.int(0)?), row.count(1)?))
}

async fn exists(tx: &mut Tx<'_>, id: SnapshotId) -> Result<bool> {
    let mut sql =
        tx.sql("look for a snapshot", "SELECT snapshot_id FROM ducklake_snapshot WHERE snapshot_id = ");
    sql.bind(id.0);
    Ok(!tx.rows(sql).await?.is_empty())
}

fn data_file(row: &Row) -> sqlx::Result<DataFile> {
    Ok(DataFile {
        id: FileId(row.int(0)?),
        path: row.text(1)?.to_owned(),
        record_count: row.count(2)?,
        file_size_bytes: row.count(3)?,
        footer_size: row.count(4)?,
        row_id_start: row.int(5)?,
        event_time_min_us: row.text_or_null(6)?.and_then(parse_timestamp),
        event_time_max_us: row.text_or_null(7)?.and_then(parse_timestamp),
    })
}
