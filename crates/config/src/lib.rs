//! The AWS Config half of the API: resources are recorded, every state is remembered, and each change knows what made it.
//!
//! A file for each noun; each adds its operations to the registry in `register`. What is kept are documents of our own, and the inventory,
//! in `store`. What the types of resources are is data, in `resource-types/`.

pub mod aggregators;
pub mod delivery;
pub mod delivery_channels;
pub mod deviations;
mod items;
mod names;
mod queries;
pub mod recorder;
pub mod recorders;
mod recording;
mod refusals;
pub mod resource_types;
mod resources;
mod retention;
pub mod select;
mod stored_queries;
mod tags;
pub mod timeline;

use std::sync::Arc;

use stellwerk_store::aws::Aws;
use stellwerk_store::catalog::CatalogError;
use stellwerk_store::{Clock, Store};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Call, Error, Failure};

pub use names::named_resource;
pub use refusals::modelled;

/// What the operations work on.
#[derive(Debug)]
pub struct Service {
    /// Of the settings: what belongs to nobody in particular.
    pub account: String,
    pub store: Arc<Store>,
    pub clock: Clock,
    /// Calls to other services: what describes resources, buckets, topics.
    pub aws: Arc<Aws>,
    pub recorder: recorder::Settings,
    pub organization: Option<Organization>,
}

/// Accounts that belong together, as the settings name them.
#[derive(Clone, Debug)]
pub struct Organization {
    pub management_account: String,
    /// The other accounts.
    pub member_accounts: Vec<String>,
}

impl Organization {
    fn accounts(&self) -> Vec<String> {
        std::iter::once(&self.management_account).chain(&self.member_accounts).cloned().collect()
    }

    fn has(&self, account: &str) -> bool {
        self.management_account == account || self.member_accounts.iter().any(|member| member == account)
    }
}

impl Service {
    /// Everything that runs in the background, until the program ends.
    pub async fn run(self: Arc<Self>) {
        recorder::run(self).await;
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

    fn account(&self) -> &str {
        &self.call.caller.account
    }

    fn region(&self) -> &str {
        &self.call.region
    }
}

/// All operations that are there.
pub fn registry() -> Registry<Context> {
    let mut registry = Registry::default();
    aggregators::register(&mut registry);
    delivery::register(&mut registry);
    delivery_channels::register(&mut registry);
    queries::register(&mut registry);
    recorders::register(&mut registry);
    resources::register(&mut registry);
    retention::register(&mut registry);
    stored_queries::register(&mut registry);
    tags::register(&mut registry);
    timeline::register(&mut registry);
    registry
}

/// Somebody else changed the same thing at the same time.
fn conflict(error: CatalogError) -> Failure {
    match error {
        CatalogError::Conflict { .. } => {
            Error::throttling("The resource is being changed by another request: try again.").into()
        }
        other => other.into(),
    }
}
