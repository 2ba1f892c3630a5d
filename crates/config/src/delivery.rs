//! Delivery: what was recorded goes to the delivery channel's bucket and topic.
//!
//! - Change notifications, one for each item, as items are written. One that is too large for SNS goes to the bucket, and the notification says where.
//! - Configuration history, every six hours: the items of that time, a file for each type.
//! - Snapshots: everything as it is now, when somebody asks or as often as the channel says.
//!
//! A channel's place among the items moves on after what it said was delivered, so that after a crash something may come twice, and nothing is left out.
//! <https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html>

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use stellwerk_model::configuration::{
    ConfigurationItem, ConfigurationItemDiff, ResourceKey, Status, millis_text,
};
use stellwerk_store::aws::AwsError;
use stellwerk_store::aws::s3::compressed;
use stellwerk_store::catalog::{CatalogError, Document, ItemRange, Key, ResourceFilter, Stored};
use stellwerk_wire::Failure;
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::registry::Registry;

use crate::delivery_channels::{DeliveryChannel, DeliveryChannelStatus, Outcome};
use crate::recorder::RecorderError;
use crate::recorders::{ConfigurationRecorder, own};
use crate::resources::GLOBAL;
use crate::{Context, Service, conflict};

/// What SNS takes.
const MESSAGE_BYTES_MAX: usize = 256 << 10;
/// Subjects are cut at this length.
const SUBJECT_LENGTH_MAX: usize = 100;
const HISTORY_MILLIS: i64 = 6 * 3600 * 1000;
const HOUR_MILLIS: i64 = 3600 * 1000;
/// Items that one round announces.
const ROUND_ITEMS: usize = 200;
const PAGE: usize = 1_000;
/// Windows of history that are caught up with in one round.
const WINDOWS_AT_A_TIME: usize = 200;
/// What failed is tried again after this time.
const AGAIN_MILLIS: i64 = 10_000;

/// How far a channel has come. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelDelivery {
    /// Number of the last item that was announced.
    announced: i64,
    /// Items captured before it are in history files.
    history_until: i64,
    /// When the last snapshot was delivered by itself.
    snapshot: i64,
    /// Ids of snapshots that somebody asked for.
    requested: Vec<String>,
    /// What failed is not tried before: a bucket that is missing keeps no change from being told.
    announce_again: i64,
    snapshot_again: i64,
    history_again: i64,
}

impl Document for ChannelDelivery {
    const KIND: &'static str = "delivery-channel-delivery";
}

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::DeliverConfigSnapshot, _, _>(deliver_config_snapshot);
}

async fn deliver_config_snapshot(
    context: Context,
    input: wire::DeliverConfigSnapshotRequest,
) -> Result<wire::DeliverConfigSnapshotResponse, Failure> {
    let name = &input.delivery_channel_name;
    let key = Key { account: context.account(), region: context.region(), name };
    let catalog = &context.store().catalog;
    if catalog.document::<DeliveryChannel>(key).await?.is_none() {
        return Err(error::no_such_delivery_channel(format!(
            "Cannot find delivery channel with specified name '{name}'."
        ))
        .into());
    }
    let Some(recorder) = own(&context).await? else {
        return Err(error::no_available_configuration_recorder(
            "Configuration recorder is not available to deliver a snapshot.",
        )
        .into());
    };
    if !recorder.document.is_recording {
        return Err(
            error::no_running_configuration_recorder("There is no configuration recorder running.").into()
        );
    }
    let id = uuid::Uuid::new_v4().to_string();
    loop {
        let before = catalog.document::<ChannelDelivery>(key).await?;
        let mut delivery = match &before {
            Some(before) => before.document.clone(),
            None => beginning(&context.service).await?,
        };
        delivery.requested.push(id.clone());
        match catalog.put_document(key, before.map(|before| before.revision), &delivery).await {
            Err(CatalogError::Conflict { .. }) => {} // something was delivered meanwhile
            done => {
                done.map_err(conflict)?;
                return Ok(wire::DeliverConfigSnapshotResponse { config_snapshot_id: Some(id) });
            }
        }
    }
}

