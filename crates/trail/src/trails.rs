//! Trails: what they are, and the operations that create, change, describe and delete them.
//!
//! A trail belongs to its home region; the other regions of a multi-region trail show it as a shadow, which can be described and
//! not changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use stellwerk_store::aws::logs::LogGroup;
use stellwerk_store::catalog::{CatalogError, Document, Key, Stored};
use stellwerk_store::log;
use stellwerk_wire::cloudtrail::{self as wire, error};
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::delivery::{self, Delivery, Retry};
use crate::names::{TrailRef, check_bucket_name, check_key_prefix, check_trail_name, topic_arn, trail_arn};
use crate::selectors::{self, Owner, Selectors};
use crate::{Context, Service};
use crate::{event_data_stores, kms, organization, tags};

const TRAILS_PER_REGION: usize = 5;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::CreateTrail, _, _>(create_trail);
    registry.on::<wire::UpdateTrail, _, _>(update_trail);
    registry.on::<wire::DeleteTrail, _, _>(delete_trail);
    registry.on::<wire::GetTrail, _, _>(get_trail);
    registry.on::<wire::ListTrails, _, _>(list_trails);
    registry.on::<wire::DescribeTrails, _, _>(describe_trails);
    registry.on::<wire::GetTrailStatus, _, _>(get_trail_status);
    registry.on::<wire::StartLogging, _, _>(start_logging);
    registry.on::<wire::StopLogging, _, _>(stop_logging);
    registry.on::<wire::PutEventSelectors, _, _>(put_event_selectors);
    registry.on::<wire::GetEventSelectors, _, _>(get_event_selectors);
    registry.on::<wire::PutInsightSelectors, _, _>(put_insight_selectors);
    registry.on::<wire::GetInsightSelectors, _, _>(get_insight_selectors);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    pub s3_bucket_name: String,
    pub s3_key_prefix: Option<String>,
    pub sns_topic_arn: Option<String>,
    pub include_global_service_events: bool,
    pub is_multi_region: bool,
    pub log_file_validation: bool,
    pub log_group_arn: Option<String>,
    pub log_group_role_arn: Option<String>,
    pub kms_key_id: Option<String>,
    pub is_organization: bool,
    pub recursive_logging: bool,
    pub selectors: Selectors,
    /// Insight types and the categories that each looks at.
    pub insight_selectors: BTreeMap<String, Vec<String>>,
    /// Templates by which events of a category are aggregated.
    #[serde(default)]
    pub aggregations: BTreeMap<String, Vec<String>>,
    pub tags: BTreeMap<String, String>,
    pub is_logging: bool,
    /// Milliseconds since 1970.
    pub started: Option<i64>,
    pub stopped: Option<i64>,
}

impl Document for Trail {
    const KIND: &'static str = "trail";
}

pub fn arn(trail: &Stored<Trail>) -> String {
    trail_arn(&trail.region, &trail.account, &trail.name)
}

/// A trail that may be seen from the caller's region.
pub async fn find(context: &Context, reference: &TrailRef) -> Result<Option<Stored<Trail>>, Failure> {
    if reference.account != context.call.caller.account {
        return Ok(None);
    }
    let key = Key { account: &reference.account, region: &reference.region, name: &reference.name };
    let found = context.store().catalog.document::<Trail>(key).await?;
    if found.is_some() || reference.given.starts_with("arn:") {
        return Ok(found);
    }
    // By its name a shadow is found, too.
    let all = context.store().catalog.documents::<Trail>(Some(&reference.account), None).await?;
    Ok(all.into_iter().find(|t| t.name == reference.name && t.document.is_multi_region))
}

/// A trail for a change, which only its home region makes.
pub async fn find_to_change(context: &Context, given: &str) -> Result<Stored<Trail>, Failure> {
    let reference = TrailRef::of(given, &context.call)?;
    let found = find(context, &reference).await?.ok_or_else(|| unknown(&reference.given, context))?;
    if found.region != context.call.region {
        return Err(error::invalid_home_region(format!(
            "Trail {} is in its home region {}: change it there.",
            arn(&found),
            found.region
        ))
        .into());
    }
    if found.document.is_organization {
        organization::check(context).await?;
    }
    Ok(found)
}

fn unknown(named: &str, context: &Context) -> Error {
    error::trail_not_found(format!("Unknown trail: {named} for the user: {}", context.call.caller.account))
}

