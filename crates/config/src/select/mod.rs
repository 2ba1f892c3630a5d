//! Advanced queries: the language of `SelectResourceConfig`.
//!
//! [`parse`] makes a [`Query`] of a text, and [`execute`] answers it by looking at every resource, one after
//! the other. A resource is a JSON document with the properties of its configuration item: `resourceId`,
//! `resourceType`, …, `tags` in the form of [`tags`], `relationships` (`resourceId`, `resourceName`,
//! `resourceType`, `relationshipName`), `configuration` and `supplementaryConfiguration`. A [`Schema`] says
//! which properties may be searched, and what they hold. Whoever calls decides which resources there are to
//! see (those recorded and not deleted), in which order, and how many rows make a page.
//!
//! Syntax and rules are AWS's:
//! <https://docs.aws.amazon.com/config/latest/developerguide/querying-AWS-resources.html> and
//! <https://docs.aws.amazon.com/config/latest/developerguide/query-components.html>. Two of them surprise: a
//! path goes through arrays, and each predicate asks on its own whether any element satisfies it; and `NOT`
//! (also in `<>` and `NOT IN`) says that no element does, so that it holds where there is no such property at
//! all.
//!
//! Beyond AWS there is one clause, `AS OF '2026-03-03T00:00:00Z'`, before `GROUP BY` or at the end. It only
//! ends up in [`Query::as_of`]: what the resources were like at that time is for the caller to know.

mod condition;
mod lexer;
mod parse;
mod path;
mod results;
mod rows;
mod schema;
mod values;

#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

pub use condition::{Comparison, Condition, Kinds, Literal, Pattern, Predicate, Test, Wildcard};
pub use parse::parse;
pub use path::{Path, Values};
pub use results::Results;
pub use rows::{Projection, tags};
pub use schema::{Kind, Schema};

pub const EXPRESSION_CHARACTERS_MAX: usize = 4096;
const GROUP_BY_MAX: usize = 3;

/// What `SELECT *` stands for: the scalar properties at the top.
pub const ALL_PROPERTIES: &[&str] = &[
    "accountId",
    "awsRegion",
    "arn",
    "availabilityZone",
    "configurationItemCaptureTime",
    "resourceCreationTime",
    "resourceId",
    "resourceName",
    "resourceType",
    "version",
];

/// Each is the client's to mend. What AWS says about more than syntax is not known; the texts say what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    #[error(
        "the expression has {characters} characters, and may have {EXPRESSION_CHARACTERS_MAX}: shorten it, or \
         split it into several"
    )]
    TooLong { characters: usize },
    /// Lines and columns count from one.
    #[error("syntax error at line {line}, column {column}: {advice}")]
    Syntax { line: usize, column: usize, advice: String },
    /// Well formed, but not something that can be asked.
    #[error("{0}")]
    NotSupported(String),
    #[error(
        "property {property} cannot be used in {clause}, because it is not searchable{of_types}: select it and \
         look at the results instead"
    )]
    NotSearchable { property: String, clause: &'static str, of_types: String },
    #[error("the answer has more than {max} groups: add a condition, or group by fewer properties")]
    TooManyGroups { max: usize },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// At least one.
    pub items: Vec<Item>,
    pub condition: Option<Condition>,
    pub group_by: Vec<Path>,
    pub order_by: Vec<Order>,
    /// Milliseconds since 1970.
    pub as_of: Option<i64>,
}

/// Something selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// `*`, which is [`ALL_PROPERTIES`].
    All,
    Property(Path),
    Aggregate(Aggregate),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    pub function: Function,
    /// `None` for `*`, which only `COUNT` takes.
    pub argument: Option<Path>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Avg,
    Count,
    Max,
    Min,
    Sum,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub by: OrderBy,
    pub descending: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderBy {
    Property(Path),
    Aggregate(Aggregate),
}

/// Answers a query by looking at every document, in the order given. The measure for anything cleverer.
pub fn execute<D: Borrow<Value>>(
    query: &Query,
    documents: impl IntoIterator<Item = D>,
    schema: &Schema,
) -> Result<Vec<String>, SelectError> {
    query.check(schema)?;
    let kinds = query.kinds(schema);
    let mut results = Results::new(query, schema);
    for document in documents {
        let document = document.borrow();
        let selected = match &query.condition {
            Some(condition) => condition.matches(document, &kinds),
            None => true,
        };
        if selected {
            results.add(document)?;
        }
    }
    Ok(results.rows())
}

impl Query {
    /// `QueryInfo.SelectFields`: what was selected, in order; `*` stays as it is.
    pub fn select_fields(&self) -> Vec<String> {
        self.items.iter().map(Item::to_string).collect()
    }

    /// Whether rows stand for groups of resources. Their pages have 500 rows unless asked otherwise, others
    /// 25.
    pub fn is_aggregation(&self) -> bool {
        !self.group_by.is_empty() || self.items.iter().any(|item| matches!(item, Item::Aggregate(_)))
    }

    /// Answers in the order of an aggregate come in one page.
    pub fn is_pageable(&self) -> bool {
        !self.order_by.iter().any(|order| matches!(order.by, OrderBy::Aggregate(_)))
    }

    /// The resource types that the condition allows; `None` where it does not say.
    pub fn resource_types(&self) -> Option<BTreeSet<&str>> {
        self.condition.as_ref().and_then(Condition::resource_types)
    }

