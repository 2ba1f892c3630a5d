//! Events for tests, and ways to see what a store holds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::StreamExt;
use stellwerk_store::Store;
use stellwerk_store::import::{self, Report};
use stellwerk_store::sql::SqlLimits;
use stellwerk_store::store::sql_engine;

pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// The records in the log files of a folder and its folders, byte for byte.
pub fn originals(folder: &Path) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct File {
        #[serde(rename = "Records")]
        records: Vec<Box<serde_json::value::RawValue>>,
    }
    let mut originals = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            originals.extend(self::originals(&path));
        } else if path.extension().is_some_and(|e| e == "json") {
            let file: File = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            originals.extend(file.records.into_iter().map(|r| r.get().to_owned()));
        }
    }
    originals
}

/// The `n`-th of many different events.
pub fn event(n: usize) -> String {
    format!(
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","principalId":"AIDA{u}","userName":"user-{u}","accessKeyId":"AKIA{u}"}},"eventTime":"2024-0{month}-{day:02}T{hour:02}:00:{second:02}Z","eventSource":"s3.amazonaws.com","eventName":"{name}","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7","userAgent":"test","requestParameters":{{"bucketName":"bucket-{bucket}"}},"responseElements":null,"requestID":"R{n}","eventID":"event-{n}","readOnly":{read_only},"eventType":"AwsApiCall","recipientAccountId":"111122223333"}}"#,
        u = n % 7,
        month = n % 3 + 1,
        day = n % 28 + 1,
        hour = n % 24,
        second = n % 60,
        name = ["GetObject", "PutObject", "ListBucket"][n % 3],
        bucket = n % 5,
        read_only = n % 3 != 1,
    )
}

/// Writes a CloudTrail log file.
pub fn write_log(path: &Path, events: impl IntoIterator<Item = String>) {
    let events: Vec<String> = events.into_iter().collect();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("{{\"Records\":[{}]}}", events.join(","))).unwrap();
}

pub async fn import(store: &Arc<Store>, path: &Path) -> Result<Report, import::ImportError> {
    import::import(store, vec![path.to_string_lossy().into_owned()], Arc::default()).await
}

/// One text column of a query's answer.
pub async fn column(store: &Arc<Store>, sql: &str) -> Vec<String> {
    let engine = sql_engine(store, SqlLimits::default()).unwrap();
    let (_, mut rows) = engine.query(sql).await.unwrap_or_else(|e| panic!("{e}: {sql}"));
    let mut values = Vec::new();
    while let Some(batch) = rows.next().await {
        let batch = batch.unwrap();
        let options = arrow::util::display::FormatOptions::default();
        let texts = arrow::util::display::ArrayFormatter::try_new(batch.column(0), &options).unwrap();
        values.extend((0..batch.num_rows()).map(|row| texts.value(row).to_string()));
    }
    values
}

/// Every record in the store, byte for byte, sorted.
pub async fn records(store: &Arc<Store>) -> Vec<String> {
    let mut records = column(store, "SELECT raw FROM events").await;
    records.sort();
    records
}
