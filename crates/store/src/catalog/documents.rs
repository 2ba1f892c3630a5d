//! Documents: the things of the control plane (keys, trails, event data stores, channels, queries…), each a small JSON text
//! under a kind, an account, a region and a name.
//!
//! Every write says which revision it was made for, and is refused as a conflict where somebody else was faster. There is
//! no query language: who needs more than "all of a kind" keeps it in memory.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::sql::Row;
use super::{Catalog, CatalogError, Result};

/// Something that is kept as a document.
pub trait Document: Serialize + DeserializeOwned {
    /// Never used for anything else again.
    const KIND: &'static str;
    /// Version of the stored form. Whoever raises it teaches [`upgrade`](Document::upgrade) the step.
    const FORMAT: i64 = 1;

    /// Brings the stored form of an older version to that of the next.
    fn upgrade(_format: i64, body: serde_json::Value) -> serde_json::Value {
        body
    }
}

/// Where a document is. Account and region are empty for what belongs to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    pub account: &'a str,
    pub region: &'a str,
    pub name: &'a str,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Stored<T> {
    pub account: String,
    pub region: String,
    pub name: String,
    /// Grows with every write, from 1.
    pub revision: i64,
    pub document: T,
}

impl<T> Stored<T> {
    pub fn key(&self) -> Key<'_> {
        Key { account: &self.account, region: &self.region, name: &self.name }
    }
}

const COLUMNS: &str = "account, region, name, revision, format, body";

impl Catalog {
    pub async fn document<T: Document>(&self, key: Key<'_>) -> Result<Option<Stored<T>>> {
        let attempted = "read a document";
        let mut sql = self
            .database()
            .sql(attempted, &format!("SELECT {COLUMNS} FROM stellwerk_document WHERE kind = "));
        sql.bind(T::KIND).push(" AND account = ").bind(key.account);
        sql.push(" AND region = ").bind(key.region).push(" AND name = ").bind(key.name);
        let rows = self.database().rows(sql).await?;
        rows.first().map(|row| self.stored(row)).transpose()
    }

    /// All documents of the kind, of one account and region or of all, in the order of account, region, name.
    pub async fn documents<T: Document>(
        &self,
        account: Option<&str>,
        region: Option<&str>,
    ) -> Result<Vec<Stored<T>>> {
        let mut sql = self
            .database()
            .sql("list documents", &format!("SELECT {COLUMNS} FROM stellwerk_document WHERE kind = "));
        sql.bind(T::KIND);
        if let Some(account) = account {
            sql.push(" AND account = ").bind(account);
        }
        if let Some(region) = region {
            sql.push(" AND region = ").bind(region);
        }
        sql.push(" ORDER BY account, region, name");
        self.database().rows(sql).await?.iter().map(|row| self.stored(row)).collect()
    }

    /// Writes a document that is not there yet.
    pub async fn create_document<T: Document>(&self, key: Key<'_>, document: &T) -> Result<()> {
        let body = body(document)?;
        let mut tx = self.database().write().await?;
        let mut sql = tx.sql(
            "create a document",
            "INSERT INTO stellwerk_document(kind, account, region, name, revision, format, body) VALUES ",
        );
        sql.bind_rows([[
            T::KIND.into(),
            key.account.into(),
            key.region.into(),
            key.name.into(),
            1i64.into(),
            T::FORMAT.into(),
            body.into(),
        ]]);
        let done = tx.execute(sql).await;
        done.map_err(|error| error.or_conflict(|| format!("there is a {} {} already", T::KIND, key.name)))?;
        tx.commit().await
    }

    /// Writes a document in place of the revision that was read.
    pub async fn replace_document<T: Document>(
        &self,
        key: Key<'_>,
        revision: i64,
        document: &T,
    ) -> Result<()> {
        let body = body(document)?;
        let mut tx = self.database().write().await?;
        let mut sql = tx.sql("replace a document", "UPDATE stellwerk_document SET revision = ");
        sql.bind(revision + 1).push(", format = ").bind(T::FORMAT).push(", body = ").bind(body);
        sql.push(" WHERE kind = ").bind(T::KIND).push(" AND account = ").bind(key.account);
        sql.push(" AND region = ").bind(key.region).push(" AND name = ").bind(key.name);
        sql.push(" AND revision = ").bind(revision);
        let touched = tx.execute(sql).await?;
        self.one(touched, T::KIND, key)?;
        tx.commit().await
    }

