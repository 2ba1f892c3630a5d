//! What the lake needs over time: small files merged, old events dropped, files that nobody reads any more deleted.
//!
//! Each of these is a reconciler: it looks at the state, does a bounded piece of work, and may be run twice without harm.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arrow::array::Array;
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::commit::{month, publish, put};
use super::rows::Batch;
use super::write::{self, FILE_ROWS};
use crate::catalog::{ChangeKind, Commit, DataFile, NewDataFile, TABLE_FOLDER};
use crate::{Store, StoreError};

/// A file with fewer rows than this is small.
const SMALL_ROWS: u64 = FILE_ROWS as u64 / 4;
/// So many small files of a month are worth a merge.
const SMALL_FILES_MIN: usize = 4;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    pub files_before: u64,
    pub files_after: u64,
    pub rows: u64,
}

/// Merges small files of one month until there are none left to merge. Events stay what they are, byte for byte.
pub async fn compact(store: &Arc<Store>) -> Result<Compacted, StoreError> {
    let mut done = Compacted::default();
    loop {
        let snapshot = store.snapshot().await?;
        let Some(group) = mergeable(&snapshot.files) else { return Ok(done) };
        let rows: u64 = group.iter().map(|f| f.record_count).sum();
        let merged = rewrite(store, &group, None).await?;
        let commit = Commit {
            kind: ChangeKind::Compact,
            add: vec![merged],
            remove: group.iter().map(|f| f.id).collect(),
            ..Commit::default()
        };
        if !publish(store, commit).await? {
            continue; // somebody else merged or dropped one of them
        }
        forget(store, &group).await?;
        done.files_before += group.len() as u64;
        done.files_after += 1;
        done.rows += rows;
    }
}

/// Of files that have left the lake nothing stays in memory.
async fn forget(store: &Arc<Store>, files: impl IntoIterator<Item = &DataFile>) -> Result<(), StoreError> {
    let cursor = store.catalog.log_cursor().await?;
    store.files.forget(files.into_iter().map(|file| file.path.as_str()), cursor);
    Ok(())
}

/// Stores the events of some files of one month as one file: all of them, or those that are not older than `cutoff`.
async fn rewrite(
    store: &Arc<Store>,
    files: &[DataFile],
    cutoff: Option<i64>,
) -> Result<NewDataFile, StoreError> {
    let mut text = String::new();
    let mut lengths: Vec<u32> = Vec::new();
    for file in files {
        let open = store.file(file).await?;
        let times = store.files.times(&open).await?;
        let is_old =
            |row: u32| cutoff.is_some_and(|c| times.is_valid(row as usize) && times.value(row as usize) < c);
        let rows: Vec<u32> = (0..open.rows()).filter(|&row| !is_old(row)).collect();
        for record in store.files.records(&open, &rows).await? {
            text.push_str(&record);
            lengths.push(record.len() as u32);
        }
    }
    let folder = match files[0].event_time_min_us.map(month) {
        Some((year, month)) => format!("{year:04}/{month:02}"),
        None => "undated".to_owned(),
    };
    let encoded = tokio::task::spawn_blocking(move || {
        let mut batch = Batch::of_records(text, &lengths).expect("they were events before");
        batch.sort_for_storage();
        write::encode(&batch)
    });
    put(store, &folder, encoded.await.expect("encoding does not panic")?).await
}

/// Small files of one month, neighbours in time, that fit into one file.
fn mergeable(files: &[DataFile]) -> Option<Vec<DataFile>> {
    let mut small: Vec<&DataFile> =
        files.iter().filter(|f| f.record_count < SMALL_ROWS && f.file_size_bytes < 64 << 20).collect();
    let month_of = |f: &DataFile| f.event_time_min_us.map(month);
    small.sort_by_key(|f| (f.event_time_min_us, f.id));
    let groups = small.chunk_by(|a, b| month_of(a) == month_of(b)).filter(|g| g.len() >= SMALL_FILES_MIN);
    groups
        .map(|group| {
            let mut rows = 0;
            let fitting = group.iter().take_while(|f| {
                rows += f.record_count;
                rows <= FILE_ROWS as u64
            });
            fitting.map(|f| (*f).clone()).collect()
        })
        .next()
}

/// Drops the events that are older than `cutoff` (microseconds since the epoch); returns how many. Files that have nothing else
/// leave; one that has is written anew without them. Events without a time stay.
pub async fn retain(store: &Arc<Store>, cutoff: i64) -> Result<u64, StoreError> {
    let mut dropped = 0;
    loop {
        let snapshot = store.snapshot().await?;
        let older = |time: Option<i64>| time.is_some_and(|time| time < cutoff);
        let old = snapshot.files.iter().filter(|f| older(f.event_time_max_us));
        let partly =
            snapshot.files.iter().find(|f| older(f.event_time_min_us) && !older(f.event_time_max_us));
        let add = match partly {
            Some(file) => vec![rewrite(store, std::slice::from_ref(file), Some(cutoff)).await?],
            None => Vec::new(),
        };
        let leaving: Vec<&DataFile> = old.chain(partly).collect();
        if leaving.is_empty() {
            return Ok(dropped);
        }
        let kept: u64 = add.iter().map(|f| f.record_count).sum();
        let rows = leaving.iter().map(|f| f.record_count).sum::<u64>() - kept;
        let remove = leaving.iter().map(|f| f.id).collect();
        if publish(store, Commit { kind: ChangeKind::Expire, add, remove, ..Commit::default() }).await? {
            forget(store, leaving).await?;
            dropped += rows;
        }
    }
}

/// Deletes files that no snapshot of the last `grace` names, and files that never got into the catalog. The grace is what a
/// long query, or another reader of the lake, may take to finish.
pub async fn clean(store: &Arc<Store>, grace: Duration) -> Result<u64, StoreError> {
    let before = SystemTime::now() - grace;
    store.catalog.expire_snapshots(before).await?;
    let mut deleted = 0;
    // What expiry schedules now is deleted by a run after another grace, unless there is none to give.
    let scheduled_before = if grace.is_zero() { SystemTime::now() + Duration::from_secs(1) } else { before };
    let scheduled = store.catalog.scheduled_deletions(scheduled_before).await?;
    for path in &scheduled {
        deleted += u64::from(delete(store, &Path::from(path.as_str())).await?);
    }
    store.catalog.deletions_done(&scheduled).await?;

    let known = store.catalog.known_paths().await?;
    let failed = |source| StoreError::Write { path: TABLE_FOLDER.to_owned(), source };
    let listed: Vec<_> = store.files.objects().list(None).try_collect().await.map_err(failed)?;
    for meta in listed {
        let age_known = SystemTime::from(meta.last_modified) <= before;
        if age_known && !known.contains(meta.location.as_ref()) {
            deleted += u64::from(delete(store, &meta.location).await?);
        }
    }
    Ok(deleted)
}

async fn delete(store: &Store, path: &Path) -> Result<bool, StoreError> {
    match store.files.objects().delete(path).await {
        Ok(()) => Ok(true),
        Err(object_store::Error::NotFound { .. }) => Ok(false),
        Err(source) => Err(StoreError::Write { path: path.to_string(), source }),
    }
}
