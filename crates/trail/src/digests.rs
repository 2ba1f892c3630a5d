//! Digests: hourly, for each region, a signed list of the log files that were delivered, chained to the one before.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html>; what
//! `aws cloudtrail validate-logs` checks is exactly this. A digest is made from the chain's state alone, so that writing it
//! twice writes the same.

use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

use crate::Service;
use crate::delivery::{DeliveryError, LogFile, Place, compressed, event_time, headers, moment, prefix};
use crate::signing::{Signer, sha256};
use crate::trails::Trail;

/// The chain of digests of one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The time from which the next digest speaks, in milliseconds.
    pub begins: i64,
    /// None before the starting digest.
    pub previous: Option<Previous>,
    /// Files that no digest lists yet.
    pub pending: Vec<LogFile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    pub bucket: String,
    pub key: String,
    pub hash: String,
    pub signature: String,
}

impl Chain {
    /// Whose first digest has nothing before it.
    pub fn starting(begins: i64) -> Chain {
        Chain { begins, previous: None, pending: Vec::new() }
    }
}

/// Writes the digest of the chain that ends at `end`; returns the chain as it goes on.
pub async fn write(
    service: &Arc<Service>,
    trail: &Trail,
    place: Place<'_>,
    region: &str,
    chain: &Chain,
    end: i64,
) -> Result<Chain, DeliveryError> {
    let signer = Signer::current(service, region).await?;
    let (listed, later): (Vec<LogFile>, Vec<LogFile>) =
        chain.pending.iter().cloned().partition(|file| file.delivered <= end);
    let bucket = trail.s3_bucket_name.clone();
    let key = key(trail, place, region, end);
    let end_text = moment(end).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let files: Vec<serde_json::Value> = listed
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
    let previous = chain.previous.as_ref();
    let digest = json!({
        "awsAccountId": place.account,
        "digestStartTime": moment(chain.begins).format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "digestEndTime": end_text,
        "digestS3Bucket": bucket,
        "digestS3Object": key,
        "digestPublicKeyFingerprint": signer.fingerprint,
        "digestSignatureAlgorithm": "SHA256withRSA",
        "newestEventTime": event_time(listed.iter().filter_map(|f| f.newest).max()),
        "oldestEventTime": event_time(listed.iter().filter_map(|f| f.oldest).min()),
        "previousDigestS3Bucket": previous.map(|p| &p.bucket),
        "previousDigestS3Object": previous.map(|p| &p.key),
        "previousDigestHashValue": previous.map(|p| &p.hash),
        "previousDigestHashAlgorithm": previous.map(|_| "SHA-256"),
        "previousDigestSignature": previous.map(|p| &p.signature),
        "logFiles": files,
    });
    let content = serde_json::to_vec(&digest)?;
    let hash = sha256(&content);
    let before = previous.map_or("null", |p| p.signature.as_str());
    let signature = signer.sign(&format!("{end_text}\n{bucket}/{key}\n{hash}\n{before}"))?;
    let mut headers = headers(trail);
    headers.push(("x-amz-meta-signature", signature.clone()));
    headers.push(("x-amz-meta-signature-algorithm", "SHA256withRSA".to_owned()));
    service.aws.put_object(&bucket, &key, headers, compressed(&content)?).await?;
    let previous = Some(Previous { bucket, key, hash, signature });
    Ok(Chain { begins: end, previous, pending: later })
}

fn key(trail: &Trail, place: Place<'_>, region: &str, end: i64) -> String {
    let end = moment(end);
    let Place { account, region: home, name } = place;
    format!(
        "{}AWSLogs/{account}/CloudTrail-Digest/{region}/{}/{account}_CloudTrail-Digest_{region}_{name}_{home}_{}.json.gz",
        prefix(trail),
        end.format("%Y/%m/%d"),
        end.format("%Y%m%dT%H%M%SZ"),
    )
}
