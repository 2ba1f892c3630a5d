//! Configuration recorders: what is recorded in an account and region.
//!
//! An account has one of its own in each region, and one for each AWS service that asked for it (service-linked).
//! <https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Document, Key, Stored};
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::json::{Empty, Timestamp};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::delivery_channels::DeliveryChannel;
use crate::names::{arn, new_id};
use crate::{Context, conflict, delivery, tags};
use stellwerk_wire::paging::page;

const DEFAULT_NAME: &str = "default";
const RESERVED_PREFIX: &str = "AWSConfigurationRecorderFor";
const PAGE_MAX: i64 = 20;

/// Recorded only where a recorder asks for it: the same everywhere, they would be recorded in each region.
pub const GLOBAL_TYPES: &[&str] =
    &["AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::Policy"];

/// Services that have recorders of their own, with the recorders' names.
const SERVICE_LINKED: &[(&str, &str, Scope)] = &[
    ("observabilityadmin.amazonaws.com", "AWSConfigurationRecorderForObservabilityAdmin", Scope::Internal),
    (
        "telemetry-enablement.observabilityadmin.amazonaws.com",
        "AWSConfigurationRecorderForObservabilityAdmin_TelemetryEnablement",
        Scope::Internal,
    ),
    ("securityhubv2.amazonaws.com", "AWSConfigurationRecorderForSecurityHubAssets", Scope::Internal),
    ("securityhub.amazonaws.com", "AWSConfigurationRecorderForSecurityHubCSPM", Scope::Paid),
];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationRecorder {
    /// The end of its ARN.
    pub id: String,
    pub role_arn: Option<String>,
    pub recording: Recording,
    pub frequency: Frequency,
    pub frequency_override: Option<FrequencyOverride>,
    pub scope: Scope,
    pub service_principal: Option<String>,
    pub is_recording: bool,
    /// Times are milliseconds since 1970.
    pub started: Option<i64>,
    pub stopped: Option<i64>,
    pub tags: BTreeMap<String, String>,
}

/// Which types of resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recording {
    All { with_global: bool },
    Only(Vec<String>),
    AllBut(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frequency {
    Continuous,
    Daily,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrequencyOverride {
    pub description: Option<String>,
    pub resource_types: Vec<String>,
    pub frequency: Frequency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    Internal,
    Paid,
}

impl Document for ConfigurationRecorder {
    const KIND: &'static str = "configuration-recorder";
}

/// How recording goes. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecorderStatus {
    /// None while nothing was tried yet.
    pub succeeded: Option<bool>,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
    pub changed: Option<i64>,
}

impl Document for RecorderStatus {
    const KIND: &'static str = "configuration-recorder-status";
}

impl ConfigurationRecorder {
    pub fn records(&self, resource_type: &str) -> bool {
        let is_in = |types: &[String]| types.iter().any(|t| t == resource_type);
        match &self.recording {
            Recording::All { with_global } => *with_global || !GLOBAL_TYPES.contains(&resource_type),
            Recording::Only(types) => is_in(types),
            Recording::AllBut(types) => !is_in(types),
        }
    }

    pub fn frequency_of(&self, resource_type: &str) -> Frequency {
        let overridden = self.frequency_override.as_ref();
        let overridden = overridden.filter(|o| o.resource_types.iter().any(|t| t == resource_type));
        overridden.map_or(self.frequency, |o| o.frequency)
    }
}

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutConfigurationRecorder, _, _>(put_configuration_recorder);
    registry.on::<wire::DescribeConfigurationRecorders, _, _>(describe_configuration_recorders);
    registry.on::<wire::ListConfigurationRecorders, _, _>(list_configuration_recorders);
    registry.on::<wire::DescribeConfigurationRecorderStatus, _, _>(describe_configuration_recorder_status);
    registry.on::<wire::StartConfigurationRecorder, _, _>(start_configuration_recorder);
    registry.on::<wire::StopConfigurationRecorder, _, _>(stop_configuration_recorder);
    registry.on::<wire::DeleteConfigurationRecorder, _, _>(delete_configuration_recorder);
    registry.on::<wire::AssociateResourceTypes, _, _>(associate_resource_types);
    registry.on::<wire::DisassociateResourceTypes, _, _>(disassociate_resource_types);
    registry.on::<wire::PutServiceLinkedConfigurationRecorder, _, _>(put_service_linked);
    registry.on::<wire::DeleteServiceLinkedConfigurationRecorder, _, _>(delete_service_linked);
}

