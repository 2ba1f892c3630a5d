//! How a document becomes a configuration: the changes of `[item.configuration]` and `[supplementary]`, in their order.

use chrono::{DateTime, SecondsFormat};
use indexmap::IndexMap;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Number, Value};

use super::file::{Only, TextOr};
use super::node::{Members, Node, one_or_list};
use super::path::{Path, change_objects, find, replace};
use super::template::{Known, Template, Texts};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// Of the part of the document that is changed; in `[supplementary]` its name is `path`.
    #[serde(alias = "path")]
    pub from: Path,
    parse: Places,
    set: IndexMap<Path, TextOr<Template, Setting>>,
    case: Case,
    number: Vec<Path>,
    boolean: Vec<Path>,
    date: Vec<Path>,
    text: Places,
    values: IndexMap<Path, IndexMap<String, Value>>,
    wrap: Vec<Path>,
    list: Vec<Path>,
    pairs: Vec<Path>,
    rename: IndexMap<Path, String>,
    r#move: IndexMap<Path, Path>,
    copy: IndexMap<Path, Path>,
    default: IndexMap<Path, Value>,
    omit: Vec<Path>,
    keep: Option<Vec<Path>>,
    pub volatile: Vec<Path>,
    /// Is for the tests.
    pub unlisted: Vec<Path>,
}

/// The whole value, or places in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Places {
    Whole(bool),
    Within(Vec<Path>),
}

impl Default for Places {
    fn default() -> Places {
        Places::Within(Vec::new())
    }
}

impl Places {
    fn paths(&self) -> &[Path] {
        match self {
            Places::Whole(_) => &[],
            Places::Within(paths) => paths,
        }
    }

    fn is_whole(&self) -> bool {
        matches!(self, Places::Whole(true))
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Case {
    #[default]
    Lower,
    Bean,
    Same,
    Upper,
}

/// What a member that is set gets, where it is not a template.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Setting {
    Present(Present),
    Chosen(Chosen),
    Texts(Texts),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Present {
    present: Path,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    path: Path,
    only: Option<Only>,
    take: Option<Path>,
    r#as: Option<String>,
}

impl From<String> for Changes {
    fn from(path: String) -> Changes {
        Changes { from: path.into(), ..Changes::default() }
    }
}

impl Changes {
    /// The part of the document that is changed, if there is one.
    pub fn part(&self, document: &Node) -> Option<Node> {
        one_or_list(self.from.find(document).into_iter().cloned().collect())
    }

    /// Such a part with all changes.
    pub fn apply(&self, mut value: Node, document: &Node, known: &Known) -> Node {
        if self.parse.is_whole() {
            value = parsed(value);
        }
        for path in self.parse.paths() {
            replace(&mut value, path, |node| node.map_items(&parsed));
        }
        for (path, setting) in &self.set {
            let set = match setting {
                TextOr::Text(template) => template.value(known, Some(document)),
                TextOr::Table(setting) => setting.value(known, document),
            };
            if let Some(set) = set {
                value.put(&path.steps, set);
            }
        }
        value = self.case.of(value);
        let singles: [(&[Path], fn(Node) -> Node); 4] = [
            (&self.number, number),
            (&self.boolean, boolean),
            (&self.date, date),
            (self.text.paths(), |node| node.to_text().map_or(node, Node::text)),
        ];
        for (paths, change) in singles {
            paths.iter().for_each(|path| replace(&mut value, path, |node| node.map_items(&change)));
        }
        for (path, table) in &self.values {
            let listed = |node: Node| {
                let known = node.as_str().and_then(|text| table.get(text)).cloned();
                known.map_or(node, Node::of_data)
            };
            replace(&mut value, path, |node| node.map_items(&listed));
        }
        for path in &self.wrap {
            replace(&mut value, path, |node| node.map_items(&wrapped));
        }
        self.list.iter().for_each(|path| replace(&mut value, path, |node| Node::List(vec![node])));
        self.pairs.iter().for_each(|path| replace(&mut value, path, paired));
        self.rename.iter().for_each(|(path, name)| rename(&mut value, path, name));
        self.r#move.iter().for_each(|(path, to)| carry(&mut value, path, to, Carry::Move));
        self.copy.iter().for_each(|(path, to)| carry(&mut value, path, to, Carry::Copy));
        self.default.iter().for_each(|(path, standard)| fill(&mut value, path, standard));
        self.omit.iter().for_each(|path| omit(&mut value, path));
        if let Some(keep) = &self.keep {
            value = kept(value, &keep.iter().map(|path| &path.steps[..]).collect::<Vec<_>>());
        }
        if self.text.is_whole() {
            value = Node::text(value.into_value().to_string());
        }
        value
    }
}

impl Setting {
    fn value(&self, known: &Known, document: &Node) -> Option<Node> {
        match self {
            Setting::Present(Present { present }) => Some(Node::Leaf(present.finds(document).into())),
            Setting::Chosen(Chosen { path, only: None, take: None, r#as: None }) => {
                one_or_list(path.find(document).into_iter().cloned().collect())
            }
            Setting::Chosen(chosen) => Some(Node::List(chosen.values(document))),
            Setting::Texts(texts) => texts.find(known, document).into_iter().next().map(Node::text),
        }
    }
}

impl Chosen {
    fn values(&self, document: &Node) -> Vec<Node> {
        let is_meant = |node: &&Node| match (&self.only, node.members()) {
            (Some(only), Some(_)) => holds(node, only),
            _ => true,
        };
        let objects = self.path.find_items(document).into_iter().filter(is_meant);
        let taken = objects.flat_map(|object| match &self.take {
            Some(take) => take.find_items(object),
            None => vec![object],
        });
        let named = |node: Node| match &self.r#as {
            Some(name) => Node::Structure(Members::from_iter([(name.clone(), node)])),
            None => node,
        };
        taken.cloned().map(named).collect()
    }
}

/// Whether the values are in the node: of each path at least one of those that are wanted.
pub fn holds<'a>(node: &Node, only: impl IntoIterator<Item = (&'a Path, &'a Value)>) -> bool {
    only.into_iter().all(|(path, wanted)| {
        let is_wanted = |found: &Value| match wanted {
            Value::Array(several) => several.contains(found),
            one => one == found,
        };
        path.find_items(node).into_iter().any(|found| matches!(found, Node::Leaf(found) if is_wanted(found)))
    })
}

impl Case {
    fn of(self, node: Node) -> Node {
        match node {
            Node::List(items) => Node::List(items.into_iter().map(|item| self.of(item)).collect()),
            Node::Structure(members) => Node::Structure(
                members.into_iter().map(|(name, node)| (self.spelled(&name), self.of(node))).collect(),
            ),
            Node::Map(members) => {
                Node::Map(members.into_iter().map(|(key, node)| (key, self.of(node))).collect())
            }
            leaf => leaf,
        }
    }

