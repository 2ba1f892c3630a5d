//! The files in `resource-types/`, held against their fixtures: items made of a service's answers, byte for byte.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};
use indexmap::IndexSet;
use serde::Deserialize;
use serde_json::Value;
use stellwerk_wire::client::{Operation, refusal};

use super::file::{Event, OneOrMore};
use super::node::Node;
use super::template::Source;
use super::*;

type Schema = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    answers: Vec<Answer>,
    item: Value,
    events: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    call: String,
    input: Value,
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
    #[serde(default)]
    base64: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    event: Value,
    touches: Vec<String>,
}

/// A service that has only these answers.
struct Replay<'a> {
    answers: &'a [Answer],
    used: Mutex<HashSet<usize>>,
}

impl Calls for Replay<'_> {
    async fn call(&self, operation: &Operation<'static>, _: &str, input: &Value) -> Result<Value, CallError> {
        let failed = |why: String| CallError::Failed(why);
        let call = format!("{}:{}", operation.api.name, operation.name);
        operation.request(input).map_err(|error| failed(format!("{call}: {error}")))?;
        let found = self.answers.iter().position(|a| a.call == call && a.input == *input);
        let place = found.ok_or_else(|| failed(format!("the fixture has no answer for {call} {input}")))?;
        self.used.lock().unwrap().insert(place);
        let answer = &self.answers[place];
        let body = match answer.base64 {
            true => STANDARD.decode(&answer.body).unwrap(),
            false => answer.body.clone().into_bytes(),
        };
        let headers = answer.headers.iter().map(|(name, value)| {
            (HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap())
        });
        let headers: HeaderMap = headers.collect();
        if answer.status < 300 {
            return operation
                .output(answer.status, &headers, &body)
                .map_err(|error| failed(error.to_string()));
        }
        let refusal = refusal(answer.status, &headers, &body);
        Err(CallError::Refused { code: refusal.code, message: refusal.message, status: answer.status })
    }
}

