//! How far every source was read, what was set aside, and the totals: our own tables.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use super::sql::{ROWS_PER_STATEMENT, Row, Tx, Value};
use super::time::{instant, parse_timestamp};
use super::{Catalog, CatalogError, Counters, Result};

/// A file (or any other named thing) that events were read from, and how far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsumedSource {
    pub uri: String,
    /// Changes whenever the content does: size and modification time, or an ETag.
    pub version: String,
    /// Records found in the source in this version. The next two are among them.
    pub records: u64,
    pub duplicates: u64,
    pub quarantined: u64,
    pub bytes: u64,
    /// Nothing is left to read in this version.
    pub done: bool,
    /// Where to go on when it is not done: the position and the number of records before it.
    pub offset: u64,
    pub records_done: u64,
}

/// Something that arrived and could not be understood; kept as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewQuarantine {
    pub source_uri: String,
    pub offset: u64,
    pub reason: String,
    /// The bytes themselves, or their beginning if there are more than 1 MiB.
    pub bytes: Vec<u8>,
    pub length: u64,
    /// Where all the bytes are, if there are more.
    pub object: Option<String>,
}

/// A [`NewQuarantine`] that was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Grows with every entry; the `after` of [`Catalog::quarantine_list`].
    pub id: i64,
    pub at: SystemTime,
    pub entry: NewQuarantine,
}

impl Catalog {
    pub async fn source(&self, uri: &str) -> Result<Option<ConsumedSource>> {
        Ok(self.sources(&[uri.to_owned()]).await?.remove(uri))
    }

    /// Those of the named sources that were ever committed, by their URI.
    pub async fn sources(&self, uris: &[String]) -> Result<HashMap<String, ConsumedSource>> {
        let attempted = "read the state of sources";
        let mut sources = HashMap::with_capacity(uris.len());
        for uris in uris.chunks(ROWS_PER_STATEMENT) {
            let mut sql = self.database().sql(
                attempted,
                "SELECT uri, version, records, duplicates, quarantined, source_bytes, done, resume_offset, records_done
                 FROM stellwerk_source WHERE uri IN ",
            );
            sql.bind_list(uris.iter().map(String::as_str));
            for row in self.database().rows(sql).await? {
                let source = consumed_source(&row).map_err(|e| self.database().error(attempted, e))?;
                sources.insert(source.uri.clone(), source);
            }
        }
        Ok(sources)
    }

    /// At most `limit` entries with an id above `after` (0 to begin with), oldest first.
    pub async fn quarantine_list(&self, limit: u32, after: i64) -> Result<Vec<Quarantined>> {
        let attempted = "list the quarantine";
        let time = self.database().time_text("quarantined_at");
        let mut sql = self.database().sql(
            attempted,
            &format!(
                "SELECT quarantine_id, {time}, source_uri, source_offset, reason, content, content_length, object
                 FROM stellwerk_quarantine WHERE quarantine_id > "
            ),
        );
        sql.bind(after).push(" ORDER BY quarantine_id LIMIT ").bind(i64::from(limit));
        let rows = self.database().rows(sql).await?;
        let entries = rows.iter().map(quarantined).collect::<sqlx::Result<_>>();
        entries.map_err(|e| self.database().error(attempted, e))
    }

    /// The `object`s of all quarantined entries: any other object in their folder is an orphan.
    pub async fn quarantine_objects(&self) -> Result<std::collections::HashSet<String>> {
        let attempted = "list the objects of the quarantine";
        let sql = "SELECT object FROM stellwerk_quarantine WHERE object IS NOT NULL";
        let rows = self.database().rows(self.database().sql(attempted, sql)).await?;
        let objects = rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<sqlx::Result<_>>();
        objects.map_err(|e| self.database().error(attempted, e))
    }

    /// The position in the log up to which events are in the lake.
    pub async fn log_cursor(&self) -> Result<u64> {
        let attempted = "read the log cursor";
        let rows = self
            .database()
            .rows(self.database().sql(attempted, "SELECT log_cursor FROM stellwerk_state"))
            .await?;
        let cursor = rows.first().ok_or(sqlx::Error::RowNotFound).and_then(|row| row.count(0));
        cursor.map_err(|e| self.database().error(attempted, e))
    }

    pub async fn counters(&self) -> Result<Counters> {
        let attempted = "read the counters";
        let sql = "SELECT accepted, indexed, rejected_as_duplicate, quarantined FROM stellwerk_state";
        let rows = self.database().rows(self.database().sql(attempted, sql)).await?;
        let counters = rows.first().ok_or(sqlx::Error::RowNotFound).and_then(|row| {
            Ok(Counters {
                accepted: row.count(0)?,
                indexed: row.count(1)?,
                rejected_as_duplicate: row.count(2)?,
                quarantined: row.count(3)?,
            })
        });
        counters.map_err(|e| self.database().error(attempted, e))
    }
}

