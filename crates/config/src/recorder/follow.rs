//! Following the log: an event that changed something leads to describing exactly what it touched.
//!
//! What was touched is noted before the place in the log moves on, and stays noted until it was described, so that neither a crash nor a
//! service that does not answer loses a change. An event may come before its effect can be seen: what has not changed yet is looked at once more.

use std::collections::HashMap;
use std::sync::LazyLock;

use futures::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use stellwerk_model::configuration::ResourceKey;
use stellwerk_model::record::{Column, Members};
use stellwerk_store::catalog::{CatalogError, Document, ResourceFilter, Stored};
use stellwerk_store::log::{self, follow};

use super::cause::{TouchingCall, of_calls};
use super::{Pace, RecorderError, Recording, recordings, region_of, running};
use crate::Service;
use crate::recorders::Frequency;
use crate::recording::{Observation, record};
use crate::resource_types::{self, DescribeError, Found, Reference, ResourceType, Touch};

const FOLLOWER: &str = "configuration-recorder";
/// Events of the log that one round looks at.
const ROUND_EVENTS: usize = 5_000;
/// Resources of one recorder that are described side by side.
const AT_A_TIME: usize = 8;
/// What has not changed is looked at again after this time, once.
const SECOND_LOOK_MILLIS: i64 = 15_000;
/// Looks at what stays in between.
const LOOKS_MAX: u32 = 30;
const PAUSE_MILLIS_MIN: i64 = 1_000;
const PAUSE_MILLIS_MAX: i64 = 300_000;
/// WaitingTouches that wait for one recorder; more are left to the next sweep.
const TOUCHES_MAX: usize = 20_000;
/// Resources that are searched for one that has a part of this name.
const PAGE: usize = 500;

/// What was touched in the place of a recorder, and is to be described.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WaitingTouches {
    waiting: Vec<WaitingTouch>,
}

impl Document for WaitingTouches {
    const KIND: &'static str = "configuration-touches";
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct WaitingTouch {
    resource_type: String,
    what: Touch,
    /// The calls that touched it, oldest first.
    calls: Vec<TouchingCall>,
    /// When it is described, in milliseconds since 1970.
    at: i64,
    failures: u32,
    /// It was described, and had not changed.
    was_looked_at: bool,
}

/// Types by the events that touch them.
static TYPES: LazyLock<HashMap<(&str, &str), Vec<&'static ResourceType>>> = LazyLock::new(|| {
    let mut types: HashMap<(&str, &str), Vec<&'static ResourceType>> = HashMap::new();
    for kind in resource_types::all() {
        for event in kind.event_names() {
            types.entry(event).or_default().push(kind);
        }
    }
    types
});

/// Reads on in the log, and describes what is waiting.
pub async fn round(service: &Service, pace: &Pace) -> Result<(), RecorderError> {
    let store = &service.store;
    let recorders = running(service).await?;
    let followers = store.catalog.followers().await?;
    let cursor = followers.into_iter().find(|(name, _)| name == FOLLOWER).map(|(_, cursor)| cursor);
    if recorders.is_empty() {
        if cursor.is_some() {
            store.catalog.delete_follower(FOLLOWER).await?;
        }
        return Ok(());
    }
    let end = log::end(store).await?;
    let Some(cursor) = cursor else {
        return Ok(store.catalog.set_follower(FOLLOWER, end).await?);
    };
    let read = follow::read(store, cursor, end, ROUND_EVENTS).await?;
    let mut members = Members::default();
    let events: Vec<Value> = read.events.iter().filter_map(|event| relevant(event, &mut members)).collect();
    let work = recordings(service, pace, &recorders).await;
    let done = futures::future::join_all(work.iter().map(|recording| recording.follow(&events))).await;
    done.into_iter().collect::<Result<Vec<()>, RecorderError>>()?;
    if read.end > cursor {
        store.catalog.set_follower(FOLLOWER, read.end).await?;
        follow::trim(store).await?;
    }
    Ok(())
}

/// The event, if it is one that touches resources.
fn relevant(event: &str, members: &mut Members) -> Option<Value> {
    members.take_apart(event).ok()?;
    let touched = (members.text(event, Column::EventSource)?, members.text(event, Column::EventName)?);
    // Most touch nothing: only what does is read whole.
    if TYPES.contains_key(&touched) { serde_json::from_str(event).ok() } else { None }
}

