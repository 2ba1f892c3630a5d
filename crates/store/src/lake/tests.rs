//! Events into a file and out of it again.

use std::sync::Arc;

use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use stellwerk_model::attributes::AttributeKey;

use super::index::hash_attribute;
use super::read::{CacheBytes, FileCache};
use super::rows::{Batch, PartBuilder, RowRef};
use super::write::encode;

fn batch(records: &[String]) -> Batch {
    let text: String = records.concat();
    let mut part = PartBuilder::new(text);
    let mut start = 0;
    for record in records {
        part.push(start, record.len() as u32).unwrap();
        start += record.len() as u32;
    }
    let order = (0..records.len() as u32).map(|row| RowRef { part: 0, row }).collect();
    let mut batch = Batch { parts: Arc::new(vec![part.finish()]), order };
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
