//! Resource policies of event data stores, channels and dashboards: who else may use them.
//!
//! Evaluated is what AWS allows there: effect, principals (accounts, users, services), actions, and the conditions `StringEquals` and
//! `ArnLike`-free ones on the external ID, the source's ARN and its account. A condition that is not understood never holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use stellwerk_store::catalog::{Document, Key};
use stellwerk_wire::cloudtrail::{self as wire, error};
use stellwerk_wire::registry::Registry;
use stellwerk_wire::{Error, Failure};

use crate::names::ResourceRef;
use crate::{Context, channels, dashboards, event_data_stores};

const STATEMENTS_MAX: usize = 20;
const PRINCIPALS_MAX: usize = 50;
const BYTES_MAX: usize = 8192;

/// Kinds of resources with the actions that a policy of theirs can allow.
const ACTIONS: &[(&str, &[&str])] = &[
    (channels::KIND, &["cloudtrail-data:PutAuditEvents"]),
    (
        event_data_stores::KIND,
        &[
            "cloudtrail:StartQuery",
            "cloudtrail:CancelQuery",
            "cloudtrail:ListQueries",
            "cloudtrail:DescribeQuery",
            "cloudtrail:GetQueryResults",
            "cloudtrail:GenerateQuery",
            "cloudtrail:GenerateQueryResultsSummary",
            "cloudtrail:GetEventDataStore",
        ],
    ),
    (dashboards::KIND, &["cloudtrail:StartDashboardRefresh"]),
];

pub fn register(registry: &mut Registry<Context>) {
    registry.on::<wire::PutResourcePolicy, _, _>(put);
    registry.on::<wire::GetResourcePolicy, _, _>(get);
    registry.on::<wire::DeleteResourcePolicy, _, _>(delete);
}

/// The policy of the resource that the document is named after, as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourcePolicy {
    pub text: String,
}

impl Document for ResourcePolicy {
    const KIND: &'static str = "resource-policy";
}

/// Whether the caller may do something with a resource of an account: its own may, others where the policy allows it.
pub async fn allows(
    context: &Context,
    arn: &str,
    owner: &str,
    action: &str,
    external_id: Option<&str>,
) -> Result<bool, Failure> {
    let caller = &context.call.caller;
    let key = Key { account: owner, region: "", name: arn };
    let Some(stored) = context.store().catalog.document::<ResourcePolicy>(key).await? else {
        return Ok(caller.account == owner);
    };
    let policy: Policy = serde_json::from_str(&stored.document.text)?;
    let asked = Asked { account: &caller.account, arn: &caller.arn(), service: None, action, external_id };
    Ok(match policy.decides(&asked) {
        Some(allowed) => allowed,
        // The owner needs no permission, unless the policy asks for an external ID.
        None => caller.account == owner && !policy.asks_for_external_id(),
    })
}

/// [`allows`], or the error that AWS gives.
pub async fn check_allowed(context: &Context, arn: &str, owner: &str, action: &str) -> Result<(), Failure> {
    match allows(context, arn, owner, action, None).await? {
        true => Ok(()),
        false => Err(Error::access_denied(format!(
            "User: {} is not authorized to perform: {action} on resource: {arn} because no resource-based policy allows the \
             {action} action",
            context.call.caller.arn()
        ))
        .into()),
    }
}

/// Who asks for what.
struct Asked<'a> {
    account: &'a str,
    arn: &'a str,
    service: Option<&'a str>,
    action: &'a str,
    external_id: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    #[serde(rename = "Version", default)]
    _version: Option<String>,
    #[serde(rename = "Id", default)]
    _id: Option<String>,
    #[serde(rename = "Statement")]
    statements: Many<Statement>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Statement {
    #[serde(rename = "Sid", default)]
    _sid: Option<String>,
    effect: Effect,
    principal: Principal,
    action: Many<String>,
    resource: Many<String>,
    #[serde(default)]
    condition: BTreeMap<String, BTreeMap<String, Many<String>>>,
}

#[derive(Debug, PartialEq, Deserialize)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Principal {
    Everybody(String),
    Some(BTreeMap<String, Many<String>>),
}

/// One, or a list.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Many<T> {
    List(Vec<T>),
    One(T),
}

impl<T> Many<T> {
    fn iter(&self) -> std::slice::Iter<'_, T> {
        match self {
            Many::List(list) => list.iter(),
            Many::One(one) => std::slice::from_ref(one).iter(),
        }
    }
}

impl Policy {
    /// A denial wins; `None` where nothing is said.
    fn decides(&self, asked: &Asked<'_>) -> Option<bool> {
        let mut holding = self.statements.iter().filter(|s| s.holds(asked)).map(|s| &s.effect).peekable();
        holding.peek()?;
        Some(holding.all(|effect| *effect == Effect::Allow))
    }

