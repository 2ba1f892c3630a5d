//! Texts with paths in braces, `"arn:{partition}:sqs:{region}:{account}:{Name}"`, and what else says where a text comes
//! from.

use std::collections::BTreeMap;

use indexmap::{IndexMap, IndexSet};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Place;
use super::file::TextOr;
use super::node::{Node, one_or_list};
use super::path::Path;

/// How many texts a template makes of paths that find many.
const TEXTS_MAX: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "String")]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    /// With the text of the path, by which it may be known.
    Path(String, Path),
}

impl From<String> for Template {
    fn from(text: String) -> Template {
        let (mut pieces, mut plain, mut rest) = (Vec::new(), String::new(), text.as_str());
        while let Some(open) = rest.find('{') {
            let inside = &rest[open + 1..];
            match inside.find(['{', '}']) {
                Some(end) if end > 0 && inside[end..].starts_with('}') => {
                    plain.push_str(&rest[..open]);
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    let path = inside[..end].to_owned();
                    pieces.push(Piece::Path(path.clone(), Path::from(path)));
                    rest = &inside[end + 1..];
                }
                _ => {
                    plain.push_str(&rest[..=open]);
                    rest = inside;
                }
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Template(pieces)
    }
}

/// What templates know beside the members of a document.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    pub account: &'a str,
    pub region: &'a str,
    /// `id`, `name` and `arn` of the one resource, as far as they are known, and the named groups of `parts`.
    pub names: BTreeMap<String, String>,
    pub each: Option<&'a Node>,
}

impl<'a> Known<'a> {
    pub fn of(place: &'a Place) -> Known<'a> {
        Known { account: &place.account, region: &place.region, ..Known::default() }
    }

    fn value(&self, name: &str) -> Option<Node> {
        if let Some(text) = self.names.get(name) {
            return Some(Node::text(text));
        }
        match (name, self.each) {
            ("account", _) => Some(Node::text(self.account)),
            ("region", _) => Some(Node::text(self.region)),
            ("partition", _) => Some(Node::text(stellwerk_wire::call::partition(self.region))),
            ("each", Some(each)) => Some(each.clone()),
            (name, Some(each)) => found(&Path::from(name.strip_prefix("each.")?.to_owned()), each),
            _ => None,
        }
    }
}

fn found(path: &Path, node: &Node) -> Option<Node> {
    one_or_list(path.find(node).into_iter().cloned().collect())
}

impl Template {
    /// None where one of the paths finds nothing. Where the template is one path and nothing else, the value as it
    /// is.
    pub fn value(&self, known: &Known, document: Option<&Node>) -> Option<Node> {
        if let [Piece::Path(name, path)] = &self.0[..] {
            return look(name, path, known, document);
        }
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Path(name, path) => {
                    let value = look(name, path, known, document)?;
                    text.push_str(&value.flat().into_iter().find_map(Node::to_text)?);
                }
            }
        }
        Some(Node::text(text))
    }

    pub fn text(&self, known: &Known, document: Option<&Node>) -> Option<String> {
        self.value(known, document)?.to_text()
    }

    /// As many as paths that find many make.
    pub fn texts(&self, known: &Known, document: &Node) -> Vec<String> {
        let mut texts = vec![String::new()];
        for piece in &self.0 {
            let endings = match piece {
                Piece::Text(plain) => vec![plain.clone()],
                Piece::Path(name, path) => {
                    let value = look(name, path, known, Some(document));
                    value
                        .map(|value| value.flat().into_iter().filter_map(Node::to_text).collect())
                        .unwrap_or_default()
                }
            };
            let longer =
                texts.iter().flat_map(|text| endings.iter().map(move |ending| format!("{text}{ending}")));
            texts = longer.take(TEXTS_MAX).collect();
        }
        texts
    }

    /// Whether it needs one of the names by which a resource is known, and that is not.
    pub fn lacks(&self, names: &[&str], known: &Known) -> bool {
        let lacks = |name: &str| names.contains(&name) && !known.names.contains_key(name);
        self.0.iter().any(|piece| matches!(piece, Piece::Path(name, _) if lacks(name)))
    }
}

fn look(name: &str, path: &Path, known: &Known, document: Option<&Node>) -> Option<Node> {
    known.value(name).or_else(|| found(path, document?))
}

/// The input of a call: JSON whose texts are templates.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Input {
    Text(Template),
    List(Vec<Input>),
    Table(IndexMap<String, Input>),
    Other(Value),
}

