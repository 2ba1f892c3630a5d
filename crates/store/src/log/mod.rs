//! The log: single events, acknowledged when they would survive pulling the plug.
//!
//! Appends that arrive together are written as one immutable *segment* (group commit), and every one of them is
//! acknowledged when the segment is durable. A segment is named after the sequence number of its first event and is never
//! overwritten, so two writers cannot both continue the log. Nothing is kept outside the segments: a process that
//! starts anew reads those that are not indexed yet.
//!
//! States of an event, in all counts: *accepted* (in a segment), then *indexed* (in a data file) or *rejected* (a duplicate).
//! The [`Indexer`](index) is a follower: its cursor, in the catalog, moves in the transaction that adds the data files.

pub mod feed;
pub mod follow;
pub mod index;
mod segment;

use std::sync::{Arc, OnceLock, RwLock};

use arrow::array::RecordBatch;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};

use crate::lake::index::Index;
use crate::lake::rows::{Batch, NotAnEvent, Part, PartBuilder};
use crate::{Store, StoreError};
use segment::Segment;
pub use segment::SegmentError;

/// Events and bytes that one segment takes at most.
const SEGMENT_EVENTS_MAX: usize = 1 << 14;
const SEGMENT_BYTES_MAX: usize = 32 << 20;
/// Fewer events are taken apart where they are.
const EVENTS_AT_HAND: usize = 32;
/// Appends that wait for the writer; more wait in `append`.
const APPENDS_WAITING: usize = 1024;
pub const FOLDER: &str = "log";

#[derive(Debug, Error)]
pub enum LogError {
    #[error("append to the log: event {position} of the request is {what}")]
    NotAnEvent { position: usize, what: String },
    #[error("append to the log: nothing was written: {0}")]
    Write(Arc<object_store::Error>),
    #[error("append to the log: another process writes it; stop one of them")]
    AnotherWriter,
    #[error(
        "open the log: this place for files replaces what exists although it is asked not to (an S3 server without \
         `If-None-Match: *`): two writers would overwrite each other's events; use another place"
    )]
    NoPutIfAbsent,
    #[error("append to the log: the events are written, but whether they will be read is not certain: {0}")]
    Unconfirmed(Arc<StoreError>),
    #[error("append to the log: it was closed")]
    Closed,
    #[error(transparent)]
    Segment(#[from] SegmentError),
    #[error("read the log: {0}")]
    Read(#[from] object_store::Error),
    #[error(transparent)]
    Store(#[from] Box<StoreError>),
}

/// Number of an event in the log: the first is 0.
pub type Sequence = u64;

/// The events of one segment, in memory until they are indexed.
#[derive(Debug)]
pub struct Waiting {
    pub first: Sequence,
    pub end: Sequence,
    pub batch: Batch,
    pub index: Index,
    /// Time of its newest event.
    pub newest: Option<i64>,
    arrow: OnceLock<RecordBatch>,
}

impl Waiting {
    pub(crate) fn of(segment: &Segment) -> Self {
        let lengths: Vec<u32> = segment.events.iter().map(|event| event.len() as u32).collect();
        let batch =
            Batch::of_records(segment.events.concat(), &lengths).expect("checked when it was appended");
        let index = Index::read(&batch.index().finish()).expect("an index that was just built");
        let end = segment.first + segment.events.len() as u64;
        let newest = batch.parts[0].rows.iter().filter_map(|row| row.event_time).max();
        Waiting { first: segment.first, end, batch, index, newest, arrow: OnceLock::new() }
    }

    pub fn part(&self) -> &Part {
        &self.batch.parts[0]
    }

    /// The events as rows of the lake's table.
    pub fn arrow(&self) -> &RecordBatch {
        self.arrow.get_or_init(|| self.batch.to_arrow())
    }
}

/// The writing end of the log. There is one for each store.
#[derive(Debug)]
pub struct Log {
    appends: mpsc::Sender<Append>,
    store: Arc<Store>,
}

#[derive(Debug)]
struct Append {
    events: Vec<String>,
    done: oneshot::Sender<Result<Sequence, LogError>>,
}

impl Log {
    /// Opens the log and reads what is not indexed yet. Refuses a place for files that has no put-if-absent, on which
    /// everything here rests.
    pub async fn open(store: Arc<Store>) -> Result<Arc<Log>, LogError> {
        check_put_if_absent(&store.objects).await?;
        store.waiting.refresh(&store).await?;
        let next = end(&store).await?;
        let (appends, receiver) = mpsc::channel(APPENDS_WAITING);
        let writer = Writer { store: store.clone(), id: uuid::Uuid::new_v4().as_u128(), next };
        tokio::spawn(writer.run(receiver));
        Ok(Arc::new(Log { appends, store }))
    }

    /// Appends events (each the text of one record), all or none of them, and returns when they are durable. An event that
    /// could not be found again, because it is no CloudTrail record, is refused.
    pub async fn append(&self, events: Vec<String>) -> Result<Sequence, LogError> {
        let events = beside(events.len(), move || check(&events).map(|()| events)).await?;
        let (done, answer) = oneshot::channel();
        self.appends.send(Append { events, done }).await.map_err(|_| LogError::Closed)?;
        answer.await.map_err(|_| LogError::Closed)?
    }

    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }
}

/// Whether all are events.
fn check(events: &[String]) -> Result<(), LogError> {
    for (position, event) in events.iter().enumerate() {
        PartBuilder::new(event.clone()).push(0, event.len() as u32).map_err(|problem| {
            let what = match problem {
                NotAnEvent::Invalid(error) => error.to_string(),
                NotAnEvent::NotARecord => {
                    "a JSON object without any member of a CloudTrail record".to_owned()
                }
            };
            LogError::NotAnEvent { position, what }
        })?;
    }
    Ok(())
}

/// Work on many events is done beside the threads on which requests wait for their turn.
async fn beside<T: Send + 'static>(events: usize, work: impl FnOnce() -> T + Send + 'static) -> T {
    if events < EVENTS_AT_HAND {
        return work();
    }
    tokio::task::spawn_blocking(work).await.expect("taking events apart does not panic")
}

