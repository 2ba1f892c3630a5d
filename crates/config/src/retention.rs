//! How long configuration items are kept.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Document, Key, ResourceFilter, Stored};
use stellwerk_wire::Failure;
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::json::Empty;
use stellwerk_wire::registry::Registry;

use crate::recorder::RecorderError;
use crate::{Context, Service, conflict};

/// Without a retention configuration: seven years.
const DEFAULT_RETENTION_DAYS: i64 = 2557;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;
/// How often items are expired.
const PERIOD_MILLIS: i64 = 3600 * 1000;
/// The one name that there is.
const NAME: &str = "default";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionConfiguration {
    pub retention_days: i64,
}

impl Document for RetentionConfiguration {
    const KIND: &'static str = "retention-configuration";
}

/// When items were expired last, in milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    expired: i64,
}

impl Document for Expiry {
    const KIND: &'static str = "configuration-expiry";
}

/// Deletes what is older than it is kept, hourly. The newest state of a resource never expires.
pub async fn round(service: &Service) -> Result<(), RecorderError> {
    let catalog = &service.store.catalog;
    let key = Key { account: "", region: "", name: NAME };
    let before = catalog.document::<Expiry>(key).await?;
    let now = service.clock.now();
    if before.as_ref().is_some_and(|before| now < before.document.expired + PERIOD_MILLIS) {
        return Ok(());
    }
    let configurations = catalog.documents::<RetentionConfiguration>(None, None).await?;
    let filter = ResourceFilter { with_deleted: true, with_unrecorded: true, ..ResourceFilter::default() };
    let counts = catalog.resource_counts(&filter).await?;
    let places: BTreeSet<(String, String)> =
        counts.into_iter().map(|(key, _)| (key.account, key.region)).collect();
    for (account, region) in places {
        let own = configurations.iter().find(|stored| stored.account == account && stored.region == region);
        let days = own.map_or(DEFAULT_RETENTION_DAYS, |stored| stored.document.retention_days);
        let expired = catalog.expire_items(&account, &region, now - days * DAY_MILLIS).await?;
        if expired > 0 {
            tracing::info!(
                "{expired} configuration items of {account} in {region} were older than {days} days"
            );
        }
    }
    let expiry = Expiry { expired: now };
    catalog.put_document(key, before.map(|before| before.revision), &expiry).await?;
    Ok(())
}

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutRetentionConfiguration, _, _>(put_retention_configuration);
    registry.on::<wire::DescribeRetentionConfigurations, _, _>(describe_retention_configurations);
    registry.on::<wire::DeleteRetentionConfiguration, _, _>(delete_retention_configuration);
}

async fn found(context: &Context) -> Result<Option<Stored<RetentionConfiguration>>, Failure> {
    let key = Key { account: context.account(), region: context.region(), name: NAME };
    Ok(context.store().catalog.document(key).await?)
}

fn unknown(name: &str) -> Failure {
    error::no_such_retention_configuration(format!(
        "Cannot find retention configuration with the specified name '{name}'."
    ))
    .into()
}

fn to_wire(name: String, configuration: &RetentionConfiguration) -> wire::RetentionConfiguration {
    wire::RetentionConfiguration { name, retention_period_in_days: configuration.retention_days }
}

async fn put_retention_configuration(
    context: Context,
    input: wire::PutRetentionConfigurationRequest,
) -> Result<wire::PutRetentionConfigurationResponse, Failure> {
    let configuration = RetentionConfiguration { retention_days: input.retention_period_in_days };
    let key = Key { account: context.account(), region: context.region(), name: NAME };
    let catalog = &context.store().catalog;
    let before = found(&context).await?.map(|before| before.revision);
    catalog.put_document(key, before, &configuration).await.map_err(conflict)?;
    let retention_configuration = Some(to_wire(NAME.to_owned(), &configuration));
    Ok(wire::PutRetentionConfigurationResponse { retention_configuration })
}

async fn describe_retention_configurations(
    context: Context,
    input: wire::DescribeRetentionConfigurationsRequest,
) -> Result<wire::DescribeRetentionConfigurationsResponse, Failure> {
    if input.next_token.is_some_and(|token| !token.is_empty()) {
        return Err(error::invalid_next_token("There is one page only, and no token was given out.").into());
    }
    let found = found(&context).await?;
    let asked = input.retention_configuration_names.unwrap_or_default();
    if let Some(name) = asked.iter().find(|name| *name != NAME || found.is_none()) {
        return Err(unknown(name));
    }
    let list = found.map(|stored| to_wire(stored.name, &stored.document)).into_iter().collect();
    Ok(wire::DescribeRetentionConfigurationsResponse {
        retention_configurations: Some(list),
        next_token: None,
    })
}

async fn delete_retention_configuration(
    context: Context,
    input: wire::DeleteRetentionConfigurationRequest,
) -> Result<Empty, Failure> {
    let name = input.retention_configuration_name;
    let stored = found(&context).await?.filter(|_| name == NAME).ok_or_else(|| unknown(&name))?;
    let catalog = &context.store().catalog;
    catalog
        .delete_document::<RetentionConfiguration>(stored.key(), stored.revision)
        .await
        .map_err(conflict)?;
    Ok(Empty)
}
