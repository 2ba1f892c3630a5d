//! Small objects beside the data files: written whole, read whole.

use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use crate::StoreError;

pub async fn put(objects: &Arc<dyn ObjectStore>, path: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
    let done = objects.put(&Path::from(path), PutPayload::from(bytes)).await;
    done.map(drop).map_err(|source| failed(path, source))
}

pub async fn get(objects: &Arc<dyn ObjectStore>, path: &str) -> Result<Bytes, StoreError> {
    let read = async { objects.get(&Path::from(path)).await?.bytes().await };
    read.await.map_err(|source| StoreError::Piece { path: path.to_owned(), source })
}

/// Deletes the object; one that is not there is no error.
pub async fn delete(objects: &Arc<dyn ObjectStore>, path: &str) -> Result<(), StoreError> {
    match objects.delete(&Path::from(path)).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(source) => Err(failed(path, source)),
    }
}

fn failed(path: &str, source: object_store::Error) -> StoreError {
    StoreError::Write { path: path.to_owned(), source }
}
