//! The tables: created once, checked at every opening.
//!
//! The DuckLake tables are spelled as DuckDB 1.5 creates them on either database (compare `sqlite_master` of
//! a lake that DuckDB made); a test does exactly that. Changing anything here means a new [`SCHEMA_VERSION`]
//! and a step from the old one.

use super::sql::{Database, Dialect, Tx, Value};
use super::stats::ColumnType;
use super::time::instant;
use super::{CatalogError, ColumnDef, EVENT_TIME_COLUMN_ID, Result};

/// Version of everything DuckLake does not describe: our tables, our indexes, our reading of the statistics.
const SCHEMA_VERSION: &str = "3";
const DUCKLAKE_VERSION: &str = "1.0";

/// Ids that [`Catalog::open`](super::Catalog::open) gives out; DuckDB numbers a first table the same way.
pub(super) const TABLE_ID: i64 = 1;

/// `{flag}`, `{time}`, `{uuid}`, `{bytes}` and `{counter}` stand for types that have different names. The
/// last index is all that listing the files needs of the statistics, 1 row in 35, which matters with 10,000
/// files.
const TABLES: &str = r#"
CREATE TABLE ducklake_metadata("key" VARCHAR NOT NULL, "value" VARCHAR NOT NULL, "scope" VARCHAR, scope_id BIGINT);
CREATE TABLE ducklake_snapshot(snapshot_id BIGINT PRIMARY KEY, snapshot_time {time}, schema_version BIGINT,
    next_catalog_id BIGINT, next_file_id BIGINT);
CREATE TABLE ducklake_snapshot_changes(snapshot_id BIGINT PRIMARY KEY, changes_made VARCHAR, author VARCHAR,
    commit_message VARCHAR, commit_extra_info VARCHAR);
CREATE TABLE ducklake_schema(schema_id BIGINT PRIMARY KEY, schema_uuid {uuid}, begin_snapshot BIGINT,
    end_snapshot BIGINT, schema_name VARCHAR, path VARCHAR, path_is_relative {flag});
CREATE TABLE ducklake_table(table_id BIGINT, table_uuid {uuid}, begin_snapshot BIGINT, end_snapshot BIGINT,
    schema_id BIGINT, table_name VARCHAR, path VARCHAR, path_is_relative {flag});
CREATE TABLE ducklake_view(view_id BIGINT, view_uuid {uuid}, begin_snapshot BIGINT, end_snapshot BIGINT,
    schema_id BIGINT, view_name VARCHAR, dialect VARCHAR, "sql" VARCHAR, column_aliases VARCHAR);
CREATE TABLE ducklake_tag(object_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, "key" VARCHAR, "value" VARCHAR);
CREATE TABLE ducklake_column_tag(table_id BIGINT, column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT,
    "key" VARCHAR, "value" VARCHAR);
CREATE TABLE ducklake_data_file(data_file_id BIGINT PRIMARY KEY, table_id BIGINT, begin_snapshot BIGINT,
    end_snapshot BIGINT, file_order BIGINT, path VARCHAR, path_is_relative {flag}, file_format VARCHAR,
    record_count BIGINT, file_size_bytes BIGINT, footer_size BIGINT, row_id_start BIGINT, partition_id BIGINT,
    encryption_key VARCHAR, mapping_id BIGINT, partial_max BIGINT);
CREATE TABLE ducklake_file_column_stats(data_file_id BIGINT, table_id BIGINT, column_id BIGINT,
    column_size_bytes BIGINT, value_count BIGINT, null_count BIGINT, min_value VARCHAR, max_value VARCHAR,
    contains_nan {flag}, extra_stats VARCHAR);
CREATE TABLE ducklake_file_variant_stats(data_file_id BIGINT, table_id BIGINT, column_id BIGINT, variant_path VARCHAR,
    shredded_type VARCHAR, column_size_bytes BIGINT, value_count BIGINT, null_count BIGINT, min_value VARCHAR,
    max_value VARCHAR, contains_nan {flag}, extra_stats VARCHAR);
