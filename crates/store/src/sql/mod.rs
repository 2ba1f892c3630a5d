//! SQL over the lake: Trino's SQL as users of CloudTrail Lake and Athena write it, run by DataFusion.
//!
//! A statement goes through five hands: [`dialect`] turns Trino's words into DataFusion's, DataFusion plans
//! it over the tables in [`views`], [`rewrite`] takes the short way to nested values, DataFusion optimises
//! and runs it, and [`SqlEngine`] guards it: one query, read-only, within its memory and time. [`functions`]
//! holds what Trino has and DataFusion has not.
//!
//! Deliberately not here: where events are stored (a [`TableProvider`] brings them) and how results are
//! shown.

pub mod cells;
pub mod dialect;
mod error;
pub mod functions;
pub mod json_build;
pub mod json_text;
pub mod rewrite;
pub mod views;

#[cfg(test)]
mod tests;

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::catalog::{
    CatalogProvider, MemoryCatalogProvider, MemorySchemaProvider, SchemaProvider, TableProvider,
};
use datafusion::common::DataFusionError;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::execution::{SendableRecordBatchStream, SessionStateDefaults};
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::optimizer::OptimizerRule;
use datafusion::optimizer::optimize_projections::OptimizeProjections;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionConfig;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};

use dialect::{OutputColumn, Prepared};
pub use error::SqlError;
use rewrite::{Calls, UnnestPlanner};
pub use views::Columns;
use views::Views;

/// What a query may use.
#[derive(Debug, Clone)]
pub struct SqlLimits {
    pub memory_bytes_max: usize,
    pub time_max: Duration,
    /// CloudTrail Lake allows 10,000.
    pub statement_chars_max: usize,
    /// How many threads' worth of work a query is cut into.
    pub partitions: usize,
}

