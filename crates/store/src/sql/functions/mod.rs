//! The Trino functions that DataFusion lacks or understands differently: one list per kind, one driver for
//! all.
//!
//! Most are written row by row (`fn(&Row) -> …`) over a handful of canonical argument kinds; the driver
//! brings whatever comes (views, dictionaries, dates, numbers) into that form, evaluates a dictionary once
//! per value and a call of constants once. Functions over arrays and maps take whole arrow arrays instead.
//!
//! JSON is text whose field carries the mark [`JSON_MARK`]: it survives projections and sub-queries, so that
//! `CAST(x AS varchar)` can tell a JSON string from a varchar.

pub mod aggregate;
pub mod array;
pub mod cast;
pub mod datetime;
pub mod higher_order;
pub mod json;
pub mod map;
pub mod string;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, BooleanBuilder, Date32Builder, Float64Array, Float64Builder,
    Int64Array, Int64Builder, ListBuilder, StringArray, StringBuilder, TimestampMicrosecondArray,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, FieldRef, Int32Type, TimeUnit};
use datafusion::common::{DataFusionError, Result, ScalarValue, exec_datafusion_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// The field metadata that marks text as a value of Trino's type `json`.
pub const JSON_MARK: (&str, &str) = ("trino.type", "json");

/// Prefix of the forms used inside `try(…)`: what would fail gives null instead.
pub const TRY_PREFIX: &str = "try$";

/// `timestamp`, always in UTC and in microseconds: the type of the physical column.
pub const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

fn specs() -> impl Iterator<Item = &'static Spec> {
    let kinds = [
        string::FUNCTIONS,
        datetime::FUNCTIONS,
        json::FUNCTIONS,
        array::FUNCTIONS,
        map::FUNCTIONS,
        cast::FUNCTIONS,
        aggregate::FUNCTIONS,
    ];
    kinds.into_iter().flatten()
}

/// All functions of ours, each also in its `try$` form.
pub fn all() -> Vec<ScalarUDF> {
    specs()
        .flat_map(|spec| [Function::new(spec, false), Function::new(spec, true)])
        .map(ScalarUDF::from)
        .collect()
}

/// The names of [`all`] without the `try$` forms.
pub fn names() -> impl Iterator<Item = &'static str> {
    specs().map(|spec| spec.name)
}

/// What a function is: its name, how many arguments it takes and how it works.
#[derive(Debug)]
pub struct Spec {
    pub name: &'static str,
    pub args: RangeInclusive<usize>,
    pub body: Body,
}

/// How a function works. The variants with rows give null when any argument is null.
#[derive(Debug)]
pub enum Body {
    Text(&'static [Kind], fn(&Row) -> Result<Option<String>>),
    /// Text that is a JSON value.
    Json(&'static [Kind], fn(&Row) -> Result<Option<String>>),
    Int(&'static [Kind], fn(&Row) -> Result<Option<i64>>),
    Float(&'static [Kind], fn(&Row) -> Result<Option<f64>>),
    Bool(&'static [Kind], fn(&Row) -> Result<Option<bool>>),
    Time(&'static [Kind], fn(&Row) -> Result<Option<i64>>),
    /// Days since 1970-01-01.
    Date(&'static [Kind], fn(&Row) -> Result<Option<i32>>),
    Texts(&'static [Kind], fn(&Row) -> Result<Option<Vec<Option<String>>>>),
    /// A function of whole arrays: its type first, then its work.
    Arrays(fn(&Plan) -> Result<Field>, fn(&Call) -> Result<ArrayRef>),
}

/// The form an argument is brought into; the last kind of a list holds for all further arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Float,
    Bool,
    Time,
}

/// What is known of a call when it is planned.
pub struct Plan<'a> {
    pub name: &'static str,
    pub fields: &'a [FieldRef],
    pub scalars: &'a [Option<&'a ScalarValue>],
}

impl Plan<'_> {
    /// The text of a literal argument.
    pub fn literal(&self, at: usize) -> Option<&str> {
        self.scalars.get(at).copied().flatten().and_then(|scalar| scalar.try_as_str().flatten())
    }

    pub fn data_type(&self, at: usize) -> &DataType {
        self.fields[at].data_type()
    }
}

/// A call over whole arrays of equal length.
pub struct Call<'a> {
    pub args: Vec<ArrayRef>,
    pub fields: &'a [FieldRef],
    pub returns: &'a FieldRef,
    pub rows: usize,
    /// What would fail gives null instead.
    pub lenient: bool,
}

/// One row of arguments in canonical form, none of them null.
pub struct Row<'a> {
    columns: &'a [Column],
    row: usize,
}

impl<'a> Row<'a> {
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    fn at(&self, at: usize) -> (&'a Column, usize) {
        let column = &self.columns[at];
        (column, if column.scalar { 0 } else { self.row })
    }

    pub fn text(&self, at: usize) -> &'a str {
        match self.at(at) {
            (Column { values: Values::Text(values), .. }, row) => values.value(row),
            _ => "",
        }
    }

    pub fn int(&self, at: usize) -> i64 {
        match self.at(at) {
            (Column { values: Values::Int(values), .. }, row) => values.value(row),
            _ => 0,
        }
    }

    pub fn float(&self, at: usize) -> f64 {
        match self.at(at) {
            (Column { values: Values::Float(values), .. }, row) => values.value(row),
            _ => 0.0,
        }
    }

    pub fn bool(&self, at: usize) -> bool {
        match self.at(at) {
            (Column { values: Values::Bool(values), .. }, row) => values.value(row),
            _ => false,
        }
    }

    /// Microseconds since 1970.
    pub fn time(&self, at: usize) -> i64 {
        match self.at(at) {
            (Column { values: Values::Time(values), .. }, row) => values.value(row),
            _ => 0,
        }
    }

    fn any_null(&self) -> bool {
        (0..self.columns.len()).any(|at| {
            let (column, row) = self.at(at);
            column.values.as_array().is_null(row)
        })
    }
}

struct Column {
    values: Values,
    scalar: bool,
}

enum Values {
    Text(StringArray),
    Int(Int64Array),
    Float(Float64Array),
    Bool(BooleanArray),
    Time(TimestampMicrosecondArray),
}

impl Values {
    fn as_array(&self) -> &dyn Array {
        match self {
            Values::Text(values) => values,
            Values::Int(values) => values,
            Values::Float(values) => values,
            Values::Bool(values) => values,
            Values::Time(values) => values,
        }
    }

