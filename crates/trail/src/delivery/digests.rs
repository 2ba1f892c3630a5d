//! Digests: hourly, for each region, a signed list of the log files that were delivered, chained to the one before.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html>; what
//! `aws cloudtrail validate-logs` checks is exactly this. A digest is made from the chain's state alone, so that writing it
//! twice writes the same.
//!
//! A log file that the bucket took only after the digest of its hour was written is listed by a *backfill digest* of that hour. Those
//! are a chain of their own.

use serde_json::json;

use super::*;
use crate::signing::{Signer, sha256};

/// A digest waits for this part of its period for files that the bucket does not take yet.
const PATIENCE: i64 = 6;

/// The chain of digests of one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The time from which the next digest speaks, in milliseconds.
    pub begins: i64,
    /// None before the starting digest.
    pub previous: Option<Previous>,
    /// Files that no digest lists yet.
    pub pending: Vec<LogFile>,
    /// When the digest ends that is being written before its period is over: written again, it has the same name.
    #[serde(default)]
    pub ending: Option<i64>,
    /// Its last digest, which ends with the trail, is written.
    #[serde(default)]
    pub is_final: bool,
}

impl Chain {
    /// Whose first digest has nothing before it.
    pub fn starting(begins: i64) -> Chain {
        Chain { begins, previous: None, pending: Vec::new(), ending: None, is_final: false }
    }

    /// Whether nothing is left to say: a file that was late even for the last digest is listed by one more.
    fn is_over(&self) -> bool {
        self.is_final && self.pending.is_empty()
    }
}

/// The chain of backfill digests beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    pub previous: Option<Previous>,
    /// Files that were too late for the digests of their time.
    pub pending: Vec<LogFile>,
    /// When its last digest ends: no two have the same name.
    #[serde(default)]
    pub ended: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    pub bucket: String,
    pub key: String,
    pub hash: String,
    pub signature: String,
}

/// Under which a chain is kept: its region, and for other accounts than the trail's these, too: `111122223333/eu-west-1`.
pub fn chain_name(place: Place<'_>, account: &str, region: &str) -> String {
    if account == place.account { region.to_owned() } else { format!("{account}/{region}") }
}

/// The account and the region of a chain.
pub fn chain_of<'a>(account: &'a str, name: &'a str) -> (&'a str, &'a str) {
    name.split_once('/').unwrap_or((account, name))
}

/// What a digest says, and when it was made where that is not when it ends.
struct Digest<'a> {
    begins: i64,
    ends: i64,
    files: &'a [LogFile],
    previous: Option<&'a Previous>,
    backfilled: Option<i64>,
}

