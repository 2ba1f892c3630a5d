//! Counts equal rows together: an optimizer rule.
//!
//! `SELECT eventName, count(*) … GROUP BY eventName` would hand every row to the aggregation, only to find most of them equal. A
//! file knows better: its columns of few distinct values are keys into dictionaries, and counting combinations of keys
//! takes no hashing of text. So a scan below an aggregation yields every distinct row once, with how many it stands for, and
//! `count(x)` becomes the sum of these numbers. Only what does not ask how often a row comes may stand between.

use std::sync::Arc;

use datafusion::catalog::default_table_source::{provider_as_source, source_as_provider};
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Column, Result};
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::expr::{AggregateFunction, AggregateFunctionParams};
use datafusion::logical_expr::logical_plan::TableScanBuilder;
use datafusion::logical_expr::{Aggregate, Expr, Filter, LogicalPlan, Projection, SubqueryAlias, lit, when};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};

use super::distinct::can_be_counted;
use super::scan::WEIGHT;
use super::table::{LakeTable, WEIGHT_NAME};

/// Aggregates to which it is all the same how often a value comes.
const OF_SETS: &[&str] = &["min", "max", "approx_distinct", "bool_and", "bool_or", "first_value"];

#[derive(Debug)]
pub struct CountEqualRowsTogether;

impl OptimizerRule for CountEqualRowsTogether {
    fn name(&self) -> &str {
        "count_equal_rows_together"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Aggregate(aggregate) = &plan else { return Ok(Transformed::no(plan)) };
        match rewritten(aggregate)? {
            Some(rewritten) => Ok(Transformed::yes(rewritten)),
            None => Ok(Transformed::no(plan)),
        }
    }
}

fn rewritten(aggregate: &Aggregate) -> Result<Option<LogicalPlan>> {
    let is_plain = |e: &Expr| !e.is_volatile() && !matches!(e, Expr::GroupingSet(_));
    if !aggregate.group_expr.iter().all(is_plain) {
        return Ok(None);
    }
    let Some((input, weight)) = with_weight(&aggregate.input)? else { return Ok(None) };
    let mut aggregates: Vec<Expr> = Vec::with_capacity(aggregate.aggr_expr.len());
    let groups = aggregate.group_expr.len();
    // Which column of the new aggregation is which of the old one: count(*) and count(1) become the same sum.
    let mut places: Vec<usize> = (0..groups).collect();
    for expr in &aggregate.aggr_expr {
        let Some(expr) = weighted(expr, &weight)? else { return Ok(None) };
        let known = aggregates.iter().position(|a| *a == expr);
        places.push(groups + known.unwrap_or(aggregates.len()));
        if known.is_none() {
            aggregates.push(expr);
        }
    }
    let sums = Aggregate::try_new(Arc::new(input), aggregate.group_expr.clone(), aggregates)?;

    // Under the names that they had, and 0 where nothing was counted.
    let columns = aggregate.schema.iter().zip(places).map(|((qualifier, field), place)| {
        let column = Column::from(sums.schema.qualified_field(place));
        let is_count = column.name != *field.name();
        let column = Expr::Column(column);
        match is_count {
            true => Ok(when(column.clone().is_null(), lit(0i64))
                .otherwise(column)?
                .alias_qualified(qualifier.cloned(), field.name())),
            false => Ok(column),
        }
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    Ok(Some(LogicalPlan::Projection(Projection::try_new(columns, Arc::new(LogicalPlan::Aggregate(sums)))?)))
}

/// The aggregate over rows that stand for several; `None` where it cannot be said.
fn weighted(expr: &Expr, weight: &Expr) -> Result<Option<Expr>> {
    let Expr::AggregateFunction(AggregateFunction { func, params }) = expr else { return Ok(None) };
    if params.distinct || OF_SETS.contains(&func.name()) {
        return Ok(Some(expr.clone()));
    }
    let ("count", [argument]) = (func.name(), params.args.as_slice()) else { return Ok(None) };
    let weight = match argument {
        Expr::Literal(value, _) if !value.is_null() => weight.clone(),
        argument => when(argument.clone().is_not_null(), weight.clone()).end()?,
    };
    let params = AggregateFunctionParams { args: vec![weight], ..params.clone() };
    Ok(Some(Expr::AggregateFunction(AggregateFunction { func: sum_udaf(), params })))
}

/// The plan with distinct rows, and the column that says how many each stands for.
fn with_weight(plan: &LogicalPlan) -> Result<Option<(LogicalPlan, Expr)>> {
    Ok(match plan {
        LogicalPlan::TableScan(scan) => {
            let provider = source_as_provider(&scan.source)?;
            let (Some(table), Some(columns)) = (provider.downcast_ref::<LakeTable>(), &scan.projection)
            else {
                return Ok(None);
            };
            // How many rows there are in all is known without a look at them.
            let counts_all = columns.is_empty() && scan.filters.is_empty();
            if table.is_weighted() || scan.fetch.is_some() || counts_all || !can_be_counted(columns) {
                return Ok(None);
            }
            let source = provider_as_source(Arc::new(table.weighted()));
            let columns = columns.iter().copied().chain([WEIGHT]).collect();
            let weighted = TableScanBuilder::new(scan.table_name.clone(), source)
                .with_projection(Some(columns))
                .with_filters(scan.filters.clone())
                .build()?;
            let weight = Column::new(Some(scan.table_name.clone()), WEIGHT_NAME);
            Some((LogicalPlan::TableScan(weighted), Expr::Column(weight)))
        }
        LogicalPlan::Projection(projection) => {
            if projection.expr.iter().any(Expr::is_volatile) {
                return Ok(None);
            }
            let Some((input, weight)) = with_weight(&projection.input)? else { return Ok(None) };
            let columns = projection.expr.iter().cloned().chain([weight.clone()]).collect();
            Some((LogicalPlan::Projection(Projection::try_new(columns, Arc::new(input))?), weight))
        }
        LogicalPlan::Filter(filter) if !filter.predicate.is_volatile() => {
            let Some((input, weight)) = with_weight(&filter.input)? else { return Ok(None) };
            let plan = Filter::try_new(filter.predicate.clone(), Arc::new(input))?;
            Some((LogicalPlan::Filter(plan), weight))
        }
        LogicalPlan::SubqueryAlias(subquery) => {
            let Some((input, _)) = with_weight(&subquery.input)? else { return Ok(None) };
            let plan = SubqueryAlias::try_new(Arc::new(input), subquery.alias.clone())?;
            let weight = Column::new(Some(subquery.alias.clone()), WEIGHT_NAME);
            Some((LogicalPlan::SubqueryAlias(plan), Expr::Column(weight)))
        }
        _ => None,
    })
}
