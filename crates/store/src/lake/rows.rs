//! Events taken apart and held in memory, on their way into a Parquet file.
//!
//! [`Part`] is what one stretch of text gave; a [`Batch`] is an order over the rows of several parts. Text is never copied: rows
//! say where in what was read the text of each column stands.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, RecordBatch, StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::Int32Type;
use hashbrown::HashTable;
use stellwerk_model::attributes::{self, AttributeKey};
use stellwerk_model::json::{self, JsonError};
use stellwerk_model::record::{COLUMN_COUNT, COLUMNS, Cell, Column, MemberSpan, Members, scan};
use xxhash_rust::xxh3::xxh3_64;

use super::column::Known;
use super::index::{IndexBuilder, hash_attribute};
use super::schema::{self, OTHER, READ_SCHEMA, SHAPE, WIDTH};

/// The text of one column of one row: a slice of the part's text, or of its side text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slice {
    start: u32,
    /// `ABSENT`, or the length, with the highest bit set for the side text.
    len: u32,
}

const ABSENT: u32 = u32::MAX;
const NOTHING: Slice = Slice { start: 0, len: ABSENT };
const SIDE: u32 = 1 << 31;

#[derive(Clone, Debug)]
pub struct Row {
    cells: [Slice; COLUMN_COUNT],
    other: Slice,
    shape: u32,
    identity: u32,
    pub event_time: Option<i64>,
    pub read_only: Option<bool>,
    pub management_event: Option<bool>,
    record: Slice,
    /// Hash of the eventID, or of the record's value where it has none.
    pub id_hash: u64,
    /// Groups what compresses and is looked up together: same principal, then same call.
    pub sort_key: (u64, u64),
}

/// What the index wants to know of a `userIdentity`; computed once for each distinct text.
#[derive(Clone, Copy, Debug)]
struct Identity {
    text: Slice,
    principal: u64,
    user_name: u64,
    access_key_id: u64,
}

/// The events of one stretch of text.
#[derive(Clone, Debug)]
pub struct Part {
    text: String,
    side: String,
    shapes: Vec<Slice>,
    identities: Vec<Identity>,
    /// The columns that any of the rows has text in: bit `n` is the `n`-th.
    columns: u64,
    pub rows: Vec<Row>,
}

/// Why a JSON object did not become an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnEvent {
    Invalid(JsonError),
    NotARecord,
}

/// Takes the records of one text apart, one after the other.
pub struct PartBuilder {
    text: String,
    side: String,
    shapes: Vec<Slice>,
    shape_table: HashTable<u32>,
    identities: Vec<Identity>,
    identity_table: HashTable<u32>,
    members: Members,
    spans: Vec<MemberSpan>,
    columns: u64,
    rows: Vec<Row>,
}

