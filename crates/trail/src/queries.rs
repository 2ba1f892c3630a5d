//! Queries: SQL over event data stores, run in the background, with results that can be read for seven days.
//!
//! A query's state is a document, its results are pieces beside the data files. What is being run when the program ends is failed
//! when it starts again. Results that shall go to a bucket are delivered by [`results`](crate::results).

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::StreamExt;
use serde::{Deserialize, Serialize};
use stellwerk_store::StoreError;
use stellwerk_store::blob::pieces;
use stellwerk_store::catalog::{CatalogError, Document, Key, Stored};
use stellwerk_store::lake::table::Scanned;
use stellwerk_store::sql::cells::text_rows;
use stellwerk_store::sql::{Columns, SqlEngine, SqlError, SqlLimits, SqlStream};
use stellwerk_store::store::sql_over;
use stellwerk_wire::cloudtrail::{self as wire, DeliveryStatus, QueryStatus, error};
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::paging;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use uuid::Uuid;

use crate::event_data_stores::{self, EventDataStore};
use crate::names::resource_arn;
use crate::results::{self, Destination};
use crate::{Context, Service, resource_policies};

/// Queries that an account may have queued or running in a region.
const CONCURRENT_MAX: usize = 10;
/// Queries that run at a time; the others are queued.
const RUNNING_MAX: usize = 2;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;
/// How long results can be read, and queries be listed.
const KEPT_MILLIS: i64 = 7 * DAY_MILLIS;
const PAGE_ROWS: usize = 1000;
/// Rows and bytes of a piece of the results.
const PIECE_ROWS: usize = 1000;
const PIECE_BYTES: usize = 4 << 20;
/// Results that are larger are refused, as AWS does.
const RESULT_BYTES_MAX: usize = 2 << 30;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::StartQuery, _, _>(start_query);
    registry.on::<wire::DescribeQuery, _, _>(describe_query);
    registry.on::<wire::GetQueryResults, _, _>(get_query_results);
    registry.on::<wire::CancelQuery, _, _>(cancel_query);
    registry.on::<wire::ListQueries, _, _>(list_queries);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    pub statement: String,
    /// Ids of the event data stores that it reads.
    pub stores: Vec<String>,
    /// The account that these belong to, where it is not the one that asks.
    #[serde(default)]
    pub stores_of: Option<String>,
    pub alias: Option<String>,
    /// The refresh of a dashboard that started it.
    pub refresh: Option<String>,
    /// AWS's names.
    pub status: String,
    pub error: Option<String>,
    /// Milliseconds since 1970.
    pub created: i64,
    pub finished: Option<i64>,
    pub millis: u64,
    pub matched: u64,
    pub scanned: u64,
    pub bytes: u64,
    /// Names of the answer's columns.
    pub columns: Vec<String>,
    /// Rows in each piece of the results.
    pub pieces: Vec<u32>,
    pub delivery_uri: Option<String>,
    pub delivery: Option<String>,
}

impl Document for Query {
    const KIND: &'static str = "query";
}

impl Query {
    pub fn status(&self) -> QueryStatus {
        self.status.parse().unwrap_or(QueryStatus::Failed)
    }

    fn is_active(&self) -> bool {
        matches!(self.status(), QueryStatus::Queued | QueryStatus::Running)
    }

    fn rows(&self) -> u64 {
        self.pieces.iter().map(|rows| u64::from(*rows)).sum()
    }
}

/// A row of an answer.
pub type ResultRow = Vec<Option<String>>;

/// What a query may use.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub memory_mib: usize,
    pub time_seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { memory_mib: 512, time_seconds: 3600 }
    }
}

/// The queries that run in this process.
#[derive(Debug)]
pub struct Running {
    settings: Settings,
    permits: Arc<Semaphore>,
    tasks: Mutex<HashMap<String, AbortHandle>>,
}

impl Running {
    pub fn new(settings: Settings) -> Self {
        Running { settings, permits: Arc::new(Semaphore::new(RUNNING_MAX)), tasks: Mutex::default() }
    }

    fn limits(&self) -> SqlLimits {
        SqlLimits {
            memory_bytes_max: self.settings.memory_mib.max(16) << 20,
            time_max: Duration::from_secs(self.settings.time_seconds.max(1)),
            ..SqlLimits::default()
        }
    }

