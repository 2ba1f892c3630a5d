//! Tags of trails, event data stores, channels and dashboards.

use std::collections::BTreeMap;

use stellwerk_store::catalog::{Document, Stored};
use stellwerk_wire::cloudtrail::{self as wire, error};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::channels::{self, Channel};
use crate::dashboards::{self, Dashboard};
use crate::event_data_stores::{self, EventDataStore};
use crate::names::TrailRef;
use crate::trails::{self, Trail};
use crate::{Context, conflict, organization};

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
    check_keys(&added)?;
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

fn check_keys(tags: &[wire::Tag]) -> Result<(), Error> {
    let mut keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(twice) => Err(error::invalid_tag_parameter(format!("Tag key {:?} is given twice.", twice[0]))),
        None => Ok(()),
    }
}

pub fn listed(tags: &BTreeMap<String, String>) -> Vec<wire::Tag> {
    let tag = |(key, value): (&String, &String)| wire::Tag {
        key: key.clone(),
        value: Some(value.clone()).filter(|value| !value.is_empty()),
    };
    tags.iter().map(tag).collect()
}

async fn add_tags(context: Context, input: wire::AddTagsRequest) -> Result<wire::AddTagsResponse, Failure> {
    let tagged = Tagged::find_to_change(&context, &input.resource_id).await?;
    let tags = checked(tagged.tags().clone(), input.tags_list)?;
    tagged.set(&context, tags).await?;
    Ok(wire::AddTagsResponse {})
}

async fn remove_tags(
    context: Context,
    input: wire::RemoveTagsRequest,
) -> Result<wire::RemoveTagsResponse, Failure> {
    let tagged = Tagged::find_to_change(&context, &input.resource_id).await?;
    check_keys(&input.tags_list)?;
    let mut tags = tagged.tags().clone();
    for tag in &input.tags_list {
        // With a value, only a tag that has it.
        if tag.value.is_none() || tags.get(&tag.key) == tag.value.as_ref() {
            tags.remove(&tag.key);
        }
    }
    tagged.set(&context, tags).await?;
    Ok(wire::RemoveTagsResponse {})
}

async fn list_tags(
    context: Context,
    input: wire::ListTagsRequest,
) -> Result<wire::ListTagsResponse, Failure> {
    if input.next_token.is_some() {
        return Err(error::invalid_token("The token is invalid: all tags are listed at once.").into());
    }
    let mut lists = Vec::new();
    for id in input.resource_id_list {
        let tagged = Tagged::find(&context, &id).await?;
        lists.push(wire::ResourceTag { tags_list: Some(listed(tagged.tags())), resource_id: Some(id) });
    }
    Ok(wire::ListTagsResponse { resource_tag_list: Some(lists), next_token: None })
}

fn unknown(id: &str) -> Error {
    error::resource_not_found(format!("Resource {id} was not found."))
}

/// Something that has tags.
enum Tagged {
    Trail(Stored<Trail>),
    EventDataStore(Stored<EventDataStore>),
    Channel(Stored<Channel>),
    Dashboard(Stored<Dashboard>),
}

impl Tagged {
    /// What an ARN names; a trail, from its home region only.
    async fn find_to_change(context: &Context, id: &str) -> Result<Tagged, Failure> {
        let found = Tagged::find(context, id).await?;
        let (region, of_organization) = match &found {
            Tagged::Trail(stored) => (&stored.region, stored.document.is_organization),
            Tagged::EventDataStore(stored) => (&stored.region, stored.document.organization),
            Tagged::Channel(_) | Tagged::Dashboard(_) => return Ok(found),
        };
        if *region != context.call.region {
            return Err(unknown(id).into());
        }
        if of_organization {
            organization::check(context).await?;
        }
        Ok(found)
    }

    /// What an ARN names.
    async fn find(context: &Context, id: &str) -> Result<Tagged, Failure> {
        if !id.starts_with("arn:") {
            return Err(error::cloud_trail_arn_invalid(format!("{id:?} is not an ARN.")).into());
        }
        let resource = id.splitn(6, ':').nth(5).unwrap_or_default();
        Ok(match resource.split('/').next() {
            Some(event_data_stores::KIND) => {
                Tagged::EventDataStore(event_data_stores::find_active(context, id).await?)
            }
            Some(channels::KIND) => Tagged::Channel(channels::find(context, id).await?),
            Some(dashboards::KIND) => Tagged::Dashboard(dashboards::find(context, id).await?),
            Some(kind) if !matches!(kind, "" | "trail") && id.split(':').nth(2) == Some("cloudtrail") => {
                return Err(error::resource_type_not_supported(format!(
                    "A resource of type {kind} has no tags."
                ))
                .into());
            }
            _ => {
                let reference = TrailRef::of(id, &context.call)?;
                let found = trails::find(context, &reference).await?;
                Tagged::Trail(found.ok_or_else(|| unknown(id))?)
            }
        })
    }

    fn tags(&self) -> &BTreeMap<String, String> {
        match self {
            Tagged::Trail(stored) => &stored.document.tags,
            Tagged::EventDataStore(stored) => &stored.document.tags,
            Tagged::Channel(stored) => &stored.document.tags,
            Tagged::Dashboard(stored) => &stored.document.tags,
        }
    }

    async fn set(self, context: &Context, tags: BTreeMap<String, String>) -> Result<(), Failure> {
        match self {
            Tagged::Trail(mut stored) => {
                stored.document.tags = tags;
                replace(context, stored).await
            }
            Tagged::EventDataStore(mut stored) => {
                stored.document.tags = tags;
                replace(context, stored).await
            }
            Tagged::Channel(mut stored) => {
                stored.document.tags = tags;
                replace(context, stored).await
            }
            Tagged::Dashboard(mut stored) => {
                stored.document.tags = tags;
                replace(context, stored).await
            }
        }
    }
}

async fn replace<T: Document>(context: &Context, changed: Stored<T>) -> Result<(), Failure> {
    let catalog = &context.store().catalog;
    let written = catalog.replace_document(changed.key(), changed.revision, &changed.document).await;
    written.map_err(conflict)
}
