//! The one place that knows two SQL drivers exist.
//!
//! A statement is written once; [`Sql::bind`] puts in the placeholder that the database understands. Where
//! they differ in types, the kind of the bound [`Value`] decides: SQLite stores times and UUIDs as text and
//! flags as 0/1 (as DuckDB's SQLite extension does), PostgreSQL has types for them.
//!
//! INVARIANT: statement texts are made of literals of this crate and placeholders; values are always bound.

use std::borrow::Cow;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Postgres, Row as _, Sqlite, Transaction};

use super::{CatalogError, CatalogUrl, Result};

/// Rows per multi-row statement: with at most 10 values a row, well below the 32,766 parameters of SQLite.
pub(super) const ROWS_PER_STATEMENT: usize = 1_000;

/// How long a process waits for another process that writes to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a commit whose connection broke is asked after.
const OUTCOME_PATIENCE: Duration = Duration::from_secs(10);
const OUTCOME_PAUSE: Duration = Duration::from_millis(100);

/// PostgreSQL undid a transaction because of another one: serialization failure, deadlock.
const UNDONE: [&str; 2] = ["40001", "40P01"];
/// SQLite wrote everything, and then could not make it durable (`SQLITE_IOERR_FSYNC`, `SQLITE_IOERR_DIR_FSYNC`).
const NOT_SYNCED: [&str; 2] = ["1034", "1290"];

/// Taken by every writing transaction on PostgreSQL. Any number will do; it is "stellwer" in ASCII.
const ADVISORY_LOCK: i64 = 0x7374_656c_6c77_6572;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// A pool of connections, and the name of the catalog for messages (never with a password).
#[derive(Debug)]
pub(super) struct Database {
    pub(super) name: String,
    pool: Pool,
    url: CatalogUrl,
}

