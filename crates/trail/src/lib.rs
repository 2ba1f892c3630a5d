//! The CloudTrail half of the API: what each operation of CloudTrail and CloudTrail Data means.
//!
//! A file for each noun; each adds its operations to the registry in `register`. What is kept are documents of our own (never
//! the wire's types), and the events themselves, in `store`.

mod event_history;
mod refusals;

use std::sync::Arc;

use stellwerk_store::{Clock, Store};
use stellwerk_wire::Call;
use stellwerk_wire::registry::Registry;

pub use refusals::modelled;

/// What the operations work on.
#[derive(Debug)]
pub struct Service {
    pub store: Arc<Store>,
    pub clock: Clock,
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
    registry
}
