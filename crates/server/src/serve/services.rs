//! The services that are served, CloudTrail's half and Config's: which of them carries out an operation.

use std::sync::Arc;

use serde_json::Value;
use stellwerk_config as config;
use stellwerk_trail as trail;
use stellwerk_wire::operation::Spec;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::shape::Violation;
use stellwerk_wire::{Call, Error, Failure};

/// All operations that are there.
pub struct Operations {
    trail: Registry<trail::Context>,
    config: Registry<config::Context>,
}

impl Default for Operations {
    fn default() -> Self {
        Operations { trail: trail::registry(), config: config::registry() }
    }
}

#[cfg(test)]
impl Operations {
    pub fn has(&self, spec: &Spec) -> bool {
        self.trail.has(spec) || self.config.has(spec)
    }
}

pub struct Services {
    operations: Operations,
    pub trail: Arc<trail::Service>,
    pub config: Arc<config::Service>,
}

impl Services {
    pub fn new(trail: Arc<trail::Service>, config: Arc<config::Service>) -> Services {
        Services { operations: Operations::default(), trail, config }
    }

    pub async fn call(&self, spec: &'static Spec, call: Arc<Call>, input: Value) -> Result<String, Failure> {
        if self.operations.config.has(spec) || is_config(spec) {
            let context = config::Context { service: self.config.clone(), call };
            return self.operations.config.call(spec, context, input).await;
        }
        let context = trail::Context { service: self.trail.clone(), call };
        match self.operations.trail.call(spec, context, input).await {
            Err(Failure::Told(error)) => Err(Failure::Told(trail::nearest(spec, error))),
            other => other,
        }
    }

    /// Everything that runs in the background, until the program ends.
    pub async fn run(trail: Arc<trail::Service>, config: Arc<config::Service>) {
        futures::join!(trail.run(), config.run());
    }
}

fn is_config(spec: &Spec) -> bool {
    spec.service.id == stellwerk_wire::config::SERVICE.id
}

/// The error that the operation has for what is wrong with its input, if it has one of its own.
pub fn modelled(spec: &Spec, violations: &[Violation]) -> Option<Error> {
    if is_config(spec) { config::modelled(spec, violations) } else { trail::modelled(spec, violations) }
}

/// The ARN of what a request is about; empty where it is about nothing in particular.
pub fn named_resource(spec: &Spec, call: &Call, input: &Value) -> String {
    match is_config(spec) {
        true => config::named_resource(call, input),
        false => trail::named_resource(spec, call, input),
    }
}

/// What operations do otherwise than AWS: the operation and a sentence.
#[cfg(test)]
pub fn deviations() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    trail::deviations::DEVIATIONS.iter().chain(config::deviations::DEVIATIONS)
}
