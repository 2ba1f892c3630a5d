//! Which resources of a type an event touches.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::file::{Event, OneOrMore};
use super::node::Node;
use super::template::{Cut, Known, Source};
use super::{Place, Reference, ResourceType, Touch};

impl ResourceType {
    pub(super) fn touched(&self, event: &Value, place: &Place) -> Vec<Touch> {
        let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
        let (source, name) = (text("eventSource"), text("eventName"));
        let is_failed = event.get("errorCode").is_some_and(|code| !code.is_null() && code != "");
        let mut rules = self
            .rules()
            .filter(|(of, rule)| *of == source && rule.names.iter().any(|n| n == name))
            .peekable();
        if is_failed || rules.peek().is_none() {
            return Vec::new();
        }
        let (event, known) = (Node::of_data(event.clone()), Known::of(place));
        let mut touches = Vec::new();
        for (_, rule) in rules {
            for touch in rule.touches(&event, &known) {
                if !touches.contains(&touch) {
                    touches.push(touch);
                }
            }
        }
        touches
    }

    /// With the source of the events.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&str, &Event)> {
        let usual = self.file.event_source.as_deref().unwrap_or_default();
        self.file.events.iter().map(move |rule| (rule.source.as_deref().unwrap_or(usual), rule))
    }
}

impl Event {
    fn touches(&self, event: &Node, known: &Known) -> Vec<Touch> {
        let named = |sources: &OneOrMore<Source>, reference: fn(String) -> Reference| {
            let values = self.values(sources.as_slice(), event, known);
            values.into_iter().map(move |value| match &self.within {
                Some(path) => Touch::Within { path: path.to_string(), value },
                None => Touch::Resource(reference(value)),
            })
        };
        let ids = named(&self.id, Reference::Id);
        ids.chain(named(&self.name, Reference::Name)).chain(named(&self.arn, Reference::Arn)).collect()
    }

    /// The names that the event has for resources.
    fn values(&self, sources: &[Source], event: &Node, known: &Known) -> Vec<String> {
        let mut found: Vec<String> = sources.iter().flat_map(|source| source.texts(event, known)).collect();
        if found.is_empty() && !sources.is_empty() {
            found.extend(self.default.clone());
        }
        let prefix = self.prefix.as_ref().map(|prefix| prefix.text(known, None));
        let cut = Cut {
            contains: self.contains.as_deref(),
            after: self.after.as_deref(),
            until: self.until.as_deref(),
        };
        let is_meant = |text: &str| match &prefix {
            Some(Some(prefix)) => text.starts_with(prefix),
            Some(None) => false,
            None => true,
        };
        let found = found.into_iter().map(decoded).filter(|text| is_meant(text));
        found.filter_map(|text| cut.of(&text).map(str::to_owned)).collect()
    }
}

impl Source {
    fn texts(&self, event: &Node, known: &Known) -> Vec<String> {
        match self {
            Source::Path(path) => path
                .find_items(event)
                .into_iter()
                .filter_map(|node| content(node).as_str())
                .map(str::to_owned)
                .collect(),
            Source::Template(template) => template.texts(known, event),
        }
    }
}

/// Newer calls of EC2 are recorded with `{"tag": 1, "content": "i-1"}` for the element of a list.
fn content(node: &Node) -> &Node {
    match node.members() {
        Some(members) if members.len() == 2 && members.contains_key("tag") => {
            members.get("content").unwrap_or(node)
        }
        _ => node,
    }
}

