//! The inventory: resources, and every state that each of them was seen in.
//!
//! A resource has a row with what it is found by and the time of its newest item; its items are rows of their own, the body compressed. Whoever
//! writes says which item it compared with: where somebody else was faster nothing is written, and the caller compares again. So a state is
//! written once, whoever saw it.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use stellwerk_model::configuration::{Cause, ConfigurationItem, Relationship, ResourceKey, Status};

use super::sql::{ROWS_PER_STATEMENT, Row, Sql, Tx, Value};
use super::{Catalog, CatalogError, Result};

/// Version of the body's form, its first byte.
const BODY_FORMAT: u8 = 1;
const ZSTD_LEVEL: i32 = 3;
/// A body is 1 MB and more at times; what claims to be far more is damaged.
const BODY_BYTES_MAX: usize = 256 << 20;

/// What is stored of an item beside the columns that it is found by.
#[derive(Serialize, Deserialize)]
struct Body {
    version: String,
    status: Status,
    state_id: i64,
    resource_name: Option<String>,
    arn: Option<String>,
    availability_zone: Option<String>,
    created: Option<i64>,
    tags: BTreeMap<String, String>,
    related_events: Vec<String>,
    relationships: Vec<Relationship>,
    configuration: Json,
    supplementary: Map<String, Json>,
    is_daily: bool,
    cause: Option<Cause>,
}

/// An item to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewItem {
    pub item: ConfigurationItem,
    /// When the item was captured that this one was compared with; none for a resource that nobody knew.
    pub previous: Option<i64>,
}

/// What is known of a resource without looking into its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub key: ResourceKey,
    pub resource_name: Option<String>,
    pub arn: Option<String>,
    pub status: Status,
    /// Of its newest item.
    pub captured: i64,
}

/// Which resources. What is none or empty does not matter.
#[derive(Clone, Debug, Default)]
pub struct ResourceFilter<'a> {
    pub account: Option<&'a str>,
    pub regions: Vec<&'a str>,
    pub resource_types: Vec<&'a str>,
    pub resource_ids: Vec<&'a str>,
    pub resource_name: Option<&'a str>,
    pub arn: Option<&'a str>,
    /// Deleted ones, too.
    pub with_deleted: bool,
    /// Those that are not recorded, too.
    pub with_unrecorded: bool,
}

/// A part of a resource's history. Times are milliseconds since 1970, both included.
#[derive(Clone, Copy, Debug)]
pub struct ItemRange {
    pub earliest: i64,
    pub latest: i64,
    pub is_newest_first: bool,
    pub limit: usize,
}

const RESOURCE_COLUMNS: &str =
    "r.account, r.region, r.resource_type, r.resource_id, r.resource_name, r.arn, r.status, r.captured";

