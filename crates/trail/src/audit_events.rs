//! `PutAuditEvents`: events from outside, through a channel into the log, and from there into its event data stores.
//!
//! What each event must have: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-integration-event-schema.html>. An
//! event that does not is refused by itself; the others of the request are accepted. The sender's text of the event is kept byte
//! for byte within the record.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use serde_json::value::RawValue;
use stellwerk_model::time;
use stellwerk_store::catalog::Key;
use stellwerk_wire::Failure;
use stellwerk_wire::cloudtrail_data::{self as wire, error};
use stellwerk_wire::registry::Registry;
use uuid::Uuid;

use crate::channels::{self, Channel};
use crate::names::ResourceRef;
use crate::{Context, resource_policies};

/// Bytes of all events of a request.
const REQUEST_BYTES_MAX: usize = 1 << 20;
const OBJECT_BYTES_MAX: usize = 100 << 10;
const ADDITIONAL_BYTES_MAX: usize = 28 << 10;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutAuditEvents, _, _>(put_audit_events);
}

async fn put_audit_events(
    context: Context,
    input: wire::PutAuditEventsRequest,
) -> Result<wire::PutAuditEventsResponse, Failure> {
    let call = context.call.clone();
    let arn = input.channel_arn;
    let reference = channels::reference(&arn, &call)
        .ok_or_else(|| error::invalid_channel_arn(format!("{arn:?} is not the ARN of a channel.")))?;
    if !exists(&context, &reference).await? {
        return Err(
            error::channel_not_found(format!("Channel {arn} was not found in {}.", call.region)).into()
        );
    }
    let external_id = input.external_id.as_deref();
    let action = "cloudtrail-data:PutAuditEvents";
    let allowed = resource_policies::allows(&context, &arn, &reference.account, action, external_id).await?;
    if !allowed {
        return Err(error::channel_insufficient_permission(format!(
            "{} has no permission to put events to channel {arn}: its resource policy must allow {action}{}.",
            call.caller.arn(),
            if external_id.is_some() { " with this external ID" } else { "" }
        ))
        .into());
    }
    let mut ids = HashSet::new();
    if let Some(twice) = input.audit_events.iter().find(|event| !ids.insert(event.id.as_str())) {
        return Err(error::duplicated_audit_event_id(format!("Event id {} is given twice.", twice.id)).into());
    }
    let bytes: usize = input.audit_events.iter().map(|event| event.event_data.len()).sum();
    if bytes > REQUEST_BYTES_MAX {
        return Err(stellwerk_wire::Error::validation(format!(
            "The events of a request can have 1 MB together; these have {bytes} bytes."
        ))
        .into());
    }
    let place = Place {
        channel: &arn,
        account: &reference.account,
        region: &call.region,
        now: time::format(call.now.0 * 1000),
    };
    let mut response = wire::PutAuditEventsResponse::default();
    let mut records = Vec::with_capacity(input.audit_events.len());
    let mut last_error = None;
    for event in input.audit_events {
        match place.record(&event) {
            Ok((event_id, record)) => {
                records.push(record);
                response.successful.push(wire::AuditEventResultEntry { event_id, id: event.id });
            }
            Err((code, message)) => {
                last_error = Some((code, event.id.clone()));
                response.failed.push(wire::ResultErrorEntry {
                    error_code: code.to_owned(),
                    error_message: message,
                    id: event.id,
                });
            }
        }
    }
    if !records.is_empty() {
        context.service.log.append(records).await?;
    }
    context.service.channels.note(&arn, |status| {
        let now = call.now.0;
        if let Some(last) = response.successful.last() {
            status.success = Some((now, last.event_id.clone()));
            status.attempt = status.success.clone();
            status.error = None;
        }
        if let Some((code, id)) = last_error {
            status.attempt = Some((now, id));
            status.error = Some(code.to_owned());
        }
    });
    Ok(response)
}

async fn exists(context: &Context, reference: &ResourceRef) -> Result<bool, Failure> {
    let key = Key { account: &reference.account, region: &reference.region, name: &reference.id };
    let here = reference.region == context.call.region;
    Ok(here && context.store().catalog.document::<Channel>(key).await?.is_some())
}

/// The channel that a record came through.
pub fn channel_of(record: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Record {
        metadata: Metadata,
    }
    #[derive(serde::Deserialize)]
    struct Metadata {
        #[serde(rename = "channelARN")]
        channel_arn: String,
    }
    Some(serde_json::from_str::<Record>(record).ok()?.metadata.channel_arn)
}

