//! Advanced queries: SELECT over the current configuration of resources, or over what it was at a time (`AS OF`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use stellwerk_model::configuration::{ConfigurationItem, ResourceKey, millis_text};
use stellwerk_store::catalog::ResourceFilter;
use stellwerk_wire::Failure;
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::registry::Registry;

use crate::Context;
use crate::resources::GLOBAL;
use crate::select::{Kind, Kinds, Query, Results, Schema, SelectError, parse, tags};

const PAGE: usize = 25;
const AGGREGATION_PAGE: usize = 500;
/// Items that are read from the inventory at a time.
const BATCH: usize = 1_000;

/// Which properties can be searched, as AWS has published them: paths and their kinds, by type.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let published = serde_json::from_str(include_str!("../schema/properties.json"));
    let published: BTreeMap<String, BTreeMap<String, String>> = published.unwrap_or_else(|error| {
        tracing::error!("read the properties of resource types: {error}");
        BTreeMap::new()
    });
    let mut schema = Schema::default();
    for (resource_type, paths) in published {
        let kinds = paths.into_iter().filter_map(|(path, kind)| Some((path, Kind::named(&kind)?)));
        schema.add(&resource_type, kinds);
    }
    schema
});

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::SelectResourceConfig, _, _>(select_resource_config);
}

async fn select_resource_config(
    context: Context,
    input: wire::SelectResourceConfigRequest,
) -> Result<wire::SelectResourceConfigResponse, Failure> {
    let scope = ResourceFilter {
        account: Some(context.account()),
        regions: vec![context.region(), GLOBAL],
        ..ResourceFilter::default()
    };
    let answer =
        select(&context, &input.expression, input.limit, input.next_token.as_deref(), &[scope]).await?;
    Ok(wire::SelectResourceConfigResponse {
        results: Some(answer.rows),
        query_info: Some(answer.query_info),
        next_token: answer.next_token,
    })
}

/// A page of an answer.
pub struct Answer {
    pub rows: Vec<String>,
    pub query_info: wire::QueryInfo,
    pub next_token: Option<String>,
}

/// Carries out a query over the resources of these scopes.
pub async fn select(
    context: &Context,
    expression: &str,
    limit: Option<i64>,
    next_token: Option<&str>,
    scopes: &[ResourceFilter<'_>],
) -> Result<Answer, Failure> {
    let refused = |error: SelectError| error::invalid_expression(error.to_string());
    let query = parse(expression).map_err(refused)?;
    query.check(&SCHEMA).map_err(refused)?;
    let from = match next_token {
        None => 0,
        Some(token) => read_token(token, expression).ok_or_else(|| {
            error::invalid_next_token("The nextToken is not one that was given out for this expression.")
        })?,
    };
    let kinds = query.kinds(&SCHEMA);
    let mut results = Results::new(&query, &SCHEMA);
    for scope in scopes {
        collect(context, &query, scope, &kinds, &mut results).await?;
    }
    let rows = results.rows();
    let usual = if query.is_aggregation() { AGGREGATION_PAGE } else { PAGE };
    let size = limit.filter(|limit| *limit > 0).map_or(usual, |limit| limit as usize);
    let until = from.saturating_add(size).min(rows.len());
    let next_token = (until < rows.len() && query.is_pageable()).then(|| token(until, expression));
    let fields = query.select_fields().into_iter().map(|name| wire::FieldInfo { name: Some(name) });
    Ok(Answer {
        rows: rows.into_iter().take(until).skip(from).collect(),
        query_info: wire::QueryInfo { select_fields: Some(fields.collect()) },
        next_token,
    })
}

/// Adds the resources of a scope to the results.
async fn collect(
    context: &Context,
    query: &Query,
    scope: &ResourceFilter<'_>,
    kinds: &Kinds<'_>,
    results: &mut Results<'_>,
) -> Result<(), Failure> {
    let is_in_scope = |kind: &&str| scope.resource_types.is_empty() || scope.resource_types.contains(kind);
    let resource_types = match query.resource_types() {
        Some(pinned) => pinned.into_iter().filter(is_in_scope).collect(),
        None => scope.resource_types.clone(),
    };
    if resource_types.is_empty() && query.resource_types().is_some() {
        return Ok(());
    }
    // What is deleted now may have been there.
    let is_past = query.as_of.is_some();
    let filter =
        ResourceFilter { resource_types, with_deleted: is_past, with_unrecorded: is_past, ..scope.clone() };
    let mut after: Option<ResourceKey> = None;
    loop {
        let page = context.store().catalog.items_page(&filter, query.as_of, after.as_ref(), BATCH).await?;
        let last = page.last().filter(|_| page.len() == BATCH).map(|item| item.key.clone());
        for item in page.into_iter().filter(|item| !item.status.is_deleted() && item.status.is_recorded()) {
            let document = document(item);
            if query.condition.as_ref().is_none_or(|condition| condition.matches(&document, kinds)) {
                results.add(&document).map_err(|error| error::invalid_expression(error.to_string()))?;
            }
        }
        match last {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// An item as queries see it. Of third-party resources they do not see the configuration.
fn document(item: ConfigurationItem) -> Value {
    let is_foreign = !item.key.resource_type.starts_with("AWS::");
    let relationships = item.relationships.iter().map(|relationship| {
        json!({
            "relationshipName": relationship.name,
            "resourceId": relationship.resource_id,
            "resourceName": relationship.resource_name,
            "resourceType": relationship.resource_type,
        })
    });
    let mut document = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            document.insert(name.to_owned(), value);
        }
    };
    put("version", json!(item.version));
    put("accountId", json!(item.key.account));
    put("configurationItemCaptureTime", json!(millis_text(item.captured)));
    put("configurationItemStatus", json!(item.status.name()));
    put("configurationStateId", json!(item.state_id.to_string()));
    put("arn", json!(item.arn));
    put("resourceType", json!(item.key.resource_type));
    put("resourceId", json!(item.key.resource_id));
    put("resourceName", json!(item.resource_name));
    put("awsRegion", json!(item.key.region));
    put("availabilityZone", json!(item.availability_zone));
    put("resourceCreationTime", json!(item.created.map(millis_text)));
    put("recordingFrequency", json!(if item.is_daily { "DAILY" } else { "CONTINUOUS" }));
    put("tags", tags(item.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()))));
    put("relationships", Value::Array(relationships.collect()));
    put("supplementaryConfiguration", Value::Object(item.supplementary));
    document.insert("configuration".to_owned(), if is_foreign { Value::Null } else { item.configuration });
    Value::Object(document)
}

/// A token goes with its expression only.
fn token(from: usize, expression: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{from} {expression}"))
}

fn read_token(token: &str, expression: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (from, of) = text.split_once(' ')?;
    if of == expression { from.parse().ok() } else { None }
}