#[derive(Debug)]
enum Pool {
    /// SQLite has one writer at a time; queueing for one connection is fair and needs no polling.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl Database {
    pub(super) async fn connect(url: &CatalogUrl) -> Result<Self> {
        let name = display_name(url);
        let pool = match url {
            CatalogUrl::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .busy_timeout(BUSY_TIMEOUT)
                    // Fewer changes between SQLite's thread and ours while files are listed.
                    .row_buffer_size(1_000)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full);
                let writer = SqlitePoolOptions::new().max_connections(1).acquire_timeout(2 * BUSY_TIMEOUT);
                let readers = SqlitePoolOptions::new().max_connections(4).acquire_timeout(2 * BUSY_TIMEOUT);
                let writer = connect_sqlite(writer, &options).await;
                writer.map(|writer| Pool::Sqlite { writer, readers: readers.connect_lazy_with(options) })
            }
            CatalogUrl::Postgres(url) => {
                PgPoolOptions::new().max_connections(8).connect(url).await.map(Pool::Postgres)
            }
            CatalogUrl::PostgresSchema { url, schema } => {
                connect_schema(url, schema).await.map(Pool::Postgres)
            }
        };
        match pool {
            Ok(pool) => Ok(Self { name, pool, url: url.clone() }),
            Err(source) => {
                Err(CatalogError::Database { attempted: "connect to the database", catalog: name, source })
            }
        }
    }

    /// Drops the schema or deletes the file that the catalog has for itself. A database that was given is left.
    pub(super) async fn destroy(&self) -> Result<()> {
        let attempted = "delete the catalog";
        match &self.url {
            CatalogUrl::Postgres(_) => {}
            CatalogUrl::PostgresSchema { schema, .. } => {
                let mut tx = self.write().await?;
                let sql = tx.sql(attempted, &format!("DROP SCHEMA IF EXISTS \"{schema}\" CASCADE"));
                tx.execute(sql).await?;
                tx.commit().await?;
            }
            CatalogUrl::Sqlite(path) => {
                self.close().await;
                for suffix in ["", "-wal", "-shm"] {
                    let mut file = path.clone().into_os_string();
                    file.push(suffix);
                    match std::fs::remove_file(&file) {
                        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                            return Err(self.error(attempted, sqlx::Error::Io(error)));
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self.pool {
            Pool::Sqlite { .. } => Dialect::Sqlite,
            Pool::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(super) fn sql<'a>(&self, attempted: &'static str, text: &str) -> Sql<'a> {
        Sql { dialect: self.dialect(), attempted, text: text.to_owned(), values: Vec::new() }
    }

    /// One statement that reads, outside of any transaction.
    pub(super) async fn rows(&self, sql: Sql<'_>) -> Result<Vec<Row>> {
        let rows = match &self.pool {
            Pool::Sqlite { readers, .. } => sql.sqlite().fetch_all(readers).await.map(Row::sqlite),
            Pool::Postgres(pool) => sql.postgres().fetch_all(pool).await.map(Row::postgres),
        };
        rows.map_err(|source| self.error(sql.attempted, source))
    }

    /// A transaction that reads one state of the database, whatever others write meanwhile.
    pub(super) async fn read(&self) -> Result<Tx<'_>> {
        let inner = match &self.pool {
            Pool::Sqlite { readers, .. } => readers.begin_with("BEGIN").await.map(TxInner::Sqlite),
            Pool::Postgres(pool) => {
                begin_postgres(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
            }
        };
        match inner {
            Ok(inner) => Ok(Tx { database: self, inner, kind: TxKind::Reads }),
            Err(source) => Err(self.error("begin a reading transaction", source)),
        }
    }

    /// The only writing transaction at this time, in all processes. Dropped without [`Tx::commit`] it leaves
    /// nothing.
    pub(super) async fn write(&self) -> Result<Tx<'_>> {
        let inner = match &self.pool {
            Pool::Sqlite { writer, .. } => writer.begin_with("BEGIN IMMEDIATE").await.map(TxInner::Sqlite),
            // Each statement must see what was committed while we waited for the lock.
            Pool::Postgres(pool) => begin_postgres(pool, "BEGIN ISOLATION LEVEL READ COMMITTED").await,
        };
        let mut tx = match inner {
            Ok(inner) => Tx { database: self, inner, kind: TxKind::Writes { id: None } },
            Err(source) => return Err(self.error("begin a writing transaction", source)),
        };
        if self.dialect() == Dialect::Postgres {
            let attempted = "lock the catalog for writing";
            let mut sql = self.sql(attempted, "SELECT pg_advisory_xact_lock(");
            sql.bind(ADVISORY_LOCK).push("), txid_current()");
            let rows = tx.rows(sql).await?;
            let id = rows.first().ok_or(sqlx::Error::RowNotFound).and_then(|row| row.int(1));
            tx.kind = TxKind::Writes { id: Some(id.map_err(|e| self.error(attempted, e))?) };
        }
        Ok(tx)
    }

    /// What became of a transaction of PostgreSQL whose commit was sent, and not answered. `None`: it cannot be
    /// found out.
    async fn outcome(&self, id: i64) -> Option<Outcome> {
        let patience = tokio::time::Instant::now() + OUTCOME_PATIENCE;
        loop {
            let mut sql = self.sql("ask after a commit", "SELECT txid_status(");
            sql.bind(id).push(")");
            let rows = tokio::time::timeout_at(patience, self.rows(sql)).await.ok()?;
            let status = rows.as_ref().ok().and_then(|rows| rows.first()?.text_or_null(0).ok());
            match status {
                Some(Some("committed")) => return Some(Outcome::Committed),
                Some(Some("aborted")) => return Some(Outcome::Aborted),
                // The server has forgotten it: it keeps the last billion or so.
                Some(None) => return None,
                // In progress: it has not noticed yet that we are gone. Or it cannot be reached yet.
                Some(Some(_)) | None => {}
            }
            if tokio::time::Instant::now() + OUTCOME_PAUSE > patience {
                return None;
            }
            tokio::time::sleep(OUTCOME_PAUSE).await;
        }
    }

    /// An expression that yields a time column as text, UTC.
    pub(super) fn time_text(&self, column: &str) -> String {
        match self.dialect() {
            Dialect::Sqlite => column.to_owned(),
            Dialect::Postgres => {
                format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00')")
            }
        }
    }

    pub(super) fn error(&self, attempted: &'static str, source: sqlx::Error) -> CatalogError {
        CatalogError::Database { attempted, catalog: self.name.clone(), source }
    }
}

/// A transaction, see [`Database::read`] and [`Database::write`].
pub(super) struct Tx<'a> {
    database: &'a Database,
    inner: TxInner,
    kind: TxKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TxKind {
    Reads,
    /// `id`: PostgreSQL's number of the transaction, by which it can be asked after.
    Writes {
        id: Option<i64>,
    },
}

enum Outcome {
    Committed,
    Aborted,
}

enum TxInner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx<'_> {
    pub(super) fn sql<'b>(&self, attempted: &'static str, text: &str) -> Sql<'b> {
        self.database.sql(attempted, text)
    }

    pub(super) async fn rows(&mut self, sql: Sql<'_>) -> Result<Vec<Row>> {
        let rows = match &mut self.inner {
            TxInner::Sqlite(tx) => sql.sqlite().fetch_all(&mut **tx).await.map(Row::sqlite),
            TxInner::Postgres(tx) => sql.postgres().fetch_all(&mut **tx).await.map(Row::postgres),
        };
        rows.map_err(|source| self.error(sql.attempted, source))
    }

    /// Returns the number of rows that were touched.
    pub(super) async fn execute(&mut self, sql: Sql<'_>) -> Result<u64> {
        let touched = match &mut self.inner {
            TxInner::Sqlite(tx) => sql.sqlite().execute(&mut **tx).await.map(|done| done.rows_affected()),
            TxInner::Postgres(tx) => sql.postgres().execute(&mut **tx).await.map(|done| done.rows_affected()),
        };
        touched.map_err(|source| self.error(sql.attempted, source))
    }

    pub(super) fn error(&self, attempted: &'static str, source: sqlx::Error) -> CatalogError {
        let code = source.as_database_error().and_then(|e| e.code());
        match (&self.inner, self.kind, code.as_deref()) {
            (TxInner::Postgres(_), TxKind::Writes { .. }, Some(code)) if UNDONE.contains(&code) => {
                let why = format!("{attempted}: the database undid it in favour of another transaction");
                CatalogError::Conflict { catalog: self.database.name.clone(), why }
            }
            _ => self.database.error(attempted, source),
        }
    }

    /// Makes it true. Where the answer is lost on the way, the database is asked what became of it.
    pub(super) async fn commit(self) -> Result<()> {
        let attempted = "commit the transaction";
        let (database, kind) = (self.database, self.kind);
        let (done, is_postgres) = match self.inner {
            TxInner::Sqlite(tx) => (tx.commit().await, false),
            TxInner::Postgres(tx) => (tx.commit().await, true),
        };
        let Err(source) = done else { return Ok(()) };
        let code = source.as_database_error().and_then(|e| e.code()).unwrap_or_default();
        let unknown = |source| CatalogError::OutcomeUnknown { catalog: database.name.clone(), source };
        match kind {
            TxKind::Writes { .. } if is_postgres && UNDONE.contains(&code.as_ref()) => {
                let why = "the database undid it in favour of another transaction".to_owned();
                Err(CatalogError::Conflict { catalog: database.name.clone(), why })
            }
            // An error that the server reports may as well be that of its shutdown, just after the commit.
            TxKind::Writes { id: Some(id) } => match database.outcome(id).await {
                Some(Outcome::Committed) => Ok(()),
                Some(Outcome::Aborted) => Err(database.error(attempted, source)),
                None => Err(unknown(source)),
            },
            TxKind::Writes { id: None } if NOT_SYNCED.contains(&code.as_ref()) => Err(unknown(source)),
            TxKind::Writes { id: None } => Err(database.error(attempted, source)),
            TxKind::Reads => Ok(()), // what was read is read
        }
    }
}

