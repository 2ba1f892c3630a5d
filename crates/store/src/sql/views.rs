//! The tables a query sees: CloudTrail Lake's, one form for each category of events, and Athena's
//! (`cloudtrail_logs`), all of them views over a physical table.
//!
//! A view is one projection, so that whatever a query does not touch is never computed: the planner drops the
//! expression and the scan drops the column. Nested columns are `nested$(json text, 'kind')`;
//! [`super::rewrite`] turns a reach into one of them into a read of the JSON text, and recognises the views
//! by that call alone.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields};
use datafusion::catalog::TableProvider;
use datafusion::common::{Column, DataFusionError, Result};
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, lit};

use super::functions::cast::map_type;
use super::functions::json::{Step, encode_steps};
use super::functions::{TIMESTAMP, field, list_of};

/// The columns of CloudTrail Lake in the order of its schema page, spelled as in the events.
pub const LAKE_COLUMNS: &[&str] = &[
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "readOnly",
    "resources",
    "eventType",
    "apiVersion",
    "managementEvent",
    "recipientAccountId",
    "sharedEventID",
    "annotation",
    "vpcEndpointId",
    "vpcEndpointAccountId",
    "serviceEventDetails",
    "addendum",
    "edgeDeviceDetails",
    "insightDetails",
    "eventCategory",
    "tlsDetails",
    "sessionCredentialFromConsole",
    "eventContext",
    "eventJson",
    "eventJsonChecksum",
];

/// The columns of the usual Athena table, partition columns last.
pub const ATHENA_COLUMNS: &[&str] = &[
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "resources",
    "eventType",
    "apiVersion",
    "readOnly",
    "recipientAccountId",
    "serviceEventDetails",
    "sharedEventID",
    "vpcEndpointId",
    "vpcEndpointAccountId",
    "eventCategory",
    "addendum",
    "sessionCredentialFromConsole",
    "edgeDeviceDetails",
    "tlsDetails",
    "managementEvent",
    "annotation",
    "insightDetails",
    "eventContext",
    "eventJson",
    "eventJsonChecksum",
    "year",
    "month",
    "day",
    "date_partition",
    "region_partition",
    "account_partition",
    "timestamp",
    "region",
];

/// The columns of CloudTrail Lake for events that are not CloudTrail's own, by category, each with how it is read.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html>
const OTHER_COLUMNS: &[(Columns, &[(&str, Reading)])] = &[
    (
        Columns::ActivityAuditLog,
        &[
            ("addendum", Reading::Nested("activityAddendum")),
            ("metadata", Reading::Nested("metadata")),
            ("eventData", Reading::Nested("activity")),
        ],
    ),
    (
        Columns::ConfigurationItem,
        &[("addendum", Reading::Nested("addendum")), ("eventData", Reading::Nested("configurationItem"))],
    ),
    (
        Columns::Evidence,
        &[("addendum", Reading::Nested("addendum")), ("eventData", Reading::Nested("evidence"))],
    ),
    (
        Columns::Insight,
        &[
            ("sharedEventID", Reading::Physical),
            ("addendum", Reading::Nested("addendum")),
            ("insightSource", Reading::Text),
            ("insightState", Reading::Text),
            ("insightEventSource", Reading::Text),
            ("insightEventName", Reading::Text),
            ("insightErrorCode", Reading::Text),
            ("insightType", Reading::Text),
            ("insightContext", Reading::Nested("insightContext")),
        ],
    ),
];

/// What all of them begin with.
const HEADER_COLUMNS: &[&str] = &[
    "eventVersion",
    "eventCategory",
    "eventType",
    "eventID",
    "eventTime",
    "awsRegion",
    "recipientAccountId",
];

/// How a column comes out of a record.
#[derive(Clone, Copy, Debug)]
enum Reading {
    /// It is a column of the lake.
    Physical,
    /// It is a text in the record.
    Text,
    /// It is a nested value of this kind in the record.
    Nested(&'static str),
}

/// Which columns a table shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// CloudTrail's own events, as CloudTrail Lake shows them.
    Lake,
    /// The same, as the usual Athena table shows them.
    Athena,
    ActivityAuditLog,
    ConfigurationItem,
    Evidence,
    Insight,
}

/// The columns whose physical form is JSON text and which CloudTrail Lake shows as `map<varchar, varchar>`.
const MAPS: &[&str] = &[
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "serviceEventDetails",
    "addendum",
    "edgeDeviceDetails",
    "insightDetails",
];

/// A column's spelling in results, by its lower-case name.
pub fn spelling(lower: &str) -> Option<&'static str> {
    let others = OTHER_COLUMNS.iter().flat_map(|(_, columns)| columns.iter().map(|(name, _)| name));
    let mut all = LAKE_COLUMNS.iter().chain(ATHENA_COLUMNS).chain(others);
    all.find(|name| name.eq_ignore_ascii_case(lower)).copied()
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn row(fields: Vec<Field>) -> DataType {
    DataType::Struct(Fields::from(fields))
}

