//! The physical plan of a query's reads: rows of data files and of the log that satisfy its conditions.
//!
//! Of each file as little is read as the conditions allow: first the index, where a condition names an event or a key; then
//! the narrow columns, which are kept in memory; then, for the rows that are left, the pages of the columns that the other
//! conditions read; and last the pages that the answer needs.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, Int32Array, Int64Array, RecordBatch,
    RecordBatchOptions, UInt32Array,
};
use arrow::compute::{filter, take};
use arrow::datatypes::{DataType, Int32Type, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, Statistics};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use futures::stream;
use hashbrown::HashTable;
use stellwerk_model::attributes::AttributeKey;

use super::condition::{Condition, Rows};
use super::pages::{ColumnPages, Unzip};
use super::read::LakeFile;
use super::schema::{self, READ_SCHEMA, WIDTH};
use super::search::Search;
use crate::Store;
use crate::catalog::DataFile;
use crate::log::Waiting;

/// Rows whose wide columns are in memory at a time.
const CHUNK_ROWS: usize = 8 << 10;
/// Looking for candidates reads all columns: not worth it for fewer rows.
const SEARCH_ROWS_MIN: usize = 1 << 10;

/// So many combinations of keys are counted by position at any rate; more, only if they are not many more than the rows.
const DENSE_CODES_MAX: u64 = 1 << 16;

/// What a query asks of the lake's rows.
#[derive(Debug, Default)]
pub struct Asked {
    /// Values that must be in a row, by hash.
    pub keys: Vec<(AttributeKey, u64)>,
    /// Those that read narrow columns only come first.
    pub conditions: Vec<Condition>,
    pub search: Search,
}

/// A data file, or a segment of the log.
#[derive(Clone, Debug)]
pub enum Piece {
    File(DataFile),
    Waiting(Arc<Waiting>),
}

/// See the module's documentation.
#[derive(Clone, Debug)]
pub struct LakeScan {
    store: Arc<Store>,
    asked: Arc<Asked>,
    /// What the plan's other parts find out while it runs, such as how old an event may be to be among the newest. Nothing
    /// relies on it.
    hints: Vec<Condition>,
    /// For each partition, what it reads.
    pieces: Arc<Vec<Vec<Piece>>>,
    /// Columns of the lake's table; [`WEIGHT`] last, if at all.
    columns: Vec<usize>,
    /// Whether rows that are equal in all columns are yielded as one.
    distinct: bool,
    limit: Option<usize>,
    properties: Arc<PlanProperties>,
}

/// The column that says how many rows a row stands for; see [`super::weight`].
pub const WEIGHT: usize = WIDTH;

impl LakeScan {
    /// `schema` has the given columns.
    pub fn new(
        store: Arc<Store>,
        asked: Asked,
        pieces: Vec<Vec<Piece>>,
        (columns, schema): (Vec<usize>, SchemaRef),
        limit: Option<usize>,
    ) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(pieces.len()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        let (asked, pieces, properties) = (Arc::new(asked), Arc::new(pieces), Arc::new(properties));
        LakeScan { store, asked, hints: Vec::new(), pieces, columns, distinct: false, limit, properties }
    }

    /// The same scan, in which rows that are equal in all columns come once; see [`can_be_weighted`].
    pub fn distinct(self) -> Self {
        LakeScan { distinct: true, ..self }
    }

    fn rows(&self, partition: Option<usize>) -> Precision<usize> {
        let rows = |piece: &Piece| match piece {
            Piece::File(file) => file.record_count as usize,
            Piece::Waiting(waiting) => waiting.part().rows.len(),
        };
        let partitions = match partition {
            Some(partition) => &self.pieces[partition..=partition],
            None => &self.pieces,
        };
        let rows = partitions.iter().flatten().map(rows).sum();
        match self.asked.conditions.is_empty() && self.limit.is_none() && !self.distinct {
            true => Precision::Exact(rows),
            false => Precision::Inexact(rows),
        }
    }
}

impl DisplayAs for LakeScan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pieces: usize = self.pieces.iter().map(Vec::len).sum();
        let conditions: Vec<String> =
            self.asked.conditions.iter().chain(&self.hints).map(|c| c.expr().to_string()).collect();
        write!(f, "LakeScan: pieces={pieces}, conditions=[{}]", conditions.join(", "))
    }
}

