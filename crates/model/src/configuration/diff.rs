//! What changed between two items of a resource, as AWS Config says it in its notifications.
//!
//! A path has its parts' first letters capitalized: `Configuration.State.Name`. Lists are compared as sets: what is gone is numbered first, what is
//! new after it, each element as a whole (`Configuration.SecurityGroups.0`). What is `null` is the same as what is not there.
//! <https://docs.aws.amazon.com/config/latest/developerguide/example-sns-notification.html>

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::ConfigurationItem;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeType {
    Create,
    Update,
    Delete,
}

impl ChangeType {
    pub fn name(self) -> &'static str {
        match self {
            ChangeType::Create => "CREATE",
            ChangeType::Update => "UPDATE",
            ChangeType::Delete => "DELETE",
        }
    }
}

/// One property that changed. A value that was not there, or is not there any more, is `null`.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub path: String,
    pub previous: Value,
    pub updated: Value,
}

impl Change {
    pub fn change_type(&self) -> ChangeType {
        match (&self.previous, &self.updated) {
            (Value::Null, _) => ChangeType::Create,
            (_, Value::Null) => ChangeType::Delete,
            _ => ChangeType::Update,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct ConfigurationItemDiff {
    pub change_type: ChangeType,
    /// Empty for a resource that was created.
    pub changes: Vec<Change>,
}

impl ConfigurationItemDiff {
    pub fn between(
        previous: Option<&ConfigurationItem>,
        updated: &ConfigurationItem,
    ) -> ConfigurationItemDiff {
        let Some(previous) = previous.filter(|item| !item.status.is_deleted()) else {
            return ConfigurationItemDiff { change_type: ChangeType::Create, changes: Vec::new() };
        };
        let is_deleted = updated.status.is_deleted();
        let mut changes = Vec::new();
        compare("Configuration", &previous.configuration, &updated.configuration, &mut changes);
        let (before, after) = (&previous.supplementary, &updated.supplementary);
        for name in names(before, after) {
            let value = |of: &Map<String, Value>| of.get(name).cloned().unwrap_or_default();
            let path = format!("SupplementaryConfiguration.{}", capitalized(name));
            match is_deleted {
                true => whole(path, &value(before), &Value::Null, &mut changes),
                false => compare(&path, &value(before), &value(after), &mut changes),
            }
        }
        let listed =
            |item: &ConfigurationItem| item.relationships.iter().map(|r| r.delivered()).collect::<Vec<_>>();
        elements("Relationships", &listed(previous), &listed(updated), &mut changes);
        let keys: BTreeMap<&String, ()> =
            previous.tags.keys().chain(updated.tags.keys()).map(|k| (k, ())).collect();
        for (key, ()) in keys {
            let value = |item: &ConfigurationItem| item.tags.get(key).map_or(Value::Null, |v| json!(v));
            whole(format!("Tags.{key}"), &value(previous), &value(updated), &mut changes);
        }
        whole("ARN".to_owned(), &json!(previous.arn), &json!(updated.arn), &mut changes);
        if !is_deleted {
            let (before, after) = (&previous.resource_name, &updated.resource_name);
            whole("ResourceName".to_owned(), &json!(before), &json!(after), &mut changes);
            let (before, after) = (&previous.availability_zone, &updated.availability_zone);
            whole("AvailabilityZone".to_owned(), &json!(before), &json!(after), &mut changes);
        }
        let change_type = if is_deleted { ChangeType::Delete } else { ChangeType::Update };
        ConfigurationItemDiff { change_type, changes }
    }

    /// As notifications have it.
    pub fn delivered(&self) -> Value {
        let changed: Map<String, Value> = self
            .changes
            .iter()
            .map(|change| {
                let told = json!({
                    "previousValue": change.previous,
                    "updatedValue": change.updated,
                    "changeType": change.change_type().name(),
                });
                (change.path.clone(), told)
            })
            .collect();
        json!({ "changedProperties": changed, "changeType": self.change_type.name() })
    }
}

fn compare(path: &str, previous: &Value, updated: &Value, changes: &mut Vec<Change>) {
    match (previous, updated) {
        (Value::Object(before), Value::Object(after)) => {
            for name in names(before, after) {
                let value = |of: &Map<String, Value>| of.get(name).cloned().unwrap_or_default();
                compare(&format!("{path}.{}", capitalized(name)), &value(before), &value(after), changes);
            }
        }
        (Value::Array(before), Value::Array(after)) => elements(path, before, after, changes),
        // Services leave out a list that is empty, or do not.
        (Value::Array(before), Value::Null) => elements(path, before, &[], changes),
        (Value::Null, Value::Array(after)) => elements(path, &[], after, changes),
        _ => whole(path.to_owned(), previous, updated, changes),
    }
}

fn whole(path: String, previous: &Value, updated: &Value, changes: &mut Vec<Change>) {
    let is_empty = |value: &Value| canonical(value) == "null";
    if previous != updated && !(is_empty(previous) && is_empty(updated)) {
        changes.push(Change { path, previous: previous.clone(), updated: updated.clone() });
    }
}

/// The elements that only one of the lists has; as often as it has them more often than the other.
fn elements(path: &str, previous: &[Value], updated: &[Value], changes: &mut Vec<Change>) {
    let mut more: HashMap<String, isize> = HashMap::new();
    for value in previous {
        *more.entry(canonical(value)).or_default() += 1;
    }
    for value in updated {
        *more.entry(canonical(value)).or_default() -= 1;
    }
    let mut number = 0;
    for (list, sign) in [(previous, 1), (updated, -1)] {
        for value in list {
            let rest = more.entry(canonical(value)).or_default();
            if *rest * sign > 0 {
                *rest -= sign;
                let (previous, updated) =
                    if sign > 0 { (value.clone(), Value::Null) } else { (Value::Null, value.clone()) };
                changes.push(Change { path: format!("{path}.{number}"), previous, updated });
                number += 1;
            }
        }
    }
}

/// Members of either, those of the first in its order first.
fn names<'a>(
    before: &'a Map<String, Value>,
    after: &'a Map<String, Value>,
) -> impl Iterator<Item = &'a String> {
    before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)))
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A text that is the same for values that are equal, whatever the order of members and of lists within. An object of which nothing
/// is left but nulls is null.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut parts: Vec<(&String, String)> =
                members.iter().map(|(name, value)| (name, canonical(value))).collect();
            parts.retain(|(_, text)| text != "null");
            if parts.is_empty() && !members.is_empty() {
                return "null".to_owned();
            }
            parts.sort_unstable();
            let parts: Vec<String> =
                parts.into_iter().map(|(name, text)| format!("{}:{text}", json!(name))).collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(list) => {
            let mut parts: Vec<String> = list.iter().map(canonical).collect();
            parts.sort_unstable();
            format!("[{}]", parts.join(","))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::{ResourceKey, Status};

    fn item(configuration: Value) -> ConfigurationItem {
        let key = ResourceKey {
            account: "1".to_owned(),
            region: "r".to_owned(),
            resource_type: "t".to_owned(),
            resource_id: "i".to_owned(),
        };
        ConfigurationItem { configuration, ..ConfigurationItem::new(key, Status::Ok, 1) }
    }

    fn told(previous: Value, updated: Value) -> String {
        let diff = ConfigurationItemDiff::between(Some(&item(previous)), &item(updated));
        let lines = diff
            .changes
            .iter()
            .map(|c| format!("{} {} {} {}", c.change_type().name(), c.path, c.previous, c.updated));
        lines.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn properties_are_told_one_by_one() {
        assert_eq!(
            told(
                json!({"state": {"name": "running"}, "ip": "1", "dns": null}),
                json!({"state": {"name": "stopped"}, "dns": "x"})
            ),
            r#"UPDATE Configuration.State.Name "running" "stopped"; DELETE Configuration.Ip "1" null; CREATE Configuration.Dns null "x""#
        );
    }

    #[test]
    fn lists_are_sets() {
        assert_eq!(told(json!({"l": [1, {"a": [1, 2], "b": null}]}), json!({"l": [{"a": [2, 1]}, 1]})), "");
        assert_eq!(
            told(json!({"l": [1, 2, 3]}), json!({"l": [3, 4, 1]})),
            "DELETE Configuration.L.0 2 null; CREATE Configuration.L.1 null 4"
        );
        assert_eq!(told(json!({}), json!({"l": []})), "");
        assert_eq!(told(json!({"l": [1, 1]}), json!({"l": [1]})), "DELETE Configuration.L.0 1 null");
    }

    /// Real notifications hold the new state and the difference to the old one: undone, it gives the old state; and our
    /// difference between the two must be theirs.
    #[test]
    fn real_notifications_are_told_as_aws_tells_them() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/configuration-messages");
        let mut compared = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            // Two notifications of load balancers call in the difference `TagSet` what the item has as `Tags`.
            let text = std::fs::read_to_string(&path)
                .unwrap()
                .replace("Configuration.TagSet.", "Configuration.Tags.");
            let message: Value = serde_json::from_str(&text).unwrap();
            let message = match message.get("Message").and_then(Value::as_str) {
                Some(text) => serde_json::from_str(text).unwrap(),
                None => message,
            };
            let theirs = &message["configurationItemDiff"];
            let updated = ConfigurationItem::from_json(message["configurationItem"].clone()).unwrap();
            let previous = (theirs["changeType"] != "CREATE").then(|| undone(&message, theirs));
            let ours = ConfigurationItemDiff::between(previous.as_ref(), &updated).delivered();
            assert_eq!(told_again(&ours), told_again(theirs), "{}", path.display());
            compared += 1;
        }
        assert!(compared >= 20, "{compared}");
    }

    /// The item before, made from the item after and the difference.
    fn undone(message: &Value, diff: &Value) -> ConfigurationItem {
        let mut item = message["configurationItem"].clone();
        item["configurationItemStatus"] = json!("OK");
        for (path, change) in diff["changedProperties"].as_object().unwrap() {
            let mut at = &mut item;
            let parts: Vec<&str> = path.split('.').collect();
            for (n, part) in parts.iter().enumerate() {
                if at.is_null() {
                    *at = if part.parse::<usize>().is_ok() { json!([]) } else { json!({}) };
                }
                if at.is_array() {
                    break;
                }
                let members = at.as_object_mut().unwrap();
                let is_map = n > 0 && parts[n - 1] == "Tags";
                let known = members.keys().find(|name| is_map || capitalized(name) == *part).cloned();
                let small: String =
                    part.chars().take(1).flat_map(char::to_lowercase).chain(part.chars().skip(1)).collect();
                let name = if is_map || *part == "ARN" { part.to_string() } else { known.unwrap_or(small) };
                at = members.entry(name).or_insert(Value::Null);
            }
            match at {
                Value::Array(list) => {
                    list.retain(|element| canonical(element) != canonical(&change["updatedValue"]));
                    if !change["previousValue"].is_null() {
                        list.push(change["previousValue"].clone());
                    }
                }
                at => *at = change["previousValue"].clone(),
            }
        }
        ConfigurationItem::from_json(item).unwrap()
    }

    /// In an order of its own, without the numbers of elements, which nobody promises.
    fn told_again(diff: &Value) -> Vec<String> {
        let changes = diff["changedProperties"].as_object().unwrap().iter();
        let mut told: Vec<String> = changes
            .map(|(path, change)| {
                let path = path.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('.');
                format!(
                    "{path} {} {}",
                    canonical(&change["previousValue"]),
                    canonical(&change["updatedValue"])
                )
            })
            .collect();
        told.sort();
        told.push(diff["changeType"].to_string());
        told
    }
}