async fn create_trail(
    context: Context,
    input: wire::CreateTrailRequest,
) -> Result<wire::CreateTrailResponse, Failure> {
    let call = &context.call;
    check_trail_name(&input.name)?;
    let mut trail = Trail {
        s3_bucket_name: input.s3_bucket_name,
        s3_key_prefix: input.s3_key_prefix.filter(|p| !p.is_empty()),
        sns_topic_arn: match input.sns_topic_name.as_deref().filter(|t| !t.is_empty()) {
            Some(topic) => Some(topic_arn(topic, call)?),
            None => None,
        },
        include_global_service_events: input.include_global_service_events.unwrap_or(true),
        is_multi_region: input.is_multi_region_trail.unwrap_or(false),
        log_file_validation: input.enable_log_file_validation.unwrap_or(false),
        log_group_arn: input.cloud_watch_logs_log_group_arn.filter(|a| !a.is_empty()),
        log_group_role_arn: input.cloud_watch_logs_role_arn.filter(|a| !a.is_empty()),
        kms_key_id: input.kms_key_id.filter(|k| !k.is_empty()),
        is_organization: input.is_organization_trail.unwrap_or(false),
        recursive_logging: input.recursive_logging.unwrap_or(true),
        selectors: Selectors::default(),
        insight_selectors: BTreeMap::new(),
        aggregations: BTreeMap::new(),
        tags: tags::checked(BTreeMap::new(), input.tags_list.unwrap_or_default())?,
        is_logging: false,
        started: None,
        stopped: None,
    };
    check(&trail)?;
    let account = call.caller.account.as_str();
    let others = context.store().catalog.documents::<Trail>(Some(account), None).await?;
    check_room(&others, &input.name, &call.region, trail.is_multi_region)?;
    if trail.is_organization {
        organization::check(&context).await?;
    }
    check_destinations(&context, &mut trail, None).await?;
    let key = Key { account, region: &call.region, name: &input.name };
    context.store().catalog.create_document(key, &trail).await.map_err(crate::conflict)?;
    Ok(wire::CreateTrailResponse {
        trail_arn: Some(trail_arn(&call.region, account, &input.name)),
        name: Some(input.name),
        sns_topic_name: topic_name(&trail),
        s3_bucket_name: Some(trail.s3_bucket_name),
        s3_key_prefix: trail.s3_key_prefix,
        sns_topic_arn: trail.sns_topic_arn,
        include_global_service_events: Some(trail.include_global_service_events),
        is_multi_region_trail: Some(trail.is_multi_region),
        log_file_validation_enabled: Some(trail.log_file_validation),
        cloud_watch_logs_log_group_arn: trail.log_group_arn,
        cloud_watch_logs_role_arn: trail.log_group_role_arn,
        kms_key_id: trail.kms_key_id,
        is_organization_trail: Some(trail.is_organization),
        recursive_logging: Some(trail.recursive_logging),
    })
}

/// Whether a trail can be among the others: a trail of many regions is in all of them.
fn check_room(
    others: &[Stored<Trail>],
    name: &str,
    region: &str,
    is_multi_region: bool,
) -> Result<(), Error> {
    let is_in = |t: &Stored<Trail>, region: &str| t.region == region || t.document.is_multi_region;
    let mut regions: Vec<&str> = vec![region];
    if is_multi_region {
        regions.extend(others.iter().map(|t| t.region.as_str()));
    }
    for region in regions {
        let there: Vec<_> = others.iter().filter(|t| is_in(t, region)).collect();
        if let Some(same) = there.iter().find(|t| t.name == name) {
            return Err(error::trail_already_exists(format!(
                "Trail {name} already exists for customer: {}",
                same.account
            )));
        }
        if there.len() >= TRAILS_PER_REGION {
            return Err(error::maximum_number_of_trails_exceeded(format!(
                "User: {} already has {TRAILS_PER_REGION} trails in {region}.",
                there[0].account
            )));
        }
    }
    Ok(())
}

