//! Import, and what must hold whatever happens to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use object_store::ObjectStoreExt;
use stellwerk_model::attributes::AttributeKey;
use stellwerk_store::catalog::CatalogUrl;
use stellwerk_store::lake::maintain;
use stellwerk_store::lookup::{Lookup, lookup};
use stellwerk_store::{Store, StoreSettings};

use crate::harness::broken_line::{Break, Line};
use crate::harness::events::{column, event, fixture, import, originals, records, write_log};
use crate::harness::faulty::Faults;
use crate::harness::place::Place;
use crate::in_every_place;

in_every_place! {
    every_real_event_comes_back_and_is_found_by_its_attributes,
    lookup_is_newest_first_inclusive_and_exact,
    repeats_are_dropped_and_other_content_is_kept,
    what_is_not_understood_is_quarantined_and_the_rest_imported,
    an_import_that_fails_anywhere_is_made_whole_by_the_next,
    compaction_and_retention_keep_every_event_that_they_should,
    two_imports_at_once_store_every_event_once,
}

fn sorted(events: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut events: Vec<String> = events.into_iter().collect();
    events.sort();
    events
}

/// accepted = indexed + rejected + quarantined, and the files hold what is indexed.
async fn assert_counts_add_up(store: &Arc<stellwerk_store::Store>) {
    let counters = store.catalog.counters().await.unwrap();
    assert_eq!(counters.accepted, counters.indexed + counters.rejected_as_duplicate + counters.quarantined);
    let rows: u64 = store.snapshot().await.unwrap().files.iter().map(|f| f.record_count).sum();
    assert_eq!(rows, counters.indexed);
}

async fn every_real_event_comes_back_and_is_found_by_its_attributes(place: Place) {
    let store = place.store().await;
    let report = import(&store, &fixture("events")).await.unwrap();
    assert_eq!((report.events, report.new, report.duplicates, report.quarantined), (2914, 2914, 0, 0));
    assert_counts_add_up(&store).await;
    let originals = originals(&fixture("events"));
    assert_eq!(records(&store).await, sorted(originals.clone()));

    // Whoever has an attribute is found by it, and nobody else is: what the records say decides.
    let mut having: BTreeMap<(AttributeKey, String), BTreeSet<&str>> = BTreeMap::new();
    for original in &originals {
        for attribute in attributes(original) {
            having.entry(attribute).or_default().insert(original);
        }
    }
    let keys: BTreeSet<AttributeKey> = having.keys().map(|(key, _)| *key).collect();
    assert_eq!(keys.len(), 8, "every attribute occurs");
    for (n, (attribute, expected)) in having.iter().enumerate() {
        // Nearly all of them are eventIDs; a request to S3 takes its time.
        if place.is_s3() && n % 40 != 0 || attribute.0 == AttributeKey::EventId && n % 4 != 0 {
            continue;
        }
        let alone = Lookup { attributes: vec![attribute.clone()], max: 5000, ..Lookup::default() };
        let found = lookup(&store, &alone).await.unwrap();
        let found_records: BTreeSet<&str> = found.iter().map(|e| e.record.as_str()).collect();
        assert_eq!((found.len(), &found_records), (expected.len(), expected), "{attribute:?}");
    }
    for original in originals.iter().step_by(if place.is_s3() { 290 } else { 29 }) {
        let together = Lookup { attributes: attributes(original), max: 50, ..Lookup::default() };
        let found = lookup(&store, &together).await.unwrap();
        assert!(found.iter().any(|e| e.record == *original), "{original}");
    }
}

/// All that a record can be looked up by.
fn attributes(record: &str) -> Vec<(AttributeKey, String)> {
    use AttributeKey::*;
    let value: serde_json::Value = serde_json::from_str(record).unwrap();
    let member = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    let summary = stellwerk_model::summary::Summary::of(record);
    let plain = [
        (EventId, member(&value["eventID"])),
        (EventName, member(&value["eventName"])),
        (EventSource, member(&value["eventSource"])),
        (ReadOnly, member(&value["readOnly"])),
        (AccessKeyId, member(&value["userIdentity"]["accessKeyId"]).filter(|k| !k.is_empty())),
        (Username, summary.username),
    ];
    let resources = summary
        .resources
        .into_iter()
        .flat_map(|r| [(ResourceName, Some(r.resource_name)), (ResourceType, r.resource_type)]);
    plain.into_iter().chain(resources).filter_map(|(key, value)| Some((key, value?))).collect()
}