    fn asks_for_external_id(&self) -> bool {
        let keys = |s: &Statement| s.condition.values().any(|c| c.keys().any(|k| is_external_id(k)));
        self.statements.iter().any(keys)
    }
}

fn is_external_id(key: &str) -> bool {
    key.eq_ignore_ascii_case("cloudtrail:ExternalId")
}

impl Statement {
    fn holds(&self, asked: &Asked<'_>) -> bool {
        let action = self.action.iter().any(|a| a == "*" || a.eq_ignore_ascii_case(asked.action));
        action && self.principal.is(asked) && self.conditions_hold(asked)
    }

    fn conditions_hold(&self, asked: &Asked<'_>) -> bool {
        self.condition.iter().all(|(operator, keys)| {
            keys.iter().all(|(key, values)| {
                operator == "StringEquals"
                    && is_external_id(key)
                    && values.iter().any(|v| Some(v.as_str()) == asked.external_id)
            })
        })
    }
}

impl Principal {
    fn is(&self, asked: &Asked<'_>) -> bool {
        match self {
            Principal::Everybody(all) => all == "*",
            Principal::Some(kinds) => kinds.iter().any(|(kind, names)| {
                names.iter().any(|name| match kind.as_str() {
                    "AWS" => {
                        let root = name.strip_suffix(":root").and_then(|arn| arn.rsplit(':').next());
                        name == "*"
                            || name == asked.account
                            || name == asked.arn
                            || root == Some(asked.account)
                    }
                    "Service" => Some(name.as_str()) == asked.service,
                    _ => false,
                })
            }),
        }
    }

    fn count(&self) -> usize {
        match self {
            Principal::Everybody(_) => 1,
            Principal::Some(kinds) => kinds.values().map(|names| names.iter().count()).sum(),
        }
    }
}

/// Checks a policy for the resource; or says what is wrong with it.
fn check(text: &str, arn: &str, actions: &[&str]) -> Result<(), String> {
    if text.len() > BYTES_MAX {
        return Err(format!("A policy can have {BYTES_MAX} characters."));
    }
    serde_json::from_str::<Value>(text).map_err(|error| format!("The policy is not JSON: {error}"))?;
    let policy: Policy =
        serde_json::from_str(text).map_err(|error| format!("The policy is not valid: {error}"))?;
    let count = policy.statements.iter().count();
    if count == 0 || count > STATEMENTS_MAX {
        return Err(format!("A policy has 1 to {STATEMENTS_MAX} statements; this one has {count}."));
    }
    for statement in policy.statements.iter() {
        if statement.principal.count() > PRINCIPALS_MAX {
            return Err(format!("A statement can have {PRINCIPALS_MAX} principals."));
        }
        let allowed = |a: &&String| actions.iter().any(|known| known.eq_ignore_ascii_case(a));
        if let Some(action) = statement.action.iter().find(|a| !allowed(a)) {
            return Err(format!(
                "Action {action} is not allowed in the policy of this resource; there are {}.",
                actions.join(", ")
            ));
        }
        if let Some(other) = statement.resource.iter().find(|r| *r != arn) {
            return Err(format!("Resource {other} is not the resource that the policy is of."));
        }
    }
    Ok(())
}

/// The resource that an ARN names, if it is there, and the actions on it.
async fn resource(context: &Context, arn: &str) -> Result<&'static [&'static str], Failure> {
    let not_valid = || error::resource_arn_not_valid(format!("{arn:?} is not the ARN of a resource."));
    let kind = arn.splitn(6, ':').nth(5).and_then(|resource| resource.split('/').next());
    let Some((kind, actions)) = ACTIONS.iter().find(|(known, _)| Some(*known) == kind) else {
        return Err(match kind {
            Some(kind) if arn.starts_with("arn:") => error::resource_type_not_supported(format!(
                "A resource of type {kind} has no policy: event data stores, channels and dashboards have."
            )),
            _ => not_valid(),
        }
        .into());
    };
    let reference = ResourceRef::of(kind, arn, &context.call).ok_or_else(not_valid)?;
    let found = match *kind {
        channels::KIND => channels::find(context, arn).await.map(drop),
        event_data_stores::KIND => event_data_stores::find(context, arn).await.map(drop),
        _ => dashboards::find(context, arn).await.map(drop),
    };
    match found {
        Ok(()) if reference.region == context.call.region => Ok(actions),
        Err(Failure::Broken(cause)) => Err(Failure::Broken(cause)),
        _ => Err(unknown(arn).into()),
    }
}

fn unknown(arn: &str) -> Error {
    error::resource_not_found(format!("Resource {arn} was not found."))
}

