//! The catalog: one suite that runs on SQLite and on PostgreSQL, and the proof that DuckDB reads what we
//! write.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ArrowWriter;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};
use stellwerk_model::configuration::{ConfigurationItem, ResourceKey, Status};
use stellwerk_store::catalog::{
    Catalog, CatalogError, CatalogUrl, ChangeKind, ColumnDef, ColumnStats, Commit, ConsumedSource, Counters,
    CursorStep, Document, FileId, ItemRange, Key, NewDataFile, NewItem, NewQuarantine, Resource,
    ResourceFilter, SnapshotId, Stored, TABLE_FOLDER,
};
use tempfile::TempDir;

use crate::harness::broken_line::{Break, Line};
use crate::harness::duckdb::{self, DuckDb};
use crate::harness::postgres;

/// Every test of the suite, on both databases.
macro_rules! on_both_databases {
    ($($test:ident,)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(super::Lake::on_sqlite()).await;
            })*
        }
        mod postgresql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                if let Some(lake) = super::Lake::on_postgres().await {
                    super::$test(lake).await;
                }
            })*
        }
    };
}

on_both_databases! {
    a_new_catalog_is_an_empty_table,
    opening_again_finds_what_was_written,
    two_can_open_a_new_catalog_at_once,
    refuses_what_it_must_not_touch,
    refuses_columns_that_make_no_sense,
    a_commit_is_seen_by_every_reader,
    files_can_be_replaced,
    conflicts_write_nothing,
    the_cursor_and_the_counters_move_with_the_commit,
    sources_keep_their_place,
    a_changed_source_replaces_its_quarantine,
    bounds_of_the_table_enclose_every_file,
    counts_of_the_table_follow_its_files,
    expired_snapshots_release_their_files,
    a_snapshot_made_from_an_older_one_is_complete,
    odd_values_are_stored_or_refused,
    a_dropped_commit_leaves_nothing_or_everything,
    documents_keep_their_revisions,
    items_are_written_by_whoever_knows_the_newest,
    resources_are_found_and_counted,
    old_items_expire_but_for_the_state_of_their_time,
    four_processes_commit_at_once,
    duckdb_reads_the_lake,
    the_tables_are_those_that_duckdb_makes,
}

