//! Puts a batch of events into the lake: drops repeats, sorts, writes files. What is left for the caller is the catalog commit
//! that makes the files visible, together with whatever says where the events came from.
//!
//! An event is a *duplicate* when an event with the same eventID and an equal value is in the batch or in the lake already:
//! equal bytes, or equal but for spelling. The same eventID with other content is another event. Equal events have equal times,
//! so only files that cover the time are asked.

use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use hashbrown::HashMap;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use stellwerk_model::json::value_digest;
use stellwerk_model::time;
use xxhash_rust::xxh3::xxh3_128;

use super::rows::{Batch, Part, RowRef};
use super::write::{self, EncodedFile, FILE_ROWS};
use crate::catalog::{CatalogError, Commit, DataFile, NewDataFile, Snapshot};
use crate::{Store, StoreError};

/// Candidates are read back in pieces, so that an import that finds only repeats does not hold the lake in memory.
const CANDIDATES_AT_ONCE: usize = 16 << 10;

/// Files that are stored, and not yet in the catalog.
#[derive(Debug, Default)]
pub struct Written {
    pub files: Vec<NewDataFile>,
    /// For each part of the batch: how many of its rows were duplicates.
    pub duplicates: Vec<u64>,
    pub rows: u64,
}

/// Drops duplicates and writes the rest, `parallel` files at a time.
pub async fn write(
    store: &Store,
    snapshot: &Snapshot,
    parts: Arc<Vec<Part>>,
    parallel: usize,
) -> Result<Written, StoreError> {
    let task_parts = parts.clone();
    let (mut order, mut duplicates) = on_thread(move || without_repeats(&task_parts)).await;
    drop_known(store, snapshot, &parts, &mut order, &mut duplicates).await?;

    let encoded = futures::stream::iter(file_slices(&parts, &order)).map(|(folder, rows)| {
        let parts = parts.clone();
        async move {
            let file: EncodedFile = on_thread(move || {
                let mut batch = Batch { parts, order: rows };
                batch.sort_for_storage();
                write::encode(&batch)
            })
            .await?;
            put(store, &folder, file).await
        }
    });
    let files: Vec<NewDataFile> = encoded.buffer_unordered(parallel).try_collect().await?;
    Ok(Written { rows: order.len() as u64, files, duplicates })
}

/// Stores a file under a name of its own.
pub async fn put(store: &Store, folder: &str, file: EncodedFile) -> Result<NewDataFile, StoreError> {
    let path = format!("{folder}/{}.parquet", uuid::Uuid::new_v4());
    let size = file.bytes.len() as u64;
    store
        .files
        .objects()
        .put(&Path::from(path.as_str()), PutPayload::from(file.bytes))
        .await
        .map_err(|source| StoreError::Write { path: path.clone(), source })?;
    Ok(NewDataFile {
        path,
        record_count: file.rows,
        file_size_bytes: size,
        footer_size: file.footer_bytes,
        event_time_min_us: file.event_time_min,
        event_time_max_us: file.event_time_max,
        column_stats: file.column_stats,
    })
}

/// Commits, or deletes the files that did not get in. False when somebody else's commit came between: look again, try again.
pub async fn publish(store: &Store, commit: Commit) -> Result<bool, StoreError> {
    let files = commit.add.clone();
    let Err(error) = store.catalog.commit(commit).await else { return Ok(true) };
    discard_after(store, &files, &error).await;
    match error {
        CatalogError::Conflict { .. } => Ok(false),
        error => Err(error.into()),
    }
}

/// Deletes files that did not get into the catalog because of this error. What cannot be deleted now is found later as
/// an orphan.
async fn discard_after(store: &Store, files: &[NewDataFile], error: &CatalogError) {
    // INVARIANT: no file is deleted that the catalog may name.
    if !error.nothing_written() {
        return;
    }
    for file in files {
        if let Err(error) = store.files.objects().delete(&Path::from(file.path.as_str())).await {
            tracing::warn!(file.path = %file.path, %error, "data file {} is left behind", file.path);
        }
    }
}

async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the work does not panic")
}

