//! One event: the members of a CloudTrail record, in CloudTrail's order.

use std::borrow::Cow;

use super::json::Writer;
use super::people::{ACCOUNTS, Actor, Kind, REGIONS};
use super::random::{below, hash, mix, name};
use super::services::{Compiled, Errors};
use super::template::{Scene, request_id};

/// An event that is about to be written.
pub struct Draft<'a> {
    pub compiled: &'a Compiled,
    pub scene: Scene<'a>,
    pub actor: &'a Actor,
    /// The copy that the owner of an assumed role gets when the caller is of another account.
    pub for_owner: bool,
    /// Incidents go as they are told: no accidental errors and no oddities.
    pub scripted: bool,
}

/// How a call failed, if it did.
#[derive(PartialEq)]
enum Failure {
    None,
    /// As the event's line says.
    Own,
    /// As its service refuses.
    Denied,
    Throttled,
}

/// In how many of a million calls that do not fail on their own the caller is not allowed to, or too fast.
const DENIED: u64 = 33_000;
const THROTTLED: u64 = 12_000;

impl Draft<'_> {
    pub fn write(&self, w: &mut Writer) {
        let Self { compiled, scene, actor, .. } = self;
        let (event, service, caller) = (&compiled.event, compiled.service, scene.caller);
        let chance = |what: &str| below(mix(scene.seed ^ name(what)), 1_000_000);
        // A few records look as they did years ago.
        let old = !self.scripted && chance("old") < 400;
        let failure = self.failure();
        let by_itself = event.event_type == "AwsServiceEvent";
        // The service in whose name the call comes, if it does not come from the caller's machine.
        let through: Cow<str> = match (event.via, actor.kind, &scene.target) {
            ("", Kind::Service, Some(target)) => (&*target.role.trusted).into(),
            ("", Kind::Service, None) => format!("{}.amazonaws.com", service.source).into(),
            ("", _, _) if caller.internal => (&*caller.address).into(),
            (via, _, _) => via.into(),
        };

        w.text("{\"eventVersion\":\"").text(if old { "1.05" } else { service.event_version });
        w.text("\",\"userIdentity\":");
        self.identity(w, &through, by_itself);
        w.text("},\"eventTime\":\"").instant(scene.time);
        w.text("\",\"eventSource\":\"")
            .text(service.source)
            .text(".amazonaws.com\",\"eventName\":\"")
            .text(event.name);
        w.text("\",\"awsRegion\":\"").text(REGIONS[scene.region]);
        let (address, agent) =
            if through.is_empty() { (&*caller.address, &*caller.agent) } else { (&*through, &*through) };
        w.text("\",\"sourceIPAddress\":\"").text(address);
        if service.errors == Errors::S3 && through.is_empty() {
            w.text("\",\"userAgent\":\"[").text(agent).text("]");
        } else {
            w.text("\",\"userAgent\":\"").text(agent);
        }
        w.text("\"");
        self.error(w, &failure);

        w.text(",\"requestParameters\":");
        compiled.request.render(w, scene);
        w.text(",\"responseElements\":");
        if failure == Failure::None || event.sign_in {
            compiled.response.render(w, scene)
        } else {
            _ = w.text("null")
        }
        if !event.additional.is_empty() {
            w.text(",\"additionalEventData\":");
            compiled.additional.render(w, scene);
        }
        if !event.sign_in && !by_itself {
            w.text(",\"requestID\":\"");
            request_id(w, scene);
            w.text("\"");
        }
        w.text(",\"eventID\":\"").uuid(hash(scene.seed, &[name("eventID"), u64::from(self.for_owner)]));
        w.text(if event.read_only { "\",\"readOnly\":true" } else { "\",\"readOnly\":false" });
        if !event.resources.is_empty() {
            w.text(",\"resources\":");
            compiled.resources.render(w, scene);
        }
        w.member("eventType", event.event_type);
        if !service.api_version.is_empty() {
            w.member("apiVersion", service.api_version);
        }
        if !old {
            w.text(if event.data { ",\"managementEvent\":false" } else { ",\"managementEvent\":true" });
        }
        let owner = scene.target.as_ref().filter(|_| self.for_owner).map_or(scene.account, |t| t.account);
        w.member("recipientAccountId", ACCOUNTS[owner].id);
        let by_service = actor.kind == Kind::Service && scene.seed.is_multiple_of(2);
        let shared = scene.target.as_ref().is_some_and(|t| t.account != scene.account || by_service);
        if shared {
            w.text(",\"sharedEventID\":\"").uuid(hash(scene.seed, &[name("shared")])).text("\"");
        }
        if let Some(endpoint) = caller.vpc_endpoint_id.as_ref().filter(|_| through.is_empty()) {
            w.member("vpcEndpointId", endpoint).member("vpcEndpointAccountId", ACCOUNTS[scene.account].id);
        }
        if by_itself && !event.details.is_empty() {
            w.text(",\"serviceEventDetails\":");
            compiled.details.render(w, scene);
        }
        if old {
            w.text("}");
            return;
        }
        w.member("eventCategory", if event.data { "Data" } else { "Management" });
        // Old clients leave no TLS details; calls of the console show none when its own proxy makes them.
        let console = caller.console && !event.sign_in && through.is_empty();
        let client_says = !name(&caller.agent).is_multiple_of(4);
        if client_says && through.is_empty() && !by_itself && !(console && chance("proxy") < 600_000) {
            self.tls(w);
        }
        if console {
            w.member("sessionCredentialFromConsole", "true");
        }
        w.text("}");
    }

    /// `userIdentity` without its closing brace.
    fn identity(&self, w: &mut Writer, through: &str, by_itself: bool) {
        let Scene { account, caller, .. } = &self.scene;
        if self.for_owner {
            w.text("{\"type\":\"AWSAccount\",\"principalId\":\"")
                .text(&self.actor.unique_id)
                .text(":")
                .text(&caller.name);
            w.text("\",\"accountId\":\"").text(ACCOUNTS[*account].id).text("\"");
        } else if self.actor.kind == Kind::Service && by_itself {
            w.text("{\"accountId\":\"").text(ACCOUNTS[*account].id).text("\"");
        } else {
            w.text(if self.compiled.event.sign_in { &caller.plain } else { &caller.identity });
        }
        if !through.is_empty() {
            w.member("invokedBy", through);
        }
    }

    fn failure(&self) -> Failure {
        let event = &self.compiled.event;
        let chance = |what: &str| below(mix(self.scene.seed ^ name(what)), 1_000_000);
        let refusable = !self.scripted
            && !event.sign_in
            && event.event_type == "AwsApiCall"
            && !matches!(self.actor.kind, Kind::Service | Kind::Anonymous);
        match () {
            () if chance("own") < event.fails.2 => Failure::Own,
            () if refusable && chance("denied") < DENIED => Failure::Denied,
            () if refusable && chance("throttled") < THROTTLED => Failure::Throttled,
            () => Failure::None,
        }
    }

    fn error(&self, w: &mut Writer, failure: &Failure) {
        let (event, service) = (&self.compiled.event, self.compiled.service);
        let errors = service.errors;
        match failure {
            Failure::None => {}
            Failure::Own => {
                if !event.fails.0.is_empty() {
                    w.member("errorCode", event.fails.0);
                }
                if !event.fails.1.is_empty() {
                    w.text(",\"errorMessage\":\"");
                    self.compiled.message.render(w, &self.scene);
                    w.text("\"");
                }
            }
            Failure::Throttled => {
                let (code, message) = match errors {
                    Errors::Ec2 => ("Client.RequestLimitExceeded", "Request limit exceeded."),
                    Errors::Query => ("Throttling", "Rate exceeded"),
                    Errors::Json => ("ThrottlingException", "Rate exceeded"),
                    Errors::S3 => ("SlowDown", "Please reduce your request rate."),
                };
                w.member("errorCode", code).member("errorMessage", message);
            }
            Failure::Denied => {
                w.member(
                    "errorCode",
                    match errors {
                        Errors::Ec2 => "Client.UnauthorizedOperation",
                        Errors::Query | Errors::S3 => "AccessDenied",
                        Errors::Json => "AccessDeniedException",
                    },
                );
                // Lambda's event names carry a version, its actions do not.
                let action = event.name.split(|c: char| c.is_ascii_digit()).next().unwrap_or(event.name);
                w.text(",\"errorMessage\":\"");
                if errors == Errors::Ec2 {
                    w.text("You are not authorized to perform this operation. ");
                }
                w.text("User: ").text(&self.scene.caller.arn).text(" is not authorized to perform: ");
                w.text(service.prefix)
                    .text(":")
                    .text(action)
                    .text(" on resource: arn:aws:")
                    .text(service.prefix);
                w.text(":").text(REGIONS[self.scene.region]).text(":").text(ACCOUNTS[self.scene.account].id);
                w.text(":* because no identity-based policy allows the ");
                w.text(service.prefix).text(":").text(action).text(" action");
                if errors == Errors::Ec2 {
                    w.text(". Encoded authorization failure message: ").base64url(self.scene.seed, 420);
                }
                w.text("\"");
            }
        }
    }

    fn tls(&self, w: &mut Writer) {
        w.text(",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\"");
        w.text(",\"clientProvidedHostHeader\":\"");
        self.compiled.host.render(w, &self.scene);
        match name(&self.scene.caller.agent) % 6 {
            0 => w.text("\",\"keyExchange\":\"X25519MLKEM768\"}"),
            1 => w.text("\",\"keyExchange\":\"x25519\"}"),
            _ => w.text("\"}"),
        };
    }
}