/// A file is there, or is put there; then it must be refused to put it again. From the second opening on it is one call.
async fn check_put_if_absent(objects: &Arc<dyn ObjectStore>) -> Result<(), LogError> {
    let path = Path::from(format!("{FOLDER}/put-if-absent"));
    for _ in 0..2 {
        match objects.put_opts(&path, PutPayload::default(), PutMode::Create.into()).await {
            Ok(_) => {}
            Err(object_store::Error::AlreadyExists { .. }) => return Ok(()),
            Err(error) => return Err(LogError::Write(Arc::new(error))),
        }
    }
    Err(LogError::NoPutIfAbsent)
}

/// The number that the next event will get, as far as this process knows.
pub async fn end(store: &Store) -> Result<Sequence, LogError> {
    match store.waiting.end() {
        Some(end) => Ok(end),
        None => cursor(store).await,
    }
}

async fn cursor(store: &Store) -> Result<Sequence, LogError> {
    store.catalog.log_cursor().await.map_err(|e| LogError::Store(Box::new(e.into())))
}

struct Writer {
    store: Arc<Store>,
    id: u128,
    next: Sequence,
}

impl Writer {
    async fn run(mut self, mut appends: mpsc::Receiver<Append>) {
        let mut left: Option<Append> = None;
        loop {
            let first = match left.take() {
                Some(append) => append,
                None => match appends.recv().await {
                    Some(append) => append,
                    None => return,
                },
            };
            // Whatever came while the last segment was written goes into the next one.
            let mut group = vec![first];
            let size = |a: &Append| a.events.iter().map(String::len).sum::<usize>();
            let (mut events, mut bytes) = (group[0].events.len(), size(&group[0]));
            while let Ok(append) = appends.try_recv() {
                events += append.events.len();
                bytes += size(&append);
                if events > SEGMENT_EVENTS_MAX || bytes > SEGMENT_BYTES_MAX {
                    left = Some(append);
                    break;
                }
                group.push(append);
            }
            self.write(group).await;
        }
    }

    async fn write(&mut self, mut group: Vec<Append>) {
        let counts: Vec<u64> = group.iter().map(|a| a.events.len() as u64).collect();
        let events: Vec<String> = group.iter_mut().flat_map(|a| std::mem::take(&mut a.events)).collect();
        let mut segment = Segment { first: self.next, writer: self.id, events };
        let result = self.store_segment(&mut segment).await;
        let mut first = segment.first;
        if result.is_ok() {
            self.next = segment.first + segment.events.len() as u64;
            let waiting = beside(segment.events.len(), move || Waiting::of(&segment)).await;
            self.store.waiting.add(waiting);
        }
        for (append, count) in group.into_iter().zip(counts) {
            let answer = match &result {
                Ok(()) => Ok(first),
                Err(LogError::Write(error)) => Err(LogError::Write(error.clone())),
                Err(LogError::Unconfirmed(error)) => Err(LogError::Unconfirmed(error.clone())),
                Err(_) => Err(LogError::AnotherWriter),
            };
            first += count;
            let _ = append.done.send(answer); // whoever asked may have gone; the events stay
        }
    }