async fn lookup_is_newest_first_inclusive_and_exact(place: Place) {
    let store = place.store().await;
    write_log(&place.path("logs/a.json"), (0..500).map(event));
    write_log(&place.path("logs/b.json"), (500..900).map(event));
    import(&store, &place.path("logs")).await.unwrap();
    let user = (AttributeKey::Username, "user-3".to_owned());
    let all = lookup(&store, &Lookup { attributes: vec![user.clone()], max: 10_000, ..Lookup::default() })
        .await
        .unwrap();
    let times: Vec<_> = all.iter().map(|e| e.summary.event_time.unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    assert_eq!(all.len(), (0..900).filter(|n| n % 7 == 3).count());
    let some = lookup(&store, &Lookup { attributes: vec![user.clone()], max: 10, ..Lookup::default() })
        .await
        .unwrap();
    assert_eq!(some.iter().map(|e| e.summary.event_time.unwrap()).collect::<Vec<_>>(), times[..10]);
    let (start, end) = (Some(times[20]), Some(times[10]));
    let between = lookup(
        &store,
        &Lookup { attributes: vec![user.clone()], start, end, max: 1000, ..Lookup::default() },
    )
    .await
    .unwrap();
    let expected = times.iter().filter(|t| (times[20]..=times[10]).contains(t)).count();
    assert_eq!(between.len(), expected);
    let reading = vec![
        user,
        (AttributeKey::ReadOnly, "false".to_owned()),
        (AttributeKey::EventName, "GetObject".to_owned()),
    ];
    assert_eq!(
        lookup(&store, &Lookup { attributes: reading, max: 10, ..Lookup::default() }).await.unwrap(),
        []
    );
    let wrong_case = vec![(AttributeKey::Username, "User-3".to_owned())];
    assert_eq!(
        lookup(&store, &Lookup { attributes: wrong_case, max: 10, ..Lookup::default() }).await.unwrap(),
        []
    );
}

async fn repeats_are_dropped_and_other_content_is_kept(place: Place) {
    let store = place.store().await;
    let logs = place.path("logs");
    write_log(&logs.join("a.json"), (0..100).map(event));
    // The same events once more, and one eventID with other content.
    let other = event(7).replace("PutObject", "DeleteObject");
    write_log(&logs.join("b.json"), (50..100).map(event).chain([other.clone()]));
    let report = import(&store, &logs).await.unwrap();
    assert_eq!((report.events, report.new, report.duplicates), (151, 101, 50));
    // Nothing is imported twice, neither as the same file nor as a copy.
    let again = import(&store, &logs).await.unwrap();
    assert_eq!((again.files_known, again.events), (2, 0));
    // A copy under another name; one of its events is spelled differently, and says the same.
    let respelled = event(8).replace("\":", "\" : ");
    write_log(&place.path("copy/c.json"), (0..120).map(event).chain([respelled]));
    let copy = import(&store, &place.path("copy")).await.unwrap();
    assert_eq!((copy.new, copy.duplicates), (20, 101));
    assert_eq!(records(&store).await, sorted((0..120).map(event).chain([other])));
    assert_counts_add_up(&store).await;
}

async fn what_is_not_understood_is_quarantined_and_the_rest_imported(place: Place) {
    let store = place.store().await;
    let logs = place.path("logs");
    let broken = format!("{{\"Records\":[{},{{\"eventVersion\":\"1.08\",oops}},{}]}}", event(1), event(2));
    std::fs::create_dir_all(&logs).unwrap();
    std::fs::write(logs.join("broken.json"), broken).unwrap();
    std::fs::write(logs.join("stranger.jsonl"), format!("{}\n{{\"foo\":1}}\n{}\n", event(3), event(4)))
        .unwrap();
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    write!(gzip, "{{\"Records\":[{}]}}", (10..60).map(event).collect::<Vec<_>>().join(",")).unwrap();
    let whole = gzip.finish().unwrap();
    std::fs::write(logs.join("cut.json.gz"), &whole[..whole.len() / 2]).unwrap();
    let report = import(&store, &logs).await.unwrap();
    assert!(report.quarantined >= 3, "{report:?}");
    assert_eq!(report.problems, []);
    let found = records(&store).await;
    for n in 1..5 {
        assert!(found.contains(&event(n)), "{n}");
    }
    assert!(found.len() > 5 && found.len() < 54, "some of the cut file: {}", found.len());
    let quarantine = store.catalog.quarantine_list(100, 0).await.unwrap();
    let of =
        |name: &str| quarantine.iter().filter(|q| q.entry.source_uri.ends_with(name)).collect::<Vec<_>>();
    assert!(String::from_utf8_lossy(&of("broken.json")[0].entry.bytes).contains("oops"));
    assert_eq!(of("stranger.jsonl")[0].entry.bytes, b"{\"foo\":1}");
    assert!(!of("cut.json.gz").is_empty());
    assert_counts_add_up(&store).await;
}

async fn an_import_that_fails_anywhere_is_made_whole_by_the_next(place: Place) {
    let logs = place.path("logs");
    for file in 0..4 {
        write_log(&logs.join(format!("{file}.json")), (file * 30..file * 30 + 40).map(event));
    }
    let expected = sorted((0..130).map(event));
    for write_before_failing in [false, true] {
        let mut failures = 0;
        for calls in 0.. {
            let place = place.another().await;
            // A store that has some of the events already, so that duplicates are looked for in files, too.
            let store = place.store().await;
            import(&store, &logs.join("1.json")).await.unwrap();
            drop(store);
            let store = place.faulty_store(Faults::After { calls, write_before_failing }).await;
            let result = import(&store, &logs).await;
            failures += usize::from(result.is_err());
            assert_counts_add_up(&store).await;
            drop(store);
            let store = place.store().await;
            import(&store, &logs).await.unwrap();
            assert_eq!(records(&store).await, expected, "after {calls} calls");
            assert_counts_add_up(&store).await;
            // Files of the failed attempt are orphans, and go.
            maintain::clean(&store, std::time::Duration::ZERO).await.unwrap();
            assert_eq!(place.data_files().await.len(), store.snapshot().await.unwrap().files.len());
            assert_eq!(records(&store).await, expected);
            if result.is_ok() {
                break;
            }
        }
        assert!(failures >= 4, "the faults must hit: {failures}");
    }
}

async fn compaction_and_retention_keep_every_event_that_they_should(place: Place) {
    let store = place.store().await;
    for file in 0..6 {
        let path = place.path(&format!("logs/{file}.json"));
        write_log(
            &path,
            (file * 50..file * 50 + 50)
                .map(event)
                .chain([format!("{{\"eventName\":\"Undated\",\"eventID\":\"u{file}\"}}")]),
        );
        import(&store, &path).await.unwrap();
    }
    let before = records(&store).await;
    assert_eq!(before.len(), 306);
    let merged = maintain::compact(&store).await.unwrap();
    assert_eq!((merged.files_before, merged.files_after), (24, 4));
    assert_eq!(maintain::compact(&store).await.unwrap().files_before, 0);
    assert_eq!(records(&store).await, before);
    assert_eq!(place.data_files().await.len(), 28, "those that were merged are still there");
    assert_eq!(maintain::clean(&store, std::time::Duration::from_secs(3600)).await.unwrap(), 0);
    assert_eq!(maintain::clean(&store, std::time::Duration::ZERO).await.unwrap(), 24);
    assert_eq!(records(&store).await, before);

    // What no catalog knows is an orphan, and goes; what is not a data file is none of its business.
    let orphan = object_store::path::Path::from("main/events/2024/01/orphan.parquet");
    let other = object_store::path::Path::from("elsewhere/file");
    for path in [&orphan, &other] {
        place.objects().put(path, "x".into()).await.unwrap();
    }
    assert_eq!(maintain::clean(&store, std::time::Duration::from_secs(3600)).await.unwrap(), 0);
    // S3 tells times in whole seconds.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(maintain::clean(&store, std::time::Duration::ZERO).await.unwrap(), 1);
    assert_eq!(place.data_files().await.len(), 4);
    assert!(place.objects().head(&other).await.is_ok());

    let february = stellwerk_model::time::parse("2024-02-01").unwrap();
    assert_eq!(maintain::retain(&store, february).await.unwrap(), 100);
    let rest = column(
        &store,
        "SELECT count(*) FROM events WHERE eventTime IS NULL OR eventTime >= TIMESTAMP '2024-02-01 00:00:00'",
    );
    assert_eq!(rest.await, ["206"]);
    assert_eq!(records(&store).await.len(), 206);
    assert_eq!(column(&store, "SELECT count(*) FROM events").await, ["206"]);
    assert_eq!(maintain::clean(&store, std::time::Duration::ZERO).await.unwrap(), 1);
    assert_eq!(place.data_files().await.len(), 3);

    // In the middle of a file: to the microsecond, and nothing else changes.
    let cutoff = "2024-02-11T05:00:08Z";
    let kept: Vec<String> = records(&store)
        .await
        .into_iter()
        .filter(|r| attribute(r, "eventTime").is_none_or(|time| time.as_str() >= cutoff))
        .collect();
    assert!(kept.len() > 100 && kept.len() < 206, "{}", kept.len());
    let dropped = maintain::retain(&store, stellwerk_model::time::parse(cutoff).unwrap()).await.unwrap();
    assert_eq!(dropped, 206 - kept.len() as u64);
    assert_eq!(records(&store).await, kept);
    assert_eq!(maintain::retain(&store, stellwerk_model::time::parse(cutoff).unwrap()).await.unwrap(), 0);
    assert_eq!(maintain::clean(&store, std::time::Duration::ZERO).await.unwrap(), 1);
    assert_eq!(place.data_files().await.len(), 3);
    assert_eq!(records(&store).await, kept);
}

fn attribute(record: &str, member: &str) -> Option<String> {
    let record: serde_json::Value = serde_json::from_str(record).unwrap();
    record[member].as_str().map(str::to_owned)
}

/// As two processes: each with its own view of the store. What both import is stored once.
async fn two_imports_at_once_store_every_event_once(place: Place) {
    for file in 0..8 {
        write_log(&place.path(&format!("logs/{file}.json")), (file * 40..file * 40 + 60).map(event));
    }
    let (one, other) = (place.store().await, place.store().await);
    let logs = place.path("logs");
    let (a, b) = tokio::join!(import(&one, &logs), import(&other, &logs));
    let (a, b) = (a.unwrap(), b.unwrap());
    assert_eq!(a.new + b.new, 340, "{a:?} {b:?}");
    let store = place.store().await;
    assert_eq!(records(&store).await, sorted((0..340).map(event)));
    assert_counts_add_up(&store).await;
}

/// The catalog commits, and the answer is lost: nothing of it may be deleted, and nothing imported twice.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_whose_commits_are_not_answered_is_whole() {
    let Some(url) = crate::harness::postgres::new_database().await else { return };
    let folder = tempfile::tempdir().unwrap();
    for file in 0..3 {
        write_log(&folder.path().join(format!("logs/{file}.json")), (file * 40..file * 40 + 60).map(event));
    }
    let line = Line::to(&url).await;
    let embedded = StoreSettings::embedded(folder.path());
    let settings =
        |url: &str| StoreSettings { catalog: CatalogUrl::Postgres(url.to_owned()), ..embedded.clone() };
    let store = Arc::new(Store::open(&settings(&line.url)).await.unwrap());
    line.break_at_the_next_commit(Break::After);
    let report = import(&store, &folder.path().join("logs")).await.unwrap();
    assert_eq!((line.has_broken(), report.new), (true, 140));
    // Not even the look at the outcome gets through.
    write_log(&folder.path().join("logs/3.json"), (500..520).map(event));
    line.break_at_the_next_commit(Break::ForGood);
    let error = import(&store, &folder.path().join("logs")).await.unwrap_err();
    assert!(error.to_string().contains("cannot be found out"), "{error}");

    let store = Arc::new(Store::open(&settings(&url)).await.unwrap());
    assert_eq!(import(&store, &folder.path().join("logs")).await.unwrap().events, 0, "it was committed");
    assert_eq!(records(&store).await, sorted((0..140).chain(500..520).map(event)));
    assert_counts_add_up(&store).await;
}