impl ExecutionPlan for LakeScan {
    fn name(&self) -> &str {
        "LakeScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for condition in self.asked.conditions.iter().chain(&self.hints) {
            if f(condition.expr())? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, partition: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let reader = Reader {
            scan: self.clone(),
            pieces: self.pieces[partition].iter().cloned().collect(),
            open: None,
            left: self.limit.unwrap_or(usize::MAX),
        };
        let batches = stream::try_unfold(reader, |mut reader| async {
            Ok(reader.next().await?.map(|batch| (batch, reader)))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches)))
    }

    fn partition_statistics(&self, partition: Option<usize>) -> Result<Arc<Statistics>> {
        let mut statistics = Statistics::new_unknown(&self.schema());
        statistics.num_rows = self.rows(partition);
        Ok(Arc::new(statistics))
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(Arc::new(LakeScan { limit, ..self.clone() }))
    }

    fn fetch(&self) -> Option<usize> {
        self.limit
    }

    fn handle_child_pushdown_result(
        &self,
        _: FilterPushdownPhase,
        pushed: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        // Whether they are kept is not promised: whoever made them asks again.
        let filters = vec![PushedDown::No; pushed.parent_filters.len()];
        let hints = pushed.parent_filters.into_iter().filter_map(|f| Condition::new(f.filter).ok());
        let hints: Vec<Condition> =
            self.hints.iter().cloned().chain(hints.filter(Condition::is_narrow)).collect();
        let updated_node = match hints.len() > self.hints.len() {
            true => Some(Arc::new(LakeScan { hints, ..self.clone() }) as Arc<dyn ExecutionPlan>),
            false => None,
        };
        Ok(FilterPushdownPropagation { filters, updated_node })
    }
}

/// Reads the pieces of one partition, one after the other.
struct Reader {
    scan: LakeScan,
    pieces: VecDeque<Piece>,
    open: Option<OpenPiece>,
    /// Rows until the limit.
    left: usize,
}

/// A piece of which some rows may be in the answer.
struct OpenPiece {
    source: Source,
    /// Rows that satisfy what has been asked so far.
    rows: UInt32Array,
    /// So many of these rows are done.
    done: usize,
}

impl Reader {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        while self.left > 0 {
            let Some(open) = &mut self.open else {
                let Some(piece) = self.pieces.pop_front() else { return Ok(None) };
                self.open = self.scan.open(piece, self.left).await?;
                continue;
            };
            let Some(batch) = self.scan.next_of(open, self.left).await? else {
                self.open = None;
                continue;
            };
            self.left -= batch.num_rows();
            return Ok(Some(batch));
        }
        Ok(None)
    }
}

impl LakeScan {
    fn wide_conditions(&self) -> impl Iterator<Item = &Condition> {
        self.asked.conditions.iter().filter(|c| !c.is_narrow())
    }

    /// Drops the rows that the index and the narrow columns tell from those that are asked for.
    async fn open(&self, piece: Piece, limit: usize) -> Result<Option<OpenPiece>> {
        let mut source = Source::new(&self.store, piece).await?;
        let mut rows = source.rows_of_keys(&self.asked.keys);
        let narrow = self.asked.conditions.iter().filter(|c| c.is_narrow());
        for condition in narrow.chain(&self.hints) {
            if rows.len() == 0 {
                return Ok(None);
            }
            let columns = source.narrow(condition.columns()).await?;
            rows = condition.retain(&columns, rows)?;
        }
        if let Origin::File(file) = &source.origin
            && rows.len() >= SEARCH_ROWS_MIN
        {
            rows = self.asked.search.retain(&self.store.files, file, rows).await.map_err(external)?;
        }
        if rows.len() == 0 {
            return Ok(None);
        }
        let mut rows = rows.to_array();
        // What is certain to be needed comes with one request.
        let mut certain: BTreeSet<usize> =
            self.wide_conditions().flat_map(Condition::columns).copied().collect();
        if certain.is_empty() {
            certain.extend(&self.columns);
            if !self.distinct && rows.len() > limit {
                rows = rows.slice(0, limit);
            }
        }
        certain.retain(|&column| column != WEIGHT && !schema::is_narrow(column));
        source.fetch(rows.values(), certain.into_iter().collect()).await?;
        Ok(Some(OpenPiece { source, rows, done: 0 }))
    }

