//! Queries against answers: the public queries of `tests/fixtures/sql` over 2,900 real events, and our own
//! cases over six made-up ones.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Date32Type, Field, Int32Type, Schema, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use datafusion::datasource::MemTable;
use datafusion::prelude::ident;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::functions::datetime::{format_date, format_timestamp, parse_timestamp};
use super::*;
use crate::catalog::{ChangeKind, Commit};
use crate::lake::rows::Batch;
use crate::lake::table::LakeTable;
use crate::log::Log;
use crate::{Store, StoreSettings, lake};

/// The physical columns in order; `D` is a dictionary, `V` a view, `T` the time, `B` a boolean.
const PHYSICAL: &[(&str, char)] = &[
    ("eventTime", 'T'),
    ("eventID", 'V'),
    ("eventName", 'D'),
    ("eventSource", 'D'),
    ("awsRegion", 'D'),
    ("sourceIPAddress", 'D'),
    ("userAgent", 'D'),
    ("errorCode", 'D'),
    ("errorMessage", 'D'),
    ("requestID", 'V'),
    ("eventType", 'D'),
    ("apiVersion", 'D'),
    ("eventVersion", 'D'),
    ("eventCategory", 'D'),
    ("readOnly", 'B'),
    ("managementEvent", 'B'),
    ("recipientAccountId", 'D'),
    ("sharedEventID", 'V'),
    ("vpcEndpointId", 'D'),
    ("vpcEndpointAccountId", 'D'),
    ("sessionCredentialFromConsole", 'D'),
    ("annotation", 'V'),
    ("userIdentity", 'd'),
    ("requestParameters", 'v'),
    ("responseElements", 'v'),
    ("additionalEventData", 'v'),
    ("serviceEventDetails", 'v'),
    ("resources", 'd'),
    ("tlsDetails", 'd'),
    ("addendum", 'v'),
    ("edgeDeviceDetails", 'v'),
    ("insightDetails", 'v'),
    ("eventContext", 'v'),
    ("other", 'V'),
    ("shape", 'D'),
];

