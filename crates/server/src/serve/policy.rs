//! What a role may do.

use serde::{Deserialize, Serialize};
use stellwerk_wire::Caller;
use stellwerk_wire::operation::Spec;

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

/// What would weaken the evidence for good, or who may see it.
const ADMIN_ONLY: &[&str] = &[
    "DeleteTrail",
    "DeleteEventDataStore",
    "StopLogging",
    "StopEventDataStoreIngestion",
    "PutResourcePolicy",
    "DeleteResourcePolicy",
    "DeleteConfigurationRecorder",
    "DeleteDeliveryChannel",
    "StopConfigurationRecorder",
    "DeleteRetentionConfiguration",
];

pub fn allows(role: Role, spec: &Spec) -> bool {
    match role {
        Role::Admin => true,
        Role::Operator => !ADMIN_ONLY.contains(&spec.name),
        Role::Auditor => spec.is_read_only(),
        Role::Ingest => spec.name == "PutAuditEvents",
    }
}

/// The sentence with which AWS refuses.
pub fn refusal(caller: &Caller, spec: &Spec) -> String {
    let action = format!("{}:{}", spec.service.signing_name, spec.name);
    format!(
        "User: {} is not authorized to perform: {action} because no policy allows the {action} action to the role {}",
        caller.arn(),
        caller.role
    )
}
