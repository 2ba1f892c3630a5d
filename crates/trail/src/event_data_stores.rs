//! Event data stores: what they are, and the operations that create, change, describe, stop, delete and restore them.
//!
//! Each has a lake of its own (`stellwerk_store::Lakes`), which [`ingestion`](crate::ingestion) feeds from the log. Whatever changes
//! what a store takes waits until it has taken what was accepted before: an event is judged by the selectors of its time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Document, Key, Stored};
use stellwerk_wire::cloudtrail::{self as wire, EventDataStoreStatus as Status, error};
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::paging;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Call, Error, Failure};
use uuid::Uuid;

use crate::channels::Channel;
use crate::imports::{self, Import};
use crate::names::{ResourceRef, resource_arn};
use crate::selectors::{self, Owner, Selectors};
use crate::{Context, ingestion, kms, organization, resource_policies, tags};

pub const KIND: &str = "eventdatastore";
const STORES_PER_REGION: usize = 10;
const SELECTORS_MAX: usize = 5;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;
/// How long a deleted store can be restored.
pub const PENDING_MILLIS: i64 = 7 * DAY_MILLIS;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::CreateEventDataStore, _, _>(create);
    registry.on::<wire::GetEventDataStore, _, _>(get);
    registry.on::<wire::ListEventDataStores, _, _>(list);
    registry.on::<wire::UpdateEventDataStore, _, _>(update);
    registry.on::<wire::DeleteEventDataStore, _, _>(delete);
    registry.on::<wire::RestoreEventDataStore, _, _>(restore);
    registry.on::<wire::StartEventDataStoreIngestion, _, _>(start_ingestion);
    registry.on::<wire::StopEventDataStoreIngestion, _, _>(stop_ingestion);
    registry.on::<wire::EnableFederation, _, _>(enable_federation);
    registry.on::<wire::DisableFederation, _, _>(disable_federation);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDataStore {
    pub name: String,
    pub selectors: Selectors,
    pub multi_region: bool,
    pub organization: bool,
    pub retention_days: i64,
    pub termination_protection: bool,
    pub kms_key_id: Option<String>,
    pub billing: Billing,
    pub is_ingesting: bool,
    /// Milliseconds since 1970, as all times here.
    pub created: i64,
    pub updated: i64,
    /// When it was deleted: its data go seven days later.
    pub deleted: Option<i64>,
    pub federation_role_arn: Option<String>,
    pub insights: Option<Insights>,
    pub large_events: bool,
    /// Keys that events are enriched with, by the name of the selector.
    pub context_keys: BTreeMap<String, Vec<String>>,
    pub tags: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Billing {
    Extendable,
    Fixed,
}

/// Insights events of a store go to another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insights {
    pub destination: String,
    pub types: Vec<String>,
}

impl Document for EventDataStore {
    const KIND: &'static str = "event-data-store";
}

impl EventDataStore {
    fn status(&self) -> Status {
        match (self.deleted, self.is_ingesting) {
            (Some(_), _) => Status::PendingDeletion,
            (None, true) => Status::Enabled,
            (None, false) => Status::StoppedIngestion,
        }
    }

    /// What kind of events it has: `Management` stands for all that CloudTrail records itself.
    pub fn category(&self) -> &str {
        match self.selectors.category() {
            Some(category @ ("ActivityAuditLog" | "ConfigurationItem" | "Evidence" | "Insight")) => category,
            _ => "Management",
        }
    }
}

/// The members that all answers about one store have.
macro_rules! described {
    ($answer:ident, $stored:expr, $store:expr) => {{
        let store = $store;
        #[allow(clippy::needless_update, reason = "most answers have more")]
        let answer = wire::$answer {
            event_data_store_arn: Some(arn($stored)),
            name: Some(store.name.clone()),
            status: Some(store.status()),
            advanced_event_selectors: store.selectors.to_wire().1,
            multi_region_enabled: Some(store.multi_region),
            organization_enabled: Some(store.organization),
            retention_period: Some(store.retention_days),
            termination_protection_enabled: Some(store.termination_protection),
            created_timestamp: Some(Timestamp(store.created)),
            updated_timestamp: Some(Timestamp(store.updated)),
            kms_key_id: store.kms_key_id.clone(),
            billing_mode: Some(store.billing.wire()),
            ..wire::$answer::default()
        };
        answer
    }};
}

