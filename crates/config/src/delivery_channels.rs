//! Delivery channels: where configuration items go, as files and as notifications.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use stellwerk_store::aws::AwsError;
use stellwerk_store::aws::s3::owned_headers;
use stellwerk_store::catalog::{Document, Key, Stored};
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::json::{Empty, Timestamp};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::delivery::ChannelDelivery;
use crate::{Context, conflict, recorders};

const DEFAULT_NAME: &str = "default";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryChannel {
    pub s3_bucket_name: String,
    pub s3_key_prefix: Option<String>,
    pub s3_kms_key_arn: Option<String>,
    pub sns_topic_arn: Option<String>,
    /// Snapshots are delivered this often; never by themselves if it is none.
    pub snapshot_hours: Option<i64>,
}

impl Document for DeliveryChannel {
    const KIND: &'static str = "delivery-channel";
}

/// What came of deliveries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryChannelStatus {
    pub snapshot: Outcome,
    pub history: Outcome,
    pub stream: Outcome,
}

/// Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub attempted: Option<i64>,
    pub succeeded: Option<i64>,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
    pub next: Option<i64>,
}

impl Document for DeliveryChannelStatus {
    const KIND: &'static str = "delivery-channel-status";
}

impl DeliveryChannel {
    /// Key of an object below the account's folder.
    pub fn key(&self, account: &str, rest: &str) -> String {
        let prefix = self.s3_key_prefix.as_ref().map(|prefix| format!("{}/", prefix.trim_end_matches('/')));
        format!("{}AWSLogs/{account}/Config/{rest}", prefix.unwrap_or_default())
    }

    /// What goes with every object.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        owned_headers(self.s3_kms_key_arn.as_deref())
    }
}

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutDeliveryChannel, _, _>(put_delivery_channel);
    registry.on::<wire::DescribeDeliveryChannels, _, _>(describe_delivery_channels);
    registry.on::<wire::DescribeDeliveryChannelStatus, _, _>(describe_delivery_channel_status);
    registry.on::<wire::DeleteDeliveryChannel, _, _>(delete_delivery_channel);
}

async fn all(context: &Context) -> Result<Vec<Stored<DeliveryChannel>>, Failure> {
    let (account, region) = (Some(context.account()), Some(context.region()));
    Ok(context.store().catalog.documents(account, region).await?)
}

fn unknown(name: &str) -> Failure {
    error::no_such_delivery_channel(format!("Cannot find delivery channel with specified name '{name}'."))
        .into()
}

async fn put_delivery_channel(
    context: Context,
    input: wire::PutDeliveryChannelRequest,
) -> Result<Empty, Failure> {
    let given = input.delivery_channel;
    let name = given.name.unwrap_or_else(|| DEFAULT_NAME.to_owned());
    if recorders::own(&context).await?.is_none() {
        return Err(error::no_available_configuration_recorder(
            "Configuration recorder is not available to put delivery channel.",
        )
        .into());
    }
    let all = all(&context).await?;
    if all.iter().any(|other| other.name != name) {
        return Err(error::max_number_of_delivery_channels_exceeded(format!(
            "Failed to put delivery channel '{name}' because the maximum number of delivery channels: 1 is reached."
        ))
        .into());
    }
    let channel = DeliveryChannel {
        s3_bucket_name: given.s3_bucket_name.filter(|name| !name.is_empty()).ok_or_else(no_bucket)?,
        s3_key_prefix: given.s3_key_prefix,
        s3_kms_key_arn: given.s3_kms_key_arn,
        sns_topic_arn: given.sns_topic_arn,
        snapshot_hours: given
            .config_snapshot_delivery_properties
            .and_then(|p| p.delivery_frequency)
            .map(hours),
    };
    check(&context, &channel).await?;
    let key = Key { account: context.account(), region: context.region(), name: &name };
    let catalog = &context.store().catalog;
    let before = all.first().map(|before| before.revision);
    catalog.put_document(key, before, &channel).await.map_err(conflict)?;
    Ok(Empty)
}

