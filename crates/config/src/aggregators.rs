//! Aggregators: one view of many accounts and regions, as far as those have authorized it.
//!
//! Everything is in one inventory here, so that nothing is copied, and what an aggregator shows is always as new as the items themselves.
//! <https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html>

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use stellwerk_model::configuration::ResourceKey;
use stellwerk_store::catalog::{Document, Key, Resource, ResourceFilter, Stored};
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::json::{Empty, Timestamp};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::names::{arn, new_id};
use crate::resources::{GLOBAL, invalid_token, page_size, read_token};
use crate::tags::{Tags, checked};
use crate::{Context, Organization, conflict, items, queries};
use stellwerk_wire::paging::{page, token_after};

const AGGREGATORS_MAX: usize = 50;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationAggregator {
    /// `config-aggregator-…`
    pub id: String,
    pub sources: Sources,
    /// All, if it is empty.
    pub regions: Vec<String>,
    pub filters: Filters,
    pub created_by: String,
    /// Milliseconds since 1970.
    pub created: i64,
    pub updated: i64,
    pub tags: Tags,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sources {
    Accounts(Vec<String>),
    /// The accounts of the organization in the settings.
    Organization {
        role_arn: String,
    },
}

/// What is left out of the view, as it was given: pairs of a kind (`INCLUDE`) and values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    pub resource_types: Option<Vec<String>>,
    pub service_principals: Option<Vec<String>>,
}

impl Document for ConfigurationAggregator {
    const KIND: &'static str = "configuration-aggregator";
}

/// Whom an account lets aggregate what it has in a region. The name is `ACCOUNT/REGION` of the aggregator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AggregationAuthorization {
    /// Milliseconds since 1970.
    pub created: i64,
    pub tags: Tags,
}

impl Document for AggregationAuthorization {
    const KIND: &'static str = "aggregation-authorization";
}

/// A request that an account does not want to see again. Named as authorizations are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclinedRequest {
    /// Milliseconds since 1970.
    pub declined: i64,
}

impl Document for DeclinedRequest {
    const KIND: &'static str = "declined-aggregation-request";
}

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutConfigurationAggregator, _, _>(put_configuration_aggregator);
    registry.on::<wire::DescribeConfigurationAggregators, _, _>(describe_configuration_aggregators);
    registry.on::<wire::DeleteConfigurationAggregator, _, _>(delete_configuration_aggregator);
    registry.on::<wire::DescribeConfigurationAggregatorSourcesStatus, _, _>(describe_sources_status);
    registry.on::<wire::PutAggregationAuthorization, _, _>(put_aggregation_authorization);
    registry.on::<wire::DescribeAggregationAuthorizations, _, _>(describe_aggregation_authorizations);
    registry.on::<wire::DeleteAggregationAuthorization, _, _>(delete_aggregation_authorization);
    registry.on::<wire::DescribePendingAggregationRequests, _, _>(describe_pending_aggregation_requests);
    registry.on::<wire::DeletePendingAggregationRequest, _, _>(delete_pending_aggregation_request);
    registry.on::<wire::ListAggregateDiscoveredResources, _, _>(list_aggregate_discovered_resources);
    registry.on::<wire::GetAggregateDiscoveredResourceCounts, _, _>(get_aggregate_discovered_resource_counts);
    registry.on::<wire::BatchGetAggregateResourceConfig, _, _>(batch_get_aggregate_resource_config);
    registry.on::<wire::GetAggregateResourceConfig, _, _>(get_aggregate_resource_config);
    registry.on::<wire::SelectAggregateResourceConfig, _, _>(select_aggregate_resource_config);
}

fn unknown() -> Failure {
    error::no_such_configuration_aggregator(
        "The configuration aggregator does not exist. Check the configuration aggregator name and try again.",
    )
    .into()
}

async fn all(context: &Context) -> Result<Vec<Stored<ConfigurationAggregator>>, Failure> {
    let (account, region) = (Some(context.account()), Some(context.region()));
    Ok(context.store().catalog.documents(account, region).await?)
}

async fn find(context: &Context, name: &str) -> Result<Stored<ConfigurationAggregator>, Failure> {
    all(context).await?.into_iter().find(|stored| stored.name == name).ok_or_else(unknown)
}

