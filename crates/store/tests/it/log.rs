//! The log: accepted events are durable, seen at once, and moved into files without loss or repeat.

use std::sync::Arc;

use stellwerk_model::attributes::AttributeKey;
use stellwerk_store::Store;
use stellwerk_store::log::index::index_once;
use stellwerk_store::log::{Log, LogError};
use stellwerk_store::lookup::{Lookup, lookup};

use crate::harness::events::{event, records};
use crate::harness::faulty::Faults;
use crate::harness::place::Place;
use crate::in_every_place;

in_every_place! {
    accepted_events_are_seen_at_once_and_after_a_restart_and_after_indexing,
    indexing_that_fails_anywhere_loses_and_doubles_nothing,
    what_is_not_durable_is_not_acknowledged,
    two_writers_cannot_both_continue_the_log,
    a_writer_that_was_overtaken_loses_nothing,
    a_place_where_files_can_be_overwritten_is_refused,
}

fn sorted(range: std::ops::Range<usize>) -> Vec<String> {
    let mut events: Vec<String> = range.map(event).collect();
    events.sort();
    events
}

async fn assert_sees(store: &Arc<Store>, events: std::ops::Range<usize>) {
    assert_eq!(records(store).await, sorted(events.clone()));
    for n in events.step_by(17) {
        let attributes = vec![(AttributeKey::EventId, format!("event-{n}"))];
        let found = lookup(store, &Lookup { attributes, max: 5, ..Lookup::default() }).await.unwrap();
        assert_eq!(found.iter().map(|e| e.record.as_str()).collect::<Vec<_>>(), [event(n)]);
    }
}

async fn accepted_events_are_seen_at_once_and_after_a_restart_and_after_indexing(place: Place) {
    let store = place.store().await;
    let log = Log::open(store.clone()).await.unwrap();
    let appends = (0..40).map(|n| log.append(vec![event(2 * n), event(2 * n + 1)]));
    let mut firsts = futures::future::try_join_all(appends).await.unwrap();
    firsts.sort();
    assert_eq!(firsts, (0..40).map(|n| n * 2).collect::<Vec<_>>());
    assert_sees(&store, 0..80).await;
    drop((log, store));

    let store = place.store().await;
    assert_sees(&store, 0..80).await;
    let log = Log::open(store.clone()).await.unwrap();
    assert_eq!(log.append(vec![event(80)]).await.unwrap(), 80);
    assert_eq!(index_once(&store).await.unwrap(), 81);
    assert_eq!(index_once(&store).await.unwrap(), 0);
    assert_eq!(store.waiting.rows(), 0);
    assert_sees(&store, 0..81).await;
    let counters = store.catalog.counters().await.unwrap();
    assert_eq!((counters.accepted, counters.indexed), (81, 81));

    // A repeat is accepted, and rejected when it is indexed.
    log.append(vec![event(5)]).await.unwrap();
    index_once(&store).await.unwrap();
    assert_sees(&store, 0..81).await;
    assert_eq!(store.catalog.counters().await.unwrap().rejected_as_duplicate, 1);
}

async fn indexing_that_fails_anywhere_loses_and_doubles_nothing(place: Place) {
    for write_before_failing in [false, true] {
        for calls in 0.. {
            let place = place.another().await;
            let store = place.store().await;
            let log = Log::open(store.clone()).await.unwrap();
            for n in 0..3 {
                log.append((n * 20..n * 20 + 20).map(event).collect()).await.unwrap();
            }
            drop((log, store));
            let store = place.faulty_store(Faults::After { calls, write_before_failing }).await;
            let done = index_once(&store).await.is_ok();
            drop(store);
            let store = place.store().await;
            assert_sees(&store, 0..60).await;
            index_once(&store).await.unwrap();
            assert_sees(&store, 0..60).await;
            if done {
                assert!(calls > 0, "the faults must hit");
                break;
            }
        }
    }
}

async fn what_is_not_durable_is_not_acknowledged(place: Place) {
    for write_before_failing in [false, true] {
        let place = place.another().await;
        // Two calls for a look whether files can be overwritten, and one for the first segment.
        let store = place.faulty_store(Faults::After { calls: 3, write_before_failing }).await;
        let log = Log::open(store.clone()).await.unwrap();
        log.append(vec![event(0)]).await.unwrap();
        assert!(matches!(log.append(vec![event(1)]).await, Err(LogError::Write(_))));
        drop((log, store));
        let store = place.store().await;
        let seen = records(&store).await.len();
        assert_eq!(seen, if write_before_failing { 2 } else { 1 });
        assert!(records(&store).await.contains(&event(0)));
        let log = Log::open(store.clone()).await.unwrap();
        log.append(vec![event(1)]).await.unwrap();
        index_once(&store).await.unwrap();
        assert_sees(&store, 0..2).await;
    }
}

async fn two_writers_cannot_both_continue_the_log(place: Place) {
    let one = Log::open(place.store().await).await.unwrap();
    let other = Log::open(place.store().await).await.unwrap();
    one.append(vec![event(0)]).await.unwrap();
    assert!(matches!(other.append(vec![event(1)]).await, Err(LogError::AnotherWriter)));
    let refused = one.append(vec!["{\"foo\":1}".to_owned()]).await;
    assert!(matches!(refused, Err(LogError::NotAnEvent { position: 0, .. })));
}

/// Its next segment's name is free again, because what another writer wrote under it is indexed and deleted: what is
/// written under it now would never be read.
async fn a_writer_that_was_overtaken_loses_nothing(place: Place) {
    let (store, other_store) = (place.store().await, place.store().await);
    let log = Log::open(store.clone()).await.unwrap();
    let other = Log::open(other_store.clone()).await.unwrap();
    other.append((0..10).map(event).collect()).await.unwrap();
    assert_eq!(index_once(&other_store).await.unwrap(), 10);
    assert_eq!(log.append((10..15).map(event).collect()).await.unwrap(), 10, "behind the other's events");
    assert_sees(&store, 0..15).await;
    assert_eq!(index_once(&store).await.unwrap(), 5);
    assert_sees(&place.store().await, 0..15).await;
    assert!(matches!(other.append(vec![event(15)]).await, Ok(15)), "it is overtaken in its turn");
    log.append(vec![event(16)]).await.expect_err("its place is taken");
    assert_eq!(index_once(&other_store).await.unwrap(), 1);
    assert_sees(&place.store().await, 0..16).await;
}

async fn a_place_where_files_can_be_overwritten_is_refused(place: Place) {
    let error = Log::open(place.faulty_store(Faults::Overwrites).await).await.unwrap_err();
    assert!(matches!(error, LogError::NoPutIfAbsent), "{error}");
    assert!(Log::open(place.store().await).await.is_ok());
    // Nor does it help that somebody else's program looked before.
    let error = Log::open(place.faulty_store(Faults::Overwrites).await).await.unwrap_err();
    assert!(matches!(error, LogError::NoPutIfAbsent), "{error}");
}
