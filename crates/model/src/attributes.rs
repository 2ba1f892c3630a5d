//! What LookupEvents can look for in a record: who did it, with which access key, to which resources.
//!
//! AWS documents the answers (`Username`, `AccessKeyId`, `Resources`) but not how it derives them; the rules below
//! are those of its examples and of real answers. Where a rule is ours, its comment says so.

use std::borrow::Cow;

use crate::json::{self, Kind};

/// The eight attributes of `LookupEvents`, by AWS's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AttributeKey {
    EventId,
    EventName,
    ReadOnly,
    Username,
    ResourceType,
    ResourceName,
    EventSource,
    AccessKeyId,
}

impl AttributeKey {
    pub const ALL: [AttributeKey; 8] = [
        AttributeKey::EventId,
        AttributeKey::EventName,
        AttributeKey::ReadOnly,
        AttributeKey::Username,
        AttributeKey::ResourceType,
        AttributeKey::ResourceName,
        AttributeKey::EventSource,
        AttributeKey::AccessKeyId,
    ];

    pub fn name(self) -> &'static str {
        match self {
            AttributeKey::EventId => "EventId",
            AttributeKey::EventName => "EventName",
            AttributeKey::ReadOnly => "ReadOnly",
            AttributeKey::Username => "Username",
            AttributeKey::ResourceType => "ResourceType",
            AttributeKey::ResourceName => "ResourceName",
            AttributeKey::EventSource => "EventSource",
            AttributeKey::AccessKeyId => "AccessKeyId",
        }
    }

    /// Case-sensitive, as AWS is.
    pub fn parse(name: &str) -> Option<AttributeKey> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }
}

/// A resource that a record refers to. AWS leaves the type out where it does not know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Resource<'a> {
    pub resource_type: Option<Cow<'a, str>>,
    pub name: Cow<'a, str>,
}

/// Who `userIdentity` speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity<'a> {
    /// `Username`: the user, the session name of a role, `root`, or the service that called.
    pub user_name: Option<Cow<'a, str>>,
    pub access_key_id: Option<Cow<'a, str>>,
    pub principal_id: Option<Cow<'a, str>>,
    pub account_id: Option<Cow<'a, str>>,
    pub arn: Option<Cow<'a, str>>,
    pub invoked_by: Option<Cow<'a, str>>,
}

/// Reads `userIdentity` (its JSON text). Anything that is not an object says nothing.
pub fn identity(user_identity: &str) -> Identity<'_> {
    let bytes = user_identity.as_bytes();
    let start = json::skip_white(bytes, 0);
    if bytes.get(start) != Some(&b'{') {
        return Identity::default();
    }
    let (mut kind, mut name) = (None, None);
    let mut identity = Identity::default();
    let walked = json::members(bytes, start, |m| {
        let text = || string(user_identity, &m.value);
        match m.key {
            b"type" => kind = text(),
            b"userName" => name = text(),
            b"arn" => identity.arn = text(),
            b"invokedBy" => identity.invoked_by = text(),
            b"principalId" => identity.principal_id = text(),
            b"accessKeyId" => identity.access_key_id = text(),
            b"accountId" => identity.account_id = text(),
            _ => {}
        }
    });
    if walked.is_err() {
        return Identity::default();
    }
    // Temporary credentials are named `<role id>:<session name>`.
    let session = |principal: &Option<Cow<'_, str>>| {
        principal.as_deref().and_then(|p| p.split_once(':')).map(|(_, s)| Cow::Owned(s.to_owned()))
    };
    identity.user_name = match kind.as_deref() {
        Some("Root") => Some(Cow::Borrowed("root")),
        Some("AssumedRole" | "FederatedUser" | "Role") => session(&identity.principal_id)
            .or_else(|| {
                let arn = identity.arn.as_deref();
                arn.and_then(|a| a.rsplit_once('/')).map(|(_, last)| Cow::Owned(last.to_owned()))
            })
            .or(name),
        // AWS answers with the service here; a person who looks for it finds it so.
        Some("AWSService") => identity.invoked_by.clone().or(name),
        _ => name,
    }
    .filter(|n| !n.is_empty());
    identity.access_key_id = identity.access_key_id.filter(|k| !k.is_empty());
    identity
}