pub fn aggregator_arn(stored: &Stored<ConfigurationAggregator>) -> String {
    arn(&stored.region, &stored.account, &format!("config-aggregator/{}", stored.document.id))
}

async fn put_configuration_aggregator(
    context: Context,
    input: wire::PutConfigurationAggregatorRequest,
) -> Result<wire::PutConfigurationAggregatorResponse, Failure> {
    let name = input.configuration_aggregator_name;
    let (sources, regions) = sources(
        input.account_aggregation_sources.unwrap_or_default(),
        input.organization_aggregation_source,
        &context,
    )?;
    let filters = input.aggregator_filters.map(|filters| Filters {
        resource_types: filters.resource_type.and_then(|filter| filter.value),
        service_principals: filters.service_principal.and_then(|filter| filter.value),
    });
    let now = context.call.now.0;
    let all = all(&context).await?;
    let catalog = &context.store().catalog;
    let key = Key { account: context.account(), region: context.region(), name: &name };
    match all.iter().find(|stored| stored.name == name) {
        Some(before) => {
            let filters = filters.unwrap_or_else(|| before.document.filters.clone());
            let aggregator = ConfigurationAggregator {
                sources,
                regions,
                filters,
                updated: now,
                ..before.document.clone()
            };
            catalog.replace_document(key, before.revision, &aggregator).await.map_err(conflict)?;
        }
        None if all.len() >= AGGREGATORS_MAX => {
            return Err(error::limit_exceeded(format!(
                "There are {AGGREGATORS_MAX} configuration aggregators already, which is the limit: delete one first."
            ))
            .into());
        }
        None => {
            let aggregator = ConfigurationAggregator {
                id: format!("config-aggregator-{}", new_id(8)),
                sources,
                regions,
                filters: filters.unwrap_or_default(),
                created_by: context.call.caller.arn(),
                created: now,
                updated: now,
                tags: checked(Tags::new(), input.tags.unwrap_or_default())?,
            };
            catalog.create_document(key, &aggregator).await.map_err(conflict)?;
        }
    }
    let configuration_aggregator = Some(described(find(&context, &name).await?));
    Ok(wire::PutConfigurationAggregatorResponse { configuration_aggregator })
}

/// Accounts and regions as they were asked for.
fn sources(
    mut accounts: Vec<wire::AccountAggregationSource>,
    organization: Option<wire::OrganizationAggregationSource>,
    context: &Context,
) -> Result<(Sources, Vec<String>), Error> {
    let regions = |all: Option<bool>, some: Option<Vec<String>>| match (
        all.unwrap_or(false),
        some.unwrap_or_default(),
    ) {
        (true, some) if some.is_empty() => Ok(Vec::new()),
        (false, some) if !some.is_empty() => Ok(some),
        (true, _) => Err(error::invalid_parameter_value(
            "Your configuration aggregator contains a list of regions and also specifies the use of all regions. You must choose one of these options.",
        )),
        (false, _) => Err(error::invalid_parameter_value(
            "Your request does not specify any regions. Select AWS Config-supported regions and try again.",
        )),
    };
    match (accounts.pop(), organization) {
        (Some(source), None) => {
            Ok((Sources::Accounts(source.account_ids), regions(source.all_aws_regions, source.aws_regions)?))
        }
        (None, Some(source)) => {
            let regions = regions(source.all_aws_regions, source.aws_regions)?;
            check_organization(context)?;
            Ok((Sources::Organization { role_arn: source.role_arn }, regions))
        }
        (Some(_), Some(_)) => Err(error::invalid_parameter_value(
            "The configuration aggregator cannot be created because your request contains both the AccountAggregationSource and the OrganizationAggregationSource. Include only one aggregation source and try again.",
        )),
        (None, None) => Err(error::invalid_parameter_value(
            "The configuration aggregator cannot be created because your request is missing either the AccountAggregationSource or the OrganizationAggregationSource. Include the appropriate aggregation source and try again.",
        )),
    }
}

/// Only the management account sees the whole organization.
fn check_organization(context: &Context) -> Result<(), Error> {
    let account = context.account();
    let organization = context.service.organization.as_ref();
    match organization.filter(|organization| organization.has(account)) {
        None if organization.is_none() => Err(error::no_available_organization(
            "The settings name no organization: give the accounts themselves.",
        )),
        None => Err(error::no_available_organization(format!("Account {account} is in no organization."))),
        Some(organization) if organization.management_account != account => {
            Err(error::organization_access_denied(format!(
                "Account {account} is not the management account of the organization, which is {}.",
                organization.management_account
            )))
        }
        Some(_) => Ok(()),
    }
}

