//! The results of a query: rows in order, or groups of resources.
//!
//! Takes the resources that satisfy the condition one after the other, however they were found.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::rows::{self, Projection};
use super::values::{AddressRange, Family, Span, instant_of_number};
use super::{Aggregate, Function, Item, Kind, OrderBy, Path, Query, Schema, SelectError};

/// Of one answer; they are all held in memory.
pub const GROUPS_MAX: usize = 100_000;

pub struct Results<'q> {
    query: &'q Query,
    found: Found<'q>,
}

enum Found<'q> {
    Rows(Rows<'q>),
    Groups(Groups<'q>),
}

impl<'q> Results<'q> {
    pub fn new(query: &'q Query, schema: &Schema) -> Results<'q> {
        let found = if query.is_aggregation() {
            Found::Groups(Groups { query, aggregates: query.aggregates(), groups: BTreeMap::new() })
        } else {
            let kinds = query.kinds(schema);
            let kinds = query.order_by.iter().map(|order| match &order.by {
                OrderBy::Property(path) => kinds.get(path).copied().unwrap_or(Kind::String),
                OrderBy::Aggregate(_) => Kind::String,
            });
            let kinds = kinds.collect();
            Found::Rows(Rows { query, projection: Projection::new(query), kinds, rows: Vec::new() })
        };
        Results { query, found }
    }

    /// A resource that satisfies the condition.
    pub fn add(&mut self, document: &Value) -> Result<(), SelectError> {
        match &mut self.found {
            Found::Rows(rows) => rows.add(document),
            Found::Groups(groups) => return groups.add(document),
        }
        Ok(())
    }

    /// The rows. Without `ORDER BY`, resources come in the order in which they were added, as do those that
    /// are equal in what they are ordered by; groups come with the largest first, and equal ones in the order
    /// of their keys. What is missing comes last, whichever the direction.
    pub fn rows(self) -> Vec<String> {
        match self.found {
            Found::Rows(rows) => rows.in_order(),
            Found::Groups(groups) => groups.in_order(self.query),
        }
    }
}

struct Rows<'q> {
    query: &'q Query,
    projection: Projection,
    /// Of the properties in `ORDER BY`.
    kinds: Vec<Kind>,
    rows: Vec<(Vec<Scalar>, String)>,
}

impl Rows<'_> {
    fn add(&mut self, document: &Value) {
        let order_by = self.query.order_by.iter().zip(&self.kinds);
        let key = order_by.map(|(order, kind)| match &order.by {
            OrderBy::Property(path) => Scalar::first(path, document, *kind, order.descending),
            OrderBy::Aggregate(_) => Scalar::Missing,
        });
        self.rows.push((key.collect(), self.projection.row(document)));
    }

    fn in_order(mut self) -> Vec<String> {
        self.rows.sort_by(|(a, _), (b, _)| in_order(a, b, self.query));
        self.rows.into_iter().map(|(_, row)| row).collect()
    }
}

fn in_order(a: &[Scalar], b: &[Scalar], query: &Query) -> Ordering {
    let pairs = query.order_by.iter().zip(a.iter().zip(b));
    pairs
        .map(|(order, (a, b))| match (a, b) {
            (Scalar::Missing, _) | (_, Scalar::Missing) => a.cmp(b),
            _ if order.descending => b.cmp(a),
            _ => a.cmp(b),
        })
        .fold(Ordering::Equal, Ordering::then)
}

struct Groups<'q> {
    query: &'q Query,
    aggregates: Vec<&'q Aggregate>,
    groups: BTreeMap<Vec<Scalar>, Group>,
}

#[derive(Default)]
struct Group {
    resources: u64,
    /// One for each aggregate.
    sums: Vec<Sum>,
}

#[derive(Clone, Default)]
struct Sum {
    /// Resources that have the property.
    resources: u64,
    numbers: u64,
    sum: f64,
    min: Option<Scalar>,
    max: Option<Scalar>,
}

