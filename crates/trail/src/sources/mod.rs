//! Live sources: trails elsewhere whose events come in as they happen.
//!
//! A source is a queue that announces log files or carries events, a bucket that is looked into, or whoever sends events over HTTP.
//! What comes in goes into the log, as everything does, byte for byte. Once: whatever may have been taken before (a message that
//! is handed out again, a file in which the program ended) is compared with what is there ([`intake`]).

mod bucket;
mod envelopes;
mod intake;
mod queue;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use stellwerk_store::StoreError;
use stellwerk_store::aws::roles::Role;
use stellwerk_store::aws::{Aws, AwsError};
use stellwerk_store::catalog::{Catalog, CatalogError, Document, Key, Stored};
use stellwerk_store::log::LogError;
use thiserror::Error;

use crate::Service;

pub use envelopes::Unwanted;
pub use intake::Received;

/// How often it is looked which sources there are.
const TICK: Duration = Duration::from_secs(1);
const BACK_OFF_MAX_MILLIS: i64 = 300_000;

/// Where events come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "kind")]
pub enum Kind {
    /// Messages of SQS: that there are new log files (S3, SNS, EventBridge, CloudTrail), or events (EventBridge).
    Queue { queue_url: String },
    /// A bucket to which trails deliver, looked into again and again.
    Bucket {
        bucket: String,
        /// What comes before `AWSLogs/`.
        #[serde(default)]
        prefix: String,
        #[serde(default = "a_minute")]
        every_seconds: u64,
        /// How far back the first look goes, and how late a file may come.
        #[serde(default = "a_day")]
        look_back_hours: u64,
    },
    /// Envelopes of EventBridge, sent to this server by an API destination.
    Http,
}

fn a_minute() -> u64 {
    60
}

fn a_day() -> u64 {
    24
}

impl Kind {
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Queue { .. } => "queue",
            Kind::Bucket { .. } => "bucket",
            Kind::Http => "http",
        }
    }
}

/// The role in which queue and buckets are reached, if not as whoever this program is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub role_arn: Option<String>,
    /// What the role's trust policy may ask for.
    pub external_id: Option<String>,
}

impl Access {
    fn check(&self) -> Result<(), SourceError> {
        match &self.role_arn {
            Some(arn) if !(arn.starts_with("arn:") && arn.contains(":iam::") && arn.contains(":role/")) => {
                Err(SourceError::Refused(format!(
                    "{arn:?} is not the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME"
                )))
            }
            None if self.external_id.is_some() => {
                Err(SourceError::Refused("an external id goes with a role: name that, too".to_owned()))
            }
            _ => Ok(()),
        }
    }

    fn of(&self, aws: &Aws) -> Aws {
        match self.role_arn.clone() {
            Some(arn) => aws.in_role(Role { arn, external_id: self.external_id.clone() }),
            None => aws.clone(),
        }
    }
}

/// A source; the document is named after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub kind: Kind,
    #[serde(default)]
    pub access: Access,
    pub paused: bool,
    /// It stands in the settings file, which decides what it is.
    pub from_settings: bool,
}

impl Document for Source {
    const KIND: &'static str = "source";
}

/// A source in the settings file.
#[derive(Clone, Debug, Deserialize)]
pub struct Setting {
    pub name: String,
    pub role_arn: Option<String>,
    pub external_id: Option<String>,
    #[serde(flatten)]
    pub kind: Kind,
}

/// What has come of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub files: u64,
    pub messages: u64,
    pub events: u64,
    /// Events that were there already.
    pub duplicates: u64,
    /// Pieces of files, and messages, that could not be understood.
    pub quarantined: u64,
    /// Files and messages that are of no concern.
    pub skipped: u64,
    /// Milliseconds since 1970, as all times here.
    pub last_success: Option<i64>,
    pub last_error: Option<(i64, String)>,
    /// Failures since the last success.
    pub failures: u32,
    pub next_attempt: i64,
    /// `eventTime` of the newest event.
    pub newest_event: Option<i64>,
    /// Messages that wait in the queue.
    pub waiting: Option<u64>,
    /// The file that is being taken: what of it came in is not known before it is done.
    pub taking: Option<String>,
    /// Keys up to which folders of a bucket were listed.
    pub markers: BTreeMap<String, String>,
}

