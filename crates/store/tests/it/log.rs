//! The log: accepted events are durable, seen at once, and moved into files without loss or repeat.

use std::sync::Arc;

use stellwerk_model::attributes::AttributeKey;
use stellwerk_store::Store;
use stellwerk_store::log::index::index_once;
use stellwerk_store::log::{Log, LogError};
use stellwerk_store::lookup::{Lookup, lookup};

use crate::harness::events::{event, records};
use crate::harness::faulty;

const NO_FAULT: i64 = i64::MAX;

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

#[tokio::test(flavor = "multi_thread")]
async fn accepted_events_are_seen_at_once_and_after_a_restart_and_after_indexing() {
    let folder = tempfile::tempdir().unwrap();
    let store = faulty::store(folder.path(), NO_FAULT, false).await;
    let log = Log::open(store.clone()).await.unwrap();
    let appends = (0..40).map(|n| log.append(vec![event(2 * n), event(2 * n + 1)]));
    let mut firsts = futures::future::try_join_all(appends).await.unwrap();
    firsts.sort();
    assert_eq!(firsts, (0..40).map(|n| n * 2).collect::<Vec<_>>());
    assert_sees(&store, 0..80).await;
    drop((log, store));

    let store = faulty::store(folder.path(), NO_FAULT, false).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn indexing_that_fails_anywhere_loses_and_doubles_nothing() {
    for write_before_failing in [false, true] {
        for calls in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let store = faulty::store(folder.path(), NO_FAULT, false).await;
            let log = Log::open(store.clone()).await.unwrap();
            for n in 0..3 {
                log.append((n * 20..n * 20 + 20).map(event).collect()).await.unwrap();
            }
            drop((log, store));
            let store = faulty::store(folder.path(), calls, write_before_failing).await;
            let done = index_once(&store).await.is_ok();
            drop(store);
            let store = faulty::store(folder.path(), NO_FAULT, false).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_durable_is_not_acknowledged() {
    for write_before_failing in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let store = faulty::store(folder.path(), 1, write_before_failing).await;
        let log = Log::open(store.clone()).await.unwrap();
        log.append(vec![event(0)]).await.unwrap();
        assert!(matches!(log.append(vec![event(1)]).await, Err(LogError::Write(_))));
        drop((log, store));
        let store = faulty::store(folder.path(), NO_FAULT, false).await;
        let seen = records(&store).await.len();
        assert_eq!(seen, if write_before_failing { 2 } else { 1 });
        assert!(records(&store).await.contains(&event(0)));
        let log = Log::open(store.clone()).await.unwrap();
        log.append(vec![event(1)]).await.unwrap();
        index_once(&store).await.unwrap();
        assert_sees(&store, 0..2).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_writers_cannot_both_continue_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let one = Log::open(faulty::store(folder.path(), NO_FAULT, false).await).await.unwrap();
    let other = Log::open(faulty::store(folder.path(), NO_FAULT, false).await).await.unwrap();
    one.append(vec![event(0)]).await.unwrap();
    assert!(matches!(other.append(vec![event(1)]).await, Err(LogError::AnotherWriter)));
    let refused = one.append(vec!["{\"foo\":1}".to_owned()]).await;
    assert!(matches!(refused, Err(LogError::NotAnEvent { position: 0, .. })));
}