/// All recorders of the caller's account in the region.
async fn all(context: &Context) -> Result<Vec<Stored<ConfigurationRecorder>>, Failure> {
    let (account, region) = (Some(context.account()), Some(context.region()));
    Ok(context.store().catalog.documents(account, region).await?)
}

/// The customer's recorder in the region.
pub async fn own(context: &Context) -> Result<Option<Stored<ConfigurationRecorder>>, Failure> {
    let all = all(context).await?;
    Ok(all.into_iter().find(|recorder| recorder.document.service_principal.is_none()))
}

/// The recorder that is recording, as operations on resources need one.
pub async fn running(context: &Context) -> Result<Stored<ConfigurationRecorder>, Failure> {
    let found = own(context).await?.filter(|recorder| recorder.document.is_recording);
    found.ok_or_else(|| {
        error::no_running_configuration_recorder("There is no configuration recorder running.").into()
    })
}

pub fn recorder_arn(recorder: &Stored<ConfigurationRecorder>) -> String {
    let tail = format!("configuration-recorder/{}/{}", recorder.name, recorder.document.id);
    arn(&recorder.region, &recorder.account, &tail)
}

fn unknown(name: &str) -> Error {
    error::no_such_configuration_recorder(format!(
        "Cannot find configuration recorder with the specified name '{name}'."
    ))
}

async fn find(context: &Context, name: &str) -> Result<Stored<ConfigurationRecorder>, Failure> {
    let key = Key { account: context.account(), region: context.region(), name };
    context.store().catalog.document(key).await?.ok_or_else(|| unknown(name).into())
}

/// One that the customer may change.
async fn find_own(context: &Context, name: &str) -> Result<Stored<ConfigurationRecorder>, Failure> {
    let found = find(context, name).await?;
    match found.document.service_principal {
        None => Ok(found),
        Some(_) => Err(error::unmodifiable_entity(
            "The configuration recorder is managed by an AWS service and cannot be changed.",
        )
        .into()),
    }
}

async fn replace(
    context: &Context,
    stored: &Stored<ConfigurationRecorder>,
    recorder: &ConfigurationRecorder,
) -> Result<(), Failure> {
    let catalog = &context.store().catalog;
    catalog.replace_document(stored.key(), stored.revision, recorder).await.map_err(conflict)
}

async fn put_configuration_recorder(
    context: Context,
    input: wire::PutConfigurationRecorderRequest,
) -> Result<Empty, Failure> {
    let given = input.configuration_recorder;
    let name = given.name.unwrap_or_else(|| DEFAULT_NAME.to_owned());
    if name.starts_with(RESERVED_PREFIX) {
        return Err(error::invalid_configuration_recorder_name(format!(
            "The configuration recorder name '{name}' is not valid: names that begin with {RESERVED_PREFIX} are those of AWS services."
        ))
        .into());
    }
    let Some(role_arn) = given.role_arn.filter(|role| is_role_arn(role)) else {
        return Err(error::invalid_role("You must provide a valid role ARN as roleARN.").into());
    };
    let before = own(&context).await?;
    if before.as_ref().is_some_and(|other| other.name != name) {
        return Err(error::max_number_of_configuration_recorders_exceeded(format!(
            "Failed to put configuration recorder '{name}' because the maximum number of configuration recorders: 1 is reached."
        ))
        .into());
    }
    let recording = recording(
        given
            .recording_group
            .unwrap_or(wire::RecordingGroup { all_supported: Some(true), ..Default::default() }),
    )?;
    let (frequency, frequency_override) = frequencies(given.recording_mode)?;
    match before {
        Some(stored) => {
            let recorder = ConfigurationRecorder {
                role_arn: Some(role_arn),
                recording,
                frequency,
                frequency_override,
                ..stored.document.clone()
            };
            replace(&context, &stored, &recorder).await?;
        }
        None => {
            let recorder = ConfigurationRecorder {
                id: new_id(16),
                role_arn: Some(role_arn),
                recording,
                frequency,
                frequency_override,
                scope: Scope::Paid,
                service_principal: None,
                is_recording: false,
                started: None,
                stopped: None,
                tags: tags::checked(BTreeMap::new(), input.tags.unwrap_or_default())?,
            };
            let key = Key { account: context.account(), region: context.region(), name: &name };
            context.store().catalog.create_document(key, &recorder).await.map_err(conflict)?;
        }
    }
    Ok(Empty)
}

