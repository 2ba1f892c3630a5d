//! Writing: one commit, one transaction, one new snapshot if files changed.

use std::collections::{HashMap, HashSet};
use std::time::SystemTime;

use super::schema::TABLE_ID;
use super::sources::{int, text, write_quarantine, write_sources};
use super::sql::{ROWS_PER_STATEMENT, Row, Tx, Value};
use super::stats::{Bounds, ColumnType, End, stored_bound};
use super::time::{format_timestamp, instant};
use super::{
    Catalog, CatalogError, ChangeKind, ColumnStats, Commit, Counters, CursorStep, EVENT_TIME_COLUMN_ID,
    FileId, NewDataFile, Result, SnapshotId,
};

impl Catalog {
    /// Makes everything in `commit` true at once. Returns the newest snapshot, which is a new one only if
    /// files were added or removed.
    ///
    /// [`CatalogError::Conflict`] if the newest snapshot is not `expected_snapshot`, the cursor is not where
    /// `log_cursor` expects it, a file to remove is no longer there, or a file to add already is; also if the
    /// database undoes the transaction in favour of another program's. On any error nothing was written, with
    /// one exception: when the connection is lost during the last step, the database is asked what became of
    /// it, and if it cannot be asked, that is [`CatalogError::OutcomeUnknown`]. Dropping the future before it is
    /// done leaves nothing or everything.
    pub async fn commit(&self, commit: Commit) -> Result<SnapshotId> {
        let done = self.try_commit(commit).await;
        self.committed();
        done
    }

    async fn try_commit(&self, commit: Commit) -> Result<SnapshotId> {
        let now = SystemTime::now();
        let add = self.checked(&commit.add)?;
        let mut tx = self.database().write().await?;
        let head = head(&mut tx).await?;
        if let Some(expected) = commit.expected_snapshot
            && expected != head.id
        {
            return Err(CatalogError::wrong_snapshot(&self.database().name, expected, head.id));
        }
        self.move_cursor_and_count(&mut tx, commit.log_cursor, commit.counters).await?;
        write_sources(&mut tx, &commit.sources).await?;
        write_quarantine(&mut tx, &commit.quarantine, now).await?;
        if add.is_empty() && commit.remove.is_empty() {
            tx.commit().await?;
            return Ok(head.id);
        }

        let id = SnapshotId(head.id.0 + 1);
        self.write_snapshot(&mut tx, id, &head, &commit, now).await?;
        let removed = self.remove_files(&mut tx, id, &commit.remove).await?;
        let row_id_start = update_table_stats(&mut tx, Totals::of(&add), removed).await?;
        if !add.is_empty() {
            let before = if row_id_start == 0 { Before::Empty } else { Before::HadRows };
            self.widen_table_bounds(&mut tx, &add, before).await?;
            self.add_files(&mut tx, id, head.next_file_id, row_id_start, &add).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Checks what can be checked without the database, and brings the statistics into the form in which they
    /// are stored: exactly one per column of the table, in the table's order.
    fn checked<'a>(&self, files: &'a [NewDataFile]) -> Result<Vec<CheckedFile<'a>>> {
        let mut checked = Vec::with_capacity(files.len());
        for file in files {
            let mut given: HashMap<i64, &ColumnStats> = HashMap::with_capacity(file.column_stats.len());
            for stats in &file.column_stats {
                if given.insert(stats.column_id, stats).is_some() {
                    return Err(invalid(format!("{} has column {} twice", file.path, stats.column_id)));
                }
            }
            let mut stats = Vec::with_capacity(self.shared.columns.len());
            for &(column_id, kind) in &self.shared.columns {
                let column = given.remove(&column_id);
                let bound = |end, text: &Option<String>| stored_bound(kind, end, text.as_deref()?);
                let mut min = column.and_then(|c| bound(End::Min, &c.min));
                let mut max = column.and_then(|c| bound(End::Max, &c.max));
                if column_id == EVENT_TIME_COLUMN_ID {
                    min = file.event_time_min_us.and_then(format_timestamp).or(min);
                    max = file.event_time_max_us.and_then(format_timestamp).or(max);
                }
                stats.push(CheckedStats {
                    column_id,
                    size_bytes: column.map(|c| c.column_size_bytes),
                    value_count: column.map(|c| c.value_count),
                    null_count: column.map(|c| c.null_count),
                    min,
                    max,
                });
            }
            if let Some(unknown) = given.keys().next() {
                return Err(invalid(format!("{} has statistics of an unknown column {unknown}", file.path)));
            }
            checked.push(CheckedFile {
                path: text("path", &file.path)?,
                record_count: int("record count", file.record_count)?,
                size_bytes: int("file size", file.file_size_bytes)?,
                footer_size: int("footer size", file.footer_size)?,
                stats,
            });
        }
        Ok(checked)
    }