impl Groups<'_> {
    /// A resource counts once in each of the groups that its values make; having none of them makes one, too.
    fn add(&mut self, document: &Value) -> Result<(), SelectError> {
        let values: Vec<BTreeSet<Scalar>> =
            self.query.group_by.iter().map(|path| Scalar::all(path, document)).collect();
        let keys = values.iter().map(BTreeSet::len).try_fold(1, usize::checked_mul);
        if keys.is_none_or(|keys| keys > GROUPS_MAX) {
            return Err(SelectError::TooManyGroups { max: GROUPS_MAX });
        }
        for key in combinations(&values) {
            let group = self.groups.entry(key).or_default();
            group.resources += 1;
            group.sums.resize(self.aggregates.len(), Sum::default());
            for (sum, aggregate) in group.sums.iter_mut().zip(&self.aggregates) {
                if let Some(path) = &aggregate.argument {
                    sum.add(path, document);
                }
            }
        }
        match self.groups.len() <= GROUPS_MAX {
            true => Ok(()),
            false => Err(SelectError::TooManyGroups { max: GROUPS_MAX }),
        }
    }

    fn in_order(mut self, query: &Query) -> Vec<String> {
        if query.group_by.is_empty() && self.groups.is_empty() {
            let sums = vec![Sum::default(); self.aggregates.len()];
            self.groups.insert(Vec::new(), Group { resources: 0, sums });
        }
        let order_key = |key: &[Scalar], group: &Group| -> Vec<Scalar> {
            let by = query.order_by.iter().map(|order| match &order.by {
                OrderBy::Property(path) => key_of(path, key, query),
                OrderBy::Aggregate(aggregate) => self.result(aggregate, group),
            });
            by.collect()
        };
        let mut ordered: Vec<_> =
            self.groups.iter().map(|(key, group)| (order_key(key, group), key, group)).collect();
        ordered.sort_by(|(a, _, group), (b, _, other)| {
            if query.order_by.is_empty() {
                other.resources.cmp(&group.resources)
            } else {
                in_order(a, b, query)
            }
        });
        ordered.iter().map(|(_, key, group)| self.row(key, group)).collect()
    }

    /// Aggregates come first, as in AWS's examples.
    fn row(&self, key: &[Scalar], group: &Group) -> String {
        let mut members = Vec::new();
        let mut nested = Map::new();
        for item in &self.query.items {
            match item {
                Item::Aggregate(aggregate) => {
                    let shown = match (aggregate.function, self.result(aggregate, group)) {
                        (Function::Count, Scalar::Number(count)) => Some(Value::from(count as u64)),
                        (_, result) => result.value(),
                    };
                    members.extend(shown.map(|value| (aggregate.to_string(), value)));
                }
                Item::Property(path) => {
                    if let Some(value) = key_of(path, key, self.query).value() {
                        rows::nest(&mut nested, path, value);
                    }
                }
                Item::All => {}
            }
        }
        rows::text(&members.into_iter().chain(nested).collect())
    }

    fn result(&self, aggregate: &Aggregate, group: &Group) -> Scalar {
        let at = self.aggregates.iter().position(|other| *other == aggregate);
        let Some(sum) = at.and_then(|at| group.sums.get(at)) else { return Scalar::Missing };
        let of_numbers = |number: f64| match sum.numbers {
            0 => Scalar::Missing,
            _ => Scalar::Number(number),
        };
        match (aggregate.function, &aggregate.argument) {
            (Function::Count, None) => Scalar::Number(group.resources as f64),
            (Function::Count, Some(_)) => Scalar::Number(sum.resources as f64),
            (Function::Sum, _) => of_numbers(sum.sum),
            (Function::Avg, _) => of_numbers(sum.sum / sum.numbers as f64),
            (Function::Min, _) => sum.min.clone().unwrap_or(Scalar::Missing),
            (Function::Max, _) => sum.max.clone().unwrap_or(Scalar::Missing),
        }
    }
}