    fn spelled(self, name: &str) -> String {
        let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
        let (count, to): (usize, fn(&str) -> String) = match self {
            Case::Same => return name.to_owned(),
            Case::Lower => (1, str::to_ascii_lowercase),
            Case::Bean => (capitals, str::to_ascii_lowercase),
            Case::Upper => (1, str::to_ascii_uppercase),
        };
        match name.split_at_checked(count) {
            Some((beginning, rest)) => to(beginning) + rest,
            None => name.to_owned(),
        }
    }
}

/// A text that is JSON, perhaps percent-encoded.
fn parsed(node: Node) -> Node {
    let Some(text) = node.as_str() else { return Node::of_data(node.into_value()) };
    let decoded = || percent_decode_str(text).decode_utf8().ok();
    let json = serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&decoded()?).ok());
    json.map_or(node, Node::of_data)
}

fn number(node: Node) -> Node {
    let number = node.as_str().and_then(|text| text.trim().parse::<Number>().ok());
    number.map_or(node, |number| Node::Leaf(Value::Number(number)))
}

fn boolean(node: Node) -> Node {
    let is_true = |text: &str| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("enabled");
    match node.as_str().map(is_true) {
        Some(boolean) => Node::Leaf(boolean.into()),
        None => node,
    }
}

fn date(node: Node) -> Node {
    let time = node.to_text().and_then(|text| DateTime::from_timestamp_millis(millis(&text)?));
    time.map_or(node, |time| Node::text(time.to_rfc3339_opts(SecondsFormat::Millis, true)))
}

/// A time in any spelling, in milliseconds since 1970.
pub fn millis(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if number.abs() > 1e11 => Some(number as i64),
        // By microseconds, because what is less than a millisecond is cut off, but 0.123 is not 0.122999.
        Ok(seconds) => Some(((seconds * 1e6).round() as i64).div_euclid(1000)),
        Err(_) => Some(stellwerk_model::time::parse(text)?.div_euclid(1000)),
    }
}

