//! What an API is like: its operations and shapes, read from `models/described/`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use http::Method;
use serde::Deserialize;
use thiserror::Error;

use super::described::DESCRIBED;
use super::pages::Pages;
use crate::call::partition;

#[derive(Clone, Debug, Error)]
pub enum ModelError {
    #[error("models/described has no API {0}; is there a call of it, and was models/fetch.py run since?")]
    NoApi(String),
    #[error(
        "models/described has no operation {0}; is there a call of it, and was models/fetch.py run since?"
    )]
    NoOperation(String),
    #[error("read the description of an API: {0}")]
    Unreadable(Arc<serde_json::Error>),
    #[error("the description of {api} is wrong: {why}")]
    Wrong { api: String, why: String },
}

/// An API of AWS, as far as it is called.
#[derive(Debug)]
pub struct Api {
    /// As botocore names it: `elbv2`.
    pub name: String,
    /// The service in signatures: `elasticloadbalancing`.
    pub signing_name: String,
    /// The service in host names: `elasticloadbalancing`.
    pub endpoint_prefix: String,
    pub(super) protocol: Protocol,
    pub(super) version: String,
    pub(super) target_prefix: String,
    pub(super) json_version: String,
    /// Gives its errors the codes that they had in the query protocol, when it is asked to.
    pub(super) query_compatible: bool,
    /// By partition.
    global: BTreeMap<String, Endpoint>,
    operations: BTreeMap<String, OperationFacts>,
    shapes: Vec<Shape>,
}

/// Where AWS has an API.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Endpoint {
    /// `iam.amazonaws.com`
    pub hostname: String,
    /// The region in signatures.
    pub region: String,
}

#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    pub api: &'a Api,
    /// `DescribeSubnets`
    pub name: &'a str,
    pub(super) facts: &'a OperationFacts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Protocol {
    Query,
    Ec2,
    Json,
    RestJson,
    RestXml,
}

#[derive(Debug)]
pub(super) struct OperationFacts {
    pub method: Method,
    /// `/{Bucket}/{Key+}?acl`
    pub uri: String,
    /// `{AccountId}.`
    pub host_prefix: String,
    pub input: Option<Member>,
    pub output: Option<Member>,
    /// The element in which the output is.
    pub result_wrapper: Option<String>,
    /// The name of the answer's root, where it does not follow from other names.
    pub root: Option<String>,
    pub required: Vec<String>,
    pub pages: Option<Pages>,
}

#[derive(Debug)]
pub(super) enum Shape {
    Structure(Structure),
    List(Member),
    Map(Member, Member),
    Text,
    Blob,
    Boolean,
    Integer,
    Float,
    Timestamp,
    /// Any JSON.
    Document,
}

#[derive(Debug)]
pub(super) struct Structure {
    pub members: Vec<Member>,
    /// Of these members, the one that is the body.
    pub payload: Option<usize>,
}

/// A place for a value: member of a structure, element of a list, key or value of a map. What its shape says of the way it is
/// written is said here, too.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub name: String,
    shape: ShapeId,
    pub shape_name: String,
    pub location: Location,
    pub location_name: Option<String>,
    pub query_name: Option<String>,
    pub flattened: bool,
    pub xml_attribute: bool,
    pub xml_namespace: Option<Namespace>,
    pub format: Option<TimestampFormat>,
}

/// INVARIANT: within the bounds of its API's shapes.
#[derive(Clone, Copy, Debug)]
struct ShapeId(usize);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Location {
    #[default]
    Body,
    Uri,
    #[serde(rename = "querystring")]
    Query,
    Header,
    /// All headers whose names begin so.
    Headers,
    StatusCode,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(from = "DescribedNamespace")]
pub(super) struct Namespace {
    pub uri: String,
    pub prefix: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum TimestampFormat {
    Iso8601,
    UnixTimestamp,
    Rfc822,
}

impl Api {
    /// One of those in `models/described/`.
    pub fn named(name: &str) -> Result<&'static Api, ModelError> {
        static APIS: OnceLock<HashMap<&str, OnceLock<Result<Api, ModelError>>>> = OnceLock::new();
        let apis = APIS.get_or_init(|| DESCRIBED.iter().map(|(name, _)| (*name, OnceLock::new())).collect());
        let described = DESCRIBED.iter().find(|(known, _)| *known == name);
        let (Some((_, text)), Some(api)) = (described, apis.get(name)) else {
            return Err(ModelError::NoApi(name.to_owned()));
        };
        api.get_or_init(|| Api::parse(text)).as_ref().map_err(Clone::clone)
    }

