//! Import: from files of logs to data files in the lake.
//!
//! Sources are listed, read and taken apart by one thread a core; an assembler collects the parts into batches and commits each
//! batch in one transaction together with how far every source was read. So an import that is killed at any instant goes on
//! where the last batch ended, and nothing is stored twice or lost. Memory is bounded by the size of a batch and of the
//! channels, whatever the size of the archive.

pub mod configuration;
pub mod reader;
pub mod sources;
pub mod split;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use thiserror::Error;
use tokio::sync::{Mutex, mpsc};

use crate::catalog::{CatalogError, ChangeKind, Commit, ConsumedSource, Counters, NewQuarantine};
use crate::lake::commit;
use crate::lake::rows::{NotAnEvent, Part, PartBuilder};
use crate::{Store, StoreError};
use sources::{Listed, SourceFile};
use split::{Bad, Chunk, RecordSplitter};

/// Rows and bytes after which a batch is committed.
const BATCH_ROWS: usize = 1 << 17;
const BATCH_BYTES: usize = 224 << 20;
/// A batch is also committed after this time, so that little is repeated after a crash of a slow import.
const BATCH_TIME: Duration = Duration::from_secs(30);
/// Parts that wait for the assembler.
const PARTS_WAITING: usize = 4;
/// Sources that wait for a reader: so many that the listing is through long before the reading, and the remaining time is known.
const SOURCES_WAITING: usize = 1 << 16;
/// Sources whose state is asked of the catalog at once.
const SOURCES_AT_ONCE: usize = 500;
const QUARANTINE_BYTES_MAX: usize = 1 << 20;

#[derive(Debug, Error)]
pub enum ImportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("import stopped: {0}")]
    Stopped(String),
}

impl From<CatalogError> for ImportError {
    fn from(error: CatalogError) -> Self {
        ImportError::Store(error.into())
    }
}

/// How far an import is; may be read at any time.
#[derive(Debug, Default)]
pub struct Progress {
    pub listed: AtomicBool,
    pub files_listed: AtomicU64,
    pub files: AtomicU64,
    pub bytes_listed: AtomicU64,
    pub bytes: AtomicU64,
    pub events: AtomicU64,
    /// Set by the caller to end the import after the current batch.
    pub stop: AtomicBool,
}

/// What an import did. `events = new + duplicates`; `files = imported + known + changed + failed`.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub files: u64,
    /// Imported before, in this version.
    pub files_known: u64,
    /// Changed while they were read; what was read is stored, the rest comes with the next import.
    pub files_changed: u64,
    /// Not log files: digests, configuration snapshots and the like.
    pub files_skipped: u64,
    pub events: u64,
    pub new: u64,
    pub duplicates: u64,
    pub quarantined: u64,
    pub undated: u64,
    /// Bytes of the files, as they are stored.
    pub bytes: u64,
    /// What could not be opened or read, and why; they are tried again by the next import.
    pub problems: Vec<(String, String)>,
    pub stopped: bool,
}

/// Problems that are kept word for word.
const PROBLEMS_MAX: usize = 1000;

/// Which events of what is read are imported: those of this time, in microseconds since the epoch, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub start: Option<i64>,
    pub end: Option<i64>,
    /// Nothing but log files, which lie in folders named after the day of their delivery.
    pub trails_only: bool,
}

impl Selection {
    fn takes(&self, time: Option<i64>) -> bool {
        match time {
            Some(time) => self.start.is_none_or(|s| time >= s) && self.end.is_none_or(|e| time <= e),
            None => self.start.is_none() && self.end.is_none(),
        }
    }

    /// Whether a file can have such events, by the day in its name. An event is delivered on its day or later.
    fn takes_file(&self, uri: &str) -> bool {
        if !self.trails_only {
            return true;
        }
        let parts: Vec<&str> = uri.rsplit('/').take(4).collect();
        let [name, day, month, year] = parts[..] else { return false };
        let number = |text: &str| text.parse::<i64>().ok();
        if !name.ends_with(".json.gz") || name.contains("-Digest_") || uri.contains("/CloudTrail-Digest/") {
            return false;
        }
        let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day)) else {
            return true; // a folder that somebody named explicitly
        };
        let Some(delivered) = chrono::NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32) else {
            return true;
        };
        let ends = delivered.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros() + DAY_MICROS;
        self.start.is_none_or(|start| ends > start)
    }

    /// Files that are read for another selection are read anew, so the selection is part of their version.
    fn version(&self, version: &str) -> String {
        match (self.start, self.end) {
            (None, None) => version.to_owned(),
            (start, end) => {
                let shown = |time: Option<i64>| time.map(|t| t.to_string()).unwrap_or_default();
                format!("{version} {}..{}", shown(start), shown(end))
            }
        }
    }
}

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;