impl Catalog {
    /// Writes items in one transaction, at most one for each resource. Returns the places in the list of those that were not written
    /// because the resource has another newest item than theirs was compared with.
    pub async fn write_items(&self, items: &[NewItem]) -> Result<Vec<usize>> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let bodies = items.iter().map(|new| encode(&new.item)).collect::<Result<Vec<_>>>()?;
        let mut tx = self.database().write().await?;
        let known = numbers(&mut tx, items.iter().map(|new| &new.item.key)).await?;
        let mut seen = HashSet::new();
        let (mut stale, mut fresh) = (Vec::new(), Vec::new());
        for (place, NewItem { item, previous }) in items.iter().enumerate() {
            let newest = known.get(&item.key).map(|(_, captured)| *captured);
            let is_later = previous.is_none_or(|previous| item.captured > previous);
            match newest == *previous && is_later && seen.insert(&item.key) {
                true => fresh.push((place, item)),
                false => stale.push(place),
            }
        }
        for part in fresh.chunks(ROWS_PER_STATEMENT) {
            note_newest(&mut tx, part.iter().map(|(_, item)| *item)).await?;
            let numbers = numbers(&mut tx, part.iter().map(|(_, item)| &item.key)).await?;
            let mut sql = tx.sql(
                "write configuration items",
                "INSERT INTO stellwerk_item(resource_number, captured, body) VALUES ",
            );
            sql.bind_rows(part.iter().filter_map(|(place, item)| {
                let (number, _) = numbers.get(&item.key)?;
                Some([(*number).into(), item.captured.into(), Value::Bytes(&bodies[*place])])
            }));
            tx.execute(sql).await?;
        }
        tx.commit().await?;
        Ok(stale)
    }

    /// Adds items of the past, which change nothing of what is newest, but for resources that nobody knew. Returns how many were not there yet.
    pub async fn add_past_items(&self, items: &[ConfigurationItem]) -> Result<usize> {
        let mut newest: HashMap<&ResourceKey, &ConfigurationItem> = HashMap::new();
        for item in items {
            let kept = newest.entry(&item.key).or_insert(item);
            if item.captured > kept.captured {
                *kept = item;
            }
        }
        let mut tx = self.database().write().await?;
        let known = numbers(&mut tx, newest.keys().copied()).await?;
        let heads: Vec<&ConfigurationItem> = newest
            .values()
            .copied()
            .filter(|item| known.get(&item.key).is_none_or(|(_, captured)| *captured < item.captured))
            .collect();
        for part in heads.chunks(ROWS_PER_STATEMENT) {
            note_newest(&mut tx, part.iter().copied()).await?;
        }
        let numbers = numbers(&mut tx, newest.keys().copied()).await?;
        let bodies = items.iter().map(encode).collect::<Result<Vec<_>>>()?;
        let mut added = 0;
        let rows: Vec<(&ConfigurationItem, &Vec<u8>)> = items.iter().zip(&bodies).collect();
        for part in rows.chunks(ROWS_PER_STATEMENT) {
            let mut sql = tx.sql(
                "write configuration items of the past",
                "INSERT INTO stellwerk_item(resource_number, captured, body) VALUES ",
            );
            sql.bind_rows(part.iter().filter_map(|(item, body)| {
                let (number, _) = numbers.get(&item.key)?;
                Some([(*number).into(), item.captured.into(), Value::Bytes(body)])
            }));
            sql.push(" ON CONFLICT (resource_number, captured) DO NOTHING");
            added += tx.execute(sql).await? as usize;
        }
        tx.commit().await?;
        Ok(added)
    }

    /// The newest items of these resources; those that nobody knows are missing.
    pub async fn newest_items(
        &self,
        keys: &[ResourceKey],
    ) -> Result<HashMap<ResourceKey, ConfigurationItem>> {
        let mut found = HashMap::new();
        for (scope, ids) in scopes(keys.iter()) {
            for ids in ids.chunks(ROWS_PER_STATEMENT) {
                let mut sql = self.items_sql("read the newest items of resources");
                sql.push(" WHERE i.captured = r.captured AND ");
                bind_scope(&mut sql, scope).push(" AND r.resource_id IN ").bind_list(ids.iter().copied());
                for item in self.items(sql).await? {
                    found.insert(item.key.clone(), item);
                }
            }
        }
        Ok(found)
    }

    /// Items of one resource.
    pub async fn items_of(&self, key: &ResourceKey, range: ItemRange) -> Result<Vec<ConfigurationItem>> {
        let mut sql = self.items_sql("read the history of a resource");
        let scope = (key.account.as_str(), key.region.as_str(), key.resource_type.as_str());
        sql.push(" WHERE ");
        bind_scope(&mut sql, scope).push(" AND r.resource_id = ").bind(key.resource_id.as_str());
        sql.push(" AND i.captured >= ").bind(range.earliest).push(" AND i.captured <= ").bind(range.latest);
        sql.push(if range.is_newest_first { " ORDER BY i.captured DESC" } else { " ORDER BY i.captured" });
        sql.push(" LIMIT ").bind(range.limit as i64);
        self.items(sql).await
    }

    /// Resources in the order of account, region, type and id, after the given one.
    pub async fn resources(
        &self,
        filter: &ResourceFilter<'_>,
        after: Option<&ResourceKey>,
        limit: usize,
    ) -> Result<Vec<Resource>> {
        let attempted = "list resources";
        let mut sql = self
            .database()
            .sql(attempted, &format!("SELECT {RESOURCE_COLUMNS} FROM stellwerk_resource r WHERE "));
        bind_filter(&mut sql, filter);
        bind_after(&mut sql, after);
        sql.push(" ORDER BY r.account, r.region, r.resource_type, r.resource_id LIMIT ").bind(limit as i64);
        let rows = self.database().rows(sql).await?;
        rows.iter().map(|row| self.resource(attempted, row)).collect()
    }

    /// Items of resources in the order of account, region, type and id, after the given one: the newest, or those that were it at a time in
    /// milliseconds since 1970. Then, resources may be among them that were deleted: their items say so.
    pub async fn items_page(
        &self,
        filter: &ResourceFilter<'_>,
        as_of: Option<i64>,
        after: Option<&ResourceKey>,
        limit: usize,
    ) -> Result<Vec<ConfigurationItem>> {
        let mut sql = self.items_sql("read the items of resources");
        match as_of {
            None => drop(sql.push(" WHERE i.captured = r.captured AND ")),
            Some(time) => {
                sql.push(
                    " WHERE i.captured = (SELECT MAX(o.captured) FROM stellwerk_item o
                     WHERE o.resource_number = r.resource_number AND o.captured <= ",
                );
                sql.bind(time).push(") AND ");
            }
        }
        bind_filter(&mut sql, filter);
        bind_after(&mut sql, after);
        sql.push(" ORDER BY r.account, r.region, r.resource_type, r.resource_id LIMIT ").bind(limit as i64);
        self.items(sql).await
    }

    /// Items in the order in which they were written, after the given number (0 to begin with), each with its number.
    pub async fn items_after(
        &self,
        filter: &ResourceFilter<'_>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(i64, ConfigurationItem)>> {
        let mut sql = self.items_sql("follow configuration items");
        sql.push(" WHERE i.item_number > ").bind(after).push(" AND ");
        bind_filter(&mut sql, filter);
        sql.push(" ORDER BY i.item_number LIMIT ").bind(limit as i64);
        self.numbered_items(sql).await
    }

    /// Items of these resources that were captured between two times in milliseconds since 1970, the later one excluded, by type and in the
    /// order of capture.
    pub async fn items_between(
        &self,
        filter: &ResourceFilter<'_>,
        from: i64,
        until: i64,
    ) -> Result<Vec<ConfigurationItem>> {
        let mut sql = self.items_sql("read the configuration items of a time");
        sql.push(" WHERE i.captured >= ").bind(from).push(" AND i.captured < ").bind(until).push(" AND ");
        bind_filter(&mut sql, filter);
        sql.push(" ORDER BY r.resource_type, i.captured, i.item_number");
        self.items(sql).await
    }

    /// The number of the item that was written last, 0 where there is none.
    pub async fn last_item_number(&self) -> Result<i64> {
        let attempted = "read the number of the newest configuration item";
        let sql = self.database().sql(attempted, "SELECT COALESCE(MAX(item_number), 0) FROM stellwerk_item");
        let rows = self.database().rows(sql).await?;
        let number = rows.first().ok_or(sqlx::Error::RowNotFound).and_then(|row| row.int(0));
        number.map_err(|error| self.database().error(attempted, error))
    }

    /// How many resources there are by account, region and type.
    pub async fn resource_counts(&self, filter: &ResourceFilter<'_>) -> Result<Vec<(ResourceKey, u64)>> {
        let attempted = "count resources";
        let mut sql = self.database().sql(
            attempted,
            "SELECT r.account, r.region, r.resource_type, COUNT(*) FROM stellwerk_resource r WHERE ",
        );
        bind_filter(&mut sql, filter);
        sql.push(
            " GROUP BY r.account, r.region, r.resource_type ORDER BY r.account, r.region, r.resource_type",
        );
        let rows = self.database().rows(sql).await?;
        let counts = rows.iter().map(|row| {
            let key = ResourceKey {
                account: row.text(0)?.to_owned(),
                region: row.text(1)?.to_owned(),
                resource_type: row.text(2)?.to_owned(),
                resource_id: String::new(),
            };
            Ok((key, row.count(3)?))
        });
        counts.collect::<sqlx::Result<_>>().map_err(|error| self.database().error(attempted, error))
    }

    /// Deletes items that were over before the given time, in milliseconds since 1970, but for the one that was the state then; of
    /// resources that were deleted before, everything. Returns how many.
    pub async fn expire_items(&self, account: &str, region: &str, before: i64) -> Result<u64> {
        let attempted = "expire configuration items";
        let mut tx = self.database().write().await?;
        let mut sql = tx.sql(
            attempted,
            "DELETE FROM stellwerk_item WHERE resource_number IN (SELECT resource_number FROM stellwerk_resource r WHERE r.account = ",
        );
        sql.bind(account).push(" AND r.region = ").bind(region);
        sql.push(") AND captured < (SELECT MAX(o.captured) FROM stellwerk_item o WHERE o.resource_number = stellwerk_item.resource_number AND o.captured <= ");
        sql.bind(before).push(")");
        let mut expired = tx.execute(sql).await?;
        let ended = "(SELECT r.resource_number FROM stellwerk_resource r WHERE r.status IN ('ResourceDeleted', 'ResourceDeletedNotRecorded') AND r.captured < ";
        for (table, counts) in [("stellwerk_item", true), ("stellwerk_resource", false)] {
            let mut sql = tx.sql(attempted, &format!("DELETE FROM {table} WHERE resource_number IN {ended}"));
            sql.bind(before).push(" AND r.account = ").bind(account).push(" AND r.region = ").bind(region);
            sql.push(")");
            let touched = tx.execute(sql).await?;
            expired += if counts { touched } else { 0 };
        }
        tx.commit().await?;
        Ok(expired)
    }

    fn items_sql<'a>(&self, attempted: &'static str) -> Sql<'a> {
        let text = format!(
            "SELECT {RESOURCE_COLUMNS}, i.captured, i.body, i.item_number FROM stellwerk_resource r
             JOIN stellwerk_item i ON i.resource_number = r.resource_number"
        );
        self.database().sql(attempted, &text)
    }

    async fn items(&self, sql: Sql<'_>) -> Result<Vec<ConfigurationItem>> {
        Ok(self.numbered_items(sql).await?.into_iter().map(|(_, item)| item).collect())
    }

    async fn numbered_items(&self, sql: Sql<'_>) -> Result<Vec<(i64, ConfigurationItem)>> {
        let attempted = "read configuration items";
        let rows = self.database().rows(sql).await?;
        let item = |row: &Row| {
            let columns = (|| Ok((key(row)?, row.int(8)?, row.bytes(9)?, row.int(10)?)))();
            let (key, captured, body, number) =
                columns.map_err(|error| self.database().error(attempted, error))?;
            Ok((number, decode(key, captured, &body)?))
        };
        rows.iter().map(item).collect()
    }

    fn resource(&self, attempted: &'static str, row: &Row) -> Result<Resource> {
        let resource = || {
            let status = Status::parse(row.text(6)?);
            let status = status.ok_or_else(|| sqlx::Error::Decode("unknown status".into()))?;
            Ok(Resource {
                key: key(row)?,
                resource_name: row.text_or_null(4)?.map(str::to_owned),
                arn: row.text_or_null(5)?.map(str::to_owned),
                status,
                captured: row.int(7)?,
            })
        };
        resource().map_err(|error| self.database().error(attempted, error))
    }
}

