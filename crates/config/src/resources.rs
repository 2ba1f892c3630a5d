//! Resources: what is there, how it is configured, how it was; and those that clients record themselves.

use serde_json::Value;
use stellwerk_model::configuration::{Cause, Certainty, ConfigurationItem, ResourceKey, Status};
use stellwerk_store::catalog::{ItemRange, ResourceFilter};
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::json::{Empty, Timestamp};
use stellwerk_wire::paging::{self, token_after};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::recording::{Observation, record};
use crate::{Context, items, recorders};

/// What belongs to no region is recorded under this name, and seen from every region.
pub const GLOBAL: &str = "global";
const IDS_MAX: usize = 20;
const TYPES_MAX: usize = 20;
const PAGE: usize = 100;
const HISTORY_PAGE: i64 = 10;
const CONFIGURATION_BYTES_MAX: usize = 64 << 10;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::ListDiscoveredResources, _, _>(list_discovered_resources);
    registry.on::<wire::BatchGetResourceConfig, _, _>(batch_get_resource_config);
    registry.on::<wire::GetResourceConfigHistory, _, _>(get_resource_config_history);
    registry.on::<wire::GetDiscoveredResourceCounts, _, _>(get_discovered_resource_counts);
    registry.on::<wire::PutResourceConfig, _, _>(put_resource_config);
    registry.on::<wire::DeleteResourceConfig, _, _>(delete_resource_config);
}

pub fn invalid_token() -> Error {
    error::invalid_next_token("The nextToken provided is invalid")
}

/// After what the next page begins.
pub fn read_token(token: Option<&str>) -> Result<Option<String>, Error> {
    match token.filter(|token| !token.is_empty()) {
        None => Ok(None),
        Some(token) => paging::read_token(token).map(Some).ok_or_else(invalid_token),
    }
}

pub fn page_size(limit: Option<i64>) -> usize {
    limit.filter(|limit| *limit > 0).map_or(PAGE, |limit| limit as usize)
}

async fn list_discovered_resources(
    context: Context,
    input: wire::ListDiscoveredResourcesRequest,
) -> Result<wire::ListDiscoveredResourcesResponse, Failure> {
    let ids = input.resource_ids.unwrap_or_default();
    if !ids.is_empty() && input.resource_name.is_some() {
        return Err(Error::validation(
            "Both Resource ID and Resource Name cannot be specified in the request",
        )
        .into());
    }
    if ids.len() > IDS_MAX {
        return Err(Error::validation(format!(
            "The specified list had more than {IDS_MAX} resource ID's. It must have '{IDS_MAX}' or less items"
        ))
        .into());
    }
    let filter = ResourceFilter {
        account: Some(context.account()),
        regions: vec![context.region(), GLOBAL],
        resource_types: vec![&input.resource_type],
        resource_ids: ids.iter().map(String::as_str).collect(),
        resource_name: input.resource_name.as_deref(),
        with_deleted: input.include_deleted_resources.unwrap_or(false),
        with_unrecorded: true,
        ..ResourceFilter::default()
    };
    let after = match read_token(input.next_token.as_deref())? {
        None => None,
        Some(after) => Some(serde_json::from_str::<ResourceKey>(&after).map_err(|_| invalid_token())?),
    };
    let size = page_size(input.limit);
    let mut found = context.store().catalog.resources(&filter, after.as_ref(), size + 1).await?;
    let more = found.len() > size;
    found.truncate(size);
    let next_token = match found.last().filter(|_| more) {
        Some(last) => Some(token_after(&serde_json::to_string(&last.key)?)),
        None => None,
    };
    let identifier = |resource: stellwerk_store::catalog::Resource| wire::ResourceIdentifier {
        resource_type: Some(resource.key.resource_type),
        resource_id: Some(resource.key.resource_id),
        resource_name: resource.resource_name,
        resource_deletion_time: resource.status.is_deleted().then_some(Timestamp(resource.captured)),
    };
    let resource_identifiers = Some(found.into_iter().map(identifier).collect());
    Ok(wire::ListDiscoveredResourcesResponse { resource_identifiers, next_token })
}

fn keys(context: &Context, resource_type: &str, resource_id: &str) -> [ResourceKey; 2] {
    [context.region(), GLOBAL].map(|region| ResourceKey {
        account: context.account().to_owned(),
        region: region.to_owned(),
        resource_type: resource_type.to_owned(),
        resource_id: resource_id.to_owned(),
    })
}

async fn batch_get_resource_config(
    context: Context,
    input: wire::BatchGetResourceConfigRequest,
) -> Result<wire::BatchGetResourceConfigResponse, Failure> {
    let asked = input.resource_keys;
    let possible: Vec<ResourceKey> =
        asked.iter().flat_map(|key| keys(&context, &key.resource_type, &key.resource_id)).collect();
    let found = context.store().catalog.newest_items(&possible).await?;
    let (mut base_items, mut unprocessed) = (Vec::new(), Vec::new());
    for key in asked {
        let item = keys(&context, &key.resource_type, &key.resource_id).iter().find_map(|key| found.get(key));
        match item.filter(|item| !item.status.is_deleted()) {
            Some(item) => base_items.push(items::base_without_tags(item)),
            None => unprocessed.push(key),
        }
    }
    Ok(wire::BatchGetResourceConfigResponse {
        base_configuration_items: Some(base_items),
        unprocessed_resource_keys: Some(unprocessed),
    })
}