CREATE TABLE ducklake_delete_file(delete_file_id BIGINT PRIMARY KEY, table_id BIGINT, begin_snapshot BIGINT,
    end_snapshot BIGINT, data_file_id BIGINT, path VARCHAR, path_is_relative {flag}, format VARCHAR,
    delete_count BIGINT, file_size_bytes BIGINT, footer_size BIGINT, encryption_key VARCHAR, partial_max BIGINT);
CREATE TABLE ducklake_column(column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, table_id BIGINT,
    column_order BIGINT, column_name VARCHAR, column_type VARCHAR, initial_default VARCHAR, default_value VARCHAR,
    nulls_allowed {flag}, parent_column BIGINT, default_value_type VARCHAR, default_value_dialect VARCHAR);
CREATE TABLE ducklake_table_stats(table_id BIGINT, record_count BIGINT, next_row_id BIGINT, file_size_bytes BIGINT);
CREATE TABLE ducklake_table_column_stats(table_id BIGINT, column_id BIGINT, contains_null {flag}, contains_nan {flag},
    min_value VARCHAR, max_value VARCHAR, extra_stats VARCHAR);
CREATE TABLE ducklake_partition_info(partition_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT);
CREATE TABLE ducklake_partition_column(partition_id BIGINT, table_id BIGINT, partition_key_index BIGINT,
    column_id BIGINT, "transform" VARCHAR);
CREATE TABLE ducklake_file_partition_value(data_file_id BIGINT, table_id BIGINT, partition_key_index BIGINT,
    partition_value VARCHAR);
CREATE TABLE ducklake_files_scheduled_for_deletion(data_file_id BIGINT, path VARCHAR, path_is_relative {flag},
    schedule_start {time});
CREATE TABLE ducklake_inlined_data_tables(table_id BIGINT, table_name VARCHAR, schema_version BIGINT);
CREATE TABLE ducklake_column_mapping(mapping_id BIGINT, table_id BIGINT, "type" VARCHAR);
CREATE TABLE ducklake_name_mapping(mapping_id BIGINT, column_id BIGINT, source_name VARCHAR, target_field_id BIGINT,
    parent_column BIGINT, is_partition {flag});
CREATE TABLE ducklake_schema_versions(begin_snapshot BIGINT, schema_version BIGINT, table_id BIGINT);
CREATE TABLE ducklake_macro(schema_id BIGINT, macro_id BIGINT, macro_name VARCHAR, begin_snapshot BIGINT,
    end_snapshot BIGINT);
CREATE TABLE ducklake_macro_impl(macro_id BIGINT, impl_id BIGINT, dialect VARCHAR, "sql" VARCHAR, "type" VARCHAR);
CREATE TABLE ducklake_macro_parameters(macro_id BIGINT, impl_id BIGINT, column_id BIGINT, parameter_name VARCHAR,
    parameter_type VARCHAR, default_value VARCHAR, default_value_type VARCHAR);
CREATE TABLE ducklake_sort_info(sort_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT);
CREATE TABLE ducklake_sort_expression(sort_id BIGINT, table_id BIGINT, sort_key_index BIGINT, expression VARCHAR,
    dialect VARCHAR, sort_direction VARCHAR, null_order VARCHAR);

CREATE UNIQUE INDEX stellwerk_data_file_path ON ducklake_data_file(table_id, path);
CREATE INDEX stellwerk_data_file_begin ON ducklake_data_file(begin_snapshot);
CREATE INDEX stellwerk_data_file_end ON ducklake_data_file(end_snapshot);
CREATE INDEX stellwerk_file_column_stats_file ON ducklake_file_column_stats(data_file_id);
CREATE INDEX stellwerk_event_time ON ducklake_file_column_stats(data_file_id, min_value, max_value)
    WHERE column_id = {event_time};

CREATE TABLE stellwerk_metadata("key" VARCHAR PRIMARY KEY, "value" VARCHAR NOT NULL);
CREATE TABLE stellwerk_state(log_cursor BIGINT NOT NULL, accepted BIGINT NOT NULL, indexed BIGINT NOT NULL,
    rejected_as_duplicate BIGINT NOT NULL, quarantined BIGINT NOT NULL);
