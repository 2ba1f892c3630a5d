//! Sweeps: all resources are listed, type by type; what differs from what is known is recorded, and what is not there any more.
//!
//! A list that failed is not an empty list: of a type whose resources cannot be listed nothing is said. What seems to be gone is asked for
//! once more by itself. A sweep that was interrupted goes on with the types that are left.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::configuration::{ConfigurationItem, ResourceKey};
use stellwerk_store::catalog::{CatalogError, Document, Resource, ResourceFilter, Stored};

use stellwerk_store::lookup::{Lookup, Scope, lookup};

use super::cause::{TouchingCall, of_calls};
use super::{Pace, RecorderError, Recording, recordings, region_of, running};
use crate::Service;
use crate::recorders::Frequency;
use crate::recording::{Observation, is_same_state, record};
use crate::resource_types::{self, Found, Listed, Reference, ResourceType, Touch};

/// Items that are recorded in one transaction.
const BATCH: usize = 500;
/// Types that are listed side by side.
const TYPES_AT_A_TIME: usize = 4;
/// A page of the inventory.
const PAGE: usize = 1_000;
/// Resources that are new in a batch; of more, the first sweep of a type does not look for the calls that made them.
const NEW_MAX: usize = 20;
/// Calls that are looked at for one change, the newest.
const CALLS_MAX: usize = 1_000;
/// The clocks of services and ours differ, and times of events are whole seconds.
const CLOCKS_MILLIS: i64 = 2_000;
/// A type whose resources could not be listed is tried again after this time.
const AGAIN_MILLIS: i64 = 60_000;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// How far the sweep of a recorder has come. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// When each type was listed last.
    pub listed: BTreeMap<String, i64>,
    /// When each type failed, and why. Gone when it is listed.
    pub failed: BTreeMap<String, (i64, String)>,
}

impl Document for Sweep {
    const KIND: &'static str = "configuration-sweep";
}

/// Lists what it is time for.
pub async fn round(service: &Service, pace: &Pace) -> Result<(), RecorderError> {
    let recorders = running(service).await?;
    let work = recordings(service, pace, &recorders).await;
    let done = futures::future::join_all(work.iter().map(|recording| recording.sweep())).await;
    done.into_iter().collect::<Result<Vec<()>, _>>().map(drop)
}

