//! Reading the log in order, for those who do something with every event: trails, the recorder.
//!
//! A follower keeps its own place. What it has not read stays in the log, indexed or not, from the moment when its place is
//! noted in the catalog (`Catalog::set_follower`).

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::{FOLDER, LogError, Sequence, read_segment, segment};
use crate::Store;

/// Events of the log from some place to `end`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    pub end: Sequence,
    /// The records, byte for byte.
    pub events: Vec<String>,
}

/// Reads whole segments from `from`, which must be where one begins, until there are no more, or `events_max` are read, or `until`
/// is reached.
pub async fn read(
    store: &Store,
    from: Sequence,
    until: Sequence,
    events_max: usize,
) -> Result<Followed, LogError> {
    let mut followed = Followed { end: from, events: Vec::new() };
    while followed.events.len() < events_max && followed.end < until {
        let at = followed.end;
        if let Some(waiting) = store.waiting.all().into_iter().find(|w| w.first == at) {
            let part = waiting.part();
            followed.events.extend((0..part.rows.len()).map(|row| part.record(row).to_owned()));
            followed.end = waiting.end;
            continue;
        }
        let path = match read_segment(&store.objects, &segment::path(at)).await {
            Ok(found) => {
                followed.end = found.first + found.events.len() as u64;
                followed.events.extend(found.events);
                continue;
            }
            Err(LogError::Read(object_store::Error::NotFound { .. })) => next_segment(store, at).await?,
            Err(error) => return Err(error),
        };
        // Numbers may be left out, never given twice.
        match path {
            Some(first) => followed.end = first,
            None => break,
        }
    }
    Ok(followed)
}

/// Where the first segment after `at` begins.
async fn next_segment(store: &Store, at: Sequence) -> Result<Option<Sequence>, LogError> {
    let folder = Path::from(FOLDER);
    let paths: Vec<Path> =
        store.objects.list(Some(&folder)).map_ok(|meta| meta.location).try_collect().await?;
    Ok(paths.iter().filter_map(segment::first_of).filter(|first| *first > at).min())
}

/// Deletes segments that are indexed and that every follower has read.
pub async fn trim(store: &Store) -> Result<(), LogError> {
    let place = |error: crate::catalog::CatalogError| LogError::Store(Box::new(error.into()));
    let followers = store.catalog.followers().await.map_err(place)?;
    let indexed = super::cursor(store).await?;
    let read = followers.into_iter().map(|(_, cursor)| cursor).min().unwrap_or(indexed).min(indexed);
    let folder = Path::from(FOLDER);
    let paths: Vec<Path> =
        store.objects.list(Some(&folder)).map_ok(|meta| meta.location).try_collect().await?;
    // INVARIANT: every place is where a segment ends, so that one which begins before it ends there at the latest.
    for path in paths.iter().filter(|path| segment::first_of(path).is_some_and(|first| first < read)) {
        match store.objects.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Returns when the log has events after `from`.
pub async fn wait(store: &Store, from: Sequence) {
    let mut grown = store.waiting.grown.subscribe();
    // The sender lives as long as the store.
    let _ = grown.wait_for(|end| *end > from).await;
}
