//! How events of a source get into the log, each once.
//!
//! A file's URI and version are remembered when all of it is in. Before the first of its records is appended the state says that it
//! is being taken: whoever finds that (after a crash) looks for each record among the events that are there, and appends what
//! is missing. Single events are always looked for: senders repeat them.

use std::sync::Arc;

use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::record::{Column, Members};
use stellwerk_store::aws::Aws;
use stellwerk_store::catalog::{CatalogError, Commit, ConsumedSource, Counters, NewQuarantine};
use stellwerk_store::import::records_of;
use stellwerk_store::lookup::{Lookup, lookup};

use super::{SourceError, State, key};
use crate::Service;

/// Records that are appended at once.
const BATCH: usize = 5_000;
const QUARANTINE_BYTES_MAX: usize = 1 << 20;

/// What became of events that were sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    pub accepted: u64,
    pub duplicates: u64,
}

pub struct Intake {
    pub service: Arc<Service>,
    /// As whom the source is reached.
    pub aws: Aws,
    pub name: String,
    pub state: State,
    revision: Option<i64>,
}

impl Intake {
    pub async fn open(service: &Arc<Service>, name: &str, aws: Aws) -> Result<Intake, SourceError> {
        let stored = service.store.catalog.document::<State>(key(name)).await?;
        let revision = stored.as_ref().map(|s| s.revision);
        let state = stored.map(|s| s.document).unwrap_or_default();
        Ok(Intake { service: service.clone(), aws, name: name.to_owned(), state, revision })
    }

