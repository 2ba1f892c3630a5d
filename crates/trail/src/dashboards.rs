//! Dashboards: widgets, each a query, that are refreshed together, when somebody asks or by a schedule.
//!
//! Managed dashboards come with the program (`data/dashboards.json`, of the questions of `data/questions.json`) and ask for an event data store when they are refreshed;
//! custom ones are documents. The results of a refresh are those of its queries.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use stellwerk_store::StoreError;
use stellwerk_store::catalog::{CatalogError, Document, Key, Stored};
use stellwerk_wire::cloudtrail::{
    self as wire, DashboardStatus, DashboardType, QueryStatus, RefreshScheduleFrequencyUnit as Unit,
    RefreshScheduleStatus, error,
};
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::paging;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};
use uuid::Uuid;

use crate::delivery::moment;
use crate::event_data_stores::EventDataStore;
use crate::names::{ResourceRef, resource_arn};
use crate::queries::{self, NewQuery, Query, with_parameters};
use crate::sample_queries::{QUESTIONS, Question};
use crate::{Context, Service, resource_policies, tags};

pub const KIND: &str = "dashboard";
const DASHBOARDS_PER_REGION: usize = 100;
const WIDGETS_MAX: usize = 10;
const HOUR_MILLIS: i64 = 3600 * 1000;
/// What AWS calls the dashboard whose widgets it chooses itself.
const HIGHLIGHTS: &str = "AWSCloudTrail-Highlights";
const MANAGED_PREFIX: &str = "AWSCloudTrail-";
/// How often schedules are looked at, and queries that a refresh waits for.
const TICK: Duration = Duration::from_secs(5);
const WAIT: Duration = Duration::from_millis(200);

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::CreateDashboard, _, _>(create);
    registry.on::<wire::GetDashboard, _, _>(get);
    registry.on::<wire::ListDashboards, _, _>(list);
    registry.on::<wire::UpdateDashboard, _, _>(update);
    registry.on::<wire::DeleteDashboard, _, _>(delete);
    registry.on::<wire::StartDashboardRefresh, _, _>(start_refresh);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    pub widgets: Vec<Widget>,
    pub schedule: Option<Schedule>,
    pub termination_protection: bool,
    pub tags: BTreeMap<String, String>,
    /// Milliseconds since 1970.
    pub created: i64,
    pub updated: i64,
    pub refresh: Option<Refresh>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widget {
    #[serde(default)]
    pub alias: String,
    pub statement: String,
    /// Names of values that a refresh puts in, such as `$StartTime$`.
    pub parameters: Vec<String>,
    pub view: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub hours: i64,
    /// In days rather than hours, as it was given.
    pub in_days: bool,
    pub enabled: bool,
    /// Minutes after midnight, UTC.
    pub minute_of_day: i64,
}

/// The last refresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refresh {
    pub id: String,
    pub began: i64,
    pub ended: Option<i64>,
    pub failure: Option<String>,
}

impl Document for Dashboard {
    const KIND: &'static str = "dashboard";
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManagedList {
    name: String,
    #[serde(rename = "title")]
    _title: String,
    /// Names of questions.
    widgets: Vec<String>,
}

#[derive(Debug)]
struct Managed {
    name: String,
    widgets: Vec<Widget>,
}

static MANAGED: LazyLock<Vec<Managed>> = LazyLock::new(|| {
    let lists: Vec<ManagedList> = serde_json::from_str(include_str!("../data/dashboards.json"))
        .expect("a test reads the managed dashboards");
    let dashboard = |list: ManagedList| {
        let widgets = list.widgets.iter().zip(1..).map(|(question, number)| {
            let question = QUESTIONS.iter().find(|q| q.name == *question).expect("a test reads them");
            widget(question, format!("{}.{number}", list.name))
        });
        Managed { widgets: widgets.collect(), name: list.name }
    };
    lists.into_iter().map(dashboard).collect()
});

/// A question as a widget, over an event data store and a time that a refresh puts in.
fn widget(question: &Question, alias: String) -> Widget {
    let times = question.sql.matches("$WHEN").count();
    let title = question.name.chars().filter(|c| c.is_ascii_alphanumeric() || " ._-".contains(*c));
    let mut view = question.view.clone().unwrap_or_default();
    view.insert("Title".to_owned(), title.collect());
    view.insert("Height".to_owned(), "2".to_owned());
    view.insert("Width".to_owned(), "4".to_owned());
    let sql = question.sql.replace("$EDS_ID", "$EventDataStoreId$");
    Widget {
        alias,
        statement: sql.replace("$WHEN", "eventTime > '?' AND eventTime <= '?'"),
        parameters: ["$StartTime$", "$EndTime$"].repeat(times).into_iter().map(str::to_owned).collect(),
        view,
    }
}

fn managed(name: &str) -> Option<&'static Managed> {
    MANAGED.iter().find(|dashboard| dashboard.name == name)
}

