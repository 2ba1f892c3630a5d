//! Channels: the ways in for events from outside of AWS, each to one or more event data stores.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Document, Key, Stored};
use stellwerk_wire::cloudtrail::{self as wire, DestinationType, error};
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::paging;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Call, Error, Failure};
use uuid::Uuid;

use crate::names::{ResourceRef, resource_arn};
use crate::{Context, event_data_stores, ingestion, resource_policies, tags};

pub const KIND: &str = "channel";
const CHANNELS_PER_REGION: usize = 25;
/// Where events may come from; `Custom` is everybody's own.
const SOURCES: &[&str] = &[
    "Custom",
    "CloudStorageSecurityConsole",
    "Clumio",
    "CrowdStrike",
    "CyberArk",
    "GitHub",
    "IBMMulticloud",
    "KongGatewayEnterprise",
    "LaunchDarkly",
    "MontyCloud",
    "NetskopeCloudExchange",
    "OktaSystemLogEvents",
    "OneLogin",
    "Shoreline.io",
    "Snyk",
    "WizAuditLogs",
];

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::CreateChannel, _, _>(create);
    registry.on::<wire::GetChannel, _, _>(get);
    registry.on::<wire::ListChannels, _, _>(list);
    registry.on::<wire::UpdateChannel, _, _>(update);
    registry.on::<wire::DeleteChannel, _, _>(delete);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    pub name: String,
    pub source: String,
    /// ARNs of event data stores.
    pub destinations: Vec<String>,
    pub tags: BTreeMap<String, String>,
}

impl Document for Channel {
    const KIND: &'static str = "channel";
}

/// What became of the latest events of each channel, since the program started.
#[derive(Debug, Default)]
pub struct Statuses(Mutex<HashMap<String, IngestionStatus>>);

#[derive(Clone, Debug, Default)]
pub struct IngestionStatus {
    /// Time in milliseconds, and id.
    pub success: Option<(i64, String)>,
    pub attempt: Option<(i64, String)>,
    pub error: Option<String>,
}

impl Statuses {
    pub fn note(&self, arn: &str, change: impl FnOnce(&mut IngestionStatus)) {
        change(self.0.lock().expect("no panic while locked").entry(arn.to_owned()).or_default());
    }

    fn of(&self, arn: &str) -> IngestionStatus {
        self.0.lock().expect("no panic while locked").get(arn).cloned().unwrap_or_default()
    }
}

pub fn arn(channel: &Stored<Channel>) -> String {
    resource_arn(KIND, &channel.region, &channel.account, &channel.name)
}

pub fn reference(given: &str, call: &Call) -> Option<ResourceRef> {
    ResourceRef::of(KIND, given, call).filter(|r| Uuid::try_parse(&r.id).is_ok())
}

pub async fn find(context: &Context, given: &str) -> Result<Stored<Channel>, Failure> {
    let reference = reference(given, &context.call).ok_or_else(|| {
        error::channel_arn_invalid(format!("{given:?} is neither the ARN nor the id of a channel."))
    })?;
    let unknown = || error::channel_not_found(format!("Channel {given} was not found."));
    if reference.account != context.call.caller.account || reference.region != context.call.region {
        return Err(unknown().into());
    }
    let key = Key { account: &reference.account, region: &reference.region, name: &reference.id };
    Ok(context.store().catalog.document::<Channel>(key).await?.ok_or_else(unknown)?)
}

async fn of_region(context: &Context) -> Result<Vec<Stored<Channel>>, Failure> {
    let (account, region) = (&context.call.caller.account, &context.call.region);
    Ok(context.store().catalog.documents(Some(account), Some(region)).await?)
}

async fn create(
    context: Context,
    input: wire::CreateChannelRequest,
) -> Result<wire::CreateChannelResponse, Failure> {
    let call = &context.call;
    if !SOURCES.contains(&input.source.as_str()) {
        return Err(error::invalid_source(format!(
            "{:?} is not a source of events. Sources are {}.",
            input.source,
            SOURCES.join(", ")
        ))
        .into());
    }
    let all = of_region(&context).await?;
    check_name(&all, &input.name, None)?;
    if input.source != "Custom"
        && let Some(other) = all.iter().find(|c| c.document.source == input.source)
    {
        return Err(error::channel_already_exists(format!(
            "Channel {} is already there for the source {}.",
            other.document.name, input.source
        ))
        .into());
    }
    if all.len() >= CHANNELS_PER_REGION {
        return Err(error::channel_max_limit_exceeded(format!(
            "An account can have {CHANNELS_PER_REGION} channels in a region."
        ))
        .into());
    }
    let channel = Channel {
        name: input.name,
        source: input.source,
        destinations: destinations(&context, input.destinations).await?,
        tags: tags::checked(BTreeMap::new(), input.tags.unwrap_or_default())?,
    };
    let id = Uuid::new_v4().to_string();
    let key = Key { account: &call.caller.account, region: &call.region, name: &id };
    context.store().catalog.create_document(key, &channel).await?;
    Ok(wire::CreateChannelResponse {
        channel_arn: Some(resource_arn(KIND, &call.region, &call.caller.account, &id)),
        name: Some(channel.name),
        source: Some(channel.source),
        destinations: Some(listed(channel.destinations)),
        tags: Some(tags::listed(&channel.tags)),
    })
}