CREATE TABLE stellwerk_source(uri VARCHAR PRIMARY KEY, version VARCHAR NOT NULL, records BIGINT NOT NULL,
    duplicates BIGINT NOT NULL, quarantined BIGINT NOT NULL, source_bytes BIGINT NOT NULL, done {flag} NOT NULL,
    resume_offset BIGINT NOT NULL, records_done BIGINT NOT NULL);
CREATE TABLE stellwerk_quarantine(quarantine_id {counter}, quarantined_at {time} NOT NULL, source_uri VARCHAR NOT NULL,
    source_offset BIGINT NOT NULL, reason VARCHAR NOT NULL, content {bytes} NOT NULL, content_length BIGINT NOT NULL,
    object VARCHAR);
CREATE INDEX stellwerk_quarantine_source ON stellwerk_quarantine(source_uri);
"#;

/// What version 2 added: the documents of the control plane (see `documents.rs`) and the places of the log's followers.
const TABLES_OF_VERSION_2: &str = r#"
CREATE TABLE stellwerk_document(kind VARCHAR NOT NULL, account VARCHAR NOT NULL, region VARCHAR NOT NULL, name VARCHAR NOT NULL,
    revision BIGINT NOT NULL, format BIGINT NOT NULL, body VARCHAR NOT NULL, PRIMARY KEY(kind, account, region, name));
CREATE TABLE stellwerk_follower(name VARCHAR PRIMARY KEY, log_cursor BIGINT NOT NULL);
"#;

/// What version 3 added: the inventory (see `inventory.rs`). A resource has a row with what it is found by, and one for each of its items.
const TABLES_OF_VERSION_3: &str = r#"
CREATE TABLE stellwerk_resource(resource_number {counter}, account VARCHAR NOT NULL, region VARCHAR NOT NULL, resource_type VARCHAR NOT NULL,
    resource_id VARCHAR NOT NULL, resource_name VARCHAR, arn VARCHAR, status VARCHAR NOT NULL, captured BIGINT NOT NULL);
CREATE UNIQUE INDEX stellwerk_resource_id ON stellwerk_resource(account, region, resource_type, resource_id);
CREATE INDEX stellwerk_resource_name ON stellwerk_resource(resource_name);
CREATE INDEX stellwerk_resource_arn ON stellwerk_resource(arn);
CREATE TABLE stellwerk_item(item_number {counter}, resource_number BIGINT NOT NULL, captured BIGINT NOT NULL, body {bytes} NOT NULL);
CREATE UNIQUE INDEX stellwerk_item_captured ON stellwerk_item(resource_number, captured);
"#;

/// Checks the columns and parses their types, in the given order.
pub(super) fn typed_columns(columns: &[ColumnDef]) -> Result<Vec<(i64, ColumnType)>> {
    let invalid = |why| CatalogError::Invalid { attempted: "read the columns of the lake's table", why };
    let mut typed: Vec<(i64, ColumnType)> = Vec::with_capacity(columns.len());
    for column in columns {
        let ColumnDef { column_id, name, column_type } = column;
        let kind = ColumnType::parse(column_type)
            .ok_or_else(|| invalid(format!("column {name} has the unknown type {column_type}")))?;
        if *column_id < 1 || typed.iter().any(|(id, _)| id == column_id) {
            return Err(invalid(format!("column {name} has the id {column_id}, which is taken or below 1")));
        }
        typed.push((*column_id, kind));
    }
    if !typed.contains(&(EVENT_TIME_COLUMN_ID, ColumnType::Timestamp)) {
        return Err(invalid(format!(
            "there is no column of type timestamp with the id {EVENT_TIME_COLUMN_ID}"
        )));
    }
    Ok(typed)
}