fn is_role_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    matches!(parts[..], ["arn", _, "iam", "", _, tail] if tail.starts_with("role/"))
}

/// What a recording group says; any mixture that AWS refuses is refused.
fn recording(group: wire::RecordingGroup) -> Result<Recording, Error> {
    use wire::RecordingStrategyType::*;
    let refused = || error::invalid_recording_group("The recording group provided is not valid");
    let all = group.all_supported.unwrap_or(false);
    let with_global = group.include_global_resource_types.unwrap_or(false);
    let only = group.resource_types.unwrap_or_default();
    let but = group.exclusion_by_resource_types.and_then(|e| e.resource_types).unwrap_or_default();
    let strategy = group.recording_strategy.and_then(|strategy| strategy.use_only);
    // Exclusion is a strategy that has to be named.
    let strategy = strategy.unwrap_or(if all { AllSupportedResourceTypes } else { InclusionByResourceTypes });
    match (strategy, all, only.is_empty(), but.is_empty()) {
        (AllSupportedResourceTypes, true, true, true) => Ok(Recording::All { with_global }),
        (InclusionByResourceTypes, false, false, true) if !with_global => Ok(Recording::Only(only)),
        (ExclusionByResourceTypes, false, true, false) => Ok(Recording::AllBut(but)),
        _ => Err(refused()),
    }
}

fn frequencies(mode: Option<wire::RecordingMode>) -> Result<(Frequency, Option<FrequencyOverride>), Error> {
    const ALWAYS_CONTINUOUS: &[&str] = &[
        "AWS::Config::ResourceCompliance",
        "AWS::Config::ConformancePackCompliance",
        "AWS::Config::ConfigurationRecorder",
    ];
    let Some(mode) = mode else { return Ok((Frequency::Continuous, None)) };
    let overridden = mode.recording_mode_overrides.unwrap_or_default().into_iter().next();
    let overridden = overridden.map(|o| FrequencyOverride {
        description: o.description,
        resource_types: o.resource_types,
        frequency: frequency(o.recording_frequency),
    });
    let is_daily = |o: &&FrequencyOverride| o.frequency == Frequency::Daily;
    let refused = overridden.as_ref().filter(is_daily).and_then(|o| {
        o.resource_types.iter().find(|resource_type| ALWAYS_CONTINUOUS.contains(&resource_type.as_str()))
    });
    match refused {
        Some(resource_type) => Err(Error::validation(format!(
            "Daily recording is not supported for {resource_type}: leave it out of the overrides."
        ))),
        None => Ok((frequency(mode.recording_frequency), overridden)),
    }
}

fn frequency(given: wire::RecordingFrequency) -> Frequency {
    match given {
        wire::RecordingFrequency::Continuous => Frequency::Continuous,
        wire::RecordingFrequency::Daily => Frequency::Daily,
    }
}

fn frequency_to_wire(frequency: Frequency) -> wire::RecordingFrequency {
    match frequency {
        Frequency::Continuous => wire::RecordingFrequency::Continuous,
        Frequency::Daily => wire::RecordingFrequency::Daily,
    }
}