impl Billing {
    fn of(wire: wire::BillingMode) -> Billing {
        match wire {
            wire::BillingMode::ExtendableRetentionPricing => Billing::Extendable,
            wire::BillingMode::FixedRetentionPricing => Billing::Fixed,
        }
    }

    fn wire(self) -> wire::BillingMode {
        match self {
            Billing::Extendable => wire::BillingMode::ExtendableRetentionPricing,
            Billing::Fixed => wire::BillingMode::FixedRetentionPricing,
        }
    }

    fn days_default(self) -> i64 {
        match self {
            Billing::Extendable => 366,
            Billing::Fixed => 2557,
        }
    }

    fn days_max(self) -> i64 {
        match self {
            Billing::Extendable => 3653,
            Billing::Fixed => 2557,
        }
    }
}

pub fn arn(store: &Stored<EventDataStore>) -> String {
    resource_arn(KIND, &store.region, &store.account, &store.name)
}

/// What an ARN or an id names, whether it exists or not.
pub fn reference(given: &str, call: &Call) -> Result<ResourceRef, Error> {
    let found = ResourceRef::of(KIND, given, call).filter(|r| Uuid::try_parse(&r.id).is_ok());
    found.ok_or_else(|| {
        error::event_data_store_arn_invalid(format!(
            "{given:?} is neither the ARN nor the id of an event data store: \
             arn:aws:cloudtrail:REGION:ACCOUNT:eventdatastore/ID"
        ))
    })
}

/// An event data store of the caller's account, whatever its state.
pub async fn find(context: &Context, given: &str) -> Result<Stored<EventDataStore>, Failure> {
    let reference = reference(given, &context.call)?;
    if reference.account != context.call.caller.account || reference.region != context.call.region {
        return Err(unknown(given).into());
    }
    let key = Key { account: &reference.account, region: &reference.region, name: &reference.id };
    Ok(context.store().catalog.document::<EventDataStore>(key).await?.ok_or_else(|| unknown(given))?)
}

/// One of any account whose policy allows the action, which is named as IAM does.
pub async fn find_allowed(
    context: &Context,
    given: &str,
    action: &str,
) -> Result<Stored<EventDataStore>, Failure> {
    let reference = reference(given, &context.call)?;
    let ResourceRef { account, region, id } = &reference;
    if *region != context.call.region {
        return Err(unknown(given).into());
    }
    resource_policies::check_allowed(context, &resource_arn(KIND, region, account, id), account, action)
        .await?;
    let found = context.store().catalog.document::<EventDataStore>(Key { account, region, name: id }).await?;
    Ok(found.ok_or_else(|| unknown(given))?)
}

fn unknown(given: &str) -> Error {
    error::event_data_store_not_found(format!("Event data store {given} was not found."))
}

/// One that is not waiting for its deletion.
pub async fn find_active(context: &Context, given: &str) -> Result<Stored<EventDataStore>, Failure> {
    let found = find(context, given).await?;
    check_active(&found)?;
    Ok(found)
}

/// One for a change; one of an organization is changed by who manages that.
pub async fn find_to_change(context: &Context, given: &str) -> Result<Stored<EventDataStore>, Failure> {
    let found = find(context, given).await?;
    if found.document.organization {
        organization::check(context).await?;
    }
    Ok(found)
}

/// The same, of one that is not waiting for its deletion.
async fn find_active_to_change(context: &Context, given: &str) -> Result<Stored<EventDataStore>, Failure> {
    let found = find_to_change(context, given).await?;
    check_active(&found)?;
    Ok(found)
}

pub fn check_active(store: &Stored<EventDataStore>) -> Result<(), Error> {
    match store.document.deleted {
        None => Ok(()),
        Some(_) => Err(error::inactive_event_data_store(format!(
            "Event data store {} is pending deletion: restore it first.",
            arn(store)
        ))),
    }
}

pub async fn replace(
    context: &Context,
    stored: &Stored<EventDataStore>,
    changed: &EventDataStore,
) -> Result<(), Failure> {
    let catalog = &context.store().catalog;
    catalog.replace_document(stored.key(), stored.revision, changed).await.map_err(crate::conflict)
}

async fn of_region(context: &Context) -> Result<Vec<Stored<EventDataStore>>, Failure> {
    let (account, region) = (&context.call.caller.account, &context.call.region);
    Ok(context.store().catalog.documents(Some(account), Some(region)).await?)
}