fn wrapped(node: Node) -> Node {
    match node.members() {
        Some(_) => node,
        None => Node::Structure(Members::from_iter([("value".to_owned(), node)])),
    }
}

fn paired(node: Node) -> Node {
    match &node {
        Node::List(items) => {
            let tags = items.iter().filter_map(tag).map(|(key, value)| (key, Node::text(value)));
            Node::Map(tags.collect())
        }
        _ => node,
    }
}

/// One tag as services list it: `{Key, Value}`, `{key, value}`, `{TagKey, TagValue}`.
pub fn tag(node: &Node) -> Option<(String, String)> {
    let members = node.members()?;
    let part = |part: &str| {
        let is_part = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.strip_prefix("tag").unwrap_or(&name) == part
        };
        members.iter().find(|(name, _)| is_part(name)).and_then(|(_, node)| node.to_text())
    };
    Some((part("key")?, part("value").unwrap_or_default()))
}

/// The member keeps its place among the others.
fn rename(value: &mut Node, path: &Path, name: &str) {
    let Some((last, way)) = path.steps.split_last() else { return };
    change_objects(value, way, &mut |members| {
        if members.contains_key(last) {
            let named = |(old, node)| if old == *last { (name.to_owned(), node) } else { (old, node) };
            *members = std::mem::take(members).into_iter().map(named).collect();
        }
    });
}

fn omit(value: &mut Node, path: &Path) {
    let Some((last, way)) = path.steps.split_last() else { return };
    change_objects(value, way, &mut |members| {
        members.shift_remove(last);
    });
}

fn fill(value: &mut Node, path: &Path, standard: &Value) {
    let Some((last, way)) = path.steps.split_last() else { return };
    change_objects(value, way, &mut |members| {
        if members.get(last).is_none_or(Node::is_null) {
            members.insert(last.clone(), Node::of_data(standard.clone()));
        }
    });
}

#[derive(Clone, Copy, PartialEq)]
enum Carry {
    Move,
    Copy,
}

/// What both paths have in common is the place; from there one leads to the value, the other to where it goes.
fn carry(value: &mut Node, from: &Path, to: &Path, how: Carry) {
    let longest = from.steps.len().min(to.steps.len()).saturating_sub(1);
    let common = from.steps.iter().zip(&to.steps).take(longest).take_while(|(a, b)| a == b).count();
    let (place, source) = from.steps.split_at(common);
    let target = &to.steps[common..];
    change_objects(value, place, &mut |members| {
        let mut here = Node::Structure(std::mem::take(members));
        let carried: Vec<Node> = find(&here, source).into_iter().cloned().collect();
        let lists = |is: fn(&Vec<Node>) -> bool| {
            let on_the_way = (1..source.len()).flat_map(|n| find(&here, &source[..n]));
            on_the_way.into_iter().any(|node| matches!(node, Node::List(items) if is(items)))
        };
        let is_list = match how {
            Carry::Move => carried.len() > 1,
            Carry::Copy if carried.is_empty() => lists(Vec::is_empty),
            Carry::Copy => lists(|_| true),
        };
        let carried = if is_list { Some(Node::List(carried)) } else { carried.into_iter().next() };
        if let Some(carried) = carried {
            if how == Carry::Move {
                remove(&mut here, source);
            }
            here.put(target, carried);
        }
        if let Node::Structure(changed) = here {
            *members = changed;
        }
    });
}

/// Removes the values that the steps find, and objects that become empty by it.
fn remove(node: &mut Node, steps: &[String]) {
    let Some((first, rest)) = steps.split_first() else { return };
    change_objects(node, &[], &mut |members| {
        let is_empty = |node: &Node| node.members().is_some_and(Members::is_empty);
        match members.get_mut(first) {
            Some(within) if !rest.is_empty() => {
                remove(within, rest);
                if is_empty(within) {
                    members.shift_remove(first);
                }
            }
            Some(_) => {
                members.shift_remove(first);
            }
            None => {}
        }
    });
}

