//! Configuration items as the API spells them.

use std::collections::BTreeMap;

use serde_json::Value;
use stellwerk_model::configuration::{ConfigurationItem, Status};
use stellwerk_wire::config as wire;
use stellwerk_wire::json::Timestamp;

/// The whole item. Of a deleted resource AWS tells no names.
pub fn item(item: ConfigurationItem) -> wire::ConfigurationItem {
    let base = base(&item);
    let is_deleted = item.status.is_deleted();
    let relationships = item.relationships.into_iter().map(|relationship| wire::Relationship {
        resource_type: Some(relationship.resource_type),
        resource_id: relationship.resource_id,
        resource_name: relationship.resource_name,
        relationship_name: Some(relationship.name),
    });
    wire::ConfigurationItem {
        version: base.version,
        account_id: base.account_id,
        configuration_item_capture_time: base.configuration_item_capture_time,
        configuration_item_status: base.configuration_item_status,
        configuration_state_id: base.configuration_state_id,
        configuration_item_md5_hash: Some(String::new()),
        arn: base.arn,
        resource_type: base.resource_type,
        resource_id: base.resource_id,
        resource_name: base.resource_name,
        aws_region: base.aws_region,
        availability_zone: base.availability_zone,
        resource_creation_time: base.resource_creation_time,
        tags: Some(if is_deleted { BTreeMap::new() } else { item.tags }),
        related_events: Some(item.related_events),
        relationships: Some(relationships.collect()),
        configuration: base.configuration,
        supplementary_configuration: base.supplementary_configuration,
        recording_frequency: base.recording_frequency,
        configuration_item_delivery_time: None,
    }
}

/// What has tags in the supplementary configuration.
const TAGS: &[&str] = &["BucketTaggingConfiguration", "TagSet", "Tags"];

/// The item without events and relationships, and without tags wherever they are.
pub fn base_without_tags(item: &ConfigurationItem) -> wire::BaseConfigurationItem {
    let mut base = base(item);
    if let Some(supplementary) = &mut base.supplementary_configuration {
        supplementary.retain(|name, _| !TAGS.contains(&name.as_str()));
    }
    base
}

fn base(item: &ConfigurationItem) -> wire::BaseConfigurationItem {
    let told = |text: &Option<String>| text.clone().filter(|_| !item.status.is_deleted());
    let supplementary = item.supplementary.iter().map(|(name, value)| (name.clone(), text(value)));
    wire::BaseConfigurationItem {
        version: Some(item.version.clone()),
        account_id: Some(item.key.account.clone()),
        configuration_item_capture_time: Some(Timestamp(item.captured)),
        configuration_item_status: Some(status(item.status)),
        configuration_state_id: Some(item.state_id.to_string()),
        arn: told(&item.arn),
        resource_type: Some(item.key.resource_type.clone()),
        resource_id: Some(item.key.resource_id.clone()),
        resource_name: told(&item.resource_name),
        aws_region: Some(item.key.region.clone()),
        availability_zone: told(&item.availability_zone),
        resource_creation_time: item.created.filter(|_| !item.status.is_deleted()).map(Timestamp),
        configuration: Some(item.configuration.to_string()),
        supplementary_configuration: Some(supplementary.collect()),
        recording_frequency: item.is_daily.then_some(wire::RecordingFrequency::Daily),
        configuration_item_delivery_time: None,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn status(status: Status) -> wire::ConfigurationItemStatus {
    use wire::ConfigurationItemStatus as To;
    match status {
        Status::Ok => To::Ok,
        Status::ResourceDiscovered => To::ResourceDiscovered,
        Status::ResourceNotRecorded => To::ResourceNotRecorded,
        Status::ResourceDeleted => To::ResourceDeleted,
        Status::ResourceDeletedNotRecorded => To::ResourceDeletedNotRecorded,
    }
}