fn group_to_wire(recording: Recording) -> wire::RecordingGroup {
    use wire::RecordingStrategyType::*;
    let (strategy, only, but) = match &recording {
        Recording::All { .. } => (AllSupportedResourceTypes, Vec::new(), Vec::new()),
        Recording::Only(types) => (InclusionByResourceTypes, types.clone(), Vec::new()),
        Recording::AllBut(types) => (ExclusionByResourceTypes, Vec::new(), types.clone()),
    };
    wire::RecordingGroup {
        all_supported: Some(matches!(recording, Recording::All { .. })),
        include_global_resource_types: Some(recording == Recording::All { with_global: true }),
        resource_types: Some(only),
        exclusion_by_resource_types: Some(wire::ExclusionByResourceTypes { resource_types: Some(but) }),
        recording_strategy: Some(wire::RecordingStrategy { use_only: Some(strategy) }),
    }
}

fn scope_to_wire(scope: Scope) -> wire::RecordingScope {
    match scope {
        Scope::Internal => wire::RecordingScope::Internal,
        Scope::Paid => wire::RecordingScope::Paid,
    }
}

fn described(stored: Stored<ConfigurationRecorder>) -> wire::ConfigurationRecorder {
    let arn = recorder_arn(&stored);
    let recorder = stored.document;
    let overrides = recorder.frequency_override.map(|o| wire::RecordingModeOverride {
        description: o.description,
        resource_types: o.resource_types,
        recording_frequency: frequency_to_wire(o.frequency),
    });
    wire::ConfigurationRecorder {
        arn: Some(arn),
        name: Some(stored.name),
        role_arn: recorder.role_arn,
        recording_group: Some(group_to_wire(recorder.recording)),
        recording_mode: Some(wire::RecordingMode {
            recording_frequency: frequency_to_wire(recorder.frequency),
            recording_mode_overrides: overrides.map(|o| vec![o]),
        }),
        recording_scope: Some(scope_to_wire(recorder.scope)),
        service_principal: recorder.service_principal,
        ..Default::default()
    }
}

/// The recorders that a Describe operation means: by name, by ARN, by principal, or the customer's.
async fn meant(
    context: &Context,
    names: Option<Vec<String>>,
    principal: Option<String>,
    arn: Option<String>,
) -> Result<Vec<Stored<ConfigurationRecorder>>, Failure> {
    let names = names.unwrap_or_default();
    if usize::from(!names.is_empty()) + usize::from(principal.is_some()) + usize::from(arn.is_some()) > 1
        || names.len() > 1
    {
        return Err(Error::validation(
            "Specify one configuration recorder at most: by its name, its ARN, or its service principal.",
        )
        .into());
    }
    let all = all(context).await?;
    let is_meant = |recorder: &Stored<ConfigurationRecorder>| match (names.first(), &principal, &arn) {
        (Some(name), _, _) => recorder.name == *name,
        (_, Some(_), _) => recorder.document.service_principal == principal,
        (_, _, Some(arn)) => recorder_arn(recorder) == *arn,
        _ => recorder.document.service_principal.is_none(),
    };
    let found: Vec<_> = all.into_iter().filter(is_meant).collect();
    match (found.is_empty(), names.first().or(principal.as_ref()).or(arn.as_ref())) {
        (true, Some(asked)) => Err(unknown(asked).into()),
        _ => Ok(found),
    }
}

async fn describe_configuration_recorders(
    context: Context,
    input: wire::DescribeConfigurationRecordersRequest,
) -> Result<wire::DescribeConfigurationRecordersResponse, Failure> {
    let names = input.configuration_recorder_names;
    let found = meant(&context, names, input.service_principal, input.arn).await?;
    let configuration_recorders = Some(found.into_iter().map(described).collect());
    Ok(wire::DescribeConfigurationRecordersResponse { configuration_recorders })
}