    async fn store_segment(&mut self, segment: &mut Segment) -> Result<(), LogError> {
        loop {
            let path = segment::path(segment.first);
            let bytes = segment.encode();
            let options = PutOptions::from(PutMode::Create);
            match self.store.objects.put_opts(&path, PutPayload::from(bytes), options).await {
                Ok(_) => {
                    // INVARIANT: what is acknowledged is not before the cursor. A name before it is free where another
                    // writer's segment of that name was indexed and deleted. It may as well be that a process was so quick
                    // to index this very segment: then the events are duplicates now, and dropped.
                    let cursor = self.store.catalog.log_cursor().await;
                    let cursor = cursor.map_err(|e| LogError::Unconfirmed(Arc::new(e.into())))?;
                    if cursor <= segment.first {
                        return Ok(());
                    }
                    let _ = self.store.objects.delete(&path).await; // nobody reads it
                    segment.first = cursor;
                }
                Err(object_store::Error::AlreadyExists { .. }) => {
                    // A write of ours that was reported as failed may have arrived after all. Its events stay, and the log goes on
                    // behind them; the sender, who was told of a failure, may send them again: duplicates are dropped.
                    let found = read_segment(&self.store.objects, &path).await?;
                    if found.writer != self.id {
                        return Err(LogError::AnotherWriter);
                    }
                    segment.first = found.first + found.events.len() as u64;
                    self.store.waiting.add(Waiting::of(&found));
                }
                Err(error) => return Err(LogError::Write(Arc::new(error))),
            }
        }
    }
}

async fn read_segment(objects: &Arc<dyn ObjectStore>, path: &Path) -> Result<Segment, LogError> {
    let bytes = objects.get(path).await?.bytes().await?;
    Ok(Segment::decode(path.as_ref(), &bytes)?)
}

/// The segments that are not indexed, in order: what readers see beside the data files.
#[derive(Debug, Default)]
pub struct WaitingEvents {
    segments: RwLock<Vec<Arc<Waiting>>>,
    /// Wakes followers.
    grown: watch::Sender<Sequence>,
}

impl WaitingEvents {
    pub fn all(&self) -> Vec<Arc<Waiting>> {
        self.segments.read().expect("no panic while locked").clone()
    }

    pub fn rows(&self) -> usize {
        self.all().iter().map(|w| w.part().rows.len()).sum()
    }

    fn end(&self) -> Option<Sequence> {
        self.segments.read().expect("no panic while locked").last().map(|w| w.end)
    }

    fn add(&self, waiting: Waiting) {
        let mut segments = self.segments.write().expect("no panic while locked");
        if segments.iter().all(|s| s.first != waiting.first) {
            let end = waiting.end;
            segments.push(Arc::new(waiting));
            segments.sort_by_key(|s| s.first);
            self.grown.send_if_modified(|known| {
                let grows = end > *known;
                *known = end.max(*known);
                grows
            });
        }
    }

    /// Forgets what is indexed.
    pub(crate) fn indexed(&self, cursor: Sequence) {
        self.segments.write().expect("no panic while locked").retain(|s| s.first >= cursor);
    }

    /// Reads segments that another process wrote, or this one before it was started anew.
    pub async fn refresh(&self, store: &Store) -> Result<(), LogError> {
        use futures::TryStreamExt;
        let cursor = cursor(store).await?;
        self.indexed(cursor);
        let folder = Path::from(FOLDER);
        let mut paths: Vec<Path> =
            store.objects.list(Some(&folder)).map_ok(|meta| meta.location).try_collect().await?;
        paths.sort();
        for path in paths {
            let Some(first) = segment::first_of(&path) else { continue };
            let known = self.segments.read().expect("no panic while locked").iter().any(|s| s.first == first);
            if first >= cursor && !known {
                match read_segment(&store.objects, &path).await {
                    Ok(found) => self.add(Waiting::of(&found)),
                    // Indexed and deleted since the listing.
                    Err(LogError::Read(object_store::Error::NotFound { .. })) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }
}
