//! Delivery: trails follow the log and write what they select to their buckets, as gzip files of `{"Records":[…]}`, and hourly
//! digests that chain what was written.
//!
//! Exactly once, as far as S3 allows: before anything is written, the trail's state says which part of the log goes into files of
//! which names. Whoever finds such an intention (after a crash, or after S3 refused) writes the same files under the same names.
//! Only then does the trail's place in the log move on.
//!
//! Keys and contents: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html>.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use stellwerk_model::record::Members;
use stellwerk_model::summary::Category;
use stellwerk_model::time;
use stellwerk_store::aws::AwsError;
use stellwerk_store::catalog::{CatalogError, Document, Stored};
use stellwerk_store::log::{self, LogError, Sequence, follow};
use thiserror::Error;

use crate::Service;
use crate::digests::{self, Chain, Previous};
use crate::names::trail_arn;
use crate::selectors::Facts;
use crate::signing::{SigningError, sha256};
use crate::trails::Trail;

/// Events of the log that one round looks at, at most: they are in memory.
const ROUND_EVENTS: usize = 20_000;
/// Bytes of records that go into one file, before compression.
const FILE_BYTES_MAX: usize = 50_000_000;
/// How often trails are looked after.
const TICK: Duration = Duration::from_millis(500);
/// How long after a trail was stopped the last file is written: what was accepted before is in the log then.
const AFTER_STOP_MILLIS: i64 = 1_000;
/// Regions without a region: services like IAM are recorded here.
const GLOBAL_REGION: &str = "us-east-1";
const GLOBAL_SOURCES: &[&str] = &["iam.amazonaws.com", "sts.amazonaws.com", "cloudfront.amazonaws.com"];

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Files are written this often, where there is anything to write.
    pub every_seconds: u64,
    /// Or when so many events wait.
    pub events: u64,
    /// Digests are written this often.
    pub digest_seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { every_seconds: 300, events: 50_000, digest_seconds: 3600 }
    }
}

impl Settings {
    fn digest_millis(&self) -> i64 {
        self.digest_seconds.max(1) as i64 * 1000
    }
}

#[derive(Debug, Error)]
pub enum DeliveryError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Signing(#[from] SigningError),
    #[error("encode a file: {0}")]
    Encode(#[from] std::io::Error),
    #[error("encode a digest: {0}")]
    Json(#[from] serde_json::Error),
}

/// How far a trail has come, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Events before it are delivered, or were not selected.
    pub cursor: Sequence,
    /// What is being written just now.
    pub intention: Option<Intention>,
    /// Times are milliseconds since 1970.
    pub last_round: i64,
    pub last_attempt: Option<i64>,
    pub last_file: Option<i64>,
    pub last_error: Option<String>,
    pub last_notification: Option<i64>,
    pub last_notification_error: Option<String>,
    pub last_digest: Option<i64>,
    pub last_digest_error: Option<String>,
    /// Chains of digests by region; none without log file validation.
    pub chains: BTreeMap<String, Chain>,
    /// The newest digest of each region, also of chains that have ended.
    #[serde(default)]
    pub heads: BTreeMap<String, Previous>,
    /// The trail as it was when it was deleted: its last files follow.
    pub deleted: Option<Trail>,
}

/// A part of the log and the time that its files are named after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intention {
    pub until: Sequence,
    pub time: i64,
}

impl Document for Delivery {
    const KIND: &'static str = "trail-delivery";
}

/// A file in a bucket, as digests list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFile {
    pub bucket: String,
    pub key: String,
    /// SHA-256 of the content before compression.
    pub hash: String,
    /// Microseconds since 1970.
    pub newest: Option<i64>,
    pub oldest: Option<i64>,
    /// When it was delivered, in milliseconds.
    pub delivered: i64,
}

/// Name under which a trail follows the log.
pub fn follower(account: &str, region: &str, name: &str) -> String {
    format!("trail/{account}/{region}/{name}")
}

/// Looks after all trails until the program ends.
pub async fn run(service: Arc<Service>) {
    let mut pause = TICK;
    loop {
        tokio::time::sleep(pause).await;
        pause = match round(&service).await {
            Ok(()) => TICK,
            Err(error) => {
                tracing::error!("deliver: {error}");
                (pause * 2).min(Duration::from_secs(60))
            }
        };
    }
}

