//! What must be changed in a plan before DataFusion analyses it: everything that depends on types or on where
//! a column comes from.
//!
//! One walk from the leaves up does three things.
//!
//! 1. **Reaching into nested columns.** A view's `useridentity` is `nested$(physical userIdentity)`. The walk
//!    carries the physical column beside it under a hidden name (`raw$useridentity`) through every node that
//!    keeps rows as they are, and turns `userIdentity.arn`, `element_at(requestParameters, 'x')`, … into
//!    `member$` over the hidden column. No struct or map is built for them, and what stays unused is dropped by
//!    the optimizer. Where rows are merged (DISTINCT, UNION, …) and at the top the hidden columns are cut off.
//! 2. **Times as text** (Athena's `eventTime`) are compared as timestamps, so that the comparison reaches the
//!    physical column.
//! 3. **Lenient comparisons**: text against timestamps, numbers and booleans, as CloudTrail Lake's own
//!    samples need them.
//!
//! `UNNEST` over columns of the row before it is planned as a [`LateralUnnest`], which the same walk
//! dissolves into an unnesting projection: DataFusion has no physical plan for a lateral UNNEST.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, TimeUnit};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{
    Column, DFSchema, DFSchemaRef, ExprSchema, NullHandling, Result, ScalarValue, TableReference,
    UnnestOptions, plan_err,
};
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::expr::{Between, InList, Like, ScalarFunction};
use datafusion::logical_expr::logical_plan::{Extension, Filter, Projection, Subquery, SubqueryAlias};
use datafusion::logical_expr::planner::{
    PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning,
};
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::utils::{merge_schema, split_conjunction_owned};
use datafusion::logical_expr::{
    BinaryExpr, Distinct, Expr, ExprSchemable, JoinType, LogicalPlan, LogicalPlanBuilder, Operator,
    ScalarUDF, UserDefinedLogicalNodeCore, lit,
};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::sql::sqlparser::ast::TableFactor;

use super::functions::datetime::{self, parse_timestamp};
use super::functions::json::{Step, encode_steps};
use super::functions::map::{UNNEST_KEEP_EMPTY, UNNEST_ORDINALITY};
use super::functions::{TIMESTAMP, TRY_PREFIX, is_json_field};

/// Prefix of the hidden column that holds the physical form of a column.
const RAW: &str = "raw$";
/// The same for a day written as `2023/07/10`.
const DAY: &str = "day$";

/// The functions that the rewriting calls.
#[derive(Debug)]
pub struct Calls {
    member: Arc<ScalarUDF>,
    cast: Arc<ScalarUDF>,
    try_cast: Arc<ScalarUDF>,
    json_text: Arc<ScalarUDF>,
    compact: Arc<ScalarUDF>,
    field: Arc<ScalarUDF>,
    unnest: Arc<ScalarUDF>,
}

impl Calls {
    pub fn new(registry: &dyn FunctionRegistry) -> Result<Self> {
        Ok(Self {
            member: registry.udf("member$")?,
            cast: registry.udf("cast$")?,
            try_cast: registry.udf("try$cast$")?,
            json_text: registry.udf("json_text$")?,
            compact: registry.udf("compact$")?,
            field: registry.udf("field$")?,
            unnest: registry.udf("unnest$")?,
        })
    }

    /// Rewrites a whole plan; its columns stay as they are.
    pub fn rewrite(&self, plan: LogicalPlan) -> Result<LogicalPlan> {
        let plan = plan.transform_up_with_subqueries(|node| self.node(node).map(Transformed::yes))?.data;
        without_hidden(plan)
    }

