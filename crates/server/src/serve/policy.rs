//! Who may do what: decided by Cedar, from the policies of the roles (`roles.cedar`) and those that the settings add.
//!
//! Actions and their groups follow from the operations of the models, so that a new operation needs no line here. Policies are
//! checked against them when they are read: a name that does not exist is an error at the start, not a hole later.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, LazyLock, Mutex};

use anyhow::{Context as _, Result, anyhow, ensure};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use serde::{Deserialize, Serialize};
use stellwerk_wire::operation::Spec;
use stellwerk_wire::request::SERVICES;
use stellwerk_wire::{Call, Caller, Error};

use super::services::named_resource;

const ROLES: &str = include_str!("roles.cedar");
/// Principals whose entities are kept.
const KNOWN_MAX: usize = 10_000;
/// Sending events to a source over HTTP, which is no operation of the models.
pub const SEND_EVENTS: &str = "stellwerk:SendEvents";
const INGESTING: &[&str] = &[
    "cloudtrail-data:PutAuditEvents",
    "config:PutResourceConfig",
    "config:DeleteResourceConfig",
    SEND_EVENTS,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything
    Admin,
    /// Everything but what weakens the evidence for good
    Operator,
    /// Reading, everything
    Auditor,
    /// Sending events, nothing else
    Ingest,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Operator => "operator",
            Role::Auditor => "auditor",
            Role::Ingest => "ingest",
        }
    }
}

/// The policies, ready to decide.
pub struct Policies {
    set: PolicySet,
    /// Actions and roles; a principal is added when it is first seen.
    entities: Entities,
    authorizer: Authorizer,
    known: Mutex<HashMap<(String, String, String), Arc<Entities>>>,
}

impl Policies {
    /// The policies of the roles, and those of a file.
    pub fn open(more: Option<&Path>) -> Result<Policies> {
        let schema = schema()?;
        let mut set = PolicySet::from_str(ROLES).context("read the policies of the roles")?;
        check(&set, &schema).context("check the policies of the roles")?;
        if let Some(path) = more {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("read the policies in {}", path.display()))?;
            let own = PolicySet::from_str(&text)
                .map_err(|error| anyhow!("read the policies in {}: {error:?}", path.display()))?;
            check(&own, &schema).with_context(|| format!("check the policies in {}", path.display()))?;
            ensure!(own.templates().next().is_none(), "{} has templates: write them out", path.display());
            for (number, policy) in own.policies().enumerate() {
                set.add(policy.new_id(cedar_policy::PolicyId::new(format!("settings.{number}"))))?;
            }
        }
        let entities = Entities::from_entities(actions().chain(roles()), None)?;
        Ok(Policies { set, entities, authorizer: Authorizer::new(), known: Mutex::default() })
    }

    /// Whether the caller may do this with what the input names; or AWS's sentence of refusal.
    pub fn check(&self, call: &Call, spec: &Spec, input: &serde_json::Value) -> Result<(), Error> {
        let action = format!("{}:{}", spec.service.signing_name, spec.name);
        self.check_action(call, &action, &named_resource(spec, call, input))
    }

    pub fn check_action(&self, call: &Call, action: &str, arn: &str) -> Result<(), Error> {
        let decided = self.decide(call, action, arn);
        let caller = &call.caller;
        let (allowed, forbidden) = decided.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "decide whether {action} is allowed");
            Error::internal()
        })?;
        match (allowed, forbidden) {
            (true, _) => Ok(()),
            (false, true) => Err(Error::access_denied(format!(
                "User: {} is not authorized to perform: {action} with an explicit deny in a policy",
                caller.arn(),
            ))),
            (false, false) => Err(Error::access_denied(format!(
                "User: {} is not authorized to perform: {action} because no policy allows the {action} action to the role {}",
                caller.arn(),
                caller.role
            ))),
        }
    }

    /// Whether it is permitted, and if not, whether a policy forbids it.
    fn decide(&self, call: &Call, action: &str, arn: &str) -> Result<(bool, bool)> {
        let principal = user(&call.caller);
        let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
        let context = Context::from_pairs([
            ("region".to_owned(), text(&call.region)),
            ("sourceIp".to_owned(), RestrictedExpression::new_ip(&call.source_ip)),
            ("tls".to_owned(), RestrictedExpression::new_bool(call.tls)),
            ("arn".to_owned(), text(arn)),
        ])?;
        let resource = uid("Resource", if arn.is_empty() { "*" } else { arn });
        let request = Request::new(principal.clone(), uid("Action", action), resource, context, None)?;
        let entities = self.entities_with(&call.caller, principal)?;
        let response = self.authorizer.is_authorized(&request, &self.set, &entities);
        if let Some(error) = response.diagnostics().errors().next() {
            tracing::warn!("a policy could not be applied: {error}");
        }
        let allowed = response.decision() == Decision::Allow;
        Ok((allowed, !allowed && response.diagnostics().reason().next().is_some()))
    }

    fn entities_with(&self, caller: &Caller, principal: EntityUid) -> Result<Arc<Entities>> {
        let key = (caller.account.clone(), caller.user_name.clone(), caller.role.clone());
        let mut known = self.known.lock().expect("no panic while locked");
        if let Some(entities) = known.get(&key) {
            return Ok(entities.clone());
        }
        let attributes = HashMap::from([
            ("account".to_owned(), RestrictedExpression::new_string(caller.account.clone())),
            ("name".to_owned(), RestrictedExpression::new_string(caller.user_name.clone())),
        ]);
        let role = uid("Role", &caller.role);
        let entity = Entity::new(principal, attributes, [role].into())?;
        let entities = Arc::new(self.entities.clone().add_entities([entity], None)?);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(key, entities.clone());
        Ok(entities)
    }
}

