//! Event configuration: how large events of an event data store may be and what they are enriched with; what a trail aggregates.

use std::collections::BTreeMap;

use stellwerk_store::catalog::Stored;
use stellwerk_wire::cloudtrail::{self as wire, MaxEventSize, error};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::enrichment::REQUEST_KEYS;
use crate::event_data_stores::{self, EventDataStore};
use crate::trails::{self, Trail};
use crate::{Context, names::TrailRef};

const CONTEXT_KEYS_MAX: usize = 50;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutEventConfiguration, _, _>(put);
    registry.on::<wire::GetEventConfiguration, _, _>(get);
}

async fn put(
    context: Context,
    input: wire::PutEventConfigurationRequest,
) -> Result<wire::PutEventConfigurationResponse, Failure> {
    let of_store = input.max_event_size.is_some() || input.context_key_selectors.is_some();
    match (&input.trail_name, &input.event_data_store) {
        (Some(name), None) if !of_store => {
            let stored = trails::find_to_change(&context, name).await?;
            let Some(given) = input.aggregation_configurations else {
                return Err(error::invalid_parameter("Specify AggregationConfigurations.").into());
            };
            let mut aggregations = BTreeMap::new();
            for configuration in &given {
                let templates = configuration.templates.iter().map(|t| t.as_str().to_owned()).collect();
                aggregations.insert(configuration.event_category.as_str().to_owned(), templates);
            }
            let trail = Trail { aggregations, ..stored.document.clone() };
            trails::replace(&context, &stored, &trail).await?;
            Ok(of_trail(&Stored { document: trail, ..stored }))
        }
        (None, Some(given)) if input.aggregation_configurations.is_none() => {
            let stored = event_data_stores::find_to_change(&context, given).await?;
            check_kind(&stored)?;
            let mut store = stored.document.clone();
            if let Some(size) = input.max_event_size {
                store.large_events = size == MaxEventSize::Large;
            }
            if let Some(selectors) = input.context_key_selectors {
                store.context_keys = context_keys(selectors)?;
            }
            if !store.context_keys.is_empty() && !store.large_events {
                return Err(error::invalid_parameter_combination(
                    "ContextKeySelectors need MaxEventSize to be Large.",
                )
                .into());
            }
            event_data_stores::replace(&context, &stored, &store).await?;
            Ok(of_event_data_store(&Stored { document: store, ..stored }))
        }
        (Some(_), None) | (None, Some(_)) => Err(error::invalid_parameter_combination(
            "MaxEventSize and ContextKeySelectors are for event data stores, AggregationConfigurations for trails.",
        )
        .into()),
        _ => Err(one_of_two().into()),
    }
}

fn one_of_two() -> Error {
    error::invalid_parameter_combination("Specify TrailName or EventDataStore.")
}

/// Whether an event data store has an event configuration.
fn check_kind(stored: &Stored<EventDataStore>) -> Result<(), Error> {
    if stored.document.deleted.is_some() {
        return Err(error::invalid_event_data_store_status(format!(
            "Event data store {} is pending deletion.",
            event_data_stores::arn(stored)
        )));
    }
    if stored.document.category() != "Management" {
        return Err(error::invalid_event_data_store_category(
            "Event configuration is for event data stores that have CloudTrail events.",
        ));
    }
    Ok(())
}

fn context_keys(selectors: Vec<wire::ContextKeySelector>) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let mut keys = BTreeMap::new();
    for selector in selectors {
        if selector.equals.len() > CONTEXT_KEYS_MAX {
            return Err(error::invalid_parameter(format!("A selector can have {CONTEXT_KEYS_MAX} keys.")));
        }
        let known = |key: &String| REQUEST_KEYS.iter().any(|known| known.eq_ignore_ascii_case(key));
        let of_requests = selector.r#type == wire::Type::RequestContext;
        if let Some(key) = selector.equals.iter().find(|key| of_requests && !known(key)) {
            return Err(error::invalid_parameter(format!(
                "{key} is not a key of requests: there are {}.",
                REQUEST_KEYS.join(", ")
            )));
        }
        if keys.insert(selector.r#type.as_str().to_owned(), selector.equals).is_some() {
            return Err(error::invalid_parameter(format!("{} is given twice.", selector.r#type)));
        }
    }
    Ok(keys)
}

async fn get(
    context: Context,
    input: wire::GetEventConfigurationRequest,
) -> Result<wire::GetEventConfigurationResponse, Failure> {
    let shown = match (&input.trail_name, &input.event_data_store) {
        (Some(name), None) => {
            let reference = TrailRef::of(name, &context.call)?;
            let found = trails::find(&context, &reference).await?;
            let found = found.ok_or_else(|| error::trail_not_found(format!("Unknown trail: {name}")))?;
            of_trail(&found)
        }
        (None, Some(given)) => {
            let stored = event_data_stores::find(&context, given).await?;
            check_kind(&stored)?;
            of_event_data_store(&stored)
        }
        _ => return Err(one_of_two().into()),
    };
    Ok(wire::GetEventConfigurationResponse {
        trail_arn: shown.trail_arn,
        event_data_store_arn: shown.event_data_store_arn,
        max_event_size: shown.max_event_size,
        context_key_selectors: shown.context_key_selectors,
        aggregation_configurations: shown.aggregation_configurations,
    })
}

fn of_trail(stored: &Stored<Trail>) -> wire::PutEventConfigurationResponse {
    let configuration = |(category, templates): (&String, &Vec<String>)| {
        Some(wire::AggregationConfiguration {
            templates: templates.iter().filter_map(|t| t.parse().ok()).collect(),
            event_category: category.parse().ok()?,
        })
    };
    wire::PutEventConfigurationResponse {
        trail_arn: Some(trails::arn(stored)),
        aggregation_configurations: Some(
            stored.document.aggregations.iter().filter_map(configuration).collect(),
        ),
        ..wire::PutEventConfigurationResponse::default()
    }
}

fn of_event_data_store(stored: &Stored<EventDataStore>) -> wire::PutEventConfigurationResponse {
    let store = &stored.document;
    let selector = |(kind, keys): (&String, &Vec<String>)| {
        Some(wire::ContextKeySelector { r#type: kind.parse().ok()?, equals: keys.clone() })
    };
    wire::PutEventConfigurationResponse {
        event_data_store_arn: Some(event_data_stores::arn(stored)),
        max_event_size: Some(if store.large_events { MaxEventSize::Large } else { MaxEventSize::Standard }),
        context_key_selectors: Some(store.context_keys.iter().filter_map(selector).collect()),
        ..wire::PutEventConfigurationResponse::default()
    }
}