    fn node(&self, node: LogicalPlan) -> Result<LogicalPlan> {
        let node = node
            .map_subqueries(|subquery| {
                let LogicalPlan::Subquery(subquery) = subquery else { return Ok(Transformed::no(subquery)) };
                let inner = without_hidden(Arc::unwrap_or_clone(subquery.subquery))?;
                Ok(Transformed::yes(LogicalPlan::Subquery(Subquery {
                    subquery: Arc::new(inner),
                    ..subquery
                })))
            })?
            .data;
        match node {
            LogicalPlan::TableScan(_) | LogicalPlan::EmptyRelation(_) => Ok(node),
            LogicalPlan::Projection(projection) => self.projection(projection),
            LogicalPlan::Join(join) if lateral(&join.right).is_some() => self.unnest_join(join),
            LogicalPlan::Filter(filter) if filter.predicate.contains_outer() => {
                match self.expressions(LogicalPlan::Filter(filter))? {
                    LogicalPlan::Filter(filter) => correlated_filter(filter),
                    other => Ok(other),
                }
            }
            LogicalPlan::Filter(_)
            | LogicalPlan::Sort(_)
            | LogicalPlan::Limit(_)
            | LogicalPlan::SubqueryAlias(_)
            | LogicalPlan::Join(_)
            | LogicalPlan::Window(_)
            | LogicalPlan::Aggregate(_)
            | LogicalPlan::Repartition(_) => self.expressions(node)?.recompute_schema(),
            LogicalPlan::Distinct(Distinct::On(_)) => plan_err!("DISTINCT ON is not supported"),
            other => {
                let other = other.map_children(|child| without_hidden(child).map(Transformed::yes))?.data;
                match other {
                    LogicalPlan::Values(_) | LogicalPlan::Unnest(_) => Ok(other),
                    LogicalPlan::Extension(_) => Ok(other),
                    other => self.expressions(other)?.recompute_schema(),
                }
            }
        }
    }

    fn expressions(&self, node: LogicalPlan) -> Result<LogicalPlan> {
        let schema = merge_schema(&node.inputs());
        let named = matches!(node, LogicalPlan::Aggregate(_) | LogicalPlan::Window(_));
        Ok(node
            .map_expressions(|expr| {
                let name = named.then(|| expr.schema_name().to_string());
                let mut rewritten = self.expr(expr, &schema)?;
                if let Some(name) = name.filter(|name| *name != rewritten.schema_name().to_string()) {
                    // GROUPING SETS have no name of their own.
                    if !matches!(rewritten, Expr::GroupingSet(_)) {
                        rewritten = rewritten.alias(name);
                    }
                }
                Ok(Transformed::yes(rewritten))
            })?
            .data)
    }