/// Only what these paths lead to.
fn kept(node: Node, paths: &[&[String]]) -> Node {
    let within = |members: Members| -> Members {
        let member = |(name, node): (String, Node)| {
            let rests: Vec<&[String]> = paths
                .iter()
                .filter_map(|path| path.split_first())
                .filter(|(first, _)| **first == name)
                .map(|(_, rest)| rest)
                .collect();
            match rests.iter().any(|rest| rest.is_empty()) {
                true => Some((name, node)),
                false if rests.is_empty() => None,
                false => Some((name, kept(node, &rests))),
            }
        };
        members.into_iter().filter_map(member).collect()
    };
    match node {
        Node::List(items) => Node::List(items.into_iter().map(|item| kept(item, paths)).collect()),
        Node::Structure(members) => Node::Structure(within(members)),
        Node::Map(members) => Node::Map(within(members)),
        leaf => leaf,
    }
}

/// Whether a text is found at a path.
pub fn has(value: &Value, steps: &[String], text: &str) -> bool {
    match (value, steps.split_first()) {
        (Value::Array(items), _) => items.iter().any(|item| has(item, steps, text)),
        (Value::Object(members), Some((step, rest))) => {
            members.get(step).is_some_and(|value| has(value, rest, text))
        }
        (Value::String(found), None) => found == text,
        _ => false,
    }
}