async fn create(
    context: Context,
    input: wire::CreateEventDataStoreRequest,
) -> Result<wire::CreateEventDataStoreResponse, Failure> {
    let call = context.call.clone();
    let billing = input.billing_mode.map_or(Billing::Extendable, Billing::of);
    let now = call.now.0;
    let mut store = EventDataStore {
        name: input.name,
        selectors: parsed(input.advanced_event_selectors.filter(|s| !s.is_empty()))?,
        multi_region: input.multi_region_enabled.unwrap_or(true),
        organization: input.organization_enabled.unwrap_or(false),
        retention_days: input.retention_period.unwrap_or_else(|| billing.days_default()),
        termination_protection: input.termination_protection_enabled.unwrap_or(true),
        kms_key_id: input.kms_key_id.filter(|k| !k.is_empty()),
        billing,
        is_ingesting: input.start_ingestion.unwrap_or(true),
        created: now,
        updated: now,
        deleted: None,
        federation_role_arn: None,
        insights: None,
        large_events: false,
        context_keys: BTreeMap::new(),
        tags: tags::checked(BTreeMap::new(), input.tags_list.unwrap_or_default())?,
    };
    check(&store)?;
    if store.organization {
        organization::check(&context).await?;
    }
    if let Some(key) = &store.kms_key_id {
        store.kms_key_id = Some(kms::key_arn(&context, key).await?);
    }
    let id = Uuid::new_v4().to_string();
    let turn = context.service.ingestion.turn().await;
    let all = of_region(&context).await?;
    check_name(&all, &store.name, None)?;
    if all.len() >= STORES_PER_REGION {
        return Err(too_many(&call).into());
    }
    // From here on nothing that is accepted is missed: the log waits for whoever is fed.
    context.service.ingestion.begin(&context.service, &id).await?;
    let stored = Stored {
        account: call.caller.account.clone(),
        region: call.region.clone(),
        name: id,
        revision: 1,
        document: store,
    };
    context.store().catalog.create_document(stored.key(), &stored.document).await?;
    drop(turn);
    Ok(wire::CreateEventDataStoreResponse {
        status: Some(Status::Created),
        tags_list: Some(tags::listed(&stored.document.tags)),
        ..described!(CreateEventDataStoreResponse, &stored, &stored.document)
    })
}

/// Selectors of a request; without any, all management events.
fn parsed(given: Option<Vec<wire::AdvancedEventSelector>>) -> Result<Selectors, Error> {
    let Some(given) = given else { return Ok(Selectors::all_management_events()) };
    if given.len() > SELECTORS_MAX {
        return Err(error::invalid_event_selectors(format!(
            "An event data store can have {SELECTORS_MAX} advanced event selectors."
        )));
    }
    selectors::advanced(given, Owner::EventDataStore).map_err(error::invalid_event_selectors)
}

fn check(store: &EventDataStore) -> Result<(), Error> {
    let days_max = store.billing.days_max();
    if store.retention_days > days_max {
        return Err(error::invalid_parameter(format!(
            "RetentionPeriod {} is too long: with this billing mode it can be 7 to {days_max} days.",
            store.retention_days
        )));
    }
    if store.organization && !matches!(store.category(), "Management" | "ConfigurationItem" | "Insight") {
        return Err(error::invalid_parameter(
            "An organization event data store can have CloudTrail events, configuration items or Insights events.",
        ));
    }
    Ok(())
}

fn check_name(all: &[Stored<EventDataStore>], name: &str, but: Option<&str>) -> Result<(), Error> {
    let taken = |s: &&Stored<EventDataStore>| s.document.name == name && Some(s.name.as_str()) != but;
    match all.iter().find(taken) {
        None => Ok(()),
        Some(_) => Err(error::event_data_store_already_exists(format!(
            "An event data store named {name} already exists."
        ))),
    }
}

fn too_many(call: &Call) -> Error {
    error::event_data_store_max_limit_exceeded(format!(
        "Account {} already has {STORES_PER_REGION} event data stores in {}; those pending deletion count.",
        call.caller.account, call.region
    ))
}