    /// What the properties of the query hold, as far as it says of which resources.
    pub fn kinds(&self, schema: &Schema) -> Kinds<'_> {
        let types = self.resource_types();
        let kind = |path: &Path| schema.kind(types.as_ref(), path.as_str());
        self.paths().into_iter().filter_map(|path| Some((path, kind(path)?))).collect()
    }

    /// Whether the properties may be used as they are.
    pub fn check(&self, schema: &Schema) -> Result<(), SelectError> {
        let types = self.resource_types();
        let ordered = self.order_by.iter().filter_map(|order| match &order.by {
            OrderBy::Property(path) => Some(path),
            OrderBy::Aggregate(_) => None,
        });
        let searched = (self.condition.iter().flat_map(Condition::predicates))
            .map(|predicate| ("WHERE", &predicate.path))
            .chain(self.group_by.iter().map(|path| ("GROUP BY", path)))
            .chain(ordered.map(|path| ("ORDER BY", path)));
        for (clause, path) in searched {
            if schema.kind(types.as_ref(), path.as_str()).is_none() {
                let of_types = match &types {
                    Some(types) if !types.is_empty() => {
                        format!(" for {}", Vec::from_iter(types.iter().copied()).join(", "))
                    }
                    _ => String::new(),
                };
                return Err(SelectError::NotSearchable { property: path.to_string(), clause, of_types });
            }
            if let Some(other) = types.iter().flatten().find_map(|name| schema.mismatch(name, path)) {
                return Err(mismatched(path, other));
            }
        }
        self.check_names()?;
        self.check_arguments(schema)
    }

    /// Properties whose names differ only in upper and lower case cannot be in one query.
    fn check_names(&self) -> Result<(), SelectError> {
        let paths = Vec::from_iter(self.paths());
        for (at, path) in paths.iter().enumerate() {
            if let Some(other) = paths[..at].iter().find(|other| other.is_mismatched(path)) {
                return Err(mismatched(path, other.as_str()));
            }
        }
        Ok(())
    }

    fn check_arguments(&self, schema: &Schema) -> Result<(), SelectError> {
        for aggregate in self.aggregates() {
            let (Function::Avg | Function::Sum, Some(path)) = (aggregate.function, &aggregate.argument)
            else {
                continue;
            };
            let kind = schema.kind(self.resource_types().as_ref(), path.as_str());
            if !matches!(kind, None | Some(Kind::Integer | Kind::Float)) {
                return Err(SelectError::NotSupported(format!(
                    "{aggregate} needs a property that holds numbers: use COUNT, MIN or MAX"
                )));
            }
        }
        Ok(())
    }

    /// Everything that is counted or added up, be it selected or only put in order by; each once.
    fn aggregates(&self) -> Vec<&Aggregate> {
        let mut aggregates = Vec::new();
        let selected = self.items.iter().filter_map(|item| match item {
            Item::Aggregate(aggregate) => Some(aggregate),
            Item::All | Item::Property(_) => None,
        });
        let ordered = self.order_by.iter().filter_map(|order| match &order.by {
            OrderBy::Aggregate(aggregate) => Some(aggregate),
            OrderBy::Property(_) => None,
        });
        for aggregate in selected.chain(ordered) {
            if !aggregates.contains(&aggregate) {
                aggregates.push(aggregate);
            }
        }
        aggregates
    }

    fn paths(&self) -> BTreeSet<&Path> {
        let mut paths: BTreeSet<&Path> = self.group_by.iter().collect();
        paths.extend(self.condition.iter().flat_map(Condition::predicates).map(|predicate| &predicate.path));
        paths.extend(self.items.iter().filter_map(|item| match item {
            Item::All => None,
            Item::Property(path) => Some(path),
            Item::Aggregate(aggregate) => aggregate.argument.as_ref(),
        }));
        paths.extend(self.order_by.iter().filter_map(|order| match &order.by {
            OrderBy::Property(path) => Some(path),
            OrderBy::Aggregate(aggregate) => aggregate.argument.as_ref(),
        }));
        paths
    }
}

fn mismatched(path: &Path, other: &str) -> SelectError {
    SelectError::NotSupported(format!(
        "properties {other} and {path} differ only in upper and lower case, which a query cannot tell apart: ask \
         for one of them at a time"
    ))
}

impl Function {
    const ALL: [(&'static str, Function); 5] = [
        ("AVG", Function::Avg),
        ("COUNT", Function::Count),
        ("MAX", Function::Max),
        ("MIN", Function::Min),
        ("SUM", Function::Sum),
    ];

    fn named(name: &str) -> Option<Function> {
        Function::ALL.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, function)| *function)
    }

    fn name(self) -> &'static str {
        Function::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

/// A text that is parsed into the same query.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SELECT {}", self.select_fields().join(", "))?;
        if let Some(condition) = &self.condition {
            write!(f, " WHERE {condition}")?;
        }
        if !self.group_by.is_empty() {
            let paths: Vec<&str> = self.group_by.iter().map(Path::as_str).collect();
            write!(f, " GROUP BY {}", paths.join(", "))?;
        }
        if !self.order_by.is_empty() {
            let orders: Vec<String> = self.order_by.iter().map(Order::to_string).collect();
            write!(f, " ORDER BY {}", orders.join(", "))?;
        }
        if let Some(millis) = self.as_of {
            write!(f, " AS OF '{}'", values::timestamp(millis))?;
        }
        Ok(())
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::All => f.write_str("*"),
            Item::Property(path) => path.fmt(f),
            Item::Aggregate(aggregate) => aggregate.fmt(f),
        }
    }
}

impl fmt::Display for Aggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.function.name(), self.argument.as_ref().map_or("*", Path::as_str))
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.by {
            OrderBy::Property(path) => path.fmt(f)?,
            OrderBy::Aggregate(aggregate) => aggregate.fmt(f)?,
        }
        f.write_str(if self.descending { " DESC" } else { "" })
    }
}