pub fn arn(dashboard: &Stored<Dashboard>) -> String {
    resource_arn(KIND, &dashboard.region, &dashboard.account, &dashboard.name)
}

fn unknown(given: &str) -> Error {
    error::resource_not_found(format!("Dashboard {given} was not found."))
}

fn reference(context: &Context, given: &str) -> Result<ResourceRef, Failure> {
    let found = ResourceRef::of(KIND, given, &context.call);
    let own = found.filter(|r| r.account == context.call.caller.account && r.region == context.call.region);
    Ok(own.ok_or_else(|| unknown(given))?)
}

/// A custom dashboard.
pub async fn find(context: &Context, given: &str) -> Result<Stored<Dashboard>, Failure> {
    let reference = reference(context, given)?;
    let key = Key { account: &reference.account, region: &reference.region, name: &reference.id };
    let found = context.store().catalog.document::<Dashboard>(key).await?;
    if found.is_none() && managed(&reference.id).is_some() {
        return Err(error::conflict(format!("{given} is a managed dashboard: it stays as it is.")).into());
    }
    Ok(found.ok_or_else(|| unknown(given))?)
}

async fn of_region(context: &Context) -> Result<Vec<Stored<Dashboard>>, Failure> {
    let (account, region) = (&context.call.caller.account, &context.call.region);
    Ok(context.store().catalog.documents(Some(account), Some(region)).await?)
}

/// The statement of the widget with this alias.
pub async fn aliased(context: &Context, alias: &str) -> Result<Option<String>, Failure> {
    let all = of_region(context).await?;
    let mut widgets = all.into_iter().flat_map(|d| d.document.widgets);
    Ok(widgets.find(|widget| widget.alias == alias).map(|widget| widget.statement))
}

async fn create(
    context: Context,
    input: wire::CreateDashboardRequest,
) -> Result<wire::CreateDashboardResponse, Failure> {
    let call = &context.call;
    let all = of_region(&context).await?;
    let name = input.name;
    if all.iter().any(|d| d.name == name) || managed(&name).is_some() {
        return Err(error::conflict(format!("A dashboard named {name} already exists.")).into());
    }
    if all.len() >= DASHBOARDS_PER_REGION {
        return Err(error::service_quota_exceeded(format!(
            "An account can have {DASHBOARDS_PER_REGION} dashboards in a region."
        ))
        .into());
    }
    let widgets = match name == HIGHLIGHTS {
        true => highlights(&context, input.widgets.is_some()).await?,
        false if name.starts_with(MANAGED_PREFIX) => {
            return Err(
                Error::validation(format!("Names that begin with {MANAGED_PREFIX} are AWS's.")).into()
            );
        }
        false => checked_widgets(&context, input.widgets.unwrap_or_default(), &[]).await?,
    };
    let schedule = match name == HIGHLIGHTS {
        true => Some(Schedule { hours: 6, in_days: false, enabled: true, minute_of_day: 0 }),
        false => input.refresh_schedule.map(|given| checked_schedule(given, None)).transpose()?,
    };
    let now = call.now.0;
    let dashboard = Dashboard {
        widgets,
        schedule,
        termination_protection: input.termination_protection_enabled.unwrap_or(name == HIGHLIGHTS),
        tags: tags::checked(BTreeMap::new(), input.tags_list.unwrap_or_default())?,
        created: now,
        updated: now,
        refresh: None,
    };
    let key = Key { account: &call.caller.account, region: &call.region, name: &name };
    context.store().catalog.create_document(key, &dashboard).await.map_err(crate::conflict)?;
    Ok(wire::CreateDashboardResponse {
        dashboard_arn: Some(resource_arn(KIND, &call.region, &call.caller.account, &name)),
        name: Some(name),
        r#type: Some(DashboardType::Custom),
        widgets: Some(dashboard.widgets.into_iter().map(shown_widget).collect()),
        tags_list: Some(tags::listed(&dashboard.tags)),
        refresh_schedule: dashboard.schedule.as_ref().map(shown_schedule),
        termination_protection_enabled: Some(dashboard.termination_protection),
    })
}