impl Recording<'_> {
    async fn sweep(&self) -> Result<(), RecorderError> {
        let catalog = &self.service.store.catalog;
        let key = self.recorder.key();
        let mut stored = catalog.document::<Sweep>(key).await?;
        let mut sweep = stored.as_ref().map(|stored| stored.document.clone()).unwrap_or_default();
        let now = self.service.clock.now();
        let recorder = &self.recorder.document;
        let due = resource_types::all().iter().filter(|kind| {
            recorder.records(&kind.name)
                && kind.is_recorded_in(&self.place.region)
                && self.is_due(&sweep, kind, now)
        });
        let due: Vec<&'static ResourceType> = due.collect();
        for kinds in due.chunks(TYPES_AT_A_TIME) {
            let listed = futures::future::join_all(kinds.iter().map(|kind| {
                let is_first = !sweep.listed.contains_key(&kind.name);
                self.sweep_type(kind, is_first)
            }))
            .await;
            for (kind, outcome) in kinds.iter().zip(listed) {
                let outcome = match outcome {
                    // A cloud without the service has no such resources.
                    Err(RecorderError::Describe(error)) if error.is_unsupported() => Ok(()),
                    outcome => outcome,
                };
                match outcome {
                    Ok(()) => {
                        sweep.listed.insert(kind.name.clone(), now);
                        sweep.failed.remove(&kind.name);
                    }
                    Err(RecorderError::Describe(error)) => {
                        let (name, region) = (&kind.name, &self.place.region);
                        tracing::warn!(resource.r#type = %name, "list {name} in {region}: {error}");
                        self.note(Err(&error)).await?;
                        sweep.failed.insert(name.clone(), (self.service.clock.now(), error.to_string()));
                    }
                    Err(other) => return Err(other),
                }
            }
            stored = Some(self.keep_sweep(stored, &sweep).await?);
        }
        // Also where there is nothing to list, so that clients push.
        if sweep.failed.is_empty() {
            self.note(Ok(())).await?;
        }
        Ok(())
    }

    /// Notes how far it has come: what is interrupted goes on from there.
    async fn keep_sweep(
        &self,
        before: Option<Stored<Sweep>>,
        sweep: &Sweep,
    ) -> Result<Stored<Sweep>, CatalogError> {
        let catalog = &self.service.store.catalog;
        let key = self.recorder.key();
        let before = before.map(|before| before.revision);
        let revision = catalog.put_document(key, before, sweep).await?;
        Ok(Stored {
            account: key.account.to_owned(),
            region: key.region.to_owned(),
            name: key.name.to_owned(),
            revision,
            document: sweep.clone(),
        })
    }

    fn is_due(&self, sweep: &Sweep, kind: &ResourceType, now: i64) -> bool {
        if sweep.failed.get(&kind.name).is_some_and(|(failed, _)| now < failed + AGAIN_MILLIS) {
            return false;
        }
        let Some(listed) = sweep.listed.get(&kind.name) else { return true };
        // Whoever starts to record again wants to know what happened meanwhile.
        if self.recorder.document.started.is_some_and(|started| started > *listed) {
            return true;
        }
        let every = match self.recorder.document.frequency_of(&kind.name) {
            Frequency::Continuous => self.service.recorder.sweep_seconds as i64 * 1000,
            Frequency::Daily => DAY_MILLIS,
        };
        now >= listed + every
    }

    async fn sweep_type(&self, kind: &ResourceType, is_first: bool) -> Result<(), RecorderError> {
        let began = self.service.clock.now();
        let listed = kind.list(&self.calls, &self.place).await?;
        let mut there: HashSet<String> = HashSet::new();
        let mut seen: Vec<Observation> = Vec::new();
        for listed in listed {
            match listed {
                Listed::Item(item) => {
                    there.insert(item.key.resource_id.clone());
                    seen.push(self.seen(*item));
                }
                Listed::Unsettled(id) => drop(there.insert(id)),
            }
        }
        while !seen.is_empty() {
            let batch: Vec<Observation> = seen.drain(..seen.len().min(BATCH)).collect();
            self.record(kind, batch, is_first).await?;
        }
        for resource in self.missing(kind, &there, began).await? {
            let Resource { key, resource_name: name, arn, .. } = resource;
            let reference = Reference::Item { id: key.resource_id.clone(), name, arn };
            if matches!(kind.get(&self.calls, &self.place, &reference).await?, Found::Absent) {
                self.record(kind, vec![Observation::Gone(key)], is_first).await?;
            }
        }
        Ok(())
    }

    /// Records what a sweep saw. Of what changed, the calls are looked for that may have done it: while nothing was recorded they went by. Of the many that the
    /// first sweep of a type finds nobody asks.
    async fn record(
        &self,
        kind: &ResourceType,
        batch: Vec<Observation>,
        is_first: bool,
    ) -> Result<(), RecorderError> {
        let keys: Vec<ResourceKey> = batch.iter().map(|observation| observation.key().clone()).collect();
        let known = self.service.store.catalog.newest_items(&keys).await?;
        let is_baseline = is_first && keys.len() - known.len() > NEW_MAX;
        let mut calls: HashMap<ResourceKey, Vec<TouchingCall>> = HashMap::new();
        for observation in &batch {
            let known = known.get(observation.key());
            let item = match (observation, known) {
                (Observation::Seen(_), None) if is_baseline => continue,
                (Observation::Seen(seen), Some(known)) if is_same_state(known, seen) => continue,
                (Observation::Seen(seen), _) => seen,
                (Observation::Gone(_), Some(known)) => known,
                (Observation::Gone(_), None) => continue,
            };
            let since = known.map_or(0, |known| known.captured - CLOCKS_MILLIS);
            // Those that made the state before are no cause of the next.
            let known_events = known.map(|known| known.related_events.as_slice()).unwrap_or_default();
            calls.insert(item.key.clone(), self.calls_since(kind, item, since, known_events).await?);
        }
        let cause = |previous: Option<&ConfigurationItem>, updated: &ConfigurationItem| {
            calls.get(&updated.key).map(|calls| of_calls(calls, previous, updated))
        };
        record(self.service, batch, &cause).await?;
        Ok(())
    }

    /// The calls in the lake that touched the resource since then, oldest first.
    async fn calls_since(
        &self,
        kind: &ResourceType,
        item: &ConfigurationItem,
        since: i64,
        known_events: &[String],
    ) -> Result<Vec<TouchingCall>, RecorderError> {
        let names = [Some(&item.key.resource_id), item.resource_name.as_ref(), item.arn.as_ref()];
        let by_resource = names.into_iter().flatten().map(|name| (AttributeKey::ResourceName, name.clone()));
        // Not every call names what it touches where the index of resources finds it.
        let by_name = kind.event_names().map(|(_, name)| (AttributeKey::EventName, name.to_owned()));
        let mut found = Vec::new();
        for attributes in [by_resource.collect(), by_name.collect::<Vec<_>>()] {
            let wanted = Lookup {
                attributes,
                start: Some(since * 1000),
                max: CALLS_MAX,
                scope: Scope { account: Some(self.place.account.clone()), ..Scope::default() },
                ..Lookup::default()
            };
            found.extend(lookup(&self.service.store, &wanted).await?);
        }
        found.sort_by_key(|event| event.summary.event_time);
        let mut seen: HashSet<String> = known_events.iter().cloned().collect();
        let is_meant = |touch: Touch| match touch {
            Touch::Resource(Reference::Id(id)) => id == item.key.resource_id,
            Touch::Resource(Reference::Name(name)) => Some(name) == item.resource_name,
            Touch::Resource(Reference::Arn(arn)) => Some(arn) == item.arn,
            Touch::Resource(Reference::Item { id, .. }) => id == item.key.resource_id,
            Touch::Within { path, value } => resource_types::finds(&item.configuration, &path, &value),
        };
        let calls = found.iter().filter_map(|event| {
            let is_new = event.summary.event_id.clone().is_some_and(|id| seen.insert(id));
            let event: Value = serde_json::from_str(&event.record).ok().filter(|_| is_new)?;
            let touches = kind.touches(&event, &self.place);
            touches.into_iter().any(is_meant).then(|| TouchingCall::of(&event)).flatten()
        });
        Ok(calls.collect())
    }

    pub(super) fn seen(&self, mut item: ConfigurationItem) -> Observation {
        item.is_daily = self.recorder.document.frequency_of(&item.key.resource_type) == Frequency::Daily;
        Observation::Seen(Box::new(item))
    }

    /// What is known and was not listed, but for what was recorded since the list began.
    async fn missing(
        &self,
        kind: &ResourceType,
        there: &HashSet<String>,
        began: i64,
    ) -> Result<Vec<Resource>, RecorderError> {
        let catalog = &self.service.store.catalog;
        let filter = ResourceFilter {
            account: Some(&self.place.account),
            regions: vec![region_of(kind, &self.place)],
            resource_types: vec![&kind.name],
            with_unrecorded: true,
            ..ResourceFilter::default()
        };
        let mut missing = Vec::new();
        let mut after: Option<ResourceKey> = None;
        loop {
            let page = catalog.resources(&filter, after.as_ref(), PAGE).await?;
            let last = page.last().map(|resource| resource.key.clone());
            let full = page.len() == PAGE;
            let gone = page.into_iter().filter(|r| r.captured < began && !there.contains(&r.key.resource_id));
            missing.extend(gone);
            match last.filter(|_| full) {
                Some(last) => after = Some(last),
                None => return Ok(missing),
            }
        }
    }
}
