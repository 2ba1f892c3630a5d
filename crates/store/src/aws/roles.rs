//! Calls in a role: with credentials that STS gives for it, renewed before they end.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use http::Method;
use object_store::CredentialProvider;
use object_store::aws::AwsCredential;
use tokio::sync::Mutex;

use super::{Aws, AwsError, AwsRequest, element, form};

/// Where roles are assumed; every region knows all of them.
const REGION: &str = "us-east-1";
const SESSION_NAME: &str = "stellwerk";
/// Credentials are renewed so long before they end.
const AHEAD: Duration = Duration::minutes(5);

/// A role that trusts us.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Role {
    pub arn: String,
    /// What the role's trust policy may ask for.
    pub external_id: Option<String>,
}

impl Aws {
    /// The same, but every call is made in the role. It is assumed by the first of them.
    pub fn in_role(&self, role: Role) -> Aws {
        let mut roles = self.roles.lock().expect("no panic while locked");
        let in_role = roles.entry(role).or_insert_with_key(|role| Aws {
            credentials: Arc::new(RoleCredentials {
                through: Aws { roles: Arc::default(), ..self.clone() },
                role: role.clone(),
                current: Mutex::default(),
            }),
            network: self.network.clone(),
            roles: Arc::default(),
        });
        in_role.clone()
    }

    async fn assume_role(&self, role: &Role) -> Result<(AwsCredential, DateTime<Utc>), AwsError> {
        let mut parameters = vec![
            ("Action", "AssumeRole"),
            ("RoleArn", role.arn.as_str()),
            ("RoleSessionName", SESSION_NAME),
            ("Version", "2011-06-15"),
        ];
        parameters.extend(role.external_id.as_deref().map(|id| ("ExternalId", id)));
        let attempted = format!("assume role {}", role.arn);
        let answer = self
            .send(AwsRequest {
                service: "sts",
                region: REGION,
                host: None,
                method: Method::POST,
                path: "/".to_owned(),
                query: String::new(),
                headers: vec![(
                    "content-type",
                    "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
                )],
                body: Bytes::from(form(&parameters)),
                attempted: attempted.clone(),
            })
            .await?;
        read(&String::from_utf8_lossy(&answer.body)).ok_or_else(|| AwsError::Unreachable {
            attempted,
            why: "the answer has no credentials".to_owned(),
        })
    }
}

fn read(xml: &str) -> Option<(AwsCredential, DateTime<Utc>)> {
    let credential = AwsCredential {
        key_id: element(xml, "AccessKeyId")?,
        secret_key: element(xml, "SecretAccessKey")?,
        token: Some(element(xml, "SessionToken")?),
    };
    let ends = DateTime::parse_from_rfc3339(&element(xml, "Expiration")?).ok()?;
    Some((credential, ends.to_utc()))
}

#[derive(Debug)]
struct RoleCredentials {
    through: Aws,
    role: Role,
    /// And when they end.
    current: Mutex<Option<(Arc<AwsCredential>, DateTime<Utc>)>>,
}

#[async_trait]
impl CredentialProvider for RoleCredentials {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let mut current = self.current.lock().await;
        if let Some((credential, ends)) = &*current
            && Utc::now() + AHEAD < *ends
        {
            return Ok(credential.clone());
        }
        let assumed = self.through.assume_role(&self.role).await;
        let (credential, ends) = assumed
            .map_err(|error| object_store::Error::Generic { store: "STS", source: Box::new(error) })?;
        let credential = Arc::new(credential);
        *current = Some((credential.clone(), ends));
        Ok(credential)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_of_an_answer() {
        let xml = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>\
                   <SecretAccessKey>s/+</SecretAccessKey><SessionToken>t==</SessionToken>\
                   <Expiration>2026-11-24T10:05:06.123Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";
        let (credential, ends) = read(xml).unwrap();
        assert_eq!((credential.key_id.as_str(), credential.secret_key.as_str()), ("ASIA", "s/+"));
        assert_eq!(credential.token.as_deref(), Some("t=="));
        assert_eq!(ends.timestamp_millis(), 1_795_514_706_123);
        assert!(read("<Error/>").is_none());
    }
}