fn no_bucket() -> Error {
    error::no_such_bucket("Cannot find a S3 bucket with an empty bucket name.")
}

/// Whether everything that the channel names is there, and the bucket takes a file.
async fn check(context: &Context, channel: &DeliveryChannel) -> Result<(), Failure> {
    if channel.s3_key_prefix.as_deref() == Some("") {
        return Err(
            error::invalid_s3_key_prefix("The s3 key prefix '' is not valid, empty s3 key prefix.").into()
        );
    }
    if let Some(arn) = channel.s3_kms_key_arn.as_ref().filter(|arn| !is_kms_arn(arn)) {
        let why = format!("The arn '{arn}' is not a valid kms key or alias arn.");
        return Err(error::invalid_s3_kms_key_arn(why).into());
    }
    let aws = &context.service.aws;
    if let Some(topic) = &channel.sns_topic_arn {
        let is_arn = topic.starts_with("arn:") && topic.split(':').count() == 6;
        if !is_arn || !aws.topic_exists(topic).await.map_err(unavailable)? {
            return Err(
                error::invalid_sns_topic_arn(format!("The sns topic arn '{topic}' is not valid.")).into()
            );
        }
    }
    let bucket = &channel.s3_bucket_name;
    let file = channel.key(context.account(), "ConfigWritabilityCheckFile");
    match aws.put_object(bucket, &file, channel.headers(), Bytes::new()).await {
        Ok(()) => Ok(()),
        Err(refused) if refused.code() == Some("NoSuchBucket") => {
            Err(error::no_such_bucket(format!("Cannot find a S3 bucket with the bucket name: {bucket}"))
                .into())
        }
        Err(refused) if refused.status().is_some_and(|status| status < 500) => {
            Err(error::insufficient_delivery_policy(format!(
                "Insufficient delivery policy to s3 bucket: {bucket}, unable to write to bucket: {refused}."
            ))
            .into())
        }
        Err(error) => Err(unavailable(error)),
    }
}

fn is_kms_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    matches!(parts[..], ["arn", _, "kms", _, _, tail] if tail.starts_with("key/") || tail.starts_with("alias/"))
}

fn unavailable(error: AwsError) -> Failure {
    Error::with_status(
        "ServiceUnavailableException",
        400,
        format!("What the channel names could not be looked for: {error}"),
    )
    .into()
}

fn hours(frequency: wire::MaximumExecutionFrequency) -> i64 {
    use wire::MaximumExecutionFrequency::*;
    match frequency {
        OneHour => 1,
        ThreeHours => 3,
        SixHours => 6,
        TwelveHours => 12,
        TwentyFourHours => 24,
    }
}

fn frequency(wanted: i64) -> Option<wire::MaximumExecutionFrequency> {
    wire::MaximumExecutionFrequency::ALL.iter().copied().find(|frequency| hours(*frequency) == wanted)
}

/// The channels that a Describe operation means: all, or those that it names.
async fn meant(
    context: &Context,
    names: Option<Vec<String>>,
) -> Result<Vec<Stored<DeliveryChannel>>, Failure> {
    let all = all(context).await?;
    let names = names.unwrap_or_default();
    match names.iter().find(|name| all.iter().all(|channel| channel.name != **name)) {
        Some(name) => Err(unknown(name)),
        None => Ok(all),
    }
}

async fn describe_delivery_channels(
    context: Context,
    input: wire::DescribeDeliveryChannelsRequest,
) -> Result<wire::DescribeDeliveryChannelsResponse, Failure> {
    let channels = meant(&context, input.delivery_channel_names).await?.into_iter().map(|stored| {
        let channel = stored.document;
        wire::DeliveryChannel {
            name: Some(stored.name),
            s3_bucket_name: Some(channel.s3_bucket_name),
            s3_key_prefix: channel.s3_key_prefix,
            s3_kms_key_arn: channel.s3_kms_key_arn,
            sns_topic_arn: channel.sns_topic_arn,
            config_snapshot_delivery_properties: channel
                .snapshot_hours
                .map(|hours| wire::ConfigSnapshotDeliveryProperties { delivery_frequency: frequency(hours) }),
        }
    });
    Ok(wire::DescribeDeliveryChannelsResponse { delivery_channels: Some(channels.collect()) })
}