/// Widgets of our choice, over the account's first event data store for CloudTrail events.
async fn highlights(context: &Context, given: bool) -> Result<Vec<Widget>, Failure> {
    if given {
        return Err(Error::validation(format!("The widgets of {HIGHLIGHTS} cannot be chosen.")).into());
    }
    let (account, region) = (&context.call.caller.account, &context.call.region);
    let stores = context.store().catalog.documents::<EventDataStore>(Some(account), Some(region)).await?;
    let fits =
        |s: &&Stored<EventDataStore>| s.document.deleted.is_none() && s.document.category() == "Management";
    let store = stores.iter().find(fits).ok_or_else(|| {
        error::event_data_store_not_found("There is no event data store for CloudTrail events to look into.")
    })?;
    let chosen = ["AWSCloudTrail-Overview", "AWSCloudTrail-SecurityMonitoring"];
    let widgets = chosen.iter().filter_map(|name| managed(name)).flat_map(|d| d.widgets.iter().take(5));
    let own = widgets.map(|widget| Widget {
        alias: new_alias(),
        statement: widget.statement.replace("$EventDataStoreId$", &store.name),
        ..widget.clone()
    });
    Ok(own.collect())
}

fn new_alias() -> String {
    format!("widget-{}", Uuid::new_v4())
}

/// Widgets of a request. Those that ask what an earlier one asked keep its alias.
async fn checked_widgets(
    context: &Context,
    given: Vec<wire::RequestWidget>,
    before: &[Widget],
) -> Result<Vec<Widget>, Failure> {
    if given.len() > WIDGETS_MAX {
        return Err(
            error::service_quota_exceeded(format!("A dashboard can have {WIDGETS_MAX} widgets.")).into()
        );
    }
    let values = default_values(context.call.now.0);
    let mut widgets = Vec::new();
    for widget in given {
        let parameters = widget.query_parameters.unwrap_or_default();
        if let Some(unknown) = parameters.iter().find(|name| !values.contains_key(name.as_str())) {
            return Err(Error::validation(format!(
                "{unknown} is not a parameter of widgets: there are {}.",
                values.keys().cloned().collect::<Vec<_>>().join(", ")
            ))
            .into());
        }
        let statement = filled(&widget.query_statement, &parameters, &values)?;
        let new = NewQuery {
            account: context.call.caller.account.clone(),
            region: context.call.region.clone(),
            statement,
            now: context.call.now.0,
            ..NewQuery::default()
        };
        queries::check(&context.service, &new).await?;
        let same = before.iter().find(|b| b.statement == widget.query_statement);
        widgets.push(Widget {
            alias: same.map_or_else(new_alias, |b| b.alias.clone()),
            statement: widget.query_statement,
            parameters,
            view: widget.view_properties,
        });
    }
    Ok(widgets)
}

/// The last day, by the hour.
fn default_values(now: i64) -> BTreeMap<String, String> {
    let time = |millis| moment(millis).format("%Y-%m-%d %H:%M:%S").to_string();
    BTreeMap::from([
        ("$StartTime$".to_owned(), time(now - 24 * HOUR_MILLIS)),
        ("$EndTime$".to_owned(), time(now)),
        ("$Period$".to_owned(), "hour".to_owned()),
    ])
}

