//! `stellwerk verify`: whether digests and log files in a bucket are what was delivered.
//!
//! Checks everything that `aws cloudtrail validate-logs` does (places, signatures, hashes of log files) and what that leaves out: the
//! hash of the previous digest, digests that are missing however many there are in a row, and, where the head of the chain is
//! known, that the newest ones are still there.

use std::collections::BTreeMap;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::bufread::GzDecoder;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde::Deserialize;
use stellwerk_model::time;
use stellwerk_store::aws::{Aws, AwsError};
use stellwerk_store::catalog::Catalog;
use stellwerk_wire::sigv4::unhex;

use crate::delivery::digests::{Previous, chain_of};
use crate::delivery::{Delivery, account_folder};
use crate::signing::{SigningError, public_keys, sha256};
use crate::trails::Trail;

/// What an object decompresses to at most.
const CONTENT_BYTES_MAX: u64 = 1 << 30;
const SIGNATURE_HEADER: &str = "x-amz-meta-signature";

/// A chain of digests: of one trail in one region.
#[derive(Clone, Debug)]
pub struct ChainPlace {
    pub bucket: String,
    /// Where the region's digests are: `[prefix/]AWSLogs/[ORGANIZATION/]ACCOUNT/CloudTrail-Digest/REGION`.
    pub folder: String,
    pub account: String,
    pub region: String,
    pub trail: String,
    pub home_region: String,
    /// The chain of digests that were made later, for files that came too late for theirs.
    pub is_backfill: bool,
    /// The newest digest, where it is known.
    pub head: Option<Previous>,
}

/// What is said of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub object: String,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Valid,
    /// Worth knowing, and no sign of tampering.
    Note(String),
    Invalid(String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub digests: u64,
    pub digests_invalid: u64,
    pub log_files: u64,
    pub log_files_invalid: u64,
}