    /// Carries the hidden columns of its input along with the columns they belong to.
    fn projection(&self, projection: Projection) -> Result<LogicalPlan> {
        let input_schema = Arc::clone(projection.input.schema());
        let mut exprs: Vec<Expr> = Vec::with_capacity(projection.expr.len() + 8);
        let mut hidden: Vec<Expr> = Vec::new();
        for (expr, (qualifier, field)) in projection.expr.into_iter().zip(projection.schema.iter()) {
            let mut add = |expr: Expr| {
                if !hidden.contains(&expr) {
                    hidden.push(expr);
                }
            };
            match &expr {
                Expr::Column(column) => {
                    for (_, raw) in hidden_of(column, &input_schema) {
                        add(Expr::Column(raw));
                    }
                }
                Expr::Alias(alias) => match alias.expr.as_ref() {
                    Expr::Column(column) => {
                        for (prefix, raw) in hidden_of(column, &input_schema) {
                            let name = format!("{prefix}{}", alias.name);
                            add(Expr::Column(raw).alias_qualified(alias.relation.clone(), name));
                        }
                    }
                    Expr::ScalarFunction(call) => {
                        let prefix = match call.func.name() {
                            "nested$" | "compact$" | "iso$" => RAW,
                            "day_path$" => DAY,
                            _ => "",
                        };
                        if let (false, Some(Expr::Column(physical))) = (prefix.is_empty(), call.args.first())
                        {
                            let raw = Expr::Column(physical.clone());
                            add(raw
                                .alias_qualified(alias.relation.clone(), format!("{prefix}{}", alias.name)));
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
            let mut rewritten = self.expr(expr, &input_schema)?;
            let (new_qualifier, new_name) = rewritten.qualified_name();
            if new_name != *field.name() || new_qualifier.as_ref() != qualifier {
                rewritten = rewritten.unalias().alias_qualified(qualifier.cloned(), field.name());
            }
            exprs.push(rewritten);
        }
        exprs.extend(hidden);
        Ok(LogicalPlan::Projection(Projection::try_new(exprs, projection.input)?))
    }

    /// `left CROSS JOIN UNNEST(…)` as one projection, one unnesting, one projection.
    fn unnest_join(&self, join: datafusion::logical_expr::Join) -> Result<LogicalPlan> {
        let Some(unnest) = lateral(&join.right) else { return plan_err!("no UNNEST to join with") };
        let filter = join
            .filter
            .filter(|filter| !matches!(filter, Expr::Literal(ScalarValue::Boolean(Some(true)), _)));
        let flags = match (join.join_type, &filter) {
            (JoinType::Inner, _) => unnest.flags,
            (JoinType::Left, None) => unnest.flags | UNNEST_KEEP_EMPTY,
            _ => {
                return plan_err!("UNNEST can be joined with CROSS JOIN, INNER JOIN, or LEFT JOIN … ON TRUE");
            }
        };
        let left = join.left;
        let left_schema = Arc::clone(left.schema());
        let args = unnest.args.iter().map(|arg| {
            let inlined = arg.clone().transform_up(|expr| {
                Ok(match expr {
                    Expr::OuterReferenceColumn(_, column) if left_schema.has_column(&column) => {
                        Transformed::yes(Expr::Column(column))
                    }
                    other => Transformed::no(other),
                })
            })?;
            self.expr(inlined.data, &left_schema)
        });
        let args = args.collect::<Result<Vec<_>>>()?;
        let names: Vec<(Option<TableReference>, String)> = join
            .right
            .schema()
            .iter()
            .map(|(qualifier, field)| (qualifier.cloned(), field.name().clone()))
            .collect();
        let unnested = self.unnested(Arc::unwrap_or_clone(left), args, flags, &names)?;
        match filter {
            Some(filter) => {
                let filter = self.expr(filter, unnested.schema())?;
                LogicalPlanBuilder::from(unnested).filter(filter)?.build()
            }
            None => Ok(unnested),
        }
    }

    /// `input`'s rows, each repeated for every entry of the zipped `args`, whose columns get `names`.
    fn unnested(
        &self,
        input: LogicalPlan,
        args: Vec<Expr>,
        flags: i64,
        names: &[(Option<TableReference>, String)],
    ) -> Result<LogicalPlan> {
        let kept: Vec<Expr> = input.schema().columns().into_iter().map(Expr::Column).collect();
        let zipped = zipped_name(input.schema());
        let mut before = kept.clone();
        before.push(self.unnest_call(args, flags).alias(&zipped));
        let options = UnnestOptions { null_handling: NullHandling::Drop, recursions: vec![] };
        let column = Column::new_unqualified(&zipped);
        let mut after = kept;
        for (at, (qualifier, name)) in names.iter().enumerate() {
            let field = self.field.call(vec![Expr::Column(column.clone()), lit(format!("c{at}"))]);
            after.push(field.alias_qualified(qualifier.clone(), name));
        }
        LogicalPlanBuilder::from(input)
            .project(before)?
            .unnest_columns_with_options(vec![column], options)?
            .project(after)?
            .build()
    }

    fn unnest_call(&self, args: Vec<Expr>, flags: i64) -> Expr {
        let flags = Expr::Literal(ScalarValue::Int64(Some(flags)), None);
        self.unnest.call([flags].into_iter().chain(args).collect())
    }

    fn expr(&self, expr: Expr, schema: &DFSchema) -> Result<Expr> {
        let reached = expr.transform_down(|expr| {
            Ok(match self.reach(&expr, schema) {
                Some(direct) => Transformed::new(direct, true, TreeNodeRecursion::Jump),
                None => Transformed::no(expr),
            })
        })?;
        Ok(reached.data.transform_up(|expr| Ok(Transformed::yes(self.lenient(expr, schema)?)))?.data)
    }

    /// A shorter way to what a call reaches for, over the hidden physical columns.
    fn reach(&self, expr: &Expr, schema: &DFSchema) -> Option<Expr> {
        if let Expr::BinaryExpr(BinaryExpr { left, op, right }) = expr {
            return time_text_comparison(left, *op, right, schema)
                .or_else(|| time_text_comparison(right, op.swap()?, left, schema));
        }
        if let Expr::Between(Between { expr, negated, low, high }) = expr {
            let from = time_text_comparison(expr, Operator::GtEq, low, schema)?;
            let to = time_text_comparison(expr, Operator::LtEq, high, schema)?;
            return Some(if *negated { Expr::Not(Box::new(from.and(to))) } else { from.and(to) });
        }
        let Expr::ScalarFunction(call) = expr else { return None };
        let name = call.func.name().trim_start_matches(TRY_PREFIX);
        match name {
            "field$" | "element_at" | "subscript$" => {
                let mut steps = Vec::new();
                let raw = path(expr, schema, &mut steps)?;
                // Only text can be read directly; anything else needs its own type built.
                let is_text = match &expr.get_type(schema).ok()? {
                    DataType::Utf8 => true,
                    DataType::Dictionary(_, value) => **value == DataType::Utf8,
                    _ => false,
                };
                let raw_type = schema.field_from_column(&raw).ok()?.data_type().clone();
                (is_text && !steps.is_empty() && raw_type != TIMESTAMP)
                    .then(|| self.member.call(vec![Expr::Column(raw), lit(encode_steps(&steps))]))
            }
            "json_extract"
            | "json_extract_scalar"
            | "json_array_length"
            | "json_size"
            | "json_array_contains"
            | "json_array_get" => {
                let column = as_column(call.args.first()?)?;
                let raw = hidden(column, schema, RAW)?;
                let is_text = |column: &Column| {
                    schema.field_from_column(column).is_ok_and(|field| is_text(field.data_type()))
                };
                (is_text(column) && is_text(&raw)).then(|| with_argument(call, 0, Expr::Column(raw)))
            }
            "from_iso8601_timestamp" | "date_parse" | "parse_datetime" => {
                let column = as_column(call.args.first()?)?;
                time_of(column, schema).map(Expr::Column)
            }
            "cast$" => {
                let column = as_column(call.args.first()?)?;
                let target = match call.args.get(1)? {
                    Expr::Literal(value, _) => value.try_as_str()??.to_ascii_lowercase(),
                    _ => return None,
                };
                let time = time_of(column, schema)?;
                (target.starts_with("timestamp") || target == "date")
                    .then(|| with_argument(call, 0, Expr::Column(time)))
            }
            name if datetime::FUNCTIONS.iter().any(|spec| spec.name == name) => {
                let times: Vec<(usize, Column)> = (call.args.iter().enumerate())
                    .filter_map(|(at, arg)| Some((at, time_of(as_column(arg)?, schema)?)))
                    .collect();
                let mut call = call.clone();
                if times.is_empty() {
                    return None;
                }
                for (at, time) in times {
                    call.args[at] = Expr::Column(time);
                }
                Some(Expr::ScalarFunction(call))
            }
            _ => None,
        }
    }

    /// Brings the two sides of a comparison to one type where Trino's users expect it to work.
    fn lenient(&self, expr: Expr, schema: &DFSchema) -> Result<Expr> {
        Ok(match expr {
            Expr::BinaryExpr(BinaryExpr { left, op, right }) if is_comparison(op) => {
                let (left, right) = self.matched(*left, *right, schema);
                Expr::BinaryExpr(BinaryExpr { left: Box::new(left), op, right: Box::new(right) })
            }
            Expr::Between(Between { expr, negated, low, high }) => {
                let (_, low) = self.matched(expr.as_ref().clone(), *low, schema);
                let (expr, high) = self.matched(*expr, *high, schema);
                Expr::Between(Between {
                    expr: Box::new(expr),
                    negated,
                    low: Box::new(low),
                    high: Box::new(high),
                })
            }
            Expr::InList(InList { expr, list, negated }) => {
                let side = Side::of(&expr, schema);
                let list = list
                    .into_iter()
                    .map(|item| match (&side, Side::of(&item, schema)) {
                        (Some(Side::Text), Some(Side::Number)) => self.cast_to(item, "varchar"),
                        _ => self.matched(expr.as_ref().clone(), item, schema).1,
                    })
                    .collect();
                Expr::InList(InList { expr, list, negated })
            }
            // These aggregates do not take dictionaries.
            Expr::AggregateFunction(mut aggregate)
                if matches!(aggregate.func.name(), "approx_distinct" | "array_agg" | "string_agg") =>
            {
                let params = &mut aggregate.params;
                let ordered = params.order_by.iter_mut().map(|order| &mut order.expr);
                for arg in params.args.iter_mut().chain(ordered) {
                    if matches!(arg.get_type(schema), Ok(DataType::Dictionary(..))) {
                        *arg = self.cast_to(arg.clone(), "varchar");
                    }
                }
                Expr::AggregateFunction(aggregate)
            }
            Expr::Like(like) => Expr::Like(self.like(like, schema)),
            Expr::SimilarTo(like) => Expr::SimilarTo(self.like(like, schema)),
            other => other,
        })
    }

    fn like(&self, like: Like, schema: &DFSchema) -> Like {
        let expr = match Side::of(&like.expr, schema) {
            Some(Side::Nested) => self.as_json_text(*like.expr, schema),
            Some(Side::Timestamp | Side::Date | Side::Number | Side::Boolean) => {
                self.cast_to(*like.expr, "varchar")
            }
            _ => *like.expr,
        };
        Like { expr: Box::new(expr), ..like }
    }

    /// A map or row as JSON text: of a view's column the event's own text.
    fn as_json_text(&self, expr: Expr, schema: &DFSchema) -> Expr {
        match as_column(&expr).and_then(|column| hidden(column, schema, RAW)) {
            Some(raw) => self.compact.call(vec![Expr::Column(raw)]),
            None => self.json_text.call(vec![expr]),
        }
    }

    fn cast_to(&self, expr: Expr, target: &str) -> Expr {
        self.cast.call(vec![expr, lit(target)])
    }

    fn matched(&self, left: Expr, right: Expr, schema: &DFSchema) -> (Expr, Expr) {
        use Side::{Boolean, Date, Json, Nested, Number, OtherTime, Text, Timestamp};
        let (Some(left_side), Some(right_side)) = (Side::of(&left, schema), Side::of(&right, schema)) else {
            return (left, right);
        };
        let soft = |expr: Expr, target: &str| self.try_cast.call(vec![expr, lit(target)]);
        match (left_side, right_side) {
            (Timestamp, Text | Date | OtherTime) => (left, self.cast_to(right, "timestamp")),
            (Text | Date | OtherTime, Timestamp) => (self.cast_to(left, "timestamp"), right),
            (OtherTime, Text | Date) | (Text | Date, OtherTime) | (OtherTime, OtherTime) => {
                (self.cast_to(left, "timestamp"), self.cast_to(right, "timestamp"))
            }
            (Date, Text) => (left, self.cast_to(right, "date")),
            (Text, Date) => (self.cast_to(left, "date"), right),
            (Number, Text | Json) => (left, soft(right, "double")),
            (Text | Json, Number) => (soft(left, "double"), right),
            (Boolean, Text | Json) => (left, soft(right, "boolean")),
            (Text | Json, Boolean) => (soft(left, "boolean"), right),
            (Json, Text) => (self.cast_to(left, "varchar"), right),
            (Text, Json) => (left, self.cast_to(right, "varchar")),
            (Nested, Text) => (self.as_json_text(left, schema), right),
            (Text, Nested) => (left, self.as_json_text(right, schema)),
            _ => (left, right),
        }
    }
}

fn is_comparison(op: Operator) -> bool {
    use Operator::{Eq, Gt, GtEq, IsDistinctFrom, IsNotDistinctFrom, Lt, LtEq, NotEq};
    matches!(op, Eq | NotEq | Lt | LtEq | Gt | GtEq | IsDistinctFrom | IsNotDistinctFrom)
}

/// What matters of a type when two are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Text,
    Json,
    Number,
    Boolean,
    Timestamp,
    /// A timestamp that is not the lake's.
    OtherTime,
    Date,
    Nested,
}

impl Side {
    fn of(expr: &Expr, schema: &DFSchema) -> Option<Self> {
        let (_, field) = expr.to_field(schema).ok()?;
        Some(match field.data_type() {
            data_type if is_text(data_type) => match is_json_field(&field) {
                true => Self::Json,
                false => Self::Text,
            },
            data_type if data_type.is_numeric() => Self::Number,
            DataType::Boolean => Self::Boolean,
            DataType::Timestamp(TimeUnit::Microsecond, None) => Self::Timestamp,
            DataType::Timestamp(..) => Self::OtherTime,
            DataType::Date32 => Self::Date,
            DataType::Map(..) | DataType::Struct(_) | DataType::List(_) => Self::Nested,
            _ => return None,
        })
    }
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}

fn as_column(expr: &Expr) -> Option<&Column> {
    match expr {
        Expr::Column(column) => Some(column),
        _ => None,
    }
}

/// The hidden column of `column` with `prefix`.
fn hidden(column: &Column, schema: &DFSchema, prefix: &str) -> Option<Column> {
    let (qualifier, _) = schema.qualified_field_from_column(column).ok()?;
    let raw = Column::new(qualifier.cloned(), format!("{prefix}{}", column.name));
    schema.has_column(&raw).then_some(raw)
}

fn hidden_of(column: &Column, schema: &DFSchema) -> Vec<(&'static str, Column)> {
    [RAW, DAY].into_iter().filter_map(|prefix| Some((prefix, hidden(column, schema, prefix)?))).collect()
}

/// The timestamp behind a column that shows it as text.
fn time_of(column: &Column, schema: &DFSchema) -> Option<Column> {
    let raw = hidden(column, schema, RAW)?;
    (*schema.field_from_column(&raw).ok()?.data_type() == TIMESTAMP).then_some(raw)
}

fn with_argument(call: &ScalarFunction, at: usize, arg: Expr) -> Expr {
    let mut call = call.clone();
    call.args[at] = arg;
    Expr::ScalarFunction(call)
}

/// The hidden column and the steps that lead to `expr` from it.
fn path(expr: &Expr, schema: &DFSchema, steps: &mut Vec<Step>) -> Option<Column> {
    match expr {
        Expr::Column(column) => hidden(column, schema, RAW),
        Expr::ScalarFunction(call) if call.args.len() == 2 => {
            let name = call.func.name().trim_start_matches(TRY_PREFIX);
            if !matches!(name, "field$" | "element_at" | "subscript$") {
                return None;
            }
            let raw = path(&call.args[0], schema, steps)?;
            let Expr::Literal(at, _) = &call.args[1] else { return None };
            steps.push(match (call.args[0].get_type(schema).ok()?, at) {
                (DataType::Struct(_), at) => Step::Field(at.try_as_str()??.to_owned()),
                (DataType::Map(..), at) => Step::Key(at.try_as_str()??.to_owned()),
                (DataType::List(_), ScalarValue::Int64(Some(index))) if *index != 0 => Step::Element(*index),
                _ => return None,
            });
            Some(raw)
        }
        _ => None,
    }
}

/// A comparison of a time shown as text with a literal, as a comparison of the timestamp behind it. Exact:
/// text order is time order.
fn time_text_comparison(column: &Expr, op: Operator, constant: &Expr, schema: &DFSchema) -> Option<Expr> {
    let column = as_column(column)?;
    if hidden_of(column, schema).is_empty() {
        return None;
    }
    let value = constant_value(constant)?;
    let text = value.try_as_str()??;
    let (time, from, to) = match time_of(column, schema) {
        Some(time) => {
            let (from, to) = span(text, "0000-01-01T00:00:00Z", 1_000_000)?;
            (time, from, to)
        }
        None => {
            let (from, to) = span(&text.replace('/', "-"), "0000-01-01", 86_400_000_000)?;
            (hidden(column, schema, DAY).filter(|_| !text.contains('-'))?, from, to)
        }
    };
    let at = |micros: i64| Expr::Literal(ScalarValue::TimestampMicrosecond(Some(micros), None), None);
    let time = Expr::Column(time);
    Some(match (op, to) {
        (Operator::GtEq, _) => time.gt_eq(at(from)),
        (Operator::Lt, _) => time.lt(at(from)),
        (Operator::Gt, Some(to)) => time.gt_eq(at(to)),
        (Operator::LtEq, Some(to)) => time.lt(at(to)),
        (Operator::Eq, Some(to)) => time.clone().gt_eq(at(from)).and(time.lt(at(to))),
        // A prefix such as 2023-07 sorts before all that starts with it.
        (Operator::Gt, None) => time.gt_eq(at(from)),
        (Operator::LtEq, None) => time.lt(at(from)),
        _ => return None,
    })
}

/// The value of an expression without columns, such as `to_iso8601(now() - interval '1' day)`.
fn constant_value(expr: &Expr) -> Option<ScalarValue> {
    if let Expr::Literal(value, _) = expr {
        return Some(value.clone());
    }
    let known_now = expr
        .exists(|expr| {
            Ok(matches!(
                expr,
                Expr::Column(_)
                    | Expr::OuterReferenceColumn(..)
                    | Expr::ScalarSubquery(_)
                    | Expr::LambdaVariable(_)
            ) || expr.is_volatile_node())
        })
        .is_ok_and(|found| !found);
    if !known_now {
        return None;
    }
    let simplifier =
        ExprSimplifier::new(SimplifyContext::builder().with_schema(Arc::new(DFSchema::empty())).build());
    let coerced = simplifier.coerce(expr.clone(), &DFSchema::empty()).ok()?;
    match simplifier.simplify(coerced).ok()? {
        Expr::Literal(value, _) => Some(value),
        _ => None,
    }
}

/// The first moment whose text is not less than `text`, and for a whole text also the first moment behind it.
fn span(text: &str, template: &str, unit: i64) -> Option<(i64, Option<i64>)> {
    let is_prefix = text.len() >= 4
        && text.len() <= template.len()
        && text.bytes().zip(template.bytes()).all(|(a, b)| match b {
            b'0'..=b'9' => a.is_ascii_digit(),
            b => a == b,
        })
        && (text.len() == template.len()
            || matches!(text.len(), 4 | 5 | 7 | 8 | 10 | 11 | 13 | 14 | 16 | 17 | 19));
    if !is_prefix {
        // With a fraction (`to_iso8601` of a moment): sorts among whole seconds as its own second does,
        // before that second's text.
        let (second, fraction) = text.strip_suffix('Z')?.split_once('.')?;
        let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
        let (from, _) =
            span(&format!("{second}Z"), template, unit).filter(|(_, to)| digits && to.is_some())?;
        return Some((from, None));
    }
    let from = parse_timestamp(&format!("{text}{}", &template[text.len()..]))?;
    Some((from, (text.len() == template.len()).then_some(from + unit)))
}

/// DataFusion decorrelates `column = outer expression` only: an expression over the inner rows becomes a
/// (hidden) column first.
fn correlated_filter(filter: Filter) -> Result<LogicalPlan> {
    let schema = Arc::clone(filter.input.schema());
    let mut columns: Vec<Expr> = schema.columns().into_iter().map(Expr::Column).collect();
    let plain_count = columns.len();
    let mut named = |expr: Expr| {
        if matches!(expr, Expr::Column(_)) || expr.column_refs().is_empty() || expr.contains_outer() {
            return expr;
        }
        let mut at = columns.len();
        while schema.has_column_with_unqualified_name(&format!("{RAW}local{at}")) {
            at += 1;
        }
        let name = format!("{RAW}local{at}");
        columns.push(expr.alias(&name));
        Expr::Column(Column::new_unqualified(name))
    };
    let predicates = split_conjunction_owned(filter.predicate).into_iter().map(|predicate| match predicate {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right })
            if left.contains_outer() != right.contains_outer() =>
        {
            let (left, right) = (Box::new(named(*left)), Box::new(named(*right)));
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right })
        }
        other => other,
    });
    let predicate = predicates.reduce(Expr::and).unwrap_or_else(|| lit(true));
    let input = if columns.len() > plain_count {
        Arc::new(LogicalPlan::Projection(Projection::try_new(columns, filter.input)?))
    } else {
        filter.input
    };
    Ok(LogicalPlan::Filter(Filter::try_new(predicate, input)?))
}