async fn update_trail(
    context: Context,
    input: wire::UpdateTrailRequest,
) -> Result<wire::UpdateTrailResponse, Failure> {
    let stored = find_to_change(&context, &input.name).await?;
    let mut trail = stored.document.clone();
    // An empty text takes a setting away.
    let set = |setting: &mut Option<String>, given: Option<String>| {
        if let Some(given) = given {
            *setting = Some(given).filter(|g| !g.is_empty());
        }
    };
    if let Some(bucket) = input.s3_bucket_name {
        trail.s3_bucket_name = bucket;
    }
    set(&mut trail.s3_key_prefix, input.s3_key_prefix);
    let topic = match input.sns_topic_name {
        Some(topic) if !topic.is_empty() => Some(topic_arn(&topic, &context.call)?),
        topic => topic,
    };
    set(&mut trail.sns_topic_arn, topic);
    set(&mut trail.log_group_arn, input.cloud_watch_logs_log_group_arn);
    set(&mut trail.log_group_role_arn, input.cloud_watch_logs_role_arn);
    set(&mut trail.kms_key_id, input.kms_key_id);
    if let Some(multi_region) = input.is_multi_region_trail.filter(|m| *m != trail.is_multi_region) {
        trail.is_multi_region = multi_region;
        // The conversion sets it along, unless the request says otherwise.
        trail.include_global_service_events = multi_region;
    }
    if let Some(global) = input.include_global_service_events {
        trail.include_global_service_events = global;
    }
    if let Some(validation) = input.enable_log_file_validation {
        trail.log_file_validation = validation;
    }
    if let Some(organization) = input.is_organization_trail {
        trail.is_organization = organization;
    }
    if let Some(recursive) = input.recursive_logging {
        trail.recursive_logging = recursive;
    }
    check(&trail)?;
    if trail.is_multi_region && !stored.document.is_multi_region {
        let account = Some(stored.account.as_str());
        let mut others = context.store().catalog.documents::<Trail>(account, None).await?;
        others.retain(|other| other.key() != stored.key());
        check_room(&others, &stored.name, &stored.region, true)?;
    }
    if trail.is_organization && !stored.document.is_organization {
        organization::check(&context).await?;
    }
    check_destinations(&context, &mut trail, Some(&stored.document)).await?;
    replace(&context, &stored, &trail).await?;
    Ok(wire::UpdateTrailResponse {
        trail_arn: Some(arn(&stored)),
        name: Some(stored.name),
        sns_topic_name: topic_name(&trail),
        s3_bucket_name: Some(trail.s3_bucket_name),
        s3_key_prefix: trail.s3_key_prefix,
        sns_topic_arn: trail.sns_topic_arn,
        include_global_service_events: Some(trail.include_global_service_events),
        is_multi_region_trail: Some(trail.is_multi_region),
        log_file_validation_enabled: Some(trail.log_file_validation),
        cloud_watch_logs_log_group_arn: trail.log_group_arn,
        cloud_watch_logs_role_arn: trail.log_group_role_arn,
        kms_key_id: trail.kms_key_id,
        is_organization_trail: Some(trail.is_organization),
        recursive_logging: Some(trail.recursive_logging),
    })
}

/// What can be seen without asking anybody.
fn check(trail: &Trail) -> Result<(), Error> {
    if trail.is_multi_region && !trail.include_global_service_events {
        return Err(error::invalid_parameter_combination(
            "Multi-Region trail must include global service events.",
        ));
    }
    check_bucket_name(&trail.s3_bucket_name)?;
    if let Some(prefix) = &trail.s3_key_prefix {
        check_key_prefix(prefix)?;
    }
    match (&trail.log_group_arn, &trail.log_group_role_arn) {
        (Some(_), None) => {
            return Err(error::invalid_cloud_watch_logs_role_arn(
                "You must specify a role ARN as well as a log group.",
            ));
        }
        (None, Some(_)) => {
            return Err(error::invalid_cloud_watch_logs_log_group_arn(
                "You must specify a log group as well as a role ARN.",
            ));
        }
        (Some(group), Some(role)) => {
            if LogGroup::of(group).is_none() {
                return Err(group_not_valid());
            }
            if !role.starts_with("arn:") || !role.contains(":role/") {
                return Err(error::invalid_cloud_watch_logs_role_arn("The role ARN is invalid."));
            }
        }
        (None, None) => {}
    }
    Ok(())
}

fn group_not_valid() -> Error {
    error::invalid_cloud_watch_logs_log_group_arn("CloudTrail cannot validate the specified log group ARN.")
}