    fn of(array: &ArrayRef, kind: Kind, lenient: bool) -> Result<Self> {
        let to = |target: &str| cast::cast_array(array, None, &cast::SqlType::parse(target)?, lenient);
        Ok(match kind {
            Kind::Text => Values::Text(text_array(array)?),
            Kind::Int => Values::Int(to("bigint")?.as_primitive().clone()),
            Kind::Float => Values::Float(to("double")?.as_primitive().clone()),
            Kind::Bool => Values::Bool(to("boolean")?.as_boolean().clone()),
            Kind::Time => Values::Time(to("timestamp")?.as_primitive().clone()),
        })
    }
}

/// Any array as text, the way `CAST(x AS varchar)` writes it.
pub fn text_array(array: &ArrayRef) -> Result<StringArray> {
    let text = match array.data_type() {
        DataType::Utf8 => Arc::clone(array),
        _ => cast::cast_array(array, None, &cast::SqlType::Varchar(None), true)?,
    };
    Ok(text.as_string::<i32>().clone())
}

/// `Field` named as functions name theirs.
pub fn field(data_type: DataType) -> Field {
    Field::new("value", data_type, true)
}

/// A field of Trino's type `json`.
pub fn json_field(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
        .with_metadata([(JSON_MARK.0.to_owned(), JSON_MARK.1.to_owned())].into_iter().collect())
}

pub fn is_json_field(field: &Field) -> bool {
    field.metadata().get(JSON_MARK.0).is_some_and(|mark| mark == JSON_MARK.1)
}

/// A list type whose items are `item`.
pub fn list_of(item: Field) -> DataType {
    DataType::List(Arc::new(item.with_name("item")))
}

/// One of our functions, as DataFusion wants it.
#[derive(Debug)]
pub struct Function {
    spec: &'static Spec,
    lenient: bool,
    name: String,
    signature: Signature,
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec.name)
    }
}

impl Function {
    pub fn new(spec: &'static Spec, lenient: bool) -> Self {
        let prefix = if lenient { TRY_PREFIX } else { "" };
        let signature = match spec.args.start() {
            0 => Signature::one_of(
                vec![
                    datafusion::logical_expr::TypeSignature::Nullary,
                    datafusion::logical_expr::TypeSignature::VariadicAny,
                ],
                Volatility::Immutable,
            ),
            _ => Signature::variadic_any(Volatility::Immutable),
        };
        Self { spec, lenient, name: format!("{prefix}{}", spec.name), signature }
    }