fn described(stored: Stored<ConfigurationAggregator>) -> wire::ConfigurationAggregator {
    let aggregator_arn = aggregator_arn(&stored);
    let aggregator = stored.document;
    let (all, some) =
        (aggregator.regions.is_empty(), Some(aggregator.regions).filter(|regions| !regions.is_empty()));
    let (accounts, organization) = match aggregator.sources {
        Sources::Accounts(account_ids) => {
            let source =
                wire::AccountAggregationSource { account_ids, all_aws_regions: Some(all), aws_regions: some };
            (Some(vec![source]), None)
        }
        Sources::Organization { role_arn } => {
            let source = wire::OrganizationAggregationSource {
                role_arn,
                all_aws_regions: Some(all),
                aws_regions: some,
            };
            (None, Some(source))
        }
    };
    let Filters { resource_types, service_principals } = aggregator.filters;
    let has_filters = resource_types.is_some() || service_principals.is_some();
    wire::ConfigurationAggregator {
        configuration_aggregator_name: Some(stored.name),
        configuration_aggregator_arn: Some(aggregator_arn),
        account_aggregation_sources: accounts,
        organization_aggregation_source: organization,
        creation_time: Some(Timestamp(aggregator.created)),
        last_updated_time: Some(Timestamp(aggregator.updated)),
        created_by: None,
        aggregator_filters: has_filters.then(|| wire::AggregatorFilters {
            resource_type: resource_types.map(|value| wire::AggregatorFilterResourceType {
                r#type: Some(wire::AggregatorFilterType::Include),
                value: Some(value),
            }),
            service_principal: service_principals.map(|value| wire::AggregatorFilterServicePrincipal {
                r#type: Some(wire::AggregatorFilterType::Include),
                value: Some(value),
            }),
        }),
    }
}

async fn describe_configuration_aggregators(
    context: Context,
    input: wire::DescribeConfigurationAggregatorsRequest,
) -> Result<wire::DescribeConfigurationAggregatorsResponse, Failure> {
    let all = all(&context).await?;
    let names = input.configuration_aggregator_names.unwrap_or_default();
    if names.iter().any(|name| all.iter().all(|stored| stored.name != *name)) {
        return Err(match names.len() {
            1 => unknown(),
            _ => error::no_such_configuration_aggregator(
                "At least one of the configuration aggregators does not exist. Check the configuration aggregator names and try again.",
            )
            .into(),
        });
    }
    let meant = all.into_iter().filter(|stored| names.is_empty() || names.contains(&stored.name)).collect();
    let max = input.limit.filter(|limit| *limit > 0);
    let page = page(meant, input.next_token.as_deref(), max, |stored| stored.name.clone())
        .ok_or_else(invalid_token)?;
    Ok(wire::DescribeConfigurationAggregatorsResponse {
        configuration_aggregators: Some(page.items.into_iter().map(described).collect()),
        next_token: page.next_token,
    })
}

async fn delete_configuration_aggregator(
    context: Context,
    input: wire::DeleteConfigurationAggregatorRequest,
) -> Result<Empty, Failure> {
    let stored = find(&context, &input.configuration_aggregator_name).await?;
    let catalog = &context.store().catalog;
    catalog
        .delete_document::<ConfigurationAggregator>(stored.key(), stored.revision)
        .await
        .map_err(conflict)?;
    Ok(Empty)
}

/// Accounts with their regions.
type Places = BTreeMap<String, BTreeSet<String>>;