async fn list_configuration_recorders(
    context: Context,
    input: wire::ListConfigurationRecordersRequest,
) -> Result<wire::ListConfigurationRecordersResponse, Failure> {
    let wanted: Vec<String> = input
        .filters
        .unwrap_or_default()
        .into_iter()
        .flat_map(|f| f.filter_value.unwrap_or_default())
        .collect();
    let all: Vec<_> = all(&context)
        .await?
        .into_iter()
        .filter(|r| {
            let scope = scope_to_wire(r.document.scope);
            wanted.is_empty() || wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(scope.as_str()))
        })
        .collect();
    let max = input.max_results.unwrap_or(PAGE_MAX).min(PAGE_MAX);
    let page = page(all, input.next_token.as_deref(), Some(max), |r| r.name.clone())
        .ok_or_else(|| Error::validation("The nextToken is not one that was given out."))?;
    let summary = |recorder: Stored<ConfigurationRecorder>| wire::ConfigurationRecorderSummary {
        arn: recorder_arn(&recorder),
        name: recorder.name,
        service_principal: recorder.document.service_principal,
        recording_scope: scope_to_wire(recorder.document.scope),
        provider: None,
    };
    Ok(wire::ListConfigurationRecordersResponse {
        configuration_recorder_summaries: page.items.into_iter().map(summary).collect(),
        next_token: page.next_token,
    })
}

async fn describe_configuration_recorder_status(
    context: Context,
    input: wire::DescribeConfigurationRecorderStatusRequest,
) -> Result<wire::DescribeConfigurationRecorderStatusResponse, Failure> {
    let names = input.configuration_recorder_names;
    let found = meant(&context, names, input.service_principal, input.arn).await?;
    let mut statuses = Vec::new();
    for stored in found {
        let status = context.store().catalog.document::<RecorderStatus>(stored.key()).await?;
        let status = status.map(|status| status.document).unwrap_or_default();
        let recorder = &stored.document;
        statuses.push(wire::ConfigurationRecorderStatus {
            arn: Some(recorder_arn(&stored)),
            last_start_time: recorder.started.map(Timestamp),
            last_stop_time: recorder.stopped.map(Timestamp),
            recording: Some(recorder.is_recording),
            last_status: match (recorder.started, status.succeeded) {
                (None, _) => None,
                (_, None) => Some(wire::RecorderStatus::Pending),
                (_, Some(true)) => Some(wire::RecorderStatus::Success),
                (_, Some(false)) => Some(wire::RecorderStatus::Failure),
            },
            last_error_code: status.error_code,
            last_error_message: status.error_message,
            last_status_change_time: status.changed.or(recorder.started).map(Timestamp),
            service_principal: recorder.service_principal.clone(),
            name: Some(stored.name),
        });
    }
    Ok(wire::DescribeConfigurationRecorderStatusResponse { configuration_recorders_status: Some(statuses) })
}

async fn start_configuration_recorder(
    context: Context,
    input: wire::StartConfigurationRecorderRequest,
) -> Result<Empty, Failure> {
    let stored = find_own(&context, &input.configuration_recorder_name).await?;
    let catalog = &context.store().catalog;
    let (account, region) = (Some(context.account()), Some(context.region()));
    if catalog.documents::<DeliveryChannel>(account, region).await?.is_empty() {
        return Err(error::no_available_delivery_channel(
            "Delivery channel is not available to start configuration recorder.",
        )
        .into());
    }
    if !stored.document.is_recording {
        // What is recorded from here on is delivered.
        delivery::begin(&context.service, context.account(), context.region()).await?;
        let started = Some(context.call.now.0);
        replace(
            &context,
            &stored,
            &ConfigurationRecorder { is_recording: true, started, ..stored.document.clone() },
        )
        .await?;
    }
    Ok(Empty)
}

async fn stop_configuration_recorder(
    context: Context,
    input: wire::StopConfigurationRecorderRequest,
) -> Result<Empty, Failure> {
    let stored = find_own(&context, &input.configuration_recorder_name).await?;
    if stored.document.is_recording {
        let stopped = Some(context.call.now.0);
        replace(
            &context,
            &stored,
            &ConfigurationRecorder { is_recording: false, stopped, ..stored.document.clone() },
        )
        .await?;
    }
    Ok(Empty)
}

