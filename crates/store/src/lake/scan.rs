//! The physical plan of a query's reads: rows of data files and of the log that satisfy its conditions.
//!
//! Of each file as little is read as the conditions allow: first the index, where a condition names an event or a key; then
//! the narrow columns, which are kept in memory; then, for the rows that are left, the pages of the columns that the other
//! conditions read; and last the pages that the answer needs.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::compute::{filter, take};
use arrow::datatypes::{Int32Type, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use futures::stream;
use stellwerk_model::attributes::AttributeKey;

use super::condition::Condition;
use super::distinct::{distinct, without_unused_values};
use super::schema::{self, WIDTH};
use super::search::Search;
use super::source::{Piece, Source};
use super::table::Scanned;
use crate::Store;

/// Rows whose wide columns are in memory at a time.
const CHUNK_ROWS: usize = 8 << 10;

/// What a query asks of the lake's rows.
#[derive(Debug, Default)]
pub struct Asked {
    /// Values that must be in a row, by hash.
    pub keys: Vec<(AttributeKey, u64)>,
    /// Those that read narrow columns only come first.
    pub conditions: Vec<Condition>,
    pub search: Search,
}

/// See the module's documentation.
#[derive(Clone, Debug)]
pub struct LakeScan {
    store: Arc<Store>,
    scanned: Arc<Scanned>,
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
        (store, scanned): (Arc<Store>, Arc<Scanned>),
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
        LakeScan {
            store,
            scanned,
            asked,
            hints: Vec::new(),
            pieces,
            columns,
            distinct: false,
            limit,
            properties,
        }
    }

    /// The same scan, in which rows that are equal in all columns come once; see [`can_be_counted`].
    pub fn distinct(self) -> Self {
        LakeScan { distinct: true, ..self }
    }

    fn rows(&self, partition: Option<usize>) -> Precision<usize> {
        let partitions = match partition {
            Some(partition) => &self.pieces[partition..=partition],
            None => &self.pieces,
        };
        let rows = partitions.iter().flatten().map(Piece::rows).sum();
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

    /// The columns that conditions and answer need.
    fn asked_columns(&self) -> BTreeSet<usize> {
        let conditions = self.asked.conditions.iter().flat_map(Condition::columns);
        conditions.chain(&self.columns).copied().filter(|&column| column != WEIGHT).collect()
    }

    /// Drops the rows that the index and the narrow columns tell from those that are asked for.
    async fn open(&self, piece: Piece, limit: usize) -> Result<Option<OpenPiece>> {
        self.scanned.events.fetch_add(piece.rows() as u64, Relaxed);
        let mut source = Source::new(&self.store, piece).await?;
        self.scanned.bytes.fetch_add(source.bytes_of(&self.asked_columns()), Relaxed);
        let mut rows = source.rows_of_keys(&self.asked.keys);
        let narrow = self.asked.conditions.iter().filter(|c| c.is_narrow());
        for condition in narrow.chain(&self.hints) {
            if rows.len() == 0 {
                return Ok(None);
            }
            let columns = source.narrow(condition.columns()).await?;
            rows = condition.retain(&columns, rows)?;
        }
        rows = source.search(&self.asked.search, rows).await?;
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
            self.scanned.matched.fetch_add(chunk.rows.len().min(limit) as u64, Relaxed);
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
