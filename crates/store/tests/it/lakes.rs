//! Lakes beside the main one: fed from the log, each event once, and thrown away without a trace.

use std::sync::Arc;

use stellwerk_store::log::{Log, feed, follow, index::index_once};
use stellwerk_store::{Lakes, Store};

use crate::harness::events::{event, records};
use crate::harness::place::Place;

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_file() {
    every_event_comes_once(Place::folder()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_postgresql() {
    if let Some(place) = Place::folder_and_postgres().await {
        every_event_comes_once(place).await;
    }
}

/// The wanted events are those of one bucket.
fn is_wanted(event: &str) -> bool {
    event.contains("bucket-1")
}

fn wanted(range: std::ops::Range<usize>) -> Vec<String> {
    let mut events: Vec<String> = range.map(event).filter(|e| is_wanted(e)).collect();
    events.sort();
    events
}

fn only_wanted(event: String) -> Option<String> {
    is_wanted(&event).then_some(event)
}

async fn every_event_comes_once(place: Place) {
    let store = Arc::new(Store::open(&place.settings()).await.unwrap());
    let log = Log::open(store.clone()).await.unwrap();
    log.append((0..20).map(event).collect()).await.unwrap();
    let lakes = Lakes::beside(place.settings());
    let begins = 20;
    store.catalog.set_follower("lakes", begins).await.unwrap();
    let lake = lakes.create("one", begins).await.unwrap();
    log.append((20..50).map(event).collect()).await.unwrap();

    // What was accepted before is not taken; a second round finds nothing new.
    for _ in 0..2 {
        assert_eq!(feed::feed(&store, &lake, 50, only_wanted).await.unwrap(), 50);
        assert_eq!(records(&lake).await, wanted(20..50));
    }
    let counters = lake.catalog.counters().await.unwrap();
    assert_eq!((counters.accepted, counters.indexed), (6, 6));

    // Events that are indexed meanwhile stay in the log for it; another process goes on where this one was.
    log.append((50..80).map(event).collect()).await.unwrap();
    index_once(&store).await.unwrap();
    let others = Lakes::beside(place.settings());
    let again = others.open("one").await.unwrap();
    assert_eq!(feed::feed(&store, &again, 80, only_wanted).await.unwrap(), 80);
    assert_eq!(records(&lake).await, wanted(20..80));
    assert_eq!(feed::feed(&store, &lake, 80, only_wanted).await.unwrap(), 80);
    assert_eq!(records(&again).await, wanted(20..80));
    store.catalog.set_follower("lakes", 80).await.unwrap();
    follow::trim(&store).await.unwrap();

    // Another lake has its own; the main one has all.
    let two = lakes.create("two", 80).await.unwrap();
    log.append((80..90).map(event).collect()).await.unwrap();
    feed::feed(&store, &two, 90, Some).await.unwrap();
    assert_eq!(records(&two).await.len(), 10);
    assert_eq!(records(&store).await.len(), 90);

    drop((again, others));
    lakes.destroy("one").await.unwrap();
    lakes.destroy("one").await.unwrap();
    assert!(place.files().iter().all(|path| !path.contains("/one/")), "{:?}", place.files());
    assert!(records(&lakes.create("one", 90).await.unwrap()).await.is_empty());
    assert_eq!(records(&two).await.len(), 10);
    lakes.close().await;
}
