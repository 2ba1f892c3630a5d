//! The configuration item: the full state of one resource at one moment.
//!
//! AWS Config spells it in two ways, one in the API (`arn`, `accountId`, times as numbers, the body as JSON *text*), one in what it
//! delivers (`ARN`, `awsAccountId`, ISO times, the body as an object). [`ConfigurationItem::from_json`] reads both, and older forms;
//! [`ConfigurationItem::delivered`] writes the second, the first is written by the wire's types.
//! <https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html>

mod diff;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::time;

pub use diff::{Change, ChangeType, ConfigurationItemDiff, canonical};

/// The version of what we write; items of older versions are read.
pub const VERSION: &str = "1.3";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// A change was recorded.
    #[serde(rename = "OK")]
    Ok,
    /// Seen for the first time.
    ResourceDiscovered,
    /// Exists; its type is not recorded.
    ResourceNotRecorded,
    ResourceDeleted,
    ResourceDeletedNotRecorded,
}

impl Status {
    pub const ALL: [Status; 5] = [
        Status::Ok,
        Status::ResourceDiscovered,
        Status::ResourceNotRecorded,
        Status::ResourceDeleted,
        Status::ResourceDeletedNotRecorded,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Status::Ok => "OK",
            Status::ResourceDiscovered => "ResourceDiscovered",
            Status::ResourceNotRecorded => "ResourceNotRecorded",
            Status::ResourceDeleted => "ResourceDeleted",
            Status::ResourceDeletedNotRecorded => "ResourceDeletedNotRecorded",
        }
    }

    pub fn parse(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.name() == name)
    }

    pub fn is_deleted(self) -> bool {
        matches!(self, Status::ResourceDeleted | Status::ResourceDeletedNotRecorded)
    }

    /// Whether the type was recorded, so that the item has a body.
    pub fn is_recorded(self) -> bool {
        !matches!(self, Status::ResourceNotRecorded | Status::ResourceDeletedNotRecorded)
    }
}

/// Which resource. Its id is unique for its type in an account and region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceKey {
    pub account: String,
    /// `global` for IAM.
    pub region: String,
    pub resource_type: String,
    pub resource_id: String,
}

/// A link to another resource, which is named by its id, by its name, or both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Relationship {
    pub resource_type: String,
    pub resource_id: Option<String>,
    pub resource_name: Option<String>,
    /// To the letter, with a blank at its end where AWS has one.
    pub name: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ConfigurationItem {
    pub key: ResourceKey,
    pub version: String,
    pub status: Status,
    /// When this state was seen, in milliseconds since 1970.
    pub captured: i64,
    /// Orders the items of a resource; the time of capture since version 1.3.
    pub state_id: i64,
    pub resource_name: Option<String>,
    pub arn: Option<String>,
    pub availability_zone: Option<String>,
    /// When the resource was created, in milliseconds since 1970.
    pub created: Option<i64>,
    pub tags: BTreeMap<String, String>,
    /// Ids of the events that made this state.
    pub related_events: Vec<String>,
    pub relationships: Vec<Relationship>,
    /// `null` for a resource that is deleted or not recorded.
    pub configuration: Value,
    /// Values that are JSON text stay text.
    pub supplementary: Map<String, Value>,
    /// Recorded once a day only.
    pub is_daily: bool,
    /// What made this state out of the one before, where that was looked for. Ours: AWS has nothing of the kind.
    pub cause: Option<Cause>,
}

/// How sure it is what made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// No recorded call: itself a finding.
    Unexplained,
    /// Calls that touched the resource at about that time.
    Approximate,
    /// A call that names the resource, and whose parameters explain the change.
    Exact,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    pub certainty: Certainty,
    /// Ids of the calls' events, oldest first.
    pub events: Vec<String>,
}

/// Why something is not a configuration item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a configuration item: {0}")]
pub struct NotAnItem(String);

impl ConfigurationItem {
    /// An item without content, which a caller fills.
    pub fn new(key: ResourceKey, status: Status, captured: i64) -> ConfigurationItem {
        ConfigurationItem {
            key,
            version: VERSION.to_owned(),
            status,
            captured,
            state_id: captured,
            resource_name: None,
            arn: None,
            availability_zone: None,
            created: None,
            tags: BTreeMap::new(),
            related_events: Vec::new(),
            relationships: Vec::new(),
            configuration: Value::Null,
            supplementary: Map::new(),
            is_daily: false,
            cause: None,
        }
    }

    /// The end of a resource: what is left of the item before. Its names and its ARN stay, so that it can still be found.
    pub fn deletion(of: &ConfigurationItem, captured: i64) -> ConfigurationItem {
        let status = if of.status.is_recorded() {
            Status::ResourceDeleted
        } else {
            Status::ResourceDeletedNotRecorded
        };
        ConfigurationItem {
            resource_name: of.resource_name.clone(),
            arn: of.arn.clone(),
            is_daily: of.is_daily,
            ..ConfigurationItem::new(of.key.clone(), status, captured)
        }
    }