    async fn move_cursor_and_count(
        &self,
        tx: &mut Tx<'_>,
        step: Option<CursorStep>,
        counters: Counters,
    ) -> Result<()> {
        if step.is_none() && counters == Counters::default() {
            return Ok(());
        }
        let Counters { accepted, indexed, rejected_as_duplicate, quarantined } = counters;
        let mut sql =
            tx.sql("move the log cursor and count", "UPDATE stellwerk_state SET accepted = accepted + ");
        sql.bind(int("accepted", accepted)?);
        sql.push(", indexed = indexed + ").bind(int("indexed", indexed)?);
        sql.push(", rejected_as_duplicate = rejected_as_duplicate + ");
        sql.bind(int("rejected as duplicate", rejected_as_duplicate)?);
        sql.push(", quarantined = quarantined + ").bind(int("quarantined", quarantined)?);
        if let Some(step) = step {
            sql.push(", log_cursor = ").bind(int("log cursor", step.new)?);
            sql.push(" WHERE log_cursor = ").bind(int("log cursor", step.expected)?);
        }
        match (tx.execute(sql).await?, step) {
            (0, Some(step)) => {
                Err(self.conflict(format!("the log cursor is no longer at {}", step.expected)))
            }
            _ => Ok(()),
        }
    }

    async fn write_snapshot(
        &self,
        tx: &mut Tx<'_>,
        id: SnapshotId,
        head: &Head,
        commit: &Commit,
        now: SystemTime,
    ) -> Result<()> {
        let attempted = "write the new snapshot";
        let next_file_id = head.next_file_id + i64::try_from(commit.add.len()).unwrap_or(i64::MAX);
        let mut sql = tx.sql(attempted, "INSERT INTO ducklake_snapshot VALUES (");
        sql.bind(id.0)
            .push(", ")
            .bind(Value::Time(instant(now)))
            .push(", ")
            .bind(head.schema_version)
            .push(", ");
        sql.bind(head.next_catalog_id).push(", ").bind(next_file_id).push(")");
        // Only a writer that is not us takes no lock and can have come in between.
        tx.execute(sql)
            .await
            .map_err(|e| e.or_conflict(|| format!("another program made snapshot {}", id.0)))?;

        // What happened, in the specification's words; why, in ours.
        let mut changes = Vec::new();
        if !commit.remove.is_empty() {
            changes.push(format!("deleted_from_table:{TABLE_ID}"));
        }
        if !commit.add.is_empty() {
            changes.push(format!("inserted_into_table:{TABLE_ID}"));
        }
        let message = match commit.kind {
            ChangeKind::Insert => "insert",
            ChangeKind::Compact => "compact",
            ChangeKind::Expire => "expire",
        };
        let mut sql = tx.sql(
            attempted,
            "INSERT INTO ducklake_snapshot_changes(snapshot_id, changes_made, author, commit_message) VALUES (",
        );
        sql.bind(id.0).push(", ").bind(changes.join(",")).push(", 'stellwerk', ").bind(message).push(")");
        tx.execute(sql).await?;
        Ok(())
    }

    async fn remove_files(&self, tx: &mut Tx<'_>, id: SnapshotId, files: &[FileId]) -> Result<Totals> {
        let attempted = "remove files";
        let distinct: HashSet<FileId> = files.iter().copied().collect();
        if distinct.len() != files.len() {
            return Err(invalid("a file is to be removed twice".to_owned()));
        }
        let mut removed = Totals::default();
        for files in files.chunks(ROWS_PER_STATEMENT) {
            let mut sql = tx.sql(attempted, "UPDATE ducklake_data_file SET end_snapshot = ");
            sql.bind(id.0).push(" WHERE end_snapshot IS NULL AND table_id = ").bind(TABLE_ID);
            sql.push(" AND data_file_id IN ").bind_list(files.iter().map(|file| file.0));
            sql.push(" RETURNING record_count, file_size_bytes");
            let rows = tx.rows(sql).await?;
            if rows.len() != files.len() {
                let gone = files.len() - rows.len();
                return Err(self.conflict(format!("{gone} of the files to remove are no longer there")));
            }
            for row in rows {
                removed.records += row.int(0).map_err(|e| tx.error(attempted, e))?;
                removed.bytes += row.int(1).map_err(|e| tx.error(attempted, e))?;
            }
        }
        Ok(removed)
    }

