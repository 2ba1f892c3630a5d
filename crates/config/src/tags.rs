//! Tags of recorders, stored queries, aggregators and their authorizations.

use std::collections::BTreeMap;

use stellwerk_store::catalog::{Document, Stored};
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::json::Empty;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::aggregators::{
    AggregationAuthorization, ConfigurationAggregator, aggregator_arn, authorization_arn,
};
use crate::recorders::{ConfigurationRecorder, recorder_arn};
use crate::stored_queries::{StoredQuery, query_arn};
use crate::{Context, conflict};
use stellwerk_wire::paging::page;

const TAGS_MAX: usize = 50;

pub type Tags = BTreeMap<String, String>;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::TagResource, _, _>(tag_resource);
    registry.on::<wire::UntagResource, _, _>(untag_resource);
    registry.on::<wire::ListTagsForResource, _, _>(list_tags_for_resource);
}

/// Tags with more tags, as far as they are allowed.
pub fn checked(mut tags: Tags, added: Vec<wire::Tag>) -> Result<Tags, Error> {
    let mut keys: Vec<String> = Vec::new();
    for (number, tag) in added.into_iter().enumerate() {
        let (key, value) = (tag.key.unwrap_or_default(), tag.value.unwrap_or_default());
        for (member, text) in [("key", &key), ("value", &value)] {
            if !text.chars().all(is_allowed) || (member == "key" && text.is_empty()) {
                return Err(Error::validation(format!(
                    "1 validation error detected: Value '{text}' at 'tags.{}.member.{member}' failed to satisfy constraint: Member must satisfy \
                     regular expression pattern: [\\\\p{{L}}\\\\p{{Z}}\\\\p{{N}}_.:/=+\\\\-@]+",
                    number + 1
                )));
            }
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(Error::validation(format!(
                "Tag key {key:?} is not allowed: it must not begin with aws:."
            )));
        }
        let plain = key.to_lowercase();
        if keys.contains(&plain) {
            return Err(Error::new(
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
        keys.push(plain);
        tags.insert(key, value);
    }
    match tags.len() > TAGS_MAX {
        true => Err(error::too_many_tags(format!("A resource can have {TAGS_MAX} tags."))),
        false => Ok(tags),
    }
}

fn is_allowed(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c)
}

/// What can have tags.
enum Tagged {
    Recorder(Box<Stored<ConfigurationRecorder>>),
    Query(Stored<StoredQuery>),
    Aggregator(Box<Stored<ConfigurationAggregator>>),
    Authorization(Stored<AggregationAuthorization>),
}

impl Tagged {
    async fn find(context: &Context, arn: &str) -> Result<Tagged, Failure> {
        let catalog = &context.store().catalog;
        let (account, region) = (Some(context.account()), Some(context.region()));
        let recorders = catalog.documents::<ConfigurationRecorder>(account, region).await?;
        if let Some(found) = recorders.into_iter().find(|recorder| recorder_arn(recorder) == arn) {
            return Ok(Tagged::Recorder(Box::new(found)));
        }
        let queries = catalog.documents::<StoredQuery>(account, region).await?;
        if let Some(found) = queries.into_iter().find(|query| query_arn(query) == arn) {
            return Ok(Tagged::Query(found));
        }
        let aggregators = catalog.documents::<ConfigurationAggregator>(account, region).await?;
        if let Some(found) = aggregators.into_iter().find(|aggregator| aggregator_arn(aggregator) == arn) {
            return Ok(Tagged::Aggregator(Box::new(found)));
        }
        let authorizations = catalog.documents::<AggregationAuthorization>(account, region).await?;
        if let Some(found) = authorizations.into_iter().find(|found| authorization_arn(found) == arn) {
            return Ok(Tagged::Authorization(found));
        }
        Err(error::resource_not_found(format!("ResourceArn '{arn}' does not exist")).into())
    }

    fn tags(&self) -> &Tags {
        match self {
            Tagged::Recorder(stored) => &stored.document.tags,
            Tagged::Query(stored) => &stored.document.tags,
            Tagged::Aggregator(stored) => &stored.document.tags,
            Tagged::Authorization(stored) => &stored.document.tags,
        }
    }

    async fn set(self, context: &Context, tags: Tags) -> Result<(), Failure> {
        match self {
            Tagged::Recorder(stored) => {
                let document = ConfigurationRecorder { tags, ..stored.document.clone() };
                replace(context, &stored, &document).await
            }
            Tagged::Query(stored) => {
                let document = StoredQuery { tags, ..stored.document.clone() };
                replace(context, &stored, &document).await
            }
            Tagged::Aggregator(stored) => {
                let document = ConfigurationAggregator { tags, ..stored.document.clone() };
                replace(context, &stored, &document).await
            }
            Tagged::Authorization(stored) => {
                let document = AggregationAuthorization { tags, ..stored.document.clone() };
                replace(context, &stored, &document).await
            }
        }
    }
}

async fn replace<T: Document>(context: &Context, stored: &Stored<T>, document: &T) -> Result<(), Failure> {
    let catalog = &context.store().catalog;
    catalog.replace_document(stored.key(), stored.revision, document).await.map_err(conflict)
}

async fn tag_resource(context: Context, input: wire::TagResourceRequest) -> Result<Empty, Failure> {
    let tagged = Tagged::find(&context, &input.resource_arn).await?;
    let tags = checked(tagged.tags().clone(), input.tags)?;
    tagged.set(&context, tags).await?;
    Ok(Empty)
}

async fn untag_resource(context: Context, input: wire::UntagResourceRequest) -> Result<Empty, Failure> {
    let tagged = Tagged::find(&context, &input.resource_arn).await?;
    let mut tags = tagged.tags().clone();
    tags.retain(|key, _| !input.tag_keys.contains(key));
    tagged.set(&context, tags).await?;
    Ok(Empty)
}

async fn list_tags_for_resource(
    context: Context,
    input: wire::ListTagsForResourceRequest,
) -> Result<wire::ListTagsForResourceResponse, Failure> {
    let tagged = Tagged::find(&context, &input.resource_arn).await?;
    let tags = tagged.tags().clone().into_iter().collect();
    let max = input.limit.filter(|limit| *limit > 0);
    let page = page(tags, input.next_token.as_deref(), max, |(key, _): &(String, String)| key.clone())
        .ok_or_else(|| error::invalid_next_token("The nextToken provided is invalid"))?;
    let tag = |(key, value)| wire::Tag { key: Some(key), value: Some(value) };
    Ok(wire::ListTagsForResourceResponse {
        tags: Some(page.items.into_iter().map(tag).collect()),
        next_token: page.next_token,
    })
}
