//! ARNs and names of CloudTrail's resources, with AWS's words for what is wrong with one.

use serde_json::Value;
use stellwerk_wire::call::partition;
use stellwerk_wire::cloudtrail::error;
use stellwerk_wire::operation::Spec;
use stellwerk_wire::{Call, Error};

const TRAIL_NAME_MIN: usize = 3;
const TRAIL_NAME_MAX: usize = 128;

/// A trail as requests name it: by name, in the caller's account and region, or by ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailRef {
    pub account: String,
    pub region: String,
    pub name: String,
    /// As it was written.
    pub given: String,
}

impl TrailRef {
    pub fn of(given: &str, call: &Call) -> Result<TrailRef, Error> {
        if given.starts_with("arn:") {
            let parts: Vec<&str> = given.splitn(6, ':').collect();
            let [_, of, "cloudtrail", region, account, resource] = parts[..] else {
                return Err(arn_invalid(given));
            };
            let name = resource.strip_prefix("trail/").ok_or_else(|| arn_invalid(given))?;
            if of != partition(region) {
                return Err(arn_invalid(given));
            }
            check_trail_name(name)?;
            return Ok(TrailRef {
                account: account.to_owned(),
                region: region.to_owned(),
                name: name.to_owned(),
                given: given.to_owned(),
            });
        }
        check_trail_name(given)?;
        Ok(TrailRef {
            account: call.caller.account.clone(),
            region: call.region.clone(),
            name: given.to_owned(),
            given: given.to_owned(),
        })
    }

    pub fn arn(&self) -> String {
        trail_arn(&self.region, &self.account, &self.name)
    }
}

pub fn trail_arn(region: &str, account: &str, name: &str) -> String {
    format!("arn:{}:cloudtrail:{region}:{account}:trail/{name}", partition(region))
}

pub fn arn_invalid(given: &str) -> Error {
    error::cloud_trail_arn_invalid(format!(
        "{given:?} is not the ARN of a trail: arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME"
    ))
}

pub fn check_trail_name(name: &str) -> Result<(), Error> {
    let refuse = |message: String| Err(error::invalid_trail_name(message));
    let length = name.chars().count();
    if length < TRAIL_NAME_MIN {
        return refuse(format!(
            "Trail name too short. Minimum allowed length: {TRAIL_NAME_MIN} characters. Specified name length: {length} characters."
        ));
    }
    if length > TRAIL_NAME_MAX {
        return refuse(format!(
            "Trail name too long. Maximum allowed length: {TRAIL_NAME_MAX} characters. Specified name length: {length} characters."
        ));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return refuse("Trail name must starts with a letter or number.".to_owned());
    }
    if !name.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return refuse("Trail name must ends with a letter or number.".to_owned());
    }
    let special = |c: char| matches!(c, '.' | '-' | '_');
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || special(c)) {
        return refuse(
            "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and \
             underscores (_)."
                .to_owned(),
        );
    }
    if name.as_bytes().windows(2).any(|pair| pair.iter().all(|b| special(char::from(*b)))) {
        return refuse("Trail name cannot have adjacent periods, hyphens or underscores.".to_owned());
    }
    if name.parse::<std::net::Ipv4Addr>().is_ok() {
        return refuse("Trail name cannot be formatted as an IP address.".to_owned());
    }
    Ok(())
}

/// By the rules of general purpose buckets.
pub fn check_bucket_name(name: &str) -> Result<(), Error> {
    let fits = (3..=63).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err();
    match fits {
        true => Ok(()),
        false => Err(error::invalid_s3_bucket_name(format!(
            "{name:?} is not a bucket name: 3 to 63 lowercase letters, digits, periods and hyphens."
        ))),
    }
}

pub fn check_key_prefix(prefix: &str) -> Result<(), Error> {
    if prefix.chars().count() > 200 {
        return Err(error::invalid_s3_prefix("The S3 key prefix is longer than 200 characters."));
    }
    if prefix.starts_with('/') || prefix.contains("//") || prefix.chars().any(char::is_control) {
        return Err(error::invalid_s3_prefix(
            "The S3 key prefix begins with a slash, or has two in a row, or a control character.",
        ));
    }
    Ok(())
}

/// The ARN of a topic that was given by name or ARN.
pub fn topic_arn(topic: &str, call: &Call) -> Result<String, Error> {
    let name = match topic.strip_prefix("arn:") {
        Some(rest) => match rest.split(':').collect::<Vec<_>>()[..] {
            [_, "sns", _, account, name] if account.len() == 12 => name,
            _ => {
                return Err(error::invalid_sns_topic_name(format!(
                    "{topic:?} is not the ARN of an SNS topic."
                )));
            }
        },
        None => topic,
    };
    let fits = (1..=256).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !fits {
        return Err(error::invalid_sns_topic_name(format!(
            "{name:?} is not the name of an SNS topic: 1 to 256 letters, digits, hyphens and underscores."
        )));
    }
    Ok(match topic.starts_with("arn:") {
        true => topic.to_owned(),
        false => {
            let (region, account) = (&call.region, &call.caller.account);
            format!("arn:{}:sns:{region}:{account}:{name}", partition(region))
        }
    })
}

/// A resource that has an id or a name of its own, as requests name it: by ARN or by that alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceRef {
    pub account: String,
    pub region: String,
    pub id: String,
}