/// A channel speaks of what is recorded from now on.
async fn beginning(service: &Service) -> Result<ChannelDelivery, CatalogError> {
    let now = service.clock.now();
    let announced = service.store.catalog.last_item_number().await?;
    Ok(ChannelDelivery { announced, history_until: now, snapshot: now, ..ChannelDelivery::default() })
}

/// Notes from where on the channels of an account and region deliver, where that is not known yet.
pub async fn begin(service: &Service, account: &str, region: &str) -> Result<(), CatalogError> {
    let catalog = &service.store.catalog;
    for channel in catalog.documents::<DeliveryChannel>(Some(account), Some(region)).await? {
        if catalog.document::<ChannelDelivery>(channel.key()).await?.is_none() {
            match catalog.create_document(channel.key(), &beginning(service).await?).await {
                Err(CatalogError::Conflict { .. }) => {} // somebody else has
                done => done?,
            }
        }
    }
    Ok(())
}

/// Delivers what it is time for. What was recorded before a recorder was stopped is delivered after it, too.
pub async fn round(service: &Service) -> Result<(), RecorderError> {
    let catalog = &service.store.catalog;
    let recorders = catalog.documents::<ConfigurationRecorder>(None, None).await?;
    for channel in catalog.documents::<DeliveryChannel>(None, None).await? {
        let is_recording = recorders.iter().any(|recorder| {
            (&recorder.account, &recorder.region) == (&channel.account, &channel.region)
                && recorder.document.is_recording
                && recorder.document.service_principal.is_none()
        });
        let Some(stored) = catalog.document::<ChannelDelivery>(channel.key()).await? else {
            if is_recording {
                begin(service, &channel.account, &channel.region).await?;
            }
            continue;
        };
        let mut delivery = Delivery { service, channel: &channel, is_recording, stored };
        match delivery.deliver().await {
            Err(RecorderError::Catalog(CatalogError::Conflict { .. })) => {} // the next time
            done => done?,
        }
    }
    Ok(())
}

struct Delivery<'a> {
    service: &'a Service,
    channel: &'a Stored<DeliveryChannel>,
    is_recording: bool,
    stored: Stored<ChannelDelivery>,
}