impl Document for State {
    const KIND: &'static str = "source-state";
}

#[derive(Debug, Error)]
pub enum SourceError {
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("read {uri}: {why}")]
    File { uri: String, why: String },
    #[error("there is no source {0:?}: stellwerk source list shows all")]
    Unknown(String),
    #[error("{0}")]
    Refused(String),
}

fn key(name: &str) -> Key<'_> {
    Key { account: "", region: "", name }
}

pub fn check_name(name: &str) -> Result<(), SourceError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match (1..=64).contains(&name.len()) && name.chars().all(plain) {
        true => Ok(()),
        false => Err(SourceError::Refused(format!(
            "{name:?} is not the name of a source: 1 to 64 letters, digits, hyphens, periods and underscores"
        ))),
    }
}

/// All sources, by name, each with its state.
pub async fn all(catalog: &Catalog) -> Result<Vec<(Stored<Source>, State)>, SourceError> {
    let mut states: BTreeMap<String, State> = catalog
        .documents::<State>(None, None)
        .await?
        .into_iter()
        .map(|stored| (stored.name, stored.document))
        .collect();
    let sources = catalog.documents::<Source>(None, None).await?;
    let with_state = |source: Stored<Source>| {
        let state = states.remove(&source.name).unwrap_or_default();
        (source, state)
    };
    Ok(sources.into_iter().map(with_state).collect())
}

pub async fn add(catalog: &Catalog, name: &str, kind: Kind, access: Access) -> Result<(), SourceError> {
    check_name(name)?;
    access.check()?;
    let source = Source { kind, access, paused: false, from_settings: false };
    match catalog.create_document(key(name), &source).await {
        Err(CatalogError::Conflict { .. }) => {
            Err(SourceError::Refused(format!("there is a source {name} already: remove it first")))
        }
        done => Ok(done?),
    }
}

async fn find(catalog: &Catalog, name: &str) -> Result<Stored<Source>, SourceError> {
    let found = catalog.document::<Source>(key(name)).await?;
    found.ok_or_else(|| SourceError::Unknown(name.to_owned()))
}

pub async fn pause(catalog: &Catalog, name: &str, paused: bool) -> Result<(), SourceError> {
    let stored = find(catalog, name).await?;
    let source = Source { paused, ..stored.document.clone() };
    Ok(catalog.replace_document(stored.key(), stored.revision, &source).await?)
}

/// Forgets a source. What came from it stays.
pub async fn remove(catalog: &Catalog, name: &str) -> Result<(), SourceError> {
    let stored = find(catalog, name).await?;
    if stored.document.from_settings {
        return Err(SourceError::Refused(format!(
            "source {name} stands in the settings file: take it out there, or pause it"
        )));
    }
    catalog.delete_document::<Source>(stored.key(), stored.revision).await?;
    if let Some(state) = catalog.document::<State>(key(name)).await? {
        catalog.delete_document::<State>(key(name), state.revision).await?;
    }
    Ok(())
}

/// Makes the sources that the settings name what the settings say; those that they no longer name are removed.
pub async fn follow_settings(catalog: &Catalog, settings: &[Setting]) -> Result<(), SourceError> {
    for setting in settings {
        check_name(&setting.name)?;
        let access = Access { role_arn: setting.role_arn.clone(), external_id: setting.external_id.clone() };
        access.check()?;
        let named = Source { kind: setting.kind.clone(), access, paused: false, from_settings: true };
        match catalog.document::<Source>(key(&setting.name)).await? {
            None => catalog.create_document(key(&setting.name), &named).await?,
            Some(stored) => {
                let named = Source { paused: stored.document.paused, ..named };
                if stored.document == named {
                    continue;
                }
                catalog.replace_document(stored.key(), stored.revision, &named).await?;
            }
        }
    }
    for (stored, _) in all(catalog).await? {
        if stored.document.from_settings && settings.iter().all(|s| s.name != stored.name) {
            catalog.delete_document::<Source>(stored.key(), stored.revision).await?;
        }
    }
    Ok(())
}

