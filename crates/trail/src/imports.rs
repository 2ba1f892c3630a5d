//! Imports: log files of trails, copied from a bucket into an event data store.
//!
//! The work is the store's own import: it remembers in the event data store's catalog what was read, so that an import that was stopped,
//! or interrupted by a restart, goes on where it was. The selectors of the event data store are not asked, as in AWS.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use stellwerk_store::StoreError;
use stellwerk_store::catalog::{CatalogError, Document, Key, Stored};
use stellwerk_store::import::{ImportError, Progress, Report, Selection, import_selected};
use stellwerk_wire::cloudtrail::{self as wire, ImportFailureStatus, ImportStatus, error};
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::paging;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};
use uuid::Uuid;

use crate::event_data_stores::{self, EventDataStore};
use crate::names::{check_bucket_name, check_key_prefix};
use crate::{Context, Service};

const FAILURES_MAX: usize = 1000;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::StartImport, _, _>(start_import);
    registry.on::<wire::GetImport, _, _>(get_import);
    registry.on::<wire::StopImport, _, _>(stop_import);
    registry.on::<wire::ListImports, _, _>(list_imports);
    registry.on::<wire::ListImportFailures, _, _>(list_import_failures);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// ARN of the event data store.
    pub destination: String,
    /// `s3://bucket/prefix`.
    pub uri: String,
    pub bucket_region: String,
    pub role_arn: String,
    /// Times are milliseconds since 1970.
    pub start: Option<i64>,
    pub end: Option<i64>,
    /// AWS's names.
    pub status: String,
    pub created: i64,
    pub updated: i64,
    pub prefixes_found: i64,
    pub prefixes_completed: i64,
    pub files: i64,
    pub events: i64,
    pub failures: Vec<ImportFailure>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFailure {
    pub location: String,
    pub kind: String,
    pub message: String,
    pub status: String,
    pub updated: i64,
}

impl Document for Import {
    const KIND: &'static str = "import";
}

/// The imports that run in this process.
#[derive(Debug, Default)]
pub struct Running(Mutex<HashMap<String, Arc<Progress>>>);

impl Running {
    pub fn stop_all(&self) {
        for progress in self.0.lock().expect("no panic while locked").values() {
            progress.stop.store(true, Relaxed);
        }
    }
}

pub fn is_ongoing(import: &Import) -> bool {
    matches!(status(import), ImportStatus::Initializing | ImportStatus::InProgress)
}

fn status(import: &Import) -> ImportStatus {
    import.status.parse().unwrap_or(ImportStatus::Failed)
}

/// Goes on with imports that the end of the program interrupted.
pub async fn resume(service: &Arc<Service>) -> Result<(), StoreError> {
    for stored in service.store.catalog.documents::<Import>(None, None).await? {
        if is_ongoing(&stored.document) {
            begin(service, stored);
        }
    }
    Ok(())
}

fn begin(service: &Arc<Service>, stored: Stored<Import>) {
    let progress = Arc::new(Progress::default());
    let mut running = service.imports.0.lock().expect("no panic while locked");
    running.insert(stored.name.clone(), progress.clone());
    tokio::spawn(Task { service: service.clone(), stored, progress }.run());
}

struct Task {
    service: Arc<Service>,
    stored: Stored<Import>,
    progress: Arc<Progress>,
}

impl Task {
    async fn run(mut self) {
        let id = self.stored.name.clone();
        if let Err(error) = self.import().await {
            tracing::warn!(import = %id, "import {id}: {error}");
            let now = self.service.clock.now();
            let failure = ImportFailure {
                location: self.stored.document.uri.clone(),
                kind: "ImportError".to_owned(),
                message: error.to_string(),
                status: ImportFailureStatus::Failed.to_string(),
                updated: now,
            };
            let stopped = self.progress.stop.load(Relaxed);
            let noted = self.note(|import| {
                // Who stopped it may have started it again.
                if is_ongoing(import) && !stopped {
                    import.status = ImportStatus::Failed.to_string();
                }
                import.failures.push(failure.clone());
            });
            if let Err(error) = noted.await {
                tracing::warn!(import = %id, "note the end of import {id}: {error}");
            }
        }
        let mut running = self.service.imports.0.lock().expect("no panic while locked");
        if running.get(&id).is_some_and(|progress| Arc::ptr_eq(progress, &self.progress)) {
            running.remove(&id);
        }
    }