    /// The names of those that there are.
    pub fn names() -> impl Iterator<Item = &'static str> {
        DESCRIBED.iter().map(|(name, _)| *name)
    }

    /// From the text of such a file.
    pub fn parse(text: &str) -> Result<Api, ModelError> {
        let described: Described =
            serde_json::from_str(text).map_err(|error| ModelError::Unreadable(Arc::new(error)))?;
        let api = described.name.clone();
        described.resolve().map_err(|why| ModelError::Wrong { api, why })
    }

    pub fn operation(&self, name: &str) -> Result<Operation<'_>, ModelError> {
        match self.operations.get_key_value(name) {
            Some((name, facts)) => Ok(Operation { api: self, name, facts }),
            None => Err(ModelError::NoOperation(format!("{}:{name}", self.name))),
        }
    }

    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.operations.iter().map(|(name, facts)| Operation { api: self, name, facts })
    }

    /// Where AWS has it for this region. Global APIs (IAM, Route 53, CloudFront) are in one place, and signed for its region.
    pub fn endpoint(&self, region: &str) -> Endpoint {
        let partition = partition(region);
        let domain = match partition {
            "aws-cn" => "amazonaws.com.cn",
            "aws-eusc" => "amazonaws.eu",
            _ => "amazonaws.com",
        };
        self.global.get(partition).cloned().unwrap_or_else(|| Endpoint {
            hostname: format!("{}.{region}.{domain}", self.endpoint_prefix),
            region: region.to_owned(),
        })
    }

    /// Whether there is one of it for all regions.
    pub fn is_global(&self) -> bool {
        !self.global.is_empty()
    }

    pub(super) fn shape(&self, member: &Member) -> &Shape {
        &self.shapes[member.shape.0]
    }

    /// What a member is made of, if it is a structure.
    pub(super) fn structure(&self, member: &Member) -> Option<&Structure> {
        match self.shape(member) {
            Shape::Structure(structure) => Some(structure),
            _ => None,
        }
    }
}

impl Operation<'static> {
    /// By service and operation: `ec2:DescribeSubnets`.
    pub fn named(call: &str) -> Result<Self, ModelError> {
        match call.split_once(':') {
            Some((service, operation)) => Api::named(service)?.operation(operation),
            None => Err(ModelError::NoOperation(call.to_owned())),
        }
    }
}

impl<'a> Operation<'a> {
    pub(super) fn input(&self) -> &'a [Member] {
        let structure = self.facts.input.as_ref().and_then(|input| self.api.structure(input));
        structure.map_or(&[], |structure| &structure.members)
    }
}

impl Structure {
    pub fn payload(&self) -> Option<&Member> {
        self.members.get(self.payload?)
    }
}

impl Member {
    /// Whether it is in the bodies of answers. Outputs have no paths and queries, but some share their members with inputs.
    pub fn is_in_output_body(&self) -> bool {
        matches!(self.location, Location::Body | Location::Uri | Location::Query)
    }

    /// Its name on the wire, but for the query protocols.
    pub fn wire_name(&self) -> &str {
        self.location_name.as_deref().unwrap_or(&self.name)
    }
}

// The files as they are.