fn key(row: &Row) -> sqlx::Result<ResourceKey> {
    Ok(ResourceKey {
        account: row.text(0)?.to_owned(),
        region: row.text(1)?.to_owned(),
        resource_type: row.text(2)?.to_owned(),
        resource_id: row.text(3)?.to_owned(),
    })
}

/// Account, region and type.
type Scope<'a> = (&'a str, &'a str, &'a str);

/// Ids by what they are unique in.
fn scopes<'a>(keys: impl Iterator<Item = &'a ResourceKey>) -> BTreeMap<Scope<'a>, Vec<&'a str>> {
    let mut scopes: BTreeMap<Scope<'a>, Vec<&'a str>> = BTreeMap::new();
    for key in keys {
        let scope = (key.account.as_str(), key.region.as_str(), key.resource_type.as_str());
        scopes.entry(scope).or_default().push(&key.resource_id);
    }
    scopes
}

fn bind_scope<'s, 'a>(sql: &'s mut Sql<'a>, (account, region, resource_type): Scope<'a>) -> &'s mut Sql<'a> {
    sql.push("r.account = ").bind(account).push(" AND r.region = ").bind(region);
    sql.push(" AND r.resource_type = ").bind(resource_type)
}

fn bind_filter<'a>(sql: &mut Sql<'a>, filter: &ResourceFilter<'a>) {
    sql.push("1 = 1");
    for (column, value) in
        [("r.account", filter.account), ("r.resource_name", filter.resource_name), ("r.arn", filter.arn)]
    {
        if let Some(value) = value {
            sql.push(&format!(" AND {column} = ")).bind(value);
        }
    }
    for (column, values) in [
        ("r.region", &filter.regions),
        ("r.resource_type", &filter.resource_types),
        ("r.resource_id", &filter.resource_ids),
    ] {
        if !values.is_empty() {
            sql.push(&format!(" AND {column} IN ")).bind_list(values.iter().copied());
        }
    }
    let left_out = Status::ALL.into_iter().filter(|status| {
        (status.is_deleted() && !filter.with_deleted) || (!status.is_recorded() && !filter.with_unrecorded)
    });
    let left_out: Vec<&str> = left_out.map(Status::name).collect();
    if !left_out.is_empty() {
        sql.push(" AND r.status NOT IN ").bind_list(left_out);
    }
}

