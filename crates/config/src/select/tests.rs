//! The queries that AWS's documentation and others show, over a small inventory, with the answers worked out
//! by hand.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

/// The properties of the types below that are searchable, as far as the queries use them.
fn schema() -> Schema {
    use Kind::{Boolean, CidrBlock, Date, Integer, Ip, String};
    let types: &[(&str, &[(&str, Kind)])] = &[
        ("AWS::ACM::Certificate", &[("domainName", String), ("notAfter", Date)]),
        (
            "AWS::Config::ConformancePackCompliance",
            &[("complianceType", String), ("totalRuleCount", Integer)],
        ),
        (
            "AWS::Config::ResourceCompliance",
            &[
                ("complianceType", String),
                ("configRuleList.complianceType", String),
                ("configRuleList.configRuleName", String),
            ],
        ),
        ("AWS::DynamoDB::Table", &[("ssedescription.status", String)]),
        ("AWS::EC2::EIP", &[("publicIp", Ip)]),
        ("AWS::EC2::Instance", &[("imageId", String), ("instanceType", String), ("privateIpAddress", Ip)]),
        (
            "AWS::EC2::SecurityGroup",
            &[("ipPermissions.ipRanges", CidrBlock), ("ipPermissions.fromPort", Integer)],
        ),
        (
            "AWS::EC2::Volume",
            &[("encrypted", Boolean), ("size", Integer), ("state.value", String), ("volumeType", String)],
        ),
        ("AWS::IAM::Role", &[("attachedManagedPolicies.policyName", String)]),
        ("AWS::Lambda::Function", &[("runtime", String), ("timeout", Integer)]),
        (
            "AWS::OpenSearch::Domain",
            &[
                ("AdvancedSecurityOptions.SAMLOptions.Enabled", Boolean),
                ("AdvancedSecurityOptions.SamlOptions.Enabled", Boolean),
            ],
        ),
        ("AWS::RDS::DBInstance", &[("engine", String), ("publiclyAccessible", Boolean)]),
        (
            "AWS::RDS::DBSnapshot",
            &[("encrypted", Boolean), ("snapshotCreateTime", Date), ("snapshotType", String)],
        ),
    ];
    let mut schema = Schema::default();
    for (name, properties) in types {
        schema.add(name, properties.iter().map(|(path, kind)| (format!("configuration.{path}"), *kind)));
    }
    let algorithm = "ServerSideEncryptionConfiguration.rules.applyServerSideEncryptionByDefault.sseAlgorithm";
    schema.add(
        "AWS::S3::Bucket",
        [algorithm, "BucketVersioningConfiguration.status"]
            .map(|path| (format!("supplementaryConfiguration.{path}"), String)),
    );
    schema
}

/// A resource of the first account in Ireland, with what is given on top.
fn resource(resource_type: &str, resource_id: &str, more: Value) -> Value {
    let mut document = json!({
        "accountId": "111111111111",
        "arn": format!("arn:{resource_id}"),
        "awsRegion": "eu-west-1",
        "configurationItemCaptureTime": "2026-02-01T10:00:00.000Z",
        "configurationItemStatus": "OK",
        "resourceId": resource_id,
        "resourceType": resource_type,
        "tags": [],
        "relationships": [],
        "supplementaryConfiguration": {},
        "version": "1.3",
    });
    let Value::Object(members) = &mut document else { unreachable!() };
    let Value::Object(more) = more else { unreachable!() };
    members.extend(more);
    document
}

fn related(resource_ids: &[(&str, &str)]) -> Value {
    resource_ids
        .iter()
        .map(|(kind, id)| json!({"resourceId": id, "resourceType": kind, "relationshipName": "Is associated with "}))
        .collect()
}

