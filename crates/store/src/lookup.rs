//! Event history: events by attribute and time, newest first.
//!
//! The semantics are those of `LookupEvents`: whole values, times inclusive at both ends. Beyond AWS, any number of attributes
//! may be given: different ones must all hold, several values of one may each. Files are visited from the newest to
//! the oldest, and no further than the answer needs.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, Int32Array};
use arrow::datatypes::Int32Type;
use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::record::Column;
use stellwerk_model::summary::{Category, Summary};

use crate::catalog::FileId;
use crate::lake::index::{Index, hash_attribute};
use crate::lake::read::{EventKey, LakeFile};
use crate::log::Waiting;
use crate::store::View;
use crate::{Store, StoreError};

#[derive(Clone, Debug, Default)]
pub struct Lookup {
    pub attributes: Vec<(AttributeKey, String)>,
    /// Microseconds since the epoch, inclusive.
    pub start: Option<i64>,
    pub end: Option<i64>,
    pub max: usize,
    pub scope: Scope,
}

/// Whose event history is meant; `None` for everybody's, everywhere, of every category.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub account: Option<String>,
    pub region: Option<String>,
    pub category: Option<Category>,
}

impl Scope {
    fn holds(&self, summary: &Summary) -> bool {
        let account = self.account.is_none() || self.account == summary.account;
        let region = self.region.is_none() || self.region == summary.region;
        account && region && self.category.as_ref().is_none_or(|c| *c == summary.category)
    }