    /// The next rows of the piece, at most `limit`; `None` when there are no more.
    async fn next_of(&self, open: &mut OpenPiece, limit: usize) -> Result<Option<RecordBatch>> {
        let is_wide = self.wide_conditions().next().is_some()
            || self.columns.iter().any(|&column| column != WEIGHT && !schema::is_narrow(column));
        while open.done < open.rows.len() {
            let rest = open.rows.len() - open.done;
            let count = if is_wide { rest.min(CHUNK_ROWS) } else { rest };
            let mut chunk = Chunk { rows: open.rows.slice(open.done, count), columns: HashMap::new() };
            open.done += count;
            // Hints may have become sharper since the piece was opened.
            let hints = self.hints.iter().filter(|_| is_wide);
            for condition in hints.chain(self.wide_conditions()) {
                if chunk.rows.is_empty() {
                    break;
                }
                let columns = chunk.load(&mut open.source, condition.columns()).await?;
                let mask = condition.holds(columns, chunk.rows.len())?;
                chunk.filter(&mask)?;
            }
            if chunk.rows.is_empty() {
                continue;
            }
            if self.distinct {
                return self.distinct_of(&mut open.source, chunk).await.map(Some);
            }
            if chunk.rows.len() > limit {
                chunk.truncate(limit);
            }
            let columns = chunk.load(&mut open.source, &self.columns).await?;
            return self.batch(columns, chunk.rows.len()).map(Some);
        }
        Ok(None)
    }

    /// The distinct rows of a chunk, and how many of each there are.
    async fn distinct_of(&self, source: &mut Source, mut chunk: Chunk) -> Result<RecordBatch> {
        let is_weighted = self.columns.last() == Some(&WEIGHT);
        let columns = &self.columns[..self.columns.len() - usize::from(is_weighted)];
        let columns = chunk.load(source, columns).await?;
        let (first, weights) = distinct(&columns, chunk.rows.len());
        let mut columns: Vec<ArrayRef> =
            columns.iter().map(|c| take(c, &first, None)).collect::<Result<_, _>>()?;
        if is_weighted {
            columns.push(Arc::new(weights));
        }
        self.batch(columns, first.len())
    }

    fn batch(&self, mut columns: Vec<ArrayRef>, rows: usize) -> Result<RecordBatch> {
        // Functions are computed once for each value of a dictionary: values that no row has are left out.
        for column in &mut columns {
            if let Some(dictionary) = column.as_dictionary_opt::<Int32Type>()
                && dictionary.values().len() > 2 * rows
            {
                *column = Arc::new(without_unused_values(dictionary)?);
            }
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(self.schema(), columns, &options)?)
    }
}

/// Some rows of a piece, and what has been read of them.
struct Chunk {
    rows: UInt32Array,
    columns: HashMap<usize, ArrayRef>,
}

impl Chunk {
    async fn load(&mut self, source: &mut Source, columns: &[usize]) -> Result<Vec<ArrayRef>> {
        let missing: Vec<usize> =
            columns.iter().copied().filter(|column| !self.columns.contains_key(column)).collect();
        for (column, array) in missing.iter().zip(source.columns(&self.rows, &missing).await?) {
            self.columns.insert(*column, array);
        }
        Ok(columns.iter().map(|column| self.columns[column].clone()).collect())
    }

    fn filter(&mut self, mask: &BooleanArray) -> Result<()> {
        if mask.true_count() < mask.len() {
            self.rows = filter(&self.rows, mask)?.as_primitive().clone();
            for array in self.columns.values_mut() {
                *array = filter(array, mask)?;
            }
        }
        Ok(())
    }

    fn truncate(&mut self, rows: usize) {
        self.rows = self.rows.slice(0, rows);
        self.columns.values_mut().for_each(|array| *array = array.slice(0, rows));
    }
}

/// What a piece is read from.
struct Source {
    store: Arc<Store>,
    origin: Origin,
    /// Narrow columns of a file, whole.
    narrow: HashMap<usize, ArrayRef>,
    /// Pages of wide columns, for all rows that are left.
    pages: HashMap<usize, ColumnPages>,
    unzip: Unzip,
}

enum Origin {
    File(Arc<LakeFile>),
    Waiting(Arc<Waiting>),
}

impl Source {
    async fn new(store: &Arc<Store>, piece: Piece) -> Result<Self> {
        let origin = match piece {
            Piece::File(file) => Origin::File(store.file(&file).await.map_err(external)?),
            Piece::Waiting(waiting) => Origin::Waiting(waiting),
        };
        let (narrow, pages) = (HashMap::new(), HashMap::new());
        Ok(Source { store: store.clone(), origin, narrow, pages, unzip: Unzip::default() })
    }

    fn rows_of_keys(&self, keys: &[(AttributeKey, u64)]) -> Rows {
        let index = match &self.origin {
            Origin::File(file) => &file.index,
            Origin::Waiting(waiting) => &waiting.index,
        };
        let mut rows = Rows::All(index.rows());
        for (key, hash) in keys {
            let mut these: Vec<u32> = match key {
                AttributeKey::EventId => index.rows_of_id(*hash).collect(),
                _ => index.rows_of_value(*hash).into_iter().flat_map(|(a, b)| a..b).collect(),
            };
            these.sort_unstable();
            rows = match rows {
                Rows::All(_) => Rows::Some(these.into()),
                some => some.retain(|row, _| these.binary_search(&(row as u32)).is_ok()),
            };
        }
        rows
    }