/// Removes what is found at a path.
pub fn take_out(value: &mut Value, steps: &[String]) {
    match (value, steps) {
        (Value::Array(items), _) => items.iter_mut().for_each(|item| take_out(item, steps)),
        (Value::Object(members), [last]) => {
            members.shift_remove(last);
        }
        (Value::Object(members), [step, rest @ ..]) => {
            if let Some(value) = members.get_mut(step) {
                take_out(value, rest);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Place;
    use super::*;

    /// All objects are structures, but for what is named `Labels`.
    fn document(value: Value) -> Node {
        match value {
            Value::Array(items) => Node::List(items.into_iter().map(document).collect()),
            Value::Object(members) => Node::Structure(
                members
                    .into_iter()
                    .map(|(name, value)| match name.as_str() {
                        "Labels" => (name, Node::of_data(value)),
                        _ => (name, document(value)),
                    })
                    .collect(),
            ),
            leaf => Node::Leaf(leaf),
        }
    }

    fn changed(changes: &str, value: Value) -> Value {
        let changes: Changes = toml::from_str(changes).unwrap();
        let place = Place { account: "1".to_owned(), region: "eu-west-1".to_owned() };
        let document = document(value);
        let part = changes.part(&document).unwrap_or_default();
        changes.apply(part, &document, &Known::of(&place)).into_value()
    }

    /// Each change with what it makes of a value whose names stay as they are.
    #[track_caller]
    fn assert_changed(changes: &str, value: Value, expected: Value) {
        assert_eq!(changed(&format!("case = \"same\"\n{changes}"), value), expected, "{changes}");
    }

    #[test]
    fn names_are_spelled() {
        let value = json!({
            "DBClusterArn": 1, "VPCId": {"X": [{"IpRanges": 2}]}, "a": 3, "Labels": {"Team": {"Lead": 4}}, "": 5, "Ünter": 6,
        });
        for (case, expected) in [
            (
                "lower",
                json!({"dBClusterArn": 1, "vPCId": {"x": [{"ipRanges": 2}]}, "a": 3, "labels": {"Team": {"Lead": 4}},
                    "": 5, "Ünter": 6}),
            ),
            (
                "bean",
                json!({"dbclusterArn": 1, "vpcid": {"x": [{"ipRanges": 2}]}, "a": 3, "labels": {"Team": {"Lead": 4}},
                    "": 5, "Ünter": 6}),
            ),
            (
                "upper",
                json!({"DBClusterArn": 1, "VPCId": {"X": [{"IpRanges": 2}]}, "A": 3, "Labels": {"Team": {"Lead": 4}},
                    "": 5, "Ünter": 6}),
            ),
            ("same", value.clone()),
        ] {
            assert_eq!(changed(&format!("case = \"{case}\""), value.clone()), expected, "{case}");
        }
        assert_eq!(changed("", json!({"VpcId": 1})), json!({"vpcId": 1}));
    }

    #[test]
    fn a_part_is_taken() {
        assert_changed("from = \"A.B\"", json!({"A": {"B": {"C": 1}}}), json!({"C": 1}));
        assert_changed("from = \"A\"\nset = { X = \"{Y}\" }", json!({"Y": 2}), json!({"X": 2}));
    }

    #[test]
    fn texts_are_parsed() {
        let policy = json!({"Statement": [{"Effect": "Allow"}]});
        assert_changed(
            "parse = [\"P\", \"Q\"]",
            json!({"P": policy.to_string(), "Q": "no"}),
            json!({"P": policy, "Q": "no"}),
        );
        let encoded = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%7D%5D%7D";
        assert_eq!(changed("parse = [\"P\"]", json!({"P": encoded})), json!({"p": policy}));
        assert_eq!(changed("path = \"P\"\nparse = true", json!({"P": "{\"A\": 1}"})), json!({"A": 1}));
    }

    #[test]
    fn members_are_set() {
        let value = || json!({"Logging": [{"On": true, "Types": ["api", "audit"]}, {"On": false, "Types": ["x"]}], "Arn": "a/b"});
        let set = |setting: &str| {
            changed(&format!("case = \"same\"\nkeep = [\"X\"]\nset = {{ {setting} }}"), value())
        };
        for (setting, expected) in [
            ("X = \"{Arn} in {region}\"", json!({"X": "a/b in eu-west-1"})),
            ("X = \"{Nothing}\"", json!({})),
            ("\"X.Y\" = \"{Arn}\"", json!({"X": {"Y": "a/b"}})),
            ("X = { path = \"Logging.On\" }", json!({"X": [true, false]})),
            ("X = { path = \"Arn\", after = \"/\" }", json!({"X": "b"})),
            ("X = { present = \"Arn\" }", json!({"X": true})),
            ("X = { present = \"Logging.Nothing\" }", json!({"X": false})),
            (
                "X = { path = \"Logging\", only = { On = true }, take = \"Types\", as = \"Type\" }",
                json!({"X": [{"Type": "api"}, {"Type": "audit"}]}),
            ),
            ("X = { path = \"Logging\", only = { On = 1 }, take = \"Types\" }", json!({"X": []})),
        ] {
            assert_eq!(set(setting), expected, "{setting}");
        }
        assert_eq!(changed("set = { \"A.B\" = \"x\" }", json!({"A": 1})), json!({"a": {"b": "x"}}));
    }

    #[test]
    fn single_values_are_changed() {
        assert_changed(
            "number = [\"A\", \"B.C\", \"D\"]",
            json!({"A": "30", "B": [{"C": "1.5"}, {"C": "x"}], "D": 7}),
            json!({"A": 30, "B": [{"C": 1.5}, {"C": "x"}], "D": 7}),
        );
        assert_changed(
            "boolean = [\"A\", \"B\"]",
            json!({"A": ["true", "Enabled", "false"], "B": true}),
            json!({"A": [true, true, false], "B": true}),
        );
        assert_changed(
            "date = [\"A\"]",
            json!({"A": ["1772496000", "1772496000123", 1772496000, "2026-03-03T01:00:00+01:00", "soon"]}),
            json!({"A": [
                "2026-03-03T00:00:00.000Z", "2026-03-03T00:00:00.123Z", "2026-03-03T00:00:00.000Z",
                "2026-03-03T00:00:00.000Z", "soon",
            ]}),
        );
        assert_changed("text = [\"A\"]", json!({"A": [1, true, "x"]}), json!({"A": ["1", "true", "x"]}));
        assert_changed(
            "values = { A = { READ = \"Read\", NO = false } }",
            json!({"A": ["READ", "NO", "OTHER"]}),
            json!({"A": ["Read", false, "OTHER"]}),
        );
        assert_changed("path = \"A\"\nvalues = { \"\" = { x = true } }", json!({"A": "x"}), json!(true));
        assert_changed("wrap = [\"A\"]", json!({"A": "x"}), json!({"A": {"value": "x"}}));
        assert_changed(
            "wrap = [\"A\"]",
            json!({"A": ["x", {"y": 1}]}),
            json!({"A": [{"value": "x"}, {"y": 1}]}),
        );
    }

    #[test]
    fn whole_values_are_changed() {
        assert_changed(
            "list = [\"A\", \"N\"]",
            json!({"A": {"B": 1}, "N": null}),
            json!({"A": [{"B": 1}], "N": null}),
        );
        assert_changed(
            "pairs = [\"A\"]",
            json!({"A": [{"Key": "a", "Value": "1"}, {"key": "b"}, {"TagKey": "c", "TagValue": "3"}, {"x": 1}]}),
            json!({"A": {"a": "1", "b": "", "c": "3"}}),
        );
        assert_changed(
            "path = \"A\"\ntext = true",
            json!({"A": {"B": [1, "ü"]}}),
            json!("{\"B\":[1,\"ü\"]}"),
        );
    }

    #[test]
    fn members_are_renamed_and_left_out() {
        let renamed = changed(
            "case = \"same\"\nrename = { \"A.B\" = \"X\" }",
            json!({"A": [{"B": 1, "C": 2}, {"C": 3}]}),
        );
        assert_eq!(renamed.to_string(), r#"{"A":[{"X":1,"C":2},{"C":3}]}"#);
        assert_changed(
            "omit = [\"A.B\", \"Z\"]",
            json!({"A": [{"B": 1}, {"C": 2}]}),
            json!({"A": [{}, {"C": 2}]}),
        );
        assert_changed(
            "keep = [\"A.B\", \"C\"]",
            json!({"A": [{"B": 1, "X": 2}, {"X": 3}, 4], "C": {"D": 5}, "E": 6}),
            json!({"A": [{"B": 1}, {}, 4], "C": {"D": 5}}),
        );
        assert_changed("keep = []", json!({"A": 1}), json!({}));
        assert_changed(
            "default = { S = \"Off\", \"A.B\" = [] , \"N.B\" = 1 }",
            json!({"A": [{}, {"B": 1}, {"B": null}]}),
            json!({"A": [{"B": []}, {"B": 1}, {"B": []}], "S": "Off"}),
        );
    }

    #[test]
    fn members_are_moved_and_copied() {
        assert_changed(
            "move = { \"R.E.Days\" = \"R.InDays\", \"R.E.Date\" = \"R.On.Date\" }",
            json!({"R": [{"E": {"Days": 1, "Date": 2}}, {"E": {"Days": 3, "Z": 4}}, {}]}),
            json!({"R": [{"InDays": 1, "On": {"Date": 2}}, {"E": {"Z": 4}, "InDays": 3}, {}]}),
        );
        assert_changed("move = { \"A.B\" = \"A.C\" }", json!({"A": {"B": 1}}), json!({"A": {"C": 1}}));
        assert_changed(
            "move = { \"A.B\" = \"C\" }",
            json!({"A": [{"B": 1}, {"B": 2}]}),
            json!({"A": [{}, {}], "C": [1, 2]}),
        );
        assert_changed(
            "copy = { \"P.R.Cidr\" = \"P.Cidrs\" }",
            json!({"P": [{"R": [{"Cidr": 1}, {"Cidr": 2}]}, {"R": [{"Cidr": 3}]}, {"R": []}, {}]}),
            json!({"P": [
                {"R": [{"Cidr": 1}, {"Cidr": 2}], "Cidrs": [1, 2]}, {"R": [{"Cidr": 3}], "Cidrs": [3]},
                {"R": [], "Cidrs": []}, {},
            ]}),
        );
        assert_changed("copy = { \"A.B\" = \"C\" }", json!({"A": {"B": 1}}), json!({"A": {"B": 1}, "C": 1}));
    }

    #[test]
    fn changes_come_in_their_order() {
        let changes = "omit = [\"c\"]\nrename = { b = \"c\" }\nset = { B = \"{A}\" }\nnumber = [\"b\"]";
        assert_eq!(changed(changes, json!({"A": "1"})), json!({"a": "1"}));
        // Those of a kind in the order of the file.
        let changes = "[rename]\nb = \"c\"\na = \"b\"";
        assert_eq!(changed(changes, json!({"A": 1, "B": 2})), json!({"b": 1, "c": 2}));
    }

    #[test]
    fn what_is_no_change_is_an_error() {
        for changes in [
            "remove = [\"A\"]",
            "case = \"camel\"",
            "set = { A = { present = \"B\", take = \"C\" } }",
            "omit = \"A\"",
        ] {
            assert!(toml::from_str::<Changes>(changes).is_err(), "{changes}");
        }
    }

    #[test]
    fn configurations_are_searched_and_stripped() {
        let configuration = json!({"a": [{"id": "x", "n": 1}, {"id": "y", "n": 2}], "n": 3});
        let steps = |path: &str| Path::from(path.to_owned()).steps;
        assert!(has(&configuration, &steps("a.id"), "y"));
        assert!(!has(&configuration, &steps("a.id"), "z") && !has(&configuration, &steps("a"), "y"));
        let mut stripped = configuration.clone();
        take_out(&mut stripped, &steps("a.n"));
        take_out(&mut stripped, &steps("a.b.c"));
        assert_eq!(stripped, json!({"a": [{"id": "x"}, {"id": "y"}], "n": 3}));
    }
}
