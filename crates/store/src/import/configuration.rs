//! Import of configuration items: what AWS Config has delivered to a bucket (snapshots, histories, notifications), or answered.
//!
//! Items go beside what is known of their resources, so that a past can be brought along at any time, in any order, and twice. A file is read whole: AWS
//! Config makes them of a size that can be.

use std::io::Read;

use serde_json::Value;
use stellwerk_model::configuration::ConfigurationItem;

use super::reader;
use super::sources::{Listed, SourceFile, list};
use crate::Store;
use crate::catalog::CatalogError;

/// Bytes of a file, decompressed.
const FILE_BYTES_MAX: u64 = 1 << 30;
/// Items that are added in one transaction.
const BATCH: usize = 1_000;
/// Messages within messages: SNS in SQS in a file.
const ENVELOPES_MAX: usize = 4;

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedItems {
    pub files: u64,
    /// Items that were read; those that were there already among them.
    pub items: u64,
    pub added: u64,
    /// Files, or items of them, that could not be imported, and why.
    pub problems: Vec<(String, String)>,
}

/// Imports what the arguments name: files, folders, globs and `s3://` prefixes.
pub async fn import_items(store: &Store, arguments: Vec<String>) -> Result<ImportedItems, CatalogError> {
    let mut imported = ImportedItems::default();
    let mut listed = list(arguments);
    while let Some(listed) = listed.recv().await {
        match listed {
            Listed::File(file) => import_file(store, &file, &mut imported).await?,
            Listed::Skipped { .. } => {}
            Listed::Problem { uri, reason } => imported.problems.push((uri, reason)),
        }
    }
    Ok(imported)
}

async fn import_file(
    store: &Store,
    file: &SourceFile,
    imported: &mut ImportedItems,
) -> Result<(), CatalogError> {
    imported.files += 1;
    let mut problem = |why: String| imported.problems.push((file.uri.clone(), why));
    let input = match reader::open(file).await {
        Ok(input) => input,
        Err(error) => {
            problem(error.to_string());
            return Ok(());
        }
    };
    let read = tokio::task::spawn_blocking(move || {
        let mut text = Vec::new();
        input.take(FILE_BYTES_MAX + 1).read_to_end(&mut text).map(|_| text)
    });
    let text = match read.await {
        Ok(Ok(text)) if text.len() as u64 <= FILE_BYTES_MAX => text,
        Ok(Ok(_)) => {
            problem(format!("it has more than {FILE_BYTES_MAX} bytes"));
            return Ok(());
        }
        Ok(Err(error)) => {
            problem(error.to_string());
            return Ok(());
        }
        Err(error) => {
            problem(error.to_string());
            return Ok(());
        }
    };
    let mut items = Vec::new();
    for value in values(&text, &mut problem) {
        match ConfigurationItem::from_json(value) {
            Ok(item) => items.push(item),
            Err(error) => problem(error.to_string()),
        }
    }
    for batch in items.chunks(BATCH) {
        imported.added += store.catalog.add_past_items(batch).await? as u64;
    }
    imported.items += items.len() as u64;
    Ok(())
}

/// Everything in a file that may be an item: JSON, or a JSON text in each line.
fn values(text: &[u8], problem: &mut impl FnMut(String)) -> Vec<Value> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_slice(text).into_iter::<Value>() {
        match value {
            Ok(value) => unwrap(value, 0, &mut found),
            Err(error) => {
                problem(format!("it is not JSON: {error}"));
                break;
            }
        }
    }
    if found.is_empty() && !text.is_empty() {
        problem("there are no configuration items in it".to_owned());
    }
    found
}

fn unwrap(value: Value, depth: usize, found: &mut Vec<Value>) {
    if depth > ENVELOPES_MAX {
        return;
    }
    match value {
        Value::Array(list) => list.into_iter().for_each(|value| unwrap(value, depth + 1, found)),
        Value::Object(mut members) => {
            for envelope in ["configurationItems", "configurationItem", "detail"] {
                if let Some(inner) = members.remove(envelope) {
                    return unwrap(inner, depth + 1, found);
                }
            }
            match members.get("Message").and_then(Value::as_str).map(serde_json::from_str::<Value>) {
                Some(Ok(message)) => unwrap(message, depth + 1, found),
                _ if members.contains_key("resourceType") => found.push(Value::Object(members)),
                _ => {}
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_in_every_wrapper() {
        let count = |text: &str| {
            let mut problems = Vec::new();
            let found = values(text.as_bytes(), &mut |why| problems.push(why));
            (found.len(), problems.join("; "))
        };
        let item = r#"{"resourceType":"T","resourceId":"i"}"#;
        let message =
            serde_json::json!({ "Message": format!(r#"{{"configurationItem":{item}}}"#) }).to_string();
        for wrapped in [
            item.to_owned(),
            format!("[{item}]"),
            format!(r#"{{"fileVersion":"1.0","configurationItems":[{item}]}}"#),
            format!(r#"{{"detail-type":"x","detail":{{"configurationItem":{item}}}}}"#),
            message,
        ] {
            assert_eq!(count(&wrapped), (1, String::new()), "{wrapped}");
        }
        assert_eq!(count(&format!("{item}\n{item}\n")).0, 2);
        assert_eq!(count("{}").1, "there are no configuration items in it");
        assert!(count("{").1.starts_with("it is not JSON"));
        assert_eq!(count(r#"{"configurationItems":[]}"#).1, "there are no configuration items in it");
    }
}