impl ResourceRef {
    /// `kind` is `eventdatastore`, `channel` or `dashboard`; `None` where it is the ARN of something else.
    pub fn of(kind: &str, given: &str, call: &Call) -> Option<ResourceRef> {
        let reference = |account: &str, region: &str, id: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            let is_id = !id.is_empty() && id.chars().all(plain);
            is_id.then(|| ResourceRef {
                account: account.to_owned(),
                region: region.to_owned(),
                id: id.to_owned(),
            })
        };
        if !given.starts_with("arn:") {
            return reference(&call.caller.account, &call.region, given);
        }
        let parts: Vec<&str> = given.splitn(6, ':').collect();
        let [_, of, "cloudtrail", region, account, resource] = parts[..] else { return None };
        if of != partition(region) {
            return None;
        }
        reference(account, region, resource.strip_prefix(kind)?.strip_prefix('/')?)
    }
}

pub fn resource_arn(kind: &str, region: &str, account: &str, id: &str) -> String {
    format!("arn:{}:cloudtrail:{region}:{account}:{kind}/{id}", partition(region))
}

/// The ARN of what a request is about, however it names it; empty where it is about nothing in particular.
///
/// Policies speak of ARNs: who names a trail by its name, or an event data store by its id, must not slip through them.
pub fn named_resource(spec: &Spec, call: &Call, input: &Value) -> String {
    let text = |member: &str| input[member].as_str().filter(|text| !text.is_empty());
    let trail = |given: &str| match given.starts_with("arn:") {
        true => given.to_owned(),
        false => trail_arn(&call.region, &call.caller.account, given),
    };
    let resource = |kind: &str, given: &str| match ResourceRef::of(kind, given, call) {
        Some(found) => resource_arn(kind, &found.region, &found.account, &found.id),
        None => given.to_owned(),
    };
    let of_trail = ["Trail", "TrailStatus", "Logging"].iter().any(|end| spec.name.ends_with(end));
    let name = text("Name");
    let named = text("TrailName").or(name.filter(|_| of_trail)).map(trail);
    let named = named
        .or_else(|| text("EventDataStore").map(|given| resource("eventdatastore", given)))
        .or_else(|| text("Channel").map(|given| resource("channel", given)))
        .or_else(|| text("DashboardId").map(|given| resource("dashboard", given)))
        .or_else(|| {
            name.filter(|_| spec.name == "CreateDashboard").map(|given| resource("dashboard", given))
        });
    named.or_else(|| any_arn(input)).unwrap_or_default()
}

/// The first ARN in a member of the input, or in a list that is one.
fn any_arn(input: &Value) -> Option<String> {
    let arn = |value: &Value| value.as_str().filter(|text| text.starts_with("arn:")).map(str::to_owned);
    input.as_object()?.values().find_map(|value| match value {
        Value::Array(items) => items.iter().find_map(arn),
        value => arn(value),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use stellwerk_wire::Caller;
    use stellwerk_wire::cloudtrail::SERVICE;
    use stellwerk_wire::json::Timestamp;

    use super::*;

    #[test]
    fn a_resource_is_the_same_however_it_is_named() {
        let caller = Caller {
            account: "111122223333".to_owned(),
            user_name: "u".to_owned(),
            access_key_id: "AKIA".to_owned(),
            role: "admin".to_owned(),
            session_since: None,
        };
        let call = Call {
            caller,
            region: "eu-west-1".to_owned(),
            request_id: String::new(),
            event_id: String::new(),
            source_ip: String::new(),
            user_agent: String::new(),
            host: String::new(),
            tls: false,
            now: Timestamp(0),
        };
        let named = |operation: &str, input: Value| {
            let spec = SERVICE.operations.iter().find(|spec| spec.name == operation).unwrap();
            named_resource(spec, &call, &input)
        };
        let arn = |resource: &str| format!("arn:aws:cloudtrail:eu-west-1:111122223333:{resource}");
        for (operation, member, name, resource) in [
            ("CreateTrail", "Name", "t", "trail/t"),
            ("GetTrailStatus", "Name", "t", "trail/t"),
            ("StopLogging", "Name", "t", "trail/t"),
            ("PutEventSelectors", "TrailName", "t", "trail/t"),
            ("DeleteEventDataStore", "EventDataStore", "e", "eventdatastore/e"),
            ("PutInsightSelectors", "EventDataStore", "e", "eventdatastore/e"),
            ("DeleteChannel", "Channel", "c", "channel/c"),
            ("DeleteDashboard", "DashboardId", "d", "dashboard/d"),
            ("CreateDashboard", "Name", "d", "dashboard/d"),
        ] {
            assert_eq!(named(operation, json!({member: name})), arn(resource), "{operation}");
            if operation != "CreateDashboard" {
                assert_eq!(named(operation, json!({member: arn(resource)})), arn(resource), "{operation}");
            }
        }
        assert_eq!(named("AddTags", json!({"ResourceId": arn("trail/t")})), arn("trail/t"));
        assert_eq!(named("ListTags", json!({"ResourceIdList": [arn("trail/t")]})), arn("trail/t"));
        // The name of a store is not its id, and what is there is not always what should be.
        assert_eq!(named("CreateEventDataStore", json!({"Name": "e"})), "");
        assert_eq!(named("DeleteTrail", json!([1])), "");
        assert_eq!(named("DeleteTrail", json!({"Name": 7})), "");
    }
}