    /// Narrow columns, whole.
    async fn narrow(&mut self, columns: &[usize]) -> Result<Vec<ArrayRef>> {
        let file = match &self.origin {
            Origin::Waiting(waiting) => {
                return Ok(columns.iter().map(|&column| waiting.arrow().column(column).clone()).collect());
            }
            Origin::File(file) => file,
        };
        let missing = columns.iter().copied().filter(|column| !self.narrow.contains_key(column));
        let missing: Vec<usize> = missing.collect();
        let read = self.store.files.narrow(file, &missing).await.map_err(external)?;
        self.narrow.extend(missing.into_iter().zip(read));
        Ok(columns.iter().map(|column| self.narrow[column].clone()).collect())
    }

    /// Fetches the pages of wide columns that hold the rows, which are then read out of them in order.
    async fn fetch(&mut self, rows: &[u32], columns: Vec<usize>) -> Result<()> {
        if let Origin::File(file) = &self.origin
            && !columns.is_empty()
        {
            let pages = self.store.files.pages(file, rows, &columns).await.map_err(external)?;
            self.pages.extend(columns.into_iter().zip(pages));
        }
        Ok(())
    }

    /// Columns at some rows (ascending, distinct).
    async fn columns(&mut self, rows: &UInt32Array, columns: &[usize]) -> Result<Vec<ArrayRef>> {
        let file = match &self.origin {
            Origin::Waiting(waiting) => {
                let whole = columns.iter().map(|&column| waiting.arrow().column(column));
                return Ok(whole.map(|array| take(array, rows, None)).collect::<Result<_, _>>()?);
            }
            Origin::File(file) => file.clone(),
        };
        let (narrow, wide): (Vec<usize>, Vec<usize>) =
            columns.iter().partition(|&&column| schema::is_narrow(column));
        let whole = self.narrow(&narrow).await?;
        let is_all = rows.len() == file.rows() as usize;
        let mut read: HashMap<usize, ArrayRef> = HashMap::with_capacity(columns.len());
        for (column, array) in narrow.into_iter().zip(whole) {
            read.insert(column, if is_all { array } else { take(&array, rows, None)? });
        }
        let unfetched = wide.iter().copied().filter(|column| !self.pages.contains_key(column));
        let unfetched: Vec<usize> = unfetched.collect();
        let mut now = HashMap::new();
        if !unfetched.is_empty() {
            let pages = self.store.files.pages(&file, rows.values(), &unfetched).await.map_err(external)?;
            now.extend(unfetched.into_iter().zip(pages));
        }
        for column in wide {
            let pages = now.get_mut(&column).or(self.pages.get_mut(&column)).expect("fetched");
            read.insert(column, pages.take(rows.values(), &mut self.unzip).map_err(external)?);
        }
        Ok(columns.iter().map(|column| read[column].clone()).collect())
    }
}

fn external(error: impl Into<crate::StoreError>) -> DataFusionError {
    DataFusionError::External(error.into().into())
}

/// Of rows that are equal in all columns (dictionaries and flags) the first, and how many there are.
fn distinct(columns: &[ArrayRef], rows: usize) -> (UInt32Array, Int64Array) {
    // One number for each combination of keys.
    let mut codes = vec![0u64; rows];
    let mut combinations: u64 = 1;
    for column in columns {
        let of_column = key_count(column);
        if combinations.checked_mul(of_column).is_none() {
            // Numbers only for the combinations that there are.
            let (first, _) = count_codes(&mut codes, combinations);
            combinations = first.len() as u64;
        }
        combinations *= of_column;
        add_keys(column, of_column, &mut codes);
    }
    let (first, weights) = count_codes(&mut codes, combinations);
    (first.into(), weights.into())
}

