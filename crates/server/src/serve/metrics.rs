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
use stellwerk_trail::sources;

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
    source_events: Family<Source, Gauge>,
    source_lag: Family<Source, Gauge>,
    source_failures: Family<Source, Gauge>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Source {
    source: String,
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
        let source_events = Family::default();
        registry.register("source_events", "Events that came from a live source", source_events.clone());
        let source_lag = Family::default();
        let help = "Age of the newest event of a live source";
        registry.register_with_unit("source_lag", help, Unit::Seconds, source_lag.clone());
        let source_failures = Family::default();
        let help = "Failures of a live source since it last worked";
        registry.register("source_failures", help, source_failures.clone());
        Metrics {
            registry,
            requests,
            seconds,
            events,
            audit_failures,
            source_events,
            source_lag,
            source_failures,
        }
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

    pub async fn text(&self, store: &Store, now: i64) -> String {
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
        for (source, state) in sources::all(&store.catalog).await.unwrap_or_default() {
            let label = Source { source: source.name };
            self.source_events.get_or_create(&label).set(state.events as i64);
            self.source_failures.get_or_create(&label).set(state.failures.into());
            if let Some(newest) = state.newest_event {
                self.source_lag.get_or_create(&label).set((now - newest).max(0) / 1000);
            }
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a string does not fail");
        text
    }
}