/// Begins in a task of its own, which is never dropped half-way: sqlx would put a connection that waits for the
/// answer to its BEGIN back into the pool, and the next to use it would find itself in a transaction, perhaps
/// one that only reads.
async fn begin_postgres(pool: &PgPool, statement: &'static str) -> sqlx::Result<TxInner> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    begun.await.expect("beginning does not panic").map(TxInner::Postgres)
}

/// A statement under construction: text and the values of its placeholders.
pub(super) struct Sql<'a> {
    dialect: Dialect,
    attempted: &'static str,
    text: String,
    values: Vec<Value<'a>>,
}

pub(super) enum Value<'a> {
    Int(Option<i64>),
    Text(Option<Cow<'a, str>>),
    Bytes(&'a [u8]),
    Flag(bool),
    /// As `time::instant` writes it.
    Time(String),
    Uuid(String),
}

impl<'a> Sql<'a> {
    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub(super) fn bind(&mut self, value: impl Into<Value<'a>>) -> &mut Self {
        let value = value.into();
        let number = self.values.len() + 1;
        match (self.dialect, &value) {
            // Not `?1` or `$1`: SQLite looks such names up one after the other, which takes a minute for
            // 10,000 files.
            (Dialect::Sqlite, _) => self.text.push('?'),
            (Dialect::Postgres, Value::Time(_)) => self.text.push_str(&format!("${number}::timestamptz")),
            (Dialect::Postgres, Value::Uuid(_)) => self.text.push_str(&format!("${number}::uuid")),
            (Dialect::Postgres, _) => self.text.push_str(&format!("${number}")),
        }
        self.values.push(value);
        self
    }

    /// `(…, …), (…, …)`, one pair of parentheses per row, ready to stand behind `VALUES`.
    pub(super) fn bind_rows<const N: usize>(
        &mut self,
        rows: impl IntoIterator<Item = [Value<'a>; N]>,
    ) -> &mut Self {
        for (i, row) in rows.into_iter().enumerate() {
            self.push(if i == 0 { "(" } else { ", (" });
            for (j, value) in row.into_iter().enumerate() {
                self.push(if j == 0 { "" } else { ", " }).bind(value);
            }
            self.push(")");
        }
        self
    }

    /// `(…, …, …)`, ready to stand behind `IN`.
    pub(super) fn bind_list(&mut self, values: impl IntoIterator<Item = impl Into<Value<'a>>>) -> &mut Self {
        self.push("(");
        for (i, value) in values.into_iter().enumerate() {
            self.push(if i == 0 { "" } else { ", " }).bind(value);
        }
        self.push(")")
    }

    fn sqlite(&self) -> sqlx::query::Query<'static, Sqlite, <Sqlite as sqlx::Database>::Arguments> {
        let mut query = sqlx::query(AssertSqlSafe(self.text.clone()));
        for value in &self.values {
            query = match value {
                Value::Int(v) => query.bind(*v),
                Value::Text(v) => query.bind(v.as_deref().map(str::to_owned)),
                Value::Bytes(v) => query.bind(v.to_vec()),
                Value::Flag(v) => query.bind(i64::from(*v)),
                Value::Time(v) | Value::Uuid(v) => query.bind(v.clone()),
            };
        }
        query
    }

    fn postgres(&self) -> sqlx::query::Query<'static, Postgres, <Postgres as sqlx::Database>::Arguments> {
        let mut query = sqlx::query(AssertSqlSafe(self.text.clone()));
        for value in &self.values {
            query = match value {
                Value::Int(v) => query.bind(*v),
                Value::Text(v) => query.bind(v.as_deref().map(str::to_owned)),
                Value::Bytes(v) => query.bind(v.to_vec()),
                Value::Flag(v) => query.bind(*v),
                Value::Time(v) | Value::Uuid(v) => query.bind(v.clone()),
            };
        }
        query
    }
}