fn bind_after<'a>(sql: &mut Sql<'a>, after: Option<&'a ResourceKey>) {
    if let Some(ResourceKey { account, region, resource_type, resource_id }) = after {
        sql.push(" AND (r.account, r.region, r.resource_type, r.resource_id) > ");
        sql.bind_list([account.as_str(), region, resource_type, resource_id]);
    }
}

/// The number of each resource, and when its newest item was captured.
async fn numbers<'a>(
    tx: &mut Tx<'_>,
    keys: impl Iterator<Item = &'a ResourceKey>,
) -> Result<HashMap<ResourceKey, (i64, i64)>> {
    let attempted = "look for resources";
    let mut found = HashMap::new();
    for (scope, ids) in scopes(keys) {
        for ids in ids.chunks(ROWS_PER_STATEMENT) {
            let mut sql = tx.sql(
                attempted,
                "SELECT r.account, r.region, r.resource_type, r.resource_id, r.resource_number, r.captured FROM stellwerk_resource r WHERE ",
            );
            bind_scope(&mut sql, scope).push(" AND r.resource_id IN ").bind_list(ids.iter().copied());
            for row in tx.rows(sql).await? {
                let columns = (|| Ok((key(&row)?, row.int(4)?, row.int(5)?)))();
                let (key, number, captured) = columns.map_err(|error| tx.error(attempted, error))?;
                found.insert(key, (number, captured));
            }
        }
    }
    Ok(found)
}