/// Takes events from all sources until the program ends.
pub async fn run(service: Arc<Service>) {
    let busy: Arc<Mutex<HashSet<String>>> = Arc::default();
    let mut rounds = tokio::task::JoinSet::new();
    loop {
        tokio::time::sleep(TICK).await;
        while rounds.try_join_next().is_some() {}
        let sources = match all(&service.store.catalog).await {
            Ok(sources) => sources,
            Err(error) => {
                tracing::warn!("look for sources: {error}");
                continue;
            }
        };
        let now = service.clock.now();
        for (source, state) in sources {
            let due = !source.document.paused && state.next_attempt <= now;
            let free = !busy.lock().expect("no panic while locked").contains(&source.name);
            if due && free && source.document.kind != Kind::Http {
                busy.lock().expect("no panic while locked").insert(source.name.clone());
                let (service, busy) = (service.clone(), busy.clone());
                rounds.spawn(async move {
                    round(&service, &source).await;
                    busy.lock().expect("no panic while locked").remove(&source.name);
                });
            }
        }
    }
}

/// One round of one source, and what came of it.
async fn round(service: &Arc<Service>, source: &Stored<Source>) {
    let name = source.name.as_str();
    let aws = source.document.access.of(&service.aws);
    let mut intake = match intake::Intake::open(service, name, aws).await {
        Ok(intake) => intake,
        Err(error) => return tracing::warn!(source = %name, "open source {name}: {error}"),
    };
    let done = match &source.document.kind {
        Kind::Queue { queue_url } => queue::round(&mut intake, queue_url).await,
        Kind::Bucket { bucket, prefix, every_seconds, look_back_hours } => {
            let place = bucket::Place { bucket, prefix, look_back_hours: *look_back_hours };
            let done = bucket::round(&mut intake, &place).await;
            intake.state.next_attempt = service.clock.now() + *every_seconds as i64 * 1000;
            done
        }
        Kind::Http => Ok(()),
    };
    let now = service.clock.now();
    match done {
        Ok(()) => {
            intake.state.last_success = Some(now);
            intake.state.failures = 0;
        }
        Err(error) => {
            tracing::warn!(source = %name, "take events from source {name}: {error}");
            intake.state.failures = intake.state.failures.saturating_add(1);
            intake.state.last_error = Some((now, error.to_string()));
            intake.state.next_attempt = now + back_off(intake.state.failures);
        }
    }
    if let Err(error) = intake.save().await {
        tracing::warn!(source = %name, "note the state of source {name}: {error}");
    }
}

/// Longer from failure to failure, and never the same for all.
fn back_off(failures: u32) -> i64 {
    let most = (1000i64 << failures.min(9)).min(BACK_OFF_MAX_MILLIS);
    most / 2 + (uuid::Uuid::new_v4().as_u128() % (most as u128 / 2 + 1)) as i64
}

/// Takes events that somebody sent to a source over HTTP: an envelope of EventBridge, or a list of them. Returns when they are
/// durable.
pub async fn receive(service: &Arc<Service>, name: &str, body: &str) -> Result<Received, SourceError> {
    let source = find(&service.store.catalog, name).await?;
    if source.document.kind != Kind::Http {
        return Err(SourceError::Refused(format!("source {name} is not of kind http")));
    }
    if source.document.paused {
        return Err(SourceError::Refused(format!("source {name} is paused: stellwerk source resume {name}")));
    }
    let envelopes = envelopes::of_body(body).map_err(SourceError::Refused)?;
    let mut intake = intake::Intake::open(service, name, source.document.access.of(&service.aws)).await?;
    let received = intake.take_events(envelopes).await?;
    intake.state.last_success = Some(service.clock.now());
    intake.state.messages += 1;
    intake.save().await?;
    Ok(received)
}