impl From<i64> for Value<'_> {
    fn from(v: i64) -> Self {
        Self::Int(Some(v))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(v: Option<i64>) -> Self {
        Self::Int(v)
    }
}

impl From<bool> for Value<'_> {
    fn from(v: bool) -> Self {
        Self::Flag(v)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(v: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(v)))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(v: Option<&'a str>) -> Self {
        Self::Text(v.map(Cow::Borrowed))
    }
}

impl From<String> for Value<'_> {
    fn from(v: String) -> Self {
        Self::Text(Some(Cow::Owned(v)))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(v: &'a [u8]) -> Self {
        Self::Bytes(v)
    }
}

/// A row of a result; columns are numbered from 0.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// Reads one column as one Rust type from either kind of row. Unchecked on SQLite, where a type belongs to
/// the value and not to the column: decoding still fails on a value that does not fit.
macro_rules! column {
    ($row:expr, $index:expr, $type:ty) => {
        match $row {
            Row::Sqlite(row) => row.try_get_unchecked::<$type, _>($index),
            Row::Postgres(row) => row.try_get::<$type, _>($index),
        }
    };
}

impl Row {
    fn sqlite(rows: Vec<SqliteRow>) -> Vec<Self> {
        rows.into_iter().map(Self::Sqlite).collect()
    }

