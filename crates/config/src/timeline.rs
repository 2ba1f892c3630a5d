//! How a resource came to be as it is: its items with what changed in each and what made it, and who set each property that it has now.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};
use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::configuration::{
    Certainty, ConfigurationItem, ConfigurationItemDiff, ResourceKey, canonical,
};
use stellwerk_store::catalog::{ItemRange, ResourceFilter};
use stellwerk_store::lookup::{Lookup, lookup};
use stellwerk_store::{Store, StoreError};
use stellwerk_wire::Failure;
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::stellwerk::{self as wire, error};

use crate::Context;
use crate::resources::GLOBAL;

/// Items of a resource that are looked at; older ones are left out.
const ITEMS_MAX: usize = 10_000;
/// Resources that may have the same name.
const RESOURCES_MAX: usize = 100;

/// A call that made a change. Nothing but its id is known where the event is not in the lake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    pub event_id: String,
    /// In milliseconds since 1970.
    pub event_time: Option<i64>,
    pub event_name: Option<String>,
    pub username: Option<String>,
    pub principal_arn: Option<String>,
    pub source_ip_address: Option<String>,
}

/// One item, and how it differs from the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub item: ConfigurationItem,
    pub diff: ConfigurationItemDiff,
    pub calls: Vec<Call>,
}

/// One property of the current state, and the item that brought it.
#[derive(Clone, Debug, PartialEq)]
pub struct Blamed {
    /// `Configuration.ipPermissions[0].fromPort`, `Tags.team`
    pub path: String,
    pub value: Value,
    /// When it was first seen like this, in milliseconds since 1970.
    pub captured: i64,
    /// None where nobody looked for a cause.
    pub certainty: Option<Certainty>,
    pub calls: Vec<Call>,
}

/// The resources of the type that have this id, name or ARN, of one account and region or of all.
pub async fn find(
    store: &Store,
    resource_type: &str,
    id: &str,
    account: Option<&str>,
    regions: &[&str],
) -> Result<Vec<ResourceKey>, StoreError> {
    let filter = || ResourceFilter {
        account,
        regions: regions.to_vec(),
        resource_types: vec![resource_type],
        with_deleted: true,
        with_unrecorded: true,
        ..ResourceFilter::default()
    };
    for filter in [
        ResourceFilter { resource_ids: vec![id], ..filter() },
        ResourceFilter { resource_name: Some(id), ..filter() },
        ResourceFilter { arn: Some(id), ..filter() },
    ] {
        let found = store.catalog.resources(&filter, None, RESOURCES_MAX).await?;
        if !found.is_empty() {
            return Ok(found.into_iter().map(|resource| resource.key).collect());
        }
    }
    Ok(Vec::new())
}

async fn items(store: &Store, key: &ResourceKey) -> Result<Vec<ConfigurationItem>, StoreError> {
    let range = ItemRange { earliest: 0, latest: i64::MAX, is_newest_first: true, limit: ITEMS_MAX };
    let mut items = store.catalog.items_of(key, range).await?;
    items.reverse();
    Ok(items)
}

/// The items of a resource, oldest first.
pub async fn timeline(store: &Arc<Store>, key: &ResourceKey) -> Result<Vec<Entry>, StoreError> {
    let items = items(store, key).await?;
    let calls = calls(store, items.iter().flat_map(|item| &item.related_events)).await?;
    let mut entries = Vec::new();
    let mut previous: Option<ConfigurationItem> = None;
    for item in items {
        let diff = ConfigurationItemDiff::between(previous.as_ref(), &item);
        entries.push(Entry { diff, calls: of(&calls, &item.related_events), item: item.clone() });
        previous = Some(item);
    }
    Ok(entries)
}

/// Every property of the current state, in the state's order. Nothing of a resource that is deleted.
pub async fn blame(store: &Arc<Store>, key: &ResourceKey) -> Result<Vec<Blamed>, StoreError> {
    let items = items(store, key).await?;
    let since = since(&items);
    let ids: HashSet<&String> = since.iter().flat_map(|(_, item)| &item.related_events).collect();
    let calls = calls(store, ids).await?;
    let blamed = since.into_iter().map(|(leaf, item)| Blamed {
        path: leaf.path,
        value: leaf.value,
        captured: item.captured,
        certainty: item.cause.as_ref().map(|cause| cause.certainty),
        calls: of(&calls, &item.related_events),
    });
    Ok(blamed.collect())
}