impl Default for SqlLimits {
    fn default() -> Self {
        Self {
            memory_bytes_max: 1 << 30,
            // After an hour CloudTrail Lake reports TIMED_OUT.
            time_max: Duration::from_secs(3600),
            statement_chars_max: 10_000,
            partitions: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// What the engine runs over.
#[derive(Debug)]
pub struct Physical {
    pub tables: Vec<PhysicalTable>,
    /// The original text of an event over the lake's columns.
    pub raw: Expr,
    /// How plans over the table are made better, after DataFusion has made them better.
    pub rules: Vec<Arc<dyn OptimizerRule + Send + Sync>>,
}

/// A table under the name that statements call it by.
#[derive(Debug)]
pub struct PhysicalTable {
    pub name: String,
    pub columns: Columns,
    /// The lake's columns.
    pub table: Arc<dyn TableProvider>,
}

impl PhysicalTable {
    /// The names of a whole lake.
    pub fn of_lake(table: &Arc<dyn TableProvider>) -> Vec<PhysicalTable> {
        let names = [
            ("events", Columns::Lake),
            ("event_data_store", Columns::Lake),
            ("cloudtrail_logs", Columns::Athena),
        ];
        let named = |(name, columns): (&str, _)| PhysicalTable {
            name: name.to_owned(),
            columns,
            table: table.clone(),
        };
        names.map(named).into()
    }
}

/// The rows of a query as they come. Dropping it stops the query.
pub type SqlStream = BoxStream<'static, Result<RecordBatch, SqlError>>;

/// Answers queries over some tables. Cheap to build, to clone and to keep.
#[derive(Debug, Clone)]
pub struct SqlEngine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    state: SessionState,
    tables: Vec<String>,
    calls: Arc<Calls>,
    limits: SqlLimits,
}

/// Planning recurses over the statement: so much stack for each of its bytes is more than any statement was
/// seen to take, even without compiler optimisation.
const PLANNING_STACK_BYTES_PER_BYTE: usize = 32 << 10;
const PLANNING_STACK_BYTES_MIN: usize = 16 << 20;

/// How deeply expressions and plans may nest when they run, on stacks that are not ours.
const RUNNING_DEPTH_MAX: usize = 150;

impl SqlEngine {
    pub fn new(physical: Physical, limits: SqlLimits) -> Result<Self, SqlError> {
        let Physical { tables: physical, raw, rules } = physical;
        let engine_error = |error| SqlError::from_engine(error, limits.memory_bytes_max);
        let tables: Vec<String> = physical.iter().map(|table| table.name.to_lowercase()).collect();
        let mut config = SessionConfig::new()
            .with_target_partitions(limits.partitions.max(1))
            .with_default_catalog_and_schema("lake", "default")
            .with_create_default_catalog_and_schema(false)
            .with_information_schema(false);
        let options = config.options_mut();
        options.sql_parser.default_null_ordering = "nulls_last".into();
        options.sql_parser.enable_ident_normalization = true;
        options.execution.time_zone = Some("UTC".into());
        // A nested column is reached by our own rewriting, which keeps filters where they are.
        options.optimizer.enable_leaf_expression_pushdown = false;
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory_bytes_max)))
            .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
            .build_arc()
            .map_err(engine_error)?;
        // Only what a query can name, and nothing under a name of ours: DataFusion's `element_at` is another
        // function.
        let mut scalars = SessionStateDefaults::default_scalar_functions();
        scalars.retain(|function| {
            let ours = |name: &str| functions::names().any(|ours| ours == name);
            dialect::is_borrowed(function.name())
                && !ours(function.name())
                && !function.aliases().iter().any(|alias| ours(alias))
        });
        scalars.extend(functions::all().into_iter().map(Arc::new));
        let mut higher_order = SessionStateDefaults::default_higher_order_functions();
        higher_order.extend(functions::higher_order::all());
        let builder = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(runtime)
            .with_expr_planners(SessionStateDefaults::default_expr_planners())
            .with_scalar_functions(scalars)
            .with_higher_order_functions(higher_order)
            .with_aggregate_functions(SessionStateDefaults::default_aggregate_functions())
            .with_window_functions(SessionStateDefaults::default_window_functions());
        let registry = builder.build();
        let calls = Arc::new(Calls::new(&registry).map_err(engine_error)?);
        let schema = MemorySchemaProvider::new();
        for (name, PhysicalTable { columns, table, .. }) in tables.iter().zip(physical) {
            let views = Views { physical: table, raw: raw.clone(), registry: &registry };
            let view = views.view_of(columns).map_err(engine_error)?;
            schema.register_table(name.clone(), view).map_err(engine_error)?;
        }
        let catalog = MemoryCatalogProvider::new();
        catalog.register_schema("default", Arc::new(schema)).map_err(engine_error)?;
        let state = SessionStateBuilder::new_from_existing(registry)
            .with_relation_planners(vec![Arc::new(UnnestPlanner(Arc::clone(&calls)))]);
        let state = rules.into_iter().fold(state, SessionStateBuilder::with_optimizer_rule).build();
        state.catalog_list().register_catalog("lake".into(), Arc::new(catalog));
        Ok(Self { inner: Arc::new(Inner { state, tables, calls, limits }) })
    }

    /// Plans and starts a query. Rows come as they are found; an error may also come in the stream.
    ///
    /// The stream's batches have the schema's types: no dictionaries, no views, `json` as text. Must be
    /// called within a tokio runtime.
    pub async fn query(&self, sql: &str) -> Result<(SchemaRef, SqlStream), SqlError> {
        let limits = &self.inner.limits;
        let chars = sql.chars().count();
        if chars > limits.statement_chars_max {
            return Err(SqlError::TooLong { chars, chars_max: limits.statement_chars_max });
        }
        let deadline = tokio::time::Instant::now() + limits.time_max;
        let (rows, columns) = match tokio::time::timeout_at(deadline, self.start_aside(sql)).await {
            Err(_) => return Err(SqlError::TimedOut(limits.time_max)),
            Ok(started) => match started? {
                Started::Query(rows, columns) => (rows, columns),
                Started::Answer(schema, rows) => return Ok((schema, rows)),
            },
        };
        let schema = output_schema(&rows.schema(), &columns);
        let guarded = Guarded {
            rows,
            schema: Arc::clone(&schema),
            deadline: Box::pin(tokio::time::sleep_until(deadline)),
            limits: limits.clone(),
            done: false,
        };
        Ok((schema, guarded.boxed()))
    }

    /// Parses and plans on a thread whose stack fits the statement.
    async fn start_aside(&self, sql: &str) -> Result<Started, SqlError> {
        let stack = PLANNING_STACK_BYTES_MIN.max(sql.len().saturating_mul(PLANNING_STACK_BYTES_PER_BYTE));
        let (sender, started) = tokio::sync::oneshot::channel();
        let (inner, sql, runtime) =
            (Arc::clone(&self.inner), sql.to_owned(), tokio::runtime::Handle::current());
        std::thread::Builder::new()
            .name("sql planning".into())
            .stack_size(stack)
            .spawn(move || {
                // Nobody waits any more: fine.
                let _ = sender.send(runtime.block_on(inner.start(&sql)));
            })
            .map_err(|error| SqlError::Execution(format!("start a thread to plan the query: {error}")))?;
        started
            .await
            .unwrap_or_else(|_| Err(SqlError::Execution("planning the query failed unexpectedly".into())))
    }
}

