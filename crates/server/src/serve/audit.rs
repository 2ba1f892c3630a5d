//! Calls of our own API as CloudTrail events, as AWS records its own.

use serde_json::{Map, Value, json};
use stellwerk_model::time;
use stellwerk_wire::operation::{Route, Spec};
use stellwerk_wire::shape::Shape;
use stellwerk_wire::{Call, Error};

/// What AWS cuts a member at.
const TEXT_BYTES_MAX: usize = 1024;
const PARAMETERS_BYTES_MAX: usize = 100 * 1024;

/// What was asked for and what came of it, as its record shows it.
pub struct Action {
    pub event_source: String,
    pub name: String,
    pub read_only: bool,
    pub parameters: Value,
    pub outcome: Result<Value, Error>,
    /// What data went into or came out of, for a data event.
    pub data_of: Option<DataResource>,
}

pub struct DataResource {
    pub resource_type: &'static str,
    pub arn: String,
}

impl Action {
    /// Answers are recorded of calls that change something, as AWS does.
    pub fn of(spec: &Spec, input: &Value, outcome: &Result<String, Error>) -> Action {
        if let Route::Path(..) = spec.route {
            return Action::put_audit_events(spec, input, outcome);
        }
        let read_only = spec.is_read_only();
        let outcome = match outcome {
            Ok(output) if !read_only => {
                Ok(recorded(spec.output, &serde_json::from_str(output).unwrap_or_default()))
            }
            Ok(_) => Ok(Value::Null),
            Err(error) => Err(error.clone()),
        };
        Action {
            event_source: spec.service.event_source(),
            name: spec.name.to_owned(),
            read_only,
            parameters: recorded(spec.input, input),
            outcome,
            data_of: None,
        }
    }

    /// A data event of the channel. The events themselves are records of their own: here are only their ids.
    fn put_audit_events(spec: &Spec, input: &Value, outcome: &Result<String, Error>) -> Action {
        let events = input["auditEvents"].as_array().map(Vec::as_slice).unwrap_or_default();
        let ids: Vec<Value> = events.iter().map(|event| json!({ "id": event["id"] })).collect();
        let mut parameters = json!({ "channelArn": input["channelArn"], "auditEvents": ids });
        if let Some(id) = input.get("externalId") {
            parameters["externalId"] = id.clone();
        }
        let arn = input["channelArn"].as_str().unwrap_or_default().to_owned();
        Action {
            event_source: spec.service.event_source(),
            name: spec.name.to_owned(),
            read_only: false,
            parameters,
            outcome: match outcome {
                Ok(output) => Ok(serde_json::from_str(output).unwrap_or_default()),
                Err(error) => Err(error.clone()),
            },
            data_of: Some(DataResource { resource_type: "AWS::CloudTrail::Channel", arn }),
        }
    }

    /// Events that came to a source by HTTP.
    pub fn events_received(call: &Call, source: &str, outcome: &Result<Value, Error>) -> Action {
        let (region, account) = (&call.region, &call.caller.account);
        Action {
            event_source: "stellwerk.amazonaws.com".to_owned(),
            name: "PutEvents".to_owned(),
            read_only: false,
            parameters: json!({ "source": source }),
            outcome: outcome.clone(),
            data_of: Some(DataResource {
                resource_type: "Stellwerk::Source",
                arn: format!("arn:aws:stellwerk:{region}:{account}:source/{source}"),
            }),
        }
    }

    pub fn is_data(&self) -> bool {
        self.data_of.is_some()
    }
}

/// The record of a call: who, what, from where, with which parameters, and what came of it.
pub fn record(call: &Call, action: Action) -> String {
    let caller = &call.caller;
    let mut identity = vec![
        ("type", json!("IAMUser")),
        ("principalId", json!(caller.user_id())),
        ("arn", json!(caller.arn())),
        ("accountId", json!(caller.account)),
        ("accessKeyId", json!(caller.access_key_id)),
        ("userName", json!(caller.user_name)),
    ];
    if let Some(since) = caller.session_since {
        let attributes = json!({ "creationDate": time::format(since.0 * 1000), "mfaAuthenticated": "false" });
        identity.push(("sessionContext", json!({ "attributes": attributes })));
    }
    let mut record = vec![
        ("eventVersion", json!("1.11").to_string()),
        ("userIdentity", object(identity.into_iter().map(|(name, value)| (name, value.to_string())))),
        ("eventTime", text(&time::format(call.now.0.div_euclid(1000) * 1_000_000))),
        ("eventSource", text(&action.event_source)),
        ("eventName", text(&action.name)),
        ("awsRegion", text(&call.region)),
        ("sourceIPAddress", text(&call.source_ip)),
        ("userAgent", text(cut(&call.user_agent))),
    ];
    let mut response = Value::Null;
    match action.outcome {
        Ok(output) => response = limited(output),
        Err(error) => {
            // As events spell it.
            let code = error.code.strip_suffix("Exception").filter(|c| *c == "AccessDenied");
            record.push(("errorCode", text(code.unwrap_or(&error.code))));
            record.push(("errorMessage", text(cut(&error.message))));
        }
    }
    record.extend([
        ("requestParameters", limited(action.parameters).to_string()),
        ("responseElements", response.to_string()),
        ("requestID", text(&call.request_id)),
        ("eventID", text(&call.event_id)),
        ("readOnly", action.read_only.to_string()),
    ]);
    let (is_management, category) =
        if action.data_of.is_some() { (false, "Data") } else { (true, "Management") };
    if let Some(DataResource { resource_type, arn }) = action.data_of {
        // The account that the resource is in: `arn:aws:cloudtrail:REGION:ACCOUNT:channel/ID`.
        let account = arn.split(':').nth(4).unwrap_or_default();
        let resources = json!([{ "accountId": account, "type": resource_type, "ARN": arn }]);
        record.push(("resources", resources.to_string()));
    }
    record.extend([
        ("eventType", text("AwsApiCall")),
        ("managementEvent", is_management.to_string()),
        ("recipientAccountId", text(&caller.account)),
        ("eventCategory", text(category)),
    ]);
    if call.tls {
        record.push(("tlsDetails", json!({ "clientProvidedHostHeader": call.host }).to_string()));
    }
    object(record)
}

/// A JSON object with its members in this order, which is AWS's; their values are JSON texts.
fn object(members: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let members: Vec<String> =
        members.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn text(value: &str) -> String {
    Value::from(value).to_string()
}

/// A value as events show it: members of structures begin with a small letter.
fn recorded(shape: &Shape, value: &Value) -> Value {
    match (shape, value) {
        (Shape::Structure(_, members), Value::Object(found)) => {
            let members = members.iter().filter_map(|member| {
                let value = found.get(member.name).filter(|v| !v.is_null())?;
                Some((lower_first(member.name), recorded(member.shape, value)))
            });
            let members: Map<String, Value> = members.collect();
            if members.is_empty() { Value::Null } else { Value::Object(members) }
        }
        (Shape::List(of, _), Value::Array(items)) => items.iter().map(|item| recorded(of, item)).collect(),
        (Shape::Map(_, of, _), Value::Object(items)) => {
            Value::Object(items.iter().map(|(k, v)| (k.clone(), recorded(of, v))).collect())
        }
        (_, value) => value.clone(),
    }
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(characters).collect()
}

/// Parameters that are too large are left out, as AWS does.
fn limited(value: Value) -> Value {
    let bytes = value.to_string().len();
    if bytes <= PARAMETERS_BYTES_MAX {
        return value;
    }
    json!({ "omitted": true, "originalSize": bytes, "reason": "requestParameters too large" })
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