/// Names of types are read once: reading one takes as long as deciding.
static TYPES: LazyLock<HashMap<&str, EntityTypeName>> = LazyLock::new(|| {
    let name =
        |kind| EntityTypeName::from_str(&format!("Stellwerk::{kind}")).expect("it is the name of a type");
    ["Action", "Resource", "Role", "User"].into_iter().map(|kind| (kind, name(kind))).collect()
});

/// `kind`: one of the [`TYPES`].
fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(TYPES[kind].clone(), EntityId::new(id))
}

fn user(caller: &Caller) -> EntityUid {
    uid("User", &caller.arn())
}

/// All actions with their groups: what they are to the policies.
fn action_groups() -> impl Iterator<Item = (String, Vec<String>)> {
    let operations = SERVICES.iter().flat_map(|service| service.operations.iter());
    let of_models = operations.map(|spec| {
        let action = format!("{}:{}", spec.service.signing_name, spec.name);
        let mut groups = vec![format!("{}:*", spec.service.signing_name)];
        if spec.is_read_only() {
            groups.push("ReadOnly".to_owned());
        }
        (action, groups)
    });
    let own = [(SEND_EVENTS.to_owned(), vec!["stellwerk:*".to_owned()])];
    of_models.chain(own).map(|(action, mut groups)| {
        if INGESTING.contains(&action.as_str()) {
            groups.push("Ingest".to_owned());
        }
        (action, groups)
    })
}

fn group_names() -> Vec<String> {
    let mut names: Vec<String> = action_groups().flat_map(|(_, groups)| groups).collect();
    names.sort();
    names.dedup();
    names
}

fn actions() -> impl Iterator<Item = Entity> {
    let entity = |(action, groups): (String, Vec<String>)| {
        let groups = groups.iter().map(|group| uid("Action", group)).collect();
        Entity::new_no_attrs(uid("Action", &action), groups)
    };
    let groups = group_names().into_iter().map(|group| (group, Vec::new()));
    action_groups().chain(groups).map(entity)
}

fn roles() -> impl Iterator<Item = Entity> {
    let roles = [Role::Admin, Role::Operator, Role::Auditor, Role::Ingest];
    roles.into_iter().map(|role| Entity::new_no_attrs(uid("Role", role.name()), [].into()))
}

/// What policies may speak of.
fn schema() -> Result<Schema> {
    let mut text = String::from(
        "namespace Stellwerk {\nentity Role;\nentity User in [Role] { account: String, name: String };\nentity Resource;\n\
         type Call = { region: String, sourceIp: ipaddr, tls: Bool, arn: String };\n",
    );
    for group in group_names() {
        writeln!(text, "action {group:?};")?;
    }
    for (action, groups) in action_groups() {
        writeln!(
            text,
            "action {action:?} in {groups:?} appliesTo {{ principal: [User], resource: [Resource], context: Call }};"
        )?;
    }
    text.push_str("}\n");
    let (schema, _) = Schema::from_cedarschema_str(&text).context("read the schema of policies")?;
    Ok(schema)
}