async fn delete_configuration_recorder(
    context: Context,
    input: wire::DeleteConfigurationRecorderRequest,
) -> Result<Empty, Failure> {
    let stored = find_own(&context, &input.configuration_recorder_name).await?;
    delete(&context, &stored).await?;
    Ok(Empty)
}

/// What was recorded stays.
async fn delete(context: &Context, stored: &Stored<ConfigurationRecorder>) -> Result<(), Failure> {
    let catalog = &context.store().catalog;
    catalog
        .delete_document::<ConfigurationRecorder>(stored.key(), stored.revision)
        .await
        .map_err(conflict)?;
    if let Some(status) = catalog.document::<RecorderStatus>(stored.key()).await? {
        catalog.delete_document::<RecorderStatus>(status.key(), status.revision).await.map_err(conflict)?;
    }
    Ok(())
}

async fn associate_resource_types(
    context: Context,
    input: wire::AssociateResourceTypesRequest,
) -> Result<wire::AssociateResourceTypesResponse, Failure> {
    let recorder = change_types(&context, &input.configuration_recorder_arn, |recording| {
        let add = |types: &[String]| {
            let new = input.resource_types.iter().filter(|t| !types.contains(t));
            types.iter().chain(new).cloned().collect()
        };
        match recording {
            Recording::Only(types) => Some(Recording::Only(add(types))),
            Recording::AllBut(types) => {
                let left = types.iter().filter(|t| !input.resource_types.contains(t)).cloned().collect();
                Some(Recording::AllBut(left))
            }
            Recording::All { .. } => None,
        }
    });
    Ok(wire::AssociateResourceTypesResponse { configuration_recorder: recorder.await? })
}

async fn disassociate_resource_types(
    context: Context,
    input: wire::DisassociateResourceTypesRequest,
) -> Result<wire::DisassociateResourceTypesResponse, Failure> {
    let recorder = change_types(&context, &input.configuration_recorder_arn, |recording| match recording {
        Recording::Only(types) => {
            let left = types.iter().filter(|t| !input.resource_types.contains(t)).cloned().collect();
            Some(Recording::Only(left))
        }
        Recording::AllBut(types) => {
            let new = input.resource_types.iter().filter(|t| !types.contains(t));
            Some(Recording::AllBut(types.iter().chain(new).cloned().collect()))
        }
        Recording::All { .. } => None,
    });
    Ok(wire::DisassociateResourceTypesResponse { configuration_recorder: recorder.await? })
}

async fn change_types(
    context: &Context,
    arn: &str,
    change: impl FnOnce(&Recording) -> Option<Recording>,
) -> Result<wire::ConfigurationRecorder, Failure> {
    let found = all(context).await?.into_iter().find(|recorder| recorder_arn(recorder) == arn);
    let mut stored = found.ok_or_else(|| unknown(arn))?;
    if stored.document.service_principal.is_some() {
        return Err(error::conflict("The configuration recorder is managed by an AWS service.").into());
    }
    let Some(recording) = change(&stored.document.recording) else {
        return Err(Error::validation(
            "The configuration recorder records all supported resource types: give it a list with PutConfigurationRecorder first.",
        )
        .into());
    };
    if matches!(&recording, Recording::Only(types) | Recording::AllBut(types) if types.is_empty()) {
        return Err(Error::validation(
            "The list of resource types would be empty: give the recorder another group with PutConfigurationRecorder.",
        )
        .into());
    }
    let recorder = ConfigurationRecorder { recording, ..stored.document.clone() };
    replace(context, &stored, &recorder).await?;
    stored.document = recorder;
    Ok(described(stored))
}

