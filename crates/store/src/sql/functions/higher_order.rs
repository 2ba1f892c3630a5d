//! `reduce(array, start, (state, item) -> …, state -> …)`; the other functions with lambdas are DataFusion's
//! or rewritten to them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::{cast, interleave, nullif, take, take_arrays};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, HigherOrderFunctionArgs, HigherOrderReturnFieldArgs, HigherOrderSignature, HigherOrderUDF,
    HigherOrderUDFImpl, LambdaParametersProgress, ValueOrLambda, Volatility,
};

/// The functions with lambdas that DataFusion lacks.
pub fn all() -> Vec<Arc<HigherOrderUDF>> {
    vec![Arc::new(HigherOrderUDF::new_from_impl(Reduce::default()))]
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Reduce {
    signature: HigherOrderSignature,
}

impl Default for Reduce {
    fn default() -> Self {
        use ValueOrLambda::{Lambda, Value};
        let args = vec![Value(()), Value(()), Lambda(()), Lambda(())];
        Self { signature: HigherOrderSignature::exact(args, Volatility::Immutable) }
    }
}

/// The state has the type of the start, except that whole numbers become doubles where the items are.
fn state_field(list: &FieldRef, start: &FieldRef) -> Result<(FieldRef, FieldRef)> {
    let DataType::List(item) = list.data_type() else {
        return plan_err!("reduce takes an array, not {}", list.data_type());
    };
    let state = match (start.data_type(), item.data_type()) {
        (start, DataType::Float64) if start.is_integer() => DataType::Float64,
        (start, _) => start.clone(),
    };
    Ok((Arc::new(Field::new("state", state, true)), Arc::clone(item)))
}

impl HigherOrderUDFImpl for Reduce {
    fn name(&self) -> &'static str {
        "reduce"
    }

    fn signature(&self) -> &HigherOrderSignature {
        &self.signature
    }

    fn coerce_value_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn lambda_parameters(
        &self,
        _step: usize,
        fields: &[ValueOrLambda<FieldRef, Option<FieldRef>>],
    ) -> Result<LambdaParametersProgress> {
        let [ValueOrLambda::Value(list), ValueOrLambda::Value(start), ..] = fields else {
            return plan_err!("reduce takes an array, a start and two lambdas");
        };
        let (state, item) = state_field(list, start)?;
        Ok(LambdaParametersProgress::Complete(vec![vec![Arc::clone(&state), item], vec![state]]))
    }

    fn return_field_from_args(&self, args: HigherOrderReturnFieldArgs) -> Result<FieldRef> {
        match args.arg_fields {
            [_, _, _, ValueOrLambda::Lambda(result)] => {
                Ok(Arc::new(result.as_ref().clone().with_nullable(true)))
            }
            _ => plan_err!("reduce takes an array, a start and two lambdas"),
        }
    }

    fn invoke_with_args(&self, args: HigherOrderFunctionArgs) -> Result<ColumnarValue> {
        use ValueOrLambda::{Lambda, Value};
        let (
            [Value(list), Value(start), Lambda(step), Lambda(finish)],
            [Value(list_field), Value(start_field), ..],
        ) = (args.args.as_slice(), args.arg_fields.as_slice())
        else {
            return plan_err!("reduce takes an array, a start and two lambdas");
        };
        let rows = args.number_rows;
        let (state_field, _) = state_field(list_field, start_field)?;
        let list = list.to_array(rows)?;
        let list = list.as_list::<i32>();
        let mut state = cast(&start.to_array(rows)?, state_field.data_type())?;
        let longest =
            (0..rows).filter(|row| list.is_valid(*row)).map(|row| list.value_length(row)).max().unwrap_or(0);
        for at in 0..longest {
            let active: Vec<u32> = (0..rows)
                .filter(|row| list.is_valid(*row) && list.value_length(*row) > at)
                .map(|row| row as u32)
                .collect();
            let items: UInt32Array =
                active.iter().map(|row| Some((list.offsets()[*row as usize] + at) as u32)).collect();
            let active_rows = UInt32Array::from(active.clone());
            let states = take(&state, &active_rows, None)?;
            let items = take(list.values(), &items, None)?;
            let next = step
                .evaluate(&[&|| Ok(Arc::clone(&states)), &|| Ok(Arc::clone(&items))], |captured| {
                    Ok(take_arrays(captured, &active_rows, None)?)
                })?;
            let next = cast(&next.into_array(active.len())?, state_field.data_type())?;
            let mut picks: Vec<(usize, usize)> = (0..rows).map(|row| (0, row)).collect();
            for (new, row) in active.iter().enumerate() {
                picks[*row as usize] = (1, new);
            }
            state = interleave(&[state.as_ref(), next.as_ref()], &picks)?;
        }
        let result = finish.evaluate(&[&|| Ok(Arc::clone(&state))], |captured| Ok(captured.to_vec()))?;
        let result: ArrayRef = result.into_array(rows)?;
        Ok(ColumnarValue::Array(match list.nulls() {
            Some(nulls) => {
                let valid = arrow::array::BooleanArray::new(nulls.inner().clone(), None);
                nullif(&result, &arrow::compute::not(&valid)?)?
            }
            None => result,
        }))
    }
}