fn check(set: &PolicySet, schema: &Schema) -> Result<()> {
    let result = Validator::new(schema.clone()).validate(set, ValidationMode::default());
    let errors: Vec<String> = result.validation_errors().map(ToString::to_string).collect();
    ensure!(errors.is_empty(), "{}", errors.join("; "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use stellwerk_wire::json::Timestamp;
    use stellwerk_wire::{cloudtrail, cloudtrail_data};

    use super::*;

    fn call(role: Role, user_name: &str) -> Call {
        Call {
            caller: Caller {
                account: "111122223333".to_owned(),
                user_name: user_name.to_owned(),
                access_key_id: "AKIA".to_owned(),
                role: role.name().to_owned(),
                session_since: None,
            },
            region: "eu-west-1".to_owned(),
            request_id: String::new(),
            event_id: String::new(),
            source_ip: "192.0.2.7".to_owned(),
            user_agent: String::new(),
            host: String::new(),
            tls: false,
            now: Timestamp(0),
        }
    }

    fn spec(name: &str) -> &'static Spec {
        let all = [&cloudtrail::SERVICE, &cloudtrail_data::SERVICE];
        all.into_iter().flat_map(|s| s.operations).find(|spec| spec.name == name).unwrap()
    }

    #[test]
    fn roles_may_what_they_are_for() {
        let policies = Policies::open(None).unwrap();
        let may = |role, name| policies.check(&call(role, "u"), spec(name), &json!({})).is_ok();
        use Role::*;
        let table = [
            ("DeleteTrail", [true, false, false, false]),
            ("CreateTrail", [true, true, false, false]),
            ("StartQuery", [true, true, true, false]),
            ("LookupEvents", [true, true, true, false]),
            ("PutAuditEvents", [true, true, false, true]),
        ];
        for (name, allowed) in table {
            assert_eq!([Admin, Operator, Auditor, Ingest].map(|role| may(role, name)), allowed, "{name}");
        }
        assert!(policies.check_action(&call(Ingest, "u"), SEND_EVENTS, "").is_ok());
        assert!(policies.check_action(&call(Auditor, "u"), SEND_EVENTS, "").is_err());
    }

    #[test]
    fn policies_of_ones_own_permit_and_forbid() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.cedar");
        std::fs::write(
            &path,
            r#"
            permit (principal, action == Stellwerk::Action::"cloudtrail:StartLogging", resource)
            when { principal.name == "carol" && context.arn like "arn:*:trail/lab-*" };
            forbid (principal, action in Stellwerk::Action::"cloudtrail:*", resource)
            unless { context.sourceIp.isInRange(ip("192.0.2.0/24")) };
            "#,
        )
        .unwrap();
        let policies = Policies::open(Some(&path)).unwrap();
        let start = |call: &Call, trail: &str| {
            let arn = format!("arn:aws:cloudtrail:eu-west-1:111122223333:trail/{trail}");
            let by = |name: &str| {
                policies
                    .check(call, spec("StartLogging"), &json!({"Name": name}))
                    .map_err(|error| error.message)
            };
            assert_eq!(by(&arn), by(trail), "by its name it is the same trail");
            by(&arn)
        };
        let carol = call(Role::Auditor, "carol");
        assert_eq!(start(&carol, "lab-1"), Ok(()));
        assert!(start(&carol, "prod").unwrap_err().contains("because no policy allows"));
        assert!(start(&call(Role::Auditor, "dave"), "lab-1").is_err());
        let elsewhere = Call { source_ip: "198.51.100.1".to_owned(), ..call(Role::Admin, "root") };
        assert!(start(&elsewhere, "lab-1").unwrap_err().contains("with an explicit deny"));
    }

    #[test]
    fn policies_that_speak_of_what_is_not_there_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.cedar");
        for (text, why) in [
            ("permit (principal, action, resource", "read the policies in"),
            (
                r#"permit (principal, action == Stellwerk::Action::"cloudtrail:Nothing", resource);"#,
                "Nothing",
            ),
            ("permit (principal, action, resource) when { principal.shoe == 1 };", "shoe"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = format!("{:#}", Policies::open(Some(&path)).err().unwrap());
            assert!(error.contains(why) && error.contains("own.cedar"), "{error}");
        }
        assert!(Policies::open(Some(&folder.path().join("none.cedar"))).is_err());
    }
}
