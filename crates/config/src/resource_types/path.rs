//! Ways to values in a document: `Attributes.QueueArn`, `NetworkInterfaces.Groups.GroupId`.

use serde::Deserialize;
use serde_json::Value;

use super::node::{Members, Node};

/// Leads through objects, and at a list into all of its items. `*` is any member. The empty path is the value itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub struct Path {
    pub steps: Vec<String>,
}

impl From<String> for Path {
    fn from(text: String) -> Path {
        match text.as_str() {
            "" => Path::default(),
            text => Path { steps: text.split('.').map(str::to_owned).collect() },
        }
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.steps.join("."))
    }
}

impl Path {
    /// The values found. One that is a list counts as one.
    pub fn find<'a>(&self, node: &'a Node) -> Vec<&'a Node> {
        find(node, &self.steps)
    }

    /// The values found, those of lists each on its own.
    pub fn find_items<'a>(&self, node: &'a Node) -> Vec<&'a Node> {
        find_items(node, &self.steps)
    }

    pub fn finds(&self, node: &Node) -> bool {
        !self.find_items(node).is_empty()
    }
}

pub fn find<'a>(node: &'a Node, steps: &[String]) -> Vec<&'a Node> {
    let mut found = vec![node];
    for step in steps {
        let mut within = Vec::new();
        for node in found {
            for members in node.flat().into_iter().filter_map(Node::members) {
                match step.as_str() {
                    "*" => within.extend(members.values()),
                    step => within.extend(members.get(step)),
                }
            }
        }
        found = within;
    }
    found.retain(|node| !node.is_null());
    found
}

pub fn find_items<'a>(node: &'a Node, steps: &[String]) -> Vec<&'a Node> {
    let mut items = Vec::new();
    find(node, steps).into_iter().for_each(|node| node.flatten(&mut items));
    items.retain(|node| !node.is_null());
    items
}

/// Calls back with each object that the steps lead to.
pub fn change_objects(node: &mut Node, steps: &[String], change: &mut impl FnMut(&mut Members)) {
    match node {
        Node::List(items) => items.iter_mut().for_each(|item| change_objects(item, steps, change)),
        Node::Structure(members) | Node::Map(members) => match steps.split_first() {
            None => change(members),
            Some((step, rest)) => match step.as_str() {
                "*" => members.values_mut().for_each(|node| change_objects(node, rest, change)),
                step => {
                    if let Some(node) = members.get_mut(step) {
                        change_objects(node, rest, change);
                    }
                }
            },
        },
        Node::Leaf(_) => {}
    }
}

/// Replaces each value that is found, and is not `null`.
pub fn replace(node: &mut Node, path: &Path, replaced: impl Fn(Node) -> Node) {
    let take = |node: &mut Node| {
        if !node.is_null() {
            *node = replaced(std::mem::replace(node, Node::Leaf(Value::Null)));
        }
    };
    let Some((last, way)) = path.steps.split_last() else { return take(node) };
    change_objects(node, way, &mut |members| {
        if let Some(node) = members.get_mut(last) {
            take(node);
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path(text: &str) -> Path {
        Path::from(text.to_owned())
    }

    fn values(found: Vec<&Node>) -> Value {
        found.into_iter().map(|node| node.clone().into_value()).collect()
    }

    #[test]
    fn paths_go_through_objects_and_lists() {
        let node = Node::of_data(json!({
            "a": {"b": [{"c": 1}, {"c": [2, [3]]}, {"c": null}, {}, 7]}, "e": [], "n": null, "s": "text",
        }));
        for (text, found, items) in [
            ("a.b.c", json!([1, [2, [3]]]), json!([1, 2, 3])),
            ("a.*.c", json!([[{"c": 1}, {"c": [2, [3]]}, {"c": null}, {}, 7]]), json!([])),
            ("e", json!([[]]), json!([])),
            ("n", json!([]), json!([])),
            ("s", json!(["text"]), json!(["text"])),
            ("s.x", json!([]), json!([])),
            ("nothing", json!([]), json!([])),
        ] {
            if !text.contains('*') {
                assert_eq!(values(path(text).find(&node)), found, "{text}");
                assert_eq!(values(path(text).find_items(&node)), items, "{text}");
            }
        }
        assert_eq!(values(path("a.*.c").find_items(&node)), json!([1, 2, 3]));
        assert_eq!(values(path("").find(&node)), json!([node.clone().into_value()]));
    }

    #[test]
    fn what_is_found_can_be_replaced() {
        let mut node = Node::of_data(json!({"a": [{"b": 1}, {"b": [2]}, {"b": null}, {"c": 3}, 4]}));
        replace(&mut node, &path("a.b"), |node| Node::List(vec![node]));
        assert_eq!(node.into_value(), json!({"a": [{"b": [1]}, {"b": [[2]]}, {"b": null}, {"c": 3}, 4]}));
        let mut node = Node::text("x");
        replace(&mut node, &path(""), |_| Node::text("y"));
        assert_eq!(node, Node::text("y"));
    }
}