impl PartBuilder {
    pub fn new(text: String) -> Self {
        let rows = Vec::with_capacity(text.len() / 1000 + 1);
        PartBuilder {
            text,
            side: String::new(),
            shapes: Vec::new(),
            shape_table: HashTable::new(),
            identities: vec![Identity { text: NOTHING, principal: 0, user_name: 0, access_key_id: 0 }],
            identity_table: HashTable::new(),
            rows,
            members: Members::default(),
            spans: Vec::new(),
            columns: 0,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds the record at `start..start + len` of the text.
    pub fn push(&mut self, start: u32, len: u32) -> Result<(), NotAnEvent> {
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        let record = &self.text[start as usize..(start + len) as usize];
        let scanned = scan(record, &mut spans).map_err(NotAnEvent::Invalid);
        let pushed = scanned.and_then(|()| self.push_scanned(start, len, &spans));
        self.spans = spans;
        pushed
    }

    /// Adds a record whose members are known.
    pub fn push_scanned(&mut self, start: u32, len: u32, spans: &[MemberSpan]) -> Result<(), NotAnEvent> {
        let record = &self.text[start as usize..(start + len) as usize];
        let members = &mut self.members;
        members.take_apart_scanned(record, spans);
        if !members.is_record() {
            return Err(NotAnEvent::NotARecord);
        }
        let decoded_at = self.side.len() as u32;
        self.side.push_str(&members.decoded);
        let cells = members.cells.map(|cell| match cell {
            Cell::Absent => NOTHING,
            Cell::Record { start: at, len } => Slice { start: start + at, len },
            Cell::Decoded { start: at, len } => Slice { start: decoded_at + at, len: len | SIDE },
        });
        self.columns |= cells
            .iter()
            .enumerate()
            .fold(0, |all, (column, &cell)| all | u64::from(cell != NOTHING) << column);
        let other = match members.other.is_empty() {
            true => NOTHING,
            false => push_side(&mut self.side, &members.other),
        };
        let shape = intern_shape(&mut self.shape_table, &mut self.shapes, &mut self.side, &members.shape);
        let identity = match cells[Column::UserIdentity as usize] {
            NOTHING => 0,
            slice => intern_identity(&mut self.identity_table, &mut self.identities, &self.text, slice),
        };
        let id_hash = match members.text(record, Column::EventId) {
            Some(id) => hash_attribute(AttributeKey::EventId, id),
            None => json::value_digest(record, &xxhash_rust::xxh3::xxh3_128) as u64,
        };
        let hash_of = |column| members.text(record, column).map_or(0, |t| xxh3_64(t.as_bytes()));
        let call = hash_of(Column::EventSource).rotate_left(32) ^ hash_of(Column::EventName);
        self.rows.push(Row {
            cells,
            other,
            shape,
            identity,
            event_time: members.event_time,
            read_only: members.read_only,
            management_event: members.management_event,
            record: Slice { start, len },
            id_hash,
            sort_key: (self.identities[identity as usize].principal, call),
        });
        Ok(())
    }

    pub fn finish(self) -> Part {
        Part {
            text: self.text,
            side: self.side,
            shapes: self.shapes,
            identities: self.identities,
            columns: self.columns,
            rows: self.rows,
        }
    }
}

fn push_side(side: &mut String, text: &str) -> Slice {
    let start = side.len() as u32;
    side.push_str(text);
    Slice { start, len: text.len() as u32 | SIDE }
}

fn intern_shape(table: &mut HashTable<u32>, shapes: &mut Vec<Slice>, side: &mut String, shape: &str) -> u32 {
    let range = |slice: Slice| slice.start as usize..(slice.start + (slice.len & !SIDE)) as usize;
    let hash = xxh3_64(shape.as_bytes());
    if let Some(&known) = table.find(hash, |&i| &side[range(shapes[i as usize])] == shape) {
        return known;
    }
    let slice = push_side(side, shape);
    shapes.push(slice);
    let new = shapes.len() as u32 - 1;
    let rehash = |&i: &u32| xxh3_64(side[range(shapes[i as usize])].as_bytes());
    table.insert_unique(hash, new, rehash);
    new
}

fn intern_identity(
    table: &mut HashTable<u32>,
    identities: &mut Vec<Identity>,
    text: &str,
    slice: Slice,
) -> u32 {
    let text_of = |slice: Slice| &text[slice.start as usize..(slice.start + slice.len) as usize];
    let hash = xxh3_64(text_of(slice).as_bytes());
    if let Some(&known) = table.find(hash, |&i| text_of(identities[i as usize].text) == text_of(slice)) {
        return known;
    }
    let new = identities.len() as u32;
    identities.push(identity(text_of(slice), slice));
    table.insert_unique(hash, new, |&i| xxh3_64(text_of(identities[i as usize].text).as_bytes()));
    new
}

fn identity(text: &str, slice: Slice) -> Identity {
    let identity = attributes::identity(text);
    let hash = |key, value: &Option<Cow<'_, str>>| value.as_deref().map_or(0, |v| hash_attribute(key, v));
    let principal = identity.principal_id.as_deref().or(identity.user_name.as_deref()).unwrap_or(text);
    Identity {
        text: slice,
        principal: xxh3_64(principal.as_bytes()),
        user_name: hash(AttributeKey::Username, &identity.user_name),
        access_key_id: hash(AttributeKey::AccessKeyId, &identity.access_key_id),
    }
}

impl Part {
    pub fn empty() -> Self {
        PartBuilder::new(String::new()).finish()
    }

    /// The bytes of a row's record, as they arrived.
    pub fn record(&self, row: usize) -> &str {
        self.slice(self.rows[row].record).expect("a record is never absent")
    }

    pub fn text(&self, row: usize, column: Column) -> Option<&str> {
        self.slice(self.rows[row].cells[column as usize])
    }

    fn slice(&self, slice: Slice) -> Option<&str> {
        if slice.len == ABSENT {
            return None;
        }
        let text = if slice.len & SIDE == 0 { &self.text } else { &self.side };
        let start = slice.start as usize;
        Some(&text[start..start + (slice.len & !SIDE) as usize])
    }

    pub fn bytes_in_memory(&self) -> usize {
        self.text.len() + self.side.len() + self.rows.len() * size_of::<Row>()
    }
}

/// A row of one of several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRef {
    pub part: u32,
    pub row: u32,
}

/// For each part, what a column knows of each of its shapes and identities.
pub struct KnownValues {
    shapes: Vec<Vec<Known>>,
    identities: Vec<Vec<Known>>,
}

impl KnownValues {
    #[inline]
    pub fn of(&mut self, batch: &Batch, at: RowRef, column: usize) -> Option<&mut Known> {
        const USER_IDENTITY: usize = Column::UserIdentity as usize;
        match column {
            SHAPE => Some(&mut self.shapes[at.part as usize][batch.row(at).shape as usize]),
            USER_IDENTITY => Some(&mut self.identities[at.part as usize][batch.row(at).identity as usize]),
            _ => None,
        }
    }
}

/// Rows of `parts` in the order in which they are to be written.
#[derive(Clone, Debug)]
pub struct Batch {
    pub parts: Arc<Vec<Part>>,
    pub order: Vec<RowRef>,
}

impl Batch {
    /// The records that `text` consists of, in its order.
    pub fn of_records(text: String, lengths: &[u32]) -> Result<Batch, NotAnEvent> {
        let mut builder = PartBuilder::new(text);
        let mut start = 0;
        for &length in lengths {
            builder.push(start, length)?;
            start += length;
        }
        let part = builder.finish();
        let order = (0..part.rows.len() as u32).map(|row| RowRef { part: 0, row }).collect();
        Ok(Batch { parts: Arc::new(vec![part]), order })
    }

