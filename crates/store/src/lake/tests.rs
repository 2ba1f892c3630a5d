//! Events into a file and out of it again.

use std::sync::Arc;

use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::record::Column;

use super::index::hash_attribute;
use super::read::{CacheBytes, FileCache, Text};
use super::rows::Batch;
use super::write::encode;

fn batch(records: &[String]) -> Batch {
    let lengths: Vec<u32> = records.iter().map(|record| record.len() as u32).collect();
    let mut batch = Batch::of_records(records.concat(), &lengths).unwrap();
    batch.sort_for_storage();
    batch
}

async fn stored(batch: &Batch) -> (FileCache, u64) {
    let file = encode(batch).unwrap();
    let size = file.bytes.len() as u64;
    let objects: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    objects.put(&Path::from("f.parquet"), file.bytes.into()).await.unwrap();
    (FileCache::new(objects, CacheBytes::default()), size)
}

/// A bit that flipped on a disk: an error, or what was stored, and never the end of the process.
#[tokio::test]
async fn damaged_files_are_survived() {
    let records: Vec<String> = (0..200).map(|n| format!(
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","userName":"u{}"}},"eventTime":"2023-07-10T00:00:00Z","eventSource":"s3.amazonaws.com","eventName":"Get{}","requestParameters":{{"bucketName":"b{n}"}},"eventID":"id-{n}"}}"#,
        n % 13,
        n % 5,
    )).collect();
    let batch = batch(&records);
    let good = encode(&batch).unwrap().bytes;
    let stored: Vec<&str> = batch.order.iter().map(|r| batch.parts[0].record(r.row as usize)).collect();
    let rows: Vec<u32> = (0..200).collect();
    let (mut errors, mut unchanged) = (0, 0);
    for at in (0..good.len()).step_by(5) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        let objects: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        objects.put(&Path::from("f.parquet"), bytes.into()).await.unwrap();
        let cache = FileCache::new(objects, CacheBytes::default());
        let read = async {
            let file = cache.open("f.parquet", good.len() as u64).await?;
            cache.records(&file, &rows).await
        };
        match read.await {
            Err(_) => errors += 1,
            // Nothing guards texts against other texts; it is Parquet's page checksums that would.
            Ok(read) => unchanged += usize::from(read == stored),
        }
    }
    assert!(errors > 0 && unchanged > 0, "{errors} errors, {unchanged} unchanged");
}

#[tokio::test]
async fn records_come_back_byte_for_byte_and_are_found_by_their_id() {
    let records: Vec<String> = (0..5000)
        .map(|n| {
            let odd = if n % 7 == 0 { r#", "p_x" : {"a":[1, 2]}"# } else { "" };
            let user = n % 13;
            format!(
                r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","userName":"u{user}","principalId":"P{user}"}},"eventTime":"2023-07-10T{:02}:00:00Z","eventSource":"s3.amazonaws.com","eventName":"Get{}","requestParameters":{{"bucketName":"b{n}"}},"responseElements":null,"eventID":"id-{n}"{odd}}}"#,
                n % 24,
                n % 5,
            )
        })
        .collect();
    let batch = batch(&records);
    let (cache, size) = stored(&batch).await;
    let file = cache.open("f.parquet", size).await.unwrap();
    let all: Vec<u32> = (0..5000).collect();
    let back = cache.records(&file, &all).await.unwrap();
    let sorted: Vec<&str> = batch.order.iter().map(|r| batch.parts[0].record(r.row as usize)).collect();
    assert_eq!(back, sorted);
    let mut back = back;
    back.sort();
    let mut records = records;
    records.sort();
    assert_eq!(back, records);

    let rows: Vec<u32> = file.index.rows_of_id(hash_attribute(AttributeKey::EventId, "id-4321")).collect();
    let found = cache.records(&file, &rows).await.unwrap();
    assert!(found.iter().any(|r| r.contains("\"id-4321\"")), "{found:?}");
    let runs = file.index.rows_of_value(hash_attribute(AttributeKey::ResourceName, "b77"));
    assert_eq!(runs.len(), 1);
    let found = cache.records(&file, &[runs[0].0]).await.unwrap();
    assert!(found[0].contains("\"b77\""));
}

/// Whatever way a column is encoded, our own reader and the Parquet crate's see the same.
#[tokio::test]
async fn every_encoding_of_a_column_is_read_by_both_readers() {
    let long = "x".repeat(1500);
    let record = |n: usize| {
        // `userIdentity` outgrows its dictionary; the source has one value, the region comes in runs, the agent changes with
        // each row, the error is mostly absent.
        let region = ["eu-central-1", "us-east-1", "ap-south-1"][n / 100 % 3];
        let error = if n.is_multiple_of(97) { r#","errorCode":"AccessDenied""# } else { "" };
        format!(
            r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","principalId":"P","x":"{n}{long}"}},"eventTime":"2023-07-10T00:00:00Z","eventSource":"s3.amazonaws.com","eventName":"Get","awsRegion":"{region}","userAgent":"agent-{}","eventID":"id-{n}"{error}}}"#,
            n % 11,
        )
    };
    let records: Vec<String> = (0..20_000).map(record).collect();
    let batch = batch(&records);
    let (cache, size) = stored(&batch).await;
    let file = cache.open("f.parquet", size).await.unwrap();
    let chunk = |column: Column| file.metadata.metadata().row_group(0).column(column as usize);
    assert!(chunk(Column::UserIdentity).dictionary_page_offset().is_none(), "given up");
    assert!(chunk(Column::UserAgent).dictionary_page_offset().is_some());

    let all: Vec<u32> = (0..20_000).collect();
    let some: Vec<u32> = (0..20_000).filter(|row| row % 1009 < 2).collect();
    use Column::*;
    for column in [UserIdentity, EventSource, AwsRegion, UserAgent, ErrorCode, EventVersion, ErrorMessage] {
        let column = column as usize;
        let expected: Vec<Option<&str>> = batch.order.iter().map(|&at| batch.column(at, column)).collect();
        let array = cache.narrow(&file, &[column]).await.unwrap().remove(0);
        let theirs = Text::of(&array);
        for rows in [&all, &some] {
            let ours = cache.values(&file, rows, &[column]).await.unwrap().remove(0);
            for (at, &row) in rows.iter().enumerate() {
                let expected = expected[row as usize];
                assert_eq!(
                    (ours.get(at), theirs.value(row as usize)),
                    (expected, expected),
                    "{column}, {row}"
                );
            }
        }
    }
}