    async fn add_files(
        &self,
        tx: &mut Tx<'_>,
        id: SnapshotId,
        first_file_id: i64,
        row_id_start: i64,
        files: &[CheckedFile<'_>],
    ) -> Result<()> {
        let mut row_id = row_id_start;
        let mut numbered = Vec::with_capacity(files.len());
        for (file_id, file) in (first_file_id..).zip(files) {
            numbered.push((file_id, row_id, file));
            row_id += file.record_count;
        }
        for files in numbered.chunks(ROWS_PER_STATEMENT) {
            let mut sql = tx.sql(
                "add files",
                "INSERT INTO ducklake_data_file(data_file_id, table_id, begin_snapshot, path, path_is_relative,
                     file_format, record_count, file_size_bytes, footer_size, row_id_start) VALUES ",
            );
            sql.bind_rows(files.iter().map(|&(file_id, row_id, file)| {
                [
                    file_id.into(),
                    TABLE_ID.into(),
                    id.0.into(),
                    file.path.into(),
                    true.into(),
                    "parquet".into(),
                    file.record_count.into(),
                    file.size_bytes.into(),
                    file.footer_size.into(),
                    row_id.into(),
                ]
            }));
            tx.execute(sql).await.map_err(|e| e.or_conflict(|| already_there(files)))?;
        }

        // A column without statistics has no row: nothing is known.
        let stats: Vec<_> = numbered
            .iter()
            .flat_map(|&(file_id, _, file)| file.stats.iter().map(move |column| (file_id, column)))
            .filter(|(_, column)| column.is_given())
            .collect();
        for stats in stats.chunks(ROWS_PER_STATEMENT) {
            let mut sql = tx.sql(
                "write the statistics of new files",
                "INSERT INTO ducklake_file_column_stats(data_file_id, table_id, column_id, column_size_bytes,
                     value_count, null_count, min_value, max_value) VALUES ",
            );
            sql.bind_rows(stats.iter().map(|(file_id, column)| {
                [
                    (*file_id).into(),
                    TABLE_ID.into(),
                    column.column_id.into(),
                    column.size_bytes.into(),
                    column.value_count.into(),
                    column.null_count.into(),
                    column.min.as_deref().into(),
                    column.max.as_deref().into(),
                ]
            }));
            tx.execute(sql).await?;
        }
        Ok(())
    }

    /// Widens `ducklake_table_column_stats` so that it encloses the new files. Called before they are added.
    async fn widen_table_bounds(
        &self,
        tx: &mut Tx<'_>,
        files: &[CheckedFile<'_>],
        before: Before,
    ) -> Result<()> {
        let attempted = "read the table's column statistics";
        let mut sql = tx.sql(
            attempted,
            "SELECT column_id, contains_null, min_value, max_value FROM ducklake_table_column_stats WHERE table_id = ",
        );
        sql.bind(TABLE_ID);
        let mut stored = HashMap::with_capacity(self.shared.columns.len());
        for row in tx.rows(sql).await? {
            let (column_id, bounds) = table_bounds(&row).map_err(|e| tx.error(attempted, e))?;
            stored.insert(column_id, bounds);
        }

        let mut changed = Vec::new();
        for (i, &(column_id, kind)) in self.shared.columns.iter().enumerate() {
            let Some(old) = stored.get(&column_id) else { continue };
            let new = summary(kind, files.iter().map(|file| &file.stats[i]));
            let had_values = match before {
                Before::Empty => false,
                Before::HadRows if old.min.is_some() || old.max.is_some() => true,
                // Null bounds are either "no value so far", which the new bounds may replace, or "not known",
                // which they must not. The files tell; it is asked only when it matters, about once a column.
                Before::HadRows if new.min.is_some() || new.max.is_some() => {
                    self.had_values(tx, column_id).await?
                }
                Before::HadRows => true,
            };
            let new = old.widened(kind, &new, had_values);
            if new != *old {
                changed.push((column_id, new));
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        let mut sql = tx.sql(
            "widen the table's column statistics",
            "WITH n(column_id, contains_null, min_value, max_value) AS (VALUES ",
        );
        sql.bind_rows(changed.iter().map(|(column_id, new)| {
            [
                (*column_id).into(),
                new.contains_null.into(),
                new.min.as_deref().into(),
                new.max.as_deref().into(),
            ]
        }));
        sql.push(
            ") UPDATE ducklake_table_column_stats SET contains_null = n.contains_null, min_value = n.min_value,
                 max_value = n.max_value
             FROM n WHERE ducklake_table_column_stats.column_id = n.column_id AND table_id = ",
        );
        sql.bind(TABLE_ID);
        tx.execute(sql).await?;
        Ok(())
    }

    /// Whether a file, live or only removed, has or may have a value in this column.
    async fn had_values(&self, tx: &mut Tx<'_>, column_id: i64) -> Result<bool> {
        let mut sql = tx.sql(
            "look for values of a column",
            "SELECT f.data_file_id FROM ducklake_data_file AS f LEFT JOIN ducklake_file_column_stats AS s
                 ON s.data_file_id = f.data_file_id AND s.column_id = ",
        );
        sql.bind(column_id).push(" WHERE f.table_id = ").bind(TABLE_ID);
        sql.push(" AND (s.value_count IS NULL OR s.value_count > 0) LIMIT 1");
        Ok(!tx.rows(sql).await?.is_empty())
    }

    fn conflict(&self, why: String) -> CatalogError {
        CatalogError::Conflict { catalog: self.database().name.clone(), why }
    }
}

/// The newest row of `ducklake_snapshot`.
struct Head {
    id: SnapshotId,
    schema_version: i64,
    next_catalog_id: i64,
    next_file_id: i64,
}

async fn head(tx: &mut Tx<'_>) -> Result<Head> {
    let attempted = "read the newest snapshot";
    let sql = "SELECT snapshot_id, schema_version, next_catalog_id, next_file_id FROM ducklake_snapshot
               ORDER BY snapshot_id DESC LIMIT 1";
    let rows = tx.rows(tx.sql(attempted, sql)).await?;
    let head = rows.first().ok_or(sqlx::Error::RowNotFound).and_then(|row| {
        Ok(Head {
            id: SnapshotId(row.int(0)?),
            schema_version: row.int(1)?,
            next_catalog_id: row.int(2)?,
            next_file_id: row.int(3)?,
        })
    });
    head.map_err(|e| tx.error(attempted, e))
}

struct CheckedFile<'a> {
    path: &'a str,
    record_count: i64,
    size_bytes: i64,
    footer_size: i64,
    stats: Vec<CheckedStats>,
}

struct CheckedStats {
    column_id: i64,
    size_bytes: Option<i64>,
    value_count: Option<i64>,
    null_count: Option<i64>,
    min: Option<String>,
    max: Option<String>,
}

impl CheckedStats {
    fn is_given(&self) -> bool {
        self.value_count.is_some() || self.min.is_some() || self.max.is_some()
    }
}

/// Whether the table ever had rows before this commit.
#[derive(Clone, Copy)]
enum Before {
    Empty,
    HadRows,
}

/// What a commit adds to one column: the bounds of all its files together.
fn summary<'a>(kind: ColumnType, files: impl Iterator<Item = &'a CheckedStats>) -> Bounds {
    let mut all = Bounds::default();
    let mut had_values = false;
    for file in files {
        let bounds = Bounds {
            contains_null: file.null_count.is_none_or(|n| n > 0),
            has_values: file.value_count.is_none_or(|n| n > 0),
            min: file.min.clone(),
            max: file.max.clone(),
        };
        all = all.widened(kind, &bounds, had_values);
        had_values |= bounds.has_values;
    }
    Bounds { has_values: had_values, ..all }
}

