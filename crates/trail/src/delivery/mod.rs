//! Delivery: trails follow the log and bring what they select to where they say.
//!
//! - `log_files`: to their buckets, as gzip files of `{"Records":[…]}`, and `aggregation` what data events come to.
//! - `digests`: hourly, a signed chain of what was written.
//! - `log_groups`: to a log group of CloudWatch Logs, event by event.
//!
//! Each part goes on whatever becomes of the others, and one that fails is tried again, ever less often.

mod aggregation;
pub mod digests;
mod log_files;
mod log_groups;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use stellwerk_model::record::{Column, Members};
use stellwerk_model::summary::Category;
use stellwerk_model::time;
use stellwerk_store::aws::AwsError;
use stellwerk_store::aws::s3::{compressed, owned_headers};
use stellwerk_store::catalog::{CatalogError, Document, Stored};
use stellwerk_store::log::{LogError, Sequence, follow};
use thiserror::Error;

use crate::Service;
use crate::names::trail_arn;
use crate::selectors::Facts;
use crate::signing::SigningError;
use crate::trails::Trail;
use digests::{Backfill, Chain, Previous};
use log_groups::LogGroupDelivery;

/// How often trails are looked after, and how many at a time.
const TICK: Duration = Duration::from_millis(500);
const TRAILS_AT_A_TIME: usize = 8;
/// Events of the log that one round looks at, at most: they are in memory.
const ROUND_EVENTS: usize = 20_000;
/// How long after a trail was stopped the last file is written: what was accepted before is in the log then.
const AFTER_STOP_MILLIS: i64 = 1_000;
/// How long the last files of a trail that was stopped are tried, as AWS does.
const GIVE_UP_MILLIS: i64 = 30 * 24 * 3600 * 1000;
const PAUSE_MILLIS_MIN: i64 = 1_000;
const PAUSE_MILLIS_MAX: i64 = 300_000;
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
    /// Chains of digests by [name](digests::chain_name); none without log file validation.
    pub chains: BTreeMap<String, Chain>,
    /// The newest digest of each chain, also of chains that have ended.
    #[serde(default)]
    pub heads: BTreeMap<String, Previous>,
    /// The same for files that were too late for their digests.
    #[serde(default)]
    pub backfills: BTreeMap<String, Backfill>,
    #[serde(default)]
    pub files_retry: Retry,
    #[serde(default)]
    pub digests_retry: Retry,
    /// None without a log group.
    #[serde(default)]
    pub log_group: Option<LogGroupDelivery>,
    /// The trail as it was when it was deleted: its last files follow.
    pub deleted: Option<Trail>,
    /// When logging began, in milliseconds since 1970. The log knows each time under a name of its own, so that the end of one is not taken for the end of the
    /// next.
    #[serde(default)]
    pub session: i64,
    /// All that was logged is delivered.
    #[serde(default)]
    pub is_finished: bool,
    /// Logging was stopped and started again before that: when, and when.
    #[serde(default)]
    pub pause: Option<(i64, i64)>,
}

impl Delivery {
    /// What the log keeps for it.
    fn reads_from(&self) -> Sequence {
        self.log_group.as_ref().map_or(self.cursor, |group| group.cursor.min(self.cursor))
    }
}

/// When what failed is tried again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    pub failures: u32,
    /// Milliseconds since 1970.
    pub at: i64,
}

impl Retry {
    fn is_due(&self, now: i64) -> bool {
        self.failures == 0 || now >= self.at
    }

    fn failed(&mut self, now: i64) {
        let pause = PAUSE_MILLIS_MIN << self.failures.min(10);
        self.at = now + pause.min(PAUSE_MILLIS_MAX);
        self.failures += 1;
    }
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

/// Name under which a trail follows the log since it began to log.
pub fn follower(account: &str, region: &str, name: &str, session: i64) -> String {
    match session {
        // As it was before sessions had names.
        0 => format!("trail/{account}/{region}/{name}"),
        session => format!("trail/{account}/{region}/{name}/{session}"),
    }
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
    let states = catalog.documents::<Delivery>(None, None).await?;
    let organization = service.organization.as_ref().map(|o| o.id.as_str());
    futures::stream::iter(&states)
        .for_each_concurrent(TRAILS_AT_A_TIME, async |state| {
            let trail = trails.iter().find(|t| t.key() == state.key()).map(|t| &t.document);
            let Some(trail) = trail.or(state.document.deleted.as_ref()) else { return };
            let place = Place {
                account: &state.account,
                region: &state.region,
                name: &state.name,
                organization: organization.filter(|_| trail.is_organization),
            };
            let mut follower = Follower { service, trail, place, state: state.clone() };
            if let Err(error) = follower.look_after().await {
                // A conflict means that the trail was just started anew or stopped: the next round sees it.
                if !matches!(error, DeliveryError::Catalog(CatalogError::Conflict { .. })) {
                    tracing::warn!(trail.name = %state.name, "deliver for trail {}: {error}", state.name);
                }
            }
        })
        .await;
    Ok(())
}

/// Where a trail is, which names its files.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub account: &'a str,
    /// Its home region.
    pub region: &'a str,
    pub name: &'a str,
    /// Set for a trail of an organization.
    pub organization: Option<&'a str>,
}