impl Default for Input {
    fn default() -> Input {
        Input::Table(IndexMap::new())
    }
}

impl Input {
    /// Without what has no value.
    pub fn filled(&self, known: &Known, document: Option<&Node>) -> Option<Value> {
        Some(match self {
            Input::Text(template) => template.value(known, document)?.into_value(),
            Input::List(items) => items.iter().filter_map(|item| item.filled(known, document)).collect(),
            Input::Table(members) => {
                let member =
                    |(name, input): (&String, &Input)| Some((name.clone(), input.filled(known, document)?));
                Value::Object(members.iter().filter_map(member).collect::<Map<_, _>>())
            }
            Input::Other(value) => value.clone(),
        })
    }

    pub fn lacks(&self, names: &[&str], known: &Known) -> bool {
        match self {
            Input::Text(template) => template.lacks(names, known),
            Input::List(items) => items.iter().any(|item| item.lacks(names, known)),
            Input::Table(members) => members.values().any(|input| input.lacks(names, known)),
            Input::Other(_) => false,
        }
    }
}

/// A path, or a template over paths.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "String")]
pub enum Source {
    Path(Path),
    Template(Template),
}

impl From<String> for Source {
    fn from(text: String) -> Source {
        if text.contains('{') { Source::Template(text.into()) } else { Source::Path(text.into()) }
    }
}

/// The part of a text that is meant.
#[derive(Clone, Debug, Default)]
pub struct Cut<'a> {
    pub contains: Option<&'a str>,
    pub after: Option<&'a str>,
    pub until: Option<&'a str>,
}

impl Cut<'_> {
    /// None for a text that is not meant.
    pub fn of<'t>(&self, text: &'t str) -> Option<&'t str> {
        if self.contains.is_some_and(|part| !text.contains(part)) {
            return None;
        }
        let text = self.after.and_then(|mark| text.rsplit_once(mark)).map_or(text, |(_, after)| after);
        let text = self.until.and_then(|mark| text.split_once(mark)).map_or(text, |(until, _)| until);
        Some(text).filter(|text| !text.is_empty())
    }
}

/// Which texts: `{ path = "Roles", after = "/" }`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub path: Source,
    when: Option<Template>,
    unless: Option<Template>,
    contains: Option<String>,
    after: Option<String>,
    until: Option<String>,
    split: Option<String>,
}

impl From<String> for Texts {
    fn from(text: String) -> Texts {
        let path = Source::from(text);
        Texts { path, when: None, unless: None, contains: None, after: None, until: None, split: None }
    }
}

impl Texts {
    pub fn find(&self, known: &Known, document: &Node) -> Vec<String> {
        let mut found = match &self.path {
            Source::Path(path) => path.find_items(document).into_iter().filter_map(Node::to_text).collect(),
            Source::Template(template) => template.texts(known, document),
        };
        if let Some(mark) = self.split.as_deref().filter(|mark| !mark.is_empty()) {
            found =
                found.iter().flat_map(|text| text.split(mark)).map(|text| text.trim().to_owned()).collect();
        }
        let begins = |text: &str, with: &Template| {
            with.text(known, None).is_some_and(|beginning| text.starts_with(&beginning))
        };
        let cut = Cut {
            contains: self.contains.as_deref(),
            after: self.after.as_deref(),
            until: self.until.as_deref(),
        };
        let mut texts = IndexSet::new();
        for text in &found {
            if self.when.as_ref().is_some_and(|with| !begins(text, with))
                || self.unless.as_ref().is_some_and(|with| begins(text, with))
            {
                continue;
            }
            texts.extend(cut.of(text).map(str::to_owned));
        }
        texts.into_iter().collect()
    }
}

/// A single text of an item: by a template, or the first of those that a table finds.
pub type Told = TextOr<Template, Texts>;