/// Cuts hidden columns off.
fn without_hidden(plan: LogicalPlan) -> Result<LogicalPlan> {
    let is_hidden = |field: &Field| field.name().starts_with(RAW) || field.name().starts_with(DAY);
    if !plan.schema().fields().iter().any(|field| is_hidden(field)) {
        return Ok(plan);
    }
    let shown: Vec<Expr> =
        plan.schema().iter().filter(|(_, field)| !is_hidden(field)).map(Expr::from).collect();
    Ok(LogicalPlan::Projection(Projection::try_new(shown, Arc::new(plan))?))
}

/// How deeply a plan and the deepest of its expressions nest, whichever is more.
pub fn depth(plan: &LogicalPlan) -> usize {
    fn of_expr(expr: &Expr) -> usize {
        let mut deepest = 0;
        let mut pending = vec![(expr.clone(), 1)];
        while let Some((expr, depth)) = pending.pop() {
            deepest = deepest.max(depth);
            let _ = expr.apply_children(|child| {
                pending.push((child.clone(), depth + 1));
                Ok(TreeNodeRecursion::Continue)
            });
        }
        deepest
    }
    let mut deepest = 0;
    let mut pending = vec![(plan, 1)];
    while let Some((plan, depth)) = pending.pop() {
        let expressions = plan.expressions().iter().map(of_expr).max().unwrap_or(0);
        deepest = deepest.max(depth).max(expressions);
        pending.extend(plan.inputs().into_iter().map(|input| (input, depth + 1)));
    }
    deepest
}

