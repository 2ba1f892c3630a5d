//! The files in `resource-types/`: `README.md` there says what the keys mean. What is not understood is an error.

use std::fmt;
use std::marker::PhantomData;

use indexmap::IndexMap;
use regex::Regex;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::configuration::Changes;
use super::path::Path;
use super::template::{Input, Source, Template, Texts, Told};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub r#type: String,
    pub event_source: Option<String>,
    pub list: List,
    pub get: Option<Get>,
    #[serde(default)]
    pub details: Vec<Detail>,
    pub item: Item,
    #[serde(default)]
    pub supplementary: IndexMap<String, TextOr<Changes, Changes>>,
    #[serde(default)]
    pub relationships: Vec<Relationship>,
    #[serde(default)]
    pub events: Vec<Event>,
}

/// Values that a document has: of each path one of these.
pub type Only = IndexMap<Path, Value>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub call: String,
    #[serde(default)]
    pub parameters: Input,
    #[serde(default)]
    pub items: Path,
    pub r#as: Option<String>,
    pub each: Option<Outer>,
    #[serde(default)]
    pub put: IndexMap<String, Template>,
    #[serde(default)]
    pub absent: Vec<String>,
    #[serde(default)]
    pub only: Only,
    #[serde(default)]
    pub unsettled: Only,
}

/// The list before a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outer {
    pub call: String,
    #[serde(default)]
    pub parameters: Input,
    #[serde(default)]
    pub items: Path,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Get {
    pub call: Option<String>,
    #[serde(default)]
    pub parameters: Input,
    #[serde(default)]
    pub items: Path,
    pub r#as: Option<String>,
    pub parts: Option<Pattern>,
    #[serde(default)]
    pub put: IndexMap<String, Template>,
    #[serde(default)]
    pub absent: Vec<String>,
    #[serde(default)]
    pub only: Only,
    #[serde(default)]
    pub unsettled: Only,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    pub call: String,
    #[serde(default)]
    pub parameters: Input,
    pub take: Option<Path>,
    pub into: Option<Path>,
    pub each: Option<TextOr<Path, Each>>,
    #[serde(default)]
    pub absent: Vec<String>,
    #[serde(default)]
    pub none: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Each {
    pub path: Path,
    pub unless: Template,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: Told,
    pub name: Option<Told>,
    pub arn: Option<Told>,
    pub availability_zone: Option<Told>,
    pub created: Option<Told>,
    pub region: Option<String>,
    pub home: Option<String>,
    #[serde(default)]
    pub only: IndexMap<Path, Input>,
    pub tags: Option<Path>,
    #[serde(default)]
    pub configuration: Changes,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relationship {
    pub r#type: String,
    pub name: String,
    pub inverse: Option<String>,
    pub id: Option<TextOr<Texts, Texts>>,
    pub resource_name: Option<TextOr<Texts, Texts>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub names: Vec<String>,
    pub source: Option<String>,
    #[serde(default)]
    pub id: OneOrMore<Source>,
    #[serde(default)]
    pub name: OneOrMore<Source>,
    #[serde(default)]
    pub arn: OneOrMore<Source>,
    pub contains: Option<String>,
    pub after: Option<String>,
    pub until: Option<String>,
    pub prefix: Option<Template>,
    pub default: Option<String>,
    pub within: Option<Path>,
}

/// What is short as a text, and else a table.
#[derive(Clone, Debug)]
pub enum TextOr<X, T> {
    Text(X),
    Table(T),
}

impl<T> TextOr<T, T> {
    pub fn inner(&self) -> &T {
        match self {
            TextOr::Text(inner) | TextOr::Table(inner) => inner,
        }
    }
}

impl<'de, X: From<String>, T: Deserialize<'de>> Deserialize<'de> for TextOr<X, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<X, T>(PhantomData<(X, T)>);
        impl<'de, X: From<String>, T: Deserialize<'de>> Visitor<'de> for Either<X, T> {
            type Value = TextOr<X, T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or a table")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(TextOr::Text(X::from(text.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Table)
            }
        }
        deserializer.deserialize_any(Either(PhantomData))
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    pub fn as_slice(&self) -> &[T] {
        match self {
            OneOrMore::One(one) => std::slice::from_ref(one),
            OneOrMore::More(more) => more,
        }
    }
}

impl<T> Default for OneOrMore<T> {
    fn default() -> Self {
        OneOrMore::More(Vec::new())
    }
}

/// A regular expression.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(pub Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Pattern, regex::Error> {
        Regex::new(&text).map(Pattern)
    }
}