async fn get(
    context: Context,
    input: wire::GetEventDataStoreRequest,
) -> Result<wire::GetEventDataStoreResponse, Failure> {
    let stored = find_allowed(&context, &input.event_data_store, "cloudtrail:GetEventDataStore").await?;
    Ok(wire::GetEventDataStoreResponse {
        federation_status: Some(federation_status(&stored.document)),
        federation_role_arn: stored.document.federation_role_arn.clone(),
        ..described!(GetEventDataStoreResponse, &stored, &stored.document)
    })
}

fn federation_status(store: &EventDataStore) -> wire::FederationStatus {
    match store.federation_role_arn {
        Some(_) => wire::FederationStatus::Enabled,
        None => wire::FederationStatus::Disabled,
    }
}

async fn list(
    context: Context,
    input: wire::ListEventDataStoresRequest,
) -> Result<wire::ListEventDataStoresResponse, Failure> {
    let all = of_region(&context).await?;
    let page = paging::page(all, input.next_token.as_deref(), input.max_results, |s| s.name.clone())
        .ok_or_else(|| error::invalid_next_token("The token is invalid."))?;
    let stores = page.items.into_iter().map(|stored| wire::EventDataStore {
        event_data_store_arn: Some(arn(&stored)),
        name: Some(stored.document.name),
        ..wire::EventDataStore::default()
    });
    Ok(wire::ListEventDataStoresResponse {
        event_data_stores: Some(stores.collect()),
        next_token: page.next_token,
    })
}

async fn update(
    context: Context,
    input: wire::UpdateEventDataStoreRequest,
) -> Result<wire::UpdateEventDataStoreResponse, Failure> {
    let turn = context.service.ingestion.turn().await;
    let stored = find_active_to_change(&context, &input.event_data_store).await?;
    let mut store = stored.document.clone();
    if let Some(name) = input.name {
        check_name(&of_region(&context).await?, &name, Some(&stored.name))?;
        store.name = name;
    }
    if let Some(given) = input.advanced_event_selectors.filter(|s| !s.is_empty()) {
        store.selectors = parsed(Some(given))?;
        if store.category() != stored.document.category() {
            return Err(error::invalid_event_selectors(format!(
                "This event data store has {} events: that cannot be changed.",
                stored.document.category()
            ))
            .into());
        }
        for kind in store.insights.iter().flat_map(|insights| &insights.types) {
            store.selectors.check_insights(kind)?;
        }
    }
    check_no_import(&context, &stored).await?;
    if let Some(multi_region) = input.multi_region_enabled {
        store.multi_region = multi_region;
    }
    if let Some(organization) = input.organization_enabled {
        store.organization = organization;
    }
    if let Some(protection) = input.termination_protection_enabled {
        store.termination_protection = protection;
    }
    if let Some(mode) = input.billing_mode.map(Billing::of) {
        if (store.billing, mode) == (Billing::Extendable, Billing::Fixed) {
            return Err(error::invalid_parameter(
                "The billing mode can be changed to EXTENDABLE_RETENTION_PRICING only.",
            )
            .into());
        }
        store.billing = mode;
    }
    if let Some(days) = input.retention_period {
        store.retention_days = days;
    }
    let before = &stored.document.kms_key_id;
    if let Some(key) = input.kms_key_id.filter(|key| !key.is_empty() && before.as_ref() != Some(key)) {
        let key = kms::key_arn(&context, &key).await?;
        if before.as_ref().is_some_and(|before| *before != key) {
            return Err(error::invalid_parameter(
                "The KMS key of an event data store cannot be changed or removed.",
            )
            .into());
        }
        store.kms_key_id = Some(key);
    }
    check(&store)?;
    if store.organization && !stored.document.organization {
        organization::check(&context).await?;
    }
    ingestion::catch_up(&context.service, &stored).await?;
    store.updated = context.call.now.0;
    replace(&context, &stored, &store).await?;
    drop(turn);
    Ok(wire::UpdateEventDataStoreResponse {
        federation_status: Some(federation_status(&store)),
        federation_role_arn: store.federation_role_arn.clone(),
        ..described!(UpdateEventDataStoreResponse, &stored, &store)
    })
}