/// Where and when events arrive.
struct Place<'a> {
    channel: &'a str,
    account: &'a str,
    region: &'a str,
    now: String,
}

/// An error code of AWS's, and what is wrong.
type Refusal = (&'static str, String);

impl Place<'_> {
    /// The id and the text of the record of an event.
    fn record(&self, event: &wire::AuditEvent) -> Result<(String, String), Refusal> {
        let data = event.event_data.as_str();
        if let Some(checksum) = &event.event_data_checksum {
            let right = STANDARD.encode(digest(&SHA256, data.as_bytes()));
            if *checksum != right {
                return Err((
                    "InvalidChecksum",
                    "eventDataChecksum is not the base64 SHA-256 of eventData.".to_owned(),
                ));
            }
        }
        let fields = Fields::of(data)?;
        let event_time = self.check(&fields)?;
        let id = Uuid::new_v4().to_string();
        let record = format!(
            "{{\"eventVersion\":\"1.0\",\"eventCategory\":\"ActivityAuditLog\",\"eventType\":\"ActivityLog\",\
             \"eventID\":\"{id}\",\"eventTime\":\"{event_time}\",\"awsRegion\":\"{}\",\"recipientAccountId\":\"{}\",\
             \"metadata\":{{\"ingestionTime\":\"{}\",\"channelARN\":\"{}\"}},\"eventData\":{data}}}",
            self.region, self.account, self.now, self.channel
        );
        Ok((id, record))
    }

    /// Checks what the schema asks for; returns the time of the event as records have it.
    fn check(&self, fields: &Fields<'_>) -> Result<String, Refusal> {
        fields.text("version", 256, true)?;
        fields.text("UID", 1024, true)?;
        fields.text("eventSource", 1024, true)?;
        fields.text("eventName", 1024, true)?;
        fields.text("userAgent", 1024, false)?;
        fields.text("errorCode", 256, false)?;
        fields.text("errorMessage", 256, false)?;
        fields.object("requestParameters", OBJECT_BYTES_MAX, false)?;
        fields.object("responseElements", OBJECT_BYTES_MAX, false)?;
        fields.object("additionalEventData", ADDITIONAL_BYTES_MAX, false)?;
        let identity = fields.object("userIdentity", OBJECT_BYTES_MAX, true)?.unwrap_or("{}");
        let identity = Fields::of(identity)?;
        identity.text("type", 128, true)?;
        identity.text("principalId", 1024, true)?;
        identity.object("details", OBJECT_BYTES_MAX, false)?;
        if let Some(address) = fields.text("sourceIPAddress", 1024, false)?
            && address.parse::<IpAddr>().is_err()
        {
            return Err(("InvalidData", format!("sourceIPAddress {address:?} is not an IP address.")));
        }
        let recipient = fields.text("recipientAccountId", 16, true)?.unwrap_or_default();
        if recipient != self.account {
            return Err((
                "InvalidRecipient",
                format!(
                    "recipientAccountId {recipient:?} is not the account of the channel, {}.",
                    self.account
                ),
            ));
        }
        let text = fields.text("eventTime", 64, true)?.unwrap_or_default();
        let with_zone = if text.ends_with('Z') { text.clone() } else { format!("{text}Z").into() };
        match time::parse(&with_zone) {
            Some(micros) => Ok(time::format(micros)),
            None => Err((
                "InvalidData",
                format!("eventTime {text:?} is not a time such as 2024-05-01T12:30:00Z."),
            )),
        }
    }
}

/// The members of an object.
struct Fields<'a>(BTreeMap<Cow<'a, str>, &'a RawValue>);

impl<'a> Fields<'a> {
    fn of(text: &'a str) -> Result<Self, Refusal> {
        let parsed: Result<BTreeMap<Cow<'a, str>, &'a RawValue>, _> = serde_json::from_str(text);
        parsed
            .map(Fields)
            .map_err(|error| ("InvalidData", format!("eventData is not a JSON object: {error}")))
    }

