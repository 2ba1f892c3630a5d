//! What made a change: the calls that touched the resource, and how sure it is that they made it.
//!
//! A call *explains* a changed property when the property's new value (or, for what was taken away, the old one) is among what the call was given, or
//! when the call is named after the property (`PutBucketPolicy`, `BucketPolicy`). Short values, `true` or `1`, are everywhere: they count only
//! together with the name. What a change brings along by itself (times, versions, states, links) needs no explanation.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use stellwerk_model::configuration::{
    Cause, Certainty, Change, ChangeType, ConfigurationItem, ConfigurationItemDiff,
};

/// Values below this length are found by chance, and these are.
const TELLING_LENGTH: usize = 4;
const EVERYWHERE: &[&str] = &["true", "false", "enabled", "disabled", "none", "default", "active"];
/// Words of names below this length say nothing.
const WORD_LENGTH: usize = 4;
/// Leaves of a call that are looked at.
const LEAVES_MAX: usize = 10_000;

/// Parts of names of properties that follow from other changes.
const CONSEQUENCES: &[&str] = &[
    "time", "date", "modified", "version", "revision", "status", "state", "sha256", "hash", "etag", "count",
    "progress", "reason", "lastused", "updateid", "token",
];

/// What calls begin with, by what they do.
const CREATING: &[&str] = &[
    "Create",
    "Run",
    "Allocate",
    "Put",
    "Import",
    "Register",
    "Request",
    "Start",
    "Restore",
    "Copy",
    "Provision",
    "Launch",
];
const DELETING: &[&str] = &["Delete", "Terminate", "Release", "Deregister", "Remove", "Schedule", "Disable"];
const TAKING_AWAY: &[&str] = &[
    "Delete",
    "Remove",
    "Detach",
    "Disassociate",
    "Disable",
    "Revoke",
    "Untag",
    "Unassign",
    "Release",
    "Reset",
    "Cancel",
];

/// A call that touched a resource, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchingCall {
    pub event_id: String,
    pub event_name: String,
    /// Names and values of what it was given and what it gave back, the latter in small letters.
    leaves: Vec<(String, String)>,
}

impl TouchingCall {
    pub fn of(event: &Value) -> Option<TouchingCall> {
        let text = |name: &str| event[name].as_str().map(str::to_owned);
        let mut leaves = Vec::new();
        for part in ["requestParameters", "responseElements"] {
            collect("", &event[part], &mut leaves);
        }
        Some(TouchingCall { event_id: text("eventID")?, event_name: text("eventName")?, leaves })
    }

    fn begins_with(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.event_name.starts_with(word))
    }

    fn explains(&self, change: &Change) -> bool {
        let is_removal = change.change_type() == ChangeType::Delete;
        let value = if is_removal { &change.previous } else { &change.updated };
        let mut wanted = Vec::new();
        let name = last_name(&change.path);
        collect(name, value, &mut wanted);
        // The key of a tag, which only stands in the path.
        wanted.extend(change.path.strip_prefix("Tags.").map(|key| (String::new(), key.to_lowercase())));
        let is_given = |(wanted_name, wanted): &(String, String)| {
            self.leaves.iter().any(|(name, value)| {
                let is_telling = wanted.len() >= TELLING_LENGTH && !EVERYWHERE.contains(&wanted.as_str());
                value == wanted && (is_telling || is_alike(name, wanted_name))
            })
        };
        wanted.iter().any(is_given)
            || (self.is_named_after(&change.path) && is_removal == self.begins_with(TAKING_AWAY))
    }

    /// Whether the call's name, but for its first word, has a word with a part of the path in common.
    fn is_named_after(&self, path: &str) -> bool {
        let called: Vec<String> = words(&self.event_name).into_iter().skip(1).collect();
        let parts: HashSet<String> = path.split('.').skip(1).flat_map(words).collect();
        called.iter().any(|word| word.len() >= WORD_LENGTH && parts.contains(word))
    }
}

/// The cause of a change of a resource that these calls touched, oldest first.
pub fn of_calls(
    calls: &[TouchingCall],
    previous: Option<&ConfigurationItem>,
    updated: &ConfigurationItem,
) -> Cause {
    let diff = ConfigurationItemDiff::between(previous, updated);
    let ids =
        |calls: &mut dyn Iterator<Item = &TouchingCall>| calls.map(|call| call.event_id.clone()).collect();
    let all: Vec<String> = ids(&mut calls.iter());
    if calls.is_empty() {
        return Cause { certainty: Certainty::Unexplained, events: all };
    }
    let certain = |calls: Vec<String>| Cause { certainty: Certainty::Exact, events: calls };
    let approximate = Cause { certainty: Certainty::Approximate, events: all.clone() };
    match diff.change_type {
        ChangeType::Create if calls.iter().any(|call| call.begins_with(CREATING)) => certain(all),
        ChangeType::Delete => {
            let deleting: Vec<String> = ids(&mut calls.iter().filter(|call| call.begins_with(DELETING)));
            if deleting.is_empty() { approximate } else { certain(deleting) }
        }
        ChangeType::Create => approximate,
        ChangeType::Update => {
            let explaining: Vec<String> =
                ids(&mut calls.iter().filter(|call| diff.changes.iter().any(|change| call.explains(change))));
            let is_open = |change: &&Change| {
                !calls.iter().any(|call| call.explains(change)) && !is_consequence(&change.path)
            };
            match explaining.is_empty() || diff.changes.iter().any(|change| is_open(&change)) {
                true => approximate,
                false => certain(explaining),
            }
        }
    }
}