    /// Columns that can rule rows out, and the value that they must have, if any.
    fn columns(&self) -> Vec<(Column, &str)> {
        let account = self.account.as_deref().map(|v| (Column::RecipientAccountId, v));
        let region = self.region.as_deref().map(|v| (Column::AwsRegion, v));
        let category = self.category.as_ref().map(|c| (Column::EventCategory, c.name()));
        [account, region, category].into_iter().flatten().collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEvent {
    pub summary: Summary,
    /// The record, byte for byte.
    pub record: String,
    shown: OnceLock<String>,
}

impl FoundEvent {
    pub fn of(record: String) -> FoundEvent {
        FoundEvent { summary: Summary::of(&record), record, shown: OnceLock::new() }
    }

    /// The event as some interface shows it: written once, and kept with the event for those who ask again.
    pub fn shown(&self, write: impl FnOnce(&FoundEvent) -> String) -> &str {
        self.shown.get_or_init(|| write(self))
    }

    /// What it takes in memory, about, also when it was shown.
    pub(crate) fn bytes(&self) -> usize {
        self.record.len() * 5 / 2 + 768
    }
}

/// Rows `first..end` of a file, ascending and apart.
type Runs = Vec<(u32, u32)>;

/// The events that the lookup asks for, newest first. Events without a time come last, and only where no time is asked for.
pub async fn lookup(store: &Arc<Store>, lookup: &Lookup) -> Result<Vec<Arc<FoundEvent>>, StoreError> {
    let mut wanted = lookup.max;
    loop {
        let (candidates, exhausted) = newest(store, lookup, wanted).await?;
        let mut found = fetch(store, &candidates).await?;
        // The index answers with candidates; the record decides.
        found.retain(|event| matches(&event.summary, lookup));
        if found.len() >= lookup.max || exhausted {
            found.truncate(lookup.max);
            return Ok(found);
        }
        wanted = wanted.saturating_mul(4).saturating_add(64);
    }
}

fn matches(summary: &Summary, lookup: &Lookup) -> bool {
    lookup.scope.holds(summary)
        && by_key(lookup).iter().all(|(key, values)| values.iter().any(|value| summary.has(*key, value)))
}

fn by_key(lookup: &Lookup) -> BTreeMap<AttributeKey, Vec<&str>> {
    let mut by_key: BTreeMap<AttributeKey, Vec<&str>> = BTreeMap::new();
    for (key, value) in &lookup.attributes {
        by_key.entry(*key).or_default().push(value);
    }
    by_key
}

/// An event that may be part of the answer.
#[derive(Clone)]
struct Candidate {
    time: Option<i64>,
    place: Place,
    row: u32,
}

#[derive(Clone)]
enum Place {
    /// With its number in the catalog.
    File(Arc<LakeFile>, FileId),
    Log(Arc<Waiting>),
}

impl Place {
    fn order(&self) -> PlaceOrder {
        match self {
            Place::File(_, id) => (false, id.0 as u64),
            Place::Log(waiting) => (true, waiting.first),
        }
    }
}

/// Among events of one second, those that came last are the newest: the log after files, and each by its number.
type PlaceOrder = (bool, u64);

/// The newest candidates, at most `wanted`, and whether these are all there are.
async fn newest(
    store: &Arc<Store>,
    lookup: &Lookup,
    wanted: usize,
) -> Result<(Vec<Candidate>, bool), StoreError> {
    let View { snapshot, waiting } = store.view().await?;
    let timed = lookup.start.is_some() || lookup.end.is_some();
    let start = lookup.start.unwrap_or(i64::MIN);
    let end = lookup.end.unwrap_or(i64::MAX);
    let mut files: Vec<_> = snapshot
        .files
        .iter()
        .filter(|f| match (f.event_time_min_us, f.event_time_max_us) {
            (Some(min), Some(max)) => min <= end && max >= start,
            _ => !timed,
        })
        .collect();
    files.sort_by_key(|f| std::cmp::Reverse((f.event_time_max_us, f.id)));

    let mut newest = Newest::new(wanted);
    // The log is about in the order of time: from its end, most of what is older than enough others is passed over quickly.
    for waiting in waiting.iter().rev() {
        if !newest.is_too_old(waiting.newest, (true, waiting.first), u32::MAX) {
            waiting_in_time(waiting, lookup, &mut newest);
        }
    }
    for file in files {
        if newest.found.len() >= wanted {
            newest.drop_others();
            if newest.oldest() > file.event_time_max_us {
                return Ok((newest.in_order(), false));
            }
        }
        let id = file.id;
        let file = store.file(file).await?;
        let Some(runs) = candidate_runs(&file.index, lookup) else { continue };
        rows_in_time(store, &file, id, &runs, lookup, &mut newest).await?;
    }
    newest.drop_others();
    let all = newest.all;
    Ok((newest.in_order(), all))
}

/// Candidates, of which the newest are kept.
struct Newest {
    found: Vec<Candidate>,
    wanted: usize,
    /// Whether none was dropped.
    all: bool,
    /// What is older need not be looked at: there are enough others.
    limit: Option<Candidate>,
}

impl Newest {
    fn new(wanted: usize) -> Newest {
        Newest { found: Vec::new(), wanted, all: true, limit: None }
    }

    /// Whether an event of this time, at this place, is too old.
    fn is_too_old(&mut self, time: Option<i64>, place: PlaceOrder, row: u32) -> bool {
        let Some(limit) = &self.limit else { return false };
        let too_old = match time.cmp(&limit.time) {
            Ordering::Equal => (place, row) < (limit.place.order(), limit.row),
            order => order == Ordering::Less,
        };
        self.all &= !too_old;
        too_old
    }

    fn push(&mut self, candidate: Candidate) {
        self.found.push(candidate);
        if self.found.len() >= 2 * self.wanted.max(256) {
            self.drop_others();
        }
    }

    /// Keeps the newest, the oldest of them last.
    fn drop_others(&mut self) {
        if self.wanted > 0 && self.found.len() > self.wanted {
            self.found.select_nth_unstable_by(self.wanted - 1, newest_first);
            self.limit = Some(self.found[self.wanted - 1].clone());
        }
        self.all &= self.found.len() <= self.wanted;
        self.found.truncate(self.wanted);
    }

    /// The time of the oldest, where there are enough.
    fn oldest(&self) -> Option<i64> {
        self.found.iter().map(|candidate| candidate.time).min().flatten()
    }

    fn in_order(mut self) -> Vec<Candidate> {
        self.found.sort_unstable_by(newest_first);
        self.found
    }
}

fn newest_first(a: &Candidate, b: &Candidate) -> Ordering {
    b.time.cmp(&a.time).then_with(|| (b.place.order(), b.row).cmp(&(a.place.order(), a.row)))
}

/// Rows of the file that may have the attributes; `None` when none has.
fn candidate_runs(index: &Index, lookup: &Lookup) -> Option<Runs> {
    let mut runs: Runs = vec![(0, index.rows())];
    for (key, values) in by_key(lookup) {
        let mut any: Runs = match key {
            AttributeKey::ReadOnly => continue, // true of half of all events: not worth an index
            AttributeKey::EventId => values
                .iter()
                .flat_map(|v| index.rows_of_id(hash_attribute(key, v)))
                .map(|row| (row, row + 1))
                .collect(),
            _ => values.iter().flat_map(|v| index.rows_of_value(hash_attribute(key, v))).collect(),
        };
        any.sort_unstable();
        runs = intersect(&runs, &any);
    }
    (!runs.is_empty()).then_some(runs)
}

/// Rows in both; `b` may overlap itself.
fn intersect(a: &Runs, b: &Runs) -> Runs {
    let mut both: Runs = Vec::new();
    let mut i = 0;
    for &(from, to) in b {
        let from = from.max(both.last().map_or(0, |l| l.1));
        while i < a.len() && a[i].1 <= from {
            i += 1;
        }
        for &(first, end) in a[i..].iter().take_while(|r| r.0 < to) {
            if first.max(from) < end.min(to) {
                both.push((first.max(from), end.min(to)));
            }
        }
    }
    both
}

/// Adds those events of a segment of the log whose time fits, and which may be in the scope.
fn waiting_in_time(waiting: &Arc<Waiting>, lookup: &Lookup, newest: &mut Newest) {
    let Some(runs) = candidate_runs(&waiting.index, lookup) else { return };
    let scope = lookup.scope.columns();
    let (start, end) = (lookup.start.unwrap_or(i64::MIN), lookup.end.unwrap_or(i64::MAX));
    let timed = lookup.start.is_some() || lookup.end.is_some();
    let part = waiting.part();
    for row in runs.into_iter().rev().flat_map(|(first, end)| (first..end).rev()) {
        let at = row as usize;
        let time = part.rows[at].event_time;
        if newest.is_too_old(time, (true, waiting.first), row)
            || !time.map_or(!timed, |t| (start..=end).contains(&t))
        {
            continue;
        }
        // Of what has no value the record decides.
        if scope.iter().all(|(column, wanted)| part.text(at, *column).is_none_or(|value| value == *wanted)) {
            newest.push(Candidate { time, place: Place::Log(waiting.clone()), row });
        }
    }
}

/// Adds those rows of `runs` whose time (and `readOnly`, where asked for) fits, and which may be in the scope.
async fn rows_in_time(
    store: &Arc<Store>,
    file: &Arc<LakeFile>,
    id: FileId,
    runs: &Runs,
    lookup: &Lookup,
    newest: &mut Newest,
) -> Result<(), StoreError> {
    let read_only: Vec<bool> = lookup
        .attributes
        .iter()
        .filter(|(key, _)| *key == AttributeKey::ReadOnly)
        .map(|(_, value)| value == "true")
        .collect();
    let times = store.files.times(file).await?;
    let flags = match read_only.is_empty() {
        true => None,
        false => Some(store.files.narrow(file, &[Column::ReadOnly as usize]).await?.remove(0)),
    };
    let flags = flags.as_ref().map(|f| f.as_boolean());
    let scope = scope_masks(store, file, &lookup.scope).await?;
    let place = Place::File(file.clone(), id);
    let (start, end) = (lookup.start.unwrap_or(i64::MIN), lookup.end.unwrap_or(i64::MAX));
    let timed = lookup.start.is_some() || lookup.end.is_some();
    for row in runs.iter().flat_map(|&(first, end)| first..end) {
        let at = row as usize;
        let time = times.is_valid(at).then(|| times.value(at));
        if newest.is_too_old(time, place.order(), row) {
            continue;
        }
        let in_time = time.map_or(!timed, |t| (start..=end).contains(&t));
        let flag_fits = flags.is_none_or(|f| f.is_valid(at) && read_only.contains(&f.value(at)));
        if in_time && flag_fits && scope.iter().all(|mask| mask.may_hold(at)) {
            newest.push(Candidate { time, place: place.clone(), row });
        }
    }
    Ok(())
}

/// Which rows a column leaves in the scope: those with an allowed value, and those without a value, of which the record decides.
struct ScopeMask {
    keys: Int32Array,
    allowed: Vec<bool>,
}

impl ScopeMask {
    fn may_hold(&self, row: usize) -> bool {
        self.keys.is_null(row) || self.allowed[self.keys.value(row) as usize]
    }
}

/// Masks of those columns that rule anything out in this file; in most files all rows are of one account and region.
async fn scope_masks(
    store: &Arc<Store>,
    file: &Arc<LakeFile>,
    scope: &Scope,
) -> Result<Vec<ScopeMask>, StoreError> {
    let columns = scope.columns();
    let numbers: Vec<usize> = columns.iter().map(|(column, _)| *column as usize).collect();
    let arrays = store.files.narrow(file, &numbers).await?;
    let mask = |((_, wanted), array): (&(Column, &str), &ArrayRef)| {
        let dictionary = array.as_dictionary::<Int32Type>();
        let values = dictionary.values().as_string::<i32>();
        let allowed: Vec<bool> = values.iter().map(|value| value == Some(*wanted)).collect();
        (!allowed.iter().all(|a| *a)).then(|| ScopeMask { keys: dictionary.keys().clone(), allowed })
    };
    Ok(columns.iter().zip(&arrays).filter_map(mask).collect())
}

/// Reads the candidates' records; they keep their order.
async fn fetch(store: &Arc<Store>, candidates: &[Candidate]) -> Result<Vec<Arc<FoundEvent>>, StoreError> {
    /// Row in the file, place in the answer.
    type Rows = Vec<(u32, usize)>;
    let mut by_file: BTreeMap<&str, (Arc<LakeFile>, Rows)> = BTreeMap::new();
    let mut found: Vec<Option<Arc<FoundEvent>>> = vec![None; candidates.len()];
    for (at, candidate) in candidates.iter().enumerate() {
        let key = match &candidate.place {
            Place::File(file, _) => EventKey::File(file.number, candidate.row),
            Place::Log(waiting) => EventKey::Log(waiting.first, candidate.row),
        };
        found[at] = store.files.known_event(&key);
        match &candidate.place {
            _ if found[at].is_some() => {}
            Place::File(file, _) => {
                let entry = by_file.entry(file.path.as_ref()).or_insert_with(|| (file.clone(), Vec::new()));
                entry.1.push((candidate.row, at));
            }
            Place::Log(waiting) => {
                let record = waiting.part().record(candidate.row as usize).to_owned();
                found[at] = Some(store.files.keep_event(key, FoundEvent::of(record)));
            }
        }
    }
    let tasks: Vec<_> = by_file
        .into_values()
        .map(|(file, mut rows)| {
            let store = store.clone();
            tokio::spawn(async move {
                rows.sort_unstable();
                let numbers: Vec<u32> = rows.iter().map(|r| r.0).collect();
                let events = store.files.events(&file, &numbers).await?;
                Ok::<_, StoreError>(rows.into_iter().map(|r| r.1).zip(events).collect::<Vec<_>>())
            })
        })
        .collect();
    for task in tasks {
        for (at, event) in task.await.expect("reading does not panic")? {
            found[at] = Some(event);
        }
    }
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intersection_of_runs() {
        assert_eq!(intersect(&vec![(0, 10)], &vec![(2, 3), (5, 12)]), vec![(2, 3), (5, 10)]);
        assert_eq!(intersect(&vec![(0, 2), (4, 6)], &vec![(1, 5)]), vec![(1, 2), (4, 5)]);
        assert_eq!(intersect(&vec![(0, 10)], &vec![(1, 4), (1, 4), (3, 5)]), vec![(1, 4), (4, 5)]);
        assert_eq!(intersect(&vec![(0, 1)], &vec![(1, 2)]), vec![]);
    }
}