/// Events as a table, a batch per `batch_rows`; `shape` holds the whole text, and is `raw`.
fn physical_table(events: &[String], batch_rows: usize) -> Arc<MemTable> {
    let fields = PHYSICAL.iter().map(|(name, kind)| {
        let data_type = match kind {
            'T' => functions::TIMESTAMP,
            'B' => DataType::Boolean,
            'D' | 'd' => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            _ => DataType::Utf8View,
        };
        Field::new(*name, data_type, true)
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let batches = events.chunks(batch_rows).map(|events| {
        let parsed: Vec<HashMap<String, Box<RawValue>>> =
            events.iter().map(|event| serde_json::from_str(event).unwrap_or_default()).collect();
        let columns = PHYSICAL.iter().map(|(name, kind)| {
            let raws = parsed.iter().zip(events).map(|(members, event)| match *name {
                "shape" => Some(event.as_str()),
                name => members.get(name).map(|raw| raw.get()).filter(|raw| *raw != "null"),
            });
            let is_json = kind.is_lowercase() || *name == "shape";
            let texts: Vec<Option<String>> = raws
                .map(|raw| {
                    let raw = raw?;
                    let text =
                        if is_json { raw.to_owned() } else { json_text::value_text(raw)?.into_owned() };
                    Some(text)
                })
                .collect();
            let array: ArrayRef = match kind {
                'T' => Arc::new(
                    texts
                        .iter()
                        .map(|text| parse_timestamp(text.as_deref()?))
                        .collect::<TimestampMicrosecondArray>(),
                ),
                'B' => Arc::new(
                    texts.iter().map(|text| Some(text.as_deref()? == "true")).collect::<BooleanArray>(),
                ),
                'D' | 'd' => {
                    let array: DictionaryArray<Int32Type> =
                        texts.iter().map(|text| text.as_deref()).collect();
                    Arc::new(array)
                }
                _ => Arc::new(texts.iter().map(|text| text.as_deref()).collect::<StringViewArray>()),
            };
            array
        });
        RecordBatch::try_new(Arc::clone(&schema), columns.collect()).unwrap()
    });
    // Two partitions, so that merging and repartitioning happen.
    let (mut even, mut odd) = (Vec::new(), Vec::new());
    for (at, batch) in batches.enumerate() {
        if at % 2 == 0 { even.push(batch) } else { odd.push(batch) }
    }
    Arc::new(MemTable::try_new(schema, vec![even, odd]).unwrap())
}

const STORE_ID: &str = "5a0e3a3c-1b2c-4d5e-8f90-abcdef012345";

fn limits() -> SqlLimits {
    SqlLimits {
        memory_bytes_max: 256 << 20,
        time_max: Duration::from_secs(60),
        statement_chars_max: 10_000,
        partitions: 2,
    }
}

/// The lake's names, and that of an event data store.
fn named(table: &Arc<dyn TableProvider>) -> Vec<PhysicalTable> {
    let mut tables = PhysicalTable::of_lake(table);
    tables.push(PhysicalTable { name: STORE_ID.to_owned(), columns: Columns::Lake, table: table.clone() });
    tables
}

fn physical(table: Arc<dyn TableProvider>) -> Physical {
    Physical { tables: named(&table), raw: ident("shape"), rules: Vec::new() }
}

fn engine(events: &[String], batch_rows: usize, limits: SqlLimits) -> SqlEngine {
    SqlEngine::new(physical(physical_table(events, batch_rows)), limits).unwrap()
}

/// An engine over a real store: some of the events in data files, the last ones still in the log.
async fn lake_engine(events: &[String], file_rows: usize, waiting: usize) -> (SqlEngine, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(&StoreSettings::embedded(folder.path())).await.unwrap());
    let (in_files, in_log) = events.split_at(events.len() - waiting);
    for events in in_files.chunks(file_rows) {
        let lengths: Vec<u32> = events.iter().map(|event| event.len() as u32).collect();
        let parts = Batch::of_records(events.concat(), &lengths).unwrap().parts;
        let snapshot = store.snapshot().await.unwrap();
        let add = lake::commit::write(&store, &snapshot, parts, 1).await.unwrap().files;
        let commit = Commit { kind: ChangeKind::Insert, add, ..Commit::default() };
        assert!(lake::commit::publish(&store, commit).await.unwrap());
    }
    Log::open(store.clone()).await.unwrap().append(in_log.to_vec()).await.unwrap();
    let table: Arc<dyn TableProvider> = Arc::new(LakeTable::new(store.clone()));
    let engine = SqlEngine::new(crate::store::physical(named(&table)), limits()).unwrap();
    (engine, folder)
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn invictus() -> Vec<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(fixtures().join("events/invictus"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    #[derive(serde::Deserialize)]
    struct File {
        #[serde(rename = "Records")]
        records: Vec<Box<RawValue>>,
    }
    files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            serde_json::from_str::<File>(&text).unwrap().records.into_iter().map(|raw| raw.get().to_owned())
        })
        .collect()
}

fn small() -> Vec<String> {
    let text = std::fs::read_to_string(fixtures().join("sql/small.jsonl")).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// The whole result: column names, and rows as JSON values.
async fn rows(engine: &SqlEngine, sql: &str) -> Result<(Vec<String>, Vec<Vec<Value>>), SqlError> {
    let (schema, mut stream) = engine.query(sql).await?;
    let names = schema.fields().iter().map(|field| field.name().clone()).collect();
    let mut rows = Vec::new();
    while let Some(batch) = stream.next().await {
        let batch = batch?;
        assert_eq!(batch.schema(), schema, "{sql}");
        for row in 0..batch.num_rows() {
            let cells =
                batch.columns().iter().zip(schema.fields()).map(|(column, field)| cell(column, field, row));
            rows.push(cells.collect());
        }
    }
    Ok((names, rows))
}

fn cell(array: &ArrayRef, field: &Field, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Boolean => json!(array.as_boolean().value(row)),
        DataType::Utf8 => json!(array.as_string::<i32>().value(row)),
        DataType::Date32 => json!(format_date(array.as_primitive::<Date32Type>().value(row))),
        DataType::Timestamp(..) => {
            let text = format_timestamp(array.as_primitive::<TimestampMicrosecondType>().value(row));
            json!(text.strip_suffix(".000").unwrap_or(&text))
        }
        DataType::List(_) | DataType::Struct(_) | DataType::Map(..) => {
            let mut out = String::new();
            json_build::push_json(&mut out, array, field, row).unwrap();
            json!(out)
        }
        data_type if data_type.is_numeric() => {
            let text = arrow::util::display::array_value_to_string(array, row).unwrap();
            serde_json::from_str(&text).unwrap_or(json!(text))
        }
        _ => json!(arrow::util::display::array_value_to_string(array, row).unwrap()),
    }
}

/// What two engines may differ in: the case and order of keys, members that are null, 1 and 1.0.
fn normal(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with(['{', '[']) => match serde_json::from_str::<Value>(text) {
            Ok(inner) => normal(&inner),
            Err(_) => value.clone(),
        },
        Value::Array(items) => Value::Array(items.iter().map(normal).collect()),
        Value::Object(members) => {
            let mut sorted: Vec<(String, Value)> = (members.iter())
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.to_lowercase(), normal(value)))
                .collect();
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(sorted.into_iter().collect())
        }
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