fn zipped_name(schema: &DFSchema) -> String {
    let mut at = 0;
    while schema.has_column_with_unqualified_name(&format!("unnest${at}")) {
        at += 1;
    }
    format!("unnest${at}")
}

/// `UNNEST` over columns of the relations before it; lives from planning to [`Calls::rewrite`].
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct LateralUnnest {
    args: Vec<Expr>,
    flags: i64,
    schema: DFSchemaRef,
}

impl PartialOrd for LateralUnnest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.flags.partial_cmp(&other.flags).filter(|_| self == other)
    }
}

impl UserDefinedLogicalNodeCore for LateralUnnest {
    fn name(&self) -> &'static str {
        "LateralUnnest"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![]
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    fn expressions(&self) -> Vec<Expr> {
        self.args.clone()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LateralUnnest")
    }

    fn with_exprs_and_inputs(&self, args: Vec<Expr>, _: Vec<LogicalPlan>) -> Result<Self> {
        Ok(Self { args, flags: self.flags, schema: Arc::clone(&self.schema) })
    }
}

fn lateral(plan: &LogicalPlan) -> Option<&LateralUnnest> {
    match plan {
        LogicalPlan::SubqueryAlias(SubqueryAlias { input, .. }) => lateral(input),
        LogicalPlan::Subquery(Subquery { subquery, .. }) => lateral(subquery),
        LogicalPlan::Projection(Projection { input, .. }) => lateral(input),
        LogicalPlan::Extension(Extension { node }) => node.as_any().downcast_ref(),
        _ => None,
    }
}