    /// Writes the state down. Of writers at the same time (requests over HTTP) the last one's counts stand.
    pub async fn save(&mut self) -> Result<(), CatalogError> {
        let catalog = &self.service.store.catalog;
        let written = match self.revision {
            Some(revision) => catalog.replace_document(key(&self.name), revision, &self.state).await,
            None => catalog.create_document(key(&self.name), &self.state).await,
        };
        match written {
            Ok(()) => self.revision = Some(self.revision.unwrap_or(0) + 1),
            Err(CatalogError::Conflict { .. }) => {
                let now = catalog.document::<State>(key(&self.name)).await?;
                self.revision = now.map(|stored| stored.revision);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Takes a file of a bucket, unless it is known.
    pub async fn take_object(&mut self, bucket: &str, object_key: &str) -> Result<(), SourceError> {
        let uri = format!("s3://{bucket}/{object_key}");
        if !is_log_file(object_key) {
            self.state.skipped += 1;
            return Ok(());
        }
        let object = self.aws.get_object(bucket, object_key).await?;
        let Some(object) = object else {
            // Deleted before we came; nothing will change that.
            return self.quarantine(&uri, "the object is not there".to_owned(), &[], 0).await;
        };
        // As `stellwerk import` notes it: who imports the bucket later skips what came in here.
        let version = object.headers.get("etag").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let known = self.service.store.catalog.source(&uri).await?;
        if known.is_some_and(|k| k.done && k.version == version) {
            self.state.skipped += 1;
            return Ok(());
        }
        let body = object.body.clone();
        let read = tokio::task::spawn_blocking(move || records_of(&body)).await;
        let why = |why: String| SourceError::File { uri: uri.clone(), why };
        let (records, bad) =
            read.map_err(|error| why(error.to_string()))?.map_err(|error| why(error.to_string()))?;
        let maybe_there = self.state.taking.as_ref() == Some(&uri);
        if !maybe_there {
            self.state.taking = Some(uri.clone());
            self.save().await?;
        }
        let (found, quarantined) = (records.len() as u64, bad.len() as u64);
        let (records, duplicates) = match maybe_there {
            true => self.missing(records).await?,
            false => (records, 0),
        };
        for batch in records.chunks(BATCH) {
            self.note_newest(batch);
            self.service.log.append(batch.to_vec()).await?;
        }
        let quarantine = bad.into_iter().map(|bad| NewQuarantine {
            source_uri: uri.clone(),
            offset: bad.offset,
            reason: bad.reason,
            bytes: bad.bytes,
            length: bad.length,
            object: None,
        });
        let consumed = ConsumedSource {
            uri: uri.clone(),
            version,
            records: found + quarantined,
            duplicates,
            quarantined,
            bytes: object.body.len() as u64,
            done: true,
            offset: 0,
            records_done: found + quarantined,
        };
        let commit = Commit {
            sources: vec![consumed],
            quarantine: quarantine.collect(),
            counters: Counters { accepted: quarantined, quarantined, ..Counters::default() },
            ..Commit::default()
        };
        self.service.store.catalog.commit(commit).await?;
        self.state.files += 1;
        self.state.events += records.len() as u64;
        self.state.duplicates += duplicates;
        self.state.quarantined += quarantined;
        self.state.taking = None;
        self.save().await?;
        Ok(())
    }

    /// Takes single events.
    pub async fn take_events(&mut self, records: Vec<String>) -> Result<Received, SourceError> {
        let (records, duplicates) = self.missing(records).await?;
        let accepted = records.len() as u64;
        if !records.is_empty() {
            self.note_newest(&records);
            self.service.log.append(records).await?;
        }
        self.state.events += accepted;
        self.state.duplicates += duplicates;
        Ok(Received { accepted, duplicates })
    }

    /// Those that are not there yet, and how many are.
    async fn missing(&self, records: Vec<String>) -> Result<(Vec<String>, u64), SourceError> {
        let mut missing: Vec<String> = Vec::with_capacity(records.len());
        let mut duplicates = 0;
        let mut members = Members::default();
        for record in records {
            let id = match members.take_apart(&record) {
                Ok(()) => members.text(&record, Column::EventId).map(str::to_owned),
                Err(_) => None,
            };
            let there = match id {
                None => false,
                Some(_) if missing.contains(&record) => true,
                Some(id) => {
                    let wanted = Lookup {
                        attributes: vec![(AttributeKey::EventId, id)],
                        max: 100,
                        ..Lookup::default()
                    };
                    let found = lookup(&self.service.store, &wanted).await?;
                    found.iter().any(|event| event.record == record)
                }
            };
            match there {
                true => duplicates += 1,
                false => missing.push(record),
            }
        }
        Ok((missing, duplicates))
    }

    fn note_newest(&mut self, records: &[String]) {
        let mut members = Members::default();
        for record in records {
            if members.take_apart(record).is_ok() {
                let time = members.event_time.map(|micros| micros.div_euclid(1000));
                self.state.newest_event = self.state.newest_event.max(time);
            }
        }
    }

    /// Sets something aside, so that it does not come again.
    pub async fn quarantine(
        &mut self,
        uri: &str,
        reason: String,
        bytes: &[u8],
        offset: u64,
    ) -> Result<(), SourceError> {
        let entry = NewQuarantine {
            source_uri: uri.to_owned(),
            offset,
            reason,
            bytes: bytes[..bytes.len().min(QUARANTINE_BYTES_MAX)].to_vec(),
            length: bytes.len() as u64,
            object: None,
        };
        let counters = Counters { accepted: 1, quarantined: 1, ..Counters::default() };
        let commit = Commit { quarantine: vec![entry], counters, ..Commit::default() };
        self.service.store.catalog.commit(commit).await?;
        self.state.quarantined += 1;
        Ok(())
    }
}

/// Whether a key is that of a log file of a trail: what else lies under `AWSLogs/` is not read.
pub fn is_log_file(key: &str) -> bool {
    let folders = ["/CloudTrail/", "/CloudTrail-Insight/", "/CloudTrail-NetworkActivity/"];
    let of_a_trail = folders.iter().any(|folder| key.contains(folder)) || !key.contains("AWSLogs/");
    let name = key.rsplit('/').next().unwrap_or_default();
    of_a_trail && (name.ends_with(".json.gz") || name.ends_with(".json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_files_are_told_from_their_neighbours() {
        let day = "eu-west-1/2026/11/24";
        assert!(is_log_file(&format!("p/AWSLogs/1/CloudTrail/{day}/1_CloudTrail_x.json.gz")));
        assert!(is_log_file(&format!("AWSLogs/o-1/1/CloudTrail-Insight/{day}/x.json.gz")));
        assert!(is_log_file("exported/events.json"));
        assert!(!is_log_file(&format!("AWSLogs/1/CloudTrail-Digest/{day}/x.json.gz")));
        assert!(!is_log_file(&format!("AWSLogs/1/Config/{day}/x.json.gz")));
        assert!(!is_log_file(&format!("AWSLogs/1/CloudTrail/{day}/x.txt")));
    }
}
