//! Conditions of a query, asked of the rows of a file before anything else of them is read.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, Int32Array, RecordBatch, RecordBatchOptions,
    UInt32Array,
};
use arrow::compute::take;
use arrow::datatypes::{Int32Type, SchemaRef};
use datafusion::common::Result;
use datafusion::common::cast::as_boolean_array;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};

use super::schema::{self, READ_SCHEMA};

/// Some rows of a file, ascending.
#[derive(Clone, Debug)]
pub enum Rows {
    All(u32),
    Some(UInt32Array),
}

impl Rows {
    pub fn len(&self) -> usize {
        match self {
            Rows::All(rows) => *rows as usize,
            Rows::Some(rows) => rows.len(),
        }
    }

    pub fn to_array(&self) -> UInt32Array {
        match self {
            Rows::All(rows) => UInt32Array::from_iter_values(0..*rows),
            Rows::Some(rows) => rows.clone(),
        }
    }

    /// The values of a whole column at these rows.
    pub fn take(&self, column: &ArrayRef) -> Result<ArrayRef> {
        match self {
            Rows::All(_) => Ok(column.clone()),
            Rows::Some(rows) => Ok(take(column, rows, None)?),
        }
    }

    /// Keeps the rows of which `keep` says so; it is given the row, and its position among these.
    pub fn retain(self, keep: impl Fn(usize, usize) -> bool) -> Rows {
        let kept: Vec<u32> = match &self {
            Rows::All(rows) => (0..*rows).filter(|&row| keep(row as usize, row as usize)).collect(),
            Rows::Some(rows) => {
                let rows = rows.values().iter().copied().enumerate();
                rows.filter(|&(at, row)| keep(row as usize, at)).map(|(_, row)| row).collect()
            }
        };
        if kept.len() == self.len() { self } else { Rows::Some(kept.into()) }
    }

    /// Keeps the rows of which the mask, one flag for each of these, says so.
    pub fn filter(self, mask: &BooleanArray) -> Rows {
        let set = match mask.nulls() {
            Some(nulls) => mask.values() & nulls.inner(),
            None => mask.values().clone(),
        };
        if set.count_set_bits() == self.len() {
            return self;
        }
        Rows::Some(match &self {
            Rows::All(_) => set.set_indices_u32().collect(),
            Rows::Some(rows) => set.set_indices().map(|at| rows.value(at)).collect(),
        })
    }
}

fn is_true(mask: &BooleanArray, at: usize) -> bool {
    mask.is_valid(at) && mask.value(at)
}

/// A condition on the lake's columns.
#[derive(Clone, Debug)]
pub struct Condition {
    expr: Arc<dyn PhysicalExpr>,
    /// The table's columns that it reads; in this order they are the columns of `schema`.
    columns: Vec<usize>,
    schema: SchemaRef,
}

impl Condition {
    /// The columns of `expr` go by the names that they have in the lake's table.
    pub fn new(expr: Arc<dyn PhysicalExpr>) -> Result<Self> {
        let names = collect_columns(&expr);
        let mut columns =
            names.iter().map(|c| READ_SCHEMA.index_of(c.name())).collect::<Result<Vec<_>, _>>()?;
        columns.sort_unstable();
        columns.dedup();
        let schema = Arc::new(READ_SCHEMA.project(&columns)?);
        Ok(Condition { expr: reassign_expr_columns(expr, &schema)?, columns, schema })
    }

    pub fn expr(&self) -> &Arc<dyn PhysicalExpr> {
        &self.expr
    }

    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    pub fn is_narrow(&self) -> bool {
        self.columns.iter().all(|&column| schema::is_narrow(column))
    }

    /// For each of some rows, whether the condition holds; `columns` are its columns at these rows.
    pub fn holds(&self, columns: Vec<ArrayRef>, rows: usize) -> Result<BooleanArray> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?;
        let mask = self.expr.evaluate(&batch)?.into_array(rows)?;
        Ok(as_boolean_array(&mask)?.clone())
    }

    /// Keeps the rows that satisfy the condition; `columns` are its columns, whole.
    pub fn retain(&self, columns: &[ArrayRef], rows: Rows) -> Result<Rows> {
        if let [column] = columns
            && let Some(dictionary) = column.as_dictionary_opt::<Int32Type>()
            && dictionary.values().len() < rows.len()
            // What fails for a value need not fail for these rows: they may not have it.
            && let Ok(mask) = self.holds_for_values(dictionary)
        {
            let (keys, none) = (dictionary.keys(), dictionary.values().len());
            return Ok(rows.retain(|row, _| {
                is_true(&mask, if keys.is_valid(row) { keys.value(row) as usize } else { none })
            }));
        }
        let columns: Vec<ArrayRef> = columns.iter().map(|c| rows.take(c)).collect::<Result<_>>()?;
        let mask = self.holds(columns, rows.len())?;
        Ok(rows.filter(&mask))
    }

    /// Whether it holds for each value of a dictionary, and at last for no value.
    fn holds_for_values(&self, dictionary: &DictionaryArray<Int32Type>) -> Result<BooleanArray> {
        let values = dictionary.values().clone();
        let keys: Int32Array = (0..values.len() as i32).map(Some).chain([None]).collect();
        let rows = keys.len();
        self.holds(vec![Arc::new(DictionaryArray::try_new(keys, values)?)], rows)
    }
}
