//! The CloudTrail half of the API: what each operation of CloudTrail and CloudTrail Data means.
//!
//! A file for each noun; each adds its operations to the registry in `register`. What is kept are documents of our own (never
//! the wire's types), and the events themselves, in `store`.

pub mod delivery;
pub mod deviations;
mod digests;
mod event_history;
mod names;
mod refusals;
pub mod selectors;
mod signing;
mod tags;
mod trails;
pub mod verify;

use std::sync::Arc;

use stellwerk_store::aws::Aws;
use stellwerk_store::catalog::CatalogError;
use stellwerk_store::seal::Sealer;
use stellwerk_store::{Clock, Store};
use stellwerk_wire::cloudtrail::error;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Call, Failure};

pub use refusals::modelled;

/// What the operations work on.
#[derive(Debug)]
pub struct Service {
    pub store: Arc<Store>,
    pub clock: Clock,
    /// Calls to other services: buckets, topics.
    pub aws: Arc<Aws>,
    pub sealer: Arc<Sealer>,
    pub delivery: delivery::Settings,
}

/// What a handler gets besides its input.
#[derive(Clone, Debug)]
pub struct Context {
    pub service: Arc<Service>,
    pub call: Arc<Call>,
}

impl Context {
    fn store(&self) -> &Arc<Store> {
        &self.service.store
    }
}

/// All operations that are there.
pub fn registry() -> Registry<Context> {
    let mut registry = Registry::default();
    event_history::register(&mut registry);
    signing::register(&mut registry);
    tags::register(&mut registry);
    trails::register(&mut registry);
    registry
}

/// Somebody else changed the same thing at the same time.
fn conflict(error: CatalogError) -> Failure {
    match error {
        CatalogError::Conflict { .. } => {
            error::conflict("The resource is being changed by another request: try again.").into()
        }
        other => other.into(),
    }
}
