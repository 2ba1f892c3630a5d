//! Insights: what of them is recorded. Finding them is not done here.

use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::summary::Category;
use stellwerk_model::time;
use stellwerk_store::lookup::Scope;
use stellwerk_store::sql::SqlLimits;
use stellwerk_store::sql::cells::text_rows;
use stellwerk_store::store::sql_engine;
use stellwerk_wire::Failure;
use stellwerk_wire::cloudtrail::{self as wire, InsightType, InsightsMetricDataType, error};
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::registry::Registry;

use futures::StreamExt;

use crate::event_history::{Question, Range, listed};
use crate::names::TrailRef;
use crate::{Context, trails};

const PAGE_EVENTS: i64 = 50;
/// Seconds of a data point, and how many days back there are any.
const PERIODS: &[(i64, i64)] = &[(60, 15), (300, 63), (3600, 90)];
const DATA_POINTS_MAX: i64 = 21_600;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::ListInsightsData, _, _>(list_insights_data);
    registry.on::<wire::ListInsightsMetricData, _, _>(list_insights_metric_data);
}

async fn list_insights_data(
    context: Context,
    input: wire::ListInsightsDataRequest,
) -> Result<wire::ListInsightsDataResponse, Failure> {
    let invalid = |why: &str| Failure::from(error::invalid_parameter(why));
    if !input.insight_source.starts_with("arn:") {
        return Err(invalid("InsightSource is not the ARN of a trail."));
    }
    let reference = TrailRef::of(&input.insight_source, &context.call)
        .map_err(|_| error::invalid_parameter("InsightSource is not the ARN of a trail."))?;
    if trails::find(&context, &reference).await?.is_none() {
        return Err(invalid("InsightSource is not a trail of this account."));
    }
    let range = Range { start: input.start_time, end: input.end_time };
    if !range.is_in_order() {
        return Err(invalid("The start time is after the end time."));
    }
    let call = &context.call;
    let dimensions = input.dimensions.unwrap_or_default().into_iter();
    let attribute =
        |name: &str| AttributeKey::parse(name).expect("the wire has three of the eight attributes");
    let question = Question {
        attributes: dimensions.map(|(key, value)| (attribute(key.as_str()), value)).collect(),
        range,
        earliest: Some(Timestamp(call.now.0 - 90 * DAY_MILLIS)),
        scope: Scope {
            account: Some(call.caller.account.clone()),
            region: Some(call.region.clone()),
            category: Some(Category::Insight),
        },
    };
    let max = input.max_results.unwrap_or(PAGE_EVENTS) as usize;
    let page = question.page(context.store(), input.next_token.as_deref(), max).await?;
    let page = page.ok_or_else(|| error::invalid_parameter("The token is invalid."))?;
    Ok(wire::ListInsightsDataResponse {
        events: Some(page.events.iter().map(|event| listed(event)).collect()),
        next_token: page.next,
    })
}

/// Calls, or failed calls, in each period: counted where they are recorded.
async fn list_insights_metric_data(
    context: Context,
    input: wire::ListInsightsMetricDataRequest,
) -> Result<wire::ListInsightsMetricDataResponse, Failure> {
    let invalid = |why: String| Failure::from(error::invalid_parameter(why));
    let period = input.period.unwrap_or(3600);
    let Some((_, days)) = PERIODS.iter().find(|(seconds, _)| *seconds == period) else {
        return Err(invalid(format!("Period {period} is not 60, 300 or 3600.")));
    };
    let failures = input.insight_type == InsightType::ApiErrorRateInsight;
    if failures != input.error_code.is_some() {
        return Err(invalid("ErrorCode is for ApiErrorRateInsight, which needs it.".to_owned()));
    }
    let trail = match &input.trail_name {
        None => None,
        Some(name) => {
            let reference = TrailRef::of(name, &context.call)
                .map_err(|refused| error::invalid_trail_name(refused.message))?;
            let found = trails::find(&context, &reference).await?;
            Some(found.ok_or_else(|| error::invalid_parameter(format!("Unknown trail: {name}")))?)
        }
    };
    let call = &context.call;
    let oldest = call.now.0 - days * DAY_MILLIS;
    let millis = period * 1000;
    let start = input.start_time.map_or(oldest, |t| t.0.max(oldest)).div_euclid(millis) * millis;
    let end = input.end_time.map_or(call.now.0, |t| t.0.min(call.now.0));
    if start > end {
        return Err(invalid("StartTime is after EndTime.".to_owned()));
    }
    let from = match &input.next_token {
        None => start,
        Some(token) => token
            .strip_prefix("from.")
            .and_then(|millis| millis.parse().ok())
            .ok_or_else(|| error::invalid_parameter("The token is invalid."))?,
    };
    let text = |value: &str| value.replace('\'', "''");
    let category = if trail.is_some() { "Data" } else { "Management" };
    let mut condition = format!(
        "recipientAccountId = '{}' AND awsRegion = '{}' AND eventSource = '{}' AND eventName = '{}' \
         AND coalesce(eventCategory, 'Management') = '{category}' \
         AND eventTime >= timestamp '{}' AND eventTime < timestamp '{}'",
        text(&call.caller.account),
        text(&call.region),
        text(&input.event_source),
        text(&input.event_name),
        shown(from),
        shown(end),
    );
    match &input.error_code {
        Some(code) => condition.push_str(&format!(" AND errorCode = '{}'", text(code))),
        // Of management events only those are counted that change something.
        None if trail.is_none() => condition.push_str(" AND readOnly = false"),
        None => {}
    }
    let statement = format!(
        "SELECT CAST(floor(to_unixtime(eventTime) / {period}) AS bigint) AS period, count(*) AS calls \
         FROM events WHERE {condition} GROUP BY 1 ORDER BY 1"
    );
    let engine = sql_engine(context.store(), SqlLimits::default())?;
    let (_, mut batches) = engine.query(&statement).await?;
    let mut points: Vec<(i64, f64)> = Vec::new();
    while let Some(batch) = batches.next().await {
        for row in text_rows(&batch?)? {
            if let [Some(number), Some(calls)] = &row[..] {
                points.push((number.parse::<i64>()? * millis, calls.parse()?));
            }
        }
    }
    if input.data_type == Some(InsightsMetricDataType::FillWithZeros) {
        let known: std::collections::BTreeMap<i64, f64> = points.into_iter().collect();
        let times = (from..end).step_by(millis as usize);
        points = times.map(|time| (time, known.get(&time).copied().unwrap_or(0.0))).collect();
    }
    let max = input.max_results.unwrap_or(DATA_POINTS_MAX) as usize;
    let next_token = points.get(max).map(|(time, _)| format!("from.{time}"));
    points.truncate(max);
    Ok(wire::ListInsightsMetricDataResponse {
        trail_arn: trail.as_ref().map(trails::arn),
        event_source: Some(input.event_source),
        event_name: Some(input.event_name),
        insight_type: Some(input.insight_type),
        error_code: input.error_code,
        timestamps: Some(points.iter().map(|(time, _)| Timestamp(*time)).collect()),
        values: Some(points.iter().map(|(_, calls)| *calls).collect()),
        next_token,
    })
}

/// A time as SQL spells it.
fn shown(millis: i64) -> String {
    time::format(millis * 1000).replace('T', " ").replace('Z', "")
}