    fn given(&self, name: &'static str, required: bool) -> Result<Option<&'a str>, Refusal> {
        match self.0.get(name).map(|raw| raw.get()).filter(|raw| *raw != "null") {
            None if required => Err(("FieldNotFound", format!("{name} is missing."))),
            found => Ok(found),
        }
    }

    fn text(
        &self,
        name: &'static str,
        chars_max: usize,
        required: bool,
    ) -> Result<Option<Cow<'a, str>>, Refusal> {
        let Some(raw) = self.given(name, required)? else { return Ok(None) };
        let text: String =
            serde_json::from_str(raw).map_err(|_| ("InvalidData", format!("{name} is not a text.")))?;
        if text.chars().count() > chars_max {
            return Err(("FieldTooLong", format!("{name} has more than {chars_max} characters.")));
        }
        if required && text.is_empty() {
            return Err(("FieldNotFound", format!("{name} is empty.")));
        }
        Ok(Some(Cow::Owned(text)))
    }

    fn object(
        &self,
        name: &'static str,
        bytes_max: usize,
        required: bool,
    ) -> Result<Option<&'a str>, Refusal> {
        let Some(raw) = self.given(name, required)? else { return Ok(None) };
        if !raw.starts_with('{') {
            return Err(("InvalidData", format!("{name} is not an object.")));
        }
        if raw.len() > bytes_max {
            return Err(("FieldTooLong", format!("{name} has more than {bytes_max} bytes.")));
        }
        Ok(Some(raw))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const CHANNEL: &str = "arn:aws:cloudtrail:us-east-1:111122223333:channel/x";

    fn event(change: impl FnOnce(&mut Value)) -> wire::AuditEvent {
        let mut data = json!({
            "version": "1.0", "UID": "u-1", "eventSource": "app.example", "eventName": "Login",
            "eventTime": "2024-05-01T12:30:00", "recipientAccountId": "111122223333",
            "userIdentity": {"type": "User", "principalId": "alice", "details": {"team": "ops"}},
        });
        change(&mut data);
        wire::AuditEvent { id: "1".into(), event_data: data.to_string(), event_data_checksum: None }
    }

    fn put(event: &wire::AuditEvent) -> Result<Value, &'static str> {
        let place = Place {
            channel: CHANNEL,
            account: "111122223333",
            region: "us-east-1",
            now: "2024-05-02T00:00:00Z".to_owned(),
        };
        place.record(event).map(|(_, record)| serde_json::from_str(&record).unwrap()).map_err(|e| e.0)
    }

    #[test]
    fn an_event_becomes_a_record_that_has_its_text() {
        let given = event(|_| {});
        let record = put(&given).unwrap();
        assert_eq!(record["eventData"], serde_json::from_str::<Value>(&given.event_data).unwrap());
        assert_eq!(record["eventTime"], "2024-05-01T12:30:00Z");
        assert_eq!(channel_of(&record.to_string()).as_deref(), Some(CHANNEL));
    }

    #[test]
    fn what_the_schema_forbids_is_refused_by_name() {
        let long = "x".repeat(2000);
        let cases: Vec<(&str, Box<dyn Fn(&mut Value)>)> = vec![
            ("FieldNotFound", Box::new(|e| drop(e.as_object_mut().unwrap().remove("UID")))),
            ("FieldNotFound", Box::new(|e| e["version"] = "".into())),
            ("FieldNotFound", Box::new(|e| e["userIdentity"] = json!({"type": "User"}))),
            ("FieldTooLong", Box::new(move |e| e["eventName"] = long.clone().into())),
            ("FieldTooLong", Box::new(|e| e["additionalEventData"] = json!({"a": "x".repeat(30_000)}))),
            ("InvalidData", Box::new(|e| e["eventTime"] = "yesterday".into())),
            ("InvalidData", Box::new(|e| e["sourceIPAddress"] = "here".into())),
            ("InvalidData", Box::new(|e| e["requestParameters"] = json!([1]))),
            ("InvalidData", Box::new(|e| e["UID"] = 5.into())),
            ("InvalidRecipient", Box::new(|e| e["recipientAccountId"] = "444455556666".into())),
        ];
        for (code, change) in cases {
            let event = event(change);
            assert_eq!(put(&event).unwrap_err(), code, "{}", event.event_data);
        }
        let mut wrong = event(|_| {});
        wrong.event_data_checksum = Some("x".into());
        assert_eq!(put(&wrong).unwrap_err(), "InvalidChecksum");
        wrong.event_data_checksum = Some(STANDARD.encode(digest(&SHA256, wrong.event_data.as_bytes())));
        put(&wrong).unwrap();
        wrong = wire::AuditEvent { event_data: "[]".into(), ..event(|_| {}) };
        assert_eq!(put(&wrong).unwrap_err(), "InvalidData");
    }
}