    /// Writes a document in place of the revision that was read, or one that was not there. Returns its revision.
    pub async fn put_document<T: Document>(
        &self,
        key: Key<'_>,
        revision: Option<i64>,
        document: &T,
    ) -> Result<i64> {
        match revision {
            Some(revision) => self.replace_document(key, revision, document).await.map(|()| revision + 1),
            None => self.create_document(key, document).await.map(|()| 1),
        }
    }

    /// Deletes the revision that was read.
    pub async fn delete_document<T: Document>(&self, key: Key<'_>, revision: i64) -> Result<()> {
        let mut tx = self.database().write().await?;
        let mut sql = tx.sql("delete a document", "DELETE FROM stellwerk_document WHERE kind = ");
        sql.bind(T::KIND).push(" AND account = ").bind(key.account);
        sql.push(" AND region = ").bind(key.region).push(" AND name = ").bind(key.name);
        sql.push(" AND revision = ").bind(revision);
        let touched = tx.execute(sql).await?;
        self.one(touched, T::KIND, key)?;
        tx.commit().await
    }

    /// How far each follower of the log has come.
    pub async fn followers(&self) -> Result<Vec<(String, u64)>> {
        let attempted = "read the places of the log's followers";
        let sql =
            self.database().sql(attempted, "SELECT name, log_cursor FROM stellwerk_follower ORDER BY name");
        let rows = self.database().rows(sql).await?;
        let followers = rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.count(1)?)));
        let followers = followers.collect::<sqlx::Result<_>>();
        followers.map_err(|error| self.database().error(attempted, error))
    }

    /// Notes a follower's place; the log keeps what comes after it.
    pub async fn set_follower(&self, name: &str, cursor: u64) -> Result<()> {
        let mut tx = self.database().write().await?;
        let mut sql =
            tx.sql("note a follower's place", "INSERT INTO stellwerk_follower(name, log_cursor) VALUES (");
        sql.bind(name).push(", ").bind(cursor as i64);
        sql.push(") ON CONFLICT (name) DO UPDATE SET log_cursor = excluded.log_cursor");
        tx.execute(sql).await?;
        tx.commit().await
    }

    pub async fn delete_follower(&self, name: &str) -> Result<()> {
        let mut tx = self.database().write().await?;
        let mut sql = tx.sql("forget a follower", "DELETE FROM stellwerk_follower WHERE name = ");
        sql.bind(name);
        tx.execute(sql).await?;
        tx.commit().await
    }

    fn one(&self, touched: u64, kind: &str, key: Key<'_>) -> Result<()> {
        match touched {
            1 => Ok(()),
            _ => Err(CatalogError::Conflict {
                catalog: self.database().name.clone(),
                why: format!("{kind} {} was changed by somebody else", key.name),
            }),
        }
    }

    fn stored<T: Document>(&self, row: &Row) -> Result<Stored<T>> {
        let attempted = "read a document";
        let columns = || {
            let format = row.int(4)?;
            let name = row.text(2)?.to_owned();
            Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), name, row.int(3)?, format, row.text(5)?))
        };
        let (account, region, name, revision, format, body) =
            columns().map_err(|error| self.database().error(attempted, error))?;
        if format > T::FORMAT {
            return Err(CatalogError::Refused {
                catalog: self.database().name.clone(),
                why: format!(
                    "{} {name} was written by a newer version of Stellwerk; use that version",
                    T::KIND
                ),
            });
        }
        let damaged = |error: serde_json::Error| CatalogError::Invalid {
            attempted,
            why: format!("{} {name} is damaged: {error}", T::KIND),
        };
        let body: serde_json::Value = serde_json::from_str(body).map_err(damaged)?;
        let body = (format..T::FORMAT).fold(body, |body, format| T::upgrade(format, body));
        let document = serde_json::from_value(body).map_err(damaged)?;
        Ok(Stored { account, region, name, revision, document })
    }
}

fn body<T: Document>(document: &T) -> Result<String> {
    serde_json::to_string(document)
        .map_err(|error| CatalogError::Invalid { attempted: "write a document", why: error.to_string() })
}