async fn put(
    context: Context,
    input: wire::PutResourcePolicyRequest,
) -> Result<wire::PutResourcePolicyResponse, Failure> {
    let arn = input.resource_arn;
    let actions = resource(&context, &arn).await?;
    check(&input.resource_policy, &arn, actions).map_err(error::resource_policy_not_valid)?;
    let catalog = &context.store().catalog;
    let key = Key { account: &context.call.caller.account, region: "", name: &arn };
    let policy = ResourcePolicy { text: input.resource_policy.clone() };
    let written = match catalog.document::<ResourcePolicy>(key).await? {
        Some(before) => catalog.replace_document(key, before.revision, &policy).await,
        None => catalog.create_document(key, &policy).await,
    };
    written.map_err(crate::conflict)?;
    Ok(wire::PutResourcePolicyResponse {
        resource_arn: Some(arn),
        resource_policy: Some(input.resource_policy),
        delegated_admin_resource_policy: None,
    })
}

async fn get(
    context: Context,
    input: wire::GetResourcePolicyRequest,
) -> Result<wire::GetResourcePolicyResponse, Failure> {
    let arn = input.resource_arn;
    resource(&context, &arn).await?;
    let key = Key { account: &context.call.caller.account, region: "", name: &arn };
    let found = context.store().catalog.document::<ResourcePolicy>(key).await?;
    let policy = found.ok_or_else(|| no_policy(&arn))?;
    Ok(wire::GetResourcePolicyResponse {
        resource_arn: Some(arn),
        resource_policy: Some(policy.document.text),
        delegated_admin_resource_policy: None,
    })
}

fn no_policy(arn: &str) -> Error {
    error::resource_policy_not_found(format!("Resource {arn} has no policy."))
}

async fn delete(
    context: Context,
    input: wire::DeleteResourcePolicyRequest,
) -> Result<wire::DeleteResourcePolicyResponse, Failure> {
    let arn = input.resource_arn;
    resource(&context, &arn).await?;
    match forget(&context, &arn).await? {
        true => Ok(wire::DeleteResourcePolicyResponse {}),
        false => Err(no_policy(&arn).into()),
    }
}

/// Deletes the policy of a resource, if it has one.
pub async fn forget(context: &Context, arn: &str) -> Result<bool, Failure> {
    let catalog = &context.store().catalog;
    let key = Key { account: &context.call.caller.account, region: "", name: arn };
    let Some(found) = catalog.document::<ResourcePolicy>(key).await? else { return Ok(false) };
    catalog.delete_document::<ResourcePolicy>(key, found.revision).await.map_err(crate::conflict)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:cloudtrail:us-east-1:111122223333:channel/c";
    const ACTION: &str = "cloudtrail-data:PutAuditEvents";

    fn policy(principal: &str, condition: &str) -> String {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"s","Effect":"Allow","Principal":{principal},
                "Action":"{ACTION}","Resource":"{ARN}"{condition}}}]}}"#
        )
    }

    fn decides(policy: &str, account: &str, external_id: Option<&str>) -> Option<bool> {
        let policy: Policy = serde_json::from_str(policy).unwrap();
        let arn = format!("arn:aws:iam::{account}:user/u");
        policy.decides(&Asked { account, arn: &arn, service: None, action: ACTION, external_id })
    }

    #[test]
    fn principals_are_accounts_and_users() {
        for principal in [
            r#"{"AWS":"111122223333"}"#,
            r#"{"AWS":["x","arn:aws:iam::111122223333:root"]}"#,
            r#"{"AWS":"arn:aws:iam::111122223333:user/u"}"#,
            r#""*""#,
        ] {
            let policy = policy(principal, "");
            check(&policy, ARN, &[ACTION]).unwrap();
            assert_eq!(decides(&policy, "111122223333", None), Some(true), "{principal}");
        }
        assert_eq!(decides(&policy(r#"{"AWS":"111122223333"}"#, ""), "444455556666", None), None);
    }

    #[test]
    fn an_external_id_is_asked_for() {
        let condition = r#","Condition":{"StringEquals":{"cloudtrail:ExternalId":["one","two"]}}"#;
        let policy = policy(r#"{"AWS":"111122223333"}"#, condition);
        assert_eq!(decides(&policy, "111122223333", Some("two")), Some(true));
        assert_eq!(decides(&policy, "111122223333", Some("three")), None);
        assert_eq!(decides(&policy, "111122223333", None), None);
        let unknown = policy.replace("StringEquals", "StringLike");
        assert_eq!(decides(&unknown, "111122223333", Some("two")), None);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let good = policy(r#""*""#, "");
        let says = |text: &str| check(text, ARN, &[ACTION]).unwrap_err();
        assert!(says("{").contains("not JSON"));
        assert!(says("{}").contains("Statement"));
        assert!(says(&good.replace(ACTION, "s3:PutObject")).contains("s3:PutObject"));
        assert!(says(&good.replace(ARN, "*")).contains("Resource *"));
        assert!(says(r#"{"Statement":[]}"#).contains("1 to 20"));
    }
}
