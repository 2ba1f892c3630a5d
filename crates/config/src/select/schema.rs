//! Which properties may be searched, and what they hold.
//!
//! The searchable properties of each resource type are those in AWS's schema:
//! <https://github.com/awslabs/aws-config-resource-schema>. Everything else may be selected, but not be asked
//! for.

use std::collections::{BTreeSet, HashMap};

use super::Path;

/// What a property holds, in the words of AWS's schema. It decides what comparing means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Boolean,
    /// A range of addresses; one that covers another is said to be equal to it.
    CidrBlock,
    Date,
    Float,
    Integer,
    /// An address.
    Ip,
    String,
}

/// The properties that all resources have. AWS's schema calls the two times strings; as dates they compare
/// the same, but for fractions of a second and for a blank in place of the `T`, where text gives the wrong
/// answer.
const COMMON: &[(&str, Kind)] = &[
    ("accountId", Kind::String),
    ("arn", Kind::String),
    ("availabilityZone", Kind::String),
    ("awsRegion", Kind::String),
    ("configurationItemCaptureTime", Kind::Date),
    ("configurationItemDeliveryTime", Kind::Date),
    ("configurationItemStatus", Kind::String),
    ("configurationStateId", Kind::String),
    ("recordingFrequency", Kind::String),
    ("relationships.resourceId", Kind::String),
    ("relationships.resourceName", Kind::String),
    ("relationships.resourceType", Kind::String),
    ("resourceCreationTime", Kind::Date),
    ("resourceId", Kind::String),
    ("resourceName", Kind::String),
    ("resourceType", Kind::String),
    ("tags.key", Kind::String),
    ("tags.tag", Kind::String),
    ("tags.value", Kind::String),
    ("version", Kind::String),
];

/// Knows the common properties from the start, those of resource types as they are added.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    types: HashMap<String, HashMap<String, Kind>>,
    /// Those of all types together. No property is of different kinds in AWS's schema; if one were, the first
    /// would count.
    merged: HashMap<String, Kind>,
}

impl Schema {
    /// Properties by their dotted paths.
    pub fn add(&mut self, resource_type: &str, properties: impl IntoIterator<Item = (String, Kind)>) {
        let of_type = self.types.entry(resource_type.to_owned()).or_default();
        for (path, kind) in properties {
            self.merged.entry(path.clone()).or_insert(kind);
            of_type.insert(path, kind);
        }
    }

    /// The kind of a property of the given resource types, or of any; `None` for one that cannot be searched.
    pub fn kind(&self, resource_types: Option<&BTreeSet<&str>>, path: &str) -> Option<Kind> {
        let common = || COMMON.iter().find(|(name, _)| *name == path).map(|(_, kind)| *kind);
        let of_types = || match resource_types {
            Some(types) => types.iter().find_map(|name| self.types.get(*name)?.get(path)).copied(),
            None => self.merged.get(path).copied(),
        };
        common().or_else(of_types)
    }

    /// A property of a type with the same name as another, but for upper and lower case.
    pub fn mismatch(&self, resource_type: &str, path: &Path) -> Option<&str> {
        let mismatched = |other: &str| Path::parse(other).is_some_and(|other| other.is_mismatched(path));
        self.types.get(resource_type)?.keys().map(String::as_str).filter(|other| mismatched(other)).min()
    }
}

impl Kind {
    /// By its name in AWS's schema.
    pub fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "boolean" => Kind::Boolean,
            "cidr_block" => Kind::CidrBlock,
            "date" => Kind::Date,
            "float" => Kind::Float,
            "integer" => Kind::Integer,
            "ip" => Kind::Ip,
            "string" => Kind::String,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_those_of_the_types_asked_for() {
        let mut schema = Schema::default();
        schema.add("AWS::EC2::Volume", [("configuration.size".to_owned(), Kind::Integer)]);
        schema.add("AWS::EC2::VPC", [("configuration.cidrBlock".to_owned(), Kind::CidrBlock)]);
        let kind = |types: Option<&[&str]>, path| {
            schema.kind(types.map(|types| types.iter().copied().collect()).as_ref(), path)
        };
        assert_eq!(kind(None, "configuration.size"), Some(Kind::Integer));
        assert_eq!(kind(Some(&["AWS::EC2::Volume"]), "configuration.size"), Some(Kind::Integer));
        assert_eq!(kind(Some(&["AWS::EC2::VPC"]), "configuration.size"), None);
        assert_eq!(
            kind(Some(&["AWS::EC2::VPC", "AWS::EC2::Volume"]), "configuration.size"),
            Some(Kind::Integer)
        );
        assert_eq!(kind(Some(&["Mine::Own::Thing"]), "resourceId"), Some(Kind::String));
        assert_eq!(kind(Some(&["Mine::Own::Thing"]), "configuration.size"), None);
        assert_eq!(kind(None, "relationships.relationshipName"), None);
    }
}