impl Follower<'_> {
    /// Writes the digests that it is time for, and with `last` the ones that end with the trail; returns whether none is left.
    pub(super) async fn digests(&mut self, now: i64, last: bool) -> Result<bool, DeliveryError> {
        if !self.trail.log_file_validation {
            if !self.state.document.chains.is_empty() {
                self.note(|state| state.chains.clear()).await?;
            }
            return Ok(true);
        }
        if !self.state.document.digests_retry.is_due(now) {
            return Ok(false);
        }
        let written = match self.write_digests(now, last).await {
            Ok(()) => self.write_backfills(now).await,
            failed => failed,
        };
        if let Err(error) = written {
            let note = |state: &mut Delivery, why| {
                state.last_digest_error = Some(why);
                state.digests_retry.failed(now);
            };
            self.failed("digests", error, note).await?;
            return Ok(false);
        }
        Ok(!last || self.state.document.chains.values().all(Chain::is_over))
    }

    async fn write_digests(&mut self, now: i64, last: bool) -> Result<(), DeliveryError> {
        let started = self.began();
        if !self.state.document.chains.contains_key(self.place.region) {
            let home = self.place.region.to_owned();
            self.note(|state| drop(state.chains.insert(home, Chain::starting(started)))).await?;
        }
        let names: Vec<String> = self.state.document.chains.keys().cloned().collect();
        for name in names {
            while let Some(end) = self.next_end(&name, now, last).await? {
                let chain = &self.state.document.chains[&name];
                let (files, later): (Vec<LogFile>, Vec<LogFile>) =
                    chain.pending.iter().cloned().partition(|file| file.delivered <= end);
                let previous = chain.previous.as_ref();
                let digest =
                    Digest { begins: chain.begins, ends: end, files: &files, previous, backfilled: None };
                let is_final = last && chain.ending.is_some();
                let head = self.write_digest(&name, digest).await?;
                self.note_digest(now, |state| {
                    state.heads.insert(name.clone(), head.clone());
                    let next =
                        Chain { begins: end, previous: Some(head), pending: later, ending: None, is_final };
                    state.chains.insert(name.clone(), next);
                })
                .await?;
            }
        }
        Ok(())
    }

    /// When the digest ends that it is time for, if any.
    async fn next_end(&mut self, name: &str, now: i64, last: bool) -> Result<Option<i64>, DeliveryError> {
        let period = self.service.delivery.digest_millis();
        let state = &self.state.document;
        let chain = &state.chains[name];
        if chain.is_over() {
            return Ok(None);
        }
        if chain.ending.is_some() {
            return Ok(chain.ending);
        }
        let end = chain.begins + period;
        if end <= now {
            let awaited = state.intention.as_ref().is_some_and(|intention| intention.time <= end);
            return Ok(Some(end).filter(|_| !awaited || now >= end + period / PATIENCE));
        }
        // The last one ends when the trail does; not in the same second as the one before, whose name it would have.
        if !last || chain.begins.div_euclid(1000) == now.div_euclid(1000) {
            return Ok(None);
        }
        self.note(|state| {
            if let Some(chain) = state.chains.get_mut(name) {
                chain.ending = Some(now);
            }
        })
        .await?;
        Ok(Some(now))
    }

    /// Notes what became of the chain, and that digests are written again.
    async fn note_digest(
        &mut self,
        now: i64,
        change: impl FnOnce(&mut Delivery),
    ) -> Result<(), DeliveryError> {
        self.note(|state| {
            change(state);
            state.last_digest = Some(now);
            state.last_digest_error = None;
            state.digests_retry = Retry::default();
        })
        .await
    }

    async fn write_backfills(&mut self, now: i64) -> Result<(), DeliveryError> {
        let period = self.service.delivery.digest_millis();
        let started = self.began();
        let names: Vec<String> = self.state.document.backfills.keys().cloned().collect();
        for name in names {
            // The earliest first: the digests of a chain are in the order of time.
            while let Some(earliest) =
                self.state.document.backfills[&name].pending.iter().map(|file| file.delivered).min()
            {
                let begins = started + (earliest - started).div_euclid(period) * period;
                let backfill = &self.state.document.backfills[&name];
                let (files, later): (Vec<LogFile>, Vec<LogFile>) =
                    backfill.pending.iter().cloned().partition(|file| file.delivered < begins + period);
                let ends = (begins + period).max(backfill.ended + 1000);
                let previous = backfill.previous.as_ref();
                let digest = Digest { begins, ends, files: &files, previous, backfilled: Some(now) };
                let head = self.write_digest(&name, digest).await?;
                self.note_digest(now, |state| {
                    let next = Backfill { previous: Some(head), pending: later, ended: ends };
                    state.backfills.insert(name.clone(), next);
                })
                .await?;
            }
        }
        Ok(())
    }

    async fn write_digest(&self, chain: &str, digest: Digest<'_>) -> Result<Previous, DeliveryError> {
        let (account, region) = chain_of(self.place.account, chain);
        let signer = Signer::current(self.service, region).await?;
        let bucket = self.trail.s3_bucket_name.clone();
        let key = self.digest_key(account, region, &digest);
        let end_text = moment(digest.ends).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let files: Vec<serde_json::Value> = digest
            .files
            .iter()
            .map(|file| {
                json!({
                    "s3Bucket": file.bucket,
                    "s3Object": file.key,
                    "hashValue": file.hash,
                    "hashAlgorithm": "SHA-256",
                    "newestEventTime": event_time(file.newest),
                    "oldestEventTime": event_time(file.oldest),
                })
            })
            .collect();
        let previous = digest.previous;
        let content = serde_json::to_vec(&json!({
            "awsAccountId": account,
            "digestStartTime": moment(digest.begins).format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "digestEndTime": end_text,
            "digestS3Bucket": bucket,
            "digestS3Object": key,
            "digestPublicKeyFingerprint": signer.fingerprint,
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": event_time(digest.files.iter().filter_map(|f| f.newest).max()),
            "oldestEventTime": event_time(digest.files.iter().filter_map(|f| f.oldest).min()),
            "previousDigestS3Bucket": previous.map(|p| &p.bucket),
            "previousDigestS3Object": previous.map(|p| &p.key),
            "previousDigestHashValue": previous.map(|p| &p.hash),
            "previousDigestHashAlgorithm": previous.map(|_| "SHA-256"),
            "previousDigestSignature": previous.map(|p| &p.signature),
            "logFiles": files,
        }))?;
        let hash = sha256(&content);
        let before = previous.map_or("null", |p| p.signature.as_str());
        let signature = signer.sign(&format!("{end_text}\n{bucket}/{key}\n{hash}\n{before}"))?;
        let mut headers = headers(self.trail);
        headers.push(("x-amz-meta-signature", signature.clone()));
        headers.push(("x-amz-meta-signature-algorithm", "SHA256withRSA".to_owned()));
        if let Some(generated) = digest.backfilled {
            let generated = moment(generated).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
            headers.push(("x-amz-meta-backfill-generation-timestamp", generated));
        }
        self.service.aws.put_object(&bucket, &key, headers, compressed(&content)?).await?;
        Ok(Previous { bucket, key, hash, signature })
    }

    fn digest_key(&self, account: &str, region: &str, digest: &Digest<'_>) -> String {
        let end = moment(digest.ends);
        let Place { region: home, name, organization, .. } = self.place;
        format!(
            "{}/CloudTrail-Digest/{region}/{}/{account}_CloudTrail-Digest_{region}_{name}_{home}_{}{}.json.gz",
            account_folder(self.trail, organization, account),
            end.format("%Y/%m/%d"),
            end.format("%Y%m%dT%H%M%SZ"),
            if digest.backfilled.is_some() { "_backfill" } else { "" },
        )
    }
}
