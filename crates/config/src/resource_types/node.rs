//! JSON that remembers which of its objects are maps.
//!
//! The names in a structure are the model's, and the configuration spells them in its own way; the keys of a map are
//! somebody's data and stay. In JSON the two look the same, so the difference is noted when an answer is read.

use indexmap::IndexMap;
use serde_json::Value;
use stellwerk_wire::client::maps::Form;

pub type Members = IndexMap<String, Node>;

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// INVARIANT: neither a list nor an object.
    Leaf(Value),
    List(Vec<Node>),
    /// Its names are those of a model.
    Structure(Members),
    /// Its names are data: keys of a map, or JSON of which no model knows anything.
    Map(Members),
}

impl Node {
    /// The output of a call.
    pub fn of_output(output: Value, form: Option<Form>) -> Node {
        let is_structure = form.is_some_and(|form| form.is_structure());
        match output {
            Value::Array(items) => {
                let form = form.and_then(|form| form.item());
                Node::List(items.into_iter().map(|item| Node::of_output(item, form)).collect())
            }
            Value::Object(members) => {
                let member = |(name, value): (String, Value)| {
                    let form = form.and_then(|form| form.member(&name));
                    (name, Node::of_output(value, form))
                };
                let members = members.into_iter().map(member).collect();
                if is_structure { Node::Structure(members) } else { Node::Map(members) }
            }
            leaf => Node::Leaf(leaf),
        }
    }

    /// JSON in which all names are data.
    pub fn of_data(value: Value) -> Node {
        Node::of_output(value, None)
    }

    pub fn text(text: impl Into<String>) -> Node {
        Node::Leaf(Value::String(text.into()))
    }

    pub fn into_value(self) -> Value {
        match self {
            Node::Leaf(value) => value,
            Node::List(items) => items.into_iter().map(Node::into_value).collect(),
            Node::Structure(members) | Node::Map(members) => {
                Value::Object(members.into_iter().map(|(name, node)| (name, node.into_value())).collect())
            }
        }
    }

    pub fn members(&self) -> Option<&Members> {
        match self {
            Node::Structure(members) | Node::Map(members) => Some(members),
            _ => None,
        }
    }

    pub fn members_mut(&mut self) -> Option<&mut Members> {
        match self {
            Node::Structure(members) | Node::Map(members) => Some(members),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::Leaf(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Node::Leaf(Value::Null))
    }

    /// A single value as text; `None` for lists, objects and `null`.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Node::Leaf(Value::String(text)) => Some(text.clone()),
            Node::Leaf(Value::Null) => None,
            Node::Leaf(single) => Some(single.to_string()),
            _ => None,
        }
    }

    /// The items of a list, and of lists within it; anything else is the only one.
    pub fn flat(&self) -> Vec<&Node> {
        let mut items = Vec::new();
        self.flatten(&mut items);
        items
    }

    pub fn flatten<'a>(&'a self, into: &mut Vec<&'a Node>) {
        match self {
            Node::List(items) => items.iter().for_each(|item| item.flatten(into)),
            other => into.push(other),
        }
    }

    /// The same with every value in place of the only one, or of all items of a list.
    pub fn map_items(self, change: &impl Fn(Node) -> Node) -> Node {
        match self {
            Node::List(items) => Node::List(items.into_iter().map(change).collect()),
            other => change(other),
        }
    }

    /// Puts a value where the steps lead, and makes the objects on the way.
    pub fn put(&mut self, steps: &[String], value: Node) {
        let Some((last, way)) = steps.split_last() else { return };
        let mut here = self;
        for step in way {
            let Some(members) = here.members_mut() else { return };
            let next = members.entry(step.clone()).or_insert(Node::Leaf(Value::Null));
            if next.members().is_none() {
                *next = Node::Structure(Members::new());
            }
            here = next;
        }
        if let Some(members) = here.members_mut() {
            members.insert(last.clone(), value);
        }
    }
}

impl Default for Node {
    fn default() -> Node {
        Node::Structure(Members::new())
    }
}

/// One value is itself, several are a list.
pub fn one_or_list(mut nodes: Vec<Node>) -> Option<Node> {
    match nodes.len() {
        0 => None,
        1 => nodes.pop(),
        _ => Some(Node::List(nodes)),
    }
}
