//! Types of resources: which there are, how they are listed and described, and what touches them.
//!
//! A type is data, a file in `resource-types/`, whose `README.md` says what is in it. Here is what carries it out.
//!
//! ```text
//! file            the files as they are
//! path, template  ways to values in documents, texts made of them
//! node            JSON that knows maps from structures
//! calls           one call and all of its pages
//! describe        calls to documents: list, get, details
//! configuration   changes from a document to a configuration
//! item            a document to a configuration item
//! events          an event to the resources that it touches
//! ```
//!
//! INVARIANT: a list is complete or an error. Callers take what is missing from it for deleted.
//!
//! There is no I/O here; a [`Calls`] carries out calls. When a resource is looked at, and what is recorded of it, is
//! decided elsewhere.

mod calls;
mod configuration;
mod describe;
mod events;
mod file;
mod item;
mod node;
mod path;
mod template;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use stellwerk_model::configuration::ConfigurationItem;

pub use calls::{CallError, Calls, DescribeError, is_throttling};

use describe::Document;
use file::File;
use path::Path;

include!(concat!(env!("OUT_DIR"), "/resource_types.rs"));

static ALL: LazyLock<Vec<ResourceType>> = LazyLock::new(|| {
    let parsed = FILES.iter().filter_map(|(name, text)| match ResourceType::parse(text) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            tracing::error!(resource_type.file = name, %error, "resource type {name} is left out: {error}");
            None
        }
    });
    parsed.collect()
});

/// Those that there are, by name.
pub fn all() -> &'static [ResourceType] {
    &ALL
}

/// `AWS::EC2::Subnet`
pub fn named(name: &str) -> Option<&'static ResourceType> {
    all().iter().find(|of| of.name == name)
}

/// Whether a configuration has this text at this path.
pub fn finds(configuration: &Value, path: &str, text: &str) -> bool {
    let steps: Vec<String> = path.split('.').map(str::to_owned).collect();
    configuration::has(configuration, &steps, text)
}

#[derive(Clone, Debug)]
pub struct ResourceType {
    /// `AWS::EC2::Subnet`
    pub name: String,
    file: File,
}

/// Where resources are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub account: String,
    pub region: String,
}

/// By what a resource is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reference {
    Id(String),
    Name(String),
    Arn(String),
    /// By all that an item says. The id decides; the others are for calls that need them.
    Item {
        id: String,
        name: Option<String>,
        arn: Option<String>,
    },
}

/// What a list has of one resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Listed {
    Item(Box<ConfigurationItem>),
    /// The id of a resource that is in between, so that nothing is said of it: its last item stays.
    Unsettled(String),
}

/// What there is of one resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Item(Box<ConfigurationItem>),
    /// It is not there, or not any more, or is none of this type.
    Absent,
    /// In between: its last item stays, and it is to be looked at again later.
    Unsettled,
}

/// What an event touches.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Touch {
    Resource(Reference),
    /// The resource whose last configuration has this text at this path.
    Within {
        path: String,
        value: String,
    },
}

/// A relationship that AWS Config shows at the other resource, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inverse<'a> {
    /// As the resource has it: the type of the other one, and the relationship's name.
    pub resource_type: &'a str,
    pub name: &'a str,
    /// As the other one has it.
    pub inverse: &'a str,
}

impl ResourceType {
    /// From the text of a file.
    pub fn parse(text: &str) -> Result<ResourceType, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        Ok(ResourceType { name: file.r#type.clone(), file })
    }

    /// Whether its resources are recorded by the recorder of this region. Those of a global type are recorded in one
    /// region of each partition.
    pub fn is_recorded_in(&self, region: &str) -> bool {
        let Some(home) = &self.file.item.home else { return true };
        let home = match stellwerk_wire::call::partition(region) {
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            "aws-eusc" => "eusc-de-east-1",
            _ => home,
        };
        region == home
    }

    /// Whether it is of no region: the items' region is `global`.
    pub fn is_global(&self) -> bool {
        self.file.item.region.is_some()
    }

    /// All resources at a place, or an error: never some of them.
    pub async fn list(&self, calls: &impl Calls, place: &Place) -> Result<Vec<Listed>, DescribeError> {
        let (mut listed, mut seen) = (Vec::new(), HashSet::new());
        for document in self.list_documents(calls, place).await? {
            let (one, id) = match document {
                Document::Settled(node) => {
                    let item = self.item(place, &node)?;
                    let id = item.key.resource_id.clone();
                    (Listed::Item(Box::new(item)), id)
                }
                Document::Unsettled(node) => {
                    let id = self.key(place, &node)?.resource_id;
                    (Listed::Unsettled(id.clone()), id)
                }
                Document::Absent => continue,
            };
            // Pages may overlap where something was created in between.
            if seen.insert(id) {
                listed.push(one);
            }
        }
        Ok(listed)
    }

    pub async fn get(
        &self,
        calls: &impl Calls,
        place: &Place,
        of: &Reference,
    ) -> Result<Found, DescribeError> {
        Ok(match self.get_document(calls, place, of).await? {
            Document::Settled(node) => Found::Item(Box::new(self.item(place, &node)?)),
            Document::Unsettled(_) => Found::Unsettled,
            Document::Absent => Found::Absent,
        })
    }

    /// What an event touches. One that failed touches nothing.
    pub fn touches(&self, event: &Value, place: &Place) -> Vec<Touch> {
        self.touched(event, place)
    }

    /// Source and name of the events that may touch something.
    pub fn event_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rules().flat_map(|(source, rule)| rule.names.iter().map(move |name| (source, name.as_str())))
    }

    pub fn inverses(&self) -> impl Iterator<Item = Inverse<'_>> {
        self.file.relationships.iter().filter_map(|of| {
            Some(Inverse { resource_type: &of.r#type, name: &of.name, inverse: of.inverse.as_deref()? })
        })
    }

    /// The item without what changes by itself: two that are the same without it are no change.
    pub fn without_volatile(&self, item: &ConfigurationItem) -> ConfigurationItem {
        let mut item = item.clone();
        let take_out = |value: &mut Value, paths: &[Path]| {
            paths.iter().for_each(|path| configuration::take_out(value, &path.steps));
        };
        take_out(&mut item.configuration, &self.file.item.configuration.volatile);
        for (name, changes) in &self.file.supplementary {
            if let Some(value) = item.supplementary.get_mut(name) {
                take_out(value, &changes.inner().volatile);
            }
        }
        item
    }
}

impl Reference {
    /// As templates know it.
    fn names(&self) -> BTreeMap<String, String> {
        let (id, name, arn) = match self {
            Reference::Id(id) => (Some(id), None, None),
            Reference::Name(name) => (None, Some(name), None),
            Reference::Arn(arn) => (None, None, Some(arn)),
            Reference::Item { id, name, arn } => (Some(id), name.as_ref(), arn.as_ref()),
        };
        let known = [("id", id), ("name", name), ("arn", arn)];
        known.into_iter().filter_map(|(what, text)| Some((what.to_owned(), text?.clone()))).collect()
    }

    /// What decides whether a resource is the one that is meant.
    fn decisive(&self) -> (&'static str, &str) {
        match self {
            Reference::Id(id) | Reference::Item { id, .. } => ("id", id),
            Reference::Name(name) => ("name", name),
            Reference::Arn(arn) => ("arn", arn),
        }
    }
}

impl From<&ConfigurationItem> for Reference {
    fn from(item: &ConfigurationItem) -> Reference {
        Reference::Item {
            id: item.key.resource_id.clone(),
            name: item.resource_name.clone(),
            arn: item.arn.clone(),
        }
    }
}