async fn a_new_catalog_is_an_empty_table(lake: Lake) {
    let catalog = lake.open().await;
    let snapshot = catalog.snapshot().await.unwrap();
    assert_eq!((snapshot.id, snapshot.files.len()), (SnapshotId(1), 0));
    assert_eq!(catalog.log_cursor().await.unwrap(), 0);
    assert_eq!(catalog.counters().await.unwrap(), Counters::default());
    assert_eq!(catalog.source("s3://b/k").await.unwrap(), None);
    assert_eq!(catalog.quarantine_list(10, 0).await.unwrap(), []);
    assert_eq!(
        lake.rows("SELECT snapshot_id, changes_made FROM ducklake_snapshot_changes ORDER BY 1").await,
        [r#"0 created_schema:"main""#, r#"1 created_table:"main"."events""#]
    );
}

async fn opening_again_finds_what_was_written(lake: Lake) {
    let catalog = lake.open().await;
    let secret = catalog.secret();
    catalog.commit(add([file("a.parquet", 3, 10..20)])).await.unwrap();
    let before = catalog.snapshot().await.unwrap();
    catalog.close().await;

    let catalog = lake.open().await;
    let after = catalog.snapshot().await.unwrap();
    assert_eq!((after.id, &after.files), (before.id, &before.files));
    assert_eq!(catalog.secret(), secret, "the secret is drawn once");
    assert_ne!(secret, Lake::on_sqlite().open().await.secret(), "and differs between stores");
}

async fn two_can_open_a_new_catalog_at_once(lake: Lake) {
    let lake = Arc::new(lake);
    let opens: Vec<_> = (0..8)
        .map(|i| {
            let lake = lake.clone();
            tokio::spawn(async move {
                let catalog = lake.open().await;
                catalog.commit(add([file(&format!("{i}.parquet"), 1, 0..1)])).await.unwrap();
                catalog.secret()
            })
        })
        .collect();
    let secrets: Vec<_> = futures::future::join_all(opens).await.into_iter().map(Result::unwrap).collect();
    assert!(secrets.iter().all(|secret| *secret == secrets[0]), "all opened the same catalog");
    assert_eq!(lake.open().await.snapshot().await.unwrap().files.len(), 8);
}

async fn refuses_what_it_must_not_touch(lake: Lake) {
    lake.open().await.commit(add([file("a.parquet", 1, 0..1)])).await.unwrap();

    lake.execute("UPDATE stellwerk_metadata SET \"value\" = '4' WHERE \"key\" = 'schema_version'").await;
    let error = lake.try_open().await.unwrap_err();
    assert!(matches!(error, CatalogError::NewerVersion { .. }), "{error:?}");
    assert!(
        error.to_string().ends_with("its catalog schema has version 4, this program knows up to 3"),
        "{error}"
    );
    lake.execute("UPDATE stellwerk_metadata SET \"value\" = '3' WHERE \"key\" = 'schema_version'").await;

    lake.execute("UPDATE ducklake_metadata SET \"value\" = '1.1' WHERE \"key\" = 'version'").await;
    let error = lake.try_open().await.unwrap_err();
    assert!(
        error.to_string().ends_with("its DuckLake format has version 1.1, this program knows up to 1.0"),
        "{error}"
    );
    lake.execute("UPDATE ducklake_metadata SET \"value\" = '0.3' WHERE \"key\" = 'version'").await;
    let error = lake.try_open().await.unwrap_err();
    assert!(matches!(error, CatalogError::Refused { .. }), "{error:?}");
    lake.execute("UPDATE ducklake_metadata SET \"value\" = '1.0' WHERE \"key\" = 'version'").await;

    let mut other = columns();
    other[2].column_type = "varchar".to_owned();
    let error = Catalog::open(&lake.url, &lake.data_path(), &other).await.unwrap_err();
    assert!(
        error.to_string().contains("its table has ColumnDef { column_id: 3, name: \"readOnly\""),
        "{error}"
    );
    let error = Catalog::open(&lake.url, &lake.data_path(), &columns()[..3]).await.unwrap_err();
    assert!(error.to_string().contains("its table has 4 columns, this program has 3"), "{error}");

    // A folder moves with the SQLite file in it; a bucket and a database are two things that must fit.
    let error = Catalog::open(&lake.url, "s3://bucket/lake", &columns()).await.unwrap_err();
    assert!(error.to_string().contains("the settings say s3://bucket/lake/"), "{error}");
    let moved = Catalog::open(&lake.url, "/elsewhere", &columns()).await;
    if lake.is_sqlite() {
        assert_eq!(moved.unwrap().snapshot().await.unwrap().files.len(), 1);
        assert_eq!(
            lake.rows("SELECT \"value\" FROM ducklake_metadata WHERE \"key\" = 'data_path'").await,
            ["/elsewhere/"]
        );
    } else {
        assert!(matches!(moved, Err(CatalogError::Refused { .. })));
    }

    lake.execute("DROP TABLE stellwerk_metadata").await;
    let error = lake.try_open().await.unwrap_err();
    assert!(error.to_string().contains("it is a DuckLake that something else created"), "{error}");
}

async fn refuses_columns_that_make_no_sense(lake: Lake) {
    let column = |column_id, name: &str, kind: &str| ColumnDef {
        column_id,
        name: name.to_owned(),
        column_type: kind.to_owned(),
    };
    for (columns, why) in [
        (vec![column(1, "eventTime", "datetime")], "column eventTime has the unknown type datetime"),
        (
            vec![column(1, "t", "timestamp"), column(1, "u", "varchar")],
            "column u has the id 1, which is taken",
        ),
        (vec![column(1, "n", "int64")], "no column of type timestamp with the id 1"),
    ] {
        let error = Catalog::open(&lake.url, "/lake", &columns).await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
}

async fn a_commit_is_seen_by_every_reader(lake: Lake) {
    let (writer, reader) = (lake.open().await, lake.open().await);
    let before = reader.snapshot().await.unwrap();
    let id = writer
        .commit(add([file("day=1/a.parquet", 3, 10..20), file("day=2/b.parquet", 4, 30..40)]))
        .await
        .unwrap();
    assert_eq!(id, SnapshotId(2));
    for catalog in [&writer, &reader] {
        let snapshot = catalog.snapshot().await.unwrap();
        assert_eq!(snapshot.id, id);
        let [a, b] = snapshot.files.as_slice() else { panic!("{:?}", snapshot.files) };
        assert_eq!(
            (a.path.as_str(), a.record_count, a.file_size_bytes, a.footer_size),
            ("day=1/a.parquet", 3, 300, 30)
        );
        assert_eq!((a.event_time_min_us, a.event_time_max_us), (Some(10), Some(20)));
        assert_eq!((b.event_time_min_us, b.event_time_max_us), (Some(30), Some(40)));
        assert_eq!((a.id, a.row_id_start, b.id, b.row_id_start), (FileId(0), 0, FileId(1), 3));
    }
    assert_eq!(before.files.len(), 0, "a snapshot that is held does not change");

    // Nothing was committed since: the same list again, not a copy.
    let [a, b] = [reader.snapshot().await.unwrap(), reader.snapshot().await.unwrap()];
    assert!(Arc::ptr_eq(&a.files, &b.files));

    // As DuckDB writes it.
    assert_eq!(
        lake.rows("SELECT column_id, value_count, null_count, min_value, max_value FROM ducklake_file_column_stats WHERE data_file_id = 0 ORDER BY 1").await,
        ["1 3 0 1970-01-01 00:00:00.00001 1970-01-01 00:00:00.00002", "2 3 0 a z", "3 2 1 0 1", "4 3 0 -9 10"]
    );
    assert_eq!(
        lake.rows(
            "SELECT changes_made, author, commit_message FROM ducklake_snapshot_changes WHERE snapshot_id = 2"
        )
        .await,
        ["inserted_into_table:1 stellwerk insert"]
    );
}

async fn files_can_be_replaced(lake: Lake) {
    let catalog = lake.open().await;
    catalog.commit(add([file("a.parquet", 3, 10..20), file("b.parquet", 4, 30..40)])).await.unwrap();
    let compact = Commit {
        kind: ChangeKind::Compact,
        remove: vec![FileId(0), FileId(1)],
        ..add([file("ab.parquet", 7, 10..40)])
    };
    let id = catalog.commit(compact).await.unwrap();
    let snapshot = catalog.snapshot().await.unwrap();
    assert_eq!((snapshot.id, paths(&snapshot.files)), (id, vec!["ab.parquet"]));
    assert_eq!(snapshot.files[0].row_id_start, 7, "row ids are never given out twice");
    assert_eq!(
        lake.rows("SELECT changes_made, commit_message FROM ducklake_snapshot_changes WHERE snapshot_id = 3")
            .await,
        ["deleted_from_table:1,inserted_into_table:1 compact"]
    );

    let expire = Commit { kind: ChangeKind::Expire, remove: vec![FileId(2)], ..Commit::default() };
    catalog.commit(expire).await.unwrap();
    assert_eq!(catalog.snapshot().await.unwrap().files.len(), 0);
}

async fn conflicts_write_nothing(lake: Lake) {
    let catalog = lake.open().await;
    catalog.commit(add([file("a.parquet", 3, 10..20), file("b.parquet", 4, 30..40)])).await.unwrap();
    catalog.commit(Commit { remove: vec![FileId(0)], ..Commit::default() }).await.unwrap();
    let before = lake.everything().await;

    // Each of them would also write everything that a commit can write.
    let rest = Commit {
        sources: vec![source("s3://b/k", "1", 5)],
        quarantine: vec![quarantine("s3://b/k", 7)],
        counters: Counters { accepted: 1, indexed: 1, rejected_as_duplicate: 1, quarantined: 1 },
        ..add([file("c.parquet", 1, 0..1)])
    };
    for (commit, why) in [
        (
            Commit { expected_snapshot: Some(SnapshotId(2)), ..rest.clone() },
            "made for snapshot 2, but the newest is 3",
        ),
        (
            Commit { log_cursor: Some(CursorStep { expected: 1, new: 2 }), ..rest.clone() },
            "the log cursor is no longer at 1",
        ),
        (
            Commit { remove: vec![FileId(1), FileId(0)], ..rest.clone() },
            "1 of the files to remove are no longer there",
        ),
        (Commit { remove: vec![FileId(99)], ..rest.clone() }, "1 of the files to remove are no longer there"),
        (
            Commit { add: vec![file("b.parquet", 1, 0..1)], ..rest.clone() },
            "b.parquet is already in the catalog",
        ),
        (
            Commit { add: vec![file("a.parquet", 1, 0..1)], ..rest.clone() },
            "a.parquet is already in the catalog",
        ),
    ] {
        let error = catalog.commit(commit).await.unwrap_err();
        assert!(matches!(error, CatalogError::Conflict { .. }), "{error:?}");
        assert!(error.to_string().contains(why), "{error}");
        assert!(error.to_string().starts_with("commit to catalog "), "{error}");
        assert_eq!(lake.everything().await, before);
    }

    // And without the mistake it goes through.
    let good = Commit {
        expected_snapshot: Some(SnapshotId(3)),
        log_cursor: Some(CursorStep { expected: 0, new: 2 }),
        remove: vec![FileId(1)],
        ..rest
    };
    assert_eq!(catalog.commit(good).await.unwrap(), SnapshotId(4));
    assert_ne!(lake.everything().await, before);
}

async fn the_cursor_and_the_counters_move_with_the_commit(lake: Lake) {
    let catalog = lake.open().await;
    let step = |expected, new| Some(CursorStep { expected, new });
    let counters = Counters { accepted: 10, indexed: 7, rejected_as_duplicate: 2, quarantined: 1 };
    let id = catalog.commit(Commit { log_cursor: step(0, 5), counters, ..Commit::default() }).await.unwrap();
    assert_eq!(id, SnapshotId(1), "no files, no snapshot");
    catalog.commit(Commit { log_cursor: step(5, 9), counters, ..add([file("a", 1, 0..1)]) }).await.unwrap();
    catalog
        .commit(Commit { counters: Counters { accepted: 1, ..Counters::default() }, ..Commit::default() })
        .await
        .unwrap();

    let reader = lake.open().await;
    assert_eq!(reader.log_cursor().await.unwrap(), 9);
    let total = Counters { accepted: 21, indexed: 14, rejected_as_duplicate: 4, quarantined: 2 };
    assert_eq!(reader.counters().await.unwrap(), total);
    assert_eq!(reader.snapshot().await.unwrap().id, SnapshotId(2));
}

async fn sources_keep_their_place(lake: Lake) {
    let catalog = lake.open().await;
    let half = ConsumedSource { done: false, offset: 512, records_done: 2, ..source("s3://b/half", "7", 4) };
    let all = source("s3://b/all", "1", 9);
    catalog.commit(Commit { sources: vec![half.clone(), all.clone()], ..Commit::default() }).await.unwrap();
    let unknown = "s3://b/unknown".to_owned();
    let found = catalog.sources(&[half.uri.clone(), all.uri.clone(), unknown]).await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!((&found["s3://b/half"], &found["s3://b/all"]), (&half, &all));

    let rest = ConsumedSource { done: true, offset: 1024, records_done: 4, ..half.clone() };
    catalog.commit(Commit { sources: vec![half, rest.clone()], ..Commit::default() }).await.unwrap();
    assert_eq!(catalog.source("s3://b/half").await.unwrap(), Some(rest), "the last entry for a source wins");

    // More than one statement's worth.
    let many: Vec<_> = (0..2_500).map(|i| source(&format!("/logs/{i}.json.gz"), "1", i)).collect();
    catalog.commit(Commit { sources: many.clone(), ..Commit::default() }).await.unwrap();
    let uris: Vec<_> = many.iter().map(|source| source.uri.clone()).collect();
    let found = catalog.sources(&uris).await.unwrap();
    assert!(many.iter().all(|source| found[&source.uri] == *source) && found.len() == many.len());
}

async fn a_changed_source_replaces_its_quarantine(lake: Lake) {
    let catalog = lake.open().await;
    let commit = |version, offsets: &[u64]| Commit {
        sources: vec![source("s3://b/k", version, 5)],
        quarantine: offsets.iter().map(|offset| quarantine("s3://b/k", *offset)).collect(),
        ..Commit::default()
    };
    let other = Commit { quarantine: vec![quarantine("log", 1)], ..Commit::default() };
    catalog.commit(commit("1", &[10, 20])).await.unwrap();
    catalog.commit(other).await.unwrap();
    catalog.commit(commit("1", &[30])).await.unwrap();
    let list = catalog.quarantine_list(10, 0).await.unwrap();
    let of = |list: &[stellwerk_store::catalog::Quarantined]| -> Vec<(String, u64)> {
        list.iter().map(|q| (q.entry.source_uri.clone(), q.entry.offset)).collect()
    };
    let k = |offset| ("s3://b/k".to_owned(), offset);
    assert_eq!(of(&list), [k(10), k(20), ("log".to_owned(), 1), k(30)]);
    assert_eq!(list[0].entry, quarantine("s3://b/k", 10));
    let age = SystemTime::now().duration_since(list[0].at).unwrap();
    assert!(age < Duration::from_secs(60), "{age:?}");
    let page = catalog.quarantine_list(2, list[0].id).await.unwrap();
    assert_eq!(page, list[1..3]);
    let objects = catalog.quarantine_objects().await.unwrap();
    assert!(objects.contains("blob/10") && objects.len() == 4, "{objects:?}");

    catalog.commit(commit("2", &[40])).await.unwrap();
    let list = catalog.quarantine_list(10, 0).await.unwrap();
    assert_eq!(of(&list), [("log".to_owned(), 1), k(40)]);
}

async fn bounds_of_the_table_enclose_every_file(lake: Lake) {
    let catalog = lake.open().await;
    let commit = async |name: &str, change: fn(&mut NewDataFile)| {
        let mut new = file(name, 3, 10..20);
        change(&mut new);
        catalog.commit(add([new])).await.unwrap();
        let sql = "SELECT column_id, contains_null, min_value, max_value FROM ducklake_table_column_stats ORDER BY 1";
        lake.rows(sql).await.join("\n")
    };
    // Nothing but nulls in column 2: no bounds yet, but not "unknown" either.
    let only_nulls = |f: &mut NewDataFile| {
        f.column_stats[1] =
            ColumnStats { value_count: 0, null_count: 3, min: None, max: None, ..f.column_stats[1].clone() }
    };
    let all = |rows: [&str; 4]| rows.join("\n");
    let t = "1970-01-01 00:00:00.0000";
    assert_eq!(
        commit("a", only_nulls).await,
        all([&format!("1 0 {t}1 {t}2"), "2 1 - -", "3 1 0 1", "4 0 -9 10"])
    );
    assert_eq!(
        commit("b", |_| ()).await,
        all([&format!("1 0 {t}1 {t}2"), "2 1 a z", "3 1 0 1", "4 0 -9 10"])
    );
    assert_eq!(
        commit("c", |f| {
            (f.event_time_min_us, f.event_time_max_us) = (Some(5), Some(300));
            f.column_stats[1].min = Some("Z".to_owned());
            (f.column_stats[3].min, f.column_stats[3].max) = (Some("-100".to_owned()), Some("9".to_owned()));
        })
        .await,
        all([&format!("1 0 {t}05 1970-01-01 00:00:00.0003"), "2 1 Z z", "3 1 0 1", "4 0 -100 10"])
    );
    // A bound that is not known makes the table's unknown, for good.
    let without_max = |f: &mut NewDataFile| f.column_stats[3].max = None;
    let after = all([&format!("1 0 {t}05 1970-01-01 00:00:00.0003"), "2 1 Z z", "3 1 0 1", "4 0 -100 -"]);
    assert_eq!(commit("d", without_max).await, after);
    assert_eq!(commit("e", |_| ()).await, after);
    // As does a column without any statistics; and then nobody knows whether there are nulls.
    let without_column_4 = |f: &mut NewDataFile| drop(f.column_stats.pop());
    let after = all([&format!("1 0 {t}05 1970-01-01 00:00:00.0003"), "2 1 Z z", "3 1 0 1", "4 1 - -"]);
    assert_eq!(commit("f", without_column_4).await, after);
    assert_eq!(commit("g", |_| ()).await, after);
}

async fn counts_of_the_table_follow_its_files(lake: Lake) {
    let catalog = lake.open().await;
    let counts = || lake.rows("SELECT record_count, next_row_id, file_size_bytes FROM ducklake_table_stats");
    assert_eq!(counts().await, ["0 0 0"]);
    catalog.commit(add([file("a", 3, 10..20), file("b", 4, 10..20)])).await.unwrap();
    assert_eq!(counts().await, ["8 7 700"]);
    catalog.commit(Commit { remove: vec![FileId(1)], ..add([file("c", 1, 10..20)]) }).await.unwrap();
    assert_eq!(counts().await, ["9 8 400"]);
    catalog.commit(Commit { remove: vec![FileId(0), FileId(2)], ..Commit::default() }).await.unwrap();
    assert_eq!(counts().await, ["9 8 0"]);
}

async fn expired_snapshots_release_their_files(lake: Lake) {
    let catalog = lake.open().await;
    let hour = Duration::from_secs(3600);
    catalog.commit(add([file("a", 3, 10..20), file("b", 4, 10..20)])).await.unwrap();
    catalog.commit(Commit { remove: vec![FileId(0)], ..add([file("c", 1, 10..20)]) }).await.unwrap();
    let live = catalog.snapshot().await.unwrap();

    // Nothing is that old; everything is still known.
    let expired = catalog.expire_snapshots(SystemTime::now() - hour).await.unwrap();
    assert_eq!((expired.snapshots, expired.files_scheduled), (0, 0));
    let known = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<BTreeSet<_>>();
    let all_known = async || BTreeSet::from_iter(catalog.known_paths().await.unwrap());
    assert_eq!(all_known().await, known(&["a", "b", "c"]));

    // All but the newest are old: the file that it does not show waits for deletion.
    let expired = catalog.expire_snapshots(SystemTime::now() + hour).await.unwrap();
    assert_eq!((expired.snapshots, expired.files_scheduled), (3, 1));
    assert_eq!(lake.rows("SELECT snapshot_id FROM ducklake_snapshot").await, ["3"]);
    assert_eq!(lake.rows("SELECT snapshot_id FROM ducklake_snapshot_changes").await, ["3"]);
    assert_eq!(
        lake.rows("SELECT DISTINCT data_file_id FROM ducklake_file_column_stats ORDER BY 1").await,
        ["1", "2"],
        "its statistics are gone"
    );
    assert_eq!(
        lake.rows("SELECT data_file_id, path, path_is_relative FROM ducklake_files_scheduled_for_deletion")
            .await,
        ["0 main/events/a 1"]
    );
    for catalog in [&catalog, &lake.open().await] {
        let after = catalog.snapshot().await.unwrap();
        assert_eq!((after.id, &after.files), (live.id, &live.files), "what is live stays as it was");
    }
    assert_eq!(all_known().await, known(&["a", "b", "c"]), "an object that is scheduled is no orphan");

    let none: &[String] = &[];
    assert_eq!(catalog.scheduled_deletions(SystemTime::now() - hour).await.unwrap(), none);
    let scheduled = catalog.scheduled_deletions(SystemTime::now() + hour).await.unwrap();
    assert_eq!(scheduled, ["a"]);
    catalog.deletions_done(&scheduled).await.unwrap();
    assert_eq!(catalog.scheduled_deletions(SystemTime::now() + hour).await.unwrap(), none);
    assert_eq!(all_known().await, known(&["b", "c"]));

    let again = catalog.expire_snapshots(SystemTime::now() + hour).await.unwrap();
    assert_eq!((again.snapshots, again.files_scheduled), (0, 0), "repeating does nothing");
    catalog
        .commit(Commit { expected_snapshot: Some(SnapshotId(3)), ..add([file("d", 1, 0..1)]) })
        .await
        .unwrap();
    assert_eq!(paths(&catalog.snapshot().await.unwrap().files), ["b", "c", "d"]);
}

/// A reader that looks rarely must end with the same list as one that looks for the first time.
async fn a_snapshot_made_from_an_older_one_is_complete(lake: Lake) {
    let (writer, rarely, often) = (lake.open().await, lake.open().await, lake.open().await);
    let far = SystemTime::now() + Duration::from_secs(3600);
    let mut next = 0;
    for round in 0..12_usize {
        let live = writer.snapshot().await.unwrap();
        // A mix of additions, replacements, and files that come and go between two looks.
        let remove: Vec<_> =
            live.files.iter().map(|file| file.id).skip(round % 3).step_by(3).take(2).collect();
        let new: Vec<_> =
            (next..next + round as i64 % 4).map(|i| file(&format!("{i}"), 1, i..i + 1)).collect();
        next += new.len() as i64;
        writer.commit(Commit { remove, add: new, ..Commit::default() }).await.unwrap();
        if round == 4 || round == 8 {
            // From here on `rarely` holds a snapshot that no longer exists.
            writer.expire_snapshots(far).await.unwrap();
        }
        let fresh = lake.open().await.snapshot().await.unwrap();
        let mut readers = vec![&writer, &often];
        if round % 5 == 0 {
            readers.push(&rarely);
        }
        for catalog in readers {
            let snapshot = catalog.snapshot().await.unwrap();
            assert_eq!((snapshot.id, &snapshot.files), (fresh.id, &fresh.files), "round {round}");
        }
    }
    assert!(next > 10 && !writer.snapshot().await.unwrap().files.is_empty());
}

async fn odd_values_are_stored_or_refused(lake: Lake) {
    let catalog = lake.open().await;
    let mut odd = file("a'b\"c ü.parquet", 3, 0..1);
    (odd.event_time_min_us, odd.event_time_max_us) = (Some(i64::MIN), None);
    let long = format!("{}\u{0}end", "x".repeat(1000));
    odd.column_stats[0] = ColumnStats { min: None, max: None, ..odd.column_stats[0].clone() };
    odd.column_stats[1] =
        ColumnStats { min: Some("a\0b".into()), max: Some(long), ..odd.column_stats[1].clone() };
    let commit = Commit {
        sources: vec![source("file:///it's here?", "", 0)],
        quarantine: vec![NewQuarantine {
            bytes: vec![0, 255, 39],
            reason: "not\0JSON".into(),
            ..quarantine("x", 1)
        }],
        ..add([odd])
    };
    catalog.commit(commit).await.unwrap();
    let file_read = &catalog.snapshot().await.unwrap().files[0];
    assert_eq!(file_read.path, "a'b\"c ü.parquet");
    assert_eq!((file_read.event_time_min_us, file_read.event_time_max_us), (None, None));
    assert_eq!(
        lake.rows("SELECT min_value, length(max_value) FROM ducklake_file_column_stats WHERE column_id = 2")
            .await,
        ["a 257"]
    );
    let entry = &catalog.quarantine_list(1, 0).await.unwrap()[0].entry;
    assert_eq!((entry.bytes.as_slice(), entry.reason.as_str()), ([0, 255, 39].as_slice(), "not\u{FFFD}JSON"));

    let mut twice = file("d", 1, 0..1);
    twice.column_stats.push(twice.column_stats[0].clone());
    let mut unknown = file("d", 1, 0..1);
    unknown.column_stats[0].column_id = 77;
    for (commit, why) in [
        (add([file("a\0", 1, 0..1)]), "path \"a\\0\" contains U+0000"),
        (
            Commit { sources: vec![source("a\0", "1", 1)], ..Commit::default() },
            "source \"a\\0\" contains U+0000",
        ),
        (add([NewDataFile { record_count: u64::MAX, ..file("d", 1, 0..1) }]), "does not fit into 63 bits"),
        (add([twice]), "d has column 1 twice"),
        (add([unknown]), "d has statistics of an unknown column 77"),
        (Commit { remove: vec![FileId(0), FileId(0)], ..Commit::default() }, "a file is to be removed twice"),
    ] {
        let error = catalog.commit(commit).await.unwrap_err();
        assert!(matches!(error, CatalogError::Invalid { .. }), "{error:?}");
        assert!(error.to_string().contains(why), "{error}");
    }
}

/// Stops commits at every point at which they wait, as a crash or a cancelled request would.
async fn a_dropped_commit_leaves_nothing_or_everything(lake: Lake) {
    let catalog = lake.open().await;
    let (mut dropped, mut done) = (0, 0);
    for turn in 0..400_u32 {
        // On a busy machine answers are there at once, and a commit may never wait a second time: tried again, it does.
        let patience = if turn == 0 { 0 } else { 1 + (turn - 1) % 50 };
        let cursor = catalog.log_cursor().await.unwrap();
        let commit = Commit {
            log_cursor: Some(CursorStep { expected: cursor, new: cursor + 1 }),
            counters: Counters { accepted: 1, indexed: 1, ..Counters::default() },
            sources: vec![source(&format!("s3://b/{cursor}"), "1", 1)],
            ..add([file(&format!("{cursor}.parquet"), 1, 0..1)])
        };
        match dropped_after(patience, catalog.commit(commit)).await {
            None => dropped += 1,
            Some(Ok(_)) => done += 1,
            // The one before was dropped while it was being committed, and came true after we read the
            // cursor.
            Some(Err(CatalogError::Conflict { .. })) => {}
            Some(Err(other)) => panic!("{other}: {other:?}"),
        }
        if done >= 3 && dropped > 1 {
            break;
        }
    }
    let cursor = catalog.log_cursor().await.unwrap();
    let files = catalog.snapshot().await.unwrap().files.len() as u64;
    assert_eq!((cursor, catalog.counters().await.unwrap().indexed), (files, files));
    assert_eq!(lake.rows("SELECT count(*) FROM stellwerk_source").await, [files.to_string()]);
    assert_eq!(
        lake.rows("SELECT count(DISTINCT data_file_id) FROM ducklake_file_column_stats").await,
        [files.to_string()]
    );
    // How often a commit waits differs from run to run; the first was dropped before it began.
    let begun = dropped + done;
    assert!(
        dropped > 1 && files < begun,
        "{dropped} of {begun} commits were dropped, {files} files were added"
    );
    assert!(done >= 3, "and afterwards the catalog still works");
}

/// A connection must not come back to the pool inside a transaction: its next user would see an old state of the
/// database for ever, or could not write.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dropped_leaves_no_transaction_open_on_postgresql() {
    let Some(lake) = Lake::on_postgres().await else { return };
    let (writer, catalog) = (lake.open().await, lake.open().await);
    let (mut dropped, mut next) = (0, 0);
    let mut new = |prefix: &str| {
        next += 1;
        add([file(&format!("{prefix}{next}.parquet"), 1, 0..1)])
    };
    for patience in 0..12 {
        for _ in 0..4 {
            // Something new, so that a look begins a transaction.
            writer.commit(new("")).await.unwrap();
            dropped += u32::from(dropped_after(patience, catalog.snapshot()).await.is_none());
            dropped += u32::from(dropped_after(patience, catalog.commit(new("dropped/"))).await.is_none());
        }
    }
    assert!(dropped > 20, "{dropped}");
    let open = "SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    let patience = Instant::now() + Duration::from_secs(30);
    while lake.rows(open).await != ["0"] {
        assert!(Instant::now() < patience, "connections are left in a transaction");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    catalog.commit(new("")).await.unwrap();
    let (mine, fresh) = (catalog.snapshot().await.unwrap(), lake.open().await.snapshot().await.unwrap());
    assert_eq!((mine.id, mine.files), (fresh.id, fresh.files));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_is_lost_is_asked_after() {
    let Some(lake) = Lake::on_postgres().await else { return };
    let direct = lake.open().await;
    let line = Line::to(&lake.url_text()).await;
    let through = CatalogUrl::Postgres(line.url.clone());
    let catalog = Catalog::open(&through, &lake.data_path(), &columns()).await.unwrap();
    let seen = async || paths(&direct.snapshot().await.unwrap().files).join(" ");

    line.break_at_the_next_commit(Break::After);
    assert_eq!(catalog.commit(add([file("a", 1, 0..1)])).await.unwrap(), SnapshotId(2));
    assert!(line.has_broken());
    assert_eq!(seen().await, "a");

    line.break_at_the_next_commit(Break::Before);
    let error = catalog.commit(add([file("b", 1, 0..1)])).await.unwrap_err();
    assert!(matches!(error, CatalogError::Database { .. }) && error.nothing_written(), "{error:?}");
    assert_eq!(seen().await, "a");
    assert_eq!(catalog.commit(add([file("b", 1, 0..1)])).await.unwrap(), SnapshotId(3));

    line.break_at_the_next_commit(Break::ForGood);
    let error = catalog.commit(add([file("c", 1, 0..1)])).await.unwrap_err();
    assert!(matches!(error, CatalogError::OutcomeUnknown { .. }) && !error.nothing_written(), "{error:?}");
    assert_eq!(seen().await, "a b c");
}

/// A writer that is not ours takes no lock: PostgreSQL may have to undo one of the two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_with_another_program_is_a_conflict() {
    let Some(lake) = Lake::on_postgres().await else { return };
    let catalog = lake.open().await;
    let mut other = PgConnection::connect(&lake.url_text()).await.unwrap();
    // Whoever waits longer than this looks for a deadlock, and gives way.
    sqlx::raw_sql("SET deadlock_timeout = '1h'; BEGIN; UPDATE ducklake_table_stats SET record_count = 0")
        .execute(&mut other)
        .await
        .unwrap();
    let ours = tokio::spawn({
        let catalog = catalog.clone();
        async move { catalog.commit(add([file("a", 1, 0..1)])).await }
    });
    let waiting = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while lake.rows(waiting).await != ["1"] {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let theirs = "INSERT INTO ducklake_snapshot VALUES (2, now(), 1, 2, 0); ROLLBACK";
    let (ours, theirs) = tokio::join!(ours, sqlx::raw_sql(theirs).execute(&mut other));
    theirs.unwrap();
    let error = ours.unwrap().unwrap_err();
    assert!(matches!(error, CatalogError::Conflict { .. }), "{error:?}");
    assert!(error.to_string().contains("undid it in favour of another"), "{error}");
    assert_eq!(catalog.commit(add([file("a", 1, 0..1)])).await.unwrap(), SnapshotId(2));
}

const PROCESSES: u64 = 4;
const COMMITS: u64 = 15;

async fn four_processes_commit_at_once(lake: Lake) {
    // They also race to create the tables.
    let children: Vec<_> = (0..PROCESSES)
        .map(|number| {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["--exact", "catalog::one_of_four_processes", "--ignored"]);
            command
                .env("STELLWERK_TEST_CATALOG", lake.url_text())
                .env("STELLWERK_TEST_NUMBER", number.to_string());
            command.env("STELLWERK_TEST_DATA_PATH", lake.data_path());
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("1 passed"), "{text}");
    }
    let catalog = lake.open().await;
    let snapshot = catalog.snapshot().await.unwrap();
    let total = PROCESSES * COMMITS;
    assert_eq!((snapshot.id, snapshot.files.len() as u64), (SnapshotId(1 + total as i64), total));
    assert_eq!(catalog.log_cursor().await.unwrap(), total);
    assert_eq!(catalog.counters().await.unwrap().indexed, total);
    let row_ids: BTreeSet<_> = snapshot.files.iter().map(|file| file.row_id_start).collect();
    assert_eq!(row_ids, (0..total as i64).collect(), "every row has its own id");
    assert_eq!(
        lake.rows("SELECT record_count, next_row_id FROM ducklake_table_stats").await,
        [format!("{} {total}", total + 1)]
    );
}

/// The other side of [`four_processes_commit_at_once`]: moves the cursor on, against the others.
#[tokio::test]
#[ignore = "started by four_processes_commit_at_once"]
async fn one_of_four_processes() {
    let url = match std::env::var("STELLWERK_TEST_CATALOG").expect("the catalog to open") {
        url if url.starts_with("postgres:") => CatalogUrl::Postgres(url),
        path => CatalogUrl::Sqlite(PathBuf::from(path)),
    };
    let number = std::env::var("STELLWERK_TEST_NUMBER").expect("the number of this process");
    let data_path = std::env::var("STELLWERK_TEST_DATA_PATH").expect("the folder of the lake");
    let catalog = Catalog::open(&url, &data_path, &columns()).await.unwrap();
    let (mut done, mut conflicts) = (0, 0);
    while done < COMMITS {
        let cursor = catalog.log_cursor().await.unwrap();
        let commit = Commit {
            log_cursor: Some(CursorStep { expected: cursor, new: cursor + 1 }),
            counters: Counters { indexed: 1, ..Counters::default() },
            ..add([file(&format!("{number}/{done}.parquet"), 1, 0..1)])
        };
        match catalog.commit(commit).await {
            Ok(_) => done += 1,
            Err(CatalogError::Conflict { .. }) => conflicts += 1,
            Err(other) => panic!("{other}: {other:?}"),
        }
    }
    println!("process {number}: {done} commits, {conflicts} conflicts");
}

/// A file of each age stays readable; the next schema version adds its own beside this one.
#[tokio::test]
async fn a_catalog_of_version_1_opens() {
    let lake = Lake::on_sqlite();
    let file = format!("{}?mode=rwc", lake.url_text());
    let mut connection = SqliteConnection::connect(&file).await.unwrap();
    sqlx::raw_sql(include_str!("catalog_v1.sql")).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let catalog = lake.open().await;
    let snapshot = catalog.snapshot().await.unwrap();
    assert_eq!((snapshot.id, paths(&snapshot.files)), (SnapshotId(3), vec!["day=2/b.parquet"]));
    assert_eq!(snapshot.files[0].event_time_max_us, Some(40));
    assert_eq!(catalog.log_cursor().await.unwrap(), 7);
    assert_eq!(catalog.counters().await.unwrap().accepted, 9);
    assert_eq!(catalog.source("s3://b/k").await.unwrap(), Some(source("s3://b/k", "etag", 9)));
    assert_eq!(catalog.quarantine_list(9, 0).await.unwrap()[0].entry, quarantine("s3://b/k", 42));
    assert_eq!(catalog.commit(add([self::file("c.parquet", 1, 0..1)])).await.unwrap(), SnapshotId(4));
    let key = Key { account: "", region: "", name: "a" };
    catalog.create_document(key, &Note { text: "after the step to version 2".to_owned() }).await.unwrap();
    assert_eq!(lake.open().await.documents::<Note>(None, None).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_catalog_of_version_2_opens() {
    let lake = Lake::on_sqlite();
    let file = format!("{}?mode=rwc", lake.url_text());
    let mut connection = SqliteConnection::connect(&file).await.unwrap();
    for tables in [include_str!("catalog_v1.sql"), include_str!("catalog_v2.sql")] {
        sqlx::raw_sql(tables).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();

    let catalog = lake.open().await;
    assert_eq!(catalog.followers().await.unwrap(), [("trail".to_owned(), 7)]);
    assert_eq!(catalog.documents::<Note>(None, None).await.unwrap()[0].document.text, "of version 2");
    let item = new(item("T", "after the step to version 3", 1), None);
    assert_eq!(catalog.write_items(&[item]).await.unwrap(), ALL_WRITTEN);
    assert_eq!(lake.open().await.last_item_number().await.unwrap(), 1);
}

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Note {
    text: String,
}

impl Document for Note {
    const KIND: &'static str = "note";
}

fn item(resource_type: &str, id: &str, captured: i64) -> ConfigurationItem {
    let key = ResourceKey {
        account: "111122223333".to_owned(),
        region: "eu-central-1".to_owned(),
        resource_type: resource_type.to_owned(),
        resource_id: id.to_owned(),
    };
    ConfigurationItem {
        resource_name: Some(format!("name of {id}")),
        tags: [("ü".to_owned(), "'\"\\".to_owned())].into(),
        configuration: serde_json::json!({"size": captured, "text": "x".repeat(2_000_000)}),
        ..ConfigurationItem::new(key, Status::Ok, captured)
    }
}

fn new(item: ConfigurationItem, previous: Option<i64>) -> NewItem {
    NewItem { item, previous }
}

/// None was left out.
const ALL_WRITTEN: [usize; 0] = [];

/// All items, oldest first.
fn all() -> ItemRange {
    ItemRange { earliest: 0, latest: i64::MAX, is_newest_first: false, limit: 100 }
}

async fn items_are_written_by_whoever_knows_the_newest(lake: Lake) {
    let catalog = lake.open().await;
    let (a, b) = (item("T", "a", 1), item("T", "b", 1));
    assert_eq!(
        catalog.write_items(&[new(a.clone(), None), new(b.clone(), None)]).await.unwrap(),
        ALL_WRITTEN
    );
    let later = item("T", "a", 5);
    // Nobody knows c; of b something else is the newest; of a twice in one go.
    let stale = [
        new(later.clone(), Some(1)),
        new(item("T", "b", 5), Some(2)),
        new(item("T", "c", 5), Some(1)),
        new(item("T", "a", 6), Some(1)),
        new(item("T", "b", 1), Some(1)),
    ];
    assert_eq!(catalog.write_items(&stale).await.unwrap(), [1, 2, 3, 4]);
    assert_eq!(
        catalog.items_of(&a.key, all()).await.unwrap(),
        [a.clone(), later.clone()],
        "and all of them whole"
    );
    let keys = [a.key.clone(), b.key.clone(), item("T", "c", 1).key];
    let newest = catalog.newest_items(&keys).await.unwrap();
    assert_eq!((newest.len(), &newest[&a.key], &newest[&b.key]), (2, &later, &b));

    let part = ItemRange { earliest: 2, latest: 9, is_newest_first: true, limit: 1 };
    assert_eq!(catalog.items_of(&a.key, part).await.unwrap(), std::slice::from_ref(&later));
    // The past is added beside what is there, and changes nothing of it.
    let past = [item("T", "a", 3), item("T", "a", 5), item("T", "old", 2)];
    assert_eq!(catalog.add_past_items(&past).await.unwrap(), 2);
    assert_eq!(catalog.items_of(&a.key, all()).await.unwrap(), [a.clone(), past[0].clone(), later.clone()]);
    assert_eq!(catalog.newest_items(&keys).await.unwrap()[&a.key], later);
    let as_of = |time| {
        let (catalog, filter) =
            (&catalog, ResourceFilter { resource_ids: vec!["a"], ..ResourceFilter::default() });
        async move {
            catalog.items_page(&filter, Some(time), None, 9).await.unwrap().pop().map(|item| item.captured)
        }
    };
    assert_eq!(
        [as_of(0).await, as_of(1).await, as_of(4).await, as_of(9).await],
        [None, Some(1), Some(3), Some(5)]
    );
    // In the order in which they were written.
    let filter = ResourceFilter::default();
    let written = catalog.items_after(&filter, 0, 100).await.unwrap();
    let told: Vec<_> =
        written.iter().map(|(_, item)| (item.key.resource_id.as_str(), item.captured)).collect();
    assert_eq!(told, [("a", 1), ("b", 1), ("a", 5), ("a", 3), ("old", 2)]);
    assert_eq!(catalog.items_after(&filter, written[2].0, 1).await.unwrap(), written[3..4]);
    assert_eq!(catalog.last_item_number().await.unwrap(), written[4].0);
}

async fn resources_are_found_and_counted(lake: Lake) {
    let catalog = lake.open().await;
    let deletion = ConfigurationItem::deletion(&item("T", "gone", 1), 2);
    let new_items: Vec<NewItem> =
        (0..2_500).map(|n| new(item_without_text("T", &format!("{n:04}")), None)).collect();
    assert_eq!(catalog.write_items(&new_items).await.unwrap(), ALL_WRITTEN);
    assert_eq!(
        catalog.write_items(&[new(item("U", "u", 1), None), new(deletion, None)]).await.unwrap(),
        ALL_WRITTEN
    );
    let filter = |types: &[&'static str]| ResourceFilter {
        resource_types: types.to_vec(),
        ..ResourceFilter::default()
    };
    let mut seen = Vec::new();
    loop {
        let after = seen.last().map(|resource: &Resource| resource.key.clone());
        let page = catalog.resources(&filter(&["T"]), after.as_ref(), 1_000).await.unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page);
    }
    assert_eq!(seen.len(), 2_500);
    assert!(seen.is_sorted_by(|a, b| a.key < b.key));
    let by_name = ResourceFilter { resource_name: Some("name of 0007"), ..filter(&[]) };
    assert_eq!(catalog.resources(&by_name, None, 9).await.unwrap()[0].key.resource_id, "0007");
    let counts = async |filter| {
        let counts = catalog.resource_counts(&filter).await.unwrap();
        counts.into_iter().map(|(key, count)| (key.resource_type, count)).collect::<Vec<_>>()
    };
    assert_eq!(counts(filter(&[])).await, [("T".to_owned(), 2_500), ("U".to_owned(), 1)]);
    let with_deleted = ResourceFilter { with_deleted: true, ..filter(&["T"]) };
    assert_eq!(counts(with_deleted).await, [("T".to_owned(), 2_501)]);
    let elsewhere = ResourceFilter { regions: vec!["us-east-1"], ..filter(&[]) };
    assert_eq!(counts(elsewhere).await, []);
}

fn item_without_text(resource_type: &str, id: &str) -> ConfigurationItem {
    ConfigurationItem { configuration: serde_json::Value::Null, ..item(resource_type, id, 1) }
}

async fn old_items_expire_but_for_the_state_of_their_time(lake: Lake) {
    let catalog = lake.open().await;
    let write = async |item: ConfigurationItem, previous| {
        assert_eq!(catalog.write_items(&[new(item, previous)]).await.unwrap(), ALL_WRITTEN);
    };
    for (captured, previous) in [(1, None), (2, Some(1)), (5, Some(2)), (9, Some(5))] {
        write(item("T", "a", captured), previous).await;
    }
    let gone = item("T", "gone", 1);
    write(gone.clone(), None).await;
    write(ConfigurationItem::deletion(&gone, 3), Some(1)).await;
    let other = item("T", "unchanged", 1);
    write(other.clone(), None).await;
    assert_eq!(catalog.expire_items("111122223333", "us-east-1", 100).await.unwrap(), 0);
    // The item of 2 was the state at 4.
    assert_eq!(catalog.expire_items("111122223333", "eu-central-1", 4).await.unwrap(), 3);
    let times = async |item: &ConfigurationItem| {
        catalog.items_of(&item.key, all()).await.unwrap().iter().map(|item| item.captured).collect::<Vec<_>>()
    };
    assert_eq!(times(&item("T", "a", 1)).await, [2, 5, 9]);
    assert_eq!((times(&gone).await, times(&other).await), (vec![], vec![1]));
    let everything = ResourceFilter { with_deleted: true, ..ResourceFilter::default() };
    assert_eq!(catalog.resources(&everything, None, 9).await.unwrap().len(), 2);
}

async fn documents_keep_their_revisions(lake: Lake) {
    let catalog = lake.open().await;
    let key = |name| Key { account: "111122223333", region: "eu-central-1", name };
    let note = |text: &str| Note { text: text.to_owned() };
    let conflict = |result: Result<(), CatalogError>| matches!(result, Err(CatalogError::Conflict { .. }));
    assert_eq!(catalog.document::<Note>(key("a")).await.unwrap(), None);
    catalog.create_document(key("b"), &note("ü'\"\\")).await.unwrap();
    catalog.create_document(key("a"), &note("one")).await.unwrap();
    let elsewhere = Key { region: "us-east-1", ..key("a") };
    catalog.create_document(elsewhere, &note("elsewhere")).await.unwrap();
    assert!(conflict(catalog.create_document(key("a"), &note("again")).await));

    let found = catalog.document::<Note>(key("a")).await.unwrap().unwrap();
    assert_eq!((found.key(), found.revision, &found.document), (key("a"), 1, &note("one")));
    catalog.replace_document(key("a"), 1, &note("two")).await.unwrap();
    assert!(conflict(catalog.replace_document(key("a"), 1, &note("three")).await));
    assert!(conflict(catalog.delete_document::<Note>(key("a"), 1).await));
    assert!(conflict(catalog.replace_document(key("c"), 1, &note("nobody")).await));

    let texts = |found: Vec<Stored<Note>>| found.into_iter().map(|s| s.document.text).collect::<Vec<_>>();
    let all = catalog.documents(None, None).await.unwrap();
    assert_eq!(texts(all), ["two", "ü'\"\\", "elsewhere"]);
    let here = catalog.documents(Some("111122223333"), Some("us-east-1")).await.unwrap();
    assert_eq!(texts(here), ["elsewhere"]);
    assert!(catalog.documents::<Note>(Some("444455556666"), None).await.unwrap().is_empty());
    catalog.delete_document::<Note>(key("a"), 2).await.unwrap();
    assert_eq!(catalog.document::<Note>(key("a")).await.unwrap(), None);
    catalog.create_document(key("a"), &note("anew")).await.unwrap();
}

/// Writes real Parquet files, and lets DuckDB count, prune and travel in time.
async fn duckdb_reads_the_lake(lake: Lake) {
    let Some(duckdb) = DuckDb::find() else { return };
    let catalog = lake.open().await;
    let attach = format!("ATTACH '{}' AS lake (READ_ONLY)", lake.ducklake());
    let count = "SELECT count(*), count(eventName), max(eventTime) FROM lake.events";
    assert_eq!(duckdb.run(lake.folder(), &[&attach, count]), ["[]", "[[0, 0, null]]"], "an empty lake");

    // 2024-01-01 and the day after, in microseconds.
    let (day_1, day_2) = (1_704_067_200_000_000, 1_704_153_600_000_000);
    let first = lake.write_parquet(
        "day=1/a.parquet",
        &[
            (Some(day_1), Some("RunInstances"), Some(false), Some(-9)),
            (Some(day_1 + 1), Some("DescribeInstances"), Some(true), Some(10)),
            (Some(day_1 + 123_456), None, None, None),
        ],
    );
    let second = lake.write_parquet(
        "day=2/b.parquet",
        &[(Some(day_2), Some("AssumeRole"), Some(true), Some(3)), (None, Some("Zebra"), None, Some(4))],
    );
    catalog.commit(add([first])).await.unwrap();
    catalog.commit(add([second])).await.unwrap();
    let answers = duckdb.run(lake.folder(), &[
        &attach,
        count,
        "SELECT min(eventTime), count(*) FROM lake.events WHERE eventTime < '2024-01-02'",
        "SELECT eventName, n FROM lake.events WHERE eventTime > '2024-01-01' AND eventTime <= '2024-01-01 00:00:00.000001'",
        "SELECT count(*) FROM lake.events WHERE eventTime IS NULL",
        "SELECT n FROM lake.events WHERE eventName = 'Zebra'",
        "SELECT eventName FROM lake.events WHERE readOnly AND n > 5",
        "SELECT count(*) FROM lake.events WHERE n BETWEEN -9 AND 3 AND NOT readOnly",
        "SELECT count(*) FROM lake.events AT (VERSION => 2)",
        "SELECT snapshot_id, changes, author, commit_message FROM ducklake_snapshots('lake') ORDER BY 1",
        "SELECT table_name, file_count, file_size_bytes > 0 FROM ducklake_table_info('lake')",
    ]);
    insta::assert_snapshot!("duckdb_reads_the_lake", answers.join("\n"));

    // A file of 1990 that is not there: DuckDB must skip it by the statistics, and cannot where it must look.
    let mut absent = lake.write_parquet(
        "day=0/absent.parquet",
        &[(Some(631_152_000_000_000), Some("A"), Some(true), Some(99))],
    );
    std::fs::remove_file(lake.table_folder().join("day=0/absent.parquet")).unwrap();
    absent.column_stats.truncate(2);
    catalog.commit(add([absent])).await.unwrap();
    let answers = duckdb.run(
        lake.folder(),
        &[
            &attach,
            "SELECT count(eventName) FROM lake.events WHERE eventTime >= '2024-01-01'",
            "SELECT count(eventTime) FROM lake.events WHERE eventName > 'B'",
            "SELECT count(eventTime) FROM lake.events WHERE n = 3",
        ],
    );
    assert_eq!(answers[1..3], ["[[3]]", "[[2]]"], "pruned by time and by name");
    assert!(answers[3].starts_with("error: IO Error"), "n has no statistics: {}", answers[3]);

    // Compacted, with the old files still there for time travel, then without them.
    let compacted = lake.write_parquet(
        "day=1/ab.parquet",
        &[
            (Some(day_1), Some("RunInstances"), Some(false), Some(-9)),
            (Some(day_2), Some("AssumeRole"), Some(true), Some(3)),
        ],
    );
    let live = catalog.snapshot().await.unwrap();
    let remove = live.files.iter().map(|file| file.id).collect();
    catalog.commit(Commit { kind: ChangeKind::Compact, remove, ..add([compacted]) }).await.unwrap();
    let before = "SELECT count(*), max(eventTime) FROM lake.events AT (VERSION => 3)";
    let answers = duckdb.run(lake.folder(), &[&attach, count, before]);
    assert_eq!(answers[1..], [r#"[[2, 2, "2024-01-02 00:00:00"]]"#, r#"[[5, "2024-01-02 00:00:00"]]"#]);
    let expired = catalog.expire_snapshots(SystemTime::now() + Duration::from_secs(60)).await.unwrap();
    assert_eq!(expired.files_scheduled, 3);
    let scheduled =
        "SELECT count(*) FROM ducklake_cleanup_old_files('lake', dry_run => true, cleanup_all => true)";
    let answers = duckdb.run(lake.folder(), &[&attach, count, before, scheduled]);
    assert_eq!(answers[1], r#"[[2, 2, "2024-01-02 00:00:00"]]"#);
    assert!(answers[2].starts_with("error:"), "{}", answers[2]);
    assert_eq!(answers[3], "[[3]]");
}

/// Names, columns, types and order of all `ducklake_*` tables: ours against a lake that DuckDB made.
async fn the_tables_are_those_that_duckdb_makes(lake: Lake) {
    let Some(duckdb) = DuckDb::find() else { return };
    drop(lake.open().await);
    let other = if lake.is_sqlite() { Some(Lake::on_sqlite()) } else { Lake::on_postgres().await };
    let other = other.expect("a second database");
    let look = [
        "SELECT table_name, column_index, column_name, data_type, is_nullable FROM duckdb_columns()
         WHERE database_name = 'meta' AND starts_with(table_name, 'ducklake_')
         AND table_name <> 'ducklake_inlined_data_1_1' ORDER BY ALL",
        "SELECT key, value FROM meta.ducklake_metadata WHERE key NOT IN ('data_path', 'created_by') ORDER BY ALL",
        "SELECT * EXCLUDE (schema_uuid) FROM meta.ducklake_schema",
        "SELECT * EXCLUDE (table_uuid) FROM meta.ducklake_table",
        "SELECT * FROM meta.ducklake_column ORDER BY column_id",
        "SELECT * FROM meta.ducklake_schema_versions ORDER BY ALL",
        "SELECT * EXCLUDE (snapshot_time) FROM meta.ducklake_snapshot ORDER BY ALL",
        "SELECT * FROM meta.ducklake_snapshot_changes ORDER BY ALL",
    ];
    let ours = duckdb.run(lake.folder(), &[[lake.attach_tables().as_str()].as_slice(), &look].concat());

    let attach = format!("ATTACH '{}' AS lake (DATA_PATH '{}/')", other.ducklake(), other.data_path());
    let create = "CREATE TABLE lake.events(\"eventTime\" TIMESTAMP, \"eventName\" VARCHAR, \"readOnly\" BOOLEAN, n BIGINT)";
    let option = "CALL lake.set_option('data_inlining_row_limit', 0)";
    let made = duckdb.run(other.folder(), &[&attach, create, option]);
    assert!(!made.concat().contains("error"), "{made:?}");
    let theirs = duckdb.run(other.folder(), &[[other.attach_tables().as_str()].as_slice(), &look].concat());
    for (statement, (ours, theirs)) in look.iter().zip(ours[1..].iter().zip(&theirs[1..])) {
        assert!(ours.starts_with("[["), "{statement}: {ours}");
        assert_eq!(ours, theirs, "{statement}");
    }
}

/// Not a test of right and wrong but of time; prints its measurements.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: cargo test -- --ignored --nocapture ten_thousand_files"]
async fn ten_thousand_files() {
    for lake in [Some(Lake::on_sqlite()), Lake::on_postgres().await].into_iter().flatten() {
        let columns: Vec<_> = (1..=35)
            .map(|column_id| ColumnDef {
                column_id,
                name: format!("c{column_id}"),
                column_type: if column_id == 1 { "timestamp" } else { "varchar" }.to_owned(),
            })
            .collect();
        let stats: Vec<_> = (1..=35)
            .map(|column_id| ColumnStats {
                column_id,
                column_size_bytes: 1000,
                value_count: 100,
                null_count: 0,
                min: Some("arn:aws:iam::123456789012:a".to_owned()),
                max: Some("arn:aws:iam::123456789012:z".to_owned()),
            })
            .collect();
        let new = |i: i64| {
            let path = format!("day=2024-01-01/account=123456789012/{i:08}.parquet");
            NewDataFile {
                path,
                column_stats: stats.clone(),
                ..file("", 100, i * 1_000_000..i * 1_000_000 + 5)
            }
        };
        let catalog = Catalog::open(&lake.url, &lake.data_path(), &columns).await.unwrap();
        let median = async |from: i64| {
            let mut times = Vec::new();
            for i in from..from + 100 {
                let commit = add([new(i)]);
                let start = Instant::now();
                catalog.commit(commit).await.unwrap();
                times.push(start.elapsed());
            }
            times.sort();
            (times[50], times[95])
        };
        let early = median(0).await;
        let start = Instant::now();
        catalog.commit(add((1_000..11_000).map(new))).await.unwrap();
        let bulk = start.elapsed();
        let late = median(20_000).await;
        let start = Instant::now();
        let reader = Catalog::open(&lake.url, &lake.data_path(), &columns).await.unwrap();
        let opened = start.elapsed();
        let start = Instant::now();
        let files = reader.snapshot().await.unwrap().files.len();
        let listing = start.elapsed();
        let start = Instant::now();
        reader.snapshot().await.unwrap();
        let unchanged = start.elapsed();
        catalog.commit(add([new(50_000)])).await.unwrap();
        let start = Instant::now();
        reader.snapshot().await.unwrap();
        let one_more = start.elapsed();
        println!(
            "{}: commit of one file, median and p95: {early:?} in an empty lake, {late:?} with {files} files\n\
             {bulk:?} to commit 10,000 files; open {opened:?}, list {listing:?}, unchanged {unchanged:?}, one more {one_more:?}",
            lake.url_text()
        );
    }
}

// --- the harness ---

/// A database, and a folder for its files.
struct Lake {
    url: CatalogUrl,
    folder: TempDir,
}

impl Lake {
    fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { url: CatalogUrl::Sqlite(folder.path().join("catalog.sqlite")), folder }
    }

    /// `None` where there is no PostgreSQL.
    async fn on_postgres() -> Option<Self> {
        let url = CatalogUrl::Postgres(postgres::new_database().await?);
        Some(Self { url, folder: tempfile::tempdir().unwrap() })
    }

    fn is_sqlite(&self) -> bool {
        matches!(self.url, CatalogUrl::Sqlite(_))
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn data_path(&self) -> String {
        self.folder().join("lake").display().to_string()
    }

    fn table_folder(&self) -> PathBuf {
        self.folder().join("lake").join(TABLE_FOLDER)
    }

    fn url_text(&self) -> String {
        match &self.url {
            CatalogUrl::Sqlite(path) => path.display().to_string(),
            CatalogUrl::Postgres(url) | CatalogUrl::PostgresSchema { url, .. } => url.clone(),
        }
    }

    fn ducklake(&self) -> String {
        duckdb::ducklake(&self.url)
    }

    /// Shows DuckDB the tables as tables, not as a lake.
    fn attach_tables(&self) -> String {
        let kind = if self.is_sqlite() { "sqlite" } else { "postgres" };
        let url = self.ducklake().replace(&format!("ducklake:{kind}:"), "");
        format!("ATTACH '{url}' AS meta (TYPE {kind}, READ_ONLY)")
    }

    async fn try_open(&self) -> Result<Catalog, CatalogError> {
        Catalog::open(&self.url, &self.data_path(), &columns()).await
    }

    async fn open(&self) -> Catalog {
        self.try_open().await.unwrap()
    }

    /// Runs a statement behind the catalog's back.
    async fn execute(&self, sql: &'static str) {
        match &self.url {
            CatalogUrl::Sqlite(path) => {
                let mut connection = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
                sqlx::query(sql).execute(&mut connection).await.unwrap();
            }
            CatalogUrl::Postgres(url) | CatalogUrl::PostgresSchema { url, .. } => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                sqlx::query(sql).execute(&mut connection).await.unwrap();
            }
        }
    }

    /// The rows of a query behind the catalog's back: values separated by spaces, `-` for null, 0 and 1 for
    /// flags.
    async fn rows(&self, sql: &'static str) -> Vec<String> {
        macro_rules! text {
            ($row:expr, $($type:ty),*) => {
                (0..$row.len())
                    .map(|i| {
                        $(if let Ok(value) = $row.try_get::<Option<$type>, _>(i) {
                            return value.map_or("-".to_owned(), |value| value.to_string());
                        })*
                        "?".to_owned()
                    })
                    .collect::<Vec<_>>()
                    .join(" ")
            };
        }
        match &self.url {
            CatalogUrl::Sqlite(path) => {
                let mut connection = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
                let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                rows.iter().map(|row| text!(row, i64, String)).collect()
            }
            CatalogUrl::Postgres(url) | CatalogUrl::PostgresSchema { url, .. } => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                let flags = |text: String| text.replace("true", "1").replace("false", "0");
                rows.iter().map(|row| flags(text!(row, i64, i32, bool, String))).collect()
            }
        }
    }

    /// Every row that a commit can change.
    async fn everything(&self) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        for sql in [
            "SELECT snapshot_id, next_file_id FROM ducklake_snapshot ORDER BY 1",
            "SELECT snapshot_id, changes_made FROM ducklake_snapshot_changes ORDER BY 1",
            "SELECT data_file_id, begin_snapshot, end_snapshot, path FROM ducklake_data_file ORDER BY 1",
            "SELECT data_file_id, column_id, min_value, max_value FROM ducklake_file_column_stats ORDER BY 1, 2",
            "SELECT record_count, next_row_id, file_size_bytes FROM ducklake_table_stats",
            "SELECT column_id, contains_null, min_value, max_value FROM ducklake_table_column_stats ORDER BY 1",
            "SELECT uri, version, records FROM stellwerk_source ORDER BY 1",
            "SELECT quarantine_id, source_uri, source_offset FROM stellwerk_quarantine ORDER BY 1",
            "SELECT log_cursor, accepted, indexed, rejected_as_duplicate, quarantined FROM stellwerk_state",
        ] {
            all.push(self.rows(sql).await);
        }
        all
    }

    /// Writes a Parquet file as the lake's writer does: field ids, and statistics of every column.
    fn write_parquet(&self, path: &str, rows: &[ParquetRow]) -> NewDataFile {
        let field = |column: &ColumnDef, kind| {
            let id = ("PARQUET:field_id".to_owned(), column.column_id.to_string());
            Field::new(&column.name, kind, true).with_metadata([id].into())
        };
        let columns = columns();
        let schema = Arc::new(Schema::new(vec![
            field(&columns[0], DataType::Timestamp(TimeUnit::Microsecond, None)),
            field(&columns[1], DataType::Utf8),
            field(&columns[2], DataType::Boolean),
            field(&columns[3], DataType::Int64),
        ]));
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(TimestampMicrosecondArray::from_iter(rows.iter().map(|row| row.0))),
            Arc::new(StringArray::from_iter(rows.iter().map(|row| row.1))),
            Arc::new(BooleanArray::from_iter(rows.iter().map(|row| row.2))),
            Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.3))),
        ];
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, schema.clone(), None).unwrap();
        writer.write(&RecordBatch::try_new(schema, arrays).unwrap()).unwrap();
        writer.close().unwrap();
        let file = self.table_folder().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, &bytes).unwrap();

        fn stats<T: Ord + ToString>(column_id: i64, values: impl Iterator<Item = Option<T>>) -> ColumnStats {
            let values: Vec<_> = values.collect();
            let (min, max) = (values.iter().flatten().min(), values.iter().flatten().max());
            let value_count = values.iter().flatten().count() as i64;
            ColumnStats {
                column_id,
                column_size_bytes: 50,
                value_count,
                null_count: values.len() as i64 - value_count,
                min: min.map(T::to_string),
                max: max.map(T::to_string),
            }
        }
        NewDataFile {
            path: path.to_owned(),
            record_count: rows.len() as u64,
            file_size_bytes: bytes.len() as u64,
            footer_size: u64::from(u32::from_le_bytes(bytes[bytes.len() - 8..][..4].try_into().unwrap())),
            event_time_min_us: rows.iter().filter_map(|row| row.0).min(),
            event_time_max_us: rows.iter().filter_map(|row| row.0).max(),
            column_stats: vec![
                // The bounds of the time come from the two members above.
                ColumnStats { min: None, max: None, ..stats(1, rows.iter().map(|row| row.0)) },
                stats(2, rows.iter().map(|row| row.1)),
                stats(3, rows.iter().map(|row| row.2)),
                stats(4, rows.iter().map(|row| row.3)),
            ],
        }
    }
}

