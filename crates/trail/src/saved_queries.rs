//! Saved queries: an account's own, kept by the server, so that they are there in every browser and for everybody.

use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Document, Key, Stored};
use stellwerk_wire::Failure;
use stellwerk_wire::json::Timestamp;
use stellwerk_wire::paging;
use stellwerk_wire::registry::Registry;
use stellwerk_wire::stellwerk::{self as wire, error};

use crate::Context;

const SAVED_QUERIES_MAX: usize = 1000;

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutSavedQuery, _, _>(put);
    registry.on::<wire::GetSavedQuery, _, _>(get);
    registry.on::<wire::ListSavedQueries, _, _>(list);
    registry.on::<wire::DeleteSavedQuery, _, _>(delete);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedQuery {
    pub description: Option<String>,
    pub statement: String,
    /// ARN of whoever saved it first.
    pub created_by: String,
    /// Milliseconds since 1970.
    pub created: i64,
    pub updated: i64,
}

impl Document for SavedQuery {
    const KIND: &'static str = "saved-query";
}

fn key<'a>(context: &'a Context, name: &'a str) -> Key<'a> {
    Key { account: &context.call.caller.account, region: "", name }
}

fn shown(name: String, query: SavedQuery) -> wire::SavedQuery {
    wire::SavedQuery {
        name,
        description: query.description,
        query_statement: query.statement,
        created_by: Some(query.created_by),
        created_time: Some(Timestamp(query.created)),
        updated_time: Some(Timestamp(query.updated)),
    }
}

async fn put(
    context: Context,
    input: wire::PutSavedQueryRequest,
) -> Result<wire::PutSavedQueryResponse, Failure> {
    if input.query_statement.trim().is_empty() {
        return Err(error::invalid_query_statement("The statement is empty.").into());
    }
    let catalog = &context.store().catalog;
    let now = context.call.now.0;
    let before = catalog.document::<SavedQuery>(key(&context, &input.name)).await?;
    let query = SavedQuery {
        description: input.description.filter(|d| !d.is_empty()),
        statement: input.query_statement,
        created_by: before
            .as_ref()
            .map_or_else(|| context.call.caller.arn(), |b| b.document.created_by.clone()),
        created: before.as_ref().map_or(now, |b| b.document.created),
        updated: now,
    };
    let place = key(&context, &input.name);
    let written = match before {
        Some(before) => catalog.replace_document(place, before.revision, &query).await,
        None => {
            let all = catalog.documents::<SavedQuery>(Some(&context.call.caller.account), None).await?;
            if all.len() >= SAVED_QUERIES_MAX {
                return Err(error::saved_query_limit_exceeded(format!(
                    "An account can have {SAVED_QUERIES_MAX} saved queries: delete one."
                ))
                .into());
            }
            catalog.create_document(place, &query).await
        }
    };
    written.map_err(crate::conflict)?;
    Ok(wire::PutSavedQueryResponse { saved_query: shown(input.name, query) })
}

async fn find(context: &Context, name: &str) -> Result<Stored<SavedQuery>, Failure> {
    let found = context.store().catalog.document::<SavedQuery>(key(context, name)).await?;
    Ok(found.ok_or_else(|| error::saved_query_not_found(format!("There is no saved query {name:?}.")))?)
}

async fn get(
    context: Context,
    input: wire::GetSavedQueryRequest,
) -> Result<wire::GetSavedQueryResponse, Failure> {
    let stored = find(&context, &input.name).await?;
    Ok(wire::GetSavedQueryResponse { saved_query: shown(stored.name, stored.document) })
}

async fn list(
    context: Context,
    input: wire::ListSavedQueriesRequest,
) -> Result<wire::ListSavedQueriesResponse, Failure> {
    let account = Some(context.call.caller.account.as_str());
    let all = context.store().catalog.documents::<SavedQuery>(account, None).await?;
    let page = paging::page(all, input.next_token.as_deref(), input.max_results, |q| q.name.clone())
        .ok_or_else(|| error::invalid_next_token("The token is invalid."))?;
    let saved_queries = page.items.into_iter().map(|q| shown(q.name, q.document)).collect();
    Ok(wire::ListSavedQueriesResponse { saved_queries, next_token: page.next_token })
}

async fn delete(
    context: Context,
    input: wire::DeleteSavedQueryRequest,
) -> Result<wire::DeleteSavedQueryResponse, Failure> {
    let stored = find(&context, &input.name).await?;
    let catalog = &context.store().catalog;
    catalog.delete_document::<SavedQuery>(stored.key(), stored.revision).await.map_err(crate::conflict)?;
    Ok(wire::DeleteSavedQueryResponse {})
}