fn is_consequence(path: &str) -> bool {
    let name = last_name(path).to_lowercase();
    path.starts_with("Relationships.") || CONSEQUENCES.iter().any(|part| name.contains(part))
}

/// The last part of a path that is no number.
fn last_name(path: &str) -> &str {
    path.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or_default()
}

/// Names that have one another in them, whatever their case: `instanceType`, `InstanceTypeValue`.
fn is_alike(one: &str, other: &str) -> bool {
    let plain =
        |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let (one, other) = (plain(one), plain(other));
    !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
}

/// The words of a name in camel case, small: `PutBucketPolicy` is put, bucket, policy.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let letters: Vec<char> = name.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    for (at, letter) in letters.iter().enumerate() {
        let begins = letter.is_ascii_uppercase()
            && (at == 0
                || letters[at - 1].is_ascii_lowercase()
                || letters.get(at + 1).is_some_and(char::is_ascii_lowercase));
        if begins || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words
}

/// Names and values of all leaves; texts that are JSON are taken apart.
fn collect(name: &str, value: &Value, leaves: &mut Vec<(String, String)>) {
    if leaves.len() >= LEAVES_MAX {
        return;
    }
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| collect(name, value, leaves)),
        Value::Array(list) => list.iter().for_each(|value| collect(name, value, leaves)),
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => collect(name, &inner, leaves),
            _ => leaves.push((name.to_owned(), text.to_lowercase())),
        },
        Value::Null => {}
        other => leaves.push((name.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use serde_json::json;
    use stellwerk_model::configuration::{ResourceKey, Status};

    use super::*;

    fn item(status: Status, configuration: Value) -> ConfigurationItem {
        let key = ResourceKey {
            account: "1".to_owned(),
            region: "r".to_owned(),
            resource_type: "t".to_owned(),
            resource_id: "sg-1".to_owned(),
        };
        ConfigurationItem { configuration, ..ConfigurationItem::new(key, status, 1) }
    }

    fn call(name: &str, parameters: Value) -> TouchingCall {
        let event = json!({ "eventID": name, "eventName": name, "requestParameters": parameters });
        TouchingCall::of(&event).unwrap()
    }

    fn told(calls: &[TouchingCall], before: Value, after: Value) -> String {
        let cause = of_calls(calls, Some(&item(Status::Ok, before)), &item(Status::Ok, after));
        format!("{:?} {}", cause.certainty, cause.events.join(","))
    }

    #[test]
    fn values_that_were_given_explain() {
        let authorize = call(
            "AuthorizeSecurityGroupIngress",
            json!({"groupId": "sg-1", "ipPermissions": {"items": [{"fromPort": 22, "ipRanges": {"items": [{"cidrIp": "10.0.0.0/8"}]}}]}}),
        );
        let before = json!({"ipPermissions": [], "updateTime": "1"});
        let after =
            json!({"ipPermissions": [{"fromPort": 22, "ipRanges": ["10.0.0.0/8"]}], "updateTime": "2"});
        assert_eq!(told(from_ref(&authorize), before.clone(), after), "Exact AuthorizeSecurityGroupIngress");
        // Something else changed at the same time.
        let after = json!({"ipPermissions": [{"ipRanges": ["10.0.0.0/8"]}], "description": "another"});
        assert_eq!(told(&[authorize], before, after), "Approximate AuthorizeSecurityGroupIngress");
    }

    #[test]
    fn short_values_need_their_name() {
        let modify = call("ModifySubnetAttribute", json!({"subnetId": "s", "mapPublicIpOnLaunch": true}));
        assert_eq!(
            told(
                from_ref(&modify),
                json!({"mapPublicIpOnLaunch": false}),
                json!({"mapPublicIpOnLaunch": true})
            ),
            "Exact ModifySubnetAttribute"
        );
        assert_eq!(
            told(&[modify], json!({"ipv6Native": false}), json!({"ipv6Native": true})),
            "Approximate ModifySubnetAttribute"
        );
    }

    #[test]
    fn calls_are_named_after_what_they_take_away() {
        let delete = call("DeleteBucketEncryption", json!({"bucketName": "b"}));
        let (with, without) = (json!({"serverSideEncryption": {"rules": ["aes"]}}), json!({}));
        assert_eq!(told(from_ref(&delete), with.clone(), without.clone()), "Exact DeleteBucketEncryption");
        assert_eq!(told(&[delete], without, with), "Approximate DeleteBucketEncryption");
    }

    #[test]
    fn resources_are_made_and_deleted_by_calls_that_say_so() {
        let cause = |name: &str, before: Option<Status>, after| {
            let before = before.map(|status| item(status, json!({})));
            of_calls(&[call(name, json!({}))], before.as_ref(), &item(after, Value::Null)).certainty
        };
        assert_eq!(cause("RunInstances", None, Status::ResourceDiscovered), Certainty::Exact);
        assert_eq!(cause("ModifyVpcAttribute", None, Status::ResourceDiscovered), Certainty::Approximate);
        assert_eq!(cause("DeleteVpc", Some(Status::Ok), Status::ResourceDeleted), Certainty::Exact);
        assert_eq!(
            cause("ModifyVpcAttribute", Some(Status::Ok), Status::ResourceDeleted),
            Certainty::Approximate
        );
    }

    #[test]
    fn words_of_names() {
        assert_eq!(words("PutBucketPolicy"), ["put", "bucket", "policy"]);
        assert_eq!(words("ModifyDBInstance"), ["modify", "db", "instance"]);
        assert_eq!(words("UpdateFunctionConfiguration20150331v2"), ["update", "function", "configurationv"]);
    }
}