/// The properties of the last state, each with the item since which it has been as it is.
fn since(items: &[ConfigurationItem]) -> Vec<(Leaf, &ConfigurationItem)> {
    let mut known: HashMap<String, (Value, &ConfigurationItem)> = HashMap::new();
    let mut last = Vec::new();
    for item in items {
        last = leaves(item);
        let mut next = HashMap::new();
        for leaf in &last {
            let before = known.remove(&leaf.identity).filter(|(value, _)| *value == leaf.value);
            next.insert(leaf.identity.clone(), before.unwrap_or_else(|| (leaf.value.clone(), item)));
        }
        known = next;
    }
    last.into_iter()
        .filter_map(|leaf| Some((known.get(&leaf.identity)?.1, leaf)))
        .map(|(item, leaf)| (leaf, item))
        .collect()
}

/// A value that has no values within.
struct Leaf {
    path: String,
    /// The path with what an element of a list is in place of its number: elements have no places of their own.
    identity: String,
    value: Value,
}

fn leaves(item: &ConfigurationItem) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    if item.status.is_deleted() {
        return leaves;
    }
    collect("Configuration", "Configuration", &item.configuration, &mut leaves);
    for (name, value) in &item.supplementary {
        let path = format!("SupplementaryConfiguration.{name}");
        collect(&path, &path, value, &mut leaves);
    }
    for relationship in &item.relationships {
        let other = relationship.resource_id.as_ref().or(relationship.resource_name.as_ref());
        let path = format!("Relationships.{}{}", relationship.name, relationship.resource_type);
        let other = other.cloned().unwrap_or_default();
        leaves.push(Leaf { identity: format!("{path} {other}"), path, value: Value::String(other) });
    }
    for (key, value) in &item.tags {
        let path = format!("Tags.{key}");
        leaves.push(Leaf { identity: path.clone(), path, value: Value::String(value.clone()) });
    }
    leaves
}

fn collect(path: &str, identity: &str, value: &Value, leaves: &mut Vec<Leaf>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                collect(&format!("{path}.{name}"), &format!("{identity}.{name}"), value, leaves);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (number, value) in list.iter().enumerate() {
                let identity = format!("{identity}[{}]", canonical(value));
                collect(&format!("{path}[{number}]"), &identity, value, leaves);
            }
        }
        Value::Null => {}
        value => {
            leaves.push(Leaf { path: path.to_owned(), identity: identity.to_owned(), value: value.clone() })
        }
    }
}

fn of(calls: &BTreeMap<String, Call>, ids: &[String]) -> Vec<Call> {
    let unknown = |id: &String| Call { event_id: id.clone(), ..Call::default() };
    ids.iter().map(|id| calls.get(id).cloned().unwrap_or_else(|| unknown(id))).collect()
}

/// What the lake knows of these events.
async fn calls<'a>(
    store: &Arc<Store>,
    ids: impl IntoIterator<Item = &'a String>,
) -> Result<BTreeMap<String, Call>, StoreError> {
    let ids: HashSet<&String> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let attributes = ids.iter().map(|id| (AttributeKey::EventId, id.to_string())).collect();
    let wanted = Lookup { attributes, max: ids.len() * 2, ..Lookup::default() };
    let found = lookup(store, &wanted).await?;
    let calls = found.iter().filter_map(|event| {
        let record: Value = serde_json::from_str(&event.record).ok()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let event_id = event.summary.event_id.clone()?;
        let call = Call {
            event_id: event_id.clone(),
            event_time: event.summary.event_time.map(|micros| micros.div_euclid(1000)),
            event_name: event.summary.event_name.clone(),
            username: event.summary.username.clone(),
            principal_arn: text(&record["userIdentity"]["arn"]),
            source_ip_address: text(&record["sourceIPAddress"]),
        };
        Some((event_id, call))
    });
    Ok(calls.collect())
}