    /// Whether the other says the same about the resource, whenever it was seen.
    pub fn is_same_state(&self, other: &ConfigurationItem) -> bool {
        self.status.is_deleted() == other.status.is_deleted()
            && self.status.is_recorded() == other.status.is_recorded()
            && ConfigurationItemDiff::between(Some(self), other).changes.is_empty()
    }

    /// As AWS Config delivers it: in files and notifications.
    pub fn delivered(&self) -> Value {
        let text = |text: &Option<String>| text.as_ref().map_or(Value::Null, |t| Value::from(t.as_str()));
        let mut item = json!({
            "relatedEvents": self.related_events,
            "relationships": self.relationships.iter().map(Relationship::delivered).collect::<Vec<_>>(),
            "configuration": self.configuration,
            "supplementaryConfiguration": self.supplementary,
            "tags": self.tags,
            "configurationItemVersion": self.version,
            "configurationItemCaptureTime": millis_text(self.captured),
            "configurationStateId": self.state_id,
            "awsAccountId": self.key.account,
            "configurationItemStatus": self.status.name(),
            "resourceType": self.key.resource_type,
            "resourceId": self.key.resource_id,
            "resourceName": text(&self.resource_name),
            "ARN": text(&self.arn),
            "awsRegion": self.key.region,
            "availabilityZone": text(&self.availability_zone),
            "configurationStateMd5Hash": "",
            "resourceCreationTime": self.created.map(millis_text),
        });
        if self.is_daily {
            item["recordingFrequency"] = Value::from("DAILY");
        }
        item
    }

    /// Reads an item in either spelling.
    pub fn from_json(value: Value) -> Result<ConfigurationItem, NotAnItem> {
        let Value::Object(mut members) = value else {
            return Err(NotAnItem("it is not an object".to_owned()));
        };
        let text = |names: &[&str]| {
            let found = names.iter().find_map(|name| members.get(*name)).and_then(Value::as_str);
            found.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let needed = |names: &[&str]| text(names).ok_or_else(|| NotAnItem(format!("it has no {}", names[0])));
        let key = ResourceKey {
            account: needed(&["awsAccountId", "accountId"])?,
            region: needed(&["awsRegion"])?,
            resource_type: needed(&["resourceType"])?,
            resource_id: needed(&["resourceId"])?,
        };
        let status = needed(&["configurationItemStatus"])?;
        let status = Status::parse(&status)
            .or((status == "Discovered").then_some(Status::ResourceDiscovered))
            .ok_or_else(|| NotAnItem(format!("its status is {status:?}")))?;
        let (resource_name, arn) = (text(&["resourceName"]), text(&["ARN", "arn"]));
        let availability_zone = text(&["availabilityZone"]);
        let version = text(&["configurationItemVersion", "version"]).unwrap_or_else(|| VERSION.to_owned());
        let is_daily = text(&["recordingFrequency"]).is_some_and(|frequency| frequency == "DAILY");
        let captured = members
            .get("configurationItemCaptureTime")
            .and_then(millis)
            .ok_or_else(|| NotAnItem("its configurationItemCaptureTime is not a time".to_owned()))?;
        let state_id = match members.get("configurationStateId") {
            Some(Value::Number(number)) => number.as_i64(),
            Some(Value::String(text)) => text.parse().ok(),
            _ => None,
        };
        let list = |value: Option<Value>| match value {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        };
        let related_events = list(members.remove("relatedEvents"));
        let relationships = list(members.remove("relationships"));
        Ok(ConfigurationItem {
            key,
            version,
            status,
            captured,
            state_id: state_id.unwrap_or(captured),
            resource_name,
            arn,
            availability_zone,
            created: members.get("resourceCreationTime").and_then(millis),
            tags: members.remove("tags").map(tags).unwrap_or_default(),
            related_events: related_events.into_iter().filter_map(string).collect(),
            relationships: relationships.iter().filter_map(Relationship::from_json).collect(),
            configuration: match members.remove("configuration") {
                Some(Value::String(text)) => {
                    serde_json::from_str(&text).unwrap_or_else(|_| Value::String(text))
                }
                other => other.unwrap_or_default(),
            },
            supplementary: match members.remove("supplementaryConfiguration") {
                Some(Value::Object(members)) => members,
                _ => Map::new(),
            },
            is_daily,
            cause: None,
        })
    }
}

impl Relationship {
    fn delivered(&self) -> Value {
        json!({
            "resourceId": self.resource_id,
            "resourceName": self.resource_name,
            "resourceType": self.resource_type,
            "name": self.name,
        })
    }