/// Whether bucket, topic, log group and key are there; asked only about what changes. The key's ARN takes the place of whatever
/// named it.
async fn check_destinations(
    context: &Context,
    trail: &mut Trail,
    before: Option<&Trail>,
) -> Result<(), Failure> {
    let aws = &context.service.aws;
    if before.is_none_or(|b| b.s3_bucket_name != trail.s3_bucket_name) {
        check_bucket(&context.service, &trail.s3_bucket_name).await?;
    }
    if let Some(topic) = &trail.sns_topic_arn
        && before.is_none_or(|b| b.sns_topic_arn != trail.sns_topic_arn)
        && !aws.topic_exists(topic).await.unwrap_or_else(|error| {
            tracing::warn!("{error}");
            false
        })
    {
        return Err(error::insufficient_sns_topic_policy(
            "SNS Topic does not exist or the topic policy is incorrect!",
        )
        .into());
    }
    if let Some(arn) = &trail.log_group_arn
        && before.is_none_or(|b| b.log_group_arn != trail.log_group_arn)
    {
        let group = LogGroup::of(arn).ok_or_else(group_not_valid)?;
        let mine = group.account == context.call.caller.account && group.region == context.call.region;
        if !mine {
            return Err(group_not_valid().into());
        }
        match aws.log_group_exists(group).await {
            Ok(true) => {}
            Ok(false) => return Err(group_not_valid().into()),
            Err(failed) => {
                tracing::warn!("{failed}");
                return Err(error::cloud_watch_logs_delivery_unavailable(format!(
                    "CloudWatch Logs does not answer for log group {}.",
                    group.name
                ))
                .into());
            }
        }
    }
    if let Some(key) = &trail.kms_key_id
        && before.is_none_or(|b| b.kms_key_id != trail.kms_key_id)
    {
        trail.kms_key_id = Some(kms::key_arn(context, key).await?);
    }
    Ok(())
}

/// Whether a bucket is there and may be seen.
pub async fn check_bucket(service: &Service, bucket: &str) -> Result<(), Error> {
    service.aws.head_bucket(bucket).await.map_err(|error| match error.status() {
        Some(404) => error::s3_bucket_does_not_exist(format!("S3 bucket {bucket} does not exist!")),
        _ => {
            tracing::warn!("look at bucket {bucket}: {error}");
            error::insufficient_s3_bucket_policy(format!(
                "Incorrect S3 bucket policy is detected for bucket: {bucket}"
            ))
        }
    })
}

pub async fn replace(context: &Context, stored: &Stored<Trail>, trail: &Trail) -> Result<(), Failure> {
    let catalog = &context.store().catalog;
    catalog.replace_document(stored.key(), stored.revision, trail).await.map_err(crate::conflict)
}

async fn delete_trail(
    context: Context,
    input: wire::DeleteTrailRequest,
) -> Result<wire::DeleteTrailResponse, Failure> {
    let stored = find_to_change(&context, &input.name).await?;
    let catalog = &context.store().catalog;
    // Its last files are still to be written, with the trail as it was.
    let stopped = stored.document.stopped.or(Some(context.call.now.0));
    let deleted = Some(Trail { is_logging: false, stopped, ..stored.document.clone() });
    while let Some(state) = catalog.document::<Delivery>(stored.key()).await? {
        let ended = Delivery { deleted: deleted.clone(), ..state.document.clone() };
        match catalog.replace_document(state.key(), state.revision, &ended).await {
            Err(CatalogError::Conflict { .. }) => {} // it has just delivered something
            done => {
                done?;
                break;
            }
        }
    }
    catalog.delete_document::<Trail>(stored.key(), stored.revision).await.map_err(crate::conflict)?;
    Ok(wire::DeleteTrailResponse {})
}

async fn get_trail(
    context: Context,
    input: wire::GetTrailRequest,
) -> Result<wire::GetTrailResponse, Failure> {
    let reference = TrailRef::of(&input.name, &context.call)?;
    let found = find(&context, &reference).await?.ok_or_else(|| unknown(&reference.given, &context))?;
    Ok(wire::GetTrailResponse { trail: Some(described(found)) })
}

async fn list_trails(
    context: Context,
    _: wire::ListTrailsRequest,
) -> Result<wire::ListTrailsResponse, Failure> {
    let all = visible(&context).await?;
    let trails = all.into_iter().map(|trail| wire::TrailInfo {
        trail_arn: Some(arn(&trail)),
        name: Some(trail.name),
        home_region: Some(trail.region),
    });
    Ok(wire::ListTrailsResponse { trails: Some(trails.collect()), next_token: None })
}