/// Looks once after every trail that logs, or did when it was last looked after.
pub async fn round(service: &Arc<Service>) -> Result<(), DeliveryError> {
    let catalog = &service.store.catalog;
    let trails = catalog.documents::<Trail>(None, None).await?;
    for state in catalog.documents::<Delivery>(None, None).await? {
        let trail = trails.iter().find(|t| t.key() == state.key()).map(|t| t.document.clone());
        let Some(trail) = trail.or_else(|| state.document.deleted.clone()) else { continue };
        let place = Place { account: &state.account, region: &state.region, name: &state.name };
        let mut follower = Follower { service, trail: &trail, place, state: state.clone() };
        if let Err(error) = follower.look_after().await {
            // A conflict means that the trail was just started anew or stopped: the next round sees it.
            if !matches!(error, DeliveryError::Catalog(CatalogError::Conflict { .. })) {
                tracing::warn!(trail.name = %state.name, "deliver for trail {}: {error}", state.name);
            }
        }
    }
    Ok(())
}

/// Where a trail is, which names its files.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub account: &'a str,
    /// Its home region.
    pub region: &'a str,
    pub name: &'a str,
}

struct Follower<'a> {
    service: &'a Arc<Service>,
    trail: &'a Trail,
    place: Place<'a>,
    state: Stored<Delivery>,
}