/// ARNs are sometimes recorded as they are in the request's path.
fn decoded(text: String) -> String {
    match text.get(..6).is_some_and(|beginning| beginning.eq_ignore_ascii_case("arn%3a")) {
        true => percent_decode_str(&text).decode_utf8_lossy().into_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What these rules say of an event.
    fn touched(rules: &str, event: Value) -> Vec<Touch> {
        let file = format!(
            "type = \"AWS::Some::Thing\"\nevent_source = \"some.amazonaws.com\"\nitem = {{ id = \"{{Id}}\" }}\n\
             list = {{ call = \"some:ListThings\" }}\n{rules}"
        );
        let place = Place { account: "1".to_owned(), region: "eu-west-1".to_owned() };
        let mut event = event;
        event["eventSource"] = "some.amazonaws.com".into();
        event["eventName"] = "Do".into();
        ResourceType::parse(&file).unwrap().touches(&event, &place)
    }

    fn ids(rule: &str, parameters: Value) -> String {
        let touches = touched(
            &format!("[[events]]\nnames = [\"Do\"]\n{rule}"),
            json!({"requestParameters": parameters}),
        );
        let id = |touch| match touch {
            Touch::Resource(Reference::Id(id)) => id,
            other => panic!("{other:?}"),
        };
        touches.into_iter().map(id).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_are_found() {
        for (rule, parameters, expected) in [
            ("id = \"requestParameters.id\"", json!({"id": "a"}), "a"),
            ("id = \"requestParameters.id\"", json!({"id": 1}), ""),
            ("id = \"requestParameters.id\"", json!(null), ""),
            (
                "id = \"requestParameters.items.id\"",
                json!({"items": [{"id": "a"}, {"id": "b"}, {"id": "a"}]}),
                "a b",
            ),
            ("id = \"requestParameters.*.Id\"", json!({"DoRequest": {"Id": "a"}}), "a"),
            (
                "id = \"requestParameters.*.Id\"",
                json!({"R": {"Id": [{"tag": 1, "content": "a"}, {"tag": 2}]}}),
                "a",
            ),
            (
                "id = [\"requestParameters.id\", \"requestParameters.*.Id\"]",
                json!({"R": {"Id": "b"}, "id": "a"}),
                "a b",
            ),
            (
                "id = \"arn:{partition}:x:{region}:{account}:{requestParameters.id}\"",
                json!({"id": "a"}),
                "arn:aws:x:eu-west-1:1:a",
            ),
            ("id = \"x:{requestParameters.id}\"", json!({}), ""),
            (
                "id = \"requestParameters.id\"\nprefix = \"arn:{partition}:\"",
                json!({"id": ["arn:aws:a", "b"]}),
                "arn:aws:a",
            ),
            ("id = \"requestParameters.id\"\nafter = \"/\"", json!({"id": ["a/b/c", "d"]}), "c d"),
            ("id = \"requestParameters.id\"\nafter = \"f:\"\nuntil = \":\"", json!({"id": "arn:f:a:1"}), "a"),
            (
                "id = \"requestParameters.id\"\ncontains = \":f:\"\nafter = \":\"",
                json!({"id": ["a:f:b", "a:g:c"]}),
                "b",
            ),
            ("id = \"requestParameters.id\"", json!({"id": "arn%3Aaws%3Ax%2Fy"}), "arn:aws:x/y"),
            ("id = \"requestParameters.id\"\ndefault = \"main\"", json!({}), "main"),
            ("id = \"requestParameters.id\"\ndefault = \"main\"", json!({"id": "a"}), "a"),
        ] {
            assert_eq!(ids(rule, parameters.clone()), expected, "{rule} {parameters}");
        }
    }

    #[test]
    fn names_of_all_kinds() {
        let rules = "[[events]]\nnames = [\"Do\"]\nname = \"requestParameters.name\"\narn = \"requestParameters.arn\"\n\
                     [[events]]\nnames = [\"Do\", \"Undo\"]\nid = \"requestParameters.part\"\nwithin = \"parts.id\"";
        let event = json!({"requestParameters": {"name": "n", "arn": "a", "part": "p"}});
        let touches = touched(rules, event);
        assert_eq!(
            touches,
            [
                Touch::Resource(Reference::Name("n".to_owned())),
                Touch::Resource(Reference::Arn("a".to_owned())),
                Touch::Within { path: "parts.id".to_owned(), value: "p".to_owned() },
            ]
        );
    }

    #[test]
    fn other_events_touch_nothing() {
        let rules = "[[events]]\nnames = [\"Do\"]\nsource = \"other.amazonaws.com\"\nid = \"requestParameters.id\"\n\
                     [[events]]\nnames = [\"Undo\"]\nid = \"requestParameters.id\"";
        assert_eq!(touched(rules, json!({"requestParameters": {"id": "a"}})), []);
        let rules = "[[events]]\nnames = [\"Do\"]\nid = \"requestParameters.id\"";
        assert_eq!(
            touched(rules, json!({"errorCode": "AccessDenied", "requestParameters": {"id": "a"}})),
            []
        );
        assert_eq!(touched(rules, json!({"errorCode": null, "requestParameters": {"id": "a"}})).len(), 1);
    }
}