/// Makes the tables if there are none, and refuses a catalog that this program must not touch. Returns the
/// secret.
pub(super) async fn create_or_check(
    database: &Database,
    data_path: &str,
    columns: &[ColumnDef],
) -> Result<[u8; 16]> {
    let data_path = format!("{}/", data_path.trim_end_matches('/'));
    let mut tx = database.write().await?;
    let refused = |why: &str| CatalogError::Refused { catalog: database.name.clone(), why: why.to_owned() };
    let secret = match existing_tables(database, &mut tx).await?.as_slice() {
        [] => create(database, &mut tx, &data_path, columns).await?,
        [_, _] => check(database, &mut tx, &data_path, columns).await?,
        [table] if table == "ducklake_metadata" => {
            return Err(refused("it is a DuckLake that something else created"));
        }
        _ => return Err(refused("its DuckLake tables are missing")),
    };
    tx.commit().await?;
    Ok(secret)
}

/// Which of the two tables are there from which everything else follows.
async fn existing_tables(database: &Database, tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let attempted = "look for the catalog's tables";
    let sql = tx.sql(attempted, match database.dialect() {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('ducklake_metadata', 'stellwerk_metadata')"
        }
        // to_regclass follows the search path, as every other statement here does.
        Dialect::Postgres => {
            "SELECT CAST(relname AS text) FROM pg_class
             WHERE oid IN (to_regclass('ducklake_metadata'), to_regclass('stellwerk_metadata'))"
        }
    });
    let rows = tx.rows(sql).await?;
    let names = rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<sqlx::Result<_>>();
    names.map_err(|e| database.error(attempted, e))
}