/// What an aggregator may show, and what it asks for without being authorized.
async fn places(
    context: &Context,
    aggregator: &Stored<ConfigurationAggregator>,
) -> Result<(Places, Places), Failure> {
    let catalog = &context.store().catalog;
    let document = &aggregator.document;
    let (accounts, is_organization) = match &document.sources {
        Sources::Accounts(accounts) => (accounts.clone(), false),
        Sources::Organization { .. } => {
            (context.service.organization.as_ref().map(Organization::accounts).unwrap_or_default(), true)
        }
    };
    let everything =
        ResourceFilter { with_deleted: true, with_unrecorded: true, ..ResourceFilter::default() };
    let counts = catalog.resource_counts(&everything).await?;
    let authorizations = catalog.documents::<AggregationAuthorization>(None, None).await?;
    let name = format!("{}/{}", aggregator.account, aggregator.region);
    let (mut allowed, mut refused) = (Places::new(), Places::new());
    for account in accounts {
        let regions: BTreeSet<String> = match document.regions.is_empty() {
            false => document.regions.iter().cloned().collect(),
            true => {
                let known = counts.iter().filter(|(key, _)| key.account == account && key.region != GLOBAL);
                known.map(|(key, _)| key.region.clone()).chain([aggregator.region.clone()]).collect()
            }
        };
        for region in regions {
            let is_allowed = is_organization
                || account == aggregator.account
                || authorizations
                    .iter()
                    .any(|a| (&a.account, &a.region, &a.name) == (&account, &region, &name));
            let into = if is_allowed { &mut allowed } else { &mut refused };
            into.entry(account.clone()).or_default().insert(region);
        }
    }
    Ok((allowed, refused))
}

async fn describe_sources_status(
    context: Context,
    input: wire::DescribeConfigurationAggregatorSourcesStatusRequest,
) -> Result<wire::DescribeConfigurationAggregatorSourcesStatusResponse, Failure> {
    let stored = find(&context, &input.configuration_aggregator_name).await?;
    let (allowed, refused) = places(&context, &stored).await?;
    let source_type = match stored.document.sources {
        Sources::Accounts(_) => wire::AggregatedSourceType::Account,
        Sources::Organization { .. } => wire::AggregatedSourceType::Organization,
    };
    let pairs = |places: Places| {
        places
            .into_iter()
            .flat_map(|(account, regions)| regions.into_iter().map(move |region| (account.clone(), region)))
    };
    let status = |(account, region): (String, String), is_allowed: bool| wire::AggregatedSourceStatus {
        source_id: Some(account),
        source_type: Some(source_type),
        aws_region: Some(region),
        last_update_status: Some(match is_allowed {
            true => wire::AggregatedSourceStatusType::Succeeded,
            false => wire::AggregatedSourceStatusType::Failed,
        }),
        last_update_time: Some(context.call.now),
        last_error_code: (!is_allowed).then(|| "AccessDenied".to_owned()),
        last_error_message: (!is_allowed).then(|| {
            "The account has not authorized the aggregator: PutAggregationAuthorization.".to_owned()
        }),
    };
    let allowed = pairs(allowed).map(|pair| status(pair, true));
    let refused: Vec<_> = pairs(refused).map(|pair| status(pair, false)).collect();
    let mut statuses: Vec<wire::AggregatedSourceStatus> = allowed.chain(refused).collect();
    if let Some(wanted) = input.update_status {
        statuses.retain(|status| status.last_update_status.is_some_and(|status| wanted.contains(&status)));
    }
    let key =
        |status: &wire::AggregatedSourceStatus| format!("{:?} {:?}", status.source_id, status.aws_region);
    statuses.sort_by_key(key);
    let max = input.limit.filter(|limit| *limit > 0);
    let page = page(statuses, input.next_token.as_deref(), max, key).ok_or_else(invalid_token)?;
    Ok(wire::DescribeConfigurationAggregatorSourcesStatusResponse {
        aggregated_source_status_list: Some(page.items),
        next_token: page.next_token,
    })
}

async fn authorizations(context: &Context) -> Result<Vec<Stored<AggregationAuthorization>>, Failure> {
    let (account, region) = (Some(context.account()), Some(context.region()));
    Ok(context.store().catalog.documents(account, region).await?)
}

pub fn authorization_arn(stored: &Stored<AggregationAuthorization>) -> String {
    arn(&stored.region, &stored.account, &format!("aggregation-authorization/{}", stored.name))
}

fn authorization(stored: Stored<AggregationAuthorization>) -> wire::AggregationAuthorization {
    let arn = authorization_arn(&stored);
    let (account, region) = stored.name.split_once('/').unwrap_or_default();
    wire::AggregationAuthorization {
        aggregation_authorization_arn: Some(arn),
        authorized_account_id: Some(account.to_owned()),
        authorized_aws_region: Some(region.to_owned()),
        creation_time: Some(Timestamp(stored.document.created)),
    }
}

