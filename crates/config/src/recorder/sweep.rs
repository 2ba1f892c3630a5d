//! Sweeps: all resources are listed, type by type; what differs from what is known is recorded, and what is not there any more.
//!
//! A list that failed is not an empty list: of a type whose resources cannot be listed nothing is said. What seems to be gone is asked for
//! once more by itself. A sweep that was interrupted goes on with the types that are left.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use stellwerk_model::configuration::{ConfigurationItem, ResourceKey};
use stellwerk_store::catalog::{CatalogError, Document, Resource, ResourceFilter, Stored};

use super::{Pace, RecorderError, Recording, recordings, region_of, running};
use crate::Service;
use crate::recorders::Frequency;
use crate::recording::{Observation, record};
use crate::resource_types::{self, Found, Listed, Reference, ResourceType};

/// Items that are recorded in one transaction.
const BATCH: usize = 500;
/// Types that are listed side by side.
const TYPES_AT_A_TIME: usize = 4;
/// A page of the inventory.
const PAGE: usize = 1_000;
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
            let listed = futures::future::join_all(kinds.iter().map(|kind| self.sweep_type(kind))).await;
            for (kind, outcome) in kinds.iter().zip(listed) {
                match outcome {
                    // A cloud without the service has no such resources.
                    Err(RecorderError::Describe(error)) if error.is_unsupported() => {
                        sweep.listed.insert(kind.name.clone(), now);
                        sweep.failed.remove(&kind.name);
                    }
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
        let revision = match &before {
            Some(before) => {
                catalog.replace_document(key, before.revision, sweep).await?;
                before.revision + 1
            }
            None => {
                catalog.create_document(key, sweep).await?;
                1
            }
        };
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

    async fn sweep_type(&self, kind: &ResourceType) -> Result<(), RecorderError> {
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
            let batch = seen.drain(..seen.len().min(BATCH)).collect();
            record(self.service, batch, &super::cause::of_sweep).await?;
        }
        for resource in self.missing(kind, &there, began).await? {
            let Resource { key, resource_name: name, arn, .. } = resource;
            let reference = Reference::Item { id: key.resource_id.clone(), name, arn };
            if matches!(kind.get(&self.calls, &self.place, &reference).await?, Found::Absent) {
                record(self.service, vec![Observation::Gone(key)], &super::cause::of_sweep).await?;
            }
        }
        Ok(())
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