fn texts(names: &[&str]) -> Vec<Field> {
    names.iter().map(|name| text(name)).collect()
}

fn texts_and(names: &[&str], more: Vec<(&str, DataType)>) -> DataType {
    let mut fields = texts(names);
    fields.extend(more.into_iter().map(|(name, data_type)| Field::new(name, data_type, true)));
    row(fields)
}

/// The arrow type of a nested column; text leaves are plain here.
pub fn nested_type(kind: &str) -> Option<DataType> {
    let map = || map_type(text("value"));
    Some(match kind {
        "map" => map(),
        "userIdentity" => {
            let issuer = row(texts(&["type", "principalId", "arn", "accountId", "userName"]));
            let attributes = texts_and(&["mfaAuthenticated"], vec![("creationDate", TIMESTAMP)]);
            let federation = texts_and(&["federatedProvider"], vec![("attributes", map())]);
            let session = texts_and(
                &["sourceIdentity", "ec2RoleDelivery", "ec2IssuedInVpc", "assumedRoot", "signInSessionArn"],
                vec![
                    ("attributes", attributes),
                    ("sessionIssuer", issuer),
                    ("webIdFederationData", federation),
                ],
            );
            texts_and(
                &[
                    "type",
                    "principalId",
                    "arn",
                    "accountId",
                    "accessKeyId",
                    "userName",
                    "invokedBy",
                    "identityProvider",
                    "credentialId",
                    "invokedByDelegate",
                ],
                vec![
                    ("sessionContext", session),
                    ("onBehalfOf", row(texts(&["userId", "identityStoreArn"]))),
                    (
                        "inScopeOf",
                        row(texts(&["sourceArn", "sourceAccount", "issuerType", "credentialsIssuedTo"])),
                    ),
                ],
            )
        }
        "resources" => list_of(field(row(texts(&["accountId", "type", "ARN", "ARNPrefix"])))),
        "tlsDetails" => row(texts(&["tlsVersion", "cipherSuite", "clientProvidedHostHeader", "keyExchange"])),
        "eventContext" => {
            let tagged = texts_and(&["arn"], vec![("tags", map())]);
            let tags =
                texts_and(&[], vec![("principalTags", map()), ("resourceTags", list_of(field(tagged)))]);
            texts_and(&[], vec![("requestContext", map()), ("tagContext", tags)])
        }
        "addendum" => row(texts(&["reason", "updatedFields", "originalRequestID", "originalEventID"])),
        "activityAddendum" => row(texts(&["reason", "updatedFields", "originalUID", "originalEventID"])),
        "metadata" => row(texts(&["ingestionTime", "channelARN"])),
        "activity" => {
            let identity = texts_and(&["type", "principalId"], vec![("details", map())]);
            texts_and(
                &[
                    "version",
                    "userAgent",
                    "eventSource",
                    "eventName",
                    "eventTime",
                    "UID",
                    "errorCode",
                    "errorMessage",
                    "sourceIPAddress",
                    "recipientAccountId",
                ],
                vec![
                    ("userIdentity", identity),
                    ("requestParameters", map()),
                    ("responseElements", map()),
                    ("additionalEventData", map()),
                ],
            )
        }
        "configurationItem" => {
            let related = row(texts(&["name", "resourceType", "resourceId", "resourceName"]));
            texts_and(
                &[
                    "configurationItemVersion",
                    "configurationItemCaptureTime",
                    "configurationItemStatus",
                    "configurationStateId",
                    "accountId",
                    "resourceType",
                    "resourceId",
                    "resourceName",
                    "arn",
                    "awsRegion",
                    "availabilityZone",
                    "resourceCreationTime",
                    "relatedEvents",
                ],
                vec![
                    ("configuration", map()),
                    ("supplementaryConfiguration", map()),
                    ("relationships", list_of(field(related))),
                    ("tags", map()),
                ],
            )
        }
        "evidence" => texts_and(
            &[
                "awsAccountId",
                "awsOrganization",
                "complianceCheck",
                "dataSource",
                "eventName",
                "eventSource",
                "evidenceAwsAccountId",
                "evidenceByType",
                "iamId",
                "evidenceId",
                "assessmentId",
                "controlSetId",
                "controlId",
                "controlName",
                "controlDomainName",
                "frameworkName",
                "frameworkId",
                "service",
                "serviceCategory",
                "resourceArn",
                "resourceType",
                "evidenceFolderId",
                "description",
                "manualEvidenceS3ResourcePath",
                "evidenceFolderName",
                "resourceComplianceCheck",
            ],
            vec![("attributes", map()), ("time", TIMESTAMP)],
        ),
        "insightContext" => {
            let value = || row(vec![text("value"), Field::new("average", DataType::Float64, true)]);
            let number = |name: &str| Field::new(name, DataType::Float64, true);
            let attribution = texts_and(
                &["attribute"],
                vec![("insight", list_of(field(value()))), ("baseline", list_of(field(value())))],
            );
            let mut fields = vec![number("baselineAverage"), number("insightAverage")];
            fields.extend(
                ["baselineDuration", "insightDuration"].map(|n| Field::new(n, DataType::Int64, true)),
            );
            fields.push(Field::new("attributions", list_of(field(attribution)), true));
            row(fields)
        }
        _ => return None,
    })
}