type ParquetRow = (Option<i64>, Option<&'static str>, Option<bool>, Option<i64>);

fn columns() -> Vec<ColumnDef> {
    [("eventTime", "timestamp"), ("eventName", "varchar"), ("readOnly", "boolean"), ("n", "int64")]
        .into_iter()
        .zip(1..)
        .map(|((name, kind), column_id)| ColumnDef {
            column_id,
            name: name.to_owned(),
            column_type: kind.to_owned(),
        })
        .collect()
}

fn add(files: impl IntoIterator<Item = NewDataFile>) -> Commit {
    Commit { add: files.into_iter().collect(), ..Commit::default() }
}

/// A file that exists only in the catalog, with plausible statistics.
fn file(path: &str, record_count: u64, event_time_us: std::ops::Range<i64>) -> NewDataFile {
    let count = record_count as i64;
    let stats = |column_id, null_count, min: &str, max: &str| ColumnStats {
        column_id,
        column_size_bytes: 50,
        value_count: count - null_count,
        null_count,
        min: Some(min.to_owned()),
        max: Some(max.to_owned()),
    };
    NewDataFile {
        path: path.to_owned(),
        record_count,
        file_size_bytes: record_count * 100,
        footer_size: 30,
        event_time_min_us: Some(event_time_us.start),
        event_time_max_us: Some(event_time_us.end),
        column_stats: vec![
            stats(1, 0, "ignored", "ignored"),
            stats(2, 0, "a", "z"),
            stats(3, 1, "false", "true"),
            stats(4, 0, "-9", "10"),
        ],
    }
}

fn source(uri: &str, version: &str, records: u64) -> ConsumedSource {
    ConsumedSource {
        uri: uri.to_owned(),
        version: version.to_owned(),
        records,
        duplicates: records / 2,
        quarantined: records / 3,
        bytes: records * 1000,
        done: true,
        offset: records * 900,
        records_done: records,
    }
}

fn quarantine(source_uri: &str, offset: u64) -> NewQuarantine {
    NewQuarantine {
        source_uri: source_uri.to_owned(),
        offset,
        reason: "read record: expected value at line 1".to_owned(),
        bytes: b"{\"eventID\": \xff}".to_vec(),
        length: 2_000_000,
        object: Some(format!("blob/{offset}")),
    }
}

/// What the future gives, or `None` if it is not done after so many polls: then it is dropped.
async fn dropped_after<T>(patience: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut polls = 0;
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        std::task::Poll::Ready(result) => std::task::Poll::Ready(Some(result)),
        std::task::Poll::Pending if polls == patience => std::task::Poll::Ready(None),
        std::task::Poll::Pending => {
            polls += 1;
            std::task::Poll::Pending
        }
    })
    .await
}

fn paths(files: &[stellwerk_store::catalog::DataFile]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
}