async fn describe_trails(
    context: Context,
    input: wire::DescribeTrailsRequest,
) -> Result<wire::DescribeTrailsResponse, Failure> {
    let names = input.trail_name_list.unwrap_or_default();
    let shadows = input.include_shadow_trails.unwrap_or(true);
    let mut trails = Vec::new();
    if names.is_empty() {
        let here = |t: &Stored<Trail>| t.region == context.call.region;
        let seen = |t: &Stored<Trail>| here(t) || (shadows && t.document.is_multi_region);
        trails.extend(visible(&context).await?.into_iter().filter(seen));
    }
    for name in &names {
        // What is not there is left out, as AWS does.
        if let Some(found) = find(&context, &TrailRef::of(name, &context.call)?).await?
            && (shadows || found.region == context.call.region)
            && trails.iter().all(|t: &Stored<Trail>| t.key() != found.key())
        {
            trails.push(found);
        }
    }
    Ok(wire::DescribeTrailsResponse { trail_list: Some(trails.into_iter().map(described).collect()) })
}

/// All trails of the account.
async fn visible(context: &Context) -> Result<Vec<Stored<Trail>>, Failure> {
    let account = Some(context.call.caller.account.as_str());
    Ok(context.store().catalog.documents(account, None).await?)
}

fn described(stored: Stored<Trail>) -> wire::Trail {
    let trail_arn = arn(&stored);
    let trail = stored.document;
    wire::Trail {
        name: Some(stored.name),
        sns_topic_name: topic_name(&trail),
        s3_bucket_name: Some(trail.s3_bucket_name),
        s3_key_prefix: trail.s3_key_prefix,
        sns_topic_arn: trail.sns_topic_arn,
        include_global_service_events: Some(trail.include_global_service_events),
        is_multi_region_trail: Some(trail.is_multi_region),
        home_region: Some(stored.region),
        trail_arn: Some(trail_arn),
        log_file_validation_enabled: Some(trail.log_file_validation),
        cloud_watch_logs_log_group_arn: trail.log_group_arn,
        cloud_watch_logs_role_arn: trail.log_group_role_arn,
        kms_key_id: trail.kms_key_id,
        has_custom_event_selectors: Some(trail.selectors != Selectors::default()),
        has_insight_selectors: Some(!trail.insight_selectors.is_empty()),
        is_organization_trail: Some(trail.is_organization),
        recursive_logging: Some(trail.recursive_logging),
    }
}

/// The legacy member: the topic's name.
fn topic_name(trail: &Trail) -> Option<String> {
    trail.sns_topic_arn.as_ref().and_then(|arn| arn.rsplit(':').next()).map(str::to_owned)
}

async fn get_trail_status(
    context: Context,
    input: wire::GetTrailStatusRequest,
) -> Result<wire::GetTrailStatusResponse, Failure> {
    let reference = TrailRef::of(&input.name, &context.call)?;
    let found = find(&context, &reference).await?.ok_or_else(|| unknown(&reference.arn(), &context))?;
    let trail = &found.document;
    let delivery = context.store().catalog.document::<Delivery>(found.key()).await?;
    let delivery = delivery.map(|d| d.document).unwrap_or_default();
    let log_group = delivery.log_group.unwrap_or_default();
    let text = |millis: Option<i64>| {
        Some(
            millis.map(|m| stellwerk_model::time::format(m.div_euclid(1000) * 1_000_000)).unwrap_or_default(),
        )
    };
    Ok(wire::GetTrailStatusResponse {
        is_logging: Some(trail.is_logging),
        latest_delivery_error: delivery.last_error,
        latest_notification_error: delivery.last_notification_error,
        latest_delivery_time: delivery.last_file.map(Timestamp),
        latest_notification_time: delivery.last_notification.map(Timestamp),
        start_logging_time: trail.started.map(Timestamp),
        stop_logging_time: trail.stopped.map(Timestamp),
        latest_cloud_watch_logs_delivery_time: log_group.last.map(Timestamp),
        latest_cloud_watch_logs_delivery_error: log_group.last_error,
        latest_digest_delivery_time: delivery.last_digest.map(Timestamp),
        latest_digest_delivery_error: delivery.last_digest_error,
        latest_delivery_attempt_time: text(delivery.last_attempt),
        latest_notification_attempt_time: text(delivery.last_notification),
        latest_notification_attempt_succeeded: text(delivery.last_notification),
        latest_delivery_attempt_succeeded: text(delivery.last_file),
        time_logging_started: text(trail.started),
        time_logging_stopped: text(trail.stopped),
    })
}