impl Report {
    pub fn is_valid(&self) -> bool {
        self.digests_invalid == 0 && self.log_files_invalid == 0
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Digest {
    digest_start_time: String,
    digest_end_time: String,
    digest_s3_bucket: String,
    digest_s3_object: String,
    digest_public_key_fingerprint: String,
    previous_digest_s3_bucket: Option<String>,
    previous_digest_s3_object: Option<String>,
    previous_digest_hash_value: Option<String>,
    previous_digest_signature: Option<String>,
    log_files: Vec<LogFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogFile {
    s3_bucket: String,
    s3_object: String,
    hash_value: String,
}

/// The chains of a trail of ours, with their heads.
pub async fn chains(
    catalog: &Catalog,
    account: &str,
    name: &str,
    organization: Option<&str>,
) -> Result<Vec<ChainPlace>, stellwerk_store::catalog::CatalogError> {
    let mut places = Vec::new();
    let trails = catalog.documents::<Trail>(Some(account), None).await?;
    for state in catalog.documents::<Delivery>(Some(account), None).await? {
        let trail = trails.iter().find(|t| t.key() == state.key()).map(|t| &t.document);
        let Some(trail) = trail.or(state.document.deleted.as_ref()).filter(|_| state.name == name) else {
            continue;
        };
        let place = |chain: &str, head: &Previous, is_backfill| {
            let (account, region) = chain_of(account, chain);
            let organization = organization.filter(|_| trail.is_organization);
            ChainPlace {
                bucket: head.bucket.clone(),
                folder: format!(
                    "{}/CloudTrail-Digest/{region}",
                    account_folder(trail, organization, account)
                ),
                account: account.to_owned(),
                region: region.to_owned(),
                trail: name.to_owned(),
                home_region: state.region.clone(),
                is_backfill,
                head: Some(head.clone()),
            }
        };
        let delivery = &state.document;
        places.extend(delivery.heads.iter().map(|(chain, head)| place(chain, head, false)));
        let backfills = delivery.backfills.iter();
        let backfills = backfills.filter_map(|(chain, b)| Some(place(chain, b.previous.as_ref()?, true)));
        places.extend(backfills);
    }
    Ok(places)
}

/// Public keys of a region by fingerprint, DER of PKCS#1.
pub async fn keys(catalog: &Catalog, region: &str) -> Result<BTreeMap<String, Vec<u8>>, SigningError> {
    public_keys(catalog, region).await
}

/// Public keys from the answer of ListPublicKeys, as the AWS CLI prints it.
pub fn keys_of_answer(answer: &str) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let answer: serde_json::Value = serde_json::from_str(answer).map_err(|error| error.to_string())?;
    let list = answer["PublicKeyList"].as_array().ok_or("it has no PublicKeyList")?;
    let key = |key: &serde_json::Value| {
        let value = STANDARD.decode(key["Value"].as_str()?).ok()?;
        Some((key["Fingerprint"].as_str()?.to_owned(), value))
    };
    list.iter().map(key).collect::<Option<_>>().ok_or_else(|| "a key has no Value or Fingerprint".to_owned())
}

/// Walks a chain from the newest digest to the oldest.
pub async fn verify(
    aws: &Aws,
    place: &ChainPlace,
    keys: &BTreeMap<String, Vec<u8>>,
    mut found: impl FnMut(Finding),
) -> Result<Report, AwsError> {
    let mut report = Report::default();
    let listed = list(aws, place).await?;
    let mut expected = place.head.clone();
    // Where the digest that was read last begins: the one before must end there.
    let mut begins: Option<i64> = None;
    for key in listed.iter().rev() {
        let object = format!("s3://{}/{key}", place.bucket);
        let missing = expected.take_if(|e| e.key != *key);
        let content = match read(aws, &place.bucket, key).await? {
            Some(content) => content,
            None => continue, // deleted since it was listed: the one after it says so
        };
        report.digests += 1;
        let digest = match content.as_ref().map_err(Clone::clone).and_then(|c| parse(&c.text)) {
            Ok(digest) => digest,
            Err(why) => {
                report.digests_invalid += 1;
                found(Finding { object, verdict: Verdict::Invalid(why) });
                expected = None;
                continue;
            }
        };
        let Ok(content) = content else { continue };
        if let Some(missing) = missing {
            let until = begins.map(|micros| format!(" before {}", time::format(micros))).unwrap_or_default();
            // How many hours needed no backfill nobody knows.
            let gap = if place.is_backfill { 1 } else { gap(&digest, begins) };
            report.digests += gap;
            report.digests_invalid += gap;
            found(Finding {
                object: format!("s3://{}/{}", missing.bucket, missing.key),
                verdict: Verdict::Invalid(format!(
                    "not found; {gap} digest{} after {}{until} missing",
                    if gap == 1 { " is" } else { "s are" },
                    digest.digest_end_time
                )),
            });
        }
        let problem = check(place, key, &content, &digest, expected.as_ref(), keys);
        match problem {
            Some(why) => {
                report.digests_invalid += 1;
                found(Finding { object: object.clone(), verdict: Verdict::Invalid(why) });
            }
            None => found(Finding { object: object.clone(), verdict: Verdict::Valid }),
        }
        for file in &digest.log_files {
            report.log_files += 1;
            let verdict = check_log(aws, file).await?;
            report.log_files_invalid += u64::from(matches!(verdict, Verdict::Invalid(_)));
            found(Finding { object: format!("s3://{}/{}", file.s3_bucket, file.s3_object), verdict });
        }
        begins = time::parse(&digest.digest_start_time);
        expected = previous(&digest);
        if expected.is_none() && key != &listed[0] {
            found(Finding {
                object,
                verdict: Verdict::Note(format!(
                    "logging began anew at {}: nothing is proven about the time before that back to the next digest",
                    digest.digest_start_time
                )),
            });
        }
    }
    if let Some(missing) = expected {
        report.digests += 1;
        report.digests_invalid += 1;
        let why = "not found, nor any digest before it".to_owned();
        found(Finding {
            object: format!("s3://{}/{}", missing.bucket, missing.key),
            verdict: Verdict::Invalid(why),
        });
    }
    Ok(report)
}

/// How many digests of the length of this one lie between it and the next.
fn gap(digest: &Digest, next_begins: Option<i64>) -> u64 {
    let times = (time::parse(&digest.digest_start_time), time::parse(&digest.digest_end_time), next_begins);
    let (Some(start), Some(end), Some(next)) = times else { return 1 };
    let length = (end - start).max(1);
    // Rounded up: the last one of a trail is shorter.
    u64::try_from((next - end + length - 1) / length).unwrap_or(1).max(1)
}

fn previous(digest: &Digest) -> Option<Previous> {
    Some(Previous {
        bucket: digest.previous_digest_s3_bucket.clone()?,
        key: digest.previous_digest_s3_object.clone()?,
        hash: digest.previous_digest_hash_value.clone().unwrap_or_default(),
        signature: digest.previous_digest_signature.clone().unwrap_or_default(),
    })
}

/// What is wrong with a digest that is there.
fn check(
    place: &ChainPlace,
    key: &str,
    content: &Content,
    digest: &Digest,
    expected: Option<&Previous>,
    keys: &BTreeMap<String, Vec<u8>>,
) -> Option<String> {
    if digest.digest_s3_bucket != place.bucket || digest.digest_s3_object != key {
        return Some("has been moved from its original location".to_owned());
    }
    let hash = sha256(&content.text);
    let fingerprint = &digest.digest_public_key_fingerprint;
    let Some(public) = keys.get(fingerprint) else {
        return Some(format!("public key not found for fingerprint {fingerprint}"));
    };
    let before = digest.previous_digest_signature.as_deref().unwrap_or("null");
    let signed = format!("{}\n{}/{key}\n{hash}\n{before}", digest.digest_end_time, place.bucket);
    let signature = content.signature.as_deref().and_then(unhex).unwrap_or_default();
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
    if public.verify(signed.as_bytes(), &signature).is_err() {
        return Some("signature verification failed".to_owned());
    }
    let expected = expected?;
    if expected.hash != hash {
        return Some(
            "its hash is not the one that the digest after it has (previousDigestHashValue)".to_owned(),
        );
    }
    if content.signature.as_deref() != Some(&expected.signature) {
        return Some("its signature is not the one that the digest after it has".to_owned());
    }
    None
}

async fn check_log(aws: &Aws, file: &LogFile) -> Result<Verdict, AwsError> {
    Ok(match read(aws, &file.s3_bucket, &file.s3_object).await? {
        None => Verdict::Invalid("not found".to_owned()),
        Some(Err(why)) => Verdict::Invalid(why),
        Some(Ok(content)) if sha256(&content.text) != file.hash_value => {
            Verdict::Invalid("hash value doesn't match".to_owned())
        }
        Some(Ok(_)) => Verdict::Valid,
    })
}

struct Content {
    /// Uncompressed.
    text: Vec<u8>,
    signature: Option<String>,
}

/// An object's content, or what is wrong with it; `None` where there is none.
async fn read(aws: &Aws, bucket: &str, key: &str) -> Result<Option<Result<Content, String>>, AwsError> {
    let Some(object) = aws.get_object(bucket, key).await? else { return Ok(None) };
    let signature = object.headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let mut decoder = GzDecoder::new(&object.body[..]);
    let mut text = Vec::new();
    let read = (&mut decoder).take(CONTENT_BYTES_MAX).read_to_end(&mut text);
    // Whatever follows the compressed data was not signed.
    Ok(Some(match read {
        Ok(_) if decoder.into_inner().is_empty() => {
            Ok(Content { text, signature: signature.map(str::to_owned) })
        }
        _ => Err("invalid format".to_owned()),
    }))
}

fn parse(text: &[u8]) -> Result<Digest, String> {
    serde_json::from_slice(text).map_err(|_| "invalid format".to_owned())
}

/// Keys of the chain's digests, oldest first.
async fn list(aws: &Aws, place: &ChainPlace) -> Result<Vec<String>, AwsError> {
    let ChainPlace { bucket, folder, account, region, trail, home_region, .. } = place;
    let folder = format!("{folder}/");
    let name = format!("/{account}_CloudTrail-Digest_{region}_{trail}_{home_region}_");
    let of_chain =
        |key: &String| key.contains(&name) && key.ends_with("_backfill.json.gz") == place.is_backfill;
    let mut keys: Vec<String> = Vec::new();
    let mut after = String::new();
    loop {
        let (page, more) = aws.list_objects(bucket, &folder, &after).await?;
        let Some(last) = page.last() else { break };
        after = last.clone();
        keys.extend(page.into_iter().filter(of_chain));
        if !more {
            break;
        }
    }
    // Days are folders, and names end with the time: in the order of keys they are in the order of time.
    keys.sort();
    Ok(keys)
}
