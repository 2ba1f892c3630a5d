//! Results of queries in a bucket: gzip CSV files and a file that signs them.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-query-results-validation.html>

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use stellwerk_store::aws::AwsError;
use stellwerk_store::catalog::Stored;
use stellwerk_wire::cloudtrail::{DeliveryStatus, error};
use stellwerk_wire::{Error, Failure};

use crate::Service;
use crate::delivery::moment;
use crate::names::{check_bucket_name, check_key_prefix};
use crate::queries::{self, Query};
use crate::signing::{Signer, sha256};
use crate::trails::check_bucket;

/// Bytes of CSV, before compression, after which another file is begun.
const FILE_BYTES: usize = 256 << 20;

/// Where results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub bucket: String,
    /// Empty, or with a slash at its end.
    pub prefix: String,
}

impl Destination {
    pub fn parse(uri: &str) -> Result<Destination, Error> {
        let place = uri.strip_prefix("s3://").ok_or_else(|| {
            error::invalid_parameter(format!("DeliveryS3Uri {uri:?} does not begin with s3://"))
        })?;
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        check_bucket_name(bucket)?;
        let prefix = prefix.trim_end_matches('/');
        check_key_prefix(prefix)?;
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(Destination { bucket: bucket.to_owned(), prefix })
    }
}

/// Whether the bucket is there.
pub async fn check(service: &Service, destination: &Destination) -> Result<(), Failure> {
    Ok(check_bucket(service, &destination.bucket).await?)
}

/// Writes the results of a finished query to the bucket.
pub async fn deliver(
    service: &Arc<Service>,
    query: &Stored<Query>,
    destination: &Destination,
) -> DeliveryStatus {
    match try_to_deliver(service, query, destination).await {
        Ok(()) => DeliveryStatus::Success,
        Err((step, problem)) => {
            tracing::warn!(query = %query.name, "deliver the results of query {}: {problem:?}", query.name);
            let code = match &problem {
                Failure::Broken(cause) => cause.downcast_ref::<AwsError>().and_then(|e| e.status()),
                Failure::Told(_) => None,
            };
            match (step, code) {
                (Step::Results, Some(403)) => DeliveryStatus::AccessDenied,
                (Step::Signing, Some(403)) => DeliveryStatus::AccessDeniedSigningFile,
                (_, Some(404)) => DeliveryStatus::ResourceNotFound,
                (Step::Results, _) => DeliveryStatus::Failed,
                (Step::Signing, _) => DeliveryStatus::FailedSigningFile,
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Step {
    Results,
    Signing,
}

async fn try_to_deliver(
    service: &Arc<Service>,
    query: &Stored<Query>,
    destination: &Destination,
) -> Result<(), (Step, Failure)> {
    let time = moment(query.document.finished.unwrap_or(query.document.created));
    let folder = format!(
        "{}AWSLogs/{}/CloudTrail-Lake/Query/{}/{}",
        destination.prefix,
        query.account,
        time.format("%Y/%m/%d"),
        query.name
    );
    let files = write_results(service, query, destination, &folder).await.map_err(|e| (Step::Results, e))?;
    let sign = async {
        let signer = Signer::current(service, &query.region).await?;
        let hashes: Vec<&str> = files.iter().map(|(_, hash)| hash.as_str()).collect();
        let listed: Vec<_> = files
            .iter()
            .map(|(name, hash)| serde_json::json!({ "fileHashValue": hash, "fileName": name }))
            .collect();
        let content = serde_json::json!({
            "version": "1.0",
            "region": query.region,
            "files": listed,
            "hashAlgorithm": "SHA-256",
            "signatureAlgorithm": "SHA256withRSA",
            "queryCompleteTime": time.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "hashSignature": signer.sign(&hashes.join(" "))?,
            "publicKeyFingerprint": signer.fingerprint,
        });
        let key = format!("{folder}/result_sign.json");
        let body = Bytes::from(serde_json::to_vec(&content)?);
        service.aws.put_object(&destination.bucket, &key, Vec::new(), body).await?;
        Ok::<_, Failure>(())
    };
    sign.await.map_err(|e| (Step::Signing, e))
}

/// Names and hashes of the files.
async fn write_results(
    service: &Arc<Service>,
    query: &Stored<Query>,
    destination: &Destination,
    folder: &str,
) -> Result<Vec<(String, String)>, Failure> {
    let mut files = Vec::new();
    let header: Vec<Option<String>> = query.document.columns.iter().cloned().map(Some).collect();
    let pieces = query.document.pieces.len();
    let mut number = 0;
    while number < pieces || files.is_empty() {
        let mut csv = Csv::new(&header)?;
        while number < pieces && csv.bytes < FILE_BYTES {
            for row in queries::piece(service, &query.name, number).await? {
                csv.row(&row)?;
            }
            number += 1;
        }
        let content = csv.finish()?;
        let name = format!("result_{}.csv.gz", files.len() + 1);
        let hash = sha256(&content);
        let key = format!("{folder}/{name}");
        service.aws.put_object(&destination.bucket, &key, Vec::new(), Bytes::from(content)).await?;
        files.push((name, hash));
    }
    Ok(files)
}

/// A gzip file of comma-separated values.
struct Csv {
    gzip: GzEncoder<Vec<u8>>,
    bytes: usize,
}

impl Csv {
    fn new(header: &[Option<String>]) -> std::io::Result<Csv> {
        let mut csv = Csv { gzip: GzEncoder::new(Vec::new(), Compression::default()), bytes: 0 };
        csv.row(header)?;
        Ok(csv)
    }

    fn row(&mut self, cells: &[Option<String>]) -> std::io::Result<()> {
        let quoted = |cell: &Option<String>| match cell {
            None => String::new(),
            Some(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        };
        let mut line = cells.iter().map(quoted).collect::<Vec<_>>().join(",");
        line.push('\n');
        self.bytes += line.len();
        self.gzip.write_all(line.as_bytes())
    }

    fn finish(self) -> std::io::Result<Vec<u8>> {
        self.gzip.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_bucket_and_a_prefix() {
        let parsed = Destination::parse("s3://results/a/b/").unwrap();
        assert_eq!(parsed, Destination { bucket: "results".into(), prefix: "a/b/".into() });
        assert_eq!(Destination::parse("s3://results").unwrap().prefix, "");
        assert_eq!(Destination::parse("s3://No_Bucket/").unwrap_err().code, "InvalidS3BucketNameException");
        assert_eq!(Destination::parse("http://results").unwrap_err().code, "InvalidParameterException");
    }
}