async fn put_aggregation_authorization(
    context: Context,
    input: wire::PutAggregationAuthorizationRequest,
) -> Result<wire::PutAggregationAuthorizationResponse, Failure> {
    let name = format!("{}/{}", input.authorized_account_id, input.authorized_aws_region);
    let known = authorizations(&context).await?.into_iter().find(|stored| stored.name == name);
    let stored = match known {
        Some(stored) => stored,
        None => {
            let document = AggregationAuthorization {
                created: context.call.now.0,
                tags: checked(Tags::new(), input.tags.unwrap_or_default())?,
            };
            let key = Key { account: context.account(), region: context.region(), name: &name };
            context.store().catalog.create_document(key, &document).await.map_err(conflict)?;
            Stored {
                account: context.account().to_owned(),
                region: context.region().to_owned(),
                name,
                revision: 1,
                document,
            }
        }
    };
    Ok(wire::PutAggregationAuthorizationResponse { aggregation_authorization: Some(authorization(stored)) })
}

async fn describe_aggregation_authorizations(
    context: Context,
    input: wire::DescribeAggregationAuthorizationsRequest,
) -> Result<wire::DescribeAggregationAuthorizationsResponse, Failure> {
    let max = input.limit.filter(|limit| *limit > 0);
    let all = authorizations(&context).await?;
    let page = page(all, input.next_token.as_deref(), max, |stored| stored.name.clone())
        .ok_or_else(invalid_token)?;
    Ok(wire::DescribeAggregationAuthorizationsResponse {
        aggregation_authorizations: Some(page.items.into_iter().map(authorization).collect()),
        next_token: page.next_token,
    })
}

async fn delete_aggregation_authorization(
    context: Context,
    input: wire::DeleteAggregationAuthorizationRequest,
) -> Result<Empty, Failure> {
    let name = format!("{}/{}", input.authorized_account_id, input.authorized_aws_region);
    if let Some(stored) = authorizations(&context).await?.into_iter().find(|stored| stored.name == name) {
        let catalog = &context.store().catalog;
        catalog
            .delete_document::<AggregationAuthorization>(stored.key(), stored.revision)
            .await
            .map_err(conflict)?;
    }
    Ok(Empty)
}

async fn describe_pending_aggregation_requests(
    context: Context,
    input: wire::DescribePendingAggregationRequestsRequest,
) -> Result<wire::DescribePendingAggregationRequestsResponse, Failure> {
    let catalog = &context.store().catalog;
    let (account, region) = (Some(context.account()), Some(context.region()));
    let declined = catalog.documents::<DeclinedRequest>(account, region).await?;
    let mut requesters = BTreeSet::new();
    for aggregator in catalog.documents::<ConfigurationAggregator>(None, None).await? {
        let name = format!("{}/{}", aggregator.account, aggregator.region);
        let is_declined =
            declined.iter().any(|d| d.name == name && d.document.declined >= aggregator.document.updated);
        let (_, refused) = places(&context, &aggregator).await?;
        if !is_declined
            && refused.get(context.account()).is_some_and(|regions| regions.contains(context.region()))
        {
            requesters.insert(name);
        }
    }
    let max = input.limit.filter(|limit| *limit > 0);
    let requesters = requesters.into_iter().collect();
    let page = page(requesters, input.next_token.as_deref(), max, String::clone).ok_or_else(invalid_token)?;
    let request = |name: String| {
        let (account, region) = name.split_once('/').unwrap_or_default();
        wire::PendingAggregationRequest {
            requester_account_id: Some(account.to_owned()),
            requester_aws_region: Some(region.to_owned()),
        }
    };
    Ok(wire::DescribePendingAggregationRequestsResponse {
        pending_aggregation_requests: Some(page.items.into_iter().map(request).collect()),
        next_token: page.next_token,
    })
}

async fn delete_pending_aggregation_request(
    context: Context,
    input: wire::DeletePendingAggregationRequestRequest,
) -> Result<Empty, Failure> {
    let name = format!("{}/{}", input.requester_account_id, input.requester_aws_region);
    let key = Key { account: context.account(), region: context.region(), name: &name };
    let catalog = &context.store().catalog;
    let document = DeclinedRequest { declined: context.call.now.0 };
    let before = catalog.document::<DeclinedRequest>(key).await?.map(|before| before.revision);
    catalog.put_document(key, before, &document).await.map_err(conflict)?;
    Ok(Empty)
}