/// What planning leads to.
enum Started {
    Query(SendableRecordBatchStream, Vec<OutputColumn>),
    Answer(SchemaRef, SqlStream),
}

impl Inner {
    async fn start(&self, sql: &str) -> Result<Started, SqlError> {
        let now = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
        let answer = |(schema, rows)| Started::Answer(schema, rows);
        let (statement, columns) = match dialect::prepare(sql, &self.tables, &now)? {
            Prepared::Query { statement, columns } => (statement, columns),
            Prepared::ShowTables => return Ok(answer(texts(&["Table"], vec![self.tables.clone()]))),
            Prepared::Describe(table) => return self.describe(&table).await.map(answer),
        };
        let plan = self.logical_plan(*statement).await.map_err(|error| self.engine_error(error))?;
        if rewrite::depth(&plan) > RUNNING_DEPTH_MAX {
            return Err(SqlError::Unsupported(format!(
                "the statement nests deeper than {RUNNING_DEPTH_MAX} levels; write long chains as IN (…) or UNNEST(ARRAY[…])"
            )));
        }
        let stream = async {
            let plan = self.state.create_physical_plan(&plan).await?;
            execute_stream(plan, self.state.task_ctx())
        };
        let stream = stream.await.map_err(|error| self.engine_error(error))?;
        Ok(Started::Query(stream, columns))
    }

    async fn logical_plan(
        &self,
        statement: sqlparser::ast::Statement,
    ) -> Result<LogicalPlan, DataFusionError> {
        let plan = self.state.statement_to_plan(Statement::Statement(Box::new(statement))).await?;
        // Columns of the views that nobody asks for, and what computes them, go first: all that follows has less to look at.
        let plan = match has_subqueries(&plan)? {
            true => plan, // not yet joined: what they take from outside would not be seen as needed
            false => OptimizeProjections::new().rewrite(plan, &self.state)?.data,
        };
        self.calls.rewrite(plan)
    }

    fn engine_error(&self, error: DataFusionError) -> SqlError {
        SqlError::from_engine(error, self.limits.memory_bytes_max)
    }

    async fn describe(&self, table: &str) -> Result<(SchemaRef, SqlStream), SqlError> {
        let schema = self.state.catalog_list().catalog("lake").and_then(|catalog| catalog.schema("default"));
        let provider = match schema {
            Some(schema) => schema.table(table).await.map_err(|error| self.engine_error(error))?,
            None => None,
        };
        let fields = provider.map(|provider| provider.schema());
        let (mut names, mut types) = (Vec::new(), Vec::new());
        for field in fields.iter().flat_map(|schema| schema.fields()) {
            names.push(views::spelling(field.name()).unwrap_or(field.name()).to_owned());
            types.push(functions::cast::type_name(field));
        }
        Ok(texts(&["Column", "Type"], vec![names, types]))
    }
}

