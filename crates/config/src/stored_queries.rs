//! Queries that are kept under a name.

use serde::{Deserialize, Serialize};
use stellwerk_store::catalog::{Document, Key, Stored};
use stellwerk_wire::config::{self as wire, error};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::names::{arn, new_id};
use crate::tags::{Tags, checked};
use crate::{Context, conflict};
use stellwerk_wire::paging::page;

const QUERIES_MAX: usize = 300;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredQuery {
    /// `query-…`
    pub id: String,
    pub description: Option<String>,
    pub expression: String,
    pub tags: Tags,
}

impl Document for StoredQuery {
    const KIND: &'static str = "stored-query";
}

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutStoredQuery, _, _>(put_stored_query);
    registry.on::<wire::GetStoredQuery, _, _>(get_stored_query);
    registry.on::<wire::ListStoredQueries, _, _>(list_stored_queries);
    registry.on::<wire::DeleteStoredQuery, _, _>(delete_stored_query);
}

pub fn query_arn(stored: &Stored<StoredQuery>) -> String {
    arn(&stored.region, &stored.account, &format!("stored-query/{}/{}", stored.name, stored.document.id))
}

async fn all(context: &Context) -> Result<Vec<Stored<StoredQuery>>, Failure> {
    let (account, region) = (Some(context.account()), Some(context.region()));
    Ok(context.store().catalog.documents(account, region).await?)
}

async fn find(context: &Context, name: &str) -> Result<Stored<StoredQuery>, Failure> {
    let found = all(context).await?.into_iter().find(|stored| stored.name == name);
    found.ok_or_else(|| error::resource_not_found(format!("There is no stored query '{name}'.")).into())
}

async fn put_stored_query(
    context: Context,
    input: wire::PutStoredQueryRequest,
) -> Result<wire::PutStoredQueryResponse, Failure> {
    let given = input.stored_query;
    if given.query_id.is_some() || given.query_arn.is_some() {
        return Err(Error::validation("QueryId and QueryArn are given by AWS Config: leave them out.").into());
    }
    let expression = given.expression.unwrap_or_default();
    if expression.is_empty() {
        return Err(Error::validation("A stored query needs an Expression.").into());
    }
    let name = given.query_name;
    let key = Key { account: context.account(), region: context.region(), name: &name };
    let catalog = &context.store().catalog;
    let all = all(&context).await?;
    match all.iter().find(|stored| stored.name == name) {
        Some(before) => {
            let query = StoredQuery { description: given.description, expression, ..before.document.clone() };
            catalog.replace_document(key, before.revision, &query).await.map_err(conflict)?;
        }
        None if all.len() >= QUERIES_MAX => {
            return Err(Error::validation(format!(
                "There are {QUERIES_MAX} stored queries already, which is the limit: delete one first."
            ))
            .into());
        }
        None => {
            let query = StoredQuery {
                id: format!("query-{}", new_id(16)),
                description: given.description,
                expression,
                tags: checked(Tags::new(), input.tags.unwrap_or_default())?,
            };
            catalog.create_document(key, &query).await.map_err(conflict)?;
        }
    }
    Ok(wire::PutStoredQueryResponse { query_arn: Some(query_arn(&find(&context, &name).await?)) })
}

async fn get_stored_query(
    context: Context,
    input: wire::GetStoredQueryRequest,
) -> Result<wire::GetStoredQueryResponse, Failure> {
    let stored = find(&context, &input.query_name).await?;
    let stored_query = Some(wire::StoredQuery {
        query_id: Some(stored.document.id.clone()),
        query_arn: Some(query_arn(&stored)),
        query_name: stored.name,
        description: stored.document.description,
        expression: Some(stored.document.expression),
    });
    Ok(wire::GetStoredQueryResponse { stored_query })
}

async fn list_stored_queries(
    context: Context,
    input: wire::ListStoredQueriesRequest,
) -> Result<wire::ListStoredQueriesResponse, Failure> {
    let max = input.max_results.filter(|max| *max > 0);
    let page = page(all(&context).await?, input.next_token.as_deref(), max, |stored| stored.name.clone())
        .ok_or_else(|| error::invalid_next_token("The nextToken provided is invalid"))?;
    let metadata = page.items.into_iter().map(|stored| wire::StoredQueryMetadata {
        query_id: stored.document.id.clone(),
        query_arn: query_arn(&stored),
        query_name: stored.name,
        description: stored.document.description,
    });
    Ok(wire::ListStoredQueriesResponse {
        stored_query_metadata: Some(metadata.collect()),
        next_token: page.next_token,
    })
}

async fn delete_stored_query(
    context: Context,
    input: wire::DeleteStoredQueryRequest,
) -> Result<wire::DeleteStoredQueryResponse, Failure> {
    let stored = find(&context, &input.query_name).await?;
    let catalog = &context.store().catalog;
    catalog.delete_document::<StoredQuery>(stored.key(), stored.revision).await.map_err(conflict)?;
    Ok(wire::DeleteStoredQueryResponse {})
}