/// A statement with the values of its parameters.
fn filled(
    statement: &str,
    parameters: &[String],
    values: &BTreeMap<String, String>,
) -> Result<String, Error> {
    let value = |name: &String| {
        let found = values.get(name).cloned();
        found.ok_or_else(|| Error::validation(format!("QueryParameterValues has no value for {name}.")))
    };
    let chosen: Vec<String> = parameters.iter().map(value).collect::<Result<_, _>>()?;
    let mut statement = statement.to_owned();
    if let Some(id) = values.get("$EventDataStoreId$") {
        statement = statement.replace("$EventDataStoreId$", id.rsplit('/').next().unwrap_or_default());
    }
    with_parameters(&statement, &chosen).map_err(|refused| error::invalid_query_statement(refused.message))
}

fn checked_schedule(given: wire::RefreshSchedule, before: Option<&Schedule>) -> Result<Schedule, Error> {
    let (in_days, value) = match (given.frequency, before) {
        (Some(frequency), _) => (frequency.unit == Some(Unit::Days), frequency.value.unwrap_or(1)),
        (None, Some(before)) if before.in_days => (true, before.hours / 24),
        (None, Some(before)) => (false, before.hours),
        (None, None) => (false, 1),
    };
    let fits = if in_days { value == 1 } else { matches!(value, 1 | 6 | 12 | 24) };
    if !fits {
        return Err(Error::validation(
            "A dashboard is refreshed every 1, 6, 12 or 24 HOURS, or every 1 DAYS.",
        ));
    }
    let minute_of_day = match given.time_of_day.as_deref() {
        None => before.map_or(0, |b| b.minute_of_day),
        Some(text) => {
            let parts = text.split_once(':').map(|(h, m)| (h.parse::<i64>(), m.parse::<i64>()));
            match parts {
                Some((Ok(hour @ 0..24), Ok(minute @ 0..60))) => hour * 60 + minute,
                _ => return Err(Error::validation("TimeOfDay is of the form HH:MM.")),
            }
        }
    };
    let enabled = match given.status {
        Some(status) => status == RefreshScheduleStatus::Enabled,
        None => before.is_none_or(|b| b.enabled),
    };
    Ok(Schedule { hours: if in_days { 24 } else { value }, in_days, enabled, minute_of_day })
}

fn shown_schedule(schedule: &Schedule) -> wire::RefreshSchedule {
    let (unit, value) = match schedule.in_days {
        true => (Unit::Days, schedule.hours / 24),
        false => (Unit::Hours, schedule.hours),
    };
    wire::RefreshSchedule {
        frequency: Some(wire::RefreshScheduleFrequency { unit: Some(unit), value: Some(value) }),
        status: Some(match schedule.enabled {
            true => RefreshScheduleStatus::Enabled,
            false => RefreshScheduleStatus::Disabled,
        }),
        time_of_day: Some(format!("{:02}:{:02}", schedule.minute_of_day / 60, schedule.minute_of_day % 60)),
    }
}

fn shown_widget(widget: Widget) -> wire::Widget {
    wire::Widget {
        query_alias: Some(widget.alias),
        query_statement: Some(widget.statement),
        query_parameters: (!widget.parameters.is_empty()).then_some(widget.parameters),
        view_properties: Some(widget.view),
    }
}

async fn get(
    context: Context,
    input: wire::GetDashboardRequest,
) -> Result<wire::GetDashboardResponse, Failure> {
    let reference = reference(&context, &input.dashboard_id)?;
    let dashboard_arn = Some(resource_arn(KIND, &reference.region, &reference.account, &reference.id));
    if let Some(managed) = managed(&reference.id) {
        return Ok(wire::GetDashboardResponse {
            dashboard_arn,
            r#type: Some(DashboardType::Managed),
            status: Some(DashboardStatus::Created),
            widgets: Some(managed.widgets.iter().cloned().map(shown_widget).collect()),
            ..wire::GetDashboardResponse::default()
        });
    }
    let dashboard = find(&context, &input.dashboard_id).await?.document;
    let status = match dashboard.updated > dashboard.created {
        true => DashboardStatus::Updated,
        false => DashboardStatus::Created,
    };
    Ok(wire::GetDashboardResponse {
        dashboard_arn,
        r#type: Some(DashboardType::Custom),
        status: Some(status),
        widgets: Some(dashboard.widgets.into_iter().map(shown_widget).collect()),
        refresh_schedule: dashboard.schedule.as_ref().map(shown_schedule),
        created_timestamp: Some(Timestamp(dashboard.created)),
        updated_timestamp: Some(Timestamp(dashboard.updated)),
        last_refresh_id: dashboard.refresh.as_ref().map(|r| r.id.clone()),
        last_refresh_failure_reason: dashboard.refresh.and_then(|r| r.failure),
        termination_protection_enabled: Some(dashboard.termination_protection),
    })
}