    fn from_json(value: &Value) -> Option<Relationship> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Relationship {
            resource_type: text("resourceType")?,
            resource_id: text("resourceId"),
            resource_name: text("resourceName"),
            name: text("name").or_else(|| text("relationshipName")).unwrap_or_default(),
        })
    }
}

fn string(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Tags in any of the forms in which they are seen: a map, a list of keys and values, a text `key=value`.
fn tags(value: Value) -> BTreeMap<String, String> {
    match value {
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (key, string(value).unwrap_or_default())).collect()
        }
        Value::Array(list) => list.iter().filter_map(tag).collect(),
        Value::String(text) => text
            .split(',')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
            .collect(),
        _ => BTreeMap::new(),
    }
}

/// One tag as services list it: `{Key, Value}`, `{key, value}`, `{TagKey, TagValue}`.
pub fn tag(value: &Value) -> Option<(String, String)> {
    let text = |names: [&str; 3]| names.iter().find_map(|name| value.get(*name)?.as_str()).map(str::to_owned);
    let key = text(["Key", "key", "TagKey"]).or_else(|| text(["tagKey", "TagName", "name"]))?;
    let value = text(["Value", "value", "TagValue"]).or_else(|| text(["tagValue", "", ""]));
    Some((key, value.unwrap_or_default()))
}

/// ISO 8601 with milliseconds, as deliveries have times.
pub fn millis_text(millis: i64) -> String {
    let time = chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default();
    time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A time as a number of seconds or as text, in milliseconds.
fn millis(value: &Value) -> Option<i64> {
    match value {
        Value::Number(seconds) => {
            let seconds = seconds.as_f64()?;
            (seconds.abs() < 1e11).then_some((seconds * 1000.0).round() as i64)
        }
        Value::String(text) => Some(time::parse(text)?.div_euclid(1000)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> ConfigurationItem {
        let key = ResourceKey {
            account: "123456789012".to_owned(),
            region: "eu-west-1".to_owned(),
            resource_type: "AWS::EC2::Subnet".to_owned(),
            resource_id: "subnet-1".to_owned(),
        };
        ConfigurationItem {
            tags: BTreeMap::from([("k".to_owned(), "v".to_owned())]),
            relationships: vec![Relationship {
                resource_type: "AWS::EC2::VPC".to_owned(),
                resource_id: Some("vpc-1".to_owned()),
                resource_name: None,
                name: "Is contained in Vpc".to_owned(),
            }],
            configuration: json!({"availableIpAddressCount": 251}),
            created: Some(1_785_000_000_000),
            ..ConfigurationItem::new(key, Status::Ok, 1_785_000_000_123)
        }
    }

    #[test]
    fn what_is_delivered_can_be_read() {
        let delivered = item().delivered();
        assert_eq!(delivered["configurationItemCaptureTime"], "2026-07-25T17:20:00.123Z");
        assert_eq!(ConfigurationItem::from_json(delivered).unwrap(), item());
    }

    #[test]
    fn the_spelling_of_the_api_can_be_read() {
        let spelled = json!({
            "version": "1.3", "accountId": "123456789012", "configurationItemCaptureTime": 1785000000.123,
            "configurationItemStatus": "OK", "configurationStateId": "1785000000123",
            "configurationItemMD5Hash": "", "resourceType": "AWS::EC2::Subnet", "resourceId": "subnet-1",
            "awsRegion": "eu-west-1", "resourceCreationTime": 1785000000, "tags": {"k": "v"}, "relatedEvents": [],
            "relationships": [{"resourceType": "AWS::EC2::VPC", "resourceId": "vpc-1",
                               "relationshipName": "Is contained in Vpc"}],
            "configuration": "{\"availableIpAddressCount\":251}", "supplementaryConfiguration": {},
        });
        assert_eq!(ConfigurationItem::from_json(spelled).unwrap(), item());
    }

    #[test]
    fn tags_in_all_their_forms() {
        for form in [
            json!({"a": "1", "b": "2"}),
            json!([{"Key": "a", "Value": "1"}, {"key": "b", "value": "2"}]),
            json!("a=1, b=2"),
        ] {
            assert_eq!(
                tags(form.clone()).into_iter().map(|(k, v)| k + &v).collect::<String>(),
                "a1b2",
                "{form}"
            );
        }
    }

    #[test]
    fn what_is_no_item_says_why() {
        for (value, why) in [
            (json!([]), "it is not an object"),
            (json!({"accountId": "1"}), "it has no awsRegion"),
            (
                json!({"accountId": "1", "awsRegion": "r", "resourceType": "t", "resourceId": "i",
                    "configurationItemStatus": "Odd"}),
                "its status is \"Odd\"",
            ),
        ] {
            let error = ConfigurationItem::from_json(value).unwrap_err().to_string();
            assert_eq!(error, format!("not a configuration item: {why}"));
        }
    }
}
