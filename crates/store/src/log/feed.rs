//! From the log into a lake beside the main one: the events that are wanted there.
//!
//! The lake's own catalog says how far it has come, in the transaction that adds the data files: so every event gets there once.

use std::sync::Arc;

use super::{LogError, Sequence, follow};
use crate::catalog::{ChangeKind, Commit, Counters, CursorStep};
use crate::lake::commit::{publish, write};
use crate::lake::rows::Batch;
use crate::{Store, StoreError};

/// Events of the log that one round looks at.
const ROUND_EVENTS: usize = 20_000;

/// Moves what is wanted of the next events before `until`, as the lake wants it; returns how far the lake has come. Running it twice
/// does no harm.
pub async fn feed(
    log: &Store,
    lake: &Arc<Store>,
    until: Sequence,
    mut wanted: impl FnMut(String) -> Option<String>,
) -> Result<Sequence, StoreError> {
    loop {
        let cursor = lake.catalog.log_cursor().await?;
        if cursor >= until {
            return Ok(cursor);
        }
        let read = follow::read(log, cursor, until, ROUND_EVENTS).await.map_err(StoreError::Log)?;
        if read.end == cursor {
            return Ok(cursor);
        }
        let events: Vec<String> = read.events.into_iter().filter_map(&mut wanted).collect();
        let lengths: Vec<u32> = events.iter().map(|event| event.len() as u32).collect();
        let batch = Batch::of_records(events.concat(), &lengths).map_err(|_| {
            StoreError::Log(LogError::NotAnEvent { position: 0, what: "not a record any more".to_owned() })
        })?;
        let snapshot = lake.snapshot().await?;
        let written = write(lake, &snapshot, batch.parts, 1).await?;
        let accepted = events.len() as u64;
        let commit = Commit {
            kind: ChangeKind::Insert,
            add: written.files,
            log_cursor: Some(CursorStep { expected: cursor, new: read.end }),
            expected_snapshot: (written.rows > 0).then_some(snapshot.id),
            counters: Counters {
                accepted,
                indexed: written.rows,
                rejected_as_duplicate: accepted - written.rows,
                quarantined: 0,
            },
            ..Commit::default()
        };
        if publish(lake, commit).await? {
            return Ok(read.end);
        }
    }
}
