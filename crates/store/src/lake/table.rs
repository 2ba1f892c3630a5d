//! The lake as a table of DataFusion: the columns as they are in the files.
//!
//! The table sees to it that as little as possible is read: it takes every filter of a query upon itself, drops the files that
//! the catalog says are of another time, and leaves the rest to [`LakeScan`].

use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column as ColumnName, DFSchema, ScalarValue};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::record::Column;

use super::condition::Condition;
use super::index::hash_attribute;
use super::scan::{Asked, LakeScan, WEIGHT};
use super::schema::{READ_SCHEMA, WIDTH};
use super::search::Search;
use super::source::Piece;
use crate::Store;
use crate::catalog::DataFile;
use crate::log::Waiting;
use crate::store::View;

/// The function with which queries read one member out of a JSON text; see the SQL layer.
const MEMBER_FUNCTION: &str = "json_member_text";

#[derive(Clone, Debug)]
pub struct LakeTable {
    store: Arc<Store>,
    schema: SchemaRef,
    scanned: Arc<Scanned>,
}

/// What scans have looked at.
#[derive(Debug, Default)]
pub struct Scanned {
    /// Rows of the files and segments that were looked into.
    pub events: AtomicU64,
    /// Those among them that satisfied all conditions.
    pub matched: AtomicU64,
    /// What the columns that were asked for take in these files, compressed.
    pub bytes: AtomicU64,
}

impl LakeTable {
    pub fn new(store: Arc<Store>) -> Self {
        Self::counted(store, Arc::default())
    }

    /// A table whose scans are counted.
    pub fn counted(store: Arc<Store>, scanned: Arc<Scanned>) -> Self {
        LakeTable { store, schema: READ_SCHEMA.clone(), scanned }
    }

    /// The same table with a column more: how many rows a row stands for. A scan that asks for it may yield equal rows once.
    pub fn weighted(&self) -> Self {
        let weight = Arc::new(Field::new(WEIGHT_NAME, DataType::Int64, false));
        let fields = READ_SCHEMA.fields().iter().cloned().chain([weight]);
        LakeTable { schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())), ..self.clone() }
    }

    pub fn is_weighted(&self) -> bool {
        self.schema.fields().len() > WIDTH
    }
}

/// The column of [`LakeTable::weighted`], at [`WEIGHT`].
pub const WEIGHT_NAME: &str = "weight$";

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let of_columns_only = |filter: &&Expr| {
            filter.exists(|e| {
                let reaches_out =
                    matches!(e, Expr::ScalarSubquery(_) | Expr::InSubquery(_) | Expr::Exists(_));
                Ok(reaches_out || matches!(e, Expr::OuterReferenceColumn(..)))
            })
        };
        let answer = |filter: &&Expr| match of_columns_only(filter)? {
            true => Ok(TableProviderFilterPushDown::Unsupported),
            false => Ok(TableProviderFilterPushDown::Exact),
        };
        filters.iter().map(answer).collect()
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wanted = Wanted::of(filters);
        let table = DFSchema::try_from(READ_SCHEMA.as_ref().clone())?;
        let condition = |filter: &Expr| {
            let unqualified = unqualified(filter.clone())?;
            Condition::new(state.create_physical_expr(unqualified, &table)?)
        };
        let mut conditions: Vec<Condition> = filters.iter().map(condition).collect::<Result<_>>()?;
        // Cheap ones first: those that are asked of a dictionary's values, and those that read little.
        conditions.sort_by_key(|c| (!c.is_narrow(), c.columns().len()));
        let asked = Asked { keys: wanted.keys.clone(), conditions, search: Search::of(filters) };

        let view = self.store.view().await.map_err(|e| DataFusionError::External(e.into()))?;
        let View { snapshot, waiting } = view;
        let files = snapshot.files.iter().filter(|f| wanted.may_be_in(f)).cloned().collect();
        let pieces = partitions(files, waiting, state.config().target_partitions());
        let columns = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        debug_assert!(!columns[..columns.len().saturating_sub(1)].contains(&WEIGHT), "the weight is last");
        let schema = Arc::new(self.schema.project(&columns)?);
        let place = (self.store.clone(), self.scanned.clone());
        let scan = LakeScan::new(place, asked, pieces, (columns, schema), limit);
        Ok(Arc::new(if self.is_weighted() { scan.distinct() } else { scan }))
    }
}

/// Columns by their names alone, as the lake's schema has them.
fn unqualified(expr: Expr) -> Result<Expr> {
    let bare = |e: Expr| match e {
        Expr::Column(column) => Ok(Transformed::yes(Expr::Column(ColumnName::new_unqualified(column.name)))),
        e => Ok(Transformed::no(e)),
    };
    Ok(expr.transform(bare)?.data)
}