/// Names and types of the resources of a record: those listed in `resources`, then those that well-known parameters name.
/// Each once, at most [`RESOURCES_MAX`].
pub fn resources<'a>(
    resources: Option<&'a str>,
    request_parameters: Option<&'a str>,
    response_elements: Option<&'a str>,
    event_source: Option<&str>,
    mut found: impl FnMut(Resource<'a>),
) {
    let mut left = RESOURCES_MAX;
    let mut give = |resource: Resource<'a>| {
        if left > 0 && !resource.name.is_empty() {
            left -= 1;
            found(resource);
        }
    };
    if let Some(text) = resources {
        listed_resources(text, &mut give);
    }
    let service = event_source.unwrap_or("").split('.').next().unwrap_or("");
    for text in [request_parameters, response_elements].into_iter().flatten() {
        named_resources(text, 0, service, &mut give, 0);
    }
}

/// The resources that a record lists (the member `resources`, its JSON text), at most [`RESOURCES_MAX`].
pub fn listed(resources: &str) -> Vec<Resource<'_>> {
    let mut listed = Vec::new();
    listed_resources(resources, &mut |resource| {
        if listed.len() < RESOURCES_MAX {
            listed.push(resource);
        }
    });
    listed
}

/// A record that names more resources than this is found by the first ones only (RunInstances of a thousand instances).
pub const RESOURCES_MAX: usize = 200;

fn listed_resources<'a>(text: &'a str, give: &mut impl FnMut(Resource<'a>)) {
    let bytes = text.as_bytes();
    let start = json::skip_white(bytes, 0);
    if bytes.get(start) != Some(&b'[') {
        return;
    }
    let mut items = Vec::new();
    if json::elements(bytes, start, |e| items.push(e)).is_err() {
        return;
    }
    for item in items.iter().filter(|e| e.kind == Kind::Object) {
        let (mut resource_type, mut name) = (None, None);
        let _ = json::members(bytes, item.start, |m| match m.key {
            b"type" => resource_type = string(text, &m.value),
            b"ARN" | b"arn" | b"ARNPrefix" => name = name.take().or_else(|| string(text, &m.value)),
            _ => {}
        });
        if let Some(name) = name {
            give(Resource { resource_type, name });
        }
    }
}

/// Walks a document for members whose name says what they are.
fn named_resources<'a>(
    text: &'a str,
    at: usize,
    service: &str,
    give: &mut impl FnMut(Resource<'a>),
    depth: usize,
) {
    const DEPTH_MAX: usize = 8;
    let bytes = text.as_bytes();
    let at = json::skip_white(bytes, at);
    if depth > DEPTH_MAX || !matches!(bytes.get(at), Some(b'{' | b'[')) {
        return;
    }
    if bytes[at] == b'[' {
        let _ = json::elements(bytes, at, |e| {
            if matches!(e.kind, Kind::Object | Kind::Array) {
                named_resources(text, e.start, service, give, depth + 1);
            }
        });
        return;
    }
    let _ = json::members(bytes, at, |m| match m.value.kind {
        Kind::String { .. } => {
            if let Some(resource_type) = type_of_parameter(m.key, service)
                && let Some(name) = string(text, &m.value)
            {
                give(Resource { resource_type: Some(Cow::Borrowed(resource_type)), name });
            }
        }
        Kind::Object | Kind::Array => named_resources(text, m.value.start, service, give, depth + 1),
        _ => {}
    });
}

fn string<'a>(text: &'a str, value: &json::Value) -> Option<Cow<'a, str>> {
    matches!(value.kind, Kind::String { .. }).then(|| json::decode_string(&text[value.start..value.end]))
}