async fn start_logging(
    context: Context,
    input: wire::StartLoggingRequest,
) -> Result<wire::StartLoggingResponse, Failure> {
    let stored = find_to_change(&context, &input.name).await?;
    if !stored.document.is_logging {
        let started = Some(begin_delivery(&context, &stored).await?);
        let trail = Trail { is_logging: true, started, stopped: None, ..stored.document.clone() };
        replace(&context, &stored, &trail).await?;
    }
    Ok(wire::StartLoggingResponse {})
}

/// From here on the log keeps what the trail has not read. Returns since when it logs.
async fn begin_delivery(context: &Context, trail: &Stored<Trail>) -> Result<i64, Failure> {
    let catalog = &context.store().catalog;
    let now = context.call.now.0;
    loop {
        let before = catalog.document::<Delivery>(trail.key()).await?;
        let (written, began) = match before {
            // What was logged before it was stopped is not all delivered: delivery goes on, but for the time in between.
            Some(before) if !before.document.is_finished => {
                let stopped = trail.document.stopped.unwrap_or(now);
                let pause = Some((stopped, now));
                let mut state = Delivery { pause, deleted: None, ..before.document };
                for chain in state.chains.values_mut() {
                    chain.is_final = false;
                }
                (catalog.replace_document(trail.key(), before.revision, &state).await, now.max(state.session))
            }
            before => {
                let cursor = log::end(context.store()).await?;
                let (revision, known) =
                    before.map_or((None, Delivery::default()), |b| (Some(b.revision), b.document));
                let session = now.max(known.session + 1);
                let follower = delivery::follower(&trail.account, &trail.region, &trail.name, session);
                catalog.set_follower(&follower, cursor).await?;
                let state = Delivery {
                    cursor,
                    session,
                    last_round: now,
                    intention: None,
                    chains: BTreeMap::new(),
                    files_retry: Retry::default(),
                    digests_retry: Retry::default(),
                    log_group: None,
                    deleted: None,
                    is_finished: false,
                    pause: None,
                    ..known
                };
                let written = match revision {
                    None => catalog.create_document(trail.key(), &state).await,
                    Some(revision) => catalog.replace_document(trail.key(), revision, &state).await,
                };
                if written.is_err() {
                    catalog.delete_follower(&follower).await?;
                }
                (written, session)
            }
        };
        match written {
            Err(CatalogError::Conflict { .. }) => {} // the end of what it delivered before was just noted
            done => {
                done?;
                return Ok(began);
            }
        }
    }
}

async fn stop_logging(
    context: Context,
    input: wire::StopLoggingRequest,
) -> Result<wire::StopLoggingResponse, Failure> {
    let stored = find_to_change(&context, &input.name).await?;
    if stored.document.is_logging {
        let stopped = Some(context.call.now.0);
        let trail = Trail { is_logging: false, stopped, ..stored.document.clone() };
        replace(&context, &stored, &trail).await?;
    }
    Ok(wire::StopLoggingResponse {})
}

async fn put_event_selectors(
    context: Context,
    input: wire::PutEventSelectorsRequest,
) -> Result<wire::PutEventSelectorsResponse, Failure> {
    let stored = find_to_change(&context, &input.trail_name).await?;
    let parsed = match (input.event_selectors, input.advanced_event_selectors) {
        (Some(basic), None) => selectors::basic(basic),
        (None, Some(advanced)) => selectors::advanced(advanced, Owner::Trail),
        (Some(_), Some(_)) => {
            Err("Specify event selectors or advanced event selectors, not both.".to_owned())
        }
        (None, None) => Err("Specify event selectors or advanced event selectors.".to_owned()),
    };
    let selectors = parsed.map_err(error::invalid_event_selectors)?;
    let (event_selectors, advanced_event_selectors) = selectors.to_wire();
    let trail = Trail { selectors, ..stored.document.clone() };
    replace(&context, &stored, &trail).await?;
    let trail_arn = Some(arn(&stored));
    Ok(wire::PutEventSelectorsResponse { trail_arn, event_selectors, advanced_event_selectors })
}