/// Files dealt out to partitions, the largest first, always to the one that has least; then of each partition the newest first,
/// because the newest are asked for most.
fn partitions(mut files: Vec<DataFile>, waiting: Vec<Arc<Waiting>>, partitions: usize) -> Vec<Vec<Piece>> {
    files.sort_by_key(|f| Reverse(f.record_count));
    let mut dealt: Vec<(u64, Vec<DataFile>)> = vec![(0, Vec::new()); partitions.clamp(1, files.len().max(1))];
    for file in files {
        let least = dealt.iter_mut().min_by_key(|g| g.0).expect("at least one partition");
        least.0 += file.record_count;
        least.1.push(file);
    }
    let pieces = |(_, mut files): (u64, Vec<DataFile>)| -> Vec<Piece> {
        files.sort_by_key(|f| Reverse(f.event_time_max_us));
        files.into_iter().map(Piece::File).collect()
    };
    let mut dealt: Vec<Vec<Piece>> = dealt.into_iter().map(pieces).collect();
    dealt[0].splice(0..0, waiting.into_iter().map(Piece::Waiting));
    dealt
}

/// What the filters of a query say about files and rows.
#[derive(Debug, Default)]
struct Wanted {
    start: Option<i64>,
    end: Option<i64>,
    /// Values that must be in the row, by hash.
    keys: Vec<(AttributeKey, u64)>,
}

impl Wanted {
    fn of(filters: &[Expr]) -> Self {
        let mut wanted = Wanted::default();
        filters.iter().for_each(|filter| wanted.narrow(filter));
        wanted
    }

    fn may_be_in(&self, file: &DataFile) -> bool {
        match (file.event_time_min_us, file.event_time_max_us) {
            (Some(min), Some(max)) => {
                self.start.is_none_or(|s| max >= s) && self.end.is_none_or(|e| min <= e)
            }
            // Events without a time satisfy no condition on it.
            _ => self.start.is_none() && self.end.is_none(),
        }
    }

    fn narrow(&mut self, filter: &Expr) {
        match filter {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
                self.narrow(left);
                self.narrow(right);
            }
            Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
                if let Some(literal) = literal(right) {
                    self.compare(left, *op, literal);
                } else if let (Some(literal), Some(op)) = (literal(left), op.swap()) {
                    self.compare(right, op, literal);
                }
            }
            Expr::Between(between) if !between.negated => {
                if let (Some(low), Some(high)) = (literal(&between.low), literal(&between.high)) {
                    self.compare(&between.expr, Operator::GtEq, low);
                    self.compare(&between.expr, Operator::LtEq, high);
                }
            }
            _ => {}
        }
    }

    fn compare(&mut self, expr: &Expr, op: Operator, literal: &ScalarValue) {
        if let Some(micros) = micros(literal)
            && is_column(expr, Column::EventTime)
        {
            if matches!(op, Operator::Gt | Operator::GtEq | Operator::Eq) {
                self.start = Some(self.start.map_or(micros, |s| s.max(micros)));
            }
            if matches!(op, Operator::Lt | Operator::LtEq | Operator::Eq) {
                self.end = Some(self.end.map_or(micros, |e| e.min(micros)));
            }
        }
        let Some(Some(text)) = literal.try_as_str() else { return };
        if op != Operator::Eq {
            return;
        }
        let key = match expr {
            _ if is_column(expr, Column::EventId) => AttributeKey::EventId,
            Expr::ScalarFunction(f) if f.func.name() == MEMBER_FUNCTION && f.args.len() == 2 => {
                let member = literal_text(&f.args[1]);
                if !is_column(&f.args[0], Column::UserIdentity)
                    || member != Some("accessKeyId")
                    || text.is_empty()
                {
                    return;
                }
                AttributeKey::AccessKeyId
            }
            _ => return,
        };
        self.keys.push((key, hash_attribute(key, text)));
    }
}

fn is_column(expr: &Expr, column: Column) -> bool {
    matches!(expr, Expr::Column(c) if c.name == column.name())
}

fn literal(expr: &Expr) -> Option<&ScalarValue> {
    match expr {
        Expr::Literal(value, _) => Some(value),
        _ => None,
    }
}

fn literal_text(expr: &Expr) -> Option<&str> {
    literal(expr)?.try_as_str()?
}

fn micros(literal: &ScalarValue) -> Option<i64> {
    match literal {
        ScalarValue::TimestampMicrosecond(t, _) => *t,
        ScalarValue::TimestampMillisecond(t, _) => t.and_then(|t| t.checked_mul(1000)),
        ScalarValue::TimestampSecond(t, _) => t.and_then(|t| t.checked_mul(1_000_000)),
        // Rounding down widens a lower bound, and an upper bound holds whole microseconds.
        ScalarValue::TimestampNanosecond(t, _) => t.map(|t| t.div_euclid(1000)),
        _ => None,
    }
}