    async fn import(&mut self) -> Result<(), ImportError> {
        let import = self.stored.document.clone();
        let id = import.destination.rsplit('/').next().unwrap_or_default().to_owned();
        let lake = self.service.lakes.open(&id).await?;
        let key = Key { account: &self.stored.account, region: &self.stored.region, name: &id };
        let store = self.service.store.catalog.document::<EventDataStore>(key).await?;
        let days = store.map_or(3653, |store| store.document.retention_days);
        let oldest = self.service.clock.now() - days * DAY_MILLIS;
        let selection = Selection {
            // Events that are older than the retention would leave at once.
            start: Some(import.start.unwrap_or(oldest).max(oldest) * 1000),
            end: import.end.map(|end| end * 1000 + 999_999),
            trails_only: true,
        };
        self.note(|import| import.status = ImportStatus::InProgress.to_string()).await?;
        let quarantined_before = self.newest_quarantined(&lake).await?;
        let progress = self.progress.clone();
        let mut work = Box::pin(import_selected(&lake, vec![import.uri], selection, progress.clone()));
        let report = loop {
            tokio::select! {
                report = &mut work => break report?,
                () = tokio::time::sleep(Duration::from_secs(1)) => {
                    let (files, events) = (progress.files.load(Relaxed), progress.events.load(Relaxed));
                    self.note(|import| {
                        import.files = files as i64;
                        import.events = events as i64;
                    })
                    .await?;
                }
            }
        };
        drop(work);
        let failures = self.failures(&lake, &report, quarantined_before).await?;
        self.note(|import| {
            import.files = (report.files - report.files_changed) as i64;
            import.events = report.events as i64;
            import.prefixes_found = 1;
            import.prefixes_completed = i64::from(!report.stopped);
            settle(&mut import.failures, failures.clone());
            let failed = import.failures.iter().any(|f| f.status == ImportFailureStatus::Failed.as_str());
            if is_ongoing(import) && !report.stopped {
                import.status =
                    if failed { ImportStatus::Failed } else { ImportStatus::Completed }.to_string();
            }
        })
        .await?;
        Ok(())
    }

    async fn newest_quarantined(&self, lake: &stellwerk_store::Store) -> Result<i64, CatalogError> {
        let mut newest = 0;
        loop {
            let some = lake.catalog.quarantine_list(1000, newest).await?;
            match some.last() {
                Some(last) => newest = last.id,
                None => return Ok(newest),
            }
        }
    }

    /// What could not be read, and what was read and is no event.
    async fn failures(
        &self,
        lake: &stellwerk_store::Store,
        report: &Report,
        after: i64,
    ) -> Result<Vec<ImportFailure>, CatalogError> {
        let updated = self.service.clock.now();
        let failure = |location: &str, kind: &str, message: String| ImportFailure {
            location: location.to_owned(),
            kind: kind.to_owned(),
            message,
            status: ImportFailureStatus::Failed.to_string(),
            updated,
        };
        let mut failures: Vec<ImportFailure> =
            report.problems.iter().map(|(uri, why)| failure(uri, "ReadError", why.clone())).collect();
        for entry in lake.catalog.quarantine_list(FAILURES_MAX as u32, after).await? {
            let entry = entry.entry;
            let message = format!("at byte {}: {}", entry.offset, entry.reason);
            failures.push(failure(&entry.source_uri, "InvalidLogFile", message));
        }
        // One entry for each file: the first thing that is wrong with it.
        let mut seen = HashSet::new();
        failures.retain(|failure| seen.insert(failure.location.clone()));
        failures.truncate(FAILURES_MAX);
        Ok(failures)
    }

    /// Writes down how far it is; whoever stopped it meanwhile keeps the say over the status.
    async fn note(&mut self, change: impl Fn(&mut Import)) -> Result<(), CatalogError> {
        let catalog = &self.service.store.catalog;
        loop {
            let Some(mut stored) = catalog.document::<Import>(self.stored.key()).await? else {
                return Ok(());
            };
            let stopped = status(&stored.document) == ImportStatus::Stopped;
            change(&mut stored.document);
            stored.document.updated = self.service.clock.now();
            if stopped {
                stored.document.status = ImportStatus::Stopped.to_string();
            }
            match catalog.replace_document(stored.key(), stored.revision, &stored.document).await {
                Ok(()) => {
                    self.stored = stored;
                    return Ok(());
                }
                Err(CatalogError::Conflict { .. }) => {} // stopped, or started again, just now
                Err(error) => return Err(error),
            }
        }
    }
}

/// Failures of an earlier run that did not come again have been made good.
fn settle(known: &mut Vec<ImportFailure>, now: Vec<ImportFailure>) {
    for failure in known.iter_mut() {
        failure.status = ImportFailureStatus::Succeeded.to_string();
    }
    known.retain(|old| now.iter().all(|new| new.location != old.location));
    known.extend(now);
    known.truncate(FAILURES_MAX);
}