#[derive(Deserialize)]
struct Described {
    name: String,
    metadata: DescribedMetadata,
    operations: BTreeMap<String, DescribedOperation>,
    shapes: BTreeMap<String, DescribedShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribedMetadata {
    api_version: String,
    protocol: Protocol,
    endpoint_prefix: String,
    signing_name: Option<String>,
    #[serde(default)]
    target_prefix: String,
    #[serde(default)]
    json_version: String,
    #[serde(default)]
    query_compatible: bool,
    #[serde(default)]
    global: BTreeMap<String, Endpoint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribedOperation {
    http: DescribedHttp,
    #[serde(default)]
    host_prefix: String,
    input: Option<DescribedMember>,
    output: Option<DescribedMember>,
    root: Option<String>,
    #[serde(default)]
    required: Vec<String>,
    pages: Option<Pages>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribedHttp {
    method: String,
    request_uri: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribedShape {
    r#type: String,
    #[serde(default)]
    members: Vec<DescribedMember>,
    member: Option<DescribedMember>,
    key: Option<DescribedMember>,
    value: Option<DescribedMember>,
    payload: Option<String>,
    location_name: Option<String>,
    #[serde(default)]
    flattened: bool,
    xml_namespace: Option<Namespace>,
    timestamp_format: Option<TimestampFormat>,
    #[serde(default)]
    document: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribedMember {
    #[serde(default)]
    name: String,
    shape: String,
    #[serde(default)]
    location: Location,
    location_name: Option<String>,
    query_name: Option<String>,
    #[serde(default)]
    flattened: bool,
    #[serde(default)]
    xml_attribute: bool,
    xml_namespace: Option<Namespace>,
    timestamp_format: Option<TimestampFormat>,
    result_wrapper: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum DescribedNamespace {
    Uri(String),
    Prefixed { uri: String, prefix: Option<String> },
}

impl From<DescribedNamespace> for Namespace {
    fn from(described: DescribedNamespace) -> Self {
        match described {
            DescribedNamespace::Uri(uri) => Namespace { uri, prefix: None },
            DescribedNamespace::Prefixed { uri, prefix } => Namespace { uri, prefix },
        }
    }
}

/// The shapes by name, and what their place in [`Api::shapes`] becomes.
struct Shapes<'a>(HashMap<&'a str, (ShapeId, &'a DescribedShape)>);

impl Described {
    fn resolve(self) -> Result<Api, String> {
        let metadata = &self.metadata;
        let known = self.shapes.iter().enumerate();
        let known =
            Shapes(known.map(|(place, (name, shape))| (name.as_str(), (ShapeId(place), shape))).collect());
        let mut shapes = Vec::with_capacity(self.shapes.len());
        for (name, shape) in &self.shapes {
            shapes.push(known.shape(shape).map_err(|why| format!("{name}: {why}"))?);
        }
        let mut operations = BTreeMap::new();
        for (name, operation) in &self.operations {
            let facts = known.operation(operation).map_err(|why| format!("{name}: {why}"))?;
            operations.insert(name.clone(), facts);
        }
        Ok(Api {
            signing_name: metadata.signing_name.clone().unwrap_or_else(|| metadata.endpoint_prefix.clone()),
            endpoint_prefix: metadata.endpoint_prefix.clone(),
            protocol: metadata.protocol,
            version: metadata.api_version.clone(),
            target_prefix: metadata.target_prefix.clone(),
            json_version: metadata.json_version.clone(),
            query_compatible: metadata.query_compatible,
            global: metadata.global.clone(),
            operations,
            shapes,
            name: self.name,
        })
    }
}

impl Shapes<'_> {
    fn operation(&self, described: &DescribedOperation) -> Result<OperationFacts, String> {
        let place = |of: &Option<DescribedMember>| of.as_ref().map(|of| self.member(of)).transpose();
        Ok(OperationFacts {
            method: described.http.method.parse().map_err(|_| "its method is none".to_owned())?,
            uri: described.http.request_uri.clone(),
            host_prefix: described.host_prefix.clone(),
            input: place(&described.input)?,
            output: place(&described.output)?,
            result_wrapper: described.output.as_ref().and_then(|output| output.result_wrapper.clone()),
            root: described.root.clone(),
            required: described.required.clone(),
            pages: described.pages.clone(),
        })
    }

    fn shape(&self, described: &DescribedShape) -> Result<Shape, String> {
        let part = |of: &Option<DescribedMember>| match of {
            Some(of) => self.member(of),
            None => Err("it does not say of what".to_owned()),
        };
        Ok(match described.r#type.as_str() {
            "structure" if described.document => Shape::Document,
            "structure" => {
                let members: Vec<Member> =
                    described.members.iter().map(|m| self.member(m)).collect::<Result<_, _>>()?;
                let position =
                    |name: &String| members.iter().position(|m| m.name == *name).ok_or("it has no payload");
                let payload = described.payload.as_ref().map(position).transpose()?;
                Shape::Structure(Structure { members, payload })
            }
            "list" => Shape::List(part(&described.member)?),
            "map" => Shape::Map(part(&described.key)?, part(&described.value)?),
            "string" | "character" => Shape::Text,
            "blob" => Shape::Blob,
            "boolean" => Shape::Boolean,
            "integer" | "long" | "short" | "byte" => Shape::Integer,
            "float" | "double" => Shape::Float,
            "timestamp" => Shape::Timestamp,
            other => return Err(format!("there is no type {other}")),
        })
    }

    fn member(&self, described: &DescribedMember) -> Result<Member, String> {
        let name = &described.shape;
        let (id, shape) = self.0.get(name.as_str()).ok_or_else(|| format!("there is no shape {name}"))?;
        Ok(Member {
            name: described.name.clone(),
            shape: *id,
            shape_name: name.clone(),
            location: described.location,
            location_name: described.location_name.clone().or_else(|| shape.location_name.clone()),
            query_name: described.query_name.clone(),
            flattened: described.flattened || shape.flattened,
            xml_attribute: described.xml_attribute,
            xml_namespace: described.xml_namespace.clone().or_else(|| shape.xml_namespace.clone()),
            format: described.timestamp_format.or(shape.timestamp_format),
        })
    }
}