impl Place<'_> {
    fn arn(&self) -> String {
        trail_arn(self.region, self.account, self.name)
    }
}

/// The folder of an account in a trail's bucket.
pub fn account_folder(trail: &Trail, organization: Option<&str>, account: &str) -> String {
    let organization = organization.map(|id| format!("{id}/")).unwrap_or_default();
    format!("{}AWSLogs/{organization}{account}", prefix(trail))
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
        // Logging begins in two steps: the trail is about to know since when its delivery goes on.
        let state = &self.state.document;
        let since = state.pause.map_or(state.session, |(_, resumed)| resumed.max(state.session));
        let begins = state.deleted.is_none() && self.trail.started < Some(since);
        if begins || (ends && self.state.document.is_finished) {
            return Ok(());
        }
        let stopped = self.trail.stopped.unwrap_or(now);
        if ends && now < stopped + AFTER_STOP_MILLIS {
            return Ok(());
        }
        let written = self.log_files(now, ends).await?;
        let sent = self.log_group(now).await?;
        let signed = self.digests(now, ends && written).await?;
        if ends && written && sent && signed {
            return self.finish().await;
        }
        if ends && now > stopped + GIVE_UP_MILLIS {
            let name = self.place.name;
            tracing::error!(trail.name = %name, "the last files of trail {name} could not be delivered for 30 days: given up");
            return self.finish().await;
        }
        Ok(())
    }

    /// What went wrong is noted, and tried again when `note` says so.
    async fn failed(
        &mut self,
        what: &str,
        error: DeliveryError,
        note: impl FnOnce(&mut Delivery, String),
    ) -> Result<(), DeliveryError> {
        if matches!(error, DeliveryError::Catalog(_)) {
            return Err(error);
        }
        let name = self.place.name;
        tracing::warn!(trail.name = %name, "deliver {what} for trail {name}: {error}");
        self.note(|state| note(state, shown(&error))).await
    }

    /// The account and the region that an event belongs to, if the trail logs it.
    fn logged<'e>(
        &self,
        event: &'e str,
        members: &'e Members,
        facts: &Facts<'e>,
    ) -> Option<(String, &'e str)> {
        let text = |column| members.text(event, column);
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
        let paused = self.state.document.pause.is_some_and(|(from, to)| {
            members.event_time.is_some_and(|time| {
                let second = time.div_euclid(1_000_000);
                second > from.div_euclid(1000) && second < to.div_euclid(1000)
            })
        });
        let own = facts.invoked_by == "cloudtrail.amazonaws.com"
            && matches!(
                (facts.event_source, facts.event_name),
                ("s3.amazonaws.com", "PutObject") | ("logs.amazonaws.com", "PutLogEvents")
            );
        let logged = mine
            && here
            && in_time
            && !paused
            && (trail.include_global_service_events || !global)
            && (trail.recursive_logging || !own)
            && trail.selectors.select(facts);
        logged.then_some((account, region))
    }

    /// The end of a trail that was stopped or deleted.
    async fn finish(&mut self) -> Result<(), DeliveryError> {
        let catalog = &self.service.store.catalog;
        // Refused where logging was started again meanwhile.
        if self.state.document.deleted.is_some() {
            catalog.delete_document::<Delivery>(self.state.key(), self.state.revision).await?;
        } else {
            // What it has done stays to be seen; the chains end here.
            self.note(|state| {
                state.chains.clear();
                state.is_finished = true;
            })
            .await?;
        }
        catalog.delete_follower(&self.follower()).await?;
        follow::trim(&self.service.store).await?;
        Ok(())
    }

    /// Lets the log forget what it has read.
    async fn move_on(&self) -> Result<(), DeliveryError> {
        let store = &self.service.store;
        store.catalog.set_follower(&self.follower(), self.state.document.reads_from()).await?;
        follow::trim(store).await?;
        Ok(())
    }

    /// From when on the periods of digests are counted.
    fn began(&self) -> i64 {
        match self.state.document.session {
            0 => self.trail.started.unwrap_or_default(),
            session => session,
        }
    }

    fn follower(&self) -> String {
        let Place { account, region, name, .. } = self.place;
        follower(account, region, name, self.state.document.session)
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

pub fn prefix(trail: &Trail) -> String {
    trail.s3_key_prefix.as_ref().map(|p| format!("{}/", p.trim_end_matches('/'))).unwrap_or_default()
}

/// What goes with every file: the bucket's owner owns it.
pub fn headers(trail: &Trail) -> Vec<(&'static str, String)> {
    let mut headers = owned_headers(trail.kms_key_id.as_deref());
    headers.push(("content-type", "application/json".to_owned()));
    headers.push(("content-encoding", "gzip".to_owned()));
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