impl Follower<'_> {
    async fn look_after(&mut self) -> Result<(), DeliveryError> {
        let now = self.service.clock.now();
        let ends = !self.trail.is_logging || self.state.document.deleted.is_some();
        let stopped = self.trail.stopped.unwrap_or(now);
        if ends && now < stopped + AFTER_STOP_MILLIS {
            return Ok(());
        }
        loop {
            if self.state.document.intention.is_none() && !self.intend(now, ends).await? {
                break;
            }
            let carried_out = self.carry_out().await;
            if let Err(error) = carried_out {
                self.note(|state| state.last_error = Some(shown(&error))).await?;
                return Err(error);
            }
        }
        if self.trail.log_file_validation {
            if let Err(error) = self.write_digests(now, ends).await {
                self.note(|state| state.last_digest_error = Some(shown(&error))).await?;
                return Err(error);
            }
        } else if !self.state.document.chains.is_empty() {
            self.note(|state| state.chains.clear()).await?;
        }
        if ends {
            self.finish().await?;
        }
        Ok(())
    }

    /// Decides whether it is time, and notes what will be written before it is.
    async fn intend(&mut self, now: i64, ends: bool) -> Result<bool, DeliveryError> {
        let settings = &self.service.delivery;
        let state = &self.state.document;
        let end = log::end(&self.service.store).await?;
        if end <= state.cursor {
            return Ok(false);
        }
        let due = now >= state.last_round + settings.every_seconds as i64 * 1000;
        if !due && !ends && end - state.cursor < settings.events {
            return Ok(false);
        }
        let read = follow::read(&self.service.store, state.cursor, end, ROUND_EVENTS).await?;
        let until = read.end;
        self.note(|state| {
            state.intention = Some(Intention { until, time: now });
            state.last_attempt = Some(now);
        })
        .await?;
        Ok(until > self.state.document.cursor)
    }

    /// Writes the files of the intention, and moves on.
    async fn carry_out(&mut self) -> Result<(), DeliveryError> {
        let Some(intention) = self.state.document.intention.clone() else { return Ok(()) };
        let service = self.service;
        let from = self.state.document.cursor;
        let read = follow::read(&service.store, from, intention.until, usize::MAX).await?;
        let mut written: Vec<(String, LogFile)> = Vec::new();
        for (number, file) in self.files(&read.events).into_iter().enumerate() {
            let key = self.log_key(&file, from, number, intention.time);
            let (content, hash) = gzip(&file.records)?;
            let bucket = &self.trail.s3_bucket_name;
            service.aws.put_object(bucket, &key, self.headers(), content).await?;
            written.push((
                file.region,
                LogFile {
                    bucket: bucket.clone(),
                    key,
                    hash,
                    newest: file.newest,
                    oldest: file.oldest,
                    delivered: intention.time,
                },
            ));
        }
        let notified = match &self.trail.sns_topic_arn {
            Some(topic) if !written.is_empty() => {
                let keys: Vec<&str> = written.iter().map(|(_, file)| file.key.as_str()).collect();
                let message =
                    serde_json::json!({ "s3Bucket": self.trail.s3_bucket_name, "s3ObjectKey": keys });
                let subject = "[Amazon CloudTrail] New log file(s) delivered";
                Some(service.aws.publish(topic, subject, &message.to_string()).await)
            }
            _ => None,
        };
        let validation = self.trail.log_file_validation;
        // Digests of all regions end at the same times.
        let period = service.delivery.digest_millis();
        let started = self.trail.started.unwrap_or(intention.time);
        let begins = started + (intention.time - started).div_euclid(period) * period;
        self.note(|state| {
            state.cursor = intention.until;
            state.intention = None;
            state.last_round = intention.time;
            state.last_error = None;
            match notified {
                Some(Ok(())) => {
                    state.last_notification = Some(intention.time);
                    state.last_notification_error = None;
                }
                Some(Err(error)) => {
                    tracing::warn!("{error}");
                    state.last_notification_error = Some(aws_code(&error));
                }
                None => {}
            }
            if !written.is_empty() {
                state.last_file = Some(intention.time);
            }
            for (region, file) in written.into_iter().filter(|_| validation) {
                // A region that is new to the trail begins a chain with the digest that lists its first file.
                let chain = state.chains.entry(region).or_insert_with(|| Chain::starting(begins));
                chain.pending.push(file);
            }
        })
        .await?;
        let name = follower(self.place.account, self.place.region, self.place.name);
        service.store.catalog.set_follower(&name, intention.until).await?;
        follow::trim(&service.store).await?;
        Ok(())
    }

    /// The selected events, by account, region and kind of file.
    fn files(&self, events: &[String]) -> Vec<File> {
        let mut files: BTreeMap<(String, String, &'static str), Vec<File>> = BTreeMap::new();
        let mut members = Members::default();
        for event in events {
            if members.take_apart(event).is_err() {
                continue; // the log takes records only
            }
            let Some(file) = self.file_of(event, &members) else { continue };
            let (account, region, folder) = file.clone();
            let group = files.entry(file).or_default();
            if group.last().is_none_or(|f| f.bytes + event.len() > FILE_BYTES_MAX) {
                group.push(File { account, region, folder, ..File::default() });
            }
            if let Some(file) = group.last_mut() {
                file.bytes += event.len();
                file.records.push(event.clone());
                file.newest = file.newest.max(members.event_time);
                file.oldest = [file.oldest, members.event_time].into_iter().flatten().min();
            }
        }
        files.into_values().flatten().collect()
    }

    /// Which file an event belongs to; none where the trail does not log it.
    fn file_of(&self, event: &str, members: &Members) -> Option<(String, String, &'static str)> {
        use stellwerk_model::record::Column;
        let text = |column| members.text(event, column);
        let facts = Facts::of(event, members);
        let region = text(Column::AwsRegion).unwrap_or(GLOBAL_REGION);
        let account = text(Column::RecipientAccountId)
            .map(str::to_owned)
            .or_else(|| facts.account_id.as_ref().map(ToString::to_string))?;
        let trail = self.trail;
        let mine = account == self.place.account || trail.is_organization;
        let here = trail.is_multi_region || region == self.place.region;
        let global = GLOBAL_SOURCES.contains(&facts.event_source) && region == GLOBAL_REGION;
        // What was accepted after the trail was stopped is not its business any more.
        let in_time = trail.stopped.is_none_or(|stopped| {
            members.event_time.is_none_or(|time| time.div_euclid(1_000_000) <= stopped.div_euclid(1000))
        });
        let own = facts.invoked_by == "cloudtrail.amazonaws.com"
            && matches!(
                (facts.event_source, facts.event_name),
                ("s3.amazonaws.com", "PutObject") | ("logs.amazonaws.com", "PutLogEvents")
            );
        let logged = mine
            && here
            && in_time
            && (trail.include_global_service_events || !global)
            && (trail.recursive_logging || !own)
            && trail.selectors.select(&facts);
        let folder = match facts.category {
            Category::NetworkActivity => "CloudTrail-NetworkActivity",
            Category::Insight => "CloudTrail-Insight",
            _ => "CloudTrail",
        };
        logged.then(|| (account, region.to_owned(), folder))
    }

    /// The same for the same part of the log, so that a file that is written again replaces itself.
    fn log_key(&self, file: &File, from: Sequence, number: usize, time: i64) -> String {
        let time = moment(time);
        let Place { account, region, name } = self.place;
        let trail = trail_arn(region, account, name);
        let unique = sha256(format!("{trail} {from} {number} {}", self.trail.s3_bucket_name).as_bytes());
        let unique: String = unique.bytes().map(|b| char::from(b).to_ascii_uppercase()).take(16).collect();
        let File { account, region, folder, .. } = file;
        format!(
            "{}AWSLogs/{account}/{folder}/{region}/{}/{account}_{folder}_{region}_{}_{unique}.json.gz",
            prefix(self.trail),
            time.format("%Y/%m/%d"),
            time.format("%Y%m%dT%H%MZ"),
        )
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        headers(self.trail)
    }

    async fn write_digests(&mut self, now: i64, ends: bool) -> Result<(), DeliveryError> {
        let period = self.service.delivery.digest_millis();
        let started = self.trail.started.unwrap_or(now);
        if !self.state.document.chains.contains_key(self.place.region) {
            let home = self.place.region.to_owned();
            self.note(|state| drop(state.chains.insert(home, Chain::starting(started)))).await?;
        }
        let regions: Vec<String> = self.state.document.chains.keys().cloned().collect();
        for region in regions {
            loop {
                let chain = &self.state.document.chains[&region];
                let end = match chain.begins + period {
                    end if end <= now => end,
                    // The last one ends when the trail does.
                    _ if ends && chain.begins < now => now,
                    _ => break,
                };
                let next = digests::write(self.service, self.trail, self.place, &region, chain, end).await?;
                self.note(|state| {
                    if let Some(head) = &next.previous {
                        state.heads.insert(region.clone(), head.clone());
                    }
                    state.chains.insert(region.clone(), next);
                    state.last_digest = Some(now);
                    state.last_digest_error = None;
                })
                .await?;
            }
        }
        Ok(())
    }

    /// The end of a trail that was stopped or deleted.
    async fn finish(&mut self) -> Result<(), DeliveryError> {
        let catalog = &self.service.store.catalog;
        let name = follower(self.place.account, self.place.region, self.place.name);
        if self.state.document.deleted.is_some() {
            catalog.delete_document::<Delivery>(self.state.key(), self.state.revision).await?;
        } else {
            // What it has done stays to be seen; the chains end here.
            self.note(|state| state.chains.clear()).await?;
        }
        catalog.delete_follower(&name).await?;
        follow::trim(&self.service.store).await?;
        Ok(())
    }

    async fn note(&mut self, change: impl FnOnce(&mut Delivery)) -> Result<(), DeliveryError> {
        let mut changed = self.state.document.clone();
        change(&mut changed);
        if changed != self.state.document {
            let catalog = &self.service.store.catalog;
            catalog.replace_document(self.state.key(), self.state.revision, &changed).await?;
            self.state.document = changed;
            self.state.revision += 1;
        }
        Ok(())
    }
}