/// The resource type that a parameter of this name refers to; by service where the name alone does not say.
#[rustfmt::skip]
fn type_of_parameter(name: &[u8], service: &str) -> Option<&'static str> {
    Some(match (name, service) {
        (b"bucketName" | b"s3BucketName", _) => "AWS::S3::Bucket",
        (b"instanceId", "ec2" | "ssm" | "autoscaling" | "elasticloadbalancing") => "AWS::EC2::Instance",
        (b"groupId", "ec2") => "AWS::EC2::SecurityGroup",
        (b"groupName", "ec2") => "AWS::EC2::SecurityGroup",
        (b"vpcId", _) => "AWS::EC2::VPC",
        (b"subnetId", _) => "AWS::EC2::Subnet",
        (b"volumeId", "ec2") => "AWS::EC2::Volume",
        (b"snapshotId", "ec2") => "AWS::EC2::Snapshot",
        (b"imageId", "ec2" | "autoscaling") => "AWS::EC2::Ami",
        (b"networkInterfaceId", "ec2") => "AWS::EC2::NetworkInterface",
        (b"routeTableId", "ec2") => "AWS::EC2::RouteTable",
        (b"internetGatewayId", "ec2") => "AWS::EC2::InternetGateway",
        (b"natGatewayId", "ec2") => "AWS::EC2::NatGateway",
        (b"networkAclId", "ec2") => "AWS::EC2::NetworkAcl",
        (b"allocationId", "ec2") => "AWS::EC2::EIP",
        (b"keyName", "ec2") => "AWS::EC2::KeyPair",
        (b"launchTemplateId", _) => "AWS::EC2::LaunchTemplate",
        (b"flowLogId", "ec2") => "AWS::EC2::FlowLog",
        (b"userName", "iam" | "signin") => "AWS::IAM::User",
        (b"roleName", "iam") => "AWS::IAM::Role",
        (b"roleArn", _) => "AWS::IAM::Role",
        (b"groupName", "iam") => "AWS::IAM::Group",
        (b"policyArn", "iam") => "AWS::IAM::Policy",
        (b"policyName", "iam") => "AWS::IAM::Policy",
        (b"accessKeyId", _) => "AWS::IAM::AccessKey",
        (b"instanceProfileName", "iam") => "AWS::IAM::InstanceProfile",
        (b"serialNumber", "iam") => "AWS::IAM::MfaDevice",
        (b"assumedRoleId", "sts") => "AWS::STS::AssumedRole",
        (b"functionName", _) => "AWS::Lambda::Function",
        (b"tableName", "dynamodb") => "AWS::DynamoDB::Table",
        (b"keyId", "kms") => "AWS::KMS::Key",
        (b"aliasName", "kms") => "AWS::KMS::Alias",
        (b"name" | b"trailName" | b"trailARN", "cloudtrail") => "AWS::CloudTrail::Trail",
        (b"dBInstanceIdentifier", _) => "AWS::RDS::DBInstance",
        (b"dBClusterIdentifier", _) => "AWS::RDS::DBCluster",
        (b"dBSnapshotIdentifier", _) => "AWS::RDS::DBSnapshot",
        (b"dBSubnetGroupName", _) => "AWS::RDS::DBSubnetGroup",
        (b"stackName" | b"stackId", "cloudformation") => "AWS::CloudFormation::Stack",
        (b"topicArn", _) => "AWS::SNS::Topic",
        (b"queueUrl" | b"queueName", "sqs") => "AWS::SQS::Queue",
        (b"logGroupName", _) => "AWS::Logs::LogGroup",
        (b"secretId", "secretsmanager") => "AWS::SecretsManager::Secret",
        (b"repositoryName", "ecr") => "AWS::ECR::Repository",
        (b"cluster" | b"clusterName", "ecs") => "AWS::ECS::Cluster",
        (b"service" | b"serviceName", "ecs") => "AWS::ECS::Service",
        (b"name" | b"clusterName", "eks") => "AWS::EKS::Cluster",
        (b"autoScalingGroupName", _) => "AWS::AutoScaling::AutoScalingGroup",
        (b"launchConfigurationName", _) => "AWS::AutoScaling::LaunchConfiguration",
        (b"loadBalancerName", _) => "AWS::ElasticLoadBalancing::LoadBalancer",
        (b"loadBalancerArn", _) => "AWS::ElasticLoadBalancingV2::LoadBalancer",
        (b"targetGroupArn", _) => "AWS::ElasticLoadBalancingV2::TargetGroup",
        (b"streamName", "kinesis") => "AWS::Kinesis::Stream",
        (b"alarmName", _) => "AWS::CloudWatch::Alarm",
        (b"hostedZoneId", "route53") => "AWS::Route53::HostedZone",
        (b"distributionId", _) => "AWS::CloudFront::Distribution",
        (b"certificateArn", _) => "AWS::ACM::Certificate",
        (b"stateMachineArn", _) => "AWS::StepFunctions::StateMachine",
        (b"name", "ssm") => "AWS::SSM::Parameter",
        (b"configRuleName", _) => "AWS::Config::ConfigRule",
        (b"fileSystemId", _) => "AWS::EFS::FileSystem",
        (b"cacheClusterId", _) => "AWS::ElastiCache::CacheCluster",
        (b"clusterIdentifier", "redshift") => "AWS::Redshift::Cluster",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(user_identity: &str) -> Option<String> {
        identity(user_identity).user_name.map(Cow::into_owned)
    }

    #[test]
    fn username_is_the_user_the_session_root_or_the_service() {
        let cases = [
            (r#"{"type":"IAMUser","userName":"alice","accessKeyId":"AKIA1"}"#, Some("alice")),
            (
                r#"{"type":"AssumedRole","principalId":"AROA1:i-0abc","arn":"arn:aws:sts::1:assumed-role/R/i-0abc"}"#,
                Some("i-0abc"),
            ),
            (r#"{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/R/job:1"}"#, Some("job:1")),
            (r#"{"type":"Root","userName":"alias","accountId":"1"}"#, Some("root")),
            (r#"{"type":"AWSService","invokedBy":"config.amazonaws.com"}"#, Some("config.amazonaws.com")),
            (r#"{"type":"AWSAccount","principalId":"AIDA1","accountId":"1"}"#, None),
            (r#"{"type":"SAMLUser","userName":"bob@example.com"}"#, Some("bob@example.com")),
            (r#"{"userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, Some("HIDDEN_DUE_TO_SECURITY_REASONS")),
            ("{}", None),
            ("null", None),
            ("\"x\"", None),
        ];
        for (user_identity, expected) in cases {
            assert_eq!(name_of(user_identity).as_deref(), expected, "{user_identity}");
        }
        assert_eq!(identity(r#"{"accessKeyId":""}"#).access_key_id, None);
    }

    #[test]
    fn resources_come_from_the_list_and_from_parameters() {
        let mut all = Vec::new();
        resources(
            Some(
                r#"[{"accountId":"1","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"},{"ARNPrefix":"arn:aws:s3:::b/"},7]"#,
            ),
            Some(r#"{"bucketName":"b","key":"k","instanceId":"not of s3"}"#),
            Some(r#"{"credentials":{"accessKeyId":"ASIA1"}}"#),
            Some("s3.amazonaws.com"),
            |r| all.push(format!("{} {}", r.resource_type.as_deref().unwrap_or("-"), r.name)),
        );
        assert_eq!(
            all,
            [
                "AWS::S3::Bucket arn:aws:s3:::b",
                "- arn:aws:s3:::b/",
                "AWS::S3::Bucket b",
                "AWS::IAM::AccessKey ASIA1"
            ]
        );
    }
}