    pub fn stop_all(&self) {
        for (_, task) in self.tasks.lock().expect("no panic while locked").drain() {
            task.abort();
        }
    }
}

/// What a query shall be.
#[derive(Clone, Debug, Default)]
pub struct NewQuery {
    pub account: String,
    pub region: String,
    /// The account of the event data stores, where it is not the one that asks.
    pub stores_of: Option<String>,
    pub statement: String,
    pub alias: Option<String>,
    pub refresh: Option<String>,
    pub delivery_uri: Option<String>,
    /// Milliseconds since 1970.
    pub now: i64,
}

/// Puts parameters in the place of question marks, in their order. Within quotation marks a parameter is text; elsewhere it can
/// only be a number or a name.
pub fn with_parameters(statement: &str, parameters: &[String]) -> Result<String, Error> {
    let mut given = parameters.iter();
    let mut out = String::with_capacity(statement.len());
    let mut quote = None;
    for c in statement.chars() {
        match (c, quote) {
            ('?', quote) if !parameters.is_empty() => {
                let value = given.next().ok_or_else(|| {
                    error::invalid_parameter("The statement has more placeholders than QueryParameters.")
                })?;
                match quote {
                    Some(quote) => out.push_str(&value.replace(quote, &format!("{quote}{quote}"))),
                    None => {
                        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
                        if value.is_empty() || !value.chars().all(plain) {
                            return Err(error::invalid_parameter(format!(
                                "Parameter {value:?} stands for a placeholder outside of quotation marks: it can have \
                                 letters, digits, _, - and . only."
                            )));
                        }
                        out.push_str(value);
                    }
                }
                continue;
            }
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        out.push(c);
    }
    match given.next() {
        None => Ok(out),
        Some(_) => {
            Err(error::invalid_parameter("The statement has fewer placeholders than QueryParameters."))
        }
    }
}

/// The ids that a statement names.
pub fn ids_in(statement: &str) -> Vec<String> {
    let is_id = |c: char| c.is_ascii_hexdigit() || c == '-';
    let words = statement.split(|c: char| !is_id(c) && !c.is_ascii_alphanumeric() && c != '_');
    let mut ids: Vec<String> = words
        .filter(|word| word.len() == 36 && Uuid::try_parse(word).is_ok())
        .map(str::to_ascii_lowercase)
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

fn columns_of(store: &EventDataStore) -> Columns {
    match store.category() {
        "ActivityAuditLog" => Columns::ActivityAuditLog,
        "ConfigurationItem" => Columns::ConfigurationItem,
        "Evidence" => Columns::Evidence,
        "Insight" => Columns::Insight,
        _ => Columns::Lake,
    }
}

/// An engine over the event data stores that the statement names.
async fn engine(
    service: &Arc<Service>,
    new: &NewQuery,
    scanned: &Arc<Scanned>,
) -> Result<(SqlEngine, Vec<String>), Failure> {
    let mut tables = Vec::new();
    let mut ids = Vec::new();
    for id in ids_in(&new.statement) {
        let account = new.stores_of.as_ref().unwrap_or(&new.account);
        let key = Key { account, region: &new.region, name: &id };
        let Some(store) = service.store.catalog.document::<EventDataStore>(key).await? else {
            return Err(
                error::event_data_store_not_found(format!("Event data store {id} was not found.")).into()
            );
        };
        event_data_stores::check_active(&store)?;
        let lake = service.lakes.open(&id).await?;
        tables.push((id.clone(), columns_of(&store.document), lake));
        ids.push(id);
    }
    if tables.is_empty() {
        return Err(error::invalid_query_statement(
            "The statement names no event data store: FROM takes its id, such as \
             FROM 01234567-89ab-cdef-0123-456789abcdef.",
        )
        .into());
    }
    let engine = sql_over(tables, scanned, service.queries.limits()).map_err(refused)?;
    Ok((engine, ids))
}

fn refused(problem: SqlError) -> Error {
    error::invalid_query_statement(problem.to_string())
}

/// Checks a statement without running it.
pub async fn check(service: &Arc<Service>, new: &NewQuery) -> Result<(), Failure> {
    let (engine, _) = engine(service, new, &Arc::default()).await?;
    drop(engine.query(&new.statement).await.map_err(refused)?);
    Ok(())
}

/// Starts a query; returns its id.
pub async fn start(service: &Arc<Service>, new: NewQuery) -> Result<String, Failure> {
    let destination = new.delivery_uri.as_deref().map(Destination::parse).transpose()?;
    if let Some(destination) = &destination {
        results::check(service, destination).await?;
    }
    let catalog = &service.store.catalog;
    let all = catalog.documents::<Query>(Some(&new.account), Some(&new.region)).await?;
    if all.iter().filter(|q| q.document.is_active()).count() >= CONCURRENT_MAX {
        return Err(error::max_concurrent_queries(format!(
            "{CONCURRENT_MAX} queries are queued or running: wait for one, or cancel one."
        ))
        .into());
    }
    let scanned = Arc::new(Scanned::default());
    let (engine, stores) = engine(service, &new, &scanned).await?;
    let (schema, rows) = engine.query(&new.statement).await.map_err(refused)?;
    let id = Uuid::new_v4().to_string();
    let query = Query {
        statement: new.statement,
        stores,
        stores_of: new.stores_of,
        alias: new.alias,
        refresh: new.refresh,
        status: QueryStatus::Queued.to_string(),
        error: None,
        created: new.now,
        finished: None,
        millis: 0,
        matched: 0,
        scanned: 0,
        bytes: 0,
        columns: schema.fields().iter().map(|field| field.name().clone()).collect(),
        pieces: Vec::new(),
        delivery: destination.is_some().then(|| DeliveryStatus::Pending.to_string()),
        delivery_uri: new.delivery_uri,
    };
    let key = Key { account: &new.account, region: &new.region, name: &id };
    catalog.create_document(key, &query).await?;
    let stored =
        Stored { account: new.account, region: new.region, name: id.clone(), revision: 1, document: query };
    let run = Run { service: service.clone(), stored, scanned };
    let task = tokio::spawn(run.go(rows, destination));
    service.queries.tasks.lock().expect("no panic while locked").insert(id.clone(), task.abort_handle());
    Ok(id)
}

struct Run {
    service: Arc<Service>,
    stored: Stored<Query>,
    scanned: Arc<Scanned>,
}

impl Run {
    async fn go(mut self, rows: SqlStream, destination: Option<Destination>) {
        let permits = self.service.queries.permits.clone();
        let permit = permits.acquire().await;
        let began = Instant::now();
        let ended = self.read(rows, began).await;
        drop(permit);
        let written = match ended {
            Ok(()) => self.finish(began, QueryStatus::Finished, None).await,
            Err(Stop::Query(SqlError::TimedOut(time))) => {
                let why = SqlError::TimedOut(time).to_string();
                self.finish(began, QueryStatus::TimedOut, Some(why)).await
            }
            Err(Stop::Query(why)) => self.finish(began, QueryStatus::Failed, Some(why.to_string())).await,
            Err(Stop::Store(why)) => self.finish(began, QueryStatus::Failed, Some(why.to_string())).await,
        };
        let id = self.stored.name.clone();
        if let Err(error) = written {
            // A conflict: the query was cancelled just now.
            tracing::debug!(query = %id, "note the end of query {id}: {error}");
        } else if let Some(destination) = destination {
            let status = match self.stored.document.status() {
                QueryStatus::Finished => results::deliver(&self.service, &self.stored, &destination).await,
                _ => DeliveryStatus::Cancelled,
            };
            if let Err(error) = self.note(|query| query.delivery = Some(status.to_string())).await {
                tracing::warn!(query = %id, "note the delivery of query {id}: {error}");
            }
        }
        self.service.queries.tasks.lock().expect("no panic while locked").remove(&id);
    }

    async fn read(&mut self, mut rows: SqlStream, began: Instant) -> Result<(), Stop> {
        self.note(|query| query.status = QueryStatus::Running.to_string()).await?;
        let mut piece: Vec<ResultRow> = Vec::new();
        let (mut bytes, mut all) = (0, 0);
        let mut counts = Vec::new();
        let mut noted = Instant::now();
        while let Some(batch) = rows.next().await {
            let batch = text_rows(&batch?).map_err(|e| SqlError::Execution(e.to_string()))?;
            for row in batch {
                bytes += row.iter().flatten().map(String::len).sum::<usize>();
                piece.push(row);
                if piece.len() >= PIECE_ROWS || bytes >= PIECE_BYTES {
                    all += bytes;
                    if all > RESULT_BYTES_MAX {
                        return Err(SqlError::Execution("Query response is too large.".to_owned()).into());
                    }
                    self.keep(&mut counts, std::mem::take(&mut piece)).await?;
                    bytes = 0;
                }
            }
            if noted.elapsed() > Duration::from_secs(1) {
                self.progress(began, &counts).await?;
                noted = Instant::now();
            }
        }
        if !piece.is_empty() {
            self.keep(&mut counts, piece).await?;
        }
        self.stored.document.pieces = counts;
        Ok(())
    }

    async fn keep(&self, counts: &mut Vec<u32>, rows: Vec<ResultRow>) -> Result<(), Stop> {
        let text = serde_json::to_vec(&rows).map_err(|e| SqlError::Execution(e.to_string()))?;
        pieces::put(&self.service.store.objects, &piece_path(&self.stored.name, counts.len()), text).await?;
        counts.push(rows.len() as u32);
        Ok(())
    }

    async fn progress(&mut self, began: Instant, counts: &[u32]) -> Result<(), Stop> {
        let (scanned, counts) = (self.scanned.clone(), counts.to_vec());
        self.note(|query| {
            count(query, &scanned, began);
            query.pieces = counts;
        })
        .await?;
        Ok(())
    }

    async fn finish(
        &mut self,
        began: Instant,
        status: QueryStatus,
        error: Option<String>,
    ) -> Result<(), CatalogError> {
        let scanned = self.scanned.clone();
        let now = self.service.clock.now();
        self.note(|query| {
            count(query, &scanned, began);
            query.status = status.to_string();
            query.error = error;
            query.finished = Some(now);
        })
        .await
    }

    async fn note(&mut self, change: impl FnOnce(&mut Query)) -> Result<(), CatalogError> {
        let mut query = self.stored.document.clone();
        change(&mut query);
        let catalog = &self.service.store.catalog;
        catalog.replace_document(self.stored.key(), self.stored.revision, &query).await?;
        self.stored.revision += 1;
        self.stored.document = query;
        Ok(())
    }
}

fn count(query: &mut Query, scanned: &Scanned, began: Instant) {
    query.millis = began.elapsed().as_millis() as u64;
    query.matched = scanned.matched.load(Relaxed);
    query.scanned = scanned.events.load(Relaxed);
    query.bytes = scanned.bytes.load(Relaxed);
}

/// Why a query does not come to its end.
enum Stop {
    Query(SqlError),
    Store(StoreError),
}

impl From<SqlError> for Stop {
    fn from(error: SqlError) -> Self {
        Stop::Query(error)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Stop::Store(error)
    }
}

impl From<CatalogError> for Stop {
    fn from(error: CatalogError) -> Self {
        Stop::Store(error.into())
    }
}

fn piece_path(id: &str, number: usize) -> String {
    format!("queries/{id}/{number}.json")
}

/// A piece of the results.
pub async fn piece(service: &Service, id: &str, number: usize) -> Result<Vec<ResultRow>, StoreError> {
    let path = piece_path(id, number);
    let text = pieces::get(&service.store.objects, &path).await?;
    let damaged = |error: serde_json::Error| CatalogError::Invalid {
        attempted: "read the results of a query",
        why: format!("{path} is damaged: {error}"),
    };
    Ok(serde_json::from_slice(&text).map_err(damaged)?)
}

/// What was running when the program ended does not run any more.
pub async fn fail_interrupted(service: &Arc<Service>) -> Result<(), StoreError> {
    let catalog = &service.store.catalog;
    for stored in catalog.documents::<Query>(None, None).await? {
        if stored.document.is_active() {
            let failed = Query {
                status: QueryStatus::Failed.to_string(),
                error: Some("The query was interrupted by a restart: start it again.".to_owned()),
                finished: Some(service.clock.now()),
                delivery: stored.document.delivery.clone().map(|_| DeliveryStatus::Cancelled.to_string()),
                ..stored.document.clone()
            };
            catalog.replace_document(stored.key(), stored.revision, &failed).await?;
        }
    }
    Ok(())
}

/// Forgets queries that can no longer be read, and their results.
pub async fn forget_old(service: &Arc<Service>) -> Result<(), StoreError> {
    let oldest = service.clock.now() - KEPT_MILLIS;
    for stored in service.store.catalog.documents::<Query>(None, None).await? {
        if stored.document.created < oldest && !stored.document.is_active() {
            for number in 0..stored.document.pieces.len() {
                pieces::delete(&service.store.objects, &piece_path(&stored.name, number)).await?;
            }
            service.store.catalog.delete_document::<Query>(stored.key(), stored.revision).await?;
        }
    }
    Ok(())
}

async fn start_query(
    context: Context,
    input: wire::StartQueryRequest,
) -> Result<wire::StartQueryResponse, Failure> {
    let call = &context.call;
    let owner = input.event_data_store_owner_account_id.unwrap_or_else(|| call.caller.account.clone());
    let parameters = input.query_parameters.unwrap_or_default();
    let (statement, alias) = match (input.query_statement, input.query_alias) {
        (Some(statement), None) => (with_parameters(&statement, &parameters)?, None),
        (None, Some(alias)) => {
            let statement = crate::dashboards::aliased(&context, &alias).await?.ok_or_else(|| {
                error::invalid_parameter(format!("There is no query with the alias {alias}."))
            })?;
            (with_parameters(&statement, &parameters)?, Some(alias))
        }
        _ => {
            return Err(error::invalid_parameter("Specify QueryStatement or QueryAlias, not both.").into());
        }
    };
    for id in ids_in(&statement) {
        let arn = resource_arn(event_data_stores::KIND, &call.region, &owner, &id);
        resource_policies::check_allowed(&context, &arn, &owner, "cloudtrail:StartQuery").await?;
    }
    let stores_of = Some(owner).filter(|owner| *owner != call.caller.account);
    let new = NewQuery {
        account: call.caller.account.clone(),
        region: call.region.clone(),
        stores_of: stores_of.clone(),
        statement,
        alias,
        refresh: None,
        delivery_uri: input.delivery_s3_uri,
        now: call.now.0,
    };
    let id = start(&context.service, new).await?;
    Ok(wire::StartQueryResponse { query_id: Some(id), event_data_store_owner_account_id: stores_of })
}

async fn find(context: &Context, id: &str) -> Result<Stored<Query>, Failure> {
    let (account, region) = (&context.call.caller.account, &context.call.region);
    let found = context.store().catalog.document::<Query>(Key { account, region, name: id }).await?;
    let recent = found.filter(|q| q.document.created >= context.call.now.0 - KEPT_MILLIS);
    Ok(recent.ok_or_else(|| error::query_id_not_found(format!("Query {id} was not found.")))?)
}

/// Whether the caller may still do something with a query: the policies of its event data stores decide, as they are now.
async fn check_allowed(context: &Context, stored: &Stored<Query>, action: &str) -> Result<(), Failure> {
    let owner = stored.document.stores_of.as_ref().unwrap_or(&stored.account);
    for id in &stored.document.stores {
        let arn = resource_arn(event_data_stores::KIND, &stored.region, owner, id);
        resource_policies::check_allowed(context, &arn, owner, action).await?;
    }
    Ok(())
}

/// Whose event data stores a query reads, where the request says so.
fn check_owner(stored: &Stored<Query>, given: Option<&str>) -> Result<(), Error> {
    let owner = stored.document.stores_of.as_ref().unwrap_or(&stored.account);
    match given {
        Some(given) if given != owner => Err(error::operation_not_permitted(format!(
            "Query {} reads event data stores of account {owner}, not of {given}.",
            stored.name
        ))),
        _ => Ok(()),
    }
}

/// Clients of old name the event data store of a query, too.
async fn check_store(context: &Context, given: Option<&str>, action: &str) -> Result<(), Failure> {
    if let Some(given) = given {
        let found = event_data_stores::find_allowed(context, given, action).await?;
        event_data_stores::check_active(&found)?;
    }
    Ok(())
}

async fn describe_query(
    context: Context,
    input: wire::DescribeQueryRequest,
) -> Result<wire::DescribeQueryResponse, Failure> {
    let action = "cloudtrail:DescribeQuery";
    check_store(&context, input.event_data_store.as_deref(), action).await?;
    let stored = match (&input.query_id, &input.query_alias) {
        (Some(id), None) => find(&context, id).await?,
        (None, Some(alias)) => last_of_alias(&context, alias, input.refresh_id.as_deref()).await?,
        _ => return Err(error::invalid_parameter("Specify QueryId or QueryAlias, not both.").into()),
    };
    check_owner(&stored, input.event_data_store_owner_account_id.as_deref())?;
    check_allowed(&context, &stored, action).await?;
    let query = stored.document;
    Ok(wire::DescribeQueryResponse {
        query_id: Some(stored.name),
        query_status: Some(query.status()),
        query_statistics: Some(wire::QueryStatisticsForDescribeQuery {
            events_matched: Some(query.matched as i64),
            events_scanned: Some(query.scanned as i64),
            bytes_scanned: Some(query.bytes as i64),
            execution_time_in_millis: Some(query.millis as i64),
            creation_time: Some(Timestamp(query.created)),
        }),
        query_string: Some(query.statement),
        error_message: query.error,
        delivery_s3_uri: query.delivery_uri,
        delivery_status: query.delivery.and_then(|d| d.parse().ok()),
        prompt: None,
        event_data_store_owner_account_id: query.stores_of,
    })
}

/// The last run of an alias, or that of one refresh of a dashboard.
async fn last_of_alias(
    context: &Context,
    alias: &str,
    refresh: Option<&str>,
) -> Result<Stored<Query>, Failure> {
    let (account, region) = (&context.call.caller.account, &context.call.region);
    let all = context.store().catalog.documents::<Query>(Some(account), Some(region)).await?;
    let fits = |q: &Stored<Query>| {
        q.document.alias.as_deref() == Some(alias)
            && refresh.is_none_or(|refresh| q.document.refresh.as_deref() == Some(refresh))
    };
    let last = all.into_iter().filter(fits).max_by_key(|q| q.document.created);
    Ok(last.ok_or_else(|| error::query_id_not_found(format!("No query with the alias {alias} was found.")))?)
}

async fn get_query_results(
    context: Context,
    input: wire::GetQueryResultsRequest,
) -> Result<wire::GetQueryResultsResponse, Failure> {
    let action = "cloudtrail:GetQueryResults";
    check_store(&context, input.event_data_store.as_deref(), action).await?;
    let stored = find(&context, &input.query_id).await?;
    check_owner(&stored, input.event_data_store_owner_account_id.as_deref())?;
    check_allowed(&context, &stored, action).await?;
    let query = &stored.document;
    let first: u64 = match &input.next_token {
        None => 0,
        Some(token) => {
            let own = token.strip_prefix(&format!("{}.", stored.name)).and_then(|row| row.parse().ok());
            own.ok_or_else(|| error::invalid_next_token("The token is invalid, or of another query."))?
        }
    };
    let max = input.max_query_results.map_or(PAGE_ROWS, |max| max as usize);
    let mut rows: Vec<ResultRow> = Vec::new();
    let mut begins = 0;
    for (number, count) in query.pieces.iter().enumerate() {
        let ends = begins + u64::from(*count);
        let next = first + rows.len() as u64;
        if (begins..ends).contains(&next) && rows.len() < max {
            let piece = piece(&context.service, &stored.name, number).await?;
            rows.extend(piece.into_iter().skip((next - begins) as usize).take(max - rows.len()));
        }
        begins = ends;
    }
    let next = first + rows.len() as u64;
    // While a query runs there may be more, even if there is none yet.
    let more = next < query.rows() || query.is_active();
    let named = |row: ResultRow| {
        let cells = query.columns.iter().zip(row);
        cells.map(|(name, cell)| BTreeMap::from([(name.clone(), cell.unwrap_or_default())])).collect()
    };
    Ok(wire::GetQueryResultsResponse {
        query_status: Some(query.status()),
        query_statistics: Some(wire::QueryStatistics {
            results_count: Some(rows.len() as i64),
            total_results_count: Some(query.rows() as i64),
            bytes_scanned: Some(query.bytes as i64),
        }),
        query_result_rows: Some(rows.into_iter().map(named).collect()),
        next_token: more.then(|| format!("{}.{next}", stored.name)),
        error_message: query.error.clone(),
    })
}

async fn cancel_query(
    context: Context,
    input: wire::CancelQueryRequest,
) -> Result<wire::CancelQueryResponse, Failure> {
    let action = "cloudtrail:CancelQuery";
    check_store(&context, input.event_data_store.as_deref(), action).await?;
    loop {
        let stored = find(&context, &input.query_id).await?;
        check_owner(&stored, input.event_data_store_owner_account_id.as_deref())?;
        check_allowed(&context, &stored, action).await?;
        if !stored.document.is_active() {
            return Err(error::inactive_query(format!(
                "Query {} is {}: it cannot be cancelled.",
                stored.name, stored.document.status
            ))
            .into());
        }
        let delivery = stored.document.delivery.clone().map(|_| DeliveryStatus::Cancelled.to_string());
        let cancelled = Query {
            status: QueryStatus::Cancelled.to_string(),
            finished: Some(context.call.now.0),
            delivery,
            ..stored.document.clone()
        };
        let catalog = &context.store().catalog;
        match catalog.replace_document(stored.key(), stored.revision, &cancelled).await {
            Ok(()) => {}
            Err(CatalogError::Conflict { .. }) => continue, // it has just come further
            Err(error) => return Err(error.into()),
        }
        let task = context.service.queries.tasks.lock().expect("no panic while locked").remove(&stored.name);
        if let Some(task) = task {
            task.abort();
        }
        return Ok(wire::CancelQueryResponse {
            query_id: stored.name,
            query_status: QueryStatus::Cancelled,
            event_data_store_owner_account_id: stored.document.stores_of,
        });
    }
}

async fn list_queries(
    context: Context,
    input: wire::ListQueriesRequest,
) -> Result<wire::ListQueriesResponse, Failure> {
    let action = "cloudtrail:ListQueries";
    let store = event_data_stores::find_allowed(&context, &input.event_data_store, action).await?;
    event_data_stores::check_active(&store)?;
    if matches!((input.start_time, input.end_time), (Some(start), Some(end)) if start > end) {
        return Err(error::invalid_date_range("The start time is after the end time.").into());
    }
    let oldest = context.call.now.0 - KEPT_MILLIS;
    // Those that the caller's account has started, whosever store it is.
    let account = Some(context.call.caller.account.as_str());
    let mut queries = context.store().catalog.documents::<Query>(account, Some(&store.region)).await?;
    queries.retain(|q| {
        let query = &q.document;
        query.stores.contains(&store.name)
            && query.created >= input.start_time.map_or(oldest, |t| t.0.max(oldest))
            && input.end_time.is_none_or(|end| query.created <= end.0)
            && input.query_status.is_none_or(|status| query.status() == status)
    });
    // Newest first.
    let key = |q: &Stored<Query>| format!("{:020} {}", i64::MAX - q.document.created, q.name);
    queries.sort_by_key(key);
    let page = paging::page(queries, input.next_token.as_deref(), input.max_results, key)
        .ok_or_else(|| error::invalid_next_token("The token is invalid."))?;
    let queries = page.items.into_iter().map(|q| wire::Query {
        query_status: Some(q.document.status()),
        creation_time: Some(Timestamp(q.document.created)),
        query_id: Some(q.name),
    });
    Ok(wire::ListQueriesResponse { queries: Some(queries.collect()), next_token: page.next_token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_take_the_places_of_question_marks() {
        let text = |statement, parameters: &[&str]| {
            let parameters: Vec<String> = parameters.iter().map(|p| (*p).to_owned()).collect();
            with_parameters(statement, &parameters).map_err(|e| e.code.to_string())
        };
        assert_eq!(text("a = '?' AND b > ?", &["it's", "5"]).unwrap(), "a = 'it''s' AND b > 5");
        assert_eq!(text("a = ?", &["1; DROP"]).unwrap_err(), "InvalidParameterException");
        assert_eq!(text("a = ?", &["1", "2"]).unwrap_err(), "InvalidParameterException");
        assert_eq!(text("a = ? OR b = ?", &["1"]).unwrap_err(), "InvalidParameterException");
        assert_eq!(text("regexp_like(a, 'x?')", &[]).unwrap(), "regexp_like(a, 'x?')");
    }

    #[test]
    fn a_statement_names_event_data_stores_by_their_ids() {
        let id = "0a1b2c3d-1111-2222-3333-444455556666";
        assert_eq!(ids_in(&format!("SELECT * FROM {id} AS a, \"{}\" b", id.to_uppercase())), [id]);
        assert!(ids_in("SELECT 'a-b' FROM events").is_empty());
    }
}
