//! Documents: what the calls of a resource type say of its resources.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use indexmap::IndexMap;
use regex::Regex;
use serde_json::{Map, Value};

use super::calls::{Calls, DescribeError, merged, pages};
use super::configuration::holds;
use super::file::{Detail, Get, List, Only, TextOr};
use super::node::{Node, one_or_list};
use super::path::Path;
use super::template::{Input, Known, Template};
use super::{Place, Reference, ResourceType};

/// Of how many resources details are asked for at the same time.
const CONCURRENT: usize = 4;
/// What a call for one resource may be told by.
const NAMES: &[&str] = &["id", "name", "arn"];

/// What is known of one resource.
#[derive(Debug, PartialEq)]
pub enum Document {
    Settled(Node),
    /// In between: nothing is said of it.
    Unsettled(Node),
    /// There is none, or not of this type.
    Absent,
}

impl ResourceType {
    /// Those of all resources. What is gone when its details are asked for is left out.
    pub(super) async fn list_documents(
        &self,
        calls: &impl Calls,
        place: &Place,
    ) -> Result<Vec<Document>, DescribeError> {
        let listed = self.listed(calls, place).await?;
        self.all_detailed(calls, place, listed).await
    }

    pub(super) async fn get_document(
        &self,
        calls: &impl Calls,
        place: &Place,
        of: &Reference,
    ) -> Result<Document, DescribeError> {
        let Some(get) = &self.file.get else { return self.search(calls, place, of).await };
        let mut known = Known { names: of.names(), ..Known::of(place) };
        let parts = match known.names.get("id").map(|id| self.parts(id)) {
            Some(None) => return Ok(Document::Absent),
            Some(Some(parts)) => parts,
            None => BTreeMap::new(),
        };
        known.names.extend(parts.clone());
        // INVARIANT: a call for one resource is never made without what says which, for it might be answered with
        // others.
        if get.lacks(&known) {
            return self.search(calls, place, of).await;
        }
        let found = match &get.call {
            None => vec![Node::default()],
            Some(call) => match pages(calls, place, call, input(&get.parameters, &known, None)).await {
                Ok(pages) => documents(call, &pages, &get.items, get.r#as.as_deref())?,
                Err(error) if error.is_one_of(&get.absent) => Vec::new(),
                Err(error) => return Err(error),
            },
        };
        // A filter may let others through.
        let mut found = found.into_iter().map(|document| with(document, &get.put, &known));
        let Some(found) = found.find(|document| self.is(of, place, document) != Some(false)) else {
            return Ok(Document::Absent);
        };
        let detailed = self.detailed(calls, place, found, &parts).await?;
        Ok(if self.is_document(of, place, &detailed) { detailed } else { Document::Absent })
    }

    /// Looks for one resource among all. Details are asked for only where without them it is not known which one it
    /// is.
    async fn search(
        &self,
        calls: &impl Calls,
        place: &Place,
        of: &Reference,
    ) -> Result<Document, DescribeError> {
        let mut listed = self.listed(calls, place).await?;
        listed.retain(|document| self.is(of, place, document) != Some(false));
        let detailed = self.all_detailed(calls, place, listed).await?;
        let found = detailed.into_iter().find(|document| self.is_document(of, place, document));
        Ok(found.unwrap_or(Document::Absent))
    }

    /// Whether it is the resource that is meant; None where the document does not say, perhaps not yet.
    fn is(&self, meant: &Reference, place: &Place, document: &Node) -> Option<bool> {
        let (name, wanted) = meant.decisive();
        self.names(place, document).get(name).map(|found| found == wanted)
    }

    fn is_document(&self, meant: &Reference, place: &Place, document: &Document) -> bool {
        match document {
            Document::Settled(node) | Document::Unsettled(node) => self.is(meant, place, node) == Some(true),
            Document::Absent => false,
        }
    }

    /// Documents of all resources, without details.
    async fn listed(&self, calls: &impl Calls, place: &Place) -> Result<Vec<Node>, DescribeError> {
        let list = &self.file.list;
        let mut listed = Vec::new();
        for outer in list.outer(calls, place).await? {
            let known = Known { each: outer.as_ref(), ..Known::of(place) };
            match pages(calls, place, &list.call, input(&list.parameters, &known, None)).await {
                Ok(pages) => {
                    let found = documents(&list.call, &pages, &list.items, list.r#as.as_deref())?;
                    listed.extend(found.into_iter().map(|document| with(document, &list.put, &known)));
                }
                Err(error) if error.is_one_of(&list.absent) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(listed)
    }

    async fn all_detailed(
        &self,
        calls: &impl Calls,
        place: &Place,
        documents: Vec<Node>,
    ) -> Result<Vec<Document>, DescribeError> {
        let none = BTreeMap::new();
        let detailed: Vec<_> =
            documents.into_iter().map(|document| self.detailed(calls, place, document, &none)).collect();
        stream::iter(detailed).buffered(CONCURRENT).try_collect().await
    }

    /// With what the further calls say.
    async fn detailed(
        &self,
        calls: &impl Calls,
        place: &Place,
        mut document: Node,
        parts: &BTreeMap<String, String>,
    ) -> Result<Document, DescribeError> {
        // What is there already can be decided already.
        if !holds(&document, self.only().iter().filter(|(path, _)| path.finds(&document))) {
            return Ok(Document::Absent);
        }
        for detail in &self.file.details {
            let mut names = self.names(place, &document);
            let parts = match (parts.is_empty(), names.get("id")) {
                (true, Some(id)) => self.parts(id).unwrap_or_default(),
                _ => parts.clone(),
            };
            names.extend(parts);
            match detail.ask(calls, place, names, &mut document).await {
                Ok(true) => {}
                Ok(false) => return Ok(Document::Absent),
                // One that must not be looked into keeps no other from being recorded: its last item stays.
                Err(error) if error.is_access_denied() => {
                    tracing::warn!(resource.r#type = %self.name, "a {} is left as it is known: {error}", self.name);
                    return Ok(Document::Unsettled(document));
                }
                Err(error) => return Err(error),
            }
        }
        let known = Known::of(place);
        let of_item = self.file.item.only.iter();
        let of_item: Vec<(&Path, Value)> = of_item
            .filter_map(|(path, wanted)| Some((path, wanted.filled(&known, Some(&document))?)))
            .collect();
        if !holds(&document, of_item.iter().map(|(path, wanted)| (*path, wanted)))
            || !holds(&document, self.only())
        {
            return Ok(Document::Absent);
        }
        let unsettled = self.unsettled();
        match !unsettled.is_empty() && holds(&document, unsettled) {
            true => Ok(Document::Unsettled(document)),
            false => Ok(Document::Settled(document)),
        }
    }

    /// The parts of an id that calls need; None for an id that is not one of this type.
    fn parts(&self, id: &str) -> Option<BTreeMap<String, String>> {
        match self.file.get.as_ref().and_then(|get| get.parts.as_ref()) {
            Some(pattern) => named_groups(&pattern.0, id),
            None => Some(BTreeMap::new()),
        }
    }

    fn only(&self) -> &Only {
        either(&self.file.list.only, self.file.get.as_ref().map(|get| &get.only))
    }

    fn unsettled(&self) -> &Only {
        either(&self.file.list.unsettled, self.file.get.as_ref().map(|get| &get.unsettled))
    }
}

/// It stands at one of two places.
fn either<'a>(of_list: &'a Only, of_get: Option<&'a Only>) -> &'a Only {
    match (of_list.is_empty(), of_get) {
        (true, Some(of_get)) => of_get,
        _ => of_list,
    }
}

impl List {
    /// What the list is made for each of; once and for nothing where there is no such list.
    async fn outer(&self, calls: &impl Calls, place: &Place) -> Result<Vec<Option<Node>>, DescribeError> {
        let Some(outer) = &self.each else { return Ok(vec![None]) };
        let known = Known::of(place);
        let pages = pages(calls, place, &outer.call, input(&outer.parameters, &known, None)).await?;
        let found = pages.iter().flat_map(|page| outer.items.find_items(page));
        Ok(found.cloned().map(Some).collect())
    }
}

impl Get {
    /// Whether something that it needs to know is not known.
    fn lacks(&self, known: &Known) -> bool {
        self.parameters.lacks(NAMES, known)
            || self.put.values().any(|template| template.lacks(NAMES, known))
            || (self.parts.is_some() && !known.names.contains_key("id"))
    }
}

impl Detail {
    /// Puts what the call says into the document. Says whether the resource is there.
    async fn ask(
        &self,
        calls: &impl Calls,
        place: &Place,
        names: BTreeMap<String, String>,
        document: &mut Node,
    ) -> Result<bool, DescribeError> {
        let mut known = Known { names, ..Known::of(place) };
        let each = self.values(&known, document);
        let mut said = Vec::new();
        for value in each.as_deref().map_or(vec![None], |each| each.iter().map(Some).collect()) {
            known.each = value;
            match pages(calls, place, &self.call, input(&self.parameters, &known, Some(document))).await {
                Ok(pages) => match (self.taken(merged(pages)), &self.into) {
                    (Some(taken), _) => said.push(taken),
                    (None, Some(_)) => {}
                    (None, None) => return Ok(false),
                },
                Err(error) if error.is_one_of(&self.absent) => return Ok(false),
                Err(error) if error.is_one_of(&self.none) => {}
                Err(error) if error.is_unsupported() && self.into.is_some() => {}
                Err(error) => return Err(error),
            }
        }
        let said = match &each {
            Some(_) => Some(Node::List(said.iter().flat_map(Node::flat).cloned().collect())),
            None => said.pop(),
        };
        match (said, &self.into) {
            (None, _) => Ok(true),
            (Some(said), Some(into)) => {
                document.put(&into.steps, said);
                Ok(true)
            }
            (Some(Node::List(items)), None) => match items.into_iter().next() {
                Some(first) => self.put_beside(first, document).map(|()| true),
                None => Ok(false),
            },
            (Some(said), None) => self.put_beside(said, document).map(|()| true),
        }
    }

    /// What the call is made for each of; None where it is made once.
    fn values(&self, known: &Known, document: &Node) -> Option<Vec<Node>> {
        let (path, unless) = match self.each.as_ref()? {
            TextOr::Text(path) => (path, None),
            TextOr::Table(each) => (&each.path, each.unless.text(known, None)),
        };
        let is_passed_over = |node: &Node| match (node.as_str(), &unless) {
            (Some(text), Some(beginning)) => text.starts_with(beginning),
            _ => false,
        };
        let found = path.find_items(document).into_iter().filter(|node| !is_passed_over(node));
        Some(found.cloned().collect())
    }

    fn taken(&self, output: Node) -> Option<Node> {
        match &self.take {
            None => Some(output),
            Some(path) => one_or_list(path.find(&output).into_iter().cloned().collect()),
        }
    }

    fn put_beside(&self, said: Node, document: &mut Node) -> Result<(), DescribeError> {
        match (said, document.members_mut()) {
            (Node::Structure(said) | Node::Map(said), Some(members)) => {
                members.extend(said);
                Ok(())
            }
            _ => Err(DescribeError::new(&self.call, "what the answer has for a resource is not an object")),
        }
    }
}

/// The documents in the pages of an output.
fn documents(
    call: &str,
    pages: &[Node],
    items: &Path,
    name: Option<&str>,
) -> Result<Vec<Node>, DescribeError> {
    let mut documents = Vec::new();
    for item in pages.iter().flat_map(|page| items.find_items(page)) {
        match (name, item) {
            (Some(name), item) => {
                let mut document = Node::default();
                document.put(&[name.to_owned()], item.clone());
                documents.push(document);
            }
            (None, Node::Structure(_) | Node::Map(_)) => documents.push(item.clone()),
            (None, _) => {
                return Err(DescribeError::new(
                    call,
                    format!("what the answer has at {items} is not an object"),
                ));
            }
        }
    }
    Ok(documents)
}

/// With the members that are put beside those of the answer.
fn with(mut document: Node, put: &IndexMap<String, Template>, known: &Known) -> Node {
    let put: Vec<(&String, Node)> = put
        .iter()
        .filter_map(|(name, template)| Some((name, template.value(known, Some(&document))?)))
        .collect();
    put.into_iter().for_each(|(name, node)| document.put(std::slice::from_ref(name), node));
    document
}

fn input(parameters: &Input, known: &Known, document: Option<&Node>) -> Value {
    parameters.filled(known, document).unwrap_or_else(|| Value::Object(Map::new()))
}

fn named_groups(pattern: &Regex, id: &str) -> Option<BTreeMap<String, String>> {
    let found = pattern.captures(id)?;
    let group = |name: &str| Some((name.to_owned(), found.name(name)?.as_str().to_owned()));
    Some(pattern.capture_names().flatten().filter_map(group).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;
    use stellwerk_wire::client::Operation;

    use super::super::{CallError, Found, Listed};
    use super::*;

    const TABLE: &str = r#"
        type = "AWS::DynamoDB::Table"
        [list]
        call = "dynamodb:ListTables"
        items = "TableNames"
        as = "TableName"
        [get]
        put = { TableName = "{name}" }
        unsettled = { TableStatus = ["CREATING", "UPDATING"] }
        [[details]]
        call = "dynamodb:DescribeTable"
        parameters = { TableName = "{TableName}" }
        take = "Table"
        absent = ["ResourceNotFoundException"]
        [item]
        id = "{TableName}"
        name = "{TableName}"
        configuration = { keep = ["tableName"] }
    "#;

    const SUBNET: &str = r#"
        type = "AWS::EC2::Subnet"
        [list]
        call = "ec2:DescribeSubnets"
        items = "Subnets"
        only = { State = "available" }
        [get]
        call = "ec2:DescribeSubnets"
        parameters = { SubnetIds = ["{id}"] }
        items = "Subnets"
        absent = ["InvalidSubnetID.NotFound"]
        [item]
        id = "{SubnetId}"
        name = "{SubnetId}"
    "#;

    /// A service that has only these answers: call, input, and output or code of an error.
    #[derive(Default)]
    struct Fake {
        answers: Vec<(&'static str, Value, Result<Value, &'static str>)>,
        asked: Mutex<Vec<String>>,
    }

    impl Fake {
        fn answering(
            mut self,
            call: &'static str,
            input: Value,
            output: Result<Value, &'static str>,
        ) -> Fake {
            self.answers.push((call, input, output));
            self
        }
    }

    impl Calls for Fake {
        async fn call(
            &self,
            operation: &Operation<'static>,
            _: &str,
            input: &Value,
        ) -> Result<Value, CallError> {
            let call = format!("{}:{}", operation.api.name, operation.name);
            self.asked.lock().unwrap().push(format!("{} {input}", operation.name));
            tokio::task::yield_now().await;
            let found = self.answers.iter().find(|(of, with, _)| *of == call && with == input);
            match found.map(|(_, _, answer)| answer) {
                Some(Ok(output)) => Ok(output.clone()),
                Some(Err("")) => Err(CallError::Failed("nobody answered".to_owned())),
                Some(Err(code)) => Err(CallError::Refused {
                    code: (*code).to_owned(),
                    message: "no".to_owned(),
                    status: 400,
                }),
                None => panic!("nobody expected {call} {input}"),
            }
        }
    }

    fn place() -> Place {
        Place { account: "123456789012".to_owned(), region: "eu-west-1".to_owned() }
    }

    async fn list(file: &str, calls: &Fake) -> Result<String, DescribeError> {
        let listed = ResourceType::parse(file).unwrap().list(calls, &place()).await?;
        let told = listed.into_iter().map(|listed| match listed {
            Listed::Item(item) => item.key.resource_id,
            Listed::Unsettled(id) => format!("({id})"),
        });
        Ok(told.collect::<Vec<_>>().join(" "))
    }

    async fn get(file: &str, calls: &Fake, of: Reference) -> Result<Found, DescribeError> {
        ResourceType::parse(file).unwrap().get(calls, &place(), &of).await
    }

    fn table(name: &str, status: &str) -> Result<Value, &'static str> {
        Ok(json!({"Table": {"TableName": name, "TableStatus": status}}))
    }

    fn tables() -> Fake {
        Fake::default()
            .answering(
                "dynamodb:ListTables",
                json!({}),
                Ok(json!({"TableNames": ["a", "b"], "LastEvaluatedTableName": "b"})),
            )
            .answering(
                "dynamodb:ListTables",
                json!({"ExclusiveStartTableName": "b"}),
                Ok(json!({"TableNames": ["a", "c", "d"]})),
            )
            .answering("dynamodb:DescribeTable", json!({"TableName": "a"}), table("a", "ACTIVE"))
            .answering("dynamodb:DescribeTable", json!({"TableName": "b"}), Err("ResourceNotFoundException"))
            .answering("dynamodb:DescribeTable", json!({"TableName": "c"}), table("c", "UPDATING"))
            .answering("dynamodb:DescribeTable", json!({"TableName": "d"}), table("d", "ACTIVE"))
    }

    #[tokio::test]
    async fn lists_have_all_pages() {
        // One vanished after it was listed, and of one nothing is said.
        assert_eq!(list(TABLE, &tables()).await.as_deref(), Ok("a (c) d"));
    }

    #[tokio::test]
    async fn a_list_is_never_half_a_list() {
        let pages = || {
            let first = Ok(json!({"Subnets": [{"SubnetId": "a", "State": "available"}], "NextToken": "t"}));
            Fake::default().answering("ec2:DescribeSubnets", json!({}), first)
        };
        let fails =
            pages().answering("ec2:DescribeSubnets", json!({"NextToken": "t"}), Err("RequestLimitExceeded"));
        let error = list(SUBNET, &fails).await.unwrap_err();
        assert_eq!(error.to_string(), "call ec2:DescribeSubnets: RequestLimitExceeded (400): no");
        assert!(error.is_throttling() && !error.is_access_denied());
        let circle = Ok(json!({"Subnets": [], "NextToken": "t"}));
        let circles = pages().answering("ec2:DescribeSubnets", json!({"NextToken": "t"}), circle);
        assert!(list(SUBNET, &circles).await.is_err());
        let foreign =
            Fake::default().answering("ec2:DescribeSubnets", json!({}), Ok(json!({"Subnets": ["a"]})));
        assert!(list(SUBNET, &foreign).await.is_err());
        let nameless = json!({"Subnets": [{"State": "available"}]});
        let nameless = Fake::default().answering("ec2:DescribeSubnets", json!({}), Ok(nameless));
        assert_eq!(
            list(SUBNET, &nameless).await.unwrap_err().to_string(),
            "call AWS::EC2::Subnet: a resource has no id"
        );
        // Codes that say that one resource is not there say nothing of a list.
        let absent =
            Fake::default().answering("ec2:DescribeSubnets", json!({}), Err("InvalidSubnetID.NotFound"));
        assert!(list(SUBNET, &absent).await.is_err());
        let mut details = tables();
        details.answers[5].2 = Err("");
        let error = list(TABLE, &details).await.unwrap_err();
        assert_eq!((error.call.as_str(), error.code), ("dynamodb:DescribeTable", None));
    }

    #[tokio::test]
    async fn documents_of_other_types_are_left_out() {
        let subnets = json!([{"SubnetId": "a", "State": "pending"}, {"SubnetId": "b", "State": "available"}, {"SubnetId": "c"}]);
        let calls =
            Fake::default().answering("ec2:DescribeSubnets", json!({}), Ok(json!({"Subnets": subnets})));
        assert_eq!(list(SUBNET, &calls).await.as_deref(), Ok("b"));
    }

    #[tokio::test]
    async fn one_resource_is_described() {
        let answered =
            |output| Fake::default().answering("ec2:DescribeSubnets", json!({"SubnetIds": ["a"]}), output);
        let found = |found: &str| Ok(json!({"Subnets": [{"SubnetId": found, "State": "available"}]}));
        let a = || Reference::Id("a".to_owned());
        let item = get(SUBNET, &answered(found("a")), a()).await;
        assert!(
            matches!(item, Ok(Found::Item(item)) if item.key.resource_id == "a" && item.key.region == "eu-west-1")
        );
        for absent in [Err("InvalidSubnetID.NotFound"), Ok(json!({})), Ok(json!({"Subnets": []})), found("b")]
        {
            assert_eq!(get(SUBNET, &answered(absent), a()).await, Ok(Found::Absent));
        }
        assert!(
            get(SUBNET, &answered(Err("UnauthorizedOperation")), a()).await.unwrap_err().is_access_denied()
        );
    }

    #[tokio::test]
    async fn details_say_whether_there_is_such_a_resource() {
        let named = |name: &str| Reference::Name(name.to_owned());
        assert!(matches!(get(TABLE, &tables(), named("a")).await, Ok(Found::Item(_))));
        assert_eq!(get(TABLE, &tables(), named("b")).await, Ok(Found::Absent));
        assert_eq!(get(TABLE, &tables(), named("c")).await, Ok(Found::Unsettled));
    }

    /// A call without the name would get any resources.
    #[tokio::test]
    async fn what_cannot_be_asked_for_is_searched() {
        let calls = Fake::default().answering(
            "ec2:DescribeSubnets",
            json!({}),
            Ok(json!({"Subnets": [{"SubnetId": "a", "State": "available"}, {"SubnetId": "b", "State": "available"}]})),
        );
        let found = get(SUBNET, &calls, Reference::Name("b".to_owned())).await;
        assert!(matches!(found, Ok(Found::Item(item)) if item.key.resource_id == "b"));
        assert_eq!(get(SUBNET, &calls, Reference::Name("c".to_owned())).await, Ok(Found::Absent));
        let calls = tables();
        assert!(matches!(get(TABLE, &calls, Reference::Id("d".to_owned())).await, Ok(Found::Item(_))));
        // Details are asked for only of the one that is meant.
        let asked = calls.asked.into_inner().unwrap();
        assert_eq!(
            asked.iter().filter(|call| call.starts_with("DescribeTable")).collect::<Vec<_>>(),
            ["DescribeTable {\"TableName\":\"d\"}"]
        );
    }

    #[tokio::test]
    async fn ids_have_parts() {
        let file = r#"
            type = "AWS::ECS::Service"
            [list]
            each = { call = "dynamodb:ListTables", items = "TableNames" }
            call = "ec2:DescribeSubnets"
            parameters = { SubnetIds = ["{each}"] }
            items = "Subnets"
            put = { Table = "{each}" }
            absent = ["InvalidSubnetID.NotFound"]
            [get]
            parts = '^(?<table>.+)/(?<subnet>.+)$'
            call = "ec2:DescribeSubnets"
            parameters = { SubnetIds = ["{subnet}"] }
            items = "Subnets"
            put = { Table = "{table}" }
            [item]
            id = "{Table}/{SubnetId}"
        "#;
        let of = |id: &str| Ok(json!({"Subnets": [{"SubnetId": id}]}));
        let calls = Fake::default()
            .answering("dynamodb:ListTables", json!({}), Ok(json!({"TableNames": ["t", "u"]})))
            .answering("ec2:DescribeSubnets", json!({"SubnetIds": ["t"]}), of("s"))
            .answering("ec2:DescribeSubnets", json!({"SubnetIds": ["u"]}), Err("InvalidSubnetID.NotFound"))
            .answering("ec2:DescribeSubnets", json!({"SubnetIds": ["s"]}), of("s"));
        assert_eq!(list(file, &calls).await.as_deref(), Ok("t/s"));
        assert!(matches!(get(file, &calls, Reference::Id("t/s".to_owned())).await, Ok(Found::Item(_))));
        assert_eq!(get(file, &calls, Reference::Id("s".to_owned())).await, Ok(Found::Absent));
    }

    #[tokio::test]
    async fn details_go_into_the_document() {
        let details = |details: &str| {
            let file = format!(
                "{SUBNET}\n[item.configuration]\ncase = \"same\"\nomit = [\"State\"]\n[[details]]\n\
                 call = \"dynamodb:DescribeTable\"\nnone = [\"Nothing\"]\nabsent = [\"Gone\"]\n{details}"
            );
            async move {
                let subnet = json!({"Subnets": [{"SubnetId": "a", "State": "available", "Tables": ["t", "u", "aws:x"]}]});
                let both =
                    json!({"Table": {"TableName": "t", "AttributeDefinitions": [{"AttributeName": "x"}]}});
                let calls = Fake::default()
                    .answering("ec2:DescribeSubnets", json!({}), Ok(subnet))
                    .answering("dynamodb:DescribeTable", json!({"TableName": "a"}), Ok(both))
                    .answering("dynamodb:DescribeTable", json!({"TableName": "t"}), table("t", "ACTIVE"))
                    .answering("dynamodb:DescribeTable", json!({"TableName": "u"}), Err("Nothing"))
                    .answering(
                        "dynamodb:DescribeTable",
                        json!({"TableName": "d"}),
                        Err("AccessDeniedException"),
                    )
                    .answering("dynamodb:DescribeTable", json!({"TableName": "g"}), Err("Gone"));
                let listed = ResourceType::parse(&file).unwrap().list(&calls, &place()).await.unwrap();
                match listed.into_iter().next() {
                    Some(Listed::Item(item)) => {
                        let mut configuration = item.configuration;
                        for known in ["SubnetId", "Tables"] {
                            configuration.as_object_mut().unwrap().shift_remove(known);
                        }
                        configuration
                    }
                    other => json!(format!("{other:?}")),
                }
            }
        };
        for (detail, expected) in [
            (
                "parameters = { TableName = \"{id}\" }\ntake = \"Table.TableName\"\ninto = \"A.B\"",
                json!({"A": {"B": "t"}}),
            ),
            (
                "parameters = { TableName = \"{id}\" }\ntake = \"Table.AttributeDefinitions\"",
                json!({"AttributeName": "x"}),
            ),
            ("parameters = { TableName = \"{id}\" }\ntake = \"Table.Replicas\"", json!("None")),
            ("parameters = { TableName = \"{id}\" }\ntake = \"Table.Replicas\"\ninto = \"A\"", json!({})),
            ("parameters = { TableName = \"u\" }", json!({})),
            ("parameters = { TableName = \"g\" }", json!("None")),
            ("parameters = { TableName = \"d\" }", json!("Some(Unsettled(\"a\"))")),
            (
                "parameters = { TableName = \"{each}\" }\neach = { path = \"Tables\", unless = \"{partition}:\" }\n\
                 take = \"Table.TableStatus\"\ninto = \"A\"",
                json!({"A": ["ACTIVE"]}),
            ),
        ] {
            assert_eq!(details(detail).await, expected, "{detail}");
        }
    }

    #[test]
    fn descriptions_can_be_sent_to_another_thread() {
        fn is_send(_: impl Send) {}
        let (of, calls, place) = (ResourceType::parse(TABLE).unwrap(), Fake::default(), place());
        is_send(of.list(&calls, &place));
        is_send(of.get(&calls, &place, &Reference::Id(String::new())));
    }
}