async fn list(
    context: Context,
    input: wire::ListDashboardsRequest,
) -> Result<wire::ListDashboardsResponse, Failure> {
    let custom = of_region(&context).await?.into_iter().map(|d| (d.name, DashboardType::Custom));
    let managed = MANAGED.iter().map(|d| (d.name.clone(), DashboardType::Managed));
    let mut all: Vec<(String, DashboardType)> = custom.chain(managed).collect();
    all.retain(|(name, kind)| {
        input.r#type.is_none_or(|wanted| wanted == *kind)
            && input.name_prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix.as_str()))
    });
    all.sort();
    let page = paging::page(all, input.next_token.as_deref(), input.max_results, |d| d.0.clone())
        .ok_or_else(|| Error::validation("The token is invalid."))?;
    let (account, region) = (&context.call.caller.account, &context.call.region);
    let dashboards = page.items.into_iter().map(|(name, kind)| wire::DashboardDetail {
        dashboard_arn: Some(resource_arn(KIND, region, account, &name)),
        r#type: Some(kind),
    });
    Ok(wire::ListDashboardsResponse { dashboards: Some(dashboards.collect()), next_token: page.next_token })
}

async fn update(
    context: Context,
    input: wire::UpdateDashboardRequest,
) -> Result<wire::UpdateDashboardResponse, Failure> {
    let stored = find(&context, &input.dashboard_id).await?;
    let mut dashboard = stored.document.clone();
    if stored.name == HIGHLIGHTS && (input.widgets.is_some() || input.refresh_schedule.is_some()) {
        return Err(
            Error::validation(format!("Widgets and schedule of {HIGHLIGHTS} cannot be chosen.")).into()
        );
    }
    if let Some(widgets) = input.widgets {
        dashboard.widgets = checked_widgets(&context, widgets, &dashboard.widgets).await?;
    }
    if let Some(given) = input.refresh_schedule {
        dashboard.schedule = Some(checked_schedule(given, dashboard.schedule.as_ref())?);
    }
    if let Some(protection) = input.termination_protection_enabled {
        dashboard.termination_protection = protection;
    }
    dashboard.updated = context.call.now.0.max(dashboard.created + 1);
    let catalog = &context.store().catalog;
    catalog.replace_document(stored.key(), stored.revision, &dashboard).await.map_err(crate::conflict)?;
    Ok(wire::UpdateDashboardResponse {
        dashboard_arn: Some(arn(&stored)),
        name: Some(stored.name),
        r#type: Some(DashboardType::Custom),
        widgets: Some(dashboard.widgets.into_iter().map(shown_widget).collect()),
        refresh_schedule: dashboard.schedule.as_ref().map(shown_schedule),
        termination_protection_enabled: Some(dashboard.termination_protection),
        created_timestamp: Some(Timestamp(dashboard.created)),
        updated_timestamp: Some(Timestamp(dashboard.updated)),
    })
}

async fn delete(
    context: Context,
    input: wire::DeleteDashboardRequest,
) -> Result<wire::DeleteDashboardResponse, Failure> {
    let stored = find(&context, &input.dashboard_id).await?;
    if stored.document.termination_protection {
        return Err(error::conflict(format!(
            "Dashboard {} is protected: set TerminationProtectionEnabled to false first.",
            stored.name
        ))
        .into());
    }
    resource_policies::forget(&context, &arn(&stored)).await?;
    let catalog = &context.store().catalog;
    catalog.delete_document::<Dashboard>(stored.key(), stored.revision).await.map_err(crate::conflict)?;
    Ok(wire::DeleteDashboardResponse {})
}