fn files(extension: &str) -> Vec<PathBuf> {
    let folder = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("resource-types");
    let entries = |folder: &FilePath| -> Vec<PathBuf> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let services = entries(&folder).into_iter().filter(|path| path.is_dir());
    let mut files: Vec<PathBuf> = services.flat_map(|service| entries(&service)).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

/// `AWS::EC2::Subnet`
fn type_of(file: &FilePath) -> String {
    let part = |path: &FilePath| path.file_stem().unwrap().to_str().unwrap().to_owned();
    format!("AWS::{}::{}", part(file.parent().unwrap()), part(file))
}

/// Fails with everything that is wrong.
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_file_is_understood() {
    let mut wrong = Vec::new();
    for file in files("toml") {
        let name = type_of(&file);
        match ResourceType::parse(&std::fs::read_to_string(&file).unwrap()) {
            Ok(parsed) => wrong.extend(complaints(&parsed).into_iter().map(|what| format!("{name}: {what}"))),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
        if named(&name).is_none() {
            wrong.push(format!("{name}: is not among those that are there"));
        }
    }
    assert_none(&wrong);
}

/// What a file may say, but cannot mean.
fn complaints(of: &ResourceType) -> Vec<String> {
    let File { list, get, details, item, events, .. } = &of.file;
    let mut wrong = Vec::new();
    let mut calls = vec![&list.call];
    calls.extend(list.each.as_ref().map(|each| &each.call));
    calls.extend(get.iter().filter_map(|get| get.call.as_ref()));
    calls.extend(details.iter().map(|detail| &detail.call));
    wrong.extend(calls.into_iter().filter_map(|call| Some(Operation::named(call).err()?.to_string())));
    if of.event_names().any(|(source, _)| source.is_empty()) {
        wrong.push("events without a source".to_owned());
    }
    for event in events {
        let named = [&event.id, &event.name, &event.arn].map(|sources| !sources.as_slice().is_empty());
        if !named.contains(&true) {
            wrong.push(format!("events {:?} name nothing", event.names));
        }
        // Without it, nobody finds the resource that is named.
        if event.within.is_none() && (named[1] && item.name.is_none() || named[2] && item.arn.is_none()) {
            wrong.push(format!("events {:?} name the resource by what its item does not have", event.names));
        }
    }
    wrong
}

#[test]
fn every_type_has_a_fixture() {
    let missing = files("toml").into_iter().filter(|file| !file.with_extension("json").exists());
    assert_none(&missing.map(|file| type_of(&file)).collect::<Vec<_>>());
}

#[tokio::test]
async fn fixtures() {
    let schema: Schema = serde_json::from_str(include_str!("../../schema/properties.json")).unwrap();
    let mut wrong = Vec::new();
    for file in files("json") {
        let name = type_of(&file);
        let problems = match serde_json::from_slice::<Fixture>(&std::fs::read(&file).unwrap()) {
            Ok(fixture) => match named(&name) {
                Some(of) => problems(of, &fixture, &schema).await,
                None => vec!["there is no such type".to_owned()],
            },
            Err(error) => vec![format!("the fixture is not understood: {error}")],
        };
        wrong.extend(problems.into_iter().map(|what| format!("{name}: {what}")));
    }
    assert_none(&wrong);
}

async fn problems(of: &ResourceType, fixture: &Fixture, schema: &Schema) -> Vec<String> {
    let mut wrong = Vec::new();
    let text = |name: &str| fixture.item[name].as_str().map(str::to_owned);
    let region = text("awsRegion").filter(|region| region != "global").or_else(|| of.file.item.home.clone());
    let place = Place { account: text("awsAccountId").unwrap(), region: region.unwrap() };
    let replay = Replay { answers: &fixture.answers, used: Mutex::default() };
    let id = text("resourceId").unwrap();
    match of.list(&replay, &place).await {
        Ok(listed) => {
            let found = listed.iter().find_map(|listed| match listed {
                Listed::Item(item) if item.key.resource_id == id => Some(item),
                _ => None,
            });
            match found {
                Some(item) => {
                    wrong.extend(differences(&fixture.item, item).map(|what| format!("by list, {what}")))
                }
                None => wrong.push(format!("{id} is not in the list")),
            }
        }
        Err(error) => wrong.push(format!("list: {error}")),
    }
    let reference = Reference::Item { id: id.clone(), name: text("resourceName"), arn: text("ARN") };
    for reference in references(of, &id, text("resourceName"), text("ARN")).iter().chain([&reference]) {
        match of.get(&replay, &place, reference).await {
            Ok(Found::Item(item)) => {
                wrong.extend(differences(&fixture.item, &item).map(|what| format!("by get, {what}")));
            }
            other => wrong.push(format!("get {reference:?}: {other:?}")),
        }
    }
    if let Ok(Document::Settled(node)) = of.get_document(&replay, &place, &reference).await {
        wrong.extend(against_schema(of, schema, &place, &node));
    }
    let used = replay.used.into_inner().unwrap();
    let unused = fixture.answers.iter().enumerate().filter(|(place, _)| !used.contains(place));
    wrong
        .extend(unused.map(|(_, answer)| format!("an answer is not used: {} {}", answer.call, answer.input)));
    for example in &fixture.events {
        let touched: IndexSet<String> = of
            .touches(&example.event, &place)
            .into_iter()
            .filter_map(|touch| match touch {
                Touch::Resource(Reference::Id(text) | Reference::Name(text) | Reference::Arn(text)) => {
                    Some(text)
                }
                Touch::Resource(Reference::Item { id, .. }) => Some(id),
                Touch::Within { path, value } => {
                    finds(&fixture.item["configuration"], &path, &value).then(|| id.clone())
                }
            })
            .collect::<IndexSet<_>>();
        if !touched.iter().eq(&example.touches) {
            wrong.push(format!(
                "{} touches {touched:?}, not {:?}",
                example.event["eventName"], example.touches
            ));
        }
        let mut failed = example.event.clone();
        failed["errorCode"] = "AccessDenied".into();
        assert_eq!(of.touches(&failed, &place), []);
    }
    if fixture.events.is_empty() {
        wrong.push("the fixture has no events".to_owned());
    }
    wrong
}

/// The resource as events of the type name it.
fn references(of: &ResourceType, id: &str, name: Option<String>, arn: Option<String>) -> Vec<Reference> {
    let uses = |sources: fn(&Event) -> &OneOrMore<Source>| {
        of.file.events.iter().any(|event| event.within.is_none() && !sources(event).as_slice().is_empty())
    };
    let id = uses(|event| &event.id).then(|| Reference::Id(id.to_owned()));
    let name = name.filter(|_| uses(|event| &event.name)).map(Reference::Name);
    let arn = arn.filter(|_| uses(|event| &event.arn)).map(Reference::Arn);
    [id, name, arn].into_iter().flatten().collect()
}

/// What is different of the two, without what the recorder decides.
fn differences(expected: &Value, item: &ConfigurationItem) -> impl Iterator<Item = String> {
    let mut found = item.delivered();
    let mut expected = expected.clone();
    for item in [&mut found, &mut expected] {
        let members = item.as_object_mut().unwrap();
        for name in ["configurationItemCaptureTime", "configurationStateId", "configurationItemStatus"] {
            members.remove(name);
        }
    }
    let mut differences = Vec::new();
    compare("", &expected, &found, &mut differences);
    differences.into_iter()
}

fn compare(at: &str, expected: &Value, found: &Value, differences: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let names: BTreeMap<&String, ()> =
                expected.keys().chain(found.keys()).map(|name| (name, ())).collect();
            for name in names.keys() {
                let of = |members: &serde_json::Map<String, Value>| members.get(*name).cloned();
                match (of(expected), of(found)) {
                    (Some(expected), Some(found)) => {
                        compare(&format!("{at}.{name}"), &expected, &found, differences);
                    }
                    (Some(expected), None) => differences.push(format!("{at}.{name} is missing: {expected}")),
                    (None, Some(found)) => differences.push(format!("{at}.{name} is too much: {found}")),
                    (None, None) => {}
                }
            }
        }
        _ if expected == found => {}
        _ => differences.push(format!("{at} is {found}, not {expected}")),
    }
}