async fn delete(
    context: Context,
    input: wire::DeleteEventDataStoreRequest,
) -> Result<wire::DeleteEventDataStoreResponse, Failure> {
    let turn = context.service.ingestion.turn().await;
    let stored = find_active_to_change(&context, &input.event_data_store).await?;
    let store = &stored.document;
    let arn = arn(&stored);
    if store.termination_protection {
        return Err(error::event_data_store_termination_protected(format!(
            "Event data store {arn} is protected: set TerminationProtectionEnabled to false first."
        ))
        .into());
    }
    if store.federation_role_arn.is_some() {
        return Err(error::event_data_store_federation_enabled(format!(
            "Event data store {arn} is federated: disable the federation first."
        ))
        .into());
    }
    let catalog = &context.store().catalog;
    let channels = catalog.documents::<Channel>(Some(&stored.account), None).await?;
    if let Some(channel) = channels.iter().find(|c| c.document.destinations.contains(&arn)) {
        return Err(error::channel_exists_for_eds(format!(
            "Channel {} sends events to event data store {arn}: delete it first.",
            channel.document.name
        ))
        .into());
    }
    check_no_import(&context, &stored).await?;
    ingestion::catch_up(&context.service, &stored).await?;
    let now = context.call.now.0;
    let deleted = EventDataStore { deleted: Some(now), updated: now, ..store.clone() };
    replace(&context, &stored, &deleted).await?;
    drop(turn);
    Ok(wire::DeleteEventDataStoreResponse {})
}

async fn check_no_import(context: &Context, stored: &Stored<EventDataStore>) -> Result<(), Failure> {
    let arn = arn(stored);
    let all = context.store().catalog.documents::<Import>(Some(&stored.account), None).await?;
    match all.iter().any(|i| i.document.destination == arn && imports::is_ongoing(&i.document)) {
        false => Ok(()),
        true => Err(error::event_data_store_has_ongoing_import(format!(
            "An import into event data store {arn} is going on: stop it first."
        ))
        .into()),
    }
}

async fn restore(
    context: Context,
    input: wire::RestoreEventDataStoreRequest,
) -> Result<wire::RestoreEventDataStoreResponse, Failure> {
    let turn = context.service.ingestion.turn().await;
    let stored = find_to_change(&context, &input.event_data_store).await?;
    if stored.document.deleted.is_none() {
        return Err(error::invalid_event_data_store_status(format!(
            "Event data store {} is not pending deletion.",
            arn(&stored)
        ))
        .into());
    }
    let updated = context.call.now.0;
    let store = EventDataStore { deleted: None, updated, ..stored.document.clone() };
    // What was accepted in the meantime is not its business.
    context.service.ingestion.begin(&context.service, &stored.name).await?;
    replace(&context, &stored, &store).await?;
    drop(turn);
    Ok(described!(RestoreEventDataStoreResponse, &stored, &store))
}

async fn start_ingestion(
    context: Context,
    input: wire::StartEventDataStoreIngestionRequest,
) -> Result<wire::StartEventDataStoreIngestionResponse, Failure> {
    set_ingestion(&context, &input.event_data_store, true).await?;
    Ok(wire::StartEventDataStoreIngestionResponse {})
}

async fn stop_ingestion(
    context: Context,
    input: wire::StopEventDataStoreIngestionRequest,
) -> Result<wire::StopEventDataStoreIngestionResponse, Failure> {
    set_ingestion(&context, &input.event_data_store, false).await?;
    Ok(wire::StopEventDataStoreIngestionResponse {})
}

async fn set_ingestion(context: &Context, given: &str, ingest: bool) -> Result<(), Failure> {
    let turn = context.service.ingestion.turn().await;
    let stored = find_to_change(context, given).await?;
    let store = &stored.document;
    if !matches!(store.category(), "Management" | "ConfigurationItem") {
        return Err(error::invalid_event_data_store_category(format!(
            "Ingestion of {} events cannot be started or stopped.",
            store.category()
        ))
        .into());
    }
    if store.deleted.is_some() || store.is_ingesting == ingest {
        return Err(error::invalid_event_data_store_status(format!(
            "Event data store {} is {}: ingestion cannot be {} now.",
            arn(&stored),
            store.status(),
            if ingest { "started" } else { "stopped" }
        ))
        .into());
    }
    match ingest {
        true => context.service.ingestion.begin(&context.service, &stored.name).await?,
        false => ingestion::catch_up(&context.service, &stored).await?,
    }
    let updated = context.call.now.0;
    replace(context, &stored, &EventDataStore { is_ingesting: ingest, updated, ..store.clone() }).await?;
    drop(turn);
    Ok(())
}