async fn start_refresh(
    context: Context,
    input: wire::StartDashboardRefreshRequest,
) -> Result<wire::StartDashboardRefreshResponse, Failure> {
    let now = context.call.now.0;
    let reference = reference(&context, &input.dashboard_id)?;
    let mut values = default_values(now);
    values.extend(input.query_parameter_values.unwrap_or_default());
    let id = new_refresh(now);
    if let Some(managed) = managed(&reference.id) {
        let Some(store) = values.get("$EventDataStoreId$").cloned() else {
            return Err(Error::validation(
                "A managed dashboard needs $EventDataStoreId$ among its QueryParameterValues.",
            )
            .into());
        };
        crate::event_data_stores::find_active(&context, &store).await?;
        let work = Work {
            service: context.service.clone(),
            account: reference.account,
            region: reference.region,
            name: reference.id,
            id: id.clone(),
        };
        // Nobody waits for it: who asks for the queries of the refresh sees them come.
        tokio::spawn(async move { drop(work.run(managed.widgets.clone(), values).await) });
        return Ok(wire::StartDashboardRefreshResponse { refresh_id: Some(id) });
    }
    let stored = find(&context, &input.dashboard_id).await?;
    refresh(&context.service, stored, id.clone(), values).await?;
    Ok(wire::StartDashboardRefreshResponse { refresh_id: Some(id) })
}

/// 16 digits and more.
fn new_refresh(now: i64) -> String {
    format!("{}{:04}", now, Uuid::new_v4().as_u128() % 10_000)
}

/// Begins to refresh a custom dashboard.
async fn refresh(
    service: &Arc<Service>,
    stored: Stored<Dashboard>,
    id: String,
    values: BTreeMap<String, String>,
) -> Result<(), Failure> {
    let now = service.clock.now();
    if stored.document.refresh.as_ref().is_some_and(|r| r.ended.is_none()) {
        return Err(error::service_quota_exceeded(format!(
            "Dashboard {} is being refreshed: wait for the end of that.",
            stored.name
        ))
        .into());
    }
    let begun = Refresh { id: id.clone(), began: now, ended: None, failure: None };
    let dashboard = Dashboard { refresh: Some(begun), ..stored.document.clone() };
    let catalog = &service.store.catalog;
    catalog.replace_document(stored.key(), stored.revision, &dashboard).await.map_err(crate::conflict)?;
    let work = Work {
        service: service.clone(),
        account: stored.account,
        region: stored.region,
        name: stored.name,
        id,
    };
    tokio::spawn(async move {
        let failure = work.run(dashboard.widgets, values).await.err();
        if let Err(error) = work.note_end(failure).await {
            tracing::warn!(dashboard = %work.name, "note the refresh of dashboard {}: {error}", work.name);
        }
    });
    Ok(())
}

/// One refresh.
struct Work {
    service: Arc<Service>,
    account: String,
    region: String,
    name: String,
    id: String,
}

impl Work {
    /// Runs the widgets' queries one after the other; says why one failed.
    async fn run(&self, widgets: Vec<Widget>, values: BTreeMap<String, String>) -> Result<(), String> {
        let mut failure = Ok(());
        for widget in widgets {
            if let Err(why) = self.run_one(&widget, &values).await {
                let title = widget.view.get("Title").unwrap_or(&widget.alias);
                failure = failure.and(Err(format!("{title}: {why}")));
            }
        }
        failure
    }

    async fn run_one(&self, widget: &Widget, values: &BTreeMap<String, String>) -> Result<(), String> {
        let told = |failure: Failure| match failure {
            Failure::Told(error) => error.message,
            Failure::Broken(cause) => cause.to_string(),
        };
        let statement = filled(&widget.statement, &widget.parameters, values).map_err(|e| e.message)?;
        let new = NewQuery {
            account: self.account.clone(),
            region: self.region.clone(),
            statement,
            alias: Some(widget.alias.clone()),
            refresh: Some(self.id.clone()),
            now: self.service.clock.now(),
            ..NewQuery::default()
        };
        let id = queries::start(&self.service, new).await.map_err(told)?;
        let key = Key { account: &self.account, region: &self.region, name: &id };
        loop {
            tokio::time::sleep(WAIT).await;
            let query = self.service.store.catalog.document::<Query>(key).await.map_err(|e| e.to_string())?;
            let Some(query) = query else { return Err("the query is gone".to_owned()) };
            match query.document.status() {
                QueryStatus::Queued | QueryStatus::Running => {}
                QueryStatus::Finished => return Ok(()),
                other => return Err(query.document.error.unwrap_or_else(|| other.to_string())),
            }
        }
    }