/// The places that an aggregator shows, those of a filter only.
async fn shown(
    context: &Context,
    name: &str,
    account: Option<&str>,
    region: Option<&str>,
) -> Result<(Places, Filters), Failure> {
    let stored = find(context, name).await?;
    let (mut places, _) = places(context, &stored).await?;
    places.retain(|known, _| account.is_none_or(|account| account == known));
    for regions in places.values_mut() {
        // What belongs to no region is shown with any.
        regions.insert(GLOBAL.to_owned());
        regions.retain(|known| region.is_none_or(|region| region == known));
    }
    // INVARIANT: no account without regions: a filter without regions means all of them.
    places.retain(|_, regions| !regions.is_empty());
    Ok((places, stored.document.filters))
}

fn filter<'a>(account: &'a str, regions: &'a BTreeSet<String>, filters: &'a Filters) -> ResourceFilter<'a> {
    ResourceFilter {
        account: Some(account),
        regions: regions.iter().map(String::as_str).collect(),
        resource_types: filters.resource_types.iter().flatten().map(String::as_str).collect(),
        ..ResourceFilter::default()
    }
}

fn identifier(resource: Resource) -> wire::AggregateResourceIdentifier {
    wire::AggregateResourceIdentifier {
        source_account_id: resource.key.account,
        source_region: resource.key.region,
        resource_id: resource.key.resource_id,
        resource_type: resource.key.resource_type,
        resource_name: resource.resource_name,
    }
}

async fn list_aggregate_discovered_resources(
    context: Context,
    input: wire::ListAggregateDiscoveredResourcesRequest,
) -> Result<wire::ListAggregateDiscoveredResourcesResponse, Failure> {
    let asked = input.filters.unwrap_or_default();
    let (account, region) = (asked.account_id.as_deref(), asked.region.as_deref());
    let (places, filters) = shown(&context, &input.configuration_aggregator_name, account, region).await?;
    let after = match read_token(input.next_token.as_deref())? {
        None => None,
        Some(after) => Some(serde_json::from_str::<ResourceKey>(&after).map_err(|_| invalid_token())?),
    };
    let is_shown = filters.resource_types.as_ref().is_none_or(|types| types.contains(&input.resource_type));
    let size = page_size(input.limit);
    let mut found: Vec<Resource> = Vec::new();
    for (account, regions) in places.iter().filter(|_| is_shown) {
        if found.len() > size {
            break;
        }
        let filter = ResourceFilter {
            resource_types: vec![&input.resource_type],
            resource_ids: asked.resource_id.as_deref().into_iter().collect(),
            resource_name: asked.resource_name.as_deref(),
            ..filter(account, regions, &filters)
        };
        let catalog = &context.store().catalog;
        found.extend(catalog.resources(&filter, after.as_ref(), size + 1 - found.len()).await?);
    }
    let more = found.len() > size;
    found.truncate(size);
    let next_token = match found.last().filter(|_| more) {
        Some(last) => Some(token_after(&serde_json::to_string(&last.key)?)),
        None => None,
    };
    let resource_identifiers = Some(found.into_iter().map(identifier).collect());
    Ok(wire::ListAggregateDiscoveredResourcesResponse { resource_identifiers, next_token })
}