async fn create(
    database: &Database,
    tx: &mut Tx<'_>,
    data_path: &str,
    columns: &[ColumnDef],
) -> Result<[u8; 16]> {
    let attempted = "create the catalog's tables";
    let tables = TABLES.replace("{event_time}", &EVENT_TIME_COLUMN_ID.to_string());
    for tables in [&tables, TABLES_OF_VERSION_2, TABLES_OF_VERSION_3] {
        execute_all(tx, attempted, &typed(database.dialect(), tables)).await?;
    }

    let attempted = "fill the new catalog";
    let now = instant(std::time::SystemTime::now());
    let uuid = || Value::Uuid(uuid::Uuid::new_v4().to_string());
    let created_by = concat!("Stellwerk ", env!("CARGO_PKG_VERSION"));

    let mut sql = tx.sql(attempted, "INSERT INTO ducklake_metadata(\"key\", \"value\") VALUES ");
    sql.bind_rows([
        ["version".into(), DUCKLAKE_VERSION.into()],
        ["created_by".into(), created_by.into()],
        ["data_path".into(), data_path.into()],
        ["encrypted".into(), "false".into()],
        ["data_inlining_row_limit".into(), "0".into()],
    ]);
    tx.execute(sql).await?;

    // Snapshot 0 has the schema, snapshot 1 the table: two steps, as if DuckDB had made them.
    let mut sql = tx.sql(attempted, "INSERT INTO ducklake_snapshot VALUES ");
    sql.bind_rows([
        [0i64.into(), Value::Time(now.clone()), 0i64.into(), 1i64.into(), 0i64.into()],
        [1i64.into(), Value::Time(now), 1i64.into(), 2i64.into(), 0i64.into()],
    ]);
    tx.execute(sql).await?;
    let mut sql =
        tx.sql(attempted, "INSERT INTO ducklake_snapshot_changes(snapshot_id, changes_made) VALUES ");
    sql.bind_rows([
        [0i64.into(), r#"created_schema:"main""#.into()],
        [1i64.into(), r#"created_table:"main"."events""#.into()],
    ]);
    tx.execute(sql).await?;
    let mut sql = tx.sql(attempted, "INSERT INTO ducklake_schema VALUES (0, ");
    sql.bind(uuid()).push(", 0, NULL, 'main', 'main/', true)");
    tx.execute(sql).await?;
    let mut sql = tx.sql(attempted, "INSERT INTO ducklake_table VALUES (");
    sql.bind(TABLE_ID).push(", ").bind(uuid()).push(", 1, NULL, 0, 'events', 'events/', true)");
    tx.execute(sql).await?;
    let mut sql = tx.sql(attempted, "INSERT INTO ducklake_schema_versions VALUES (1, 1, ");
    sql.bind(TABLE_ID).push(")");
    tx.execute(sql).await?;

    let mut sql = tx.sql(
        attempted,
        "INSERT INTO ducklake_column(column_id, begin_snapshot, table_id, column_order, column_name, column_type,
             default_value, nulls_allowed, default_value_type, default_value_dialect) VALUES ",
    );
    sql.bind_rows(columns.iter().enumerate().map(|(i, column)| {
        let order = i as i64 + 1;
        let (name, kind) = (column.name.as_str(), column.column_type.as_str());
        [
            column.column_id.into(),
            1i64.into(),
            TABLE_ID.into(),
            order.into(),
            name.into(),
            kind.into(),
            "NULL".into(),
            true.into(),
            "literal".into(),
            "duckdb".into(),
        ]
    }));
    tx.execute(sql).await?;

    let mut sql = tx.sql(attempted, "INSERT INTO ducklake_table_stats VALUES (");
    sql.bind(TABLE_ID).push(", 0, 0, 0)");
    tx.execute(sql).await?;
    // Null bounds of an empty table; `commit` tells "no value so far" from "not known".
    let mut sql = tx.sql(
        attempted,
        "INSERT INTO ducklake_table_column_stats(table_id, column_id, contains_null) VALUES ",
    );
    sql.bind_rows(columns.iter().map(|column| [TABLE_ID.into(), column.column_id.into(), false.into()]));
    tx.execute(sql).await?;

    let secret = random_secret();
    let mut sql = tx.sql(attempted, "INSERT INTO stellwerk_metadata VALUES ");
    sql.bind_rows([
        [Value::from("schema_version"), SCHEMA_VERSION.into()],
        ["secret".into(), format!("{secret:032x}").into()],
    ]);
    tx.execute(sql).await?;
    tx.execute(tx.sql(attempted, "INSERT INTO stellwerk_state VALUES (0, 0, 0, 0, 0)")).await?;
    Ok(secret.to_be_bytes())
}

async fn execute_all(tx: &mut Tx<'_>, attempted: &'static str, statements: &str) -> Result<()> {
    for statement in statements.split(';').filter(|s| !s.trim().is_empty()) {
        tx.execute(tx.sql(attempted, statement.trim())).await?;
    }
    Ok(())
}

/// The steps from older versions: nothing that was there changes.
async fn bring_up_to_date(database: &Database, tx: &mut Tx<'_>, from: u32) -> Result<()> {
    let attempted = "bring the catalog's tables up to date";
    for (version, tables) in [(2, TABLES_OF_VERSION_2), (3, TABLES_OF_VERSION_3)] {
        if from < version {
            execute_all(tx, attempted, &typed(database.dialect(), tables)).await?;
        }
    }
    let mut sql = tx.sql(attempted, "UPDATE stellwerk_metadata SET \"value\" = ");
    sql.bind(SCHEMA_VERSION).push(" WHERE \"key\" = 'schema_version'");
    tx.execute(sql).await?;
    Ok(())
}

/// With the types that have different names.
fn typed(dialect: Dialect, tables: &str) -> String {
    let types = match dialect {
        Dialect::Sqlite => ["BIGINT", "VARCHAR", "VARCHAR", "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT"],
        Dialect::Postgres => {
            ["BOOLEAN", "TIMESTAMPTZ", "UUID", "BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"]
        }
    };
    let mut tables = tables.to_owned();
    for (placeholder, name) in ["{flag}", "{time}", "{uuid}", "{bytes}", "{counter}"].into_iter().zip(types) {
        tables = tables.replace(placeholder, name);
    }
    tables
}

async fn check(
    database: &Database,
    tx: &mut Tx<'_>,
    data_path: &str,
    columns: &[ColumnDef],
) -> Result<[u8; 16]> {
    let refused = |why: String| CatalogError::Refused { catalog: database.name.clone(), why };
    let newer = |what, found: &str, supported| CatalogError::NewerVersion {
        catalog: database.name.clone(),
        what,
        found: found.to_owned(),
        supported,
    };

    // Our version first: whatever else a newer program changed, this row stays where it is.
    let found = metadata(tx, "stellwerk_metadata", "schema_version").await?.unwrap_or_default();
    match (found.parse::<u32>(), SCHEMA_VERSION.parse::<u32>()) {
        _ if found == SCHEMA_VERSION => {}
        (Ok(from @ (1 | 2)), _) => bring_up_to_date(database, tx, from).await?,
        (Ok(f), Ok(s)) if f > s => return Err(newer("catalog schema", &found, SCHEMA_VERSION)),
        _ => return Err(refused(format!("its catalog schema has the unknown version {found:?}"))),
    }
    let found = metadata(tx, "ducklake_metadata", "version").await?.unwrap_or_default();
    match (version_number(&found), version_number(DUCKLAKE_VERSION)) {
        _ if found == DUCKLAKE_VERSION => {}
        (Some(f), Some(s)) if f > s => return Err(newer("DuckLake format", &found, DUCKLAKE_VERSION)),
        _ => return Err(refused(format!("its DuckLake format has the unknown version {found:?}"))),
    }

    let stored = metadata(tx, "ducklake_metadata", "data_path").await?.unwrap_or_default();
    if stored != data_path {
        let is_folder = |path: &str| !path.contains("://");
        if database.dialect() != Dialect::Sqlite || !is_folder(&stored) || !is_folder(data_path) {
            return Err(refused(format!("its files are in {stored}, the settings say {data_path}")));
        }
        tracing::info!(from = %stored, to = %data_path, "the lake moved from {stored} to {data_path}");
        let mut sql = tx.sql("note the new data path", "UPDATE ducklake_metadata SET \"value\" = ");
        sql.bind(data_path).push(" WHERE \"key\" = 'data_path' AND scope_id IS NULL");
        tx.execute(sql).await?;
    }

    let attempted = "read the columns of the table";
    let mut sql = tx.sql(
        attempted,
        "SELECT column_id, column_name, column_type FROM ducklake_column WHERE end_snapshot IS NULL AND table_id = ",
    );
    sql.bind(TABLE_ID).push(" ORDER BY column_order");
    let rows = tx.rows(sql).await?;
    let found = rows.iter().map(|row| {
        Ok(ColumnDef {
            column_id: row.int(0)?,
            name: row.text(1)?.to_owned(),
            column_type: row.text(2)?.to_owned(),
        })
    });
    let found = found.collect::<sqlx::Result<Vec<_>>>().map_err(|e| database.error(attempted, e))?;
    if found != columns {
        let differs = found.iter().zip(columns).find(|(f, c)| f != c);
        return Err(refused(match differs {
            Some((f, c)) => format!("its table has {f:?} where this program has {c:?}"),
            None => format!("its table has {} columns, this program has {}", found.len(), columns.len()),
        }));
    }

    let secret = metadata(tx, "stellwerk_metadata", "secret").await?.unwrap_or_default();
    let secret =
        u128::from_str_radix(&secret, 16).map_err(|_| refused("its secret is damaged".to_owned()))?;
    Ok(secret.to_be_bytes())
}

async fn metadata(tx: &mut Tx<'_>, table: &'static str, key: &str) -> Result<Option<String>> {
    let scope = if table == "ducklake_metadata" { " AND scope_id IS NULL" } else { "" };
    let attempted = "read the catalog's version and settings";
    let mut sql = tx.sql(attempted, &format!("SELECT \"value\" FROM {table} WHERE \"key\" = "));
    sql.bind(key.to_owned()).push(scope);
    let rows = tx.rows(sql).await?;
    rows.first().map(|row| row.text(0).map(str::to_owned)).transpose().map_err(|e| tx.error(attempted, e))
}

fn version_number(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// A version 4 UUID has 6 bits that are not random; two of them, shifted against each other, have none.
fn random_secret() -> u128 {
    uuid::Uuid::new_v4().as_u128() ^ uuid::Uuid::new_v4().as_u128().rotate_left(64)
}