    fn postgres(rows: Vec<PgRow>) -> Vec<Self> {
        rows.into_iter().map(Self::Postgres).collect()
    }

    pub(super) fn int(&self, index: usize) -> sqlx::Result<i64> {
        column!(self, index, i64)
    }

    pub(super) fn count(&self, index: usize) -> sqlx::Result<u64> {
        u64::try_from(self.int(index)?).map_err(|e| sqlx::Error::Decode(Box::new(e)))
    }

    pub(super) fn text(&self, index: usize) -> sqlx::Result<&str> {
        column!(self, index, &str)
    }

    pub(super) fn text_or_null(&self, index: usize) -> sqlx::Result<Option<&str>> {
        column!(self, index, Option<&str>)
    }

    pub(super) fn bytes(&self, index: usize) -> sqlx::Result<Vec<u8>> {
        column!(self, index, Vec<u8>)
    }

    /// Null reads as `None`.
    pub(super) fn flag(&self, index: usize) -> sqlx::Result<Option<bool>> {
        match self {
            Self::Sqlite(row) => Ok(row.try_get_unchecked::<Option<i64>, _>(index)?.map(|v| v != 0)),
            Self::Postgres(row) => row.try_get(index),
        }
    }
}

/// A schema of one's own: few connections, because there are many of these.
async fn connect_schema(url: &str, schema: &str) -> sqlx::Result<PgPool> {
    let options: PgConnectOptions = url.parse()?;
    let options = options.options([("search_path", schema)]);
    let pool = PgPoolOptions::new().max_connections(2).connect_with(options).await?;
    let create = format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"");
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&pool).await?;
    Ok(pool)
}

/// Two processes that create the same file at once both want to switch it to WAL, for which SQLite does not
/// wait, so the waiting is done here.
async fn connect_sqlite(pool: SqlitePoolOptions, options: &SqliteConnectOptions) -> sqlx::Result<SqlitePool> {
    let patience = tokio::time::Instant::now() + BUSY_TIMEOUT;
    loop {
        match pool.clone().connect_with(options.clone()).await {
            Err(sqlx::Error::Database(e))
                if e.message().contains("database is locked") && tokio::time::Instant::now() < patience =>
            {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            done => return done,
        }
    }
}

fn display_name(url: &CatalogUrl) -> String {
    match url {
        CatalogUrl::Sqlite(path) => format!("catalog sqlite:{}", path.display()),
        CatalogUrl::PostgresSchema { url, schema } => {
            format!("{} schema {schema}", display_name(&CatalogUrl::Postgres(url.clone())))
        }
        CatalogUrl::Postgres(url) => match url::Url::parse(url) {
            // Anything else could have the password anywhere.
            Ok(url) if url.scheme().starts_with("postgres") && !url.cannot_be_a_base() => {
                let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
                format!("catalog postgres://{}{port}{}", url.host_str().unwrap_or_default(), url.path())
            }
            _ => "catalog postgres".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_catalog_has_no_password() {
        let url =
            CatalogUrl::Postgres("postgres://alice:hunter2@db.example:5433/lake?sslmode=require".to_owned());
        assert_eq!(display_name(&url), "catalog postgres://db.example:5433/lake");
        for typo in ["alice:hunter2@db", "postgres:alice:hunter2@db"] {
            assert_eq!(display_name(&CatalogUrl::Postgres(typo.to_owned())), "catalog postgres");
        }
    }
}