/// The first row of each code, and how many have it. Each code becomes its position among these.
fn count_codes(codes: &mut [u64], combinations: u64) -> (Vec<u32>, Vec<i64>) {
    const UNSEEN: u32 = u32::MAX;
    let (mut first, mut counts) = (Vec::new(), Vec::new());
    let dense_max = DENSE_CODES_MAX.max(4 * codes.len() as u64);
    // Rows are sorted: many neighbours are equal.
    let mut count = |slot: &mut u32, row: usize, rows: &mut [u64]| {
        if *slot == UNSEEN {
            *slot = first.len() as u32;
            first.push(row as u32);
            counts.push(0);
        }
        counts[*slot as usize] += rows.len() as i64;
        rows.fill(u64::from(*slot));
    };
    let mut row = 0;
    let runs = codes.chunk_by_mut(|a, b| a == b).map(|run| {
        row += run.len();
        (row - run.len(), run)
    });
    if combinations <= dense_max {
        let mut slots = vec![UNSEEN; combinations as usize];
        runs.for_each(|(row, run)| count(&mut slots[run[0] as usize], row, run));
        return (first, counts);
    }
    let mut table: HashTable<(u64, u32)> = HashTable::new();
    let hash = |code: u64| code.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26);
    for (row, run) in runs {
        let code = run[0];
        let entry = table.entry(hash(code), |e| e.0 == code, |e| hash(e.0));
        count(&mut entry.or_insert((code, UNSEEN)).into_mut().1, row, run);
    }
    (first, counts)
}

fn without_unused_values(dictionary: &DictionaryArray<Int32Type>) -> Result<DictionaryArray<Int32Type>> {
    const UNUSED: i32 = -1;
    let mut new_keys = vec![UNUSED; dictionary.values().len()];
    let mut used: Vec<u32> = Vec::new();
    let keys = dictionary.keys().iter().map(|key| {
        let key = key? as usize;
        if new_keys[key] == UNUSED {
            new_keys[key] = used.len() as i32;
            used.push(key as u32);
        }
        Some(new_keys[key])
    });
    let keys: Int32Array = keys.collect();
    let values = take(dictionary.values(), &UInt32Array::from(used), None)?;
    Ok(DictionaryArray::try_new(keys, values)?)
}

/// How many keys a column has, with one for rows without a value.
fn key_count(column: &ArrayRef) -> u64 {
    match column.as_dictionary_opt::<Int32Type>() {
        Some(dictionary) => dictionary.values().len() as u64 + 1,
        None => 3,
    }
}

fn add_keys(column: &ArrayRef, count: u64, codes: &mut [u64]) {
    match column.as_dictionary_opt::<Int32Type>() {
        Some(dictionary) if dictionary.null_count() == 0 => {
            for (code, key) in codes.iter_mut().zip(dictionary.keys().values()) {
                *code = *code * count + *key as u64;
            }
        }
        Some(dictionary) => {
            for (code, key) in codes.iter_mut().zip(dictionary.keys()) {
                *code = *code * count + key.map_or(count - 1, |key| key as u64);
            }
        }
        None => {
            for (code, flag) in codes.iter_mut().zip(column.as_boolean()) {
                *code = *code * count + flag.map_or(2, u64::from);
            }
        }
    }
}

/// Whether equal rows of a scan that reads these columns may be counted together.
pub fn can_be_weighted(columns: &[usize]) -> bool {
    columns.iter().all(|&column| {
        schema::is_dictionary(column) || READ_SCHEMA.field(column).data_type() == &DataType::Boolean
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use arrow::array::StringArray;
    use proptest::prelude::*;

    use super::*;

    fn dictionary(keys: &[Option<i32>], values: usize) -> ArrayRef {
        let values: StringArray = (0..values).map(|n| Some(n.to_string())).collect();
        let keys: Int32Array = keys.iter().copied().collect();
        Arc::new(DictionaryArray::try_new(keys, Arc::new(values)).unwrap())
    }

    proptest! {
        #[test]
        fn equal_rows_are_counted_together(
            rows in prop::collection::vec((prop::option::of(0..3i32), prop::option::of(0..70_000i32), any::<Option<bool>>()), 0..50),
            repeated in 1..7usize,
        ) {
            // So many columns that their combinations do not fit into a number.
            let small = dictionary(&rows.iter().map(|r| r.0).collect::<Vec<_>>(), 3);
            let large = dictionary(&rows.iter().map(|r| r.1).collect::<Vec<_>>(), 70_000);
            let flags: ArrayRef = Arc::new(rows.iter().map(|r| r.2).collect::<BooleanArray>());
            let columns: Vec<ArrayRef> = std::iter::repeat_n([small, large, flags], repeated).flatten().collect();

            let mut wanted: BTreeMap<_, (u32, i64)> = BTreeMap::new();
            for (n, row) in rows.iter().enumerate() {
                wanted.entry(row).or_insert((n as u32, 0)).1 += 1;
            }
            let (first, weights) = distinct(&columns, rows.len());
            let mut got: Vec<(u32, i64)> = first.values().iter().copied().zip(weights.values().iter().copied()).collect();
            got.sort();
            let mut wanted: Vec<(u32, i64)> = wanted.into_values().collect();
            wanted.sort();
            prop_assert_eq!(got, wanted);
        }
    }
}