impl Recording<'_> {
    async fn follow(&self, events: &[Value]) -> Result<(), RecorderError> {
        let catalog = &self.service.store.catalog;
        let key = self.recorder.key();
        let stored: Option<Stored<WaitingTouches>> = catalog.document(key).await?;
        let mut touches = stored.as_ref().map(|stored| stored.document.clone()).unwrap_or_default();
        for event in events {
            self.take(event, &mut touches);
        }
        // What is waiting is durable before anything else happens.
        let revision = self.keep(stored.as_ref(), &touches).await?;
        let now = self.service.clock.now();
        let (due, later): (Vec<WaitingTouch>, Vec<WaitingTouch>) =
            touches.waiting.iter().cloned().partition(|touch| touch.at <= now);
        if due.is_empty() {
            return Ok(());
        }
        let looked = futures::stream::iter(due.into_iter().map(|touch| self.look(touch)));
        let looked: Vec<Result<Option<WaitingTouch>, RecorderError>> =
            looked.buffer_unordered(AT_A_TIME).collect().await;
        let mut left = WaitingTouches { waiting: later };
        for touch in looked {
            left.waiting.extend(touch?);
        }
        let stored = revision.map(|revision| Stored {
            account: key.account.to_owned(),
            region: key.region.to_owned(),
            name: key.name.to_owned(),
            revision,
            document: touches,
        });
        self.keep(stored.as_ref(), &left).await?;
        Ok(())
    }

    /// Writes what is waiting; returns the revision of the document, if there is one.
    async fn keep(
        &self,
        before: Option<&Stored<WaitingTouches>>,
        touches: &WaitingTouches,
    ) -> Result<Option<i64>, CatalogError> {
        let catalog = &self.service.store.catalog;
        let revision = before.map(|before| before.revision);
        let is_kept = before.map_or(touches.waiting.is_empty(), |before| before.document == *touches);
        match is_kept {
            true => Ok(revision),
            false => catalog.put_document(self.recorder.key(), revision, touches).await.map(Some),
        }
    }

    /// Notes what the event touched.
    fn take(&self, event: &Value, touches: &mut WaitingTouches) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let account =
            text(&event["recipientAccountId"]).or_else(|| text(&event["userIdentity"]["accountId"]));
        if account.as_ref() != Some(&self.place.account) {
            return;
        }
        let source = event["eventSource"].as_str().unwrap_or_default();
        let name = event["eventName"].as_str().unwrap_or_default();
        let is_here = event["awsRegion"].as_str() == Some(&self.place.region);
        let Some(call) = TouchingCall::of(event) else { return };
        for kind in TYPES.get(&(source, name)).into_iter().flatten() {
            let recorder = &self.recorder.document;
            let is_recorded =
                recorder.records(&kind.name) && recorder.frequency_of(&kind.name) == Frequency::Continuous;
            if !is_recorded || !kind.is_recorded_in(&self.place.region) || !(is_here || kind.is_global()) {
                continue;
            }
            for what in kind.touches(event, &self.place) {
                add(touches, &kind.name, what, call.clone());
            }
        }
    }

    /// Describes what was touched, and records what changed. Returns it where it is to be looked at again.
    async fn look(&self, mut touch: WaitingTouch) -> Result<Option<WaitingTouch>, RecorderError> {
        let now = self.service.clock.now();
        let Some(kind) = resource_types::named(&touch.resource_type) else { return Ok(None) };
        match self.observe(kind, &touch.what).await {
            Ok(Observed::Seen(observations)) => {
                let cause =
                    |previous: Option<&_>, updated: &_| Some(of_calls(&touch.calls, previous, updated));
                let written = record(self.service, observations, &cause).await?;
                self.note(Ok(())).await?;
                if !written.is_empty() || touch.was_looked_at {
                    return Ok(None);
                }
                touch.was_looked_at = true;
                touch.at = now + SECOND_LOOK_MILLIS;
                Ok(Some(touch))
            }
            // After a while it is left to the next sweep.
            Ok(Observed::Unsettled) if touch.failures >= LOOKS_MAX => Ok(None),
            Ok(Observed::Unsettled) => {
                touch.at = now + (SECOND_LOOK_MILLIS << touch.failures.min(5)).min(PAUSE_MILLIS_MAX);
                touch.failures += 1;
                Ok(Some(touch))
            }
            Err(RecorderError::Describe(error)) => {
                self.note(Err(&error)).await?;
                touch.at = now + (PAUSE_MILLIS_MIN << touch.failures.min(10)).min(PAUSE_MILLIS_MAX);
                touch.failures += 1;
                tracing::warn!(resource.r#type = %touch.resource_type, "describe {:?}: {error}", touch.what);
                Ok(Some(touch))
            }
            Err(error) => Err(error),
        }
    }

    async fn observe(&self, kind: &ResourceType, what: &Touch) -> Result<Observed, RecorderError> {
        let references = match what {
            Touch::Resource(reference) => vec![reference.clone()],
            Touch::Within { path, value } => self.having(kind, path, value).await?,
        };
        let mut observations = Vec::new();
        for reference in references {
            match self.get(kind, &reference).await? {
                Found::Item(item) => observations.push(self.seen(*item)),
                Found::Unsettled => return Ok(Observed::Unsettled),
                Found::Absent => {
                    observations
                        .extend(self.known(kind, &reference).await?.into_iter().map(Observation::Gone));
                }
            }
        }
        Ok(Observed::Seen(observations))
    }

    async fn get(&self, kind: &ResourceType, reference: &Reference) -> Result<Found, DescribeError> {
        kind.get(&self.calls, &self.place, reference).await
    }

    /// The recorded resources that a reference means.
    async fn known(
        &self,
        kind: &ResourceType,
        reference: &Reference,
    ) -> Result<Vec<ResourceKey>, RecorderError> {
        let mut filter = ResourceFilter {
            account: Some(&self.place.account),
            regions: vec![region_of(kind, &self.place)],
            resource_types: vec![&kind.name],
            with_unrecorded: true,
            ..ResourceFilter::default()
        };
        match reference {
            Reference::Id(id) | Reference::Item { id, .. } => filter.resource_ids = vec![id],
            Reference::Name(name) => filter.resource_name = Some(name),
            Reference::Arn(arn) => filter.arn = Some(arn),
        }
        let found = self.service.store.catalog.resources(&filter, None, PAGE).await?;
        Ok(found.into_iter().map(|resource| resource.key).collect())
    }

    /// The recorded resources whose configuration has the value at the path.
    async fn having(
        &self,
        kind: &ResourceType,
        path: &str,
        value: &str,
    ) -> Result<Vec<Reference>, RecorderError> {
        let filter = ResourceFilter {
            account: Some(&self.place.account),
            regions: vec![region_of(kind, &self.place)],
            resource_types: vec![&kind.name],
            ..ResourceFilter::default()
        };
        let mut found = Vec::new();
        let mut after: Option<ResourceKey> = None;
        loop {
            let page = self.service.store.catalog.items_page(&filter, None, after.as_ref(), PAGE).await?;
            let last = page.last().filter(|_| page.len() == PAGE).map(|item| item.key.clone());
            for item in page {
                if resource_types::finds(&item.configuration, path, value) {
                    found.push(Reference::from(&item));
                }
            }
            match last {
                Some(last) => after = Some(last),
                None => return Ok(found),
            }
        }
    }
}

enum Observed {
    Seen(Vec<Observation>),
    Unsettled,
}

fn add(touches: &mut WaitingTouches, resource_type: &str, what: Touch, call: TouchingCall) {
    let is_known = |touch: &&mut WaitingTouch| touch.resource_type == resource_type && touch.what == what;
    if let Some(touch) = touches.waiting.iter_mut().find(is_known) {
        if touch.calls.iter().all(|known| known.event_id != call.event_id) {
            touch.calls.push(call);
            touch.was_looked_at = false;
            touch.at = 0;
        }
        return;
    }
    if touches.waiting.len() >= TOUCHES_MAX {
        tracing::warn!("{TOUCHES_MAX} touched resources wait to be described: the next sweep finds {what:?}");
        return;
    }
    touches.waiting.push(WaitingTouch {
        resource_type: resource_type.to_owned(),
        what,
        calls: vec![call],
        at: 0,
        failures: 0,
        was_looked_at: false,
    });
}