/// Builds the views.
pub struct Views<'a> {
    pub physical: Arc<dyn TableProvider>,
    /// The original text of an event, over the physical columns.
    pub raw: Expr,
    pub registry: &'a dyn FunctionRegistry,
}

impl Views<'_> {
    pub fn view_of(&self, columns: Columns) -> Result<Arc<dyn TableProvider>> {
        match columns {
            Columns::Lake => self.lake(),
            Columns::Athena => self.athena(),
            other => self.of_category(other),
        }
    }

    /// CloudTrail Lake's table of events of another category.
    fn of_category(&self, columns: Columns) -> Result<Arc<dyn TableProvider>> {
        let found = OTHER_COLUMNS.iter().find(|(category, _)| *category == columns);
        let readings = found.map_or(&[][..], |(_, readings)| *readings);
        let own = readings.iter().map(|(name, _)| *name);
        let names: Vec<&str> =
            HEADER_COLUMNS.iter().copied().chain(own).chain(["eventJson", "eventJsonChecksum"]).collect();
        self.view(&names, |name| match readings.iter().find(|(own, _)| *own == name) {
            Some((_, Reading::Text)) => self.member(name),
            Some((_, Reading::Nested(kind))) => self.call("nested$", vec![self.member(name)?, lit(*kind)]),
            _ => self.common(name),
        })
    }

    /// A member of the record, out of its original text.
    fn member(&self, name: &str) -> Result<Expr> {
        self.call("member$", vec![self.raw.clone(), lit(encode_steps(&[Step::Key(name.to_owned())]))])
    }

    /// CloudTrail Lake's table.
    fn lake(&self) -> Result<Arc<dyn TableProvider>> {
        self.view(LAKE_COLUMNS, |name| match name {
            "userIdentity" | "resources" | "tlsDetails" | "eventContext" => self.nested(name, name),
            _ if MAPS.contains(&name) => self.nested(name, "map"),
            _ => self.common(name),
        })
    }

    /// The usual Athena table: times and nested columns as text, and partition columns.
    fn athena(&self) -> Result<Arc<dyn TableProvider>> {
        let time = || physical("eventTime");
        self.view(ATHENA_COLUMNS, |name| match name {
            "userIdentity" | "resources" | "tlsDetails" | "addendum" => self.nested(name, name),
            "eventContext" => self.call("compact$", vec![physical(name)]),
            _ if MAPS.contains(&name) => self.call("compact$", vec![physical(name)]),
            "eventTime" => self.call("iso$", vec![time()]),
            "readOnly" => self.call("cast$", vec![physical(name), lit("varchar")]),
            "year" => self.call("date_format", vec![time(), lit("%Y")]),
            "month" => self.call("date_format", vec![time(), lit("%m")]),
            "day" => self.call("date_format", vec![time(), lit("%d")]),
            "date_partition" | "timestamp" => self.call("day_path$", vec![time()]),
            "region_partition" | "region" => Ok(physical("awsRegion")),
            "account_partition" => Ok(physical("recipientAccountId")),
            _ => self.common(name),
        })
    }

    fn common(&self, name: &str) -> Result<Expr> {
        match name {
            "eventJson" => Ok(self.raw.clone()),
            "eventJsonChecksum" => {
                let hash = self.registry.udf("sha256")?.call(vec![self.raw.clone()]);
                self.call("lower", vec![self.call("to_hex", vec![hash])?])
            }
            _ => Ok(physical(name)),
        }
    }

    fn nested(&self, name: &str, kind: &str) -> Result<Expr> {
        self.call("nested$", vec![physical(name), lit(kind)])
    }

    fn call(&self, function: &str, args: Vec<Expr>) -> Result<Expr> {
        Ok(self.registry.udf(function)?.call(args))
    }

    fn view(&self, columns: &[&str], expr: impl Fn(&str) -> Result<Expr>) -> Result<Arc<dyn TableProvider>> {
        let source = provider_as_source(Arc::clone(&self.physical));
        let exprs = columns
            .iter()
            .map(|name| Ok(expr(name)?.alias(name.to_ascii_lowercase())))
            .collect::<Result<Vec<_>, DataFusionError>>()?;
        let plan = LogicalPlanBuilder::scan("physical", source, None)?.project(exprs)?.build()?;
        Ok(Arc::new(ViewTable::new(plan, None)))
    }
}

fn physical(name: &str) -> Expr {
    Expr::Column(Column::new(Some("physical"), name))
}
