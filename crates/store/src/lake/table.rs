//! The lake as a table of DataFusion: the columns as they are in the files.
//!
//! Three things narrow a scan before a byte of data is read: the catalog's time range of each file, the index of a file where
//! an eventID or an access key is asked for, and the reader's own pruning of pages.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::physical_plan::parquet::{ParquetFileReaderFactory, ParquetRowSelection};
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::union::UnionExec;
use futures::FutureExt;
use futures::future::BoxFuture;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::file::metadata::ParquetMetaData;
use stellwerk_model::attributes::AttributeKey;
use stellwerk_model::record::Column;

use super::index::hash_attribute;
use super::read::{ObjectReader, selection};
use super::schema::READ_SCHEMA;
use crate::Store;
use crate::catalog::DataFile;
use crate::store::View;

/// The function with which queries read one member out of a JSON text; see the SQL layer.
const MEMBER_FUNCTION: &str = "json_member_text";
/// A selection of more rows than this is no faster than a scan.
const SELECTED_ROWS_MAX: usize = 10_000;

#[derive(Debug)]
pub struct LakeTable {
    store: Arc<Store>,
}

impl LakeTable {
    pub fn new(store: Arc<Store>) -> Self {
        LakeTable { store }
    }
}

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        READ_SCHEMA.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        // Seen here to choose files; the filter itself stays with the plan, which gives it to the Parquet reader.
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let failed = |e: crate::StoreError| DataFusionError::External(e.into());
        let wanted = Wanted::of(filters);
        let View { snapshot, waiting } = self.store.view().await.map_err(failed)?;
        let mut files = Vec::new();
        let mut rows = 0;
        for file in snapshot.files.iter().filter(|f| wanted.may_be_in(f)) {
            let part = PartitionedFile::new(file.path.clone(), file.file_size_bytes);
            if wanted.keys.is_empty() {
                rows += file.record_count;
                files.push(part);
                continue;
            }
            let open = self.store.file(file).await.map_err(failed)?;
            let mut selected: Option<Vec<u32>> = None;
            for (key, hash) in &wanted.keys {
                let mut these: Vec<u32> = match key {
                    AttributeKey::EventId => open.index.rows_of_id(*hash).collect(),
                    _ => open.index.rows_of_value(*hash).into_iter().flat_map(|(a, b)| a..b).collect(),
                };
                these.sort_unstable();
                if let Some(others) = &selected {
                    these.retain(|row| others.binary_search(row).is_ok());
                }
                selected = Some(these);
            }
            match selected.unwrap_or_default() {
                none if none.is_empty() => {}
                some if some.len() <= SELECTED_ROWS_MAX => {
                    let mut selectors: Vec<_> = selection(&some).into();
                    let last = some[some.len() - 1] + 1;
                    selectors
                        .push(parquet::arrow::arrow_reader::RowSelector::skip((open.rows() - last) as usize));
                    files.push(part.with_extension(ParquetRowSelection::new(selectors.into())));
                }
                _ => files.push(part),
            }
        }

        let url = ObjectStoreUrl::parse("stellwerk-lake://files")?;
        state.runtime_env().register_object_store(url.as_ref(), self.store.files.objects().clone());
        let source = ParquetSource::new(READ_SCHEMA.clone())
            .with_table_parquet_options(state.table_options().parquet.clone())
            .with_pushdown_filters(true)
            .with_reorder_filters(true)
            .with_enable_page_index(true)
            .with_bloom_filter_on_read(false)
            .with_parquet_file_reader_factory(Arc::new(CachedReaders { store: self.store.clone() }));
        let mut statistics = Statistics::new_unknown(&READ_SCHEMA);
        if filters.is_empty() {
            statistics.num_rows = Precision::Exact(rows as usize);
        }
        let config = FileScanConfigBuilder::new(url, Arc::new(source))
            .with_file_groups(groups(files, state.config().target_partitions()))
            .with_projection_indices(projection.cloned())?
            .with_statistics(statistics)
            .with_limit(limit)
            .build();
        let files = DataSourceExec::from_data_source(config);
        if waiting.is_empty() {
            return Ok(files);
        }
        let rows: Vec<_> = waiting.iter().map(|w| w.arrow().clone()).collect();
        let log = MemorySourceConfig::try_new_exec(&[rows], READ_SCHEMA.clone(), projection.cloned())?;
        UnionExec::try_new(vec![files, log])
    }
}

/// Files dealt out to partitions, the largest first, always to the one that has least.
fn groups(mut files: Vec<PartitionedFile>, partitions: usize) -> Vec<FileGroup> {
    files.sort_by_key(|f| std::cmp::Reverse(f.object_meta.size));
    let mut groups: Vec<(u64, Vec<PartitionedFile>)> =
        vec![(0, Vec::new()); partitions.clamp(1, files.len().max(1))];
    for file in files {
        let least = groups.iter_mut().min_by_key(|g| g.0).expect("at least one group");
        least.0 += file.object_meta.size;
        least.1.push(file);
    }
    groups.into_iter().map(|g| FileGroup::new(g.1)).collect()
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

/// Readers whose footers come from the store's cache.
#[derive(Debug)]
struct CachedReaders {
    store: Arc<Store>,
}

impl ParquetFileReaderFactory for CachedReaders {
    fn create_reader(
        &self,
        _partition: usize,
        file: PartitionedFile,
        _metadata_size_hint: Option<usize>,
        _metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let (path, size_bytes) = (file.object_meta.location.clone(), file.object_meta.size);
        let reader = ObjectReader { objects: self.store.files.objects().clone(), path, size_bytes };
        Ok(Box::new(CachedReader { store: self.store.clone(), reader }))
    }
}

struct CachedReader {
    store: Arc<Store>,
    reader: ObjectReader,
}

impl AsyncFileReader for CachedReader {
    fn get_bytes(
        &mut self,
        range: std::ops::Range<u64>,
    ) -> BoxFuture<'_, parquet::errors::Result<bytes::Bytes>> {
        self.reader.get_bytes(range)
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<std::ops::Range<u64>>,
    ) -> BoxFuture<'_, parquet::errors::Result<Vec<bytes::Bytes>>> {
        self.reader.get_byte_ranges(ranges)
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        async move {
            let open = self.store.files.open(self.reader.path.as_ref(), self.reader.size_bytes).await;
            let open = open.map_err(|e| parquet::errors::ParquetError::External(e.into()))?;
            Ok(open.metadata.metadata().clone())
        }
        .boxed()
    }
}
