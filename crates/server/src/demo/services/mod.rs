//! Which events exist: one file per group of services, one line or two per event.
//!
//! An event is the JSON text of its members with `$slots` (see `template.rs`), and who causes it how often
//! (`by`). The files are not formatted and exceed the line length, because an event's JSON is easier to read
//! in one piece. Adding an event touches its line only; adding a service touches its file and, for a new
//! file, [`services`].

use super::random::Weighted;
use super::template::Template;

#[rustfmt::skip]
mod compute;
#[rustfmt::skip]
mod data;
#[rustfmt::skip]
mod identity;
#[rustfmt::skip]
mod integration;
#[rustfmt::skip]
mod management;
#[rustfmt::skip]
mod network;
#[rustfmt::skip]
mod security;
#[rustfmt::skip]
mod storage;

/// A kind of work. Actors have habits (`people.rs`), events say in which habits they occur.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Habit {
    // People
    Browse,
    Develop,
    Analyse,
    Administer,
    SignIn,
    Saml,
    Root,
    // Programs
    Function,
    Container,
    Instance,
    Pipeline,
    Deploy,
    Terraform,
    Backup,
    Audit,
    Across,
    Federate,
    // AWS services
    Scan,
    Scale,
    Network,
    Service,
    // The internet
    Anonymous,
}

/// The number of habits: the last one counts them.
pub const HABITS: usize = Habit::Anonymous as usize + 1;

pub struct Service {
    /// `eventSource` without `.amazonaws.com`
    pub source: &'static str,
    pub event_version: &'static str,
    pub api_version: &'static str,
    /// `tlsDetails.clientProvidedHostHeader`
    pub host: &'static str,
    /// IAM's prefix in the messages of AccessDenied.
    pub prefix: &'static str,
    pub errors: Errors,
    pub events: &'static [Event],
}

/// What a service says when it refuses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// `Client.UnauthorizedOperation` with an encoded message
    Ec2,
    /// `AccessDenied`
    Query,
    /// `AccessDeniedException`, `ThrottlingException`
    Json,
    S3,
}

/// An event as its service writes it. Texts are templates; `null` and the empty text mean what they mean in
/// CloudTrail.
#[derive(Clone, Copy)]
pub struct Event {
    pub name: &'static str,
    pub read_only: bool,
    pub request: &'static str,
    pub response: &'static str,
    pub additional: &'static str,
    pub resources: &'static str,
    pub details: &'static str,
    pub data: bool,
    pub event_type: &'static str,
    /// The service through which the caller comes (`invokedBy`).
    pub via: &'static str,
    /// An error that is the point of the event: code, message, in how many of a million.
    pub fails: (&'static str, &'static str, u64),
    /// Sign-in events name the user without a session and have no request id.
    pub sign_in: bool,
    pub by: By,
}

/// Habits, each with a weight.
pub type By = &'static [(Habit, u32)];

pub const fn read(name: &'static str, request: &'static str, by: By) -> Event {
    Event {
        name,
        read_only: true,
        request,
        response: "null",
        additional: "",
        resources: "",
        details: "",
        data: false,
        event_type: "AwsApiCall",
        via: "",
        fails: ("", "", 0),
        sign_in: false,
        by,
    }
}

pub const fn write(name: &'static str, request: &'static str, response: &'static str, by: By) -> Event {
    Event { read_only: false, response, ..read(name, request, by) }
}

impl Event {
    /// A data event: what happens to an object, an item, a function.
    pub const fn data(self) -> Self {
        Self { data: true, ..self }
    }

    pub const fn resources(self, resources: &'static str) -> Self {
        Self { resources, ..self }
    }

    pub const fn additional(self, additional: &'static str) -> Self {
        Self { additional, ..self }
    }

    /// A response although the call only reads (AssumeRole has one).
    pub const fn responds(self, response: &'static str) -> Self {
        Self { response, ..self }
    }

    pub const fn via(self, service: &'static str) -> Self {
        Self { via: service, ..self }
    }

    pub const fn fails(self, per_million: u64, code: &'static str, message: &'static str) -> Self {
        Self { fails: (code, message, per_million), ..self }
    }

    /// `AwsServiceEvent`: something that the service did of its own accord.
    pub const fn by_itself(self, details: &'static str) -> Self {
        Self { event_type: "AwsServiceEvent", details, ..self }
    }

    pub const fn sign_in(self) -> Self {
        Self { event_type: "AwsConsoleSignIn", sign_in: true, ..self }
    }
}

/// Every service of the estate.
pub fn services() -> impl Iterator<Item = &'static Service> {
    [
        identity::SERVICES,
        security::SERVICES,
        compute::SERVICES,
        network::SERVICES,
        storage::SERVICES,
        data::SERVICES,
        integration::SERVICES,
        management::SERVICES,
    ]
    .into_iter()
    .flatten()
}

pub fn service(source: &str) -> &'static Service {
    services().find(|s| s.source == source).unwrap_or_else(|| panic!("no service {source}"))
}

/// An event with its texts compiled.
pub struct Compiled {
    pub service: &'static Service,
    pub event: Event,
    pub request: Template,
    pub response: Template,
    pub additional: Template,
    pub resources: Template,
    pub details: Template,
    pub host: Template,
    pub message: Template,
    pub assumes: bool,
}

impl Compiled {
    pub fn new(service: &'static Service, event: Event) -> Self {
        Self {
            service,
            event,
            request: Template::compile(event.request),
            response: Template::compile(event.response),
            additional: Template::compile(event.additional),
            resources: Template::compile(event.resources),
            details: Template::compile(event.details),
            host: Template::compile(service.host),
            message: Template::compile(event.fails.1),
            assumes: event.request.contains("$target"),
        }
    }
}

/// All events, and for each habit the table from which to pick.
pub struct Catalog {
    pub events: Vec<Compiled>,
    habits: Vec<Weighted>,
}

impl Catalog {
    pub fn new() -> Self {
        let events: Vec<_> =
            services().flat_map(|s| s.events.iter().map(move |event| Compiled::new(s, *event))).collect();
        let weights = |habit: usize| {
            let of_event =
                move |event: &Event| event.by.iter().find(|(h, _)| *h as usize == habit).map(|by| by.1);
            Weighted::new(events.iter().enumerate().filter_map(|(i, e)| Some((i, of_event(&e.event)?))))
        };
        let habits = (0..HABITS).map(weights).collect();
        Self { events, habits }
    }

    #[inline]
    pub fn pick(&self, habit: Habit, hash: u64) -> &Compiled {
        &self.events[self.habits[habit as usize].pick(hash)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_catalog_is_as_broad_as_promised() {
        let names: BTreeSet<_> =
            services().flat_map(|s| s.events.iter().map(move |e| (s.source, e.name))).collect();
        let sources: BTreeSet<_> = services().map(|s| s.source).collect();
        assert!(sources.len() >= 45, "{} services", sources.len());
        assert!(names.len() >= 400, "{} events", names.len());
        assert_eq!(sources.len(), services().count(), "a service has one list");
    }

    #[test]
    fn every_habit_has_events_and_reads_do_not_answer() {
        let catalog = Catalog::new();
        assert!(catalog.habits.iter().all(|table| !table.is_empty()));
        for event in services().flat_map(|s| s.events) {
            let exempt =
                event.name.starts_with("AssumeRole") || event.sign_in || event.name.starts_with("Get");
            assert!(
                !event.read_only || exempt || event.response == "null",
                "{} reads and answers",
                event.name
            );
        }
    }
}