/// The rows in order of time (those without a time first), without those that repeat an earlier one.
fn without_repeats(parts: &[Part]) -> (Vec<RowRef>, Vec<u64>) {
    let rows = parts.iter().map(|p| p.rows.len()).sum();
    let mut order: Vec<RowRef> = Vec::with_capacity(rows);
    let mut duplicates = vec![0; parts.len()];
    // Last row with this id, and for each kept row the one before it with the same id.
    let mut last: HashMap<u64, u32> = HashMap::with_capacity(rows);
    let mut before: Vec<u32> = Vec::with_capacity(rows);
    const NONE: u32 = u32::MAX;
    for (p, part) in parts.iter().enumerate() {
        for (r, row) in part.rows.iter().enumerate() {
            let slot = last.entry(row.id_hash).or_insert(NONE);
            let mut earlier = *slot;
            while earlier != NONE {
                let known = order[earlier as usize];
                if same_event(parts[known.part as usize].record(known.row as usize), part.record(r)) {
                    break;
                }
                earlier = before[earlier as usize];
            }
            if earlier != NONE {
                duplicates[p] += 1;
                continue;
            }
            before.push(*slot);
            *slot = order.len() as u32;
            order.push(RowRef { part: p as u32, row: r as u32 });
        }
    }
    order.sort_by_cached_key(|r| parts[r.part as usize].rows[r.row as usize].event_time);
    (order, duplicates)
}

/// Whether two records say the same.
pub fn same_event(one: &str, other: &str) -> bool {
    one == other || value_digest(one, &xxh3_128) == value_digest(other, &xxh3_128)
}

/// Takes out of `order` what the lake has already.
async fn drop_known(
    store: &Store,
    snapshot: &Snapshot,
    parts: &[Part],
    order: &mut Vec<RowRef>,
    duplicates: &mut [u64],
) -> Result<(), StoreError> {
    let time_of = |r: &RowRef| parts[r.part as usize].rows[r.row as usize].event_time;
    let ranges = snapshot.files.iter().map(|file| (file, rows_in_time_of(file, order, time_of)));
    let overlapping: Vec<_> = ranges.filter(|(_, range)| !range.is_empty()).collect();
    if overlapping.is_empty() {
        return Ok(());
    }
    let mut known = vec![false; order.len()];
    // An index is in the order of hashes: asked in that order, it is walked through once instead of jumped about in.
    let id_hash = |r: &RowRef| parts[r.part as usize].rows[r.row as usize].id_hash;
    let mut by_hash: Vec<(u64, usize)> = order.iter().map(id_hash).zip(0..).collect();
    by_hash.sort_unstable();
    for (file, range) in overlapping {
        let open = store.file(file).await?;
        let mut candidates: Vec<(u32, usize)> = Vec::new();
        for &(hash, at) in by_hash.iter().filter(|(_, at)| range.contains(at)) {
            candidates.extend(open.index.rows_of_id(hash).map(|row| (row, at)));
        }
        candidates.sort_unstable();
        for some in candidates.chunks(CANDIDATES_AT_ONCE) {
            let mut rows: Vec<u32> = some.iter().map(|c| c.0).collect();
            rows.dedup();
            let records = store.files.records(&open, &rows).await?;
            for &(row, at) in some {
                let stored = &records[rows.binary_search(&row).expect("every candidate was read")];
                let r = order[at];
                known[at] |= same_event(stored, parts[r.part as usize].record(r.row as usize));
            }
        }
    }
    let mut at = 0;
    order.retain(|r| {
        let known = known[at];
        at += 1;
        duplicates[r.part as usize] += u64::from(known);
        !known
    });
    Ok(())
}

fn rows_in_time_of(
    file: &DataFile,
    order: &[RowRef],
    time_of: impl Fn(&RowRef) -> Option<i64>,
) -> std::ops::Range<usize> {
    // Files without a time range hold the events without a time.
    let (min, max) = (file.event_time_min_us, file.event_time_max_us);
    order.partition_point(|r| time_of(r) < min)..order.partition_point(|r| time_of(r) <= max)
}

/// Cuts rows in order of time into files: never over the end of a month, so that retention can drop whole files, and at
/// most [`FILE_ROWS`] each, of even sizes. Events without a time have files of their own.
fn file_slices(parts: &[Part], order: &[RowRef]) -> Vec<(String, Vec<RowRef>)> {
    let month_of = |r: &RowRef| parts[r.part as usize].rows[r.row as usize].event_time.map(month);
    let mut slices = Vec::new();
    for group in order.chunk_by(|a, b| month_of(a) == month_of(b)) {
        let folder = match month_of(&group[0]) {
            Some((year, month)) => format!("{year:04}/{month:02}"),
            None => "undated".to_owned(),
        };
        let files = group.len().div_ceil(FILE_ROWS);
        slices.extend(group.chunks(group.len().div_ceil(files)).map(|rows| (folder.clone(), rows.to_vec())));
    }
    slices
}

pub fn month(micros: i64) -> (i64, i64) {
    let (year, month, _) = time::civil_from_days(micros.div_euclid(time::MICROS_PER_DAY));
    (year, month)
}