    fn kinds(&self) -> &'static [Kind] {
        match self.spec.body {
            Body::Text(kinds, _)
            | Body::Json(kinds, _)
            | Body::Int(kinds, _)
            | Body::Float(kinds, _)
            | Body::Bool(kinds, _)
            | Body::Time(kinds, _)
            | Body::Date(kinds, _)
            | Body::Texts(kinds, _) => kinds,
            Body::Arrays(..) => &[],
        }
    }

    fn run_rows(&self, columns: &[Column], rows: usize) -> Result<ArrayRef> {
        macro_rules! build {
            ($builder:expr, $body:expr, $append:expr) => {{
                let mut builder = $builder;
                for row in 0..rows {
                    let row = Row { columns, row };
                    let value = if row.any_null() {
                        None
                    } else {
                        match $body(&row) {
                            Err(_) if self.lenient => None,
                            other => other?,
                        }
                    };
                    $append(&mut builder, value);
                }
                Arc::new(builder.finish()) as ArrayRef
            }};
        }
        Ok(match self.spec.body {
            Body::Text(_, body) | Body::Json(_, body) => {
                build!(StringBuilder::new(), body, |b: &mut StringBuilder, v| b.append_option(v))
            }
            Body::Int(_, body) => {
                build!(Int64Builder::new(), body, |b: &mut Int64Builder, v| b.append_option(v))
            }
            Body::Float(_, body) => {
                build!(Float64Builder::new(), body, |b: &mut Float64Builder, v| b.append_option(v))
            }
            Body::Bool(_, body) => {
                build!(BooleanBuilder::new(), body, |b: &mut BooleanBuilder, v| b.append_option(v))
            }
            Body::Time(_, body) => {
                build!(TimestampMicrosecondBuilder::new(), body, |b: &mut TimestampMicrosecondBuilder, v| b
                    .append_option(v))
            }
            Body::Date(_, body) => {
                build!(Date32Builder::new(), body, |b: &mut Date32Builder, v| b.append_option(v))
            }
            Body::Texts(_, body) => build!(
                ListBuilder::new(StringBuilder::new()),
                body,
                |b: &mut ListBuilder<StringBuilder>, v: Option<Vec<Option<String>>>| {
                    match v {
                        Some(items) => b.append_value(items),
                        None => b.append_null(),
                    }
                }
            ),
            Body::Arrays(..) => return Err(exec_datafusion_err!("{} has no rows", self.spec.name)),
        })
    }

    /// Evaluates over the values of the only column when that is a dictionary and everything else is
    /// constant.
    fn run_dictionary(&self, args: &[ColumnarValue]) -> Result<Option<ArrayRef>> {
        let mut arrays = args.iter().enumerate().filter_map(|(at, arg)| match arg {
            ColumnarValue::Array(array) => Some((at, array)),
            ColumnarValue::Scalar(_) => None,
        });
        let (Some((at, array)), None) = (arrays.next(), arrays.next()) else { return Ok(None) };
        let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() else { return Ok(None) };
        if dictionary.values().len() > dictionary.len() {
            return Ok(None);
        }
        let mut args = args.to_vec();
        args[at] = ColumnarValue::Array(Arc::clone(dictionary.values()));
        let (columns, rows) = self.columns(&args, dictionary.values().len())?;
        let values = self.run_rows(&columns, rows)?;
        Ok(Some(arrow::compute::take(&values, dictionary.keys(), None)?))
    }

    fn columns(&self, args: &[ColumnarValue], rows: usize) -> Result<(Vec<Column>, usize)> {
        let kinds = self.kinds();
        let columns = args
            .iter()
            .enumerate()
            .map(|(at, arg)| {
                let kind = kinds.get(at).or(kinds.last()).copied().unwrap_or(Kind::Text);
                let (array, scalar) = match arg {
                    ColumnarValue::Array(array) => (Arc::clone(array), false),
                    ColumnarValue::Scalar(value) => (value.to_array()?, true),
                };
                Ok(Column { values: Values::of(&array, kind, self.lenient)?, scalar })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok((columns, rows))
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Err(DataFusionError::Internal("return_field_from_args is the one to ask".into()))
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        if !self.spec.args.contains(&args.arg_fields.len()) {
            let (low, high) = (self.spec.args.start(), self.spec.args.end());
            let wanted = match (low, high) {
                (low, high) if low == high => format!("{low}"),
                (low, &usize::MAX) => format!("at least {low}"),
                (low, high) => format!("{low} to {high}"),
            };
            return plan_err!(
                "function {} takes {wanted} arguments, not {}",
                self.spec.name,
                args.arg_fields.len()
            );
        }
        let field = match self.spec.body {
            Body::Text(..) => field(DataType::Utf8),
            Body::Json(..) => json_field("value"),
            Body::Int(..) => field(DataType::Int64),
            Body::Float(..) => field(DataType::Float64),
            Body::Bool(..) => field(DataType::Boolean),
            Body::Time(..) => field(TIMESTAMP),
            Body::Date(..) => field(DataType::Date32),
            Body::Texts(..) => field(DataType::new_list(DataType::Utf8, true)),
            Body::Arrays(plan, _) => {
                plan(&Plan { name: self.spec.name, fields: args.arg_fields, scalars: args.scalar_arguments })?
            }
        };
        Ok(Arc::new(field.with_name(self.spec.name)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let array = if let Body::Arrays(_, run) = self.spec.body {
            let arrays = args.args.iter().map(|arg| arg.to_array(rows)).collect::<Result<Vec<_>>>()?;
            run(&Call {
                args: arrays,
                fields: &args.arg_fields,
                returns: &args.return_field,
                rows,
                lenient: self.lenient,
            })?
        } else if let Some(array) = self.run_dictionary(&args.args)? {
            array
        } else {
            let (columns, rows) = self.columns(&args.args, rows)?;
            self.run_rows(&columns, rows)?
        };
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?));
        }
        Ok(ColumnarValue::Array(array))
    }
}
