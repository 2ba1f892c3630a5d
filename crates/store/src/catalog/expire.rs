//! Forgetting: old snapshots, and the files that only they showed.
//!
//! As in DuckLake, a removed file stays for as long as a snapshot shows it (time travel), then its row moves
//! to `ducklake_files_scheduled_for_deletion`, and only some time later is the object itself deleted, when no
//! query that began before can still be reading it.

use std::collections::HashSet;
use std::time::SystemTime;

use super::schema::TABLE_ID;
use super::sql::{ROWS_PER_STATEMENT, Value};
use super::time::instant;
use super::{Catalog, Result, TABLE_FOLDER};

/// What [`Catalog::expire_snapshots`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    pub snapshots: u64,
    pub files_scheduled: u64,
}

/// The files that no snapshot shows: removed at or before the oldest snapshot that is left.
const UNSEEN: &str =
    " FROM ducklake_data_file WHERE end_snapshot <= (SELECT min(snapshot_id) FROM ducklake_snapshot)
    AND table_id = ";

impl Catalog {
    /// Deletes the snapshots that were made before `older_than`, except the newest, and schedules the files
    /// that no remaining snapshot shows. Harmless to repeat.
    pub async fn expire_snapshots(&self, older_than: SystemTime) -> Result<Expired> {
        let mut tx = self.database().write().await?;
        // A run of the oldest, never a gap, even if the clock went backwards: see `UNSEEN`.
        let keep = |tx: &super::sql::Tx<'_>, delete: &str, attempted| {
            let mut sql = tx.sql(attempted, delete);
            sql.push(" WHERE snapshot_id < COALESCE((SELECT min(snapshot_id) FROM ducklake_snapshot WHERE snapshot_time >= ");
            sql.bind(Value::Time(instant(older_than)));
            sql.push("), (SELECT max(snapshot_id) FROM ducklake_snapshot))");
            sql
        };
        tx.execute(keep(&tx, "DELETE FROM ducklake_snapshot_changes", "delete the changes of old snapshots"))
            .await?;
        let snapshots =
            tx.execute(keep(&tx, "DELETE FROM ducklake_snapshot", "delete old snapshots")).await?;

        let mut sql = tx.sql(
            "schedule files for deletion",
            "INSERT INTO ducklake_files_scheduled_for_deletion(data_file_id, path, path_is_relative, schedule_start)
             SELECT data_file_id, CASE WHEN path_is_relative THEN ",
        );
        sql.bind(TABLE_FOLDER).push(" || path ELSE path END, path_is_relative, ");
        sql.bind(Value::Time(instant(SystemTime::now()))).push(UNSEEN).bind(TABLE_ID);
        let files_scheduled = tx.execute(sql).await?;

        let mut sql = tx.sql(
            "delete the statistics of removed files",
            "DELETE FROM ducklake_file_column_stats WHERE data_file_id IN (SELECT data_file_id",
        );
        sql.push(UNSEEN).bind(TABLE_ID).push(")");
        tx.execute(sql).await?;
        let mut sql = tx.sql("delete removed files from the table", "DELETE");
        sql.push(UNSEEN).bind(TABLE_ID);
        tx.execute(sql).await?;
        tx.commit().await?;
        Ok(Expired { snapshots, files_scheduled })
    }

    /// Paths of files that were scheduled for deletion before the given time, relative to the table's folder.
    /// Delete the objects, then report them to [`Catalog::deletions_done`].
    pub async fn scheduled_deletions(&self, scheduled_before: SystemTime) -> Result<Vec<String>> {
        let attempted = "list the files scheduled for deletion";
        let mut sql = self.database().sql(
            attempted,
            "SELECT path FROM ducklake_files_scheduled_for_deletion WHERE path_is_relative AND schedule_start < ",
        );
        sql.bind(Value::Time(instant(scheduled_before))).push(" ORDER BY schedule_start, data_file_id");
        let rows = self.database().rows(sql).await?;
        let paths = rows.iter().map(|row| row.text(0)).collect::<sqlx::Result<Vec<_>>>();
        let paths = paths.map_err(|e| self.database().error(attempted, e))?;
        // A path elsewhere was not scheduled by us.
        Ok(paths.into_iter().filter_map(|path| path.strip_prefix(TABLE_FOLDER)).map(str::to_owned).collect())
    }

    /// The objects are gone: forgets that they were scheduled for deletion.
    pub async fn deletions_done(&self, paths: &[String]) -> Result<()> {
        let mut tx = self.database().write().await?;
        for paths in paths.chunks(ROWS_PER_STATEMENT) {
            let mut sql = tx.sql(
                "forget deleted files",
                "DELETE FROM ducklake_files_scheduled_for_deletion WHERE path_is_relative AND path IN ",
            );
            sql.bind_list(paths.iter().map(|path| format!("{TABLE_FOLDER}{path}")));
            tx.execute(sql).await?;
        }
        tx.commit().await
    }

    /// Every path in the table's folder that the catalog knows: live, removed but still shown by an old
    /// snapshot, or waiting for deletion. An object with another path that is older than the longest commit
    /// is an orphan.
    pub async fn known_paths(&self) -> Result<HashSet<String>> {
        let attempted = "list all known paths";
        let mut sql = self.database().sql(attempted, "SELECT ");
        sql.bind(TABLE_FOLDER)
            .push(" || path FROM ducklake_data_file WHERE path_is_relative AND table_id = ");
        sql.bind(TABLE_ID)
            .push(" UNION SELECT path FROM ducklake_files_scheduled_for_deletion WHERE path_is_relative");
        let rows = self.database().rows(sql).await?;
        let paths = rows.iter().map(|row| row.text(0)).collect::<sqlx::Result<Vec<_>>>();
        let paths = paths.map_err(|e| self.database().error(attempted, e))?;
        Ok(paths.into_iter().filter_map(|path| path.strip_prefix(TABLE_FOLDER)).map(str::to_owned).collect())
    }
}