fn table_bounds(row: &Row) -> sqlx::Result<(i64, Bounds)> {
    let bounds = Bounds {
        // Null would mean "not known", which is no different from "may".
        contains_null: row.flag(1)?.unwrap_or(true),
        has_values: true,
        min: row.text_or_null(2)?.map(str::to_owned),
        max: row.text_or_null(3)?.map(str::to_owned),
    };
    Ok((row.int(0)?, bounds))
}

fn already_there(files: &[(i64, i64, &CheckedFile<'_>)]) -> String {
    match files {
        [(_, _, file)] => format!("{} is already in the catalog", file.path),
        _ => format!("one of {} files to add is already in the catalog", files.len()),
    }
}

#[derive(Clone, Copy, Default)]
struct Totals {
    records: i64,
    bytes: i64,
}

impl Totals {
    fn of(files: &[CheckedFile<'_>]) -> Self {
        let records = files.iter().map(|file| file.record_count).sum();
        Self { records, bytes: files.iter().map(|file| file.size_bytes).sum() }
    }
}

/// Counts bytes and rows, and takes row ids for the new rows; returns the first of them.
///
/// The number of rows is one more than were ever added. DuckDB takes the table's bounds for the exact smallest and
/// largest values as soon as this number is that of the rows that are live; but the bounds are rounded, and those of
/// removed files stay in them.
async fn update_table_stats(tx: &mut Tx<'_>, added: Totals, removed: Totals) -> Result<i64> {
    let attempted = "update the table's statistics";
    let mut sql = tx.sql(attempted, "UPDATE ducklake_table_stats SET record_count = next_row_id + ");
    sql.bind(added.records + 1);
    sql.push(", next_row_id = next_row_id + ").bind(added.records);
    sql.push(", file_size_bytes = file_size_bytes + ").bind(added.bytes - removed.bytes);
    sql.push(" WHERE table_id = ").bind(TABLE_ID).push(" RETURNING next_row_id");
    let rows = tx.rows(sql).await?;
    let next = rows.first().ok_or(sqlx::Error::RowNotFound).and_then(|row| row.int(0));
    Ok(next.map_err(|e| tx.error(attempted, e))? - added.records)
}

fn invalid(why: String) -> CatalogError {
    CatalogError::Invalid { attempted: "commit to the catalog", why }
}
