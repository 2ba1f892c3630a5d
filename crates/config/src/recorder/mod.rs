//! The recorder: what becomes configuration items, and when.
//!
//! - `follow`: an event in the log leads to describing what it touched, and is noted as the cause of what changed.
//! - `sweep`: everything is listed from time to time, for what no event told.
//! - What clients push comes through the operations ([`crate::resources`]).
//!
//! Whose resources, and how they are reached, is in the settings: targets. A target that does not answer is said in the recorder's status, and nothing that
//! is known of it is touched.

mod calls;
mod cause;
mod follow;
mod sweep;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use stellwerk_store::StoreError;
use stellwerk_store::aws::roles::Role;
use stellwerk_store::catalog::{CatalogError, Stored};
use stellwerk_store::log::LogError;
use thiserror::Error;

use crate::Service;
use crate::recorders::{ConfigurationRecorder, RecorderStatus};
use crate::resource_types::{DescribeError, Place, ResourceType};
use crate::resources::GLOBAL;
use calls::AwsCalls;

/// How often is looked whether there is something to do.
const TICK: Duration = Duration::from_millis(500);

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Everything is listed this often.
    pub sweep_seconds: u64,
    /// Calls to one target, at most.
    pub calls_per_second: u32,
    /// Without any, the account of the settings is reached with the server's own credentials.
    pub targets: Vec<Target>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { sweep_seconds: 12 * 3600, calls_per_second: 20, targets: Vec::new() }
    }
}

/// An account whose resources are recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub account: String,
    /// All in which there is a recorder, if it is empty.
    #[serde(default)]
    pub regions: Vec<String>,
    /// The role that may describe.
    pub role_arn: Option<String>,
    pub external_id: Option<String>,
}

#[derive(Debug, Error)]
pub enum RecorderError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Describe(#[from] DescribeError),
}

/// One recorder at work: where, and how resources are described there.
struct Recording<'a> {
    service: &'a Service,
    recorder: &'a Stored<ConfigurationRecorder>,
    place: Place,
    calls: AwsCalls,
}

/// Records until the program ends. Each kind of work is a task of its own: none waits for another's calls.
pub async fn run(service: Arc<Service>) {
    let pace = Arc::new(Pace::default());
    let mut work = tokio::task::JoinSet::new();
    for kind in [Work::Follow, Work::Sweep, Work::Deliver, Work::Expire] {
        work.spawn(repeat(kind, service.clone(), pace.clone()));
    }
    while let Some(ended) = work.join_next().await {
        if let Err(error) = ended {
            tracing::error!("background work ended: {error}");
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Work {
    Follow,
    Sweep,
    Deliver,
    Expire,
}

/// Does one kind of work again and again, less often while it fails.
async fn repeat(work: Work, service: Arc<Service>, pace: Arc<Pace>) {
    let mut pause = TICK;
    loop {
        tokio::time::sleep(pause).await;
        let done = match work {
            Work::Follow => follow::round(&service, &pace).await,
            Work::Sweep => sweep::round(&service, &pace).await,
            Work::Deliver => crate::delivery::round(&service).await,
            Work::Expire => crate::retention::round(&service).await,
        };
        pause = match done {
            Ok(()) => TICK,
            Err(error) => {
                tracing::warn!("record: {work:?}: {error}");
                (pause * 2).min(Duration::from_secs(30))
            }
        };
    }
}

/// How fast each target is called.
#[derive(Debug, Default)]
struct Pace(Mutex<HashMap<String, Arc<calls::Limit>>>);

impl Pace {
    fn of(&self, account: &str, per_second: u32) -> Arc<calls::Limit> {
        let mut limits = self.0.lock().expect("no panic while locked");
        limits.entry(account.to_owned()).or_insert_with(|| Arc::new(calls::Limit::new(per_second))).clone()
    }
}

/// The recorders that are recording and have a target.
async fn recordings<'a>(
    service: &'a Service,
    pace: &Pace,
    recorders: &'a [Stored<ConfigurationRecorder>],
) -> Vec<Recording<'a>> {
    let settings = &service.recorder;
    let with_target = recorders.iter().filter_map(|recorder| {
        let target = match settings.targets.is_empty() {
            true if recorder.account == service.account => {
                Target { account: service.account.clone(), ..Target::default() }
            }
            _ => settings
                .targets
                .iter()
                .find(|target| {
                    target.account == recorder.account
                        && (target.regions.is_empty() || target.regions.contains(&recorder.region))
                })?
                .clone(),
        };
        let aws = match target.role_arn {
            Some(arn) => service.aws.in_role(Role { arn, external_id: target.external_id }),
            None => (*service.aws).clone(),
        };
        let limit = pace.of(&recorder.account, settings.calls_per_second);
        let place = Place { account: recorder.account.clone(), region: recorder.region.clone() };
        Some(Recording { service, recorder, place, calls: AwsCalls::new(aws, limit) })
    });
    with_target.collect()
}

/// The customers' recorders that are recording.
async fn running(service: &Service) -> Result<Vec<Stored<ConfigurationRecorder>>, CatalogError> {
    let all = service.store.catalog.documents::<ConfigurationRecorder>(None, None).await?;
    let is_running = |stored: &Stored<ConfigurationRecorder>| {
        stored.document.is_recording && stored.document.service_principal.is_none()
    };
    Ok(all.into_iter().filter(is_running).collect())
}

impl Recording<'_> {
    /// Says in the recorder's status how it goes.
    async fn note(&self, outcome: Result<(), &DescribeError>) -> Result<(), CatalogError> {
        let catalog = &self.service.store.catalog;
        let key = self.recorder.key();
        let before = catalog.document::<RecorderStatus>(key).await?;
        let known = before.as_ref().map(|stored| stored.document.clone()).unwrap_or_default();
        let mut status = RecorderStatus {
            succeeded: Some(outcome.is_ok()),
            error_code: outcome
                .err()
                .map(|error| error.code.clone().unwrap_or_else(|| "Unavailable".to_owned())),
            error_message: outcome.err().map(ToString::to_string),
            changed: known.changed,
        };
        if (status.succeeded, &status.error_code) == (known.succeeded, &known.error_code) {
            return Ok(());
        }
        status.changed = Some(self.service.clock.now());
        match catalog.put_document(key, before.map(|before| before.revision), &status).await {
            Err(CatalogError::Conflict { .. }) => Ok(()), // the next time
            done => done.map(drop),
        }
    }
}

/// Where items of the type are, whoever describes them.
fn region_of<'a>(kind: &ResourceType, place: &'a Place) -> &'a str {
    if kind.is_global() { GLOBAL } else { &place.region }
}