/// The part of a commit that concerns sources. The last entry for a URI wins.
pub(super) async fn write_sources(tx: &mut Tx<'_>, sources: &[ConsumedSource]) -> Result<()> {
    // One statement must not touch the same row twice.
    let last: HashMap<&str, &ConsumedSource> =
        sources.iter().map(|source| (source.uri.as_str(), source)).collect();
    let sources: Vec<&ConsumedSource> = last.into_values().collect();
    for source in &sources {
        text("source", &source.uri)?;
        text("source version", &source.version)?;
    }
    for sources in sources.chunks(ROWS_PER_STATEMENT) {
        // What was set aside in another version of the source is read again, or is no longer there.
        let mut sql = tx.sql("replace the quarantine of changed sources", "WITH n(uri, version) AS (VALUES ");
        sql.bind_rows(sources.iter().map(|s| [s.uri.as_str().into(), s.version.as_str().into()])).push(
            ") DELETE FROM stellwerk_quarantine WHERE source_uri IN (
                 SELECT s.uri FROM stellwerk_source AS s JOIN n ON s.uri = n.uri WHERE s.version <> n.version)",
        );
        tx.execute(sql).await?;

        let mut rows = Vec::with_capacity(sources.len());
        for s in sources {
            rows.push([
                s.uri.as_str().into(),
                s.version.as_str().into(),
                int("records", s.records)?.into(),
                int("duplicates", s.duplicates)?.into(),
                int("quarantined", s.quarantined)?.into(),
                int("bytes", s.bytes)?.into(),
                s.done.into(),
                int("offset", s.offset)?.into(),
                int("records done", s.records_done)?.into(),
            ]);
        }
        let mut sql = tx.sql(
            "write the state of sources",
            "INSERT INTO stellwerk_source(uri, version, records, duplicates, quarantined, source_bytes, done,
                 resume_offset, records_done) VALUES ",
        );
        sql.bind_rows(rows).push(
            " ON CONFLICT (uri) DO UPDATE SET version = excluded.version, records = excluded.records,
                 duplicates = excluded.duplicates, quarantined = excluded.quarantined,
                 source_bytes = excluded.source_bytes, done = excluded.done, resume_offset = excluded.resume_offset,
                 records_done = excluded.records_done",
        );
        tx.execute(sql).await?;
    }
    Ok(())
}

/// The part of a commit that sets records aside; after [`write_sources`], which clears what they replace.
pub(super) async fn write_quarantine(
    tx: &mut Tx<'_>,
    entries: &[NewQuarantine],
    now: SystemTime,
) -> Result<()> {
    // Few at a time: each can have a megabyte.
    for entries in entries.chunks(50) {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            rows.push([
                Value::Time(instant(now)),
                text("source", &entry.source_uri)?.into(),
                int("offset", entry.offset)?.into(),
                entry.reason.replace('\0', "\u{FFFD}").into(),
                entry.bytes.as_slice().into(),
                int("length", entry.length)?.into(),
                entry.object.as_deref().map(|object| text("object", object)).transpose()?.into(),
            ]);
        }
        let mut sql = tx.sql(
            "write to the quarantine",
            "INSERT INTO stellwerk_quarantine(quarantined_at, source_uri, source_offset, reason, content,
                 content_length, object) VALUES ",
        );
        sql.bind_rows(rows);
        tx.execute(sql).await?;
    }
    Ok(())
}

/// The databases count with a sign.
pub(super) fn int(what: &str, value: u64) -> Result<i64> {
    let why = || format!("{what} = {value} does not fit into 63 bits");
    i64::try_from(value).map_err(|_| CatalogError::Invalid { attempted: "commit to the catalog", why: why() })
}

/// PostgreSQL cannot store U+0000 in a text, so names with one are refused everywhere.
pub(super) fn text<'a>(what: &str, value: &'a str) -> Result<&'a str> {
    if value.contains('\0') {
        let why = format!("{what} {value:?} contains U+0000");
        return Err(CatalogError::Invalid { attempted: "commit to the catalog", why });
    }
    Ok(value)
}

fn consumed_source(row: &Row) -> sqlx::Result<ConsumedSource> {
    Ok(ConsumedSource {
        uri: row.text(0)?.to_owned(),
        version: row.text(1)?.to_owned(),
        records: row.count(2)?,
        duplicates: row.count(3)?,
        quarantined: row.count(4)?,
        bytes: row.count(5)?,
        done: row.flag(6)?.unwrap_or(false),
        offset: row.count(7)?,
        records_done: row.count(8)?,
    })
}

fn quarantined(row: &Row) -> sqlx::Result<Quarantined> {
    let at = row.text(1)?;
    let us = parse_timestamp(at.trim_end_matches("+00")).and_then(|us| u64::try_from(us).ok());
    let us = us.ok_or_else(|| sqlx::Error::Decode(format!("{at:?} is not a time after 1970").into()))?;
    Ok(Quarantined {
        id: row.int(0)?,
        at: SystemTime::UNIX_EPOCH + Duration::from_micros(us),
        entry: NewQuarantine {
            source_uri: row.text(2)?.to_owned(),
            offset: row.count(3)?,
            reason: row.text(4)?.to_owned(),
            bytes: row.bytes(5)?,
            length: row.count(6)?,
            object: row.text_or_null(7)?.map(str::to_owned),
        },
    })
}