fn bucket(resource_id: &str, algorithm: Option<&str>, versioning: &str) -> Value {
    let mut supplementary = json!({"BucketVersioningConfiguration": {"status": versioning}});
    if let Some(algorithm) = algorithm {
        let rule = json!({"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}});
        supplementary["ServerSideEncryptionConfiguration"] = json!({"rules": [rule]});
    }
    resource(
        "AWS::S3::Bucket",
        resource_id,
        json!({
            "awsRegion": "ap-northeast-1",
            "resourceName": resource_id,
            "supplementaryConfiguration": supplementary,
            "tags": tags([("CostCenter", "12345"), ("owner", "me")]),
        }),
    )
}

fn security_group(resource_id: &str, ranges: &[&str]) -> Value {
    let permissions = json!([{"fromPort": 22, "toPort": 22, "ipRanges": ranges}]);
    resource("AWS::EC2::SecurityGroup", resource_id, json!({"configuration": {"ipPermissions": permissions}}))
}

fn inventory() -> Vec<Value> {
    let vpc = ("AWS::EC2::VPC", "vpc-abcd1234");
    let subnet = ("AWS::EC2::Subnet", "subnet-abcd1234");
    let group = ("AWS::EC2::SecurityGroup", "sg-abcd1234");
    vec![
        resource(
            "AWS::EC2::Instance",
            "i-1",
            json!({
                "availabilityZone": "us-east-1a",
                "resourceCreationTime": "2023-06-01T00:00:00.000Z",
                "tags": tags([("Stage", "prod")]),
                "relationships": related(&[group, subnet, vpc, ("AWS::EC2::SecurityGroup", "sg-234213")]),
                "configuration": {
                    "imageId": "ami-12345",
                    "instanceType": "t2.micro",
                    "placement": {"tenancy": "default", "groupName": ""},
                    "privateIpAddress": "10.0.0.7",
                },
            }),
        ),
        resource(
            "AWS::EC2::Instance",
            "i-2",
            json!({
                "accountId": "222222222222",
                "availabilityZone": "us-east-1a",
                "resourceCreationTime": "2025-01-01T00:00:00.000Z",
                "configuration": {"imageId": "ami-12345", "instanceType": "m5.large", "privateIpAddress": "10.1.0.7"},
            }),
        ),
        resource(
            "AWS::EC2::NetworkInterface",
            "eni-1",
            json!({"relationships": related(&[group, subnet, vpc])}),
        ),
        resource(
            "AWS::EC2::RouteTable",
            "rtb-1",
            json!({"relationships": related(&[("AWS::EC2::VPNGateway", "vgw-abcd1234"), vpc])}),
        ),
        resource(
            "AWS::EC2::EIP",
            "eip-1",
            json!({"relationships": related(&[("AWS::EC2::Instance", "i-abcd1234"), ("AWS::EC2::NetworkInterface", "eni-abcd1234")])}),
        ),
        resource(
            "AWS::EC2::Volume",
            "vol-1",
            json!({
                "accountId": "222222222222",
                "resourceCreationTime": "2020-02-21T07:39:43.771Z",
                "configuration": {
                    "volumeType": "gp2",
                    "encrypted": false,
                    "size": 100,
                    "state": {"value": "available"},
                    "availabilityZone": "us-west-2a",
                },
            }),
        ),
        resource(
            "AWS::EC2::Volume",
            "vol-2",
            json!({"configuration": {"volumeType": "gp3", "encrypted": true, "size": 8, "state": {"value": "in-use"}}}),
        ),
        security_group("sg-24", &["10.0.0.0/24"]),
        security_group("sg-16", &["10.0.0.0/16"]),
        security_group("sg-32", &["192.168.0.2/32", "192.168.0.2/32"]),
        security_group("sg-both", &["10.0.0.0/24", "192.168.0.2/32"]),
        bucket("quicksilver-logs", Some("aws:kms"), "Off"),
        bucket("plain", Some("AES256"), "Enabled"),
        bucket("bare", None, "Off"),
        resource(
            "AWS::IAM::Role",
            "AROA1",
            json!({
                "resourceName": "Admin",
                "configuration": {"attachedManagedPolicies": [
                    {"policyName": "ReadOnlyAccess"}, {"policyName": "AdministratorAccess"},
                ]},
            }),
        ),
        resource(
            "AWS::RDS::DBInstance",
            "db-1",
            json!({"resourceName": "orders", "configuration": {"engine": "mysql", "publiclyAccessible": true}}),
        ),
        resource(
            "AWS::RDS::DBSnapshot",
            "snap-1",
            json!({"configuration": {
                "dBInstanceIdentifier": "orders",
                "encrypted": true,
                "snapshotCreateTime": "2019-05-14T00:00:00.000Z",
                "snapshotType": "manual",
            }}),
        ),
        resource(
            "AWS::Lambda::Function",
            "f",
            json!({"resourceName": "f", "configuration": {"runtime": "nodejs16.x", "timeout": 60}}),
        ),
        resource(
            "AWS::DynamoDB::Table",
            "t",
            json!({"resourceName": "t", "configuration": {"tableName": "t"}}),
        ),
        resource(
            "AWS::ACM::Certificate",
            "c",
            json!({"configuration": {"domainName": "example.com", "notAfter": "2024-06-10T16:59:53.000Z"}}),
        ),
        resource(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "lb-1",
            json!({"resourceCreationTime": "2024-01-01T00:00:00.000Z"}),
        ),
        resource(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "lb-2",
            json!({"resourceCreationTime": "2024-01-01T00:00:00.001Z"}),
        ),
        resource(
            "AWS::ElasticLoadBalancing::LoadBalancer",
            "lb-3",
            json!({"resourceCreationTime": "2025-01-01T00:00:00.000Z"}),
        ),
        resource(
            "AWS::Config::ResourceCompliance",
            "AWS::EC2::Instance/i-1",
            json!({"configuration": {
                "complianceType": "NON_COMPLIANT",
                "configRuleList": [
                    {"configRuleName": "A", "complianceType": "compliant"},
                    {"configRuleName": "B", "complianceType": "non_compliant"},
                ],
            }}),
        ),
        resource(
            "AWS::Config::ResourceCompliance",
            "AWS::S3::Bucket/plain",
            json!({"configuration": {"complianceType": "COMPLIANT"}}),
        ),
        resource(
            "AWS::Config::ConformancePackCompliance",
            "conformance-pack-1",
            json!({"resourceName": "pack", "configuration": {"complianceType": "COMPLIANT", "totalRuleCount": 2}}),
        ),
    ]
}

fn rows(text: &str) -> Vec<String> {
    let query = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(parse(&query.to_string()).as_ref(), Ok(&query), "{query}");
    execute(&query, inventory(), &schema()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn error(text: &str) -> String {
    let answer = parse(text).and_then(|query| execute(&query, inventory(), &schema()));
    answer.expect_err(text).to_string()
}

/// The rows' resource ids, for queries that select them.
fn ids(text: &str) -> Vec<String> {
    let id = |row: &String| {
        serde_json::from_str::<Map<String, Value>>(row).unwrap()["resourceId"].as_str().unwrap().to_owned()
    };
    rows(text).iter().map(id).collect()
}

/// AWS's page `example-query`.
#[test]
fn example_queries() {
    assert_eq!(
        rows(
            "SELECT resourceId, resourceType, configuration.instanceType, configuration.placement.tenancy, \
             configuration.imageId, availabilityZone \
             WHERE resourceType = 'AWS::EC2::Instance' AND configuration.imageId = 'ami-12345'"
        ),
        [
            r#"{"resourceId":"i-1","resourceType":"AWS::EC2::Instance","configuration":{"instanceType":"t2.micro","placement":{"tenancy":"default"},"imageId":"ami-12345"},"availabilityZone":"us-east-1a"}"#,
            r#"{"resourceId":"i-2","resourceType":"AWS::EC2::Instance","configuration":{"instanceType":"m5.large","imageId":"ami-12345"},"availabilityZone":"us-east-1a"}"#,
        ]
    );
    assert_eq!(
        rows(
            "SELECT configuration.complianceType, COUNT(*) WHERE resourceType = 'AWS::Config::ResourceCompliance' \
             GROUP BY configuration.complianceType"
        ),
        [
            r#"{"COUNT(*)":1,"configuration":{"complianceType":"COMPLIANT"}}"#,
            r#"{"COUNT(*)":1,"configuration":{"complianceType":"NON_COMPLIANT"}}"#,
        ]
    );
    assert_eq!(
        rows(
            "SELECT resourceId, resourceName, resourceType, configuration.complianceType \
             WHERE resourceType = 'AWS::Config::ConformancePackCompliance'"
        ),
        [
            r#"{"resourceId":"conformance-pack-1","resourceName":"pack","resourceType":"AWS::Config::ConformancePackCompliance","configuration":{"complianceType":"COMPLIANT"}}"#
        ]
    );
    assert_eq!(
        rows("SELECT COUNT(*), accountId group by accountId"),
        [r#"{"COUNT(*)":24,"accountId":"111111111111"}"#, r#"{"COUNT(*)":2,"accountId":"222222222222"}"#]
    );
    assert_eq!(
        rows(
            "SELECT resourceId, accountId, awsRegion, resourceType, configuration.volumeType, configuration.size, \
             resourceCreationTime, tags, configuration.encrypted, configuration.availabilityZone, configuration.state.value \
             WHERE resourceType = 'AWS::EC2::Volume' AND configuration.state.value = 'available'"
        ),
        [
            r#"{"resourceId":"vol-1","accountId":"222222222222","awsRegion":"eu-west-1","resourceType":"AWS::EC2::Volume","configuration":{"volumeType":"gp2","size":100.0,"encrypted":false,"availabilityZone":"us-west-2a","state":{"value":"available"}},"resourceCreationTime":"2020-02-21T07:39:43.771Z","tags":[]}"#
        ]
    );
}

/// AWS's pages `query-components` and `querying-AWS-resources`.
#[test]
fn ranges_and_arrays() {
    assert_eq!(rows("SELECT resourceId WHERE resourceType='AWS::IAM::Role'"), [r#"{"resourceId":"AROA1"}"#]);
    assert_eq!(
        rows(
            "SELECT * WHERE resourceType = 'AWS::EC2::SecurityGroup'
               AND configuration.ipPermissions.ipRanges BETWEEN '10.0.0.0' AND '10.0.0.255'
               AND NOT configuration.ipPermissions.ipRanges < '10.0.0.0'
               AND NOT configuration.ipPermissions.ipRanges > '10.0.0.255'"
        ),
        [
            r#"{"accountId":"111111111111","awsRegion":"eu-west-1","arn":"arn:sg-24","configurationItemCaptureTime":"2026-02-01T10:00:00.000Z","resourceId":"sg-24","resourceType":"AWS::EC2::SecurityGroup","version":"1.3"}"#
        ]
    );
    assert_eq!(
        ids("SELECT * WHERE resourceType = 'AWS::EC2::SecurityGroup'
               AND configuration.ipPermissions.ipRanges = '192.168.0.2'
               AND NOT configuration.ipPermissions.ipRanges > '192.168.0.2'
               AND NOT configuration.ipPermissions.ipRanges < '192.168.0.2'"),
        ["sg-32"]
    );
    assert_eq!(
        ids("SELECT resourceId WHERE configuration.ipPermissions.ipRanges = '10.0.0.9'"),
        ["sg-24", "sg-16", "sg-both"]
    );
    assert_eq!(
        ids("SELECT resourceId WHERE configuration.privateIpAddress BETWEEN '10.0.0.0' AND '10.0.255.255'"),
        ["i-1"]
    );
    // Two elements of the array satisfy one predicate each.
    assert_eq!(
        rows(
            "SELECT configuration WHERE configuration.configRuleList.complianceType = 'non_compliant' \
             AND configuration.configRuleList.configRuleName = 'A'"
        ),
        [
            r#"{"configuration":{"complianceType":"NON_COMPLIANT","configRuleList":[{"configRuleName":"A","complianceType":"compliant"},{"configRuleName":"B","complianceType":"non_compliant"}]}}"#
        ]
    );
}

/// AWS's pages `examplerelationshipqueries` and `faq`.
#[test]
fn relationships() {
    let related = |types: &str, id: &str| {
        ids(&format!("SELECT resourceId WHERE resourceType {types} AND relationships.resourceId = '{id}'"))
    };
    assert_eq!(related("= 'AWS::EC2::EIP'", "i-abcd1234"), ["eip-1"]);
    assert_eq!(related("= 'AWS::EC2::EIP'", "eni-abcd1234"), ["eip-1"]);
    assert_eq!(
        related("IN ('AWS::EC2::Instance', 'AWS::EC2::NetworkInterface')", "sg-abcd1234"),
        ["i-1", "eni-1"]
    );
    assert_eq!(related("= 'AWS::EC2::Instance'", "sg-abcd1234"), ["i-1"]);
    assert_eq!(related("= 'AWS::EC2::NetworkInterface'", "sg-abcd1234"), ["eni-1"]);
    assert_eq!(
        related(
            "IN ('AWS::EC2::Instance', 'AWS::EC2::NetworkACL', 'AWS::EC2::NetworkInterface', 'AWS::EC2::RouteTable')",
            "subnet-abcd1234"
        ),
        ["i-1", "eni-1"]
    );
    assert_eq!(
        related(
            "IN ('AWS::EC2::Instance', 'AWS::EC2::InternetGateway', 'AWS::EC2::NetworkACL', 'AWS::EC2::NetworkInterface', \
             'AWS::EC2::RouteTable', 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup')",
            "vpc-abcd1234"
        ),
        ["i-1", "eni-1", "rtb-1"]
    );
    assert_eq!(related("= 'AWS::EC2::RouteTable'", "vgw-abcd1234"), ["rtb-1"]);
    assert_eq!(
        rows(
            "SELECT resourceId, resourceType WHERE resourceType ='AWS::EC2::Instance' \
             AND relationships.resourceId = 'sg-234213'"
        ),
        [r#"{"resourceId":"i-1","resourceType":"AWS::EC2::Instance"}"#]
    );
    assert_eq!(
        rows("SELECT relationships WHERE resourceType = 'AWS::EC2::EIP'"),
        [
            r#"{"relationships":[{"resourceId":"i-abcd1234","resourceType":"AWS::EC2::Instance","relationshipName":"Is associated with "},{"resourceId":"eni-abcd1234","resourceType":"AWS::EC2::NetworkInterface","relationshipName":"Is associated with "}]}"#
        ]
    );
}

/// AWS's page `query-assistant`.
#[test]
fn queries_of_the_assistant() {
    // The first load balancer was created at that very moment.
    assert_eq!(
        ids("SELECT resourceId, resourceType, resourceCreationTime \
             WHERE resourceType IN ('AWS::ElasticLoadBalancing::LoadBalancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer') \
             AND resourceCreationTime > '2024-01-01T00:00:00.0Z' ORDER BY resourceCreationTime DESC"),
        ["lb-3", "lb-2"]
    );
    assert_eq!(
        rows(
            "SELECT resourceId, resourceType, configuration.publiclyAccessible \
             WHERE resourceType = 'AWS::RDS::DBInstance' AND configuration.publiclyAccessible = true"
        ),
        [
            r#"{"resourceId":"db-1","resourceType":"AWS::RDS::DBInstance","configuration":{"publiclyAccessible":true}}"#
        ]
    );
    assert_eq!(
        rows(
            "SELECT COUNT(*) WHERE resourceType = 'AWS::EC2::Instance' \
             AND resourceCreationTime BETWEEN '2023-05-10T16:56:25.000Z' AND '2024-05-10T16:56:25.000Z'"
        ),
        [r#"{"COUNT(*)":1}"#]
    );
    assert_eq!(
        rows("SELECT accountId, COUNT(*) WHERE resourceType = 'AWS::EC2::Instance' GROUP BY accountId"),
        [r#"{"COUNT(*)":1,"accountId":"111111111111"}"#, r#"{"COUNT(*)":1,"accountId":"222222222222"}"#]
    );
    assert_eq!(
        ids("SELECT resourceId, resourceName, resourceType WHERE resourceType = 'AWS::IAM::Role' \
             AND configuration.attachedManagedPolicies.policyName = 'AdministratorAccess'"),
        ["AROA1"]
    );
    assert_eq!(
        rows("SELECT accountId WHERE resourceType = 'AWS::EC2::Volume' AND configuration.encrypted = false"),
        [r#"{"accountId":"222222222222"}"#]
    );
    assert_eq!(
        ids("SELECT resourceId, resourceType WHERE resourceType = 'AWS::Config::ResourceCompliance' \
             AND configuration.complianceType = 'NON_COMPLIANT'"),
        ["AWS::EC2::Instance/i-1"]
    );
    assert_eq!(
        rows(
            "SELECT accountId, resourceName WHERE resourceType = 'AWS::Lambda::Function' \
             AND configuration.runtime = 'nodejs16.x'"
        ),
        [r#"{"accountId":"111111111111","resourceName":"f"}"#]
    );
    assert_eq!(
        rows(
            "SELECT resourceId, configuration.domainName, configuration.notAfter \
             WHERE resourceType = 'AWS::ACM::Certificate' \
             AND configuration.notAfter BETWEEN '2024-05-10 16:59:53' AND '2024-06-10 16:59:53'"
        ),
        [
            r#"{"resourceId":"c","configuration":{"domainName":"example.com","notAfter":"2024-06-10T16:59:53.000Z"}}"#
        ]
    );
}

/// The API's own examples, and those of AWS's repositories.
#[test]
fn queries_of_the_api() {
    assert_eq!(
        rows("SELECT resourceId, COUNT(*) WHERE resourceType = 'AWS::IAM::Role' GROUP BY resourceId"),
        [r#"{"COUNT(*)":1,"resourceId":"AROA1"}"#]
    );
    assert_eq!(ids("SELECT * WHERE resourceType = 'AWS::IAM::Role'"), ["AROA1"]);
    assert_eq!(
        rows(
            "SELECT resourceId, resourceType, supplementaryConfiguration.BucketVersioningConfiguration.status \
             WHERE resourceType = 'AWS::S3::Bucket' \
             AND supplementaryConfiguration.BucketVersioningConfiguration.status = 'Off'"
        ),
        [
            r#"{"resourceId":"quicksilver-logs","resourceType":"AWS::S3::Bucket","supplementaryConfiguration":{"BucketVersioningConfiguration":{"status":"Off"}}}"#,
            r#"{"resourceId":"bare","resourceType":"AWS::S3::Bucket","supplementaryConfiguration":{"BucketVersioningConfiguration":{"status":"Off"}}}"#,
        ]
    );
    assert_eq!(
        ids("SELECT resourceId WHERE resourceType='AWS::S3::Bucket' AND awsRegion='ap-northeast-1' \
             AND resourceName LIKE 'quicksilver%' AND tags.tag='CostCenter=12345'"),
        ["quicksilver-logs"]
    );
    assert_eq!(
        rows(
            "SELECT COUNT(resourceId) WHERE resourceType='AWS::EC2::Instance' AND availabilityZone='us-east-1a' \
             AND configuration.imageId='ami-12345' AND tags.key='Stage'"
        ),
        [r#"{"COUNT(resourceId)":1}"#]
    );
    let query = "SELECT *, configuration, configurationItemStatus, relationships, supplementaryConfiguration, tags \
         WHERE resourceType NOT IN ('AWS::Cognito::UserPool','AWS::ElasticLoadBalancingV2::Listener')";
    assert_eq!(ids(query).len(), inventory().len());
    assert_eq!(
        rows(query)[11],
        r#"{"accountId":"111111111111","awsRegion":"ap-northeast-1","arn":"arn:quicksilver-logs","configurationItemCaptureTime":"2026-02-01T10:00:00.000Z","resourceId":"quicksilver-logs","resourceName":"quicksilver-logs","resourceType":"AWS::S3::Bucket","version":"1.3","configurationItemStatus":"OK","relationships":[],"supplementaryConfiguration":{"BucketVersioningConfiguration":{"status":"Off"},"ServerSideEncryptionConfiguration":{"rules":[{"applyServerSideEncryptionByDefault":{"sseAlgorithm":"aws:kms"}}]}},"tags":[{"key":"CostCenter","value":"12345","tag":"CostCenter\u003d12345"},{"key":"owner","value":"me","tag":"owner\u003dme"}]}"#
    );
}

/// Queries that people publish.
#[test]
fn queries_of_the_community() {
    assert_eq!(
        rows(
            "select resourceId, configuration, supplementaryConfiguration where resourceType = 'AWS::Lambda::Function'"
        ),
        [
            r#"{"resourceId":"f","configuration":{"runtime":"nodejs16.x","timeout":60.0},"supplementaryConfiguration":{}}"#
        ]
    );
    let by_type = rows("SELECT resourceType, COUNT(*) GROUP BY resourceType;");
    assert_eq!(
        by_type[..3],
        [
            r#"{"COUNT(*)":4,"resourceType":"AWS::EC2::SecurityGroup"}"#,
            r#"{"COUNT(*)":3,"resourceType":"AWS::S3::Bucket"}"#,
            r#"{"COUNT(*)":2,"resourceType":"AWS::Config::ResourceCompliance"}"#,
        ]
    );
    assert_eq!(
        rows(
            "SELECT resourceType, COUNT(*) WHERE configurationItemCaptureTime > '2026-01-01T00:00:00Z' GROUP BY resourceType;"
        ),
        by_type
    );
    let all = rows("SELECT resourceType, accountId, resourceId;");
    assert_eq!(all.len(), inventory().len());
    assert_eq!(
        all[0],
        r#"{"resourceType":"AWS::EC2::Instance","accountId":"111111111111","resourceId":"i-1"}"#
    );
    let whole = "SELECT arn,accountId,awsRegion,resourceType,resourceId,resourceName,availabilityZone,resourceCreationTime,\
                 configurationItemCaptureTime,configurationItemStatus,configurationStateId,tags,relationships,configuration,\
                 supplementaryConfiguration;";
    assert_eq!(rows(whole).len(), inventory().len());
    // A table without encryption has no such status.
    assert_eq!(
        ids(
            "SELECT resourceId, resourceName, resourceType, awsRegion, tags, configuration.ssedescription.status \
             WHERE resourceType = 'AWS::DynamoDB::Table' AND configuration.ssedescription.status <> 'ENABLED'"
        ),
        ["t"]
    );
    assert_eq!(
        rows(
            "SELECT resourceId, configuration.state.value WHERE resourceType = 'AWS::EC2::Volume' \
             AND configuration.state.value <> 'in-use'"
        ),
        [r#"{"resourceId":"vol-1","configuration":{"state":{"value":"available"}}}"#]
    );
    assert_eq!(
        ids("SELECT resourceId, resourceName, configuration.engine, configuration.publiclyAccessible \
             WHERE resourceType = 'AWS::RDS::DBInstance' AND configuration.publiclyAccessible = TRUE"),
        ["db-1"]
    );
    assert_eq!(
        rows(
            "SELECT arn, configuration.dBInstanceIdentifier, configuration.snapshotCreateTime \
             WHERE resourceType = 'AWS::RDS::DBSnapshot' \
             AND configuration.snapshotCreateTime BETWEEN '2019-05-14T00:00' AND '2019-06-15T00:00' \
             AND configuration.snapshotType = 'manual' AND configuration.encrypted = true"
        ),
        [
            r#"{"arn":"arn:snap-1","configuration":{"dBInstanceIdentifier":"orders","snapshotCreateTime":"2019-05-14T00:00:00.000Z"}}"#
        ]
    );
    let algorithm = "supplementaryConfiguration.ServerSideEncryptionConfiguration.rules.applyServerSideEncryptionByDefault.sseAlgorithm";
    assert_eq!(
        ids(&format!(
            "SELECT resourceId, resourceType, supplementaryConfiguration.ServerSideEncryptionConfiguration.rules\n\
             WHERE resourceType = 'AWS::S3::Bucket' AND NOT (\n  {algorithm} = 'aws:kms'\n  OR {algorithm} = 'AES256')"
        )),
        ["bare"]
    );
    assert_eq!(
        ids(&format!(
            "SELECT accountId, resourceId, tags WHERE resourceType = 'AWS::S3::Bucket' AND {algorithm} != 'aws:kms'"
        )),
        ["plain", "bare"]
    );
    // Properties that nothing has may be selected.
    assert_eq!(
        rows(
            "SELECT configurationItemCaptureTime, complianceType, configurationStateMd5Hash, \
             configuration.ipPermissions.ipRanges.cidrIp, configuration.ipPermissions.fromPort \
             WHERE resourceType = 'AWS::EC2::SecurityGroup'"
        )[0],
        r#"{"configurationItemCaptureTime":"2026-02-01T10:00:00.000Z","configuration":{"ipPermissions":[{"fromPort":22.0}]}}"#
    );
}

#[test]
fn what_must_be_rejected() {
    let cases = [
        (
            "SELECT DISTINCT resourceType",
            "syntax error at line 1, column 8: DISTINCT is not supported: use GROUP BY",
        ),
        (
            "SELECT resourceId FROM resources",
            "syntax error at line 1, column 19: FROM is not supported: all resources are searched, so leave it out",
        ),
        (
            "SELECT resourceId AS id",
            "syntax error at line 1, column 19: AS is not supported: properties keep their names",
        ),
        (
            "SELECT resourceType, COUNT(*) GROUP BY resourceType HAVING COUNT(*) > 1",
            "syntax error at line 1, column 53: HAVING is not supported: leave it out, and look through the groups",
        ),
        (
            "SELECT resourceId WHERE resourceName IS NULL",
            "syntax error at line 1, column 38: IS NULL and IS NOT NULL are not supported: compare the property with a value",
        ),
        (
            "SELECT resourceId WHERE resourceType LIKE '%::EC2::Instance'",
            "LIKE '%::EC2::Instance' is not supported: % and _ are wildcards, and there may be one, at the end of the pattern only",
        ),
        (
            "SELECT resourceId WHERE resourceName LIKE 'ab%'",
            "LIKE 'ab%' is not supported: there must be at least 3 characters before a wildcard",
        ),
        (
            "SELECT COUNT(MAX(configuration.size))",
            "syntax error at line 1, column 14: functions cannot be arguments of functions: name a property",
        ),
        (
            "SELECT accountId, awsRegion, COUNT(*) GROUP BY accountId, awsRegion ORDER BY COUNT(*) DESC",
            "ORDER BY COUNT(*) allows a single property in GROUP BY: leave out the others, or the order",
        ),
        (
            "SELECT a, b, c, d, COUNT(*) GROUP BY a, b, c, d",
            "GROUP BY takes up to 3 properties: leave some out",
        ),
        (
            "SELECT CASE WHEN configuration.encrypted = true THEN 1 ELSE 0 END",
            "syntax error at line 1, column 8: CASE is not supported: select the property and look at its values",
        ),
        (
            "SELECT resourceId UNION SELECT resourceName",
            "syntax error at line 1, column 19: UNION is not supported: make two queries, or use OR",
        ),
        ("SELECT ALL resourceId", "syntax error at line 1, column 8: ALL is not supported: leave it out"),
        (
            "SELECT resourceId JOIN x",
            "syntax error at line 1, column 19: JOIN is not supported: ask for relationships, or make two queries",
        ),
        (
            "SELECT resourceId WHERE resourceName = NULL",
            "syntax error at line 1, column 40: NULL is not supported: compare the property with a value",
        ),
        (
            "SELECT resourceId WHERE 'resource%' LIKE 'abc%'",
            "syntax error at line 1, column 25: expected a property: it stands without quotes, on the left, and without wildcards",
        ),
        // As when an AND was forgotten.
        (
            "SELECT arn WHERE\n  tags.tag = 'a=b' resourceType = 'x'",
            "syntax error at line 2, column 20: expected a comma, an operator or the next clause; clauses come in the order WHERE, GROUP BY, ORDER BY",
        ),
        (
            "SELECT arn WHERE resourceType = AWS",
            "syntax error at line 1, column 33: expected a value: text in single quotes, a number, true or false",
        ),
        (
            "SELECT arn WHERE resourceType",
            "syntax error at line 1, column 30: expected an operator: = <> < <= > >= IN BETWEEN LIKE",
        ),
        (
            "SELECT arn WHERE resourceType IN (SELECT x)",
            "syntax error at line 1, column 35: expected a value: text in single quotes, a number, true or false",
        ),
        (
            "SELECT arn LIMIT 5",
            "syntax error at line 1, column 12: LIMIT is not supported: it is a parameter of the request",
        ),
        ("", "syntax error at line 1, column 1: a query begins with SELECT"),
        ("DELETE", "syntax error at line 1, column 1: a query begins with SELECT"),
        ("SELECT", "syntax error at line 1, column 7: expected a property"),
        (
            "SELECT LOWER(arn)",
            "syntax error at line 1, column 8: there is no function LOWER: use AVG, COUNT, MAX, MIN or SUM",
        ),
        ("SELECT MAX(*)", "syntax error at line 1, column 12: only COUNT takes *: name a property"),
        (
            "SELECT MAX(a, b)",
            "syntax error at line 1, column 13: expected ) after the single argument of a function",
        ),
        (
            "SELECT arn WHERE COUNT(arn) > 1",
            "syntax error at line 1, column 18: the function COUNT cannot be used in a condition",
        ),
        (
            "SELECT a..b",
            "syntax error at line 1, column 8: a..b is not a property: it has empty names, or too many of them",
        ),
        ("SELECT *, COUNT(*)", "* cannot be selected together with aggregates: name properties"),
        ("SELECT arn, COUNT(*)", "arn is selected together with aggregates: put it into GROUP BY too"),
        ("SELECT arn ORDER BY COUNT(*)", "ORDER BY COUNT(*) needs aggregates in SELECT, or GROUP BY"),
        (
            "SELECT COUNT(*) GROUP BY accountId ORDER BY arn",
            "ORDER BY arn is of no group: put the property into GROUP BY too",
        ),
        (
            "SELECT AVG(resourceId)",
            "AVG(resourceId) needs a property that holds numbers: use COUNT, MIN or MAX",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(error(text), expected, "{text}");
    }
}

#[test]
fn only_searchable_properties_are_searched() {
    let not_searchable = |clause, types| {
        format!(
            "property configuration.placement.tenancy cannot be used in {clause}, because it is not searchable{types}: \
             select it and look at the results instead"
        )
    };
    assert_eq!(
        error(
            "SELECT arn WHERE resourceType = 'AWS::EC2::Instance' AND configuration.placement.tenancy = 'default'"
        ),
        not_searchable("WHERE", " for AWS::EC2::Instance")
    );
    assert_eq!(
        error("SELECT COUNT(*) GROUP BY configuration.placement.tenancy"),
        not_searchable("GROUP BY", "")
    );
    assert_eq!(error("SELECT arn ORDER BY configuration.placement.tenancy"), not_searchable("ORDER BY", ""));
    // Searchable, but not for that type.
    let size =
        |types: &str| format!("SELECT resourceId WHERE resourceType {types} AND configuration.size > 10");
    assert!(error(&size("= 'AWS::EC2::Instance'")).contains("not searchable for AWS::EC2::Instance"));
    assert_eq!(ids(&size("IN ('AWS::EC2::Instance', 'AWS::EC2::Volume')")), ["vol-1"]);
    assert_eq!(ids(&size("LIKE 'AWS::EC2::%'")), ["vol-1"]);
    assert_eq!(ids("SELECT resourceId WHERE configuration.size > 10"), ["vol-1"]);
    // No resource is of two types.
    assert_eq!(
        ids("SELECT resourceId WHERE resourceType = 'AWS::EC2::Volume' AND resourceType = 'AWS::EC2::EIP'"),
        [""; 0]
    );
}

#[test]
fn names_that_differ_in_case_are_not_searched() {
    assert_eq!(
        error(
            "SELECT configuration.Arn WHERE accountId = '1' AND configuration.state.value = 'x' ORDER BY configuration.State"
        ),
        "property configuration.State cannot be used in ORDER BY, because it is not searchable: select it and look at the results \
         instead"
    );
    assert_eq!(
        error("SELECT configuration.arn, configuration.Arn"),
        "properties configuration.Arn and configuration.arn differ only in upper and lower case, which a query cannot tell \
         apart: ask for one of them at a time"
    );
    assert_eq!(
        error(
            "SELECT arn WHERE resourceType = 'AWS::OpenSearch::Domain' \
             AND configuration.AdvancedSecurityOptions.SAMLOptions.Enabled = true"
        ),
        "properties configuration.AdvancedSecurityOptions.SamlOptions.Enabled and \
         configuration.AdvancedSecurityOptions.SAMLOptions.Enabled differ only in upper and lower case, which a query cannot tell \
         apart: ask for one of them at a time"
    );
}

#[test]
fn aggregates() {
    assert_eq!(
        rows(
            "select avg(configuration.size), Min(configuration.size), MAX(configuration.size), SUM(configuration.size), \
             COUNT(configuration.size), COUNT(*) WHERE resourceType LIKE 'AWS::EC2::%'"
        ),
        [
            r#"{"AVG(configuration.size)":54.0,"MIN(configuration.size)":8.0,"MAX(configuration.size)":100.0,"SUM(configuration.size)":108.0,"COUNT(configuration.size)":2,"COUNT(*)":11}"#
        ]
    );
    assert_eq!(
        rows(
            "SELECT MIN(resourceCreationTime), MAX(resourceName), SUM(configuration.size), COUNT(*) WHERE resourceId = 'none'"
        ),
        [r#"{"COUNT(*)":0}"#]
    );
    assert_eq!(
        rows("SELECT MIN(resourceCreationTime) WHERE resourceType LIKE 'AWS::ElasticLoadBalancing%'"),
        [r#"{"MIN(resourceCreationTime)":"2024-01-01T00:00:00.000Z"}"#]
    );
    assert_eq!(rows("SELECT COUNT(*) WHERE resourceId = 'none' GROUP BY accountId"), [""; 0]);
}

#[test]
fn groups() {
    // A resource belongs to as many groups as it has values.
    assert_eq!(
        rows(
            "SELECT tags.key, COUNT(*) WHERE resourceType IN ('AWS::S3::Bucket', 'AWS::EC2::Instance') GROUP BY tags.key"
        ),
        [
            r#"{"COUNT(*)":3,"tags":{"key":"CostCenter"}}"#,
            r#"{"COUNT(*)":3,"tags":{"key":"owner"}}"#,
            r#"{"COUNT(*)":1,"tags":{"key":"Stage"}}"#,
            r#"{"COUNT(*)":1}"#,
        ]
    );
    assert_eq!(
        rows(
            "SELECT configuration.encrypted, accountId, COUNT(*), configuration.size WHERE resourceType = 'AWS::EC2::Volume' \
             GROUP BY accountId, configuration.size, configuration.encrypted"
        ),
        [
            r#"{"COUNT(*)":1,"configuration":{"encrypted":true,"size":8.0},"accountId":"111111111111"}"#,
            r#"{"COUNT(*)":1,"configuration":{"encrypted":false,"size":100.0},"accountId":"222222222222"}"#,
        ]
    );
    assert_eq!(
        rows(
            "SELECT accountId WHERE resourceType = 'AWS::EC2::Instance' GROUP BY accountId ORDER BY accountId DESC"
        ),
        [r#"{"accountId":"222222222222"}"#, r#"{"accountId":"111111111111"}"#]
    );
    assert_eq!(
        rows(
            "SELECT resourceType, COUNT(*) WHERE resourceType LIKE 'AWS::EC2::%' GROUP BY resourceType ORDER BY COUNT(*)"
        ),
        [
            r#"{"COUNT(*)":1,"resourceType":"AWS::EC2::EIP"}"#,
            r#"{"COUNT(*)":1,"resourceType":"AWS::EC2::NetworkInterface"}"#,
            r#"{"COUNT(*)":1,"resourceType":"AWS::EC2::RouteTable"}"#,
            r#"{"COUNT(*)":2,"resourceType":"AWS::EC2::Instance"}"#,
            r#"{"COUNT(*)":2,"resourceType":"AWS::EC2::Volume"}"#,
            r#"{"COUNT(*)":4,"resourceType":"AWS::EC2::SecurityGroup"}"#,
        ]
    );
    assert_eq!(
        rows("SELECT accountId, COUNT(*) GROUP BY accountId ORDER BY MAX(configuration.size) DESC"),
        [r#"{"COUNT(*)":2,"accountId":"222222222222"}"#, r#"{"COUNT(*)":24,"accountId":"111111111111"}"#]
    );
}

#[test]
fn groups_are_bounded() {
    let values: Vec<Value> =
        (0..400).map(|n| json!({"key": n.to_string(), "value": n.to_string()})).collect();
    let query = |text| parse(text).unwrap();
    let answer = |query: &Query| execute(query, [json!({"tags": values})], &schema());
    assert_eq!(answer(&query("SELECT COUNT(*) GROUP BY tags.key")).map(|rows| rows.len()), Ok(400));
    assert_eq!(
        answer(&query("SELECT COUNT(*) GROUP BY tags.key, tags.value")),
        Err(SelectError::TooManyGroups { max: results::GROUPS_MAX })
    );
}

#[test]
fn order() {
    // By the number, not by the text; what is missing comes last in both directions.
    let volumes = "resourceType IN ('AWS::EC2::Volume', 'AWS::EC2::EIP')";
    assert_eq!(
        ids(&format!("SELECT resourceId WHERE {volumes} ORDER BY configuration.size")),
        ["vol-2", "vol-1", "eip-1"]
    );
    assert_eq!(
        ids(&format!("SELECT resourceId WHERE {volumes} ORDER BY configuration.size DESC")),
        ["vol-1", "vol-2", "eip-1"]
    );
    // By the address; an array by its least or by its greatest element.
    let ranges = "SELECT resourceId WHERE resourceType = 'AWS::EC2::SecurityGroup' ORDER BY configuration.ipPermissions.ipRanges";
    assert_eq!(ids(ranges), ["sg-24", "sg-16", "sg-both", "sg-32"]);
    assert_eq!(ids(&format!("{ranges} desc, resourceId asc")), ["sg-32", "sg-both", "sg-16", "sg-24"]);
    assert_eq!(
        ids("SELECT resourceId WHERE resourceType = 'AWS::S3::Bucket' ORDER BY accountId, resourceName"),
        ["bare", "plain", "quicksilver-logs"]
    );
}

#[test]
fn what_is_selected_is_told() {
    let query = parse("SELECT *, configuration.state.value , count( * ), max(configuration.size)")
        .map(|q| q.select_fields());
    assert_eq!(
        query.unwrap_err().to_string(),
        "* cannot be selected together with aggregates: name properties"
    );
    let query = parse("SELECT configuration.state.value, *, resourceId").unwrap();
    assert_eq!(query.select_fields(), ["configuration.state.value", "*", "resourceId"]);
    assert!(!query.is_aggregation() && query.is_pageable());
    let query = parse("SELECT count( * ), max(configuration.size) ORDER BY COUNT(*)").unwrap();
    assert_eq!(query.select_fields(), ["COUNT(*)", "MAX(configuration.size)"]);
    assert!(query.is_aggregation() && !query.is_pageable());
    assert!(parse("SELECT arn GROUP BY arn").unwrap().is_aggregation());
}

#[test]
fn as_of() {
    let millis = Some(1_772_496_000_000);
    for text in [
        "SELECT arn AS OF '2026-03-03T00:00:00Z'",
        "SELECT arn WHERE arn = 'x' as of '2026-03-03' ORDER BY arn",
        "SELECT arn WHERE arn = 'x' ORDER BY arn AS OF '2026-03-03T01:00+01:00';",
        "SELECT arn AS OF '2026-03-03' GROUP BY arn",
    ] {
        let query = parse(text).unwrap();
        assert_eq!(query.as_of, millis, "{text}");
        assert_eq!(parse(&query.to_string()), Ok(query));
    }
    assert_eq!(parse("SELECT arn").unwrap().as_of, None);
    let advice = "AS OF takes a time in single quotes, such as '2026-03-03T00:00:00Z'";
    assert_eq!(error("SELECT arn AS OF 'then'"), format!("syntax error at line 1, column 18: {advice}"));
    assert_eq!(error("SELECT arn AS OF 2026"), format!("syntax error at line 1, column 18: {advice}"));
    assert_eq!(
        error("SELECT arn AS OF '2026' AS OF '2027'"),
        "syntax error at line 1, column 25: AS is not supported: properties keep their names"
    );
}

#[test]
fn conditions_are_read_in_their_order() {
    let printed = |text: &str| {
        parse(&format!("SELECT a WHERE {text}")).map(|query| query.condition.unwrap().to_string())
    };
    let same = |text: &str| assert_eq!(printed(text).as_deref(), Ok(text));
    same("a = 'it''s' AND (b = 1 OR NOT c = true) AND NOT (d < -1.5 AND e >= 'x')");
    same("(a BETWEEN 1 AND 2 AND b IN ('x', 2, false)) OR c LIKE 'abc_'");
    assert_eq!(printed("a=1 or b=2 and not c=3").unwrap(), "a = 1 OR (b = 2 AND NOT c = 3)");
    assert_eq!(printed("((a=1) and (b=2 and (c=3)))").unwrap(), "a = 1 AND b = 2 AND c = 3");
    assert_eq!(printed("not not not a<>1").unwrap(), "a = 1");
    assert_eq!(
        printed("NOT a NOT BETWEEN 1 AND 2 AND b NOT LIKE 'abc%'").unwrap(),
        "a BETWEEN 1 AND 2 AND NOT b LIKE 'abc%'"
    );
    assert_eq!(printed("a.order = 1 AND a.select.from = 2").unwrap(), "a.order = 1 AND a.select.from = 2");
}

#[test]
fn queries_are_bounded() {
    let nested = |depth: usize| format!("SELECT a WHERE {}a = 1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(64)).is_ok());
    assert_eq!(
        error(&nested(65)),
        "syntax error at line 1, column 80: parentheses are nested more than 64 deep"
    );
    assert_eq!(
        error(&nested(2000)),
        "syntax error at line 1, column 80: parentheses are nested more than 64 deep"
    );
    let long = format!("SELECT a WHERE a = '{}'", "ä".repeat(4076));
    assert!(parse(&long[..long.len() - 3]).is_err());
    assert_eq!(
        error(&long),
        "the expression has 4097 characters, and may have 4096: shorten it, or split it into several"
    );
    assert!(parse(&long.replace("ää'", "ä'")).is_ok());
    assert!(parse(&format!("SELECT a WHERE {}a = 1", "NOT ".repeat(1000))).is_ok());
}

/// Anything that might be found in a query.
fn word() -> impl Strategy<Value = String> {
    let words = "SELECT WHERE AND OR NOT IN BETWEEN LIKE GROUP ORDER BY ASC DESC AS OF COUNT( MAX( ( ) , ; * = <> != <= >= < > \
                 true FALSE 1 -2.5e3 'x' 'abc%' '10.0.0.0/8' '2024-05' 'it''s' resourceType accountId tags.key configuration.size \
                 configuration.Size DISTINCT NULL ' \" é \u{1f600}";
    prop_oneof![
        9 => prop::sample::select(words.split_whitespace().collect::<Vec<_>>()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn literal() -> impl Strategy<Value = String> {
    prop_oneof![
        "'[a-z0-9%_./ ]{0,6}'",
        Just("'it''s'".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        any::<bool>().prop_map(|value| value.to_string()),
        Just("'10.0.0.0/8'".to_owned()),
        Just("'2024-05'".to_owned()),
    ]
}

fn predicate() -> impl Strategy<Value = String> {
    let path =
        prop::sample::select(vec!["resourceId", "tags.key", "configuration.size", "resourceCreationTime"]);
    let comparison = prop::sample::select(vec!["=", "<>", "!=", "<", "<=", ">", ">="]);
    let not = prop::sample::select(vec!["", "NOT "]);
    prop_oneof![
        (path.clone(), comparison, literal())
            .prop_map(|(path, comparison, literal)| format!("{path} {comparison} {literal}")),
        (path.clone(), not.clone(), prop::collection::vec(literal(), 1..4))
            .prop_map(|(path, not, literals)| format!("{path} {not}IN ({})", literals.join(","))),
        (path.clone(), not.clone(), literal(), literal())
            .prop_map(|(path, not, low, high)| format!("{path} {not}between {low} and {high}")),
        (path, not).prop_map(|(path, not)| format!("{path} {not}LIKE 'arn:%'")),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    predicate().prop_recursive(4, 20, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join(" AND "))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join(" or ")),
            inner.prop_map(|part| format!("NOT ({part})")),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn no_query_makes_the_executor_panic(words in prop::collection::vec(word(), 0..20)) {
        let text = format!("SELECT {}", words.join(" "));
        if let Ok(query) = parse(&text) {
            let printed = parse(&query.to_string());
            prop_assert_eq!(printed.as_ref(), Ok(&query));
            let _ = execute(&query, inventory(), &schema());
        }
    }

    #[test]
    fn printed_queries_are_the_same(condition in condition(), order in any::<bool>()) {
        let text = format!("SELECT * WHERE {condition}{}", if order { " ORDER BY arn DESC, resourceId" } else { "" });
        if text.chars().count() <= EXPRESSION_CHARACTERS_MAX {
            let query = parse(&text).unwrap();
            let printed = parse(&query.to_string());
            prop_assert_eq!(printed.as_ref(), Ok(&query));
            let all = execute(&parse("SELECT *").unwrap(), inventory(), &schema()).unwrap().len();
            let some = execute(&query, inventory(), &schema()).unwrap().len();
            let negated = Query { condition: query.condition.clone().map(Condition::negated), ..query };
            let rest = execute(&negated, inventory(), &schema()).unwrap().len();
            prop_assert_eq!(some + rest, all);
        }
    }
}