async fn get_resource_config_history(
    context: Context,
    input: wire::GetResourceConfigHistoryRequest,
) -> Result<wire::GetResourceConfigHistoryResponse, Failure> {
    let (mut earliest, mut latest) =
        (input.earlier_time.map_or(0, |t| t.0), input.later_time.map_or(i64::MAX, |t| t.0));
    if earliest > latest {
        return Err(error::invalid_time_range(
            "The earlier time is later than the later time: exchange them.",
        )
        .into());
    }
    let is_newest_first = input.chronological_order != Some(wire::ChronologicalOrder::Forward);
    if let Some(after) = read_token(input.next_token.as_deref())? {
        let after: i64 = after.parse().map_err(|_| invalid_token())?;
        match is_newest_first {
            true => latest = latest.min(after - 1),
            false => earliest = earliest.max(after + 1),
        }
    }
    let size = input.limit.filter(|limit| *limit > 0).unwrap_or(HISTORY_PAGE) as usize;
    let range = ItemRange { earliest, latest, is_newest_first, limit: size + 1 };
    let catalog = &context.store().catalog;
    let (resource_type, resource_id) = (&input.resource_type, &input.resource_id);
    for key in keys(&context, resource_type, resource_id) {
        let mut found = catalog.items_of(&key, range).await?;
        if found.is_empty() && catalog.newest_items(std::slice::from_ref(&key)).await?.is_empty() {
            continue;
        }
        let more = found.len() > size;
        found.truncate(size);
        let next_token = found.last().filter(|_| more).map(|last| token_after(&last.captured.to_string()));
        let configuration_items = Some(found.into_iter().map(items::item).collect());
        return Ok(wire::GetResourceConfigHistoryResponse { configuration_items, next_token });
    }
    Err(error::resource_not_discovered(format!(
        "Resource {resource_id} of resourceType:{resource_type} is unknown or has not been discovered"
    ))
    .into())
}

async fn get_discovered_resource_counts(
    context: Context,
    input: wire::GetDiscoveredResourceCountsRequest,
) -> Result<wire::GetDiscoveredResourceCountsResponse, Failure> {
    let types = input.resource_types.unwrap_or_default();
    if types.len() > TYPES_MAX {
        return Err(Error::validation(format!("At most {TYPES_MAX} resource types can be asked for.")).into());
    }
    let filter = ResourceFilter {
        account: Some(context.account()),
        regions: vec![context.region(), GLOBAL],
        resource_types: types.iter().map(String::as_str).collect(),
        with_unrecorded: true,
        ..ResourceFilter::default()
    };
    let counts = context.store().catalog.resource_counts(&filter).await?;
    let mut counts: Vec<(String, u64)> =
        counts.into_iter().map(|(key, count)| (key.resource_type, count)).collect();
    counts.sort_by(|(a, many), (b, few)| few.cmp(many).then(a.cmp(b)));
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    let from: usize = match read_token(input.next_token.as_deref())? {
        None => 0,
        Some(after) => after.parse().map_err(|_| invalid_token())?,
    };
    let until = from.saturating_add(page_size(input.limit));
    let next_token = (until < counts.len()).then(|| token_after(&until.to_string()));
    let page = counts.into_iter().skip(from).take(until - from);
    let page = page.map(|(resource_type, count)| wire::ResourceCount {
        resource_type: Some(resource_type),
        count: Some(count as i64),
    });
    Ok(wire::GetDiscoveredResourceCountsResponse {
        total_discovered_resources: Some(total as i64),
        resource_counts: Some(page.collect()),
        next_token,
    })
}

/// What a client pushes is made by the call that pushes it.
fn pushed(
    context: &Context,
) -> impl Fn(Option<&ConfigurationItem>, &ConfigurationItem) -> Option<Cause> + Send + Sync {
    let cause = Cause { certainty: Certainty::Exact, events: vec![context.call.event_id.clone()] };
    move |_, _| Some(cause.clone())
}

/// Records a resource as the client describes it. AWS takes types of the CloudFormation registry only; here any type will do, so that clouds which nobody can
/// describe have an inventory, too.
async fn put_resource_config(
    context: Context,
    input: wire::PutResourceConfigRequest,
) -> Result<Empty, Failure> {
    recorders::running(&context).await?;
    if input.configuration.len() > CONFIGURATION_BYTES_MAX {
        return Err(Error::validation(format!(
            "The configuration has {} bytes; at most {CONFIGURATION_BYTES_MAX} are allowed.",
            input.configuration.len()
        ))
        .into());
    }
    let configuration: Value = match serde_json::from_str(&input.configuration) {
        Ok(configuration @ Value::Object(_)) => configuration,
        Ok(_) => return Err(Error::validation("The configuration is JSON, but not an object.").into()),
        Err(error) => {
            return Err(Error::validation(format!("The configuration is not JSON: {error}.")).into());
        }
    };
    let key = keys(&context, &input.resource_type, &input.resource_id)[0].clone();
    let item = ConfigurationItem {
        resource_name: input.resource_name,
        tags: input.tags.unwrap_or_default(),
        configuration,
        ..ConfigurationItem::new(key, Status::Ok, context.call.now.0)
    };
    record(&context.service, vec![Observation::Seen(Box::new(item))], &pushed(&context)).await?;
    Ok(Empty)
}

async fn delete_resource_config(
    context: Context,
    input: wire::DeleteResourceConfigRequest,
) -> Result<Empty, Failure> {
    recorders::running(&context).await?;
    let key = keys(&context, &input.resource_type, &input.resource_id)[0].clone();
    record(&context.service, vec![Observation::Gone(key)], &pushed(&context)).await?;
    Ok(Empty)
}