/// Paths of the configuration that nobody could search.
fn against_schema(of: &ResourceType, schema: &Schema, place: &Place, document: &Node) -> Vec<String> {
    let Some(schema) = schema.get(&of.name) else { return Vec::new() };
    let mut walk = Walk { schema, unlisted: HashSet::new(), wrong: Vec::new() };
    let paths = of.file.item.configuration.unlisted.iter();
    walk.unlisted.extend(paths.map(|path| format!("configuration.{path}")));
    for (name, changes) in &of.file.supplementary {
        let paths = changes.inner().unlisted.iter();
        walk.unlisted.extend(paths.map(|path| format!("supplementaryConfiguration.{name}.{path}")));
    }
    walk.at("configuration", &of.configuration(place, document), false);
    for (name, value) in of.supplementary(place, document) {
        let at = format!("supplementaryConfiguration.{name}");
        // Of many, the schema has nothing at all.
        if walk.is_known(&at) {
            walk.at(&at, &value, false);
        }
    }
    walk.wrong
}

struct Walk<'a> {
    schema: &'a BTreeMap<String, String>,
    unlisted: HashSet<String>,
    wrong: Vec<String>,
}

impl Walk<'_> {
    fn is_known(&self, path: &str) -> bool {
        let mut from = self.schema.range(path.to_owned()..);
        from.next().is_some_and(|(found, _)| found == path)
            || self
                .schema
                .keys()
                .any(|found| found.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
    }

    fn at(&mut self, path: &str, node: &Node, is_item: bool) {
        if self.unlisted.contains(path) {
            return;
        }
        let names = |node: &Node| -> Vec<String> {
            node.members()
                .map(|members| members.keys().map(|name| format!("{path}.{name}")).collect())
                .unwrap_or_default()
        };
        let is_right = match node {
            // Keys are data: it is enough that the schema knows the place.
            Node::Map(_) if !names(node).iter().any(|name| self.is_known(name)) => self.is_known(path),
            Node::Structure(members) | Node::Map(members) => {
                members.iter().for_each(|(name, node)| self.at(&format!("{path}.{name}"), node, false));
                !members.is_empty() || self.is_known(path)
            }
            Node::List(items) => {
                items.iter().for_each(|item| self.at(path, item, true));
                !items.is_empty() || self.is_known(path)
            }
            Node::Leaf(Value::Null) => self.is_known(path),
            Node::Leaf(_) => {
                self.schema.contains_key(path)
                    || is_item && self.schema.contains_key(&format!("{path}.value"))
            }
        };
        if !is_right {
            self.wrong.push(format!("the schema has no {path}"));
        }
    }
}