/// The members that all answers about one import have.
macro_rules! described {
    ($answer:ident, $id:expr, $import:expr) => {{
        let import: &Import = $import;
        #[allow(clippy::needless_update, reason = "most answers have more")]
        let answer = wire::$answer {
            import_id: Some($id),
            destinations: Some(vec![import.destination.clone()]),
            import_source: Some(source(import)),
            start_event_time: import.start.map(Timestamp),
            end_event_time: import.end.map(Timestamp),
            import_status: Some(status(import)),
            created_timestamp: Some(Timestamp(import.created)),
            updated_timestamp: Some(Timestamp(import.updated)),
            ..wire::$answer::default()
        };
        answer
    }};
}

async fn start_import(
    context: Context,
    input: wire::StartImportRequest,
) -> Result<wire::StartImportResponse, Failure> {
    let catalog = &context.store().catalog;
    let call = &context.call;
    let account = call.caller.account.as_str();
    let all = catalog.documents::<Import>(Some(account), Some(&call.region)).await?;
    let again = match &input.import_id {
        Some(id) => {
            if input.destinations.is_some() || input.import_source.is_some() {
                return Err(error::invalid_parameter(
                    "To retry an import specify its ImportId and nothing else.",
                )
                .into());
            }
            Some(find(&context, id).await?)
        }
        None => None,
    };
    if let Some(other) = all.iter().find(|i| is_ongoing(&i.document)) {
        return Err(error::account_has_ongoing_import(format!(
            "Import {} is going on: wait for its end, or stop it.",
            other.name
        ))
        .into());
    }
    let now = call.now.0;
    let stored = match again {
        Some(stored) => {
            event_data_stores::find_active(&context, &stored.document.destination).await?;
            let status = ImportStatus::Initializing.to_string();
            let mut import = Import { status, updated: now, ..stored.document.clone() };
            for failure in &mut import.failures {
                failure.status = ImportFailureStatus::Retry.to_string();
            }
            let key = stored.key();
            catalog.replace_document(key, stored.revision, &import).await.map_err(crate::conflict)?;
            Stored { revision: stored.revision + 1, document: import, ..stored }
        }
        None => {
            let import = new_import(&context, input).await?;
            let id = Uuid::new_v4().to_string();
            let key = Key { account, region: &call.region, name: &id };
            catalog.create_document(key, &import).await?;
            Stored {
                account: account.to_owned(),
                region: call.region.clone(),
                name: id,
                revision: 1,
                document: import,
            }
        }
    };
    let import = stored.document.clone();
    let id = stored.name.clone();
    begin(&context.service, stored);
    Ok(described!(StartImportResponse, id, &import))
}

async fn new_import(context: &Context, input: wire::StartImportRequest) -> Result<Import, Failure> {
    let (Some(destinations), Some(source)) = (input.destinations, input.import_source) else {
        return Err(error::invalid_parameter(
            "Specify Destinations and ImportSource, or the ImportId of an import to retry.",
        )
        .into());
    };
    let [destination] = &destinations[..] else {
        return Err(error::invalid_parameter("An import has one destination.").into());
    };
    let store = event_data_stores::find_active(context, destination).await?;
    if store.document.category() != "Management" {
        return Err(error::invalid_event_data_store_category(
            "Trail events can be imported into event data stores for CloudTrail events only.",
        )
        .into());
    }
    if matches!((input.start_event_time, input.end_event_time), (Some(start), Some(end)) if start >= end) {
        return Err(error::invalid_parameter("StartEventTime must be before EndEventTime.").into());
    }
    let source = source.s3;
    let uri = checked_uri(&source.s3_location_uri)?;
    if !source.s3_bucket_access_role_arn.contains(":role/") {
        return Err(error::invalid_parameter("S3BucketAccessRoleArn is not the ARN of a role.").into());
    }
    let now = context.call.now.0;
    Ok(Import {
        destination: event_data_stores::arn(&store),
        uri,
        bucket_region: source.s3_bucket_region,
        role_arn: source.s3_bucket_access_role_arn,
        start: input.start_event_time.map(|t| t.0),
        end: input.end_event_time.map(|t| t.0),
        status: ImportStatus::Initializing.to_string(),
        created: now,
        updated: now,
        prefixes_found: 0,
        prefixes_completed: 0,
        files: 0,
        events: 0,
        failures: Vec::new(),
    })
}

fn checked_uri(uri: &str) -> Result<String, Error> {
    let refused = || {
        error::invalid_import_source(format!(
            "S3LocationUri {uri:?} is not of the form s3://bucket/prefix/AWSLogs/account/CloudTrail/"
        ))
    };
    let place = uri.strip_prefix("s3://").ok_or_else(refused)?;
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    check_bucket_name(bucket).map_err(|_| refused())?;
    check_key_prefix(prefix).map_err(|_| refused())?;
    Ok(uri.to_owned())
}

fn source(import: &Import) -> wire::ImportSource {
    wire::ImportSource {
        s3: wire::S3ImportSource {
            s3_location_uri: import.uri.clone(),
            s3_bucket_region: import.bucket_region.clone(),
            s3_bucket_access_role_arn: import.role_arn.clone(),
        },
    }
}