async fn enable_federation(
    context: Context,
    input: wire::EnableFederationRequest,
) -> Result<wire::EnableFederationResponse, Failure> {
    let stored = find_active_to_change(&context, &input.event_data_store).await?;
    if stored.document.federation_role_arn.is_some() {
        return Err(error::event_data_store_federation_enabled(format!(
            "Event data store {} is federated already.",
            arn(&stored)
        ))
        .into());
    }
    let role = input.federation_role_arn;
    if !(role.starts_with("arn:") && role.contains(":iam::") && role.contains(":role/")) {
        return Err(error::invalid_parameter("FederationRoleArn is not the ARN of a role.").into());
    }
    let federated = EventDataStore { federation_role_arn: Some(role.clone()), ..stored.document.clone() };
    replace(&context, &stored, &federated).await?;
    // Any engine that reads DuckLake opens the store where it is.
    let place = context.service.lakes.place(&stored.name);
    tracing::info!(
        event_data_store = %stored.name, lake = %place.lake,
        "event data store {} is open to other engines in {}", stored.name, place.lake
    );
    Ok(wire::EnableFederationResponse {
        event_data_store_arn: Some(arn(&stored)),
        federation_status: Some(wire::FederationStatus::Enabled),
        federation_role_arn: Some(role),
    })
}

async fn disable_federation(
    context: Context,
    input: wire::DisableFederationRequest,
) -> Result<wire::DisableFederationResponse, Failure> {
    let stored = find_active_to_change(&context, &input.event_data_store).await?;
    let store = EventDataStore { federation_role_arn: None, ..stored.document.clone() };
    replace(&context, &stored, &store).await?;
    Ok(wire::DisableFederationResponse {
        event_data_store_arn: Some(arn(&stored)),
        federation_status: Some(wire::FederationStatus::Disabled),
    })
}

/// Insights events about a store go to another one.
pub async fn put_insight_selectors(
    context: Context,
    input: wire::PutInsightSelectorsRequest,
) -> Result<wire::PutInsightSelectorsResponse, Failure> {
    let (Some(given), Some(destination)) = (&input.event_data_store, &input.insights_destination) else {
        return Err(error::invalid_parameter_combination(
            "Specify TrailName, or EventDataStore and InsightsDestination.",
        )
        .into());
    };
    let stored = find_active_to_change(&context, given).await?;
    let target = find_active(&context, destination).await?;
    if stored.document.category() != "Management" || target.document.category() != "Insight" {
        return Err(error::invalid_insight_selectors(
            "EventDataStore has CloudTrail events, and InsightsDestination is one for Insights events.",
        )
        .into());
    }
    let mut types = Vec::new();
    for selector in &input.insight_selectors {
        let Some(kind) = selector.insight_type else {
            return Err(error::invalid_insight_selectors("An Insight selector needs an InsightType.").into());
        };
        if types.contains(&kind.as_str().to_owned()) {
            return Err(
                error::invalid_insight_selectors(format!("InsightType {kind} is given twice.")).into()
            );
        }
        stored.document.selectors.check_insights(kind.as_str())?;
        types.push(kind.as_str().to_owned());
    }
    let insights = (!types.is_empty()).then(|| Insights { destination: arn(&target), types });
    let destination = insights.as_ref().map(|i| i.destination.clone());
    replace(&context, &stored, &EventDataStore { insights, ..stored.document.clone() }).await?;
    Ok(wire::PutInsightSelectorsResponse {
        event_data_store_arn: Some(arn(&stored)),
        insights_destination: destination,
        insight_selectors: Some(input.insight_selectors),
        trail_arn: None,
    })
}

pub async fn get_insight_selectors(
    context: &Context,
    given: &str,
) -> Result<wire::GetInsightSelectorsResponse, Failure> {
    let stored = find_active(context, given).await?;
    let Some(insights) = &stored.document.insights else {
        return Err(error::insight_not_enabled(format!(
            "Insights events are not enabled for event data store {}.",
            arn(&stored)
        ))
        .into());
    };
    let selector =
        |kind: &String| wire::InsightSelector { insight_type: kind.parse().ok(), event_categories: None };
    Ok(wire::GetInsightSelectorsResponse {
        event_data_store_arn: Some(arn(&stored)),
        insights_destination: Some(insights.destination.clone()),
        insight_selectors: Some(insights.types.iter().map(selector).collect()),
        trail_arn: None,
    })
}