fn check_name(all: &[Stored<Channel>], name: &str, but: Option<&str>) -> Result<(), Error> {
    if name.starts_with("aws-service-channel") {
        return Err(error::invalid_parameter("Names that begin with aws-service-channel are AWS's."));
    }
    match all.iter().any(|c| c.document.name == name && Some(c.name.as_str()) != but) {
        false => Ok(()),
        true => Err(error::channel_already_exists(format!("A channel named {name} already exists."))),
    }
}

/// The ARNs of event data stores that take events from outside.
async fn destinations(context: &Context, given: Vec<wire::Destination>) -> Result<Vec<String>, Failure> {
    let mut arns = Vec::new();
    for destination in given {
        if destination.r#type != DestinationType::EventDataStore {
            return Err(error::invalid_parameter("The type of a destination is EVENT_DATA_STORE.").into());
        }
        let store = event_data_stores::find_active(context, &destination.location).await?;
        let arn = event_data_stores::arn(&store);
        if store.document.category() != "ActivityAuditLog" {
            return Err(error::invalid_event_data_store_category(format!(
                "Event data store {arn} has {} events. A channel needs one whose selector is eventCategory Equals \
                 ActivityAuditLog.",
                store.document.category()
            ))
            .into());
        }
        if arns.contains(&arn) {
            return Err(error::invalid_parameter(format!("Destination {arn} is given twice.")).into());
        }
        arns.push(arn);
    }
    Ok(arns)
}

fn listed(arns: Vec<String>) -> Vec<wire::Destination> {
    let destination = |location| wire::Destination { r#type: DestinationType::EventDataStore, location };
    arns.into_iter().map(destination).collect()
}

async fn get(context: Context, input: wire::GetChannelRequest) -> Result<wire::GetChannelResponse, Failure> {
    let stored = find(&context, &input.channel).await?;
    let arn = arn(&stored);
    let status = context.service.channels.of(&arn);
    let channel = stored.document;
    Ok(wire::GetChannelResponse {
        channel_arn: Some(arn),
        name: Some(channel.name),
        source: Some(channel.source),
        source_config: None,
        destinations: Some(listed(channel.destinations)),
        ingestion_status: Some(wire::IngestionStatus {
            latest_ingestion_success_time: status.success.as_ref().map(|s| Timestamp(s.0)),
            latest_ingestion_success_event_id: status.success.map(|s| s.1),
            latest_ingestion_error_code: status.error,
            latest_ingestion_attempt_time: status.attempt.as_ref().map(|s| Timestamp(s.0)),
            latest_ingestion_attempt_event_id: status.attempt.map(|s| s.1),
        }),
    })
}

async fn list(
    context: Context,
    input: wire::ListChannelsRequest,
) -> Result<wire::ListChannelsResponse, Failure> {
    let all = of_region(&context).await?;
    let page = paging::page(all, input.next_token.as_deref(), input.max_results, |c| c.name.clone())
        .ok_or_else(|| error::invalid_next_token("The token is invalid."))?;
    let channels = page
        .items
        .into_iter()
        .map(|channel| wire::Channel { channel_arn: Some(arn(&channel)), name: Some(channel.document.name) });
    Ok(wire::ListChannelsResponse { channels: Some(channels.collect()), next_token: page.next_token })
}

async fn update(
    context: Context,
    input: wire::UpdateChannelRequest,
) -> Result<wire::UpdateChannelResponse, Failure> {
    let turn = context.service.ingestion.turn().await;
    let stored = find(&context, &input.channel).await?;
    let mut channel = stored.document.clone();
    if let Some(name) = input.name {
        check_name(&of_region(&context).await?, &name, Some(&stored.name))?;
        channel.name = name;
    }
    if let Some(given) = input.destinations {
        channel.destinations = destinations(&context, given).await?;
        drain(&context, &stored.document).await?;
    }
    let catalog = &context.store().catalog;
    catalog.replace_document(stored.key(), stored.revision, &channel).await.map_err(crate::conflict)?;
    drop(turn);
    Ok(wire::UpdateChannelResponse {
        channel_arn: Some(arn(&stored)),
        name: Some(channel.name),
        source: Some(channel.source),
        destinations: Some(listed(channel.destinations)),
    })
}

async fn delete(
    context: Context,
    input: wire::DeleteChannelRequest,
) -> Result<wire::DeleteChannelResponse, Failure> {
    let turn = context.service.ingestion.turn().await;
    let stored = find(&context, &input.channel).await?;
    drain(&context, &stored.document).await?;
    resource_policies::forget(&context, &arn(&stored)).await?;
    let catalog = &context.store().catalog;
    catalog.delete_document::<Channel>(stored.key(), stored.revision).await.map_err(crate::conflict)?;
    drop(turn);
    Ok(wire::DeleteChannelResponse {})
}

/// What was accepted goes where the channel sends it now, before it sends elsewhere.
async fn drain(context: &Context, channel: &Channel) -> Result<(), Failure> {
    for arn in &channel.destinations {
        let store = event_data_stores::find(context, arn).await?;
        ingestion::catch_up(&context.service, &store).await?;
    }
    Ok(())
}
