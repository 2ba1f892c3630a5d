//! What was seen of resources becomes configuration items, where it differs from what is known. All three ways in (events, sweeps, and what
//! clients push) end here.

use std::collections::HashMap;

use stellwerk_model::configuration::{Cause, ConfigurationItem, ResourceKey, Status};
use stellwerk_store::catalog::{CatalogError, NewItem};

use crate::{Service, resource_types};

/// A resource as it was seen, or that it is not there any more.
#[derive(Clone, Debug)]
pub enum Observation {
    /// The times and the status of the item do not matter.
    Seen(Box<ConfigurationItem>),
    Gone(ResourceKey),
}

impl Observation {
    pub fn key(&self) -> &ResourceKey {
        match self {
            Observation::Seen(item) => &item.key,
            Observation::Gone(key) => key,
        }
    }
}

/// Finds what made a change: gets the item before, if there is one, and the one after. None where nobody looked for it.
pub type FindCause<'a> =
    &'a (dyn Fn(Option<&ConfigurationItem>, &ConfigurationItem) -> Option<Cause> + Send + Sync);

/// Writes what differs, and returns it. Whoever else records the same resources at the same time, each state is written once.
pub async fn record(
    service: &Service,
    observations: Vec<Observation>,
    cause: FindCause<'_>,
) -> Result<Vec<ConfigurationItem>, CatalogError> {
    let catalog = &service.store.catalog;
    let mut left: HashMap<ResourceKey, Observation> =
        observations.into_iter().map(|observation| (observation.key().clone(), observation)).collect();
    let mut written = Vec::new();
    while !left.is_empty() {
        let keys: Vec<ResourceKey> = left.keys().cloned().collect();
        let known = catalog.newest_items(&keys).await?;
        let now = service.clock.now();
        let new: Vec<NewItem> = left
            .values()
            .filter_map(|observation| changed(observation, known.get(observation.key()), now, cause))
            .collect();
        let stale = catalog.write_items(&new).await?;
        let mut again = HashMap::new();
        for (place, new) in new.into_iter().enumerate() {
            match stale.contains(&place) {
                true => drop(left.remove(&new.item.key).map(|seen| again.insert(new.item.key, seen))),
                false => written.push(new.item),
            }
        }
        left = again;
    }
    Ok(written)
}

/// The item to be written; none where nothing changed.
fn changed(
    observation: &Observation,
    known: Option<&ConfigurationItem>,
    now: i64,
    cause: FindCause<'_>,
) -> Option<NewItem> {
    let alive = known.filter(|item| !item.status.is_deleted());
    let captured = known.map_or(now, |known| now.max(known.captured + 1));
    let mut item = match observation {
        Observation::Gone(_) => ConfigurationItem::deletion(alive?, captured),
        Observation::Seen(seen) => {
            let first = if seen.status.is_recorded() { Status::ResourceDiscovered } else { seen.status };
            let status = if alive.is_some() && seen.status.is_recorded() { Status::Ok } else { first };
            ConfigurationItem { status, captured, state_id: captured, ..(**seen).clone() }
        }
    };
    if alive.is_some_and(|alive| is_same_state(alive, &item)) {
        return None;
    }
    item.cause = cause(alive, &item);
    item.related_events = item.cause.iter().flat_map(|cause| cause.events.clone()).collect();
    Some(NewItem { item, previous: known.map(|known| known.captured) })
}

/// Whether nothing differs but what changes by itself.
pub fn is_same_state(known: &ConfigurationItem, seen: &ConfigurationItem) -> bool {
    match resource_types::named(&seen.key.resource_type) {
        Some(kind) => kind.without_volatile(known).is_same_state(&kind.without_volatile(seen)),
        None => known.is_same_state(seen),
    }
}