    async fn note_end(&self, failure: Option<String>) -> Result<(), CatalogError> {
        let key = Key { account: &self.account, region: &self.region, name: &self.name };
        let catalog = &self.service.store.catalog;
        let Some(mut stored) = catalog.document::<Dashboard>(key).await? else { return Ok(()) };
        let now = self.service.clock.now();
        if let Some(refresh) = stored.document.refresh.as_mut().filter(|r| r.id == self.id) {
            refresh.ended = Some(now);
            refresh.failure = failure;
            catalog.replace_document(key, stored.revision, &stored.document).await?;
        }
        Ok(())
    }
}

/// Refreshes by schedule until the program ends.
pub async fn run(service: Arc<Service>) {
    if let Err(error) = end_interrupted(&service).await {
        tracing::warn!("end interrupted refreshes: {error}");
    }
    loop {
        tokio::time::sleep(TICK).await;
        if let Err(error) = round(&service).await {
            tracing::warn!("refresh dashboards: {error}");
        }
    }
}

/// What was being refreshed when the program ended is not any more.
async fn end_interrupted(service: &Arc<Service>) -> Result<(), StoreError> {
    let catalog = &service.store.catalog;
    for mut stored in catalog.documents::<Dashboard>(None, None).await? {
        if let Some(refresh) = stored.document.refresh.as_mut().filter(|r| r.ended.is_none()) {
            refresh.ended = Some(service.clock.now());
            refresh.failure = Some("The refresh was interrupted by a restart.".to_owned());
            catalog.replace_document(stored.key(), stored.revision, &stored.document).await?;
        }
    }
    Ok(())
}

async fn round(service: &Arc<Service>) -> Result<(), StoreError> {
    let now = service.clock.now();
    for stored in service.store.catalog.documents::<Dashboard>(None, None).await? {
        let dashboard = &stored.document;
        let last = dashboard.refresh.as_ref().map_or(dashboard.created, |r| r.began);
        if dashboard.schedule.as_ref().is_some_and(|schedule| schedule.is_due(last, now)) {
            let name = stored.name.clone();
            let begun = refresh(service, stored, new_refresh(now), default_values(now)).await;
            if let Err(Failure::Broken(cause)) = begun {
                tracing::warn!(dashboard = %name, "refresh dashboard {name}: {cause}");
            }
        }
    }
    Ok(())
}

impl Schedule {
    /// Whether one of its times lies between the last refresh and now.
    fn is_due(&self, last: i64, now: i64) -> bool {
        let period = self.hours * HOUR_MILLIS;
        let offset = self.minute_of_day * 60_000;
        let latest = (now - offset).div_euclid(period) * period + offset;
        self.enabled && latest > last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_due_once_for_each_of_its_times() {
        let schedule = Schedule { hours: 6, in_days: false, enabled: true, minute_of_day: 30 };
        let hour = HOUR_MILLIS;
        assert!(!schedule.is_due(hour, 6 * hour));
        assert!(schedule.is_due(hour, 6 * hour + hour / 2));
        assert!(!schedule.is_due(6 * hour + hour / 2, 12 * hour));
        assert!(!Schedule { enabled: false, ..schedule }.is_due(0, 100 * hour));
    }

    #[test]
    fn managed_dashboards_fit_what_dashboards_can_be() {
        for dashboard in MANAGED.iter() {
            assert!(dashboard.name.starts_with(MANAGED_PREFIX), "{}", dashboard.name);
            assert!((1..=WIDGETS_MAX).contains(&dashboard.widgets.len()), "{}", dashboard.name);
            for widget in &dashboard.widgets {
                assert!(widget.statement.contains("$EventDataStoreId$"), "{}", widget.statement);
                let mut values = default_values(0);
                values.insert("$EventDataStoreId$".to_owned(), Uuid::nil().to_string());
                let statement = filled(&widget.statement, &widget.parameters, &values).unwrap();
                assert!(!statement.contains('$') && !statement.contains("'?'"), "{statement}");
                assert!(widget.view.contains_key("Title") && widget.view.contains_key("View"));
            }
        }
    }
}