/// The records of a log file that was fetched, compressed or not, and what in it is none. Must not be called on the async
/// runtime.
pub fn records_of(content: &[u8]) -> std::io::Result<(Vec<String>, Vec<Bad>)> {
    let mut splitter = RecordSplitter::new(reader::Decompressed::new(content));
    let (mut records, mut bad) = (Vec::new(), Vec::new());
    while let Some(chunk) = splitter.next_chunk()? {
        for span in &chunk.records {
            let record = chunk.record(*span);
            let pushed = PartBuilder::new(record.to_owned()).push(0, record.len() as u32);
            match pushed {
                Ok(()) => records.push(record.to_owned()),
                Err(_) => bad.push(Bad {
                    offset: span.offset,
                    reason: "no CloudTrail record: it has none of its members".to_owned(),
                    bytes: record.as_bytes()[..record.len().min(QUARANTINE_BYTES_MAX)].to_vec(),
                    length: record.len() as u64,
                }),
            }
        }
        bad.extend(chunk.bad);
    }
    Ok((records, bad))
}

/// Imports what the arguments name: files, folders, globs and `s3://` prefixes.
pub async fn import(
    store: &Arc<Store>,
    arguments: Vec<String>,
    progress: Arc<Progress>,
) -> Result<Report, ImportError> {
    import_selected(store, arguments, Selection::default(), progress).await
}

/// Imports of what the arguments name some events only.
pub async fn import_selected(
    store: &Arc<Store>,
    arguments: Vec<String>,
    selection: Selection,
    progress: Arc<Progress>,
) -> Result<Report, ImportError> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (to_readers, from_lister) = mpsc::channel::<(SourceFile, u64)>(SOURCES_WAITING);
    let (to_assembler, mut from_readers) = mpsc::channel::<Message>(PARTS_WAITING);

    let lister = tokio::spawn(list(
        store.clone(),
        (arguments, selection),
        to_readers,
        to_assembler.clone(),
        progress.clone(),
    ));
    let from_lister = Arc::new(Mutex::new(from_lister));
    for _ in 0..workers {
        let (sources, parts, progress) = (from_lister.clone(), to_assembler.clone(), progress.clone());
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            while let Some((source, resume)) = runtime.block_on(async { sources.lock().await.recv().await }) {
                if !progress.stop.load(Relaxed)
                    && !read_source(&runtime, (source, selection), resume, &parts, &progress)
                {
                    return; // the assembler has gone: it says why
                }
            }
        });
    }
    drop(to_assembler);

    let mut assembler = Assembler::new(store.clone(), workers);
    while let Some(message) = from_readers.recv().await {
        assembler.take(message);
        if assembler.is_full() {
            assembler.commit().await?;
        }
    }
    assembler.commit().await?;
    lister.await.map_err(|e| ImportError::Stopped(e.to_string()))??;
    let mut report = assembler.report;
    report.stopped = progress.stop.load(Relaxed);
    Ok(report)
}

/// What readers and lister tell the assembler.
enum Message {
    Part(SourcePart),
    /// A source of which some was imported before.
    Resumed(ConsumedSource),
    Problem {
        uri: String,
        reason: String,
    },
    Known(u64),
    Skipped,
}

/// A stretch of a source, taken apart.
struct SourcePart {
    uri: String,
    version: String,
    size: u64,
    part: Part,
    quarantine: Vec<NewQuarantine>,
    /// Pieces and bytes of the source up to here.
    pieces: u64,
    position: u64,
    /// `Some` with the last part: whether the source changed while it was read.
    end: Option<End>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    Changed,
    /// Recognised, and no log file.
    Skipped,
}

async fn list(
    store: Arc<Store>,
    (arguments, selection): (Vec<String>, Selection),
    sources: mpsc::Sender<(SourceFile, u64)>,
    messages: mpsc::Sender<Message>,
    progress: Arc<Progress>,
) -> Result<(), ImportError> {
    let mut listed = sources::list(arguments);
    let mut some = Vec::with_capacity(SOURCES_AT_ONCE);
    while listed.recv_many(&mut some, SOURCES_AT_ONCE).await > 0 {
        some.retain(|item| match item {
            Listed::File(file) => selection.takes_file(&file.uri),
            _ => true,
        });
        let uris: Vec<String> = some
            .iter()
            .filter_map(|l| match l {
                Listed::File(f) => Some(f.uri.clone()),
                _ => None,
            })
            .collect();
        let known = store.catalog.sources(&uris).await?;
        let mut known_files = 0;
        for item in some.drain(..) {
            let sent = match item {
                Listed::File(file) => {
                    let state =
                        known.get(&file.uri).filter(|s| s.version == selection.version(&file.version));
                    if state.is_some_and(|s| s.done) {
                        known_files += 1;
                        continue;
                    }
                    if let Some(state) = state
                        && messages.send(Message::Resumed(state.clone())).await.is_err()
                    {
                        return Ok(());
                    }
                    progress.files_listed.fetch_add(1, Relaxed);
                    progress.bytes_listed.fetch_add(file.size, Relaxed);
                    sources.send((file, state.map_or(0, |s| s.records_done))).await.is_ok()
                }
                Listed::Problem { uri, reason } => {
                    messages.send(Message::Problem { uri, reason }).await.is_ok()
                }
                Listed::Skipped { .. } => messages.send(Message::Skipped).await.is_ok(),
            };
            if !sent || progress.stop.load(Relaxed) {
                return Ok(());
            }
        }
        if known_files > 0 && messages.send(Message::Known(known_files)).await.is_err() {
            return Ok(());
        }
    }
    progress.listed.store(true, Relaxed);
    Ok(())
}