/// How times are written: as text, or as the number that the wire has.
pub type WriteTime = fn(i64) -> Value;

/// As JSON, for programs.
impl Entry {
    pub fn json(&self, time: WriteTime) -> Value {
        json!({
            "ConfigurationItemCaptureTime": time(self.item.captured),
            "ConfigurationItemStatus": self.item.status.name(),
            "ConfigurationItemDiff": self.diff.delivered().to_string(),
            "Certainty": self.item.cause.as_ref().map(|cause| cause.certainty),
            "Events": self.calls.iter().map(|call| call.json(time)).collect::<Vec<_>>(),
        })
    }
}

impl Blamed {
    pub fn json(&self, time: WriteTime) -> Value {
        json!({
            "Path": self.path,
            "Value": self.value.to_string(),
            "Since": time(self.captured),
            "Certainty": self.certainty,
            "Events": self.calls.iter().map(|call| call.json(time)).collect::<Vec<_>>(),
        })
    }
}

impl Call {
    fn json(&self, time: WriteTime) -> Value {
        json!({
            "EventId": self.event_id,
            "EventTime": self.event_time.map(time),
            "EventName": self.event_name,
            "Username": self.username,
            "PrincipalArn": self.principal_arn,
            "SourceIPAddress": self.source_ip_address,
        })
    }
}

pub fn register(registry: &mut Registry<Context>) {
    registry.on_written::<wire::GetResourceTimeline, _, _>(get_resource_timeline);
    registry.on_written::<wire::BlameResource, _, _>(blame_resource);
}

async fn get_resource_timeline(
    context: Context,
    input: wire::GetResourceTimelineRequest,
) -> Result<String, Failure> {
    let key = the_one(&context, &input.resource_type, &input.resource_id).await?;
    let entries = timeline(context.store(), &key).await?;
    let entries: Vec<Value> = entries.iter().map(|entry| entry.json(number)).collect();
    Ok(json!({ "Entries": entries }).to_string())
}

async fn blame_resource(context: Context, input: wire::BlameResourceRequest) -> Result<String, Failure> {
    let key = the_one(&context, &input.resource_type, &input.resource_id).await?;
    let properties = blame(context.store(), &key).await?;
    let properties: Vec<Value> = properties.iter().map(|blamed| blamed.json(number)).collect();
    Ok(json!({ "Properties": properties }).to_string())
}

/// The resource of the caller's account and region.
async fn the_one(context: &Context, resource_type: &str, id: &str) -> Result<ResourceKey, Failure> {
    let regions = [context.region(), GLOBAL];
    let found = find(context.store(), resource_type, id, Some(context.account()), &regions).await?;
    found.into_iter().next().ok_or_else(|| {
        error::resource_not_discovered(format!(
            "Resource {id} of resourceType:{resource_type} is unknown or has not been discovered"
        ))
        .into()
    })
}

fn number(millis: i64) -> Value {
    json!(Timestamp(millis))
}

#[cfg(test)]
mod tests {
    use stellwerk_model::configuration::Status;

    use super::*;

    #[test]
    fn properties_are_blamed_on_the_item_that_brought_them() {
        let key = ResourceKey {
            account: "1".to_owned(),
            region: "r".to_owned(),
            resource_type: "t".to_owned(),
            resource_id: "i".to_owned(),
        };
        let item = |captured, configuration| ConfigurationItem {
            configuration,
            ..ConfigurationItem::new(key.clone(), Status::Ok, captured)
        };
        let items = [
            item(1, json!({"a": 1, "b": {"c": "x"}, "l": [{"port": 22}, {"port": 80}]})),
            item(2, json!({"a": 2, "b": {"c": "x"}, "l": [{"port": 80}]})),
            item(3, json!({"a": 1, "b": {"c": "x"}, "l": [{"port": 443}, {"port": 80}]})),
        ];
        let told: Vec<String> =
            since(&items).iter().map(|(leaf, item)| format!("{} {}", leaf.path, item.captured)).collect();
        assert_eq!(
            told,
            [
                "Configuration.a 3",
                "Configuration.b.c 1",
                "Configuration.l[0].port 3",
                "Configuration.l[1].port 1"
            ]
        );
    }
}