    pub fn row(&self, at: RowRef) -> &Row {
        &self.parts[at.part as usize].rows[at.row as usize]
    }

    /// The text of a column of the lake's table.
    #[inline]
    pub fn column(&self, at: RowRef, column: usize) -> Option<&str> {
        let part = &self.parts[at.part as usize];
        let row = &part.rows[at.row as usize];
        part.slice(match column {
            OTHER => row.other,
            SHAPE => part.shapes[row.shape as usize],
            column => row.cells[column],
        })
    }

    /// Whether any row of the parts has text in the column.
    pub fn has_column(&self, column: usize) -> bool {
        column >= COLUMN_COUNT || self.parts.iter().any(|part| part.columns & 1 << column != 0)
    }

    /// Room to remember the values that are told apart already within each part.
    pub fn known_values(&self) -> KnownValues {
        let room = |count: fn(&Part) -> usize| -> Vec<Vec<Known>> {
            self.parts.iter().map(|p| vec![Known::NOT_YET; count(p)]).collect()
        };
        KnownValues { shapes: room(|p| p.shapes.len()), identities: room(|p| p.identities.len()) }
    }

    /// Puts together what is looked up together: same principal, same call, then time.
    pub fn sort_for_storage(&mut self) {
        let parts = &self.parts;
        self.order.sort_by_cached_key(|r| {
            let row = &parts[r.part as usize].rows[r.row as usize];
            (row.sort_key, row.event_time, row.id_hash)
        });
    }

    /// The batch as a scan of a file would yield it.
    pub fn to_arrow(&self) -> RecordBatch {
        let rows = || self.order.iter().map(|&at| self.row(at));
        let column = |column: usize| -> ArrayRef {
            let texts = self.order.iter().map(|&at| self.column(at, column));
            match COLUMNS.get(column) {
                Some(Column::EventTime) => {
                    Arc::new(rows().map(|r| r.event_time).collect::<TimestampMicrosecondArray>())
                }
                Some(Column::ReadOnly) => Arc::new(rows().map(|r| r.read_only).collect::<BooleanArray>()),
                Some(Column::ManagementEvent) => {
                    Arc::new(rows().map(|r| r.management_event).collect::<BooleanArray>())
                }
                _ if schema::is_dictionary(column) => Arc::new(texts.collect::<DictionaryArray<Int32Type>>()),
                _ => Arc::new(texts.collect::<StringViewArray>()),
            }
        };
        RecordBatch::try_new(READ_SCHEMA.clone(), (0..WIDTH).map(column).collect())
            .expect("columns are built as the schema says")
    }

    /// The lookup index over the batch, row `n` being the batch's `n`-th.
    pub fn index(&self) -> IndexBuilder {
        let mut index = IndexBuilder::default();
        for &at in &self.order {
            let part = &self.parts[at.part as usize];
            let row = &part.rows[at.row as usize];
            let identity = &part.identities[row.identity as usize];
            let text = |column: Column| part.slice(row.cells[column as usize]);
            index.next_row(row.id_hash);
            index.add_run(0, identity.user_name);
            index.add_run(1, identity.access_key_id);
            let hash = |key, column| text(column).map_or(0, |t| hash_attribute(key, t));
            index.add_run(2, hash(AttributeKey::EventName, Column::EventName));
            index.add_run(3, hash(AttributeKey::EventSource, Column::EventSource));
            attributes::resources(
                text(Column::Resources),
                text(Column::RequestParameters),
                text(Column::ResponseElements),
                text(Column::EventSource),
                |resource| {
                    index.add(hash_attribute(AttributeKey::ResourceName, &resource.name));
                    if let Some(resource_type) = &resource.resource_type {
                        index.add(hash_attribute(AttributeKey::ResourceType, resource_type));
                    }
                },
            );
        }
        index
    }
}