/// Each type with the documents of all others, and with what is no document at all.
#[tokio::test]
async fn nothing_panics() {
    let mut documents =
        vec![Node::of_data(serde_json::json!({})), Node::of_data(serde_json::json!([[], {"a": [null]}]))];
    let mut events = vec![Value::Null, serde_json::json!({"eventName": 1, "requestParameters": []})];
    for file in files("json") {
        let Ok(fixture) = serde_json::from_slice::<Fixture>(&std::fs::read(&file).unwrap()) else { continue };
        events.extend(fixture.events.into_iter().map(|example| example.event));
        for answer in fixture.answers.iter().filter(|answer| !answer.base64).take(1) {
            let Ok(operation) = Operation::named(&answer.call) else { continue };
            let output = operation.output(answer.status, &HeaderMap::new(), answer.body.as_bytes());
            documents.extend(output.map(|output| Node::of_output(output, operation.output_form())));
        }
    }
    let place = Place { account: "123456789012".to_owned(), region: "eu-west-1".to_owned() };
    for of in all() {
        for document in &documents {
            if let Ok(item) = of.item(&place, document) {
                of.without_volatile(&item);
            }
            of.configuration(&place, document);
            of.supplementary(&place, document);
        }
        for event in &events {
            of.touches(event, &place);
        }
    }
}

#[test]
fn what_nobody_could_search_is_found() {
    let properties = ["configuration.a", "configuration.w.value", "configuration.m", "configuration.k.known"];
    let schema = properties.map(|path| (path.to_owned(), "string".to_owned())).into();
    let unlisted = HashSet::from(["configuration.u".to_owned()]);
    let mut walk = Walk { schema: &schema, unlisted, wrong: Vec::new() };
    let data = |value| Node::of_data(value);
    let members = [
        ("a", data(serde_json::json!(["x", "y"]))),
        ("b", data(serde_json::json!([]))),
        ("w", data(serde_json::json!(["x"]))),
        ("u", data(serde_json::json!({"x": {"y": 1}}))),
        ("m", data(serde_json::json!({"x": "y"}))),
        ("n", data(serde_json::json!({"x": "y"}))),
        ("k", data(serde_json::json!({"known": "y", "other": "z"}))),
    ];
    walk.at(
        "configuration",
        &Node::Structure(members.map(|(name, node)| (name.to_owned(), node)).into_iter().collect()),
        false,
    );
    let wrong = ["configuration.b", "configuration.n", "configuration.k.other"];
    assert_eq!(walk.wrong, wrong.map(|path| format!("the schema has no {path}")));
}

#[test]
fn keys_that_are_not_known_are_errors() {
    let file = |more: &str| {
        let known =
            "type = \"AWS::Some::Thing\"\nlist = { call = \"some:ListThings\" }\nitem.id = \"{Id}\"\n";
        ResourceType::parse(&format!("{known}{more}"))
    };
    assert!(file("").is_ok());
    for more in [
        "events_source = \"a\"",
        "get = { parts = '(' }",
        "get = { filter = \"a\" }",
        "details = [{ call = \"a:B\", each = { path = \"A\" } }]",
        "item.tag = \"A\"",
        "item.configuration.remove = [\"A\"]",
        "supplementary.A = { path = \"A\", drop = [\"B\"] }",
        "relationships = [{ type = \"A\", name = \"B\", id = { path = \"C\", before = \"/\" } }]",
        "events = [{ names = [\"A\"], ids = \"B\" }]",
    ] {
        assert!(file(more).is_err(), "{more}");
    }
}