/// Makes these the newest states of their resources.
async fn note_newest<'a>(tx: &mut Tx<'_>, items: impl Iterator<Item = &'a ConfigurationItem>) -> Result<()> {
    let mut sql = tx.sql(
        "note the newest state of resources",
        "INSERT INTO stellwerk_resource(account, region, resource_type, resource_id, resource_name, arn, status, captured) VALUES ",
    );
    sql.bind_rows(items.map(|ConfigurationItem { key, resource_name, arn, status, captured, .. }| {
        [
            key.account.as_str().into(),
            key.region.as_str().into(),
            key.resource_type.as_str().into(),
            key.resource_id.as_str().into(),
            resource_name.as_deref().into(),
            arn.as_deref().into(),
            status.name().into(),
            (*captured).into(),
        ]
    }));
    sql.push(
        " ON CONFLICT (account, region, resource_type, resource_id) DO UPDATE SET resource_name = excluded.resource_name,
         arn = excluded.arn, status = excluded.status, captured = excluded.captured",
    );
    tx.execute(sql).await?;
    Ok(())
}

fn encode(item: &ConfigurationItem) -> Result<Vec<u8>> {
    let attempted = "write a configuration item";
    let item = item.clone();
    let body = Body {
        version: item.version,
        status: item.status,
        state_id: item.state_id,
        resource_name: item.resource_name,
        arn: item.arn,
        availability_zone: item.availability_zone,
        created: item.created,
        tags: item.tags,
        related_events: item.related_events,
        relationships: item.relationships,
        configuration: item.configuration,
        supplementary: item.supplementary,
        is_daily: item.is_daily,
        cause: item.cause,
    };
    let invalid = |why: String| CatalogError::Invalid { attempted, why };
    let text = serde_json::to_vec(&body).map_err(|error| invalid(error.to_string()))?;
    let mut encoded = vec![BODY_FORMAT];
    encoded.extend(zstd::bulk::compress(&text, ZSTD_LEVEL).map_err(|error| invalid(error.to_string()))?);
    Ok(encoded)
}

fn decode(key: ResourceKey, captured: i64, encoded: &[u8]) -> Result<ConfigurationItem> {
    let invalid = |why: String| CatalogError::Invalid {
        attempted: "read a configuration item",
        why: format!("the item of {} {} at {captured} {why}", key.resource_type, key.resource_id),
    };
    let body = match encoded.split_first() {
        Some((&BODY_FORMAT, body)) => body,
        Some((format, _)) => return Err(invalid(format!("has the unknown format {format}"))),
        None => return Err(invalid("is empty".to_owned())),
    };
    let text = zstd::bulk::decompress(
        body,
        zstd::bulk::Decompressor::upper_bound(body).unwrap_or(BODY_BYTES_MAX).min(BODY_BYTES_MAX),
    );
    let text = text.map_err(|error| invalid(format!("is damaged: {error}")))?;
    let body: Body =
        serde_json::from_slice(&text).map_err(|error| invalid(format!("is damaged: {error}")))?;
    Ok(ConfigurationItem {
        key,
        version: body.version,
        status: body.status,
        captured,
        state_id: body.state_id,
        resource_name: body.resource_name,
        arn: body.arn,
        availability_zone: body.availability_zone,
        created: body.created,
        tags: body.tags,
        related_events: body.related_events,
        relationships: body.relationships,
        configuration: body.configuration,
        supplementary: body.supplementary,
        is_daily: body.is_daily,
        cause: body.cause,
    })
}