/// Whether a part of the plan refers to columns outside of it.
fn has_subqueries(plan: &LogicalPlan) -> Result<bool, DataFusionError> {
    plan.exists(|node| {
        let mut found = matches!(node, LogicalPlan::Subquery(_));
        node.apply_expressions(|expr| {
            found |= expr.exists(|e| {
                Ok(matches!(e, Expr::ScalarSubquery(_) | Expr::InSubquery(_) | Expr::Exists(_)))
            })?;
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(found)
    })
}

/// A ready answer of text columns.
fn texts(names: &[&str], columns: Vec<Vec<String>>) -> (SchemaRef, SqlStream) {
    let fields: Vec<Field> =
        names.iter().map(|name| Field::new(*name, arrow::datatypes::DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|column| Arc::new(StringArray::from(column)) as ArrayRef).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
        .map_err(|error| SqlError::Execution(error.to_string()));
    (schema, futures::stream::iter([batch]).boxed())
}

/// The names the select list asks for and types without dictionaries.
fn output_schema(planned: &Schema, columns: &[OutputColumn]) -> SchemaRef {
    let fields = planned.fields();
    let wildcards = columns.iter().filter(|column| **column == OutputColumn::Wildcard).count();
    let named = columns.len() - wildcards;
    let spelled = |field: &Field| views::spelling(field.name()).unwrap_or(field.name()).to_owned();
    let mut names: Vec<String> = Vec::with_capacity(fields.len());
    for column in columns {
        match column {
            OutputColumn::Named(name) => names.push(name.clone()),
            // With one wildcard its width is what is left; with several only the planned names can tell.
            OutputColumn::Wildcard if wildcards == 1 => {
                let width = fields.len().saturating_sub(named);
                let from = names.len();
                names.extend(fields.iter().skip(from).take(width).map(|field| spelled(field)));
            }
            OutputColumn::Wildcard => break,
        }
    }
    if wildcards > 1 {
        names = fields.iter().map(|field| spelled(field)).collect();
    }
    let fields = fields.iter().enumerate().map(|(at, field)| {
        let name = names.get(at).cloned().unwrap_or_else(|| field.name().clone());
        Field::new(name, json_build::plain(field.data_type()), true).with_metadata(field.metadata().clone())
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// A running query under its time limit, in the types and names of its result.
struct Guarded {
    rows: SendableRecordBatchStream,
    schema: SchemaRef,
    deadline: Pin<Box<tokio::time::Sleep>>,
    limits: SqlLimits,
    done: bool,
}

impl Guarded {
    fn output(&self, batch: &RecordBatch) -> Result<RecordBatch, SqlError> {
        let columns = batch.columns().iter().map(json_build::to_plain).collect::<Result<Vec<_>, _>>();
        let columns = columns.map_err(|error| SqlError::from_engine(error, self.limits.memory_bytes_max))?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
            .map_err(|error| SqlError::Execution(error.to_string()))
    }
}

impl Stream for Guarded {
    type Item = Result<RecordBatch, SqlError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.done {
            return Poll::Ready(None);
        }
        if self.deadline.as_mut().poll(context).is_ready() {
            self.done = true;
            return Poll::Ready(Some(Err(SqlError::TimedOut(self.limits.time_max))));
        }
        match self.rows.poll_next_unpin(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => {
                self.done = true;
                Poll::Ready(None)
            }
            Poll::Ready(Some(Ok(batch))) => Poll::Ready(Some(self.output(&batch))),
            Poll::Ready(Some(Err(error))) => {
                self.done = true;
                Poll::Ready(Some(Err(SqlError::from_engine(error, self.limits.memory_bytes_max))))
            }
        }
    }
}