async fn get_aggregate_discovered_resource_counts(
    context: Context,
    input: wire::GetAggregateDiscoveredResourceCountsRequest,
) -> Result<wire::GetAggregateDiscoveredResourceCountsResponse, Failure> {
    use wire::ResourceCountGroupKey::*;
    let asked = input.filters.unwrap_or_default();
    let (account, region) = (asked.account_id.as_deref(), asked.region.as_deref());
    let (places, filters) = shown(&context, &input.configuration_aggregator_name, account, region).await?;
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut total = 0;
    for (account, regions) in &places {
        let filter = filter(account, regions, &filters);
        for (key, count) in context.store().catalog.resource_counts(&filter).await? {
            if asked.resource_type.as_ref().is_some_and(|wanted| *wanted != key.resource_type) {
                continue;
            }
            total += count;
            let group = match input.group_by_key {
                Some(ResourceType) => key.resource_type,
                Some(AccountId) => key.account,
                Some(AwsRegion) => key.region,
                None => continue,
            };
            *counts.entry(group).or_default() += count;
        }
    }
    let max = input.limit.filter(|limit| *limit > 0);
    let groups = counts.into_iter().collect();
    let page = page(groups, input.next_token.as_deref(), max, |(name, _): &(String, u64)| name.clone())
        .ok_or_else(invalid_token)?;
    let group = |(group_name, count): (String, u64)| wire::GroupedResourceCount {
        group_name,
        resource_count: count as i64,
    };
    Ok(wire::GetAggregateDiscoveredResourceCountsResponse {
        total_discovered_resources: total as i64,
        group_by_key: input.group_by_key.map(|key| key.as_str().to_owned()),
        grouped_resource_counts: Some(page.items.into_iter().map(group).collect()),
        next_token: page.next_token,
    })
}

fn key(identifier: &wire::AggregateResourceIdentifier) -> ResourceKey {
    ResourceKey {
        account: identifier.source_account_id.clone(),
        region: identifier.source_region.clone(),
        resource_type: identifier.resource_type.clone(),
        resource_id: identifier.resource_id.clone(),
    }
}

fn is_in(places: &Places, filters: &Filters, key: &ResourceKey) -> bool {
    let is_shown = filters.resource_types.as_ref().is_none_or(|types| types.contains(&key.resource_type));
    is_shown && places.get(&key.account).is_some_and(|regions| regions.contains(&key.region))
}

async fn batch_get_aggregate_resource_config(
    context: Context,
    input: wire::BatchGetAggregateResourceConfigRequest,
) -> Result<wire::BatchGetAggregateResourceConfigResponse, Failure> {
    let (places, filters) = shown(&context, &input.configuration_aggregator_name, None, None).await?;
    let asked = input.resource_identifiers;
    let keys: Vec<ResourceKey> = asked.iter().map(key).filter(|key| is_in(&places, &filters, key)).collect();
    let found = context.store().catalog.newest_items(&keys).await?;
    let (mut base_items, mut unprocessed) = (Vec::new(), Vec::new());
    for identifier in asked {
        match found.get(&key(&identifier)).filter(|item| !item.status.is_deleted()) {
            Some(item) => base_items.push(items::base_without_tags(item)),
            None => unprocessed.push(identifier),
        }
    }
    Ok(wire::BatchGetAggregateResourceConfigResponse {
        base_configuration_items: Some(base_items),
        unprocessed_resource_identifiers: Some(unprocessed),
    })
}

async fn get_aggregate_resource_config(
    context: Context,
    input: wire::GetAggregateResourceConfigRequest,
) -> Result<wire::GetAggregateResourceConfigResponse, Failure> {
    let (places, filters) = shown(&context, &input.configuration_aggregator_name, None, None).await?;
    let key = key(&input.resource_identifier);
    let found = match is_in(&places, &filters, &key) {
        true => context.store().catalog.newest_items(std::slice::from_ref(&key)).await?.remove(&key),
        false => None,
    };
    let found = found.filter(|item| !item.status.is_deleted()).ok_or_else(|| {
        error::resource_not_discovered(format!(
            "Resource {} of resourceType:{} is unknown or has not been discovered",
            key.resource_id, key.resource_type
        ))
    })?;
    Ok(wire::GetAggregateResourceConfigResponse { configuration_item: Some(items::item(found)) })
}

async fn select_aggregate_resource_config(
    context: Context,
    input: wire::SelectAggregateResourceConfigRequest,
) -> Result<wire::SelectAggregateResourceConfigResponse, Failure> {
    let (places, filters) = shown(&context, &input.configuration_aggregator_name, None, None).await?;
    let scopes: Vec<ResourceFilter<'_>> =
        places.iter().map(|(account, regions)| filter(account, regions, &filters)).collect();
    let limit = input.max_results.or(input.limit);
    let answer =
        queries::select(&context, &input.expression, limit, input.next_token.as_deref(), &scopes).await?;
    Ok(wire::SelectAggregateResourceConfigResponse {
        results: Some(answer.rows),
        query_info: Some(answer.query_info),
        next_token: answer.next_token,
    })
}
