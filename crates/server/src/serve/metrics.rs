//! What `/metrics` answers, for Prometheus.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use stellwerk_store::Store;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    service: &'static str,
    operation: &'static str,
    /// The error's code; empty for success.
    error: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Operation {
    service: &'static str,
    operation: &'static str,
}

#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Family<Operation, Histogram>,
    events: Family<Vec<(&'static str, &'static str)>, Gauge<i64, std::sync::atomic::AtomicI64>>,
    audit_failures: Counter<u64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("stellwerk");
        let requests = Family::default();
        registry.register("requests", "Calls of the API, by outcome", requests.clone());
        let seconds: Family<Operation, Histogram> = Family::new_with_constructor(|| {
            Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0])
        });
        registry.register_with_unit("request", "Time to an answer", Unit::Seconds, seconds.clone());
        let events = Family::default();
        registry.register(
            "events",
            "Events by state: accepted = indexed + waiting + duplicates + quarantined",
            events.clone(),
        );
        let audit_failures = Counter::default();
        registry.register(
            "audit_failures",
            "Calls of our own API that could not be recorded",
            audit_failures.clone(),
        );
        Metrics { registry, requests, seconds, events, audit_failures }
    }
}

impl Metrics {
    pub fn count(&self, service: &'static str, operation: &'static str, error: &str, took: Duration) {
        self.requests.get_or_create(&Request { service, operation, error: error.to_owned() }).inc();
        self.seconds.get_or_create(&Operation { service, operation }).observe(took.as_secs_f64());
    }

    pub fn audit_failed(&self) {
        self.audit_failures.inc();
    }

    pub async fn text(&self, store: &Store) -> String {
        if let Ok(counters) = store.catalog.counters().await {
            let waiting = store.waiting.rows() as u64;
            let states = [
                ("accepted", counters.accepted + waiting),
                ("indexed", counters.indexed),
                ("waiting", waiting),
                ("rejected_as_duplicate", counters.rejected_as_duplicate),
                ("quarantined", counters.quarantined),
            ];
            for (state, events) in states {
                self.events.get_or_create(&vec![("state", state)]).set(events as i64);
            }
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a string does not fail");
        text
    }
}