async fn put_service_linked(
    context: Context,
    input: wire::PutServiceLinkedConfigurationRecorderRequest,
) -> Result<wire::PutServiceLinkedConfigurationRecorderResponse, Failure> {
    let principal = input.service_principal;
    let Some((_, name, scope)) = SERVICE_LINKED.iter().find(|(known, _, _)| *known == principal) else {
        let known: Vec<&str> = SERVICE_LINKED.iter().map(|(principal, _, _)| *principal).collect();
        return Err(Error::validation(format!(
            "{principal} has no configuration recorders; these have: {}",
            known.join(", ")
        ))
        .into());
    };
    let recorder = ConfigurationRecorder {
        id: new_id(16),
        role_arn: None,
        recording: Recording::All { with_global: true },
        frequency: Frequency::Continuous,
        frequency_override: None,
        scope: *scope,
        service_principal: Some(principal),
        is_recording: true,
        started: Some(context.call.now.0),
        stopped: None,
        tags: tags::checked(BTreeMap::new(), input.tags.unwrap_or_default())?,
    };
    let key = Key { account: context.account(), region: context.region(), name };
    let catalog = &context.store().catalog;
    if catalog.document::<ConfigurationRecorder>(key).await?.is_some() {
        return Err(error::conflict(format!("There is a configuration recorder {name} already.")).into());
    }
    catalog.create_document(key, &recorder).await.map_err(conflict)?;
    let stored = find(&context, name).await?;
    Ok(wire::PutServiceLinkedConfigurationRecorderResponse {
        arn: Some(recorder_arn(&stored)),
        name: Some(stored.name),
    })
}

async fn delete_service_linked(
    context: Context,
    input: wire::DeleteServiceLinkedConfigurationRecorderRequest,
) -> Result<wire::DeleteServiceLinkedConfigurationRecorderResponse, Failure> {
    if input.service_principal.is_some() == input.arn.is_some() {
        return Err(Error::validation("Specify either a service principal or an ARN.").into());
    }
    let asked = input.service_principal.as_ref().or(input.arn.as_ref()).cloned().unwrap_or_default();
    let found = all(&context).await?.into_iter().find(|recorder| {
        recorder.document.service_principal.is_some()
            && (recorder.document.service_principal == input.service_principal
                || Some(recorder_arn(recorder)) == input.arn)
    });
    let stored = found.ok_or_else(|| unknown(&asked))?;
    delete(&context, &stored).await?;
    let arn = recorder_arn(&stored);
    Ok(wire::DeleteServiceLinkedConfigurationRecorderResponse { arn, name: stored.name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recording_groups() {
        let list = |names: &[&str]| Some(names.iter().map(|n| n.to_string()).collect::<Vec<_>>());
        let group = |all, global, only: &[&str], but: &[&str], strategy| wire::RecordingGroup {
            all_supported: Some(all),
            include_global_resource_types: Some(global),
            resource_types: list(only),
            exclusion_by_resource_types: Some(wire::ExclusionByResourceTypes { resource_types: list(but) }),
            recording_strategy: Some(wire::RecordingStrategy { use_only: strategy }),
        };
        let told = |group| match recording(group) {
            Ok(recording) => format!("{recording:?}"),
            Err(error) => error.code.into_owned(),
        };
        use wire::RecordingStrategyType::*;
        let refused = "InvalidRecordingGroupException";
        for (given, expected) in [
            (group(true, true, &[], &[], None), "All { with_global: true }"),
            (group(false, false, &["a"], &[], None), "Only([\"a\"])"),
            (group(false, false, &[], &["a"], Some(ExclusionByResourceTypes)), "AllBut([\"a\"])"),
            (group(false, true, &[], &["a"], Some(ExclusionByResourceTypes)), "AllBut([\"a\"])"),
            (group(true, false, &["a"], &[], None), refused),
            (group(false, false, &[], &[], None), refused),
            (group(false, true, &["a"], &[], None), refused),
            (group(true, false, &[], &["a"], Some(ExclusionByResourceTypes)), refused),
            (group(false, false, &["a"], &[], Some(AllSupportedResourceTypes)), refused),
        ] {
            assert_eq!(told(given), expected);
        }
    }
}