async fn describe_delivery_channel_status(
    context: Context,
    input: wire::DescribeDeliveryChannelStatusRequest,
) -> Result<wire::DescribeDeliveryChannelStatusResponse, Failure> {
    let mut statuses = Vec::new();
    for channel in meant(&context, input.delivery_channel_names).await? {
        let status = context.store().catalog.document::<DeliveryChannelStatus>(channel.key()).await?;
        let status = status.map(|status| status.document).unwrap_or_default();
        let stream = channel.document.sns_topic_arn.as_ref().map(|_| wire::ConfigStreamDeliveryInfo {
            last_status: last_status(&status.stream),
            last_error_code: status.stream.error_code.clone(),
            last_error_message: status.stream.error_message.clone(),
            last_status_change_time: status.stream.attempted.map(Timestamp),
        });
        statuses.push(wire::DeliveryChannelStatus {
            name: Some(channel.name),
            config_snapshot_delivery_info: Some(export(status.snapshot)),
            config_history_delivery_info: Some(export(status.history)),
            config_stream_delivery_info: Some(stream.unwrap_or(wire::ConfigStreamDeliveryInfo {
                last_status: Some(wire::DeliveryStatus::NotApplicable),
                ..Default::default()
            })),
        });
    }
    Ok(wire::DescribeDeliveryChannelStatusResponse { delivery_channels_status: Some(statuses) })
}

fn last_status(outcome: &Outcome) -> Option<wire::DeliveryStatus> {
    outcome.attempted.map(|_| match outcome.error_code {
        None => wire::DeliveryStatus::Success,
        Some(_) => wire::DeliveryStatus::Failure,
    })
}

fn export(outcome: Outcome) -> wire::ConfigExportDeliveryInfo {
    wire::ConfigExportDeliveryInfo {
        last_status: last_status(&outcome),
        last_error_code: outcome.error_code,
        last_error_message: outcome.error_message,
        last_attempt_time: outcome.attempted.map(Timestamp),
        last_successful_time: outcome.succeeded.map(Timestamp),
        next_delivery_time: outcome.next.map(Timestamp),
    }
}

async fn delete_delivery_channel(
    context: Context,
    input: wire::DeleteDeliveryChannelRequest,
) -> Result<Empty, Failure> {
    let name = input.delivery_channel_name;
    let all = all(&context).await?;
    let stored = all.into_iter().find(|channel| channel.name == name).ok_or_else(|| unknown(&name))?;
    if recorders::own(&context).await?.is_some_and(|recorder| recorder.document.is_recording) {
        // The words are AWS's own.
        return Err(error::last_delivery_channel_delete_failed(format!(
            "Failed to delete last specified delivery channel with name '{name}', because there, because there is a running configuration recorder."
        ))
        .into());
    }
    let catalog = &context.store().catalog;
    catalog.delete_document::<DeliveryChannel>(stored.key(), stored.revision).await.map_err(conflict)?;
    // A channel of the same name begins anew.
    if let Some(delivery) = catalog.document::<ChannelDelivery>(stored.key()).await? {
        catalog
            .delete_document::<ChannelDelivery>(delivery.key(), delivery.revision)
            .await
            .map_err(conflict)?;
    }
    if let Some(status) = catalog.document::<DeliveryChannelStatus>(stored.key()).await? {
        catalog
            .delete_document::<DeliveryChannelStatus>(status.key(), status.revision)
            .await
            .map_err(conflict)?;
    }
    Ok(Empty)
}
