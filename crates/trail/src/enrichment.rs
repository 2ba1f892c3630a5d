//! Enriched events: an event data store that asks for it keeps with each event what was known when the call was authorised
//! (`eventContext.requestContext`), by IAM's global condition keys.
//!
//! Only the recording service has seen the authorisation; what is written here is what the record itself says, and a key of
//! which it says nothing is left out, as AWS leaves out those that played no part. The record stays as it came: the member is added to the
//! copy of that one store.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-context-events.html>

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use stellwerk_model::record::{Column, Members};
use stellwerk_model::time;

/// Keys that a selector can name.
pub const REQUEST_KEYS: &[&str] = &[
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceIdentity",
    "aws:SourceOrgID",
    "aws:TokenIssueTime",
    "aws:ViaAWSService",
    "aws:userid",
    "aws:username",
];

/// The record with its context, where it says anything of what is wanted. `wanted` has the keys of each selector.
pub fn enriched(record: String, members: &Members, wanted: &BTreeMap<String, Vec<String>>) -> String {
    let Some(keys) = wanted.get("RequestContext") else { return record };
    if members.text(&record, Column::EventContext).is_some() {
        return record;
    }
    let facts = Facts::of(&record, members);
    let context: Map<String, Value> =
        keys.iter().filter_map(|key| Some((key.clone(), facts.value(key)?.into()))).collect();
    let Some(end) = record.rfind('}').filter(|_| !context.is_empty()) else { return record };
    let context = json!({ "requestContext": context, "tagContext": {} });
    format!("{},\"eventContext\":{context}{}", record[..end].trim_end(), &record[end..])
}

struct Facts {
    identity: Value,
    region: Option<String>,
    /// Microseconds since 1970.
    time: Option<i64>,
    tls: bool,
}

impl Facts {
    fn of(record: &str, members: &Members) -> Facts {
        let text = |column| members.text(record, column);
        Facts {
            identity: text(Column::UserIdentity)
                .and_then(|i| serde_json::from_str(i).ok())
                .unwrap_or_default(),
            region: text(Column::AwsRegion).map(str::to_owned),
            time: members.event_time,
            tls: text(Column::TlsDetails).is_some_and(|details| details != "null"),
        }
    }

    fn identity(&self, pointer: &str) -> Option<String> {
        let text = self.identity.pointer(pointer)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn value(&self, key: &str) -> Option<String> {
        let kind = self.identity("/type").unwrap_or_default();
        let attributes = |name: &str| self.identity(&format!("/sessionContext/attributes/{name}"));
        // Keys are not case-sensitive.
        match key.to_ascii_lowercase().as_str() {
            "aws:currenttime" => self.time.map(time::format),
            "aws:epochtime" => self.time.map(|micros| micros.div_euclid(1_000_000).to_string()),
            "aws:federatedprovider" => self.identity("/sessionContext/webIdFederationData/federatedProvider"),
            "aws:multifactorauthage" => {
                let began = time::parse(&attributes("creationDate")?)?;
                let age = (self.time? - began).div_euclid(1_000_000);
                (attributes("mfaAuthenticated")? == "true").then(|| age.max(0).to_string())
            }
            "aws:multifactorauthpresent" => attributes("mfaAuthenticated"),
            "aws:principalaccount" => self.identity("/accountId"),
            // Of a session, the role.
            "aws:principalarn" => {
                self.identity("/sessionContext/sessionIssuer/arn").or_else(|| self.identity("/arn"))
            }
            "aws:principalisawsservice" => Some((kind == "AWSService").to_string()),
            "aws:principalservicename" => self.identity("/invokedBy").filter(|_| kind == "AWSService"),
            "aws:principaltype" => match kind.as_str() {
                "Root" => Some("Account".to_owned()),
                "IAMUser" => Some("User".to_owned()),
                "AssumedRole" | "FederatedUser" => Some(kind),
                "AWSAccount" => {
                    Some("Anonymous".to_owned()).filter(|_| self.identity("/accountId").is_none())
                }
                _ => None,
            },
            "aws:requestedregion" => self.region.clone(),
            // Without details nothing is said: a service's call has none.
            "aws:securetransport" => self.tls.then(|| "true".to_owned()),
            "aws:sourceidentity" => self.identity("/sessionContext/sourceIdentity"),
            "aws:tokenissuetime" => attributes("creationDate"),
            "aws:viaawsservice" => {
                Some((kind != "AWSService" && self.identity("/invokedBy").is_some()).to_string())
            }
            "aws:userid" => self.identity("/principalId"),
            "aws:username" => self.identity("/userName").filter(|_| kind == "IAMUser"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"eventTime":"2026-03-03T12:00:00Z","awsRegion":"eu-west-1","userIdentity":{"type":"AssumedRole",
        "principalId":"AROA:alice","arn":"arn:aws:sts::1:assumed-role/r/alice","accountId":"111122223333","sessionContext":{
        "sessionIssuer":{"type":"Role","arn":"arn:aws:iam::1:role/r"},
        "attributes":{"creationDate":"2026-03-03T11:50:00Z","mfaAuthenticated":"true"}}},"tlsDetails":{"tlsVersion":"TLSv1.3"}
    }"#;

    fn context(record: &str, keys: &[&str]) -> Value {
        let wanted = BTreeMap::from([(
            "RequestContext".to_owned(),
            keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>(),
        )]);
        let mut members = Members::default();
        members.take_apart(record).unwrap();
        let enriched = enriched(record.to_owned(), &members, &wanted);
        let parsed: Value = serde_json::from_str(&enriched).unwrap();
        parsed["eventContext"]["requestContext"].clone()
    }

    #[test]
    fn what_the_record_says_of_the_request() {
        assert_eq!(
            context(RECORD, REQUEST_KEYS),
            json!({
                "aws:CurrentTime": "2026-03-03T12:00:00Z",
                "aws:EpochTime": "1772539200",
                "aws:MultiFactorAuthAge": "600",
                "aws:MultiFactorAuthPresent": "true",
                "aws:PrincipalAccount": "111122223333",
                "aws:PrincipalArn": "arn:aws:iam::1:role/r",
                "aws:PrincipalIsAWSService": "false",
                "aws:PrincipalType": "AssumedRole",
                "aws:RequestedRegion": "eu-west-1",
                "aws:SecureTransport": "true",
                "aws:TokenIssueTime": "2026-03-03T11:50:00Z",
                "aws:ViaAWSService": "false",
                "aws:userid": "AROA:alice",
            })
        );
        assert_eq!(context(RECORD, &["aws:username"]), Value::Null);
    }

    #[test]
    fn the_record_itself_stays() {
        let wanted = BTreeMap::from([("RequestContext".to_owned(), vec!["aws:RequestedRegion".to_owned()])]);
        let mut members = Members::default();
        members.take_apart(RECORD).unwrap();
        let enriched = enriched(RECORD.to_owned(), &members, &wanted);
        let before = RECORD.trim_end_matches(|c: char| c == '}' || c.is_whitespace());
        assert!(enriched.starts_with(before), "{enriched}");
        members.take_apart(&enriched).unwrap();
        assert_eq!(super::enriched(enriched.clone(), &members, &wanted), enriched);
    }
}