impl Delivery<'_> {
    async fn deliver(&mut self) -> Result<(), RecorderError> {
        let now = self.service.clock.now();
        if now >= self.stored.document.announce_again {
            self.announce(now).await?;
        }
        if now >= self.stored.document.snapshot_again {
            self.snapshots(now).await?;
        }
        for _ in 0..WINDOWS_AT_A_TIME {
            let until = self.stored.document.history_until + HISTORY_MILLIS;
            if now < until || now < self.stored.document.history_again || !self.history(until, now).await? {
                break;
            }
            self.note(|delivery| delivery.history_until = until).await?;
        }
        Ok(())
    }

    /// Those that somebody asked for, and the one that it is time for.
    async fn snapshots(&mut self, now: i64) -> Result<(), RecorderError> {
        while let Some(id) = self.stored.document.requested.first().cloned() {
            if !self.snapshot(&id, now).await? {
                return Ok(());
            }
            self.note(|delivery| drop(delivery.requested.remove(0))).await?;
        }
        let every = self.channel.document.snapshot_hours.map(|hours| hours * HOUR_MILLIS);
        let is_due = every.is_some_and(|every| now >= self.stored.document.snapshot + every);
        if self.is_recording && is_due && self.snapshot(&uuid::Uuid::new_v4().to_string(), now).await? {
            self.note(|delivery| delivery.snapshot = now).await?;
        }
        Ok(())
    }

    fn filter(&self) -> ResourceFilter<'_> {
        ResourceFilter {
            account: Some(&self.channel.account),
            regions: vec![&self.channel.region, GLOBAL],
            with_deleted: true,
            with_unrecorded: true,
            ..ResourceFilter::default()
        }
    }

    /// Tells the topic of new items.
    async fn announce(&mut self, now: i64) -> Result<(), RecorderError> {
        let catalog = &self.service.store.catalog;
        let items = catalog.items_after(&self.filter(), self.stored.document.announced, ROUND_ITEMS).await?;
        let Some((last, _)) = items.last() else { return Ok(()) };
        let last = *last;
        if self.channel.document.sns_topic_arn.is_some() {
            for (number, item) in items {
                let range =
                    ItemRange { earliest: 0, latest: item.captured - 1, is_newest_first: true, limit: 1 };
                let previous = catalog.items_of(&item.key, range).await?.pop();
                let told = self.tell(previous.as_ref(), &item, now).await;
                let failed = told.is_err();
                self.outcome(|status| &mut status.stream, told, now, None).await?;
                if failed {
                    self.note(|delivery| delivery.announce_again = now + AGAIN_MILLIS).await?;
                    return Ok(());
                }
                self.note(|delivery| delivery.announced = number).await?;
            }
        }
        self.note(|delivery| delivery.announced = last).await?;
        Ok(())
    }

    async fn tell(
        &self,
        previous: Option<&ConfigurationItem>,
        item: &ConfigurationItem,
        now: i64,
    ) -> Result<(), AwsError> {
        let diff = ConfigurationItemDiff::between(previous, item);
        let message = json!({
            "configurationItemDiff": diff.delivered(),
            "configurationItem": item.delivered(),
            "notificationCreationTime": millis_text(now),
            "messageType": "ConfigurationItemChangeNotification",
            "recordVersion": "1.3",
        });
        let text = message.to_string();
        let ResourceKey { account, region: _, resource_type, resource_id } = &item.key;
        let what = match (item.status, previous) {
            (status, _) if status.is_deleted() => "Deleted",
            (Status::ResourceDiscovered, _) => "Discovered",
            (_, None) => "Created",
            _ => "Updated",
        };
        let subject = format!("{resource_type} {resource_id} {what} in Account {account}");
        if text.len() <= MESSAGE_BYTES_MAX {
            return self.publish(&subject, &text).await;
        }
        let time = DateTime::from_timestamp_millis(item.captured).unwrap_or_default();
        let name = format!(
            "OversizedChangeNotification/{resource_type}/{resource_id}/{account}_Config_{}_ChangeNotification_{resource_type}_{resource_id}_{}_{}.json.gz",
            self.channel.region,
            stamp(item.captured),
            item.state_id
        );
        let key = self.key(time, &name);
        let put = self.put(&key, &text).await;
        let (kind, location, code, why) = match &put {
            Ok(()) => (
                "OversizedConfigurationItemChangeNotification",
                json!(format!("{}/{key}", self.channel.document.s3_bucket_name)),
                Value::Null,
                Value::Null,
            ),
            Err(error) => (
                "OversizedConfigurationItemChangeDeliveryFailed",
                Value::Null,
                json!(error.code()),
                json!(error.to_string()),
            ),
        };
        let mut summary: Map<String, Value> = match item.delivered() {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        for body in ["configuration", "supplementaryConfiguration", "tags", "relationships", "relatedEvents"]
        {
            summary.remove(body);
        }
        summary.insert("changeType".to_owned(), json!(diff.change_type.name()));
        let message = json!({
            "configurationItemSummary": summary,
            "s3DeliverySummary": { "s3BucketLocation": location, "errorCode": code, "errorMessage": why },
            "notificationCreationTime": millis_text(now),
            "messageType": kind,
            "recordVersion": "1.0",
        });
        self.publish(&subject, &message.to_string()).await
    }

    /// Everything as it is; returns whether it was delivered.
    async fn snapshot(&mut self, id: &str, now: i64) -> Result<bool, RecorderError> {
        let subject = |what: &str| {
            format!("Configuration Snapshot Delivery {what} for Account {}", self.channel.account)
        };
        let message = |kind: &str| {
            json!({
                "configSnapshotId": id,
                "notificationCreationTime": millis_text(now),
                "messageType": kind,
                "recordVersion": "1.1",
            })
        };
        let started = message("ConfigurationSnapshotDeliveryStarted");
        self.tell_if_there_is_a_topic(&subject("Started"), &started).await;
        let filter = ResourceFilter { with_deleted: false, with_unrecorded: false, ..self.filter() };
        let mut items = Vec::new();
        let mut after: Option<ResourceKey> = None;
        loop {
            let page = self.service.store.catalog.items_page(&filter, None, after.as_ref(), PAGE).await?;
            after = page.last().filter(|_| page.len() == PAGE).map(|item| item.key.clone());
            items.extend(page.iter().map(ConfigurationItem::delivered));
            if after.is_none() {
                break;
            }
        }
        let body = json!({ "fileVersion": "1.0", "requestId": id, "configSnapshotId": id, "configurationItems": items });
        let time = DateTime::from_timestamp_millis(now).unwrap_or_default();
        let (account, region) = (&self.channel.account, &self.channel.region);
        let name =
            format!("ConfigSnapshot/{account}_Config_{region}_ConfigSnapshot_{}_{id}.json.gz", stamp(now));
        let key = self.key(time, &name);
        let put = self.put(&key, &body.to_string()).await;
        let done = put.is_ok();
        let mut said = message(if done {
            "ConfigurationSnapshotDeliveryCompleted"
        } else {
            "ConfigurationSnapshotDeliveryFailed"
        });
        match &put {
            Ok(()) => {
                said["s3ObjectKey"] = json!(key);
                said["s3Bucket"] = json!(self.channel.document.s3_bucket_name);
            }
            Err(error) => {
                said["errorCode"] = json!(error.code());
                said["errorMessage"] = json!(error.to_string());
            }
        }
        self.tell_if_there_is_a_topic(&subject(if done { "Completed" } else { "Failed" }), &said).await;
        let next = self.channel.document.snapshot_hours.map(|hours| now + hours * HOUR_MILLIS);
        self.outcome(|status| &mut status.snapshot, put, now, next).await?;
        if !done {
            self.note(|delivery| delivery.snapshot_again = now + AGAIN_MILLIS).await?;
        }
        Ok(done)
    }

    /// The items of the last six hours, a file for each type; returns whether they were delivered.
    async fn history(&mut self, until: i64, now: i64) -> Result<bool, RecorderError> {
        let from = self.stored.document.history_until;
        let items = self.service.store.catalog.items_between(&self.filter(), from, until).await?;
        let mut delivered = Ok(());
        for of_type in items.chunk_by(|one, other| one.key.resource_type == other.key.resource_type) {
            let resource_type = &of_type[0].key.resource_type;
            let (account, region) = (&self.channel.account, &self.channel.region);
            let (first, last) = (of_type[0].captured, of_type[of_type.len() - 1].captured);
            let name = format!(
                "ConfigHistory/{account}_Config_{region}_ConfigHistory_{resource_type}_{}_{}_1.json.gz",
                stamp(first),
                stamp(last)
            );
            let key = self.key(DateTime::from_timestamp_millis(until).unwrap_or_default(), &name);
            let listed: Vec<Value> = of_type.iter().map(ConfigurationItem::delivered).collect();
            let id = uuid::Uuid::new_v4().to_string();
            let body = json!({ "fileVersion": "1.0", "requestId": id, "configurationItems": listed });
            delivered = self.put(&key, &body.to_string()).await;
            if delivered.is_err() {
                break;
            }
            let message = json!({
                "s3ObjectKey": key,
                "s3Bucket": self.channel.document.s3_bucket_name,
                "notificationCreationTime": millis_text(now),
                "messageType": "ConfigurationHistoryDeliveryCompleted",
                "recordVersion": "1.1",
            });
            let subject = format!("Configuration History Delivery Completed for Account {account}");
            self.tell_if_there_is_a_topic(&subject, &message).await;
        }
        let done = delivered.is_ok();
        self.outcome(|status| &mut status.history, delivered, now, Some(until + HISTORY_MILLIS)).await?;
        if !done {
            self.note(|delivery| delivery.history_again = now + AGAIN_MILLIS).await?;
        }
        Ok(done)
    }

    /// Months and days have no zeros before them.
    fn key(&self, time: DateTime<Utc>, name: &str) -> String {
        let (region, year, month, day) = (&self.channel.region, time.year(), time.month(), time.day());
        self.channel.document.key(&self.channel.account, &format!("{region}/{year}/{month}/{day}/{name}"))
    }

    async fn put(&self, key: &str, text: &str) -> Result<(), AwsError> {
        let body = compressed(text.as_bytes());
        let body = body.map_err(|error| AwsError::Unreachable {
            attempted: format!("compress {key}"),
            why: error.to_string(),
        })?;
        let mut headers = self.channel.document.headers();
        headers.push(("content-type", "application/json".to_owned()));
        headers.push(("content-encoding", "gzip".to_owned()));
        self.service.aws.put_object(&self.channel.document.s3_bucket_name, key, headers, body).await
    }

    async fn publish(&self, subject: &str, message: &str) -> Result<(), AwsError> {
        let Some(topic) = &self.channel.document.sns_topic_arn else { return Ok(()) };
        let mut subject = format!("[AWS Config:{}] {subject}", self.channel.region);
        if subject.chars().count() > SUBJECT_LENGTH_MAX {
            subject = subject.chars().take(SUBJECT_LENGTH_MAX - 3).chain("...".chars()).collect();
        }
        self.service.aws.publish(topic, &subject, message).await
    }

    /// What is lost with such a message can be seen in the channel's status.
    async fn tell_if_there_is_a_topic(&self, subject: &str, message: &Value) {
        if let Err(error) = self.publish(subject, &message.to_string()).await {
            tracing::warn!(channel.name = %self.channel.name, "tell the topic of a delivery channel: {error}");
        }
    }

    async fn note(&mut self, change: impl FnOnce(&mut ChannelDelivery)) -> Result<(), CatalogError> {
        let mut changed = self.stored.document.clone();
        change(&mut changed);
        if changed != self.stored.document {
            let catalog = &self.service.store.catalog;
            catalog.replace_document(self.stored.key(), self.stored.revision, &changed).await?;
            self.stored.document = changed;
            self.stored.revision += 1;
        }
        Ok(())
    }

    /// Says in the channel's status what came of it.
    async fn outcome(
        &self,
        of: impl FnOnce(&mut DeliveryChannelStatus) -> &mut Outcome,
        done: Result<(), AwsError>,
        now: i64,
        next: Option<i64>,
    ) -> Result<(), CatalogError> {
        let catalog = &self.service.store.catalog;
        let key = self.channel.key();
        let before = catalog.document::<DeliveryChannelStatus>(key).await?;
        let mut status = before.as_ref().map(|before| before.document.clone()).unwrap_or_default();
        let outcome = of(&mut status);
        outcome.attempted = Some(now);
        outcome.next = next;
        match done {
            Ok(()) => {
                *outcome =
                    Outcome { succeeded: Some(now), error_code: None, error_message: None, ..outcome.clone() }
            }
            Err(error) => {
                tracing::warn!(channel.name = %self.channel.name, "deliver to channel {}: {error}", self.channel.name);
                outcome.error_code = Some(error.code().unwrap_or("Unavailable").to_owned());
                outcome.error_message = Some(error.to_string());
            }
        }
        catalog.put_document(key, before.map(|before| before.revision), &status).await.map(drop)
    }
}

fn stamp(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).unwrap_or_default().format("%Y%m%dT%H%M%SZ").to_string()
}
