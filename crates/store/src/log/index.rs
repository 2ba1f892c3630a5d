//! The indexer: moves accepted events from the log into data files.

use std::sync::Arc;
use std::time::Duration;

use object_store::ObjectStoreExt;

use super::{Waiting, segment};
use crate::catalog::{ChangeKind, Commit, Counters, CursorStep};
use crate::lake::commit::{publish, write};
use crate::lake::rows::Part;
use crate::{Store, StoreError};

/// Rows that one round moves at most.
const ROUND_ROWS_MAX: usize = 1 << 17;
/// Fewer are moved by one thread.
const ROUND_ROWS_ALONE: usize = 1 << 13;

/// Moves what is waiting, one round; returns how many events left the log. Running it twice does no harm.
pub async fn index_once(store: &Arc<Store>) -> Result<u64, StoreError> {
    loop {
        let cursor = store.catalog.log_cursor().await?;
        store.waiting.indexed(cursor);
        let mut rows = 0;
        let mut expected = cursor;
        let round: Vec<Arc<Waiting>> = store
            .waiting
            .all()
            .into_iter()
            .take_while(|w| {
                // INVARIANT: no gap. A segment that is missing must not be jumped over.
                let follows = w.first == expected && (rows == 0 || rows < ROUND_ROWS_MAX);
                expected = w.end;
                rows += w.part().rows.len();
                follows
            })
            .collect();
        let Some(last) = round.last() else { return Ok(0) };
        let parts: Arc<Vec<Part>> = Arc::new(round.iter().map(|w| w.part().clone()).collect());
        let snapshot = store.snapshot().await?;
        // Few events leave the other cores to those who ask.
        let parallel = match rows < ROUND_ROWS_ALONE {
            true => 1,
            false => std::thread::available_parallelism().map_or(1, usize::from),
        };
        let written = write(store, &snapshot, parts, parallel).await?;
        let accepted = last.end - cursor;
        let commit = Commit {
            kind: ChangeKind::Insert,
            add: written.files,
            log_cursor: Some(CursorStep { expected: cursor, new: last.end }),
            expected_snapshot: Some(snapshot.id),
            counters: Counters {
                accepted,
                indexed: written.rows,
                rejected_as_duplicate: accepted - written.rows,
                quarantined: 0,
            },
            ..Commit::default()
        };
        if !publish(store, commit).await? {
            continue;
        }
        store.waiting.indexed(last.end);
        // What a follower has not read yet stays until it has.
        let followed = store.catalog.followers().await?.into_iter().map(|(_, cursor)| cursor).min();
        for waiting in round.iter().filter(|w| followed.is_none_or(|cursor| w.end <= cursor)) {
            let path = segment::path(waiting.first);
            // A segment before the cursor is never read again; if it cannot be deleted now, `trim` may. It may have been there
            // already.
            match store.objects.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => tracing::warn!(%path, %error, "log segment {path} is left behind"),
            }
        }
        return Ok(accepted);
    }
}

/// Indexes in the background until the store is dropped: when enough waits, and at least every `period`.
pub async fn follow(store: std::sync::Weak<Store>, period: Duration) {
    let mut pause = period;
    loop {
        tokio::time::sleep(pause).await;
        let Some(store) = store.upgrade() else { return };
        pause = match index_once(&store).await {
            Ok(0) => period,
            Ok(_) if store.waiting.rows() >= ROUND_ROWS_MAX => Duration::ZERO,
            Ok(_) => period,
            Err(error) => {
                tracing::error!(%error, "index the log: {error}; trying again");
                (pause * 2).clamp(period, Duration::from_secs(60))
            }
        };
    }
}
