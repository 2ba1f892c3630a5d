//! The lake as DuckDB's own extension reads it: what import, compaction and retention have left there is the same to both.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use stellwerk_store::Store;
use stellwerk_store::lake::maintain;

use crate::harness::duckdb::DuckDb;
use crate::harness::events::{column, event, fixture, import, originals, write_log};
use crate::harness::place::Place;

#[tokio::test(flavor = "multi_thread")]
async fn duckdb_counts_the_same_on_sqlite() {
    duckdb_counts_the_same(Place::folder()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn duckdb_counts_the_same_on_postgresql() {
    if let Some(place) = Place::folder_and_postgres().await {
        duckdb_counts_the_same(place).await;
    }
}

async fn duckdb_counts_the_same(place: Place) {
    let Some(duckdb) = DuckDb::find() else { return };
    let store = place.store().await;
    let mut truth: Vec<Value> = originals(&fixture("events")).iter().map(|r| parse(r)).collect();
    import(&store, &fixture("events")).await.unwrap();
    assert_eq!(truth.len(), 2914);
    assert_same(&place, &duckdb, &store, &truth).await;

    // In small files, some of events without a time; and odd names, by which DuckDB must prune rightly.
    for file in 0..6 {
        let undated = format!(r#"{{"eventName":"Undated","eventID":"u{file}"}}"#);
        let odd = event(5000 + file).replace("PutObject", &format!("zPut'{}ü\u{10FFFF}", "x".repeat(400)));
        let events: Vec<String> = (file * 50..file * 50 + 50).map(event).chain([undated, odd]).collect();
        let path = place.path(&format!("logs/{file}.json"));
        write_log(&path, events.clone());
        import(&store, &path).await.unwrap();
        truth.extend(events.iter().map(|e| parse(e)));
    }
    assert_same(&place, &duckdb, &store, &truth).await;

    assert!(maintain::compact(&store).await.unwrap().files_before >= 24);
    assert_same(&place, &duckdb, &store, &truth).await;
    maintain::clean(&store, Duration::ZERO).await.unwrap();
    assert_same(&place, &duckdb, &store, &truth).await;

    let cutoff = "2023-07-10T11:30:00Z";
    let before = truth.len() as u64;
    truth.retain(|e| e["eventTime"].as_str().is_none_or(|t| t >= cutoff));
    let dropped = maintain::retain(&store, stellwerk_model::time::parse(cutoff).unwrap()).await.unwrap();
    assert_eq!(dropped, before - truth.len() as u64);
    assert_same(&place, &duckdb, &store, &truth).await;
    maintain::clean(&store, Duration::ZERO).await.unwrap();
    assert_same(&place, &duckdb, &store, &truth).await;
}

fn parse(record: &str) -> Value {
    serde_json::from_str(record).unwrap()
}

/// The events themselves say what both must answer.
async fn assert_same(place: &Place, duckdb: &DuckDb, store: &Arc<Store>, truth: &[Value]) {
    let text = |e: &Value, member: &str| e[member].as_str().map(str::to_owned);
    let ids: BTreeSet<String> = truth.iter().filter_map(|e| text(e, "eventID")).collect();
    let mut names: BTreeMap<String, u64> = BTreeMap::new();
    for event in truth {
        *names.entry(text(event, "eventName").unwrap()).or_default() += 1;
    }
    let in_july =
        |e: &&Value| text(e, "eventTime").is_some_and(|t| ("2023-07-01".."2023-07-19").contains(&t.as_str()));
    let times: BTreeSet<String> = truth.iter().filter_map(|e| text(e, "eventTime")).collect();
    let spelled = |t: Option<&String>| t.unwrap().replace('T', " ").replace('Z', "");

    let mut questions = vec![
        (
            r#"SELECT count(*), count(DISTINCT "eventID") FROM {events}"#.to_owned(),
            json!([[truth.len(), ids.len()]]),
        ),
        (
            r#"SELECT "eventName", count(*) FROM {events} GROUP BY 1 ORDER BY 1"#.to_owned(),
            names.iter().map(|(name, count)| json!([name, count])).collect(),
        ),
        (
            r#"SELECT count(*) FROM {events} WHERE "eventTime" >= TIMESTAMP '2023-07-01 00:00:00'
               AND "eventTime" < TIMESTAMP '2023-07-19 00:00:00'"#
                .to_owned(),
            json!([[truth.iter().filter(in_july).count()]]),
        ),
        (
            r#"SELECT count(*) FROM {events} WHERE "eventTime" IS NULL"#.to_owned(),
            json!([[truth.iter().filter(|e| text(e, "eventTime").is_none()).count()]]),
        ),
        (
            r#"SELECT CAST(min("eventTime") AS varchar), CAST(max("eventTime") AS varchar) FROM {events}"#
                .to_owned(),
            json!([[spelled(times.first()), spelled(times.last())]]),
        ),
    ];
    // DuckDB must not take our bounds for the values themselves.
    questions.push((
        r#"SELECT min("eventName"), max("eventName") FROM {events}"#.to_owned(),
        json!([[names.first_key_value().unwrap().0, names.last_key_value().unwrap().0]]),
    ));
    // Files are skipped by their statistics.
    for (name, count) in names.iter().step_by(9).chain(names.last_key_value()) {
        let name = name.replace('\'', "''");
        questions.push((
            format!(r#"SELECT count(*) FROM {{events}} WHERE "eventName" = '{name}'"#),
            json!([[count]]),
        ));
    }
    let attach = format!("ATTACH '{}' AS lake (READ_ONLY)", place.ducklake());
    let asked: Vec<String> = questions.iter().map(|(q, _)| q.replace("{events}", "lake.events")).collect();
    let statements: Vec<&str> = std::iter::once(&attach).chain(&asked).map(String::as_str).collect();
    let answers = duckdb.run(place.folder_path(), &statements);
    for ((question, expected), answer) in questions.iter().zip(&answers[1..]) {
        let answer: Value = serde_json::from_str(answer).unwrap_or_else(|_| panic!("{question}: {answer}"));
        assert_eq!(answer, *expected, "{question}");
    }

    // And so do we.
    assert_eq!(column(store, "SELECT count(*) FROM events").await, [truth.len().to_string()]);
    assert_eq!(column(store, "SELECT count(DISTINCT eventID) FROM events").await, [ids.len().to_string()]);
    let counted = "SELECT concat(eventName, ' ', CAST(count(*) AS varchar)) FROM events GROUP BY eventName";
    let counted: BTreeSet<String> = column(store, counted).await.into_iter().collect();
    assert_eq!(counted, names.iter().map(|(name, count)| format!("{name} {count}")).collect());
}