#[tokio::test]
async fn public_queries_give_their_answers() {
    let (lake, _folder) = lake_engine(&invictus(), 2000, 500).await;
    for engine in [engine(&invictus(), 500, limits()), lake] {
        public_queries_give_their_answers_over(engine).await;
    }
}

async fn public_queries_give_their_answers_over(engine: SqlEngine) {
    let mut failures = Vec::new();
    let mut ran = 0;
    for folder in ["lake-samples", "athena"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(fixtures().join("sql").join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for path in files.iter().filter(|path| path.to_string_lossy().ends_with(".norm.sql")) {
            let sql = std::fs::read_to_string(path).unwrap();
            let answer = path.to_string_lossy().replace(".norm.sql", ".answer.json");
            let answer: Value = serde_json::from_str(&std::fs::read_to_string(answer).unwrap()).unwrap();
            ran += 1;
            if let Err(problem) = compare(&engine, &sql, &answer).await {
                failures.push(format!("{}: {problem}", path.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert_eq!(ran, 21);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

async fn compare(engine: &SqlEngine, sql: &str, answer: &Value) -> Result<(), String> {
    let (names, rows) = rows(engine, sql).await.map_err(|error| error.to_string())?;
    if answer["rows"] != json!(rows.len()) {
        return Err(format!("{} rows instead of {}", rows.len(), answer["rows"]));
    }
    match answer["compare"].as_str() {
        Some("ids") => {
            let at =
                names.iter().position(|name| name.eq_ignore_ascii_case("eventid")).ok_or("no eventid")?;
            let mut ids: Vec<&Value> = rows.iter().map(|row| &row[at]).collect();
            ids.sort_by_key(|id| id.to_string());
            let mut wanted: Vec<&Value> = answer["event_ids"].as_array().into_iter().flatten().collect();
            wanted.sort_by_key(|id| id.to_string());
            if ids != wanted {
                return Err(format!("{ids:?} instead of {wanted:?}"));
            }
        }
        Some("values") => {
            let text = |row: &Value| normal(row).to_string();
            let mut rows: Vec<String> = rows.into_iter().map(|row| text(&Value::Array(row))).collect();
            let mut wanted: Vec<String> =
                answer["values"].as_array().into_iter().flatten().map(text).collect();
            rows.sort();
            wanted.sort();
            if let Some((row, wanted)) = rows.iter().zip(&wanted).find(|(row, wanted)| row != wanted) {
                return Err(format!("\n  {row}\ninstead of\n  {wanted}"));
            }
        }
        _ => {}
    }
    Ok(())
}

/// One case of `cases.txt`: a comment, the statement, `----`, the rows (or `error: …`).
async fn run_case(engine: &SqlEngine, case: &str) -> Result<(), String> {
    let (sql, expected) = case.split_once("\n----").ok_or("no ---- in case")?;
    let expected: Vec<&str> = expected.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let result = rows(engine, sql).await;
    if let Some(wanted) = expected.first().and_then(|line| line.strip_prefix("error: ")) {
        return match result {
            Ok(_) => Err(format!("worked, but should say: {wanted}")),
            Err(error) if error.to_string().contains(wanted) => Ok(()),
            Err(error) => Err(format!("says: {error}")),
        };
    }
    let (names, rows) = result.map_err(|error| error.to_string())?;
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "NULL".into(),
        other => other.to_string(),
    };
    let mut lines: Vec<String> =
        rows.iter().map(|row| row.iter().map(text).collect::<Vec<_>>().join(" | ")).collect();
    let mut expected: Vec<String> = expected.iter().map(|line| line.to_string()).collect();
    if let Some(wanted) = expected.first().and_then(|line| line.strip_prefix("columns: ")) {
        if wanted != names.join(", ") {
            return Err(format!("columns {}", names.join(", ")));
        }
        expected.remove(0);
    }
    if !sql.to_lowercase().contains("order by") {
        lines.sort();
        expected.sort();
    }
    if lines == expected { Ok(()) } else { Err(format!("\n{}", lines.join("\n"))) }
}

#[tokio::test]
async fn cases_give_their_rows() {
    let (lake, _folder) = lake_engine(&small(), 2, 1).await;
    for engine in [engine(&small(), 2, limits()), lake] {
        cases_give_their_rows_over(engine).await;
    }
}

async fn cases_give_their_rows_over(engine: SqlEngine) {
    let text = std::fs::read_to_string(fixtures().join("sql/cases.txt")).unwrap();
    let mut failures = Vec::new();
    let mut ran = 0;
    for case in text.split("\n====\n").filter(|case| !case.trim().is_empty()) {
        ran += 1;
        if let Err(problem) = run_case(&engine, case).await {
            failures.push(format!("{}\n=> {problem}\n", case.trim()));
        }
    }
    assert!(failures.is_empty(), "{} of {ran} cases fail:\n\n{}", failures.len(), failures.join("\n"));
    assert!(ran >= 80, "{ran} cases");
}

/// What reading less must not change: a lake answers as all rows in memory do.
#[tokio::test]
async fn a_lake_answers_as_rows_in_memory_do() {
    let events = invictus();
    let memory = engine(&events, 700, limits());
    for (file_rows, waiting) in [(2800, 0), (400, 100)] {
        let (lake, _folder) = lake_engine(&events, file_rows, waiting).await;
        for sql in [
            // Rows counted together, and everything that must prevent it.
            "SELECT eventName, count(*) FROM events GROUP BY 1",
            "SELECT eventName, count(1), count(2), count(errorCode), min(awsRegion), max(userAgent) FROM events GROUP BY 1",
            "SELECT count(*), count(DISTINCT eventName), count(DISTINCT awsRegion) FROM events",
            "SELECT count(*) FROM events",
            "SELECT count(*) FROM events WHERE errorCode IS NOT NULL",
            "SELECT count(*), count(errorCode) FROM events WHERE eventName = 'no such name'",
            "SELECT errorCode, count(*) FROM events WHERE eventName = 'no such name' GROUP BY errorCode",
            "SELECT userIdentity.arn, readOnly, count(*) FROM events GROUP BY 1, 2",
            "SELECT userIdentity.type, count_if(readOnly), count_if(NOT readOnly), bool_or(readOnly) FROM events GROUP BY 1",
            "SELECT DISTINCT eventSource, eventName FROM events",
            "SELECT lower(t.n), count(*) FROM (SELECT eventName AS n, awsRegion FROM events WHERE awsRegion LIKE 'us-%') t GROUP BY 1",
            "SELECT eventSource, count(*) AS n FROM events GROUP BY 1 HAVING count(*) > 10 ORDER BY n DESC, 1 LIMIT 5",
            "SELECT e.eventName, sum(1), avg(length(e.eventName)), count(*) FROM events e GROUP BY 1",
            "SELECT a.eventName, count(*) FROM events a JOIN events b ON a.eventID = b.eventID GROUP BY 1",
            "SELECT eventName, awsRegion, count(*) FROM events GROUP BY GROUPING SETS ((eventName), (awsRegion), ())",
            "SELECT count(*) FROM (SELECT eventName FROM events LIMIT 1500)",
            "SELECT eventName, row_number() OVER (PARTITION BY eventName ORDER BY eventName) FROM events WHERE readOnly = false",
            "SELECT date_trunc('hour', eventTime), count(*) FROM events GROUP BY 1",
            "SELECT n, count(*) FROM (SELECT eventName, count(*) AS n FROM events GROUP BY eventName) GROUP BY n",
            "SELECT eventName, count(*) FROM events WHERE eventTime >= TIMESTAMP '2023-07-10 12:00:00' GROUP BY 1",
            "SELECT eventName, count(*) FROM events WHERE element_at(requestParameters, 'userName') IS NOT NULL GROUP BY 1",
            // Conditions on narrow and on wide columns, together and alone.
            "SELECT eventID FROM events WHERE eventSource = 's3.amazonaws.com' AND errorCode IS NULL AND readOnly",
            "SELECT eventID, requestParameters FROM events WHERE eventName LIKE '%Policy%' AND requestParameters IS NOT NULL",
            "SELECT eventID FROM events WHERE element_at(requestParameters, 'bucketName') LIKE '%a%' OR awsRegion <> 'us-east-1'",
            "SELECT eventID FROM events WHERE errorCode = 'AccessDenied' OR errorMessage LIKE '%not authorized%'",
            "SELECT eventID, requestID FROM events WHERE requestID < '5' AND eventID > 'a' AND eventName <> 'AssumeRole'",
            "SELECT eventID FROM events WHERE eventName IN (SELECT eventName FROM events WHERE errorCode IS NOT NULL)",
            "SELECT eventID FROM events WHERE sourceIPAddress = (SELECT max(sourceIPAddress) FROM events)",
            "SELECT eventID FROM events WHERE length(eventName) = length(eventSource)",
            "SELECT * FROM events WHERE eventName = 'CreateUser' OR eventName = 'DeleteUser'",
            // The newest, of which later files are asked for less and less.
            "SELECT eventTime, eventJson FROM events ORDER BY eventTime DESC, eventID LIMIT 20",
            "SELECT eventTime, eventName, eventID FROM events WHERE readOnly ORDER BY eventTime, eventID LIMIT 3",
            // Texts in whole records: in one column, across columns, in none, in the time, in a pattern with an escape.
            "SELECT eventID FROM events WHERE eventJson LIKE '%stratus%'",
            r#"SELECT count(*) FROM events WHERE eventJson LIKE '%"eventName":"Get%'"#,
            r#"SELECT eventID FROM events WHERE eventJson LIKE '%"eventName":"PutBucketPolicy"%'"#,
            "SELECT eventID FROM events WHERE eventJson LIKE '%T12:0%' AND eventJson NOT LIKE '%AccessDenied%'",
            "SELECT eventID FROM events WHERE eventJson LIKE '%T12%' AND readOnly",
            "SELECT eventID FROM events WHERE eventJson LIKE '%no such text%' OR eventJson LIKE '%UpdateAssumeRolePolicy%'",
            "SELECT eventID FROM events WHERE eventJson LIKE '%no such text%'",
            "SELECT eventID FROM events WHERE eventJson LIKE '{%Ro_e%'",
            "SELECT eventID FROM events WHERE eventJson LIKE '%100!%%' ESCAPE '!'",
            "SELECT eventID FROM events WHERE eventJson LIKE '%\"%'",
            "SELECT eventID FROM events WHERE lower(eventJson) LIKE '%assumerole%' AND eventJson LIKE '%e%'",
        ] {
            let sorted = |answer: Result<(Vec<String>, Vec<Vec<Value>>), SqlError>| {
                let (names, rows) = answer.unwrap_or_else(|error| panic!("{sql}: {error}"));
                let mut rows: Vec<String> = rows.into_iter().map(|row| json!(row).to_string()).collect();
                rows.sort();
                (names, rows)
            };
            let wanted = sorted(rows(&memory, sql).await);
            let answer = sorted(rows(&lake, sql).await);
            assert_eq!(answer, wanted, "{sql}");
        }
    }
}

/// The optimised plan, one line per node.
async fn plan(engine: &SqlEngine, sql: &str) -> String {
    let now = "2024-06-01T00:00:00Z";
    let Prepared::Query { statement, .. } = dialect::prepare(sql, &engine.inner.tables, now).unwrap() else {
        panic!("{sql}")
    };
    let plan = engine.inner.logical_plan(*statement).await.unwrap();
    engine.inner.state.optimize(&plan).unwrap().to_string()
}

#[tokio::test]
async fn predicates_and_columns_reach_the_scan() {
    let engine = engine(&small(), 2, limits());
    for (predicate, wanted) in [
        (
            "eventTime > '2024-05-01 00:00:00'",
            "physical.eventTime > TimestampMicrosecond(1714521600000000, None)",
        ),
        (
            "eventTime <= from_iso8601_timestamp('2024-05-02T00:00:00Z')",
            "physical.eventTime <= TimestampMicrosecond(1714608000000000, None)",
        ),
        (
            "eventTime < timestamp '2024-06-01 00:00:00'",
            "physical.eventTime < TimestampMicrosecond(1717200000000000, None)",
        ),
        (
            "eventTime > now() - interval '60' day",
            "physical.eventTime > TimestampMicrosecond(1712016000000000, None)",
        ),
        (
            "date '2024-06-01' >= e.eventTime",
            "physical.eventTime <= TimestampMicrosecond(1717200000000000, None)",
        ),
        ("eventName = 'GetObject'", "physical.eventName = Dictionary(Int32, Utf8(\"GetObject\"))"),
    ] {
        let plan = plan(
            &engine,
            &format!("SELECT eventName FROM events e WHERE {predicate} AND userIdentity.type = 'x'"),
        )
        .await;
        assert!(plan.contains(wanted), "{wanted} is not in\n{plan}");
        let columns = if predicate.contains("Time") { "eventTime, eventName" } else { "eventName" };
        assert!(plan.contains(&format!("projection=[{columns}, userIdentity]")), "{plan}");
    }
    let athena = plan(
        &engine,
        "SELECT useridentity.arn FROM cloudtrail_logs WHERE eventtime >= '2024-05-01T00:00:00Z' AND eventtime < '2024-06' \
         AND timestamp >= '2024/05/01'",
    )
    .await;
    for part in [
        "projection=[eventTime, userIdentity]",
        "physical.eventTime >= TimestampMicrosecond(1714521600000000, None)",
        "physical.eventTime < TimestampMicrosecond(1717200000000000, None)",
    ] {
        assert!(athena.contains(part), "{part} is not in\n{athena}");
    }
}

#[tokio::test]
async fn nested_columns_are_read_as_text() {
    let engine = engine(&small(), 2, limits());
    for sql in [
        "SELECT userIdentity.arn, userIdentity.type, count(*) FROM events GROUP BY 1, 2 ORDER BY 3",
        "SELECT element_at(requestParameters, 'a'), requestParameters['b'] FROM events WHERE tlsDetails.tlsVersion = 'x'",
        "WITH e AS (SELECT * FROM events WHERE readOnly) SELECT a.userIdentity.sessionContext.sessionIssuer.userName \
         FROM e a JOIN e b ON a.userIdentity.arn = b.userIdentity.arn ORDER BY a.userIdentity.type",
        "SELECT json_extract_scalar(requestparameters, '$.a.b'), useridentity.type FROM cloudtrail_logs",
        "SELECT resources[1].arn, try(element_at(requestParameters, 'x')) FROM (SELECT * FROM events LIMIT 5) t",
        "SELECT e.userIdentity.arn, x FROM events e CROSS JOIN UNNEST(split(e.requestParameters['a'], ',')) AS t(x)",
    ] {
        let plan = plan(&engine, sql).await;
        assert!(!plan.contains("nested$") && !plan.contains("compact$"), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn limits_stop_a_query_and_say_so() {
    let text = |error: Result<_, SqlError>| error.map(|_: (Vec<String>, Vec<Vec<Value>>)| ()).unwrap_err();
    let events = invictus();
    let tight = engine(&events, 500, SqlLimits { memory_bytes_max: 1 << 20, ..limits() });
    let error = text(rows(&tight, "SELECT a.eventJson FROM events a ORDER BY a.eventJson, a.eventID").await);
    assert!(matches!(error, SqlError::MemoryExhausted { .. }), "{error}");
    let hasty = engine(&events, 500, SqlLimits { time_max: Duration::from_millis(300), ..limits() });
    let error = text(
        rows(&hasty, "SELECT count(*) FROM events a, events b, events c WHERE a.eventID < b.eventID").await,
    );
    assert!(matches!(error, SqlError::TimedOut(_)), "{error}");
    let engine = engine(&events[..2], 500, limits());
    let long = format!("SELECT '{}'", "x".repeat(10_000));
    assert!(matches!(text(rows(&engine, &long).await), SqlError::TooLong { .. }));
}

#[tokio::test]
async fn hostile_statements_are_survived() {
    let engine = engine(&small(), 2, limits());
    let deep = [
        format!("SELECT {}1{}", "(".repeat(4000), ")".repeat(4000)),
        format!("SELECT {}1", "NOT ".repeat(2000)),
        format!("SELECT {}1", "- ".repeat(4000)),
        format!("SELECT 1{}", "+1".repeat(4900)),
        format!("SELECT 1 WHERE 1=1{}", " OR 1=2".repeat(1200)),
        format!("SELECT {}1{}", "abs(".repeat(1500), ")".repeat(1500)),
        format!("SELECT {}1{}", "ARRAY[".repeat(1200), "]".repeat(1200)),
        format!("{}SELECT 1{}", "SELECT * FROM (".repeat(500), ") t".repeat(500)),
        format!("SELECT CAST(NULL AS {}VARCHAR{})", "ARRAY(".repeat(1200), ")".repeat(1200)),
        format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(500)),
        format!("SELECT a{}", ".b".repeat(4000)),
        format!("SELECT userIdentity{} FROM events", "['a']".repeat(1500)),
        format!("SELECT 'a'{}", "||'a'".repeat(1900)),
        format!("SELECT 1 FROM events{}", ", events".repeat(1000)),
        format!("SELECT {}1{}", "CASE WHEN true THEN ".repeat(300), " END".repeat(300)),
        format!("SELECT 1 WHERE 'x' IN ('a'{})", ",'b'".repeat(2400)),
        format!("SELECT {}+{}", "ARRAY[".repeat(8), "]".repeat(8)),
        format!("SELECT {}+{}", "position(".repeat(30), ")".repeat(30)),
        format!("SELECT {}+{}", "(x) -> (".repeat(30), ")".repeat(30)),
        "SELECT".into(),
        "".into(),
        ";;".into(),
        "SELECT \u{0}\u{1}".into(),
        "SELECT * FROM events WHERE eventName = '\u{1f600}' AND \"ä\" = 1".into(),
    ];
    for sql in deep {
        // Either answer will do; what counts is that there is one.
        let started = std::time::Instant::now();
        let _ = rows(&engine, &sql).await;
        assert!(started.elapsed() < Duration::from_secs(20), "{sql}");
    }
    let still_there = rows(&engine, "SELECT count(*) FROM events").await.unwrap();
    assert_eq!(still_there.1, [[json!(6)]]);
}

/// Members that are not JSON at all: only a broken importer could store them, and a query must not fall over
/// them.
#[tokio::test]
async fn broken_text_in_the_lake_is_survived() {
    let broken = [
        "{",
        "{\"a\":",
        "{\"a\" 1}",
        "[1,2",
        "\"",
        "nul",
        "{\"arn\":\"x",
        "}{",
        "{\"a\":\"\\u12\"}",
        " ",
        "\u{e4}{",
    ];
    let table = physical_table(&broken.map(str::to_owned), 3);
    let batches =
        table.batches.iter().map(|partition| partition.try_read().unwrap().clone()).collect::<Vec<_>>();
    // Put the broken text where JSON belongs.
    let batches = batches.into_iter().map(|partition| {
        let broken = partition.into_iter().map(|batch| {
            let shape = Arc::clone(batch.column(batch.num_columns() - 1));
            let columns = batch.columns().iter().zip(PHYSICAL).map(|(column, (_, kind))| match kind {
                'd' => Arc::clone(&shape),
                'v' => arrow::compute::cast(&shape, &DataType::Utf8View).unwrap(),
                _ => Arc::clone(column),
            });
            RecordBatch::try_new(batch.schema(), columns.collect()).unwrap()
        });
        broken.collect()
    });
    let schema = table.schema();
    let table = Arc::new(MemTable::try_new(schema, batches.collect()).unwrap());
    let engine = SqlEngine::new(physical(table), limits()).unwrap();
    for sql in [
        "SELECT * FROM events",
        "SELECT * FROM cloudtrail_logs",
        "SELECT userIdentity.arn, element_at(requestParameters, 'a'), resources[1].arn, json_extract(eventJson, '$.a') FROM events",
    ] {
        assert_eq!(rows(&engine, sql).await.unwrap().1.len(), broken.len(), "{sql}");
    }
}

#[tokio::test]
async fn equal_texts_of_different_dictionaries_are_one_group() {
    let engine = engine(&invictus(), 100, limits());
    let (_, groups) = rows(&engine, "SELECT userIdentity.arn, awsRegion, count(*) FROM events GROUP BY 1, 2")
        .await
        .unwrap();
    let mut wanted: HashMap<(Value, Value), i64> = HashMap::new();
    for event in invictus() {
        let event: Value = serde_json::from_str(&event).unwrap();
        *wanted.entry((event["userIdentity"]["arn"].clone(), event["awsRegion"].clone())).or_default() += 1;
    }
    assert_eq!(groups.len(), wanted.len());
    for group in groups {
        assert_eq!(json!(wanted[&(group[0].clone(), group[1].clone())]), group[2]);
    }
}
