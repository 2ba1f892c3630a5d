//! `raw`: the record as it arrived, as a function of the lake's columns.

use std::sync::Arc;

use arrow::array::StringViewArray;
use arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, col,
};

use super::read::reassemble_batch;
use super::schema::{READ_SCHEMA, WIDTH};

/// The expression that gives the original text of an event over the lake's columns.
pub fn expression() -> Expr {
    let function = ScalarUDF::new_from_impl(Raw { signature: signature() });
    let column = |name: &str| col(format!("\"{name}\""));
    function.call(READ_SCHEMA.fields().iter().map(|f| column(f.name())).collect())
}

/// Whether this is the original text of an event.
pub fn is_raw(expr: &Expr) -> bool {
    matches!(expr, Expr::ScalarFunction(f) if f.func.inner().is::<Raw>())
}

fn signature() -> Signature {
    let types = READ_SCHEMA.fields().iter().map(|f| f.data_type().clone()).collect();
    Signature::exact(types, Volatility::Immutable)
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Raw {
    signature: Signature,
}

impl ScalarUDFImpl for Raw {
    fn name(&self) -> &str {
        "stellwerk_raw"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8View)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(&args.args)?;
        debug_assert_eq!(columns.len(), WIDTH);
        let rows = columns.first().map_or(0, |c| c.len());
        let records = reassemble_batch(&columns, rows).ok_or_else(|| {
            DataFusionError::Execution("put records together again: a data file is damaged".to_owned())
        })?;
        Ok(ColumnarValue::Array(Arc::new(StringViewArray::from_iter_values(records))))
    }
}