impl Sum {
    fn add(&mut self, path: &Path, document: &Value) {
        let mut values = path.values(document).peekable();
        self.resources += u64::from(values.peek().is_some());
        for value in values.filter_map(Scalar::plain) {
            if let Scalar::Number(number) = value {
                self.numbers += 1;
                self.sum += number;
            }
            if self.min.as_ref().is_none_or(|min| value < *min) {
                self.min = Some(value.clone());
            }
            if self.max.as_ref().is_none_or(|max| value > *max) {
                self.max = Some(value);
            }
        }
    }
}

fn key_of(path: &Path, key: &[Scalar], query: &Query) -> Scalar {
    let at = query.group_by.iter().position(|grouped| grouped == path);
    at.and_then(|at| key.get(at)).cloned().unwrap_or(Scalar::Missing)
}

/// One of each, in all ways.
fn combinations(values: &[BTreeSet<Scalar>]) -> Vec<Vec<Scalar>> {
    let mut keys = vec![Vec::new()];
    for values in values {
        let longer = |key: &Vec<Scalar>, value: &Scalar| key.iter().chain([value]).cloned().collect();
        keys = keys.iter().flat_map(|key| values.iter().map(move |value| longer(key, value))).collect();
    }
    keys
}

/// A value that can be put in order. Those of one property are of one sort; otherwise it is theirs that
/// counts.
#[derive(Clone, Debug)]
enum Scalar {
    Boolean(bool),
    Number(f64),
    Address(Family, u128),
    Text(String),
    Missing,
}

impl Scalar {
    /// What is written; objects are not.
    fn plain(value: &Value) -> Option<Scalar> {
        match value {
            Value::Bool(value) => Some(Scalar::Boolean(*value)),
            Value::Number(number) => number.as_f64().map(Scalar::Number),
            Value::String(text) => Some(Scalar::Text(text.clone())),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// What is meant: a time or an address where it is one.
    fn meant(value: &Value, kind: Kind) -> Option<Scalar> {
        let by_kind = match (kind, value) {
            (Kind::Date, Value::String(text)) => {
                Span::parse(text).map(|span| Scalar::Number(span.first as f64))
            }
            (Kind::Date, Value::Number(number)) => {
                instant_of_number(number).map(|millis| Scalar::Number(millis as f64))
            }
            (Kind::CidrBlock | Kind::Ip, Value::String(text)) => {
                AddressRange::parse(text).map(|range| Scalar::Address(range.family, range.first))
            }
            _ => None,
        };
        by_kind.or_else(|| Scalar::plain(value))
    }

    /// Those of a property, or that there are none.
    fn all(path: &Path, document: &Value) -> BTreeSet<Scalar> {
        let mut values: BTreeSet<Scalar> = path.values(document).filter_map(Scalar::plain).collect();
        if values.is_empty() {
            values.insert(Scalar::Missing);
        }
        values
    }

    /// The one that comes first in an order.
    fn first(path: &Path, document: &Value, kind: Kind, descending: bool) -> Scalar {
        let values = path.values(document).filter_map(|value| Scalar::meant(value, kind));
        let first = if descending { values.max() } else { values.min() };
        first.unwrap_or(Scalar::Missing)
    }

    fn value(self) -> Option<Value> {
        match self {
            Scalar::Boolean(value) => Some(Value::Bool(value)),
            Scalar::Number(number) => number.is_finite().then(|| Value::from(number)),
            Scalar::Text(text) => Some(Value::String(text)),
            Scalar::Address(..) | Scalar::Missing => None,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Scalar::Boolean(_) => 0,
            Scalar::Number(_) => 1,
            Scalar::Address(..) => 2,
            Scalar::Text(_) => 3,
            Scalar::Missing => 4,
        }
    }
}

impl Ord for Scalar {
    fn cmp(&self, other: &Scalar) -> Ordering {
        match (self, other) {
            (Scalar::Boolean(a), Scalar::Boolean(b)) => a.cmp(b),
            (Scalar::Number(a), Scalar::Number(b)) => a.total_cmp(b),
            (Scalar::Address(a_family, a), Scalar::Address(b_family, b)) => (a_family, a).cmp(&(b_family, b)),
            (Scalar::Text(a), Scalar::Text(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Scalar {
    fn partial_cmp(&self, other: &Scalar) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Scalar) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Scalar {}