/// Plans `UNNEST(…)` in FROM.
#[derive(Debug)]
pub struct UnnestPlanner(pub Arc<Calls>);

impl RelationPlanner for UnnestPlanner {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let TableFactor::UNNEST { alias, array_exprs, with_offset: false, with_ordinality, .. } = relation
        else {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        };
        let empty = DFSchema::empty();
        let args = array_exprs
            .into_iter()
            .map(|expr| context.sql_to_expr(expr, &empty))
            .collect::<Result<Vec<_>>>()?;
        let flags = if with_ordinality { UNNEST_ORDINALITY } else { 0 };
        let DataType::List(item) = self.0.unnest_call(args.clone(), flags).get_type(&empty)? else {
            return plan_err!("UNNEST takes arrays and maps");
        };
        let DataType::Struct(columns) = item.data_type() else {
            return plan_err!("UNNEST takes arrays and maps");
        };
        let names = natural_names(&args, &empty, columns.len())?;
        let plan = if args.iter().any(Expr::contains_outer) {
            let fields =
                columns.iter().zip(&names).map(|(field, name)| field.as_ref().clone().with_name(name));
            let fields: Vec<Field> = fields.collect();
            let schema = DFSchema::from_unqualified_fields(fields.into(), Default::default())?;
            LogicalPlan::Extension(Extension {
                node: Arc::new(LateralUnnest { args, flags, schema: Arc::new(schema) }),
            })
        } else {
            let one_row = LogicalPlanBuilder::empty(true).build()?;
            let names: Vec<_> = names.into_iter().map(|name| (None, name)).collect();
            self.0.unnested(one_row, args, flags, &names)?
        };
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(plan, alias))))
    }
}

/// What the columns are called when the query does not say: the fields of rows, `key` and `value` of maps.
fn natural_names(args: &[Expr], schema: &DFSchema, count: usize) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for arg in args {
        match arg.get_type(schema)? {
            DataType::List(item) => match item.data_type() {
                DataType::Struct(fields) => {
                    names.extend(fields.iter().map(|field| field.name().to_lowercase()))
                }
                _ => names.push(format!("_col{}", names.len())),
            },
            _ => names.extend(["key".to_owned(), "value".to_owned()]),
        }
    }
    while names.len() < count {
        names.push("ordinality".to_owned());
    }
    for at in 1..names.len() {
        if names[..at].contains(&names[at]) {
            names[at] = format!("{}_{at}", names[at]);
        }
    }
    Ok(names)
}