/// A file before it is written.
#[derive(Clone, Debug, Default)]
struct File {
    account: String,
    region: String,
    folder: &'static str,
    records: Vec<String>,
    bytes: usize,
    newest: Option<i64>,
    oldest: Option<i64>,
}

/// `{"Records":[…]}` compressed, and the hash of it uncompressed. The records' bytes are what they were.
fn gzip(records: &[String]) -> Result<(Bytes, String), DeliveryError> {
    let text = format!("{{\"Records\":[{}]}}", records.join(","));
    Ok((compressed(text.as_bytes())?, sha256(text.as_bytes())))
}

pub fn compressed(content: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    Ok(Bytes::from(encoder.finish()?))
}

pub fn prefix(trail: &Trail) -> String {
    trail.s3_key_prefix.as_ref().map(|p| format!("{}/", p.trim_end_matches('/'))).unwrap_or_default()
}

/// What goes with every file: the bucket's owner owns it.
pub fn headers(trail: &Trail) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("content-encoding", "gzip".to_owned()),
        ("x-amz-acl", "bucket-owner-full-control".to_owned()),
    ];
    if let Some(key) = &trail.kms_key_id {
        headers.push(("x-amz-server-side-encryption", "aws:kms".to_owned()));
        headers.push(("x-amz-server-side-encryption-aws-kms-key-id", key.clone()));
    }
    headers
}

/// Milliseconds as a time.
pub fn moment(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// An event's time as digests write it.
pub fn event_time(micros: Option<i64>) -> Option<String> {
    micros.map(|micros| time::format(micros.div_euclid(1_000_000) * 1_000_000))
}

/// What GetTrailStatus says of an error: the code that S3 or SNS gave.
fn shown(error: &DeliveryError) -> String {
    match error {
        DeliveryError::Aws(error) => aws_code(error),
        other => other.to_string(),
    }
}

fn aws_code(error: &AwsError) -> String {
    error.code().map_or_else(|| error.to_string(), str::to_owned)
}
