//! Tags of trails, event data stores, channels and dashboards.

use std::collections::BTreeMap;

use stellwerk_store::catalog::Stored;
use stellwerk_wire::cloudtrail::{self as wire, error};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::names::TrailRef;
use crate::trails::{self, Trail};
use crate::{Context, conflict};

const TAGS_MAX: usize = 50;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::AddTags, _, _>(add_tags);
    registry.on::<wire::RemoveTags, _, _>(remove_tags);
    registry.on::<wire::ListTags, _, _>(list_tags);
}

/// Tags with more tags, as far as they are allowed.
pub fn checked(
    mut tags: BTreeMap<String, String>,
    added: Vec<wire::Tag>,
) -> Result<BTreeMap<String, String>, Error> {
    let mut keys: Vec<&str> = added.iter().map(|tag| tag.key.as_str()).collect();
    keys.sort_unstable();
    if let Some(twice) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(error::invalid_tag_parameter(format!("Tag key {:?} is given twice.", twice[0])));
    }
    for tag in added {
        let allowed = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
        let value = tag.value.unwrap_or_default();
        if tag.key.to_ascii_lowercase().starts_with("aws:")
            || !tag.key.chars().all(allowed)
            || !value.chars().all(allowed)
        {
            return Err(error::invalid_tag_parameter(format!(
                "Tag {:?} is not allowed: keys must not begin with aws:, keys and values consist of letters, digits, spaces and _.:/=+-@",
                tag.key
            )));
        }
        tags.insert(tag.key, value);
    }
    if tags.len() > TAGS_MAX {
        return Err(error::tags_limit_exceeded(format!("A resource can have {TAGS_MAX} tags.")));
    }
    Ok(tags)
}

pub fn listed(tags: &BTreeMap<String, String>) -> Vec<wire::Tag> {
    tags.iter().map(|(key, value)| wire::Tag { key: key.clone(), value: Some(value.clone()) }).collect()
}

async fn add_tags(context: Context, input: wire::AddTagsRequest) -> Result<wire::AddTagsResponse, Failure> {
    let trail = tagged(&context, &input.resource_id).await?;
    let tags = checked(trail.document.tags.clone(), input.tags_list)?;
    set(&context, trail, tags).await?;
    Ok(wire::AddTagsResponse {})
}

async fn remove_tags(
    context: Context,
    input: wire::RemoveTagsRequest,
) -> Result<wire::RemoveTagsResponse, Failure> {
    let trail = tagged(&context, &input.resource_id).await?;
    let mut tags = trail.document.tags.clone();
    for tag in &input.tags_list {
        // With a value, only a tag that has it.
        if tag.value.is_none() || tags.get(&tag.key) == tag.value.as_ref() {
            tags.remove(&tag.key);
        }
    }
    set(&context, trail, tags).await?;
    Ok(wire::RemoveTagsResponse {})
}

async fn list_tags(
    context: Context,
    input: wire::ListTagsRequest,
) -> Result<wire::ListTagsResponse, Failure> {
    let mut lists = Vec::new();
    for id in input.resource_id_list {
        let trail = tagged(&context, &id).await?;
        lists
            .push(wire::ResourceTag { resource_id: Some(id), tags_list: Some(listed(&trail.document.tags)) });
    }
    Ok(wire::ListTagsResponse { resource_tag_list: Some(lists), next_token: None })
}

/// What an ARN names.
async fn tagged(context: &Context, id: &str) -> Result<Stored<Trail>, Failure> {
    if !id.starts_with("arn:") {
        return Err(error::cloud_trail_arn_invalid(format!("{id:?} is not an ARN.")).into());
    }
    let reference = TrailRef::of(id, &context.call)?;
    let found = trails::find(context, &reference).await?;
    Ok(found.ok_or_else(|| error::resource_not_found(format!("Resource {id} was not found.")))?)
}

async fn set(context: &Context, trail: Stored<Trail>, tags: BTreeMap<String, String>) -> Result<(), Failure> {
    let changed = Trail { tags, ..trail.document.clone() };
    let catalog = &context.store().catalog;
    catalog.replace_document(trail.key(), trail.revision, &changed).await.map_err(conflict)
}