/// Reads one source to its end. `false` when nobody takes the parts any more.
fn read_source(
    runtime: &tokio::runtime::Handle,
    (source, selection): (SourceFile, Selection),
    resume: u64,
    parts: &mpsc::Sender<Message>,
    progress: &Progress,
) -> bool {
    let problem = |reason: String| Message::Problem { uri: source.uri.clone(), reason };
    let input = match runtime.block_on(reader::open(&source)) {
        Ok(input) => input,
        Err(error) => return parts.blocking_send(problem(error.to_string())).is_ok(),
    };
    let read = input.progress();
    let mut read_before = 0;
    let mut splitter = RecordSplitter::new(input).skip(resume);
    let mut held: Option<SourcePart> = None; // sent when it is known whether it is the last
    let mut skipped = false;
    let mut found = false;
    loop {
        let chunk = match splitter.next_chunk() {
            Ok(chunk) => chunk,
            Err(error) => {
                // What was read is kept; the source is not done and is read on by the next import.
                let told = held.take().is_none_or(|part| parts.blocking_send(Message::Part(part)).is_ok());
                return told && parts.blocking_send(problem(format!("read {}: {error}", source.uri))).is_ok();
            }
        };
        let now = read.bytes();
        progress.bytes.fetch_add(now - read_before, Relaxed);
        read_before = now;
        let Some(chunk) = chunk else { break };
        skipped |= !chunk.skipped.is_empty();
        found |= !chunk.records.is_empty() || !chunk.bad.is_empty();
        let events = chunk.records.len() as u64;
        let mut part = take_apart(&source, chunk);
        part.part.rows.retain(|row| selection.takes(row.event_time));
        part.version = selection.version(&source.version);
        progress.events.fetch_add(events, Relaxed);
        if let Some(before) = held.replace(part)
            && parts.blocking_send(Message::Part(before)).is_err()
        {
            return false;
        }
        if progress.stop.load(Relaxed) {
            return held.is_none_or(|part| parts.blocking_send(Message::Part(part)).is_ok());
        }
    }
    let mut last = held.unwrap_or_else(|| take_apart(&source, Chunk { pieces: resume, ..Chunk::default() }));
    last.version = selection.version(&source.version);
    last.end = Some(match splitter.reader().changed() {
        true => End::Changed,
        false if skipped && !found => End::Skipped,
        false => End::Whole,
    });
    progress.files.fetch_add(1, Relaxed);
    parts.blocking_send(Message::Part(last)).is_ok()
}

fn take_apart(source: &SourceFile, chunk: Chunk) -> SourcePart {
    let Chunk { text, records, members, bad, pieces, position, .. } = chunk;
    let entry = |Bad { offset, reason, bytes, length }| NewQuarantine {
        source_uri: source.uri.clone(),
        offset,
        reason,
        bytes,
        length,
        object: None,
    };
    let mut quarantine: Vec<NewQuarantine> = bad.into_iter().map(entry).collect();
    let mut part = PartBuilder::new(text);
    for record in records {
        let pushed = match &members[record.members.0 as usize..record.members.1 as usize] {
            [] => part.push(record.start, record.len),
            members => part.push_scanned(record.start, record.len, members),
        };
        let Err(problem) = pushed else { continue };
        let reason = match problem {
            NotAnEvent::Invalid(error) => error.to_string(),
            NotAnEvent::NotARecord => {
                "a JSON object, but no CloudTrail record: it has none of its members".to_owned()
            }
        };
        let bytes = &part.text().as_bytes()[record.start as usize..(record.start + record.len) as usize];
        let kept = bytes[..bytes.len().min(QUARANTINE_BYTES_MAX)].to_vec();
        quarantine.push(entry(Bad {
            offset: record.offset,
            reason,
            bytes: kept,
            length: bytes.len() as u64,
        }));
    }
    SourcePart {
        uri: source.uri.clone(),
        version: source.version.clone(),
        size: source.size,
        part: part.finish(),
        quarantine,
        pieces,
        position,
        end: None,
    }
}

