//! The configuration item that a document makes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Map;
use stellwerk_model::configuration::{ConfigurationItem, Relationship, ResourceKey, Status};

use super::calls::DescribeError;
use super::configuration::{millis, tag};
use super::file::TextOr;
use super::node::Node;
use super::template::{Known, Texts, Told};
use super::{Place, ResourceType};

impl ResourceType {
    pub(super) fn key(&self, place: &Place, document: &Node) -> Result<ResourceKey, DescribeError> {
        let id = self.file.item.id.text(&Known::of(place), document);
        Ok(ResourceKey {
            account: place.account.clone(),
            region: self.file.item.region.clone().unwrap_or_else(|| place.region.clone()),
            resource_type: self.name.clone(),
            resource_id: id.ok_or_else(|| DescribeError::new(&self.name, "a resource has no id"))?,
        })
    }

    pub(super) fn item(&self, place: &Place, document: &Node) -> Result<ConfigurationItem, DescribeError> {
        let item = &self.file.item;
        let known = Known { names: self.names(place, document), ..Known::of(place) };
        let text = |told: &Option<Told>| told.as_ref().and_then(|told| told.text(&known, document));
        Ok(ConfigurationItem {
            resource_name: known.names.get("name").cloned(),
            arn: known.names.get("arn").cloned(),
            availability_zone: text(&item.availability_zone),
            created: text(&item.created).and_then(|created| millis(&created)),
            tags: item.tags.as_ref().map(|path| tags(path.find(document))).unwrap_or_default(),
            relationships: self.relationships(place, document),
            configuration: self.configuration(place, document).into_value(),
            supplementary: self
                .supplementary(place, document)
                .into_iter()
                .map(|(name, node)| (name.to_owned(), node.into_value()))
                .collect::<Map<_, _>>(),
            ..ConfigurationItem::new(self.key(place, document)?, Status::Ok, 0)
        })
    }

    /// `id`, `name` and `arn`, as far as the document tells them. Each may be made of those before it.
    pub(super) fn names(&self, place: &Place, document: &Node) -> BTreeMap<String, String> {
        let item = &self.file.item;
        let mut known = Known::of(place);
        for (name, told) in [("id", Some(&item.id)), ("name", item.name.as_ref()), ("arn", item.arn.as_ref())]
        {
            if let Some(text) = told.and_then(|told| told.text(&known, document)) {
                known.names.insert(name.to_owned(), text);
            }
        }
        known.names
    }

    pub(super) fn configuration(&self, place: &Place, document: &Node) -> Node {
        let changes = &self.file.item.configuration;
        let known = Known { names: self.names(place, document), ..Known::of(place) };
        changes.apply(changes.part(document).unwrap_or_default(), document, &known)
    }

    pub(super) fn supplementary(&self, place: &Place, document: &Node) -> Vec<(&str, Node)> {
        let known = Known { names: self.names(place, document), ..Known::of(place) };
        let supplementary = self.file.supplementary.iter().filter_map(|(name, changes)| {
            let changes = changes.inner();
            Some((name.as_str(), changes.apply(changes.part(document)?, document, &known)))
        });
        supplementary.collect()
    }

    fn relationships(&self, place: &Place, document: &Node) -> Vec<Relationship> {
        let known = Known { names: self.names(place, document), ..Known::of(place) };
        let find = |texts: &Option<TextOr<Texts, Texts>>| {
            texts.as_ref().map(|texts| texts.inner().find(&known, document)).unwrap_or_default()
        };
        let (mut relationships, mut seen) = (Vec::new(), BTreeSet::new());
        for of in &self.file.relationships {
            let (ids, names) = (find(&of.id), find(&of.resource_name));
            for place in 0..ids.len().max(names.len()) {
                let relationship = Relationship {
                    resource_type: of.r#type.clone(),
                    resource_id: ids.get(place).cloned(),
                    resource_name: names.get(place).cloned(),
                    name: of.name.clone(),
                };
                if seen.insert(relationship.clone()) {
                    relationships.push(relationship);
                }
            }
        }
        relationships
    }
}

/// A map, or a list of keys and values.
fn tags(found: Vec<&Node>) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::new();
    for node in found {
        match node {
            Node::Map(members) => {
                tags.extend(members.iter().filter_map(|(key, node)| Some((key.clone(), node.to_text()?))));
            }
            other => tags.extend(other.flat().into_iter().filter_map(tag)),
        }
    }
    tags
}