async fn find(context: &Context, id: &str) -> Result<Stored<Import>, Failure> {
    let (account, region) = (&context.call.caller.account, &context.call.region);
    let found = context.store().catalog.document::<Import>(Key { account, region, name: id }).await?;
    Ok(found.ok_or_else(|| error::import_not_found(format!("Import {id} was not found.")))?)
}

fn statistics(import: &Import) -> wire::ImportStatistics {
    let failed = import.failures.iter().filter(|f| f.status == ImportFailureStatus::Failed.as_str()).count();
    wire::ImportStatistics {
        prefixes_found: Some(import.prefixes_found),
        prefixes_completed: Some(import.prefixes_completed),
        files_completed: Some(import.files),
        events_completed: Some(import.events),
        failed_entries: Some(failed as i64),
    }
}

async fn get_import(
    context: Context,
    input: wire::GetImportRequest,
) -> Result<wire::GetImportResponse, Failure> {
    let stored = find(&context, &input.import_id).await?;
    Ok(wire::GetImportResponse {
        import_statistics: Some(statistics(&stored.document)),
        ..described!(GetImportResponse, stored.name, &stored.document)
    })
}

async fn stop_import(
    context: Context,
    input: wire::StopImportRequest,
) -> Result<wire::StopImportResponse, Failure> {
    let catalog = &context.store().catalog;
    let (stored, import) = loop {
        let stored = find(&context, &input.import_id).await?;
        if !is_ongoing(&stored.document) {
            return Err(error::invalid_parameter(format!(
                "Import {} is {}: there is nothing to stop.",
                stored.name, stored.document.status
            ))
            .into());
        }
        let stopped = ImportStatus::Stopped.to_string();
        let import = Import { status: stopped, updated: context.call.now.0, ..stored.document.clone() };
        match catalog.replace_document(stored.key(), stored.revision, &import).await {
            Ok(()) => break (stored, import),
            Err(CatalogError::Conflict { .. }) => {} // it has just come further
            Err(error) => return Err(error.into()),
        }
    };
    if let Some(progress) = context.service.imports.0.lock().expect("no panic while locked").get(&stored.name)
    {
        progress.stop.store(true, Relaxed);
    }
    Ok(wire::StopImportResponse {
        import_statistics: Some(statistics(&import)),
        ..described!(StopImportResponse, stored.name, &import)
    })
}

async fn list_imports(
    context: Context,
    input: wire::ListImportsRequest,
) -> Result<wire::ListImportsResponse, Failure> {
    let (account, region) = (&context.call.caller.account, &context.call.region);
    let destination = match &input.destination {
        Some(given) => Some(event_data_stores::reference(given, &context.call)?.id),
        None => None,
    };
    let mut all = context.store().catalog.documents::<Import>(Some(account), Some(region)).await?;
    all.retain(|i| {
        destination.as_ref().is_none_or(|id| i.document.destination.ends_with(id.as_str()))
            && input.import_status.is_none_or(|wanted| status(&i.document) == wanted)
    });
    let key = |i: &Stored<Import>| format!("{:020} {}", i64::MAX - i.document.created, i.name);
    all.sort_by_key(key);
    let page = paging::page(all, input.next_token.as_deref(), input.max_results, key)
        .ok_or_else(|| error::invalid_next_token("The token is invalid."))?;
    let imports = page.items.into_iter().map(|stored| wire::ImportsListItem {
        import_status: Some(status(&stored.document)),
        created_timestamp: Some(Timestamp(stored.document.created)),
        updated_timestamp: Some(Timestamp(stored.document.updated)),
        destinations: Some(vec![stored.document.destination]),
        import_id: Some(stored.name),
    });
    Ok(wire::ListImportsResponse { imports: Some(imports.collect()), next_token: page.next_token })
}

async fn list_import_failures(
    context: Context,
    input: wire::ListImportFailuresRequest,
) -> Result<wire::ListImportFailuresResponse, Failure> {
    let stored = find(&context, &input.import_id).await?;
    let failures: Vec<(usize, ImportFailure)> = stored.document.failures.into_iter().enumerate().collect();
    let key = |(number, _): &(usize, ImportFailure)| format!("{number:06}");
    let page = paging::page(failures, input.next_token.as_deref(), input.max_results, key)
        .ok_or_else(|| error::invalid_next_token("The token is invalid."))?;
    let failures = page.items.into_iter().map(|(_, failure)| wire::ImportFailureListItem {
        location: Some(failure.location),
        status: failure.status.parse().ok(),
        error_type: Some(failure.kind),
        error_message: Some(failure.message),
        last_updated_time: Some(Timestamp(failure.updated)),
    });
    let failures = Some(failures.collect());
    Ok(wire::ListImportFailuresResponse { failures, next_token: page.next_token })
}