/// Collects parts into batches and commits them.
struct Assembler {
    store: Arc<Store>,
    parallel: usize,
    parts: Vec<SourcePart>,
    rows: usize,
    bytes: usize,
    since: Instant,
    /// Sources that are not read to their end yet, as they were last committed.
    open: HashMap<String, ConsumedSource>,
    report: Report,
}

impl Assembler {
    fn new(store: Arc<Store>, parallel: usize) -> Self {
        Assembler {
            store,
            parallel,
            parts: Vec::new(),
            rows: 0,
            bytes: 0,
            since: Instant::now(),
            open: HashMap::new(),
            report: Report::default(),
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Part(part) => {
                self.rows += part.part.rows.len();
                self.bytes += part.part.bytes_in_memory();
                self.parts.push(part);
            }
            Message::Resumed(source) => {
                self.open.insert(source.uri.clone(), source);
            }
            Message::Problem { uri, reason } => {
                if self.report.problems.len() < PROBLEMS_MAX {
                    self.report.problems.push((uri, reason));
                }
            }
            Message::Known(files) => {
                self.report.files += files;
                self.report.files_known += files;
            }
            Message::Skipped => self.report.files_skipped += 1,
        }
    }

    fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS
            || self.bytes >= BATCH_BYTES
            || !self.parts.is_empty() && self.since.elapsed() >= BATCH_TIME
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        if self.parts.is_empty() {
            return Ok(());
        }
        let mut states = std::mem::take(&mut self.parts);
        let parts: Vec<Part> =
            states.iter_mut().map(|s| std::mem::replace(&mut s.part, Part::empty())).collect();
        let parts = Arc::new(parts);
        loop {
            let snapshot = self.store.snapshot().await?;
            let written = commit::write(&self.store, &snapshot, parts.clone(), self.parallel).await?;
            let sources = self.sources(&states, &parts, &written.duplicates);
            let quarantine: Vec<NewQuarantine> =
                states.iter().flat_map(|s| s.quarantine.iter().cloned()).collect();
            let duplicates: u64 = written.duplicates.iter().sum();
            let (rows, quarantined) = (written.rows, quarantine.len() as u64);
            let commit = Commit {
                kind: ChangeKind::Insert,
                add: written.files,
                sources: sources.values().cloned().collect(),
                quarantine,
                // Duplicates were looked for in this snapshot; another writer may have added some since.
                expected_snapshot: Some(snapshot.id),
                counters: Counters {
                    accepted: rows + duplicates + quarantined,
                    indexed: rows,
                    rejected_as_duplicate: duplicates,
                    quarantined,
                },
                ..Commit::default()
            };
            if !commit::publish(&self.store, commit).await? {
                continue;
            }
            self.count(&states, &parts, rows, duplicates, quarantined);
            self.open = sources.into_iter().filter(|(_, s)| !s.done).collect();
            break;
        }
        (self.rows, self.bytes, self.since) = (0, 0, Instant::now());
        Ok(())
    }

    /// How far each source of the batch has been read when the batch is in.
    fn sources(
        &self,
        states: &[SourcePart],
        parts: &[Part],
        duplicates: &[u64],
    ) -> HashMap<String, ConsumedSource> {
        let mut sources = self.open.clone();
        for ((state, part), duplicates) in states.iter().zip(parts).zip(duplicates) {
            let source = sources.entry(state.uri.clone()).or_insert_with(|| ConsumedSource {
                uri: state.uri.clone(),
                version: state.version.clone(),
                bytes: state.size,
                ..ConsumedSource::default()
            });
            source.records += (part.rows.len() + state.quarantine.len()) as u64;
            source.duplicates += duplicates;
            source.quarantined += state.quarantine.len() as u64;
            source.records_done = state.pieces;
            source.offset = state.position;
            source.done = matches!(state.end, Some(End::Whole | End::Skipped));
        }
        sources
    }

    fn count(&mut self, states: &[SourcePart], parts: &[Part], new: u64, duplicates: u64, quarantined: u64) {
        let report = &mut self.report;
        report.events += new + duplicates;
        report.new += new;
        report.duplicates += duplicates;
        report.quarantined += quarantined;
        report.undated +=
            parts.iter().flat_map(|p| &p.rows).filter(|r| r.event_time.is_none()).count() as u64;
        for state in states {
            match state.end {
                None => {}
                Some(End::Skipped) => report.files_skipped += 1,
                Some(end) => {
                    report.files += 1;
                    report.bytes += state.size;
                    report.files_changed += u64::from(end == End::Changed);
                }
            }
        }
    }
}