async fn get_event_selectors(
    context: Context,
    input: wire::GetEventSelectorsRequest,
) -> Result<wire::GetEventSelectorsResponse, Failure> {
    let reference = TrailRef::of(&input.trail_name, &context.call)?;
    let found = find(&context, &reference).await?.ok_or_else(|| unknown(&reference.given, &context))?;
    let (event_selectors, advanced_event_selectors) = found.document.selectors.to_wire();
    let trail_arn = Some(arn(&found));
    Ok(wire::GetEventSelectorsResponse { trail_arn, event_selectors, advanced_event_selectors })
}

async fn put_insight_selectors(
    context: Context,
    input: wire::PutInsightSelectorsRequest,
) -> Result<wire::PutInsightSelectorsResponse, Failure> {
    let Some(name) = &input.trail_name else {
        return event_data_stores::put_insight_selectors(context, input).await;
    };
    if input.event_data_store.is_some() || input.insights_destination.is_some() {
        return Err(error::invalid_parameter_combination(
            "TrailName cannot be combined with EventDataStore and InsightsDestination.",
        )
        .into());
    }
    let stored = find_to_change(&context, name).await?;
    let mut chosen = BTreeMap::new();
    for selector in &input.insight_selectors {
        let Some(kind) = selector.insight_type else {
            return Err(error::invalid_insight_selectors("An Insight selector needs an InsightType.").into());
        };
        let categories = selector.event_categories.clone().unwrap_or_default();
        let mut categories: Vec<String> = categories.iter().map(|c| c.as_str().to_owned()).collect();
        if categories.is_empty() {
            categories.push("Management".to_owned());
        }
        if categories.iter().any(|c| c == "Data") && !stored.document.selectors.log_data_events() {
            return Err(error::invalid_parameter(
                "Insights for data events can only be enabled for trails that log data events.",
            )
            .into());
        }
        if categories.iter().any(|c| c == "Management") {
            stored.document.selectors.check_insights(kind.as_str())?;
        }
        if chosen.insert(kind.as_str().to_owned(), categories).is_some() {
            return Err(
                error::invalid_insight_selectors(format!("InsightType {kind} is given twice.")).into()
            );
        }
    }
    if !chosen.is_empty() {
        check_bucket(&context.service, &stored.document.s3_bucket_name).await?;
    }
    let trail = Trail { insight_selectors: chosen, ..stored.document.clone() };
    replace(&context, &stored, &trail).await?;
    Ok(wire::PutInsightSelectorsResponse {
        trail_arn: Some(arn(&stored)),
        insight_selectors: Some(input.insight_selectors),
        ..wire::PutInsightSelectorsResponse::default()
    })
}

async fn get_insight_selectors(
    context: Context,
    input: wire::GetInsightSelectorsRequest,
) -> Result<wire::GetInsightSelectorsResponse, Failure> {
    let name = match (&input.trail_name, &input.event_data_store) {
        (Some(name), None) => name,
        (None, Some(store)) => return event_data_stores::get_insight_selectors(&context, store).await,
        _ => {
            return Err(error::invalid_parameter_combination("Specify TrailName or EventDataStore.").into());
        }
    };
    let reference = TrailRef::of(name, &context.call)?;
    let found = find(&context, &reference).await?.ok_or_else(|| unknown(&reference.given, &context))?;
    if found.document.insight_selectors.is_empty() {
        return Err(error::insight_not_enabled(format!(
            "Insights events are not enabled for trail {}.",
            arn(&found)
        ))
        .into());
    }
    let trail_arn = Some(arn(&found));
    let selectors = found.document.insight_selectors.into_iter().map(|(kind, categories)| {
        // Management alone is the default, and not shown.
        let shown = categories != ["Management"];
        wire::InsightSelector {
            insight_type: kind.parse().ok(),
            event_categories: shown.then(|| categories.iter().filter_map(|c| c.parse().ok()).collect()),
        }
    });
    Ok(wire::GetInsightSelectorsResponse {
        trail_arn,
        insight_selectors: Some(selectors.collect()),
        ..wire::GetInsightSelectorsResponse::default()
    })
}
