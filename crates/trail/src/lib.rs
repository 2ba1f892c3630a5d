//! The CloudTrail half of the API: what each operation of CloudTrail and CloudTrail Data means.
//!
//! A file for each noun; each adds its operations to the registry in `register`. What is kept are documents of our own (never
//! the wire's types), and the events themselves, in `store`.

mod audit_events;
pub mod channels;
pub mod dashboards;
pub mod delivery;
pub mod deviations;
mod enrichment;
mod event_configuration;
pub mod event_data_stores;
mod event_history;
pub mod imports;
pub mod ingestion;
mod insights;
mod kms;
mod names;
pub mod organization;
pub mod queries;
mod refusals;
mod resource_policies;
mod results;
mod sample_queries;
mod saved_queries;
pub mod selectors;
pub mod signing;
pub mod sources;
mod tags;
mod trails;
pub mod verify;

use std::sync::Arc;

use stellwerk_store::aws::Aws;
use stellwerk_store::catalog::CatalogError;
use stellwerk_store::log::Log;
use stellwerk_store::seal::Sealer;
use stellwerk_store::{Clock, Lakes, Store, StoreError};
use stellwerk_wire::cloudtrail::error;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Call, Failure};

pub use names::named_resource;
pub use refusals::{modelled, nearest};

/// What the operations work on.
#[derive(Debug)]
pub struct Service {
    pub store: Arc<Store>,
    pub clock: Clock,
    /// Calls to other services: buckets, topics.
    pub aws: Arc<Aws>,
    pub sealer: Arc<Sealer>,
    pub delivery: delivery::Settings,
    /// Takes what comes through channels.
    pub log: Arc<Log>,
    /// What event data stores keep.
    pub lakes: Lakes,
    pub ingestion: ingestion::Ingestion,
    pub queries: queries::Running,
    pub imports: imports::Running,
    pub channels: channels::Statuses,
    pub organization: Option<organization::Organization>,
}

impl Service {
    /// Goes on with, or puts an end to, what the end of the program interrupted.
    pub async fn recover(self: &Arc<Self>) -> Result<(), StoreError> {
        queries::fail_interrupted(self).await?;
        imports::resume(self).await
    }

    /// Everything that runs in the background, until the program ends.
    pub async fn run(self: Arc<Self>) {
        let mut work = tokio::task::JoinSet::new();
        work.spawn(delivery::run(self.clone()));
        work.spawn(ingestion::run(self.clone()));
        work.spawn(dashboards::run(self.clone()));
        work.spawn(sources::run(self));
        while let Some(ended) = work.join_next().await {
            if let Err(error) = ended {
                tracing::error!("background work ended: {error}");
            }
        }
    }

    /// Ends what requests have begun.
    pub fn stop(&self) {
        self.queries.stop_all();
        self.imports.stop_all();
    }
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
    audit_events::register(&mut registry);
    channels::register(&mut registry);
    dashboards::register(&mut registry);
    event_configuration::register(&mut registry);
    event_data_stores::register(&mut registry);
    event_history::register(&mut registry);
    imports::register(&mut registry);
    insights::register(&mut registry);
    organization::register(&mut registry);
    queries::register(&mut registry);
    resource_policies::register(&mut registry);
    sample_queries::register(&mut registry);
    saved_queries::register(&mut registry);
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