impl Told {
    pub fn text(&self, known: &Known, document: &Node) -> Option<String> {
        match self {
            TextOr::Text(template) => template.text(known, Some(document)).filter(|text| !text.is_empty()),
            TextOr::Table(texts) => texts.find(known, document).into_iter().next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Node {
        Node::of_data(json!({
            "Name": "orders", "Size": 3, "IsOn": true, "Null": null, "region": "of the document",
            "Groups": [{"Id": "a"}, {"Id": "b"}], "Roles": ["arn:aws:iam::1:role/x/y", "z", "arn:aws:iam::1:role/y"],
        }))
    }

    fn place() -> Place {
        Place { account: "123456789012".to_owned(), region: "cn-north-1".to_owned() }
    }

    fn value(template: &str) -> Value {
        let place = place();
        let each = Node::of_data(json!({"Id": "e", "Items": [1, 2]}));
        let known = Known { each: Some(&each), ..Known::of(&place) };
        let value = Template::from(template.to_owned()).value(&known, Some(&document()));
        value.map_or(Value::Null, Node::into_value)
    }

    #[test]
    fn templates_are_filled() {
        for (template, expected) in [
            (
                "arn:{partition}:sqs:{region}:{account}:{Name}",
                json!("arn:aws-cn:sqs:cn-north-1:123456789012:orders"),
            ),
            ("{Name}", json!("orders")),
            ("{Size}", json!(3)),
            ("{Size} {IsOn}", json!("3 true")),
            ("{Groups.Id}", json!(["a", "b"])),
            ("first {Groups.Id}", json!("first a")),
            ("{each}", json!({"Id": "e", "Items": [1, 2]})),
            ("{each.Id}-{each.Items}", json!("e-1")),
            ("{each.Nothing}", json!(null)),
            ("{Name} of {Null}", json!(null)),
            ("{Nothing}", json!(null)),
            ("Regional", json!("Regional")),
            ("", json!("")),
            ("{} {{Name} {", json!("{} {orders {")),
        ] {
            assert_eq!(value(template), expected, "{template}");
        }
    }

    #[test]
    fn what_is_known_of_the_resource_comes_first() {
        let place = place();
        let names = BTreeMap::from([("Name".to_owned(), "known".to_owned())]);
        let known = Known { names, ..Known::of(&place) };
        let text = |template: &str| Template::from(template.to_owned()).text(&known, Some(&document()));
        assert_eq!(text("{Name} in {region}").as_deref(), Some("known in cn-north-1"));
    }

    #[test]
    fn templates_make_many_texts() {
        let place = place();
        let texts = |template: &str| {
            Template::from(template.to_owned()).texts(&Known::of(&place), &document()).join(" ")
        };
        assert_eq!(texts("{Name}/{Groups.Id}"), "orders/a orders/b");
        assert_eq!(texts("{Groups.Id}{Groups.Id}"), "aa ab ba bb");
        assert_eq!(texts("{Groups.Id}/{Nothing}"), "");
        assert_eq!(texts("constant"), "constant");
    }

    #[test]
    fn inputs_leave_out_what_has_no_value() {
        let input: Input = toml::from_str(
            r#"Ids = ["{Name}", "{Nothing}"]
               Max = 100
               Filter = { Name = "{Nothing}", Values = ["{Groups}"] }
               Token = "{Nothing}""#,
        )
        .unwrap();
        let place = place();
        assert_eq!(
            input.filled(&Known::of(&place), Some(&document())),
            Some(json!({"Ids": ["orders"], "Max": 100, "Filter": {"Values": [[{"Id": "a"}, {"Id": "b"}]]}}))
        );
    }

    #[test]
    fn texts_are_cut_and_chosen() {
        let place = place();
        let found = |table: &str| {
            let texts: Texts = toml::from_str(table).unwrap();
            texts.find(&Known::of(&place), &document()).join(" ")
        };
        for (table, expected) in [
            (r#"path = "Roles""#, "arn:aws:iam::1:role/x/y z arn:aws:iam::1:role/y"),
            (
                r#"path = "Roles"
                after = "/""#,
                "y z",
            ),
            (
                r#"path = "Roles"
                contains = "role/"
                after = "role/"
                until = "/""#,
                "x y",
            ),
            (
                r#"path = "Roles"
                when = "arn:aws:""#,
                "arn:aws:iam::1:role/x/y arn:aws:iam::1:role/y",
            ),
            (
                r#"path = "Roles"
                unless = "arn:aws:""#,
                "z",
            ),
            (
                r#"path = "Roles"
                when = "arn:{partition}:""#,
                "",
            ),
            (
                r#"path = "Roles"
                when = "{Unknown}""#,
                "",
            ),
            (
                r#"path = "{Name}, {Name},{Size},"
                split = ",""#,
                "orders 3",
            ),
            (r#"path = "{Groups.Id}:{Name}""#, "a:orders b:orders"),
        ] {
            assert_eq!(found(table), expected, "{table}");
        }
        assert!(toml::from_str::<Texts>("path = \"a\"\nbefore = \"/\"").is_err());
    }
}
