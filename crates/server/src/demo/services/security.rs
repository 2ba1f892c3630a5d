//! Keys, secrets, certificates and those who watch: KMS, Secrets Manager, ACM, CloudTrail, Config, GuardDuty and others.

use super::{Errors, Event, Habit::*, Service, read, write};

const KEY: &str = r#"[{"accountId":"$account","type":"AWS::KMS::Key","ARN":"arn:aws:kms:$region:$account:key/$key"}]"#;

pub const KMS: Service = Service {
    source: "kms", event_version: "1.11", api_version: "", host: "kms.$region.amazonaws.com", prefix: "kms",
    errors: Errors::Json,
    events: &[
        read("Decrypt", r#"{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"SecretARN":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/database-$suffix","SecretVersionId":"$uuid"}}"#, &[(Function, 60), (Container, 40), (Develop, 6), (Pipeline, 10)])
            .resources(KEY).via("secretsmanager.amazonaws.com"),
        read("Decrypt", r#"{"keyId":"arn:aws:kms:$region:$account:key/$key","encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"PARAMETER_ARN":"arn:aws:ssm:$region:$account:parameter/$stage/$app/$part/token"}}"#, &[(Function, 30), (Container, 20), (Deploy, 12), (Terraform, 8)])
            .resources(KEY).via("AWS Internal"),
        read("Decrypt", r#"{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::simulated-$stage-$dataset"},"keyId":"arn:aws:kms:$region:$account:key/$key"}"#, &[(Pipeline, 50), (Container, 25), (Analyse, 6)])
            .resources(KEY).via("AWS Internal"),
        read("Decrypt", r#"{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"aws:lambda:FunctionArn":"arn:aws:lambda:$region:$account:function:$stage-$app-$part"}}"#, &[(Function, 40)])
            .resources(KEY),
        read("GenerateDataKey", r#"{"keySpec":"AES_256","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::simulated-$stage-$dataset"},"keyId":"arn:aws:kms:$region:$account:key/$key"}"#, &[(Pipeline, 40), (Container, 18), (Function, 14)])
            .resources(KEY).via("AWS Internal"),
        read("GenerateDataKey", r#"{"keySpec":"AES_256","encryptionContext":{"aws:cloudtrail:arn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/organization-trail","aws:s3:arn":"arn:aws:s3:::simulated-organization-trail/AWSLogs/o-simulated1/$account/CloudTrail/$region/$slashday/$account-CloudTrail-$hex8.json.gz"},"keyId":"arn:aws:kms:$region:222233334444:key/$key"}"#, &[(Service, 60)])
            .resources(KEY).via("cloudtrail.amazonaws.com"),
        read("GenerateDataKeyWithoutPlaintext", r#"{"encryptionContext":{"aws:ebs:id":"$newvolume"},"keyId":"arn:aws:kms:$region:$account:key/$key","numberOfBytes":64}"#, &[(Scale, 20), (Backup, 10)])
            .resources(KEY).via("AWS Internal"),
        write("CreateGrant", r#"{"keyId":"arn:aws:kms:$region:$account:key/$key","granteePrincipal":"$caller","constraints":{"encryptionContextSubset":{"aws:ebs:id":"$newvolume"}},"operations":["Decrypt"]}"#, r#"{"grantId":"$hex64","keyId":"arn:aws:kms:$region:$account:key/$key"}"#, &[(Scale, 18), (Terraform, 2)])
            .resources(KEY).via("AWS Internal"),
        write("RetireGrant", "null", r#"{"keyId":"arn:aws:kms:$region:$account:key/$key"}"#, &[(Scale, 6)]).resources(KEY).additional(r#"{"grantId":"$hex64"}"#),
        read("Encrypt", r#"{"keyId":"alias/$stage-$app","encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"PARAMETER_ARN":"arn:aws:ssm:$region:$account:parameter/$stage/$app/$part/token"}}"#, &[(Function, 8), (Terraform, 5), (Develop, 3)]).resources(KEY),
        read("DescribeKey", r#"{"keyId":"arn:aws:kms:$region:$account:key/$key"}"#, &[(Terraform, 24), (Scan, 22), (Audit, 18), (Browse, 8), (Backup, 10)]).resources(KEY),
        read("GetKeyPolicy", r#"{"keyId":"$key","policyName":"default"}"#, &[(Terraform, 14), (Scan, 12), (Audit, 12)]).resources(KEY),
        read("GetKeyRotationStatus", r#"{"keyId":"$key"}"#, &[(Terraform, 14), (Scan, 14), (Audit, 14)]).resources(KEY),
        read("ListAliases", r#"{"limit":100}"#, &[(Browse, 12), (Terraform, 12), (Audit, 6), (Scan, 6)]),
        read("ListKeys", r#"{"limit":1000}"#, &[(Audit, 8), (Scan, 8), (Browse, 3)]),
        read("ListResourceTags", r#"{"keyId":"$key"}"#, &[(Terraform, 14), (Scan, 6)]).resources(KEY),
        read("ListGrants", r#"{"keyId":"$key","limit":100}"#, &[(Audit, 4), (Scan, 3)]).resources(KEY),
        write("CreateKey", r#"{"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Enable IAM policies\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::$account:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}","description":"$stage $app data","keyUsage":"ENCRYPT_DECRYPT","customerMasterKeySpec":"SYMMETRIC_DEFAULT","keySpec":"SYMMETRIC_DEFAULT","origin":"AWS_KMS","bypassPolicyLockoutSafetyCheck":false,"tags":[{"tagKey":"service","tagValue":"$app"}],"multiRegion":false}"#, r#"{"keyMetadata":{"aWSAccountId":"$account","keyId":"$uuid","arn":"arn:aws:kms:$region:$account:key/$uuid","creationDate":"$date","enabled":true,"description":"$stage $app data","keyUsage":"ENCRYPT_DECRYPT","keyState":"Enabled","origin":"AWS_KMS","keyManager":"CUSTOMER","customerMasterKeySpec":"SYMMETRIC_DEFAULT","keySpec":"SYMMETRIC_DEFAULT","encryptionAlgorithms":["SYMMETRIC_DEFAULT"],"multiRegion":false}}"#, &[(Terraform, 1), (Administer, 1)])
            .resources(r#"[{"accountId":"$account","type":"AWS::KMS::Key","ARN":"arn:aws:kms:$region:$account:key/$uuid"}]"#),
        write("CreateAlias", r#"{"aliasName":"alias/$stage-$app","targetKeyId":"$key"}"#, "null", &[(Terraform, 1)]).resources(KEY),
        write("PutKeyPolicy", r#"{"keyId":"$key","policyName":"default","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Enable IAM policies\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::$account:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"},{\"Sid\":\"Use\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"$rolearn\"},\"Action\":[\"kms:Decrypt\",\"kms:GenerateDataKey\"],\"Resource\":\"*\"}]}","bypassPolicyLockoutSafetyCheck":false}"#, "null", &[(Terraform, 2), (Administer, 2)]).resources(KEY),
        write("ScheduleKeyDeletion", r#"{"keyId":"$key","pendingWindowInDays":30}"#, r#"{"keyId":"arn:aws:kms:$region:$account:key/$key","keyState":"PendingDeletion","deletionDate":"$afterdate","pendingWindowInDays":30}"#, &[(Administer, 1)]).resources(KEY),
        write("RotateKey", "null", "null", &[(Service, 1)]).resources(KEY).by_itself(r#"{"keyId":"$key","rotationType":"AUTOMATIC","keyOrigin":"AWS_KMS"}"#),
    ],
};

const SECRET: &str = r#"{"secretId":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/database-$suffix"}"#;

pub const SECRETS_MANAGER: Service = Service {
    source: "secretsmanager", event_version: "1.11", api_version: "", host: "secretsmanager.$region.amazonaws.com",
    prefix: "secretsmanager", errors: Errors::Json,
    events: &[
        read("GetSecretValue", SECRET, &[(Function, 60), (Container, 45), (Pipeline, 10), (Deploy, 8), (Develop, 6)]),
        read("DescribeSecret", SECRET, &[(Terraform, 20), (Browse, 6), (Audit, 8), (Function, 4), (Scan, 6)]),
        read("GetResourcePolicy", SECRET, &[(Terraform, 18), (Audit, 6)]),
        read("ListSecrets", r#"{"maxResults":100,"includePlannedDeletion":false}"#, &[(Browse, 10), (Audit, 6), (Scan, 6)]),
        read("ListSecretVersionIds", SECRET, &[(Browse, 3), (Terraform, 4)]),
        write("CreateSecret", r#"{"name":"$stage/$app/$part","clientRequestToken":"$uuid","description":"","secretString":"HIDDEN_DUE_TO_SECURITY_REASONS","kmsKeyId":"alias/$stage-$app","forceOverwriteReplicaSecret":false}"#, r#"{"arn":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/$part-$suffix","name":"$stage/$app/$part","versionId":"$uuid"}"#, &[(Terraform, 2), (Develop, 2)]),
        write("PutSecretValue", r#"{"secretId":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/database-$suffix","clientRequestToken":"$uuid"}"#, r#"{"arn":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/database-$suffix"}"#, &[(Terraform, 2), (Develop, 2), (Function, 2)]),
        write("RotateSecret", r#"{"secretId":"$stage/$app/database","clientRequestToken":"$uuid","rotateImmediately":true}"#, r#"{"aRN":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/database-$suffix","name":"$stage/$app/database","versionId":"$uuid"}"#, &[(Administer, 1), (Function, 1)]),
        write("DeleteSecret", r#"{"secretId":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/$part-$suffix","recoveryWindowInDays":7}"#, r#"{"aRN":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/$part-$suffix","name":"$stage/$app/$part","deletionDate":"$afterdate"}"#, &[(Terraform, 1)]),
        write("RotationSucceeded", "null", "null", &[(Service, 3)]).additional(r#"{"SecretId":"arn:aws:secretsmanager:$region:$account:secret:$stage/$app/database-$suffix"}"#).by_itself(""),
    ],
};

pub const ACM: Service = Service {
    source: "acm", event_version: "1.11", api_version: "", host: "acm.$region.amazonaws.com", prefix: "acm", errors: Errors::Json,
    events: &[
        read("ListCertificates", r#"{"certificateStatuses":["ISSUED"],"maxItems":500}"#, &[(Browse, 8), (Terraform, 8), (Scan, 6), (Audit, 4)]),
        read("DescribeCertificate", r#"{"certificateArn":"arn:aws:acm:$region:$account:certificate/$cert"}"#, &[(Terraform, 12), (Scan, 10), (Browse, 4), (Network, 4)]),
        read("ListTagsForCertificate", r#"{"certificateArn":"arn:aws:acm:$region:$account:certificate/$cert"}"#, &[(Terraform, 10), (Scan, 4)]),
        write("RequestCertificate", r#"{"domainName":"$app.$stage.example.com","validationMethod":"DNS","idempotencyToken":"$lower16","options":{"certificateTransparencyLoggingPreference":"ENABLED"},"keyAlgorithm":"RSA_2048"}"#, r#"{"certificateArn":"arn:aws:acm:$region:$account:certificate/$newcert"}"#, &[(Terraform, 1)]),
    ],
};

pub const WAF: Service = Service {
    source: "wafv2", event_version: "1.11", api_version: "2019-04-23", host: "wafv2.$region.amazonaws.com", prefix: "wafv2",
    errors: Errors::Json,
    events: &[
        read("GetWebACLForResource", r#"{"resourceArn":"arn:aws:elasticloadbalancing:$region:$account:loadbalancer/app/$stage-$app/$listener"}"#, &[(Scan, 14), (Browse, 4), (Terraform, 6)]),
        read("ListWebACLs", r#"{"scope":"REGIONAL","limit":100}"#, &[(Scan, 6), (Browse, 4), (Audit, 4)]),
        read("GetSampledRequests", r#"{"webAclArn":"arn:aws:wafv2:$region:$account:regional/webacl/$stage-edge/$uuid","ruleMetricName":"RateLimit","scope":"REGIONAL","timeWindow":{"startTime":"$recent","endTime":"$time"},"maxItems":100}"#, &[(Browse, 4)]),
        write("UpdateIPSet", r#"{"name":"$stage-blocklist","scope":"REGIONAL","id":"$uuid","description":"","addresses":["198.51.100.$octet/32","198.51.100.$octet2/32"],"lockToken":"$uuid2"}"#, r#"{"nextLockToken":"$uuid3"}"#, &[(Function, 3)]),
    ],
};

const fn trail(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Audit, 12), (Scan, 10), (Browse, 4), (Terraform, 4), (Administer, 6)])
}

pub const CLOUDTRAIL: Service = Service {
    source: "cloudtrail", event_version: "1.11", api_version: "", host: "cloudtrail.$region.amazonaws.com",
    prefix: "cloudtrail", errors: Errors::Query,
    events: &[
        trail("DescribeTrails", r#"{"trailNameList":[],"includeShadowTrails":true}"#),
        trail("GetTrailStatus", r#"{"name":"arn:aws:cloudtrail:us-east-1:111122223333:trail/organization-trail"}"#),
        trail("GetEventSelectors", r#"{"trailName":"arn:aws:cloudtrail:us-east-1:111122223333:trail/organization-trail"}"#),
        trail("ListTrails", "null"),
        trail("GetInsightSelectors", r#"{"trailName":"organization-trail"}"#).fails(300_000, "InsightNotEnabledException", "Trail organization-trail does not have Insights enabled."),
        trail("ListTags", r#"{"resourceIdList":["arn:aws:cloudtrail:us-east-1:111122223333:trail/organization-trail"]}"#),
        read("LookupEvents", r#"{"lookupAttributes":[{"attributeKey":"ReadOnly","attributeValue":"false"}],"maxResults":50}"#, &[(Browse, 14), (Audit, 10), (Administer, 10)])
            .fails(60_000, "ThrottlingException", "Rate exceeded"),
        read("LookupEvents", r#"{"lookupAttributes":[{"attributeKey":"ResourceName","attributeValue":"$stage-$app-$part"}],"startTime":"$pastdate","endTime":"$date","maxResults":50,"nextToken":"$token"}"#, &[(Browse, 6), (Develop, 3)]),
        read("StartQuery", r#"{"queryStatement":"SELECT eventName, count(*) FROM $uuid GROUP BY eventName"}"#, &[(Audit, 2), (Administer, 2)]),
        write("PutEventSelectors", r#"{"trailName":"organization-trail","advancedEventSelectors":[{"name":"S3 data","fieldSelectors":[{"field":"eventCategory","equals":["Data"]},{"field":"resources.type","equals":["AWS::S3::Object"]}]}]}"#, r#"{"trailARN":"arn:aws:cloudtrail:us-east-1:111122223333:trail/organization-trail","advancedEventSelectors":[{"name":"S3 data","fieldSelectors":[{"field":"eventCategory","equals":["Data"]},{"field":"resources.type","equals":["AWS::S3::Object"]}]}]}"#, &[(Administer, 1)]),
    ],
};

pub const CONFIG: Service = Service {
    source: "config", event_version: "1.11", api_version: "", host: "config.$region.amazonaws.com", prefix: "config",
    errors: Errors::Json,
    events: &[
        write("PutEvaluations", r#"{"evaluations":[{"complianceResourceType":"AWS::EC2::SecurityGroup","complianceResourceId":"$sg","complianceType":"COMPLIANT","orderingTimestamp":"$date"}],"resultToken":"$token","testMode":false}"#, r#"{"failedEvaluations":[]}"#, &[(Function, 10), (Scan, 24)]),
        read("DescribeConfigurationRecorders", "null", &[(Scan, 8), (Audit, 8), (Browse, 3)]),
        read("DescribeConfigurationRecorderStatus", "null", &[(Scan, 8), (Audit, 8), (Browse, 3)]),
        read("DescribeDeliveryChannels", "null", &[(Audit, 5), (Browse, 2)]),
        read("DescribeConfigRules", r#"{"configRuleNames":["securityhub-restricted-ssh-$hexid"]}"#, &[(Scan, 30), (Audit, 6), (Browse, 4)]),
        read("DescribeConfigRuleEvaluationStatus", r#"{"configRuleNames":["securityhub-restricted-ssh-$hexid"]}"#, &[(Scan, 16), (Browse, 3)]),
        read("GetComplianceDetailsByConfigRule", r#"{"configRuleName":"securityhub-restricted-ssh-$hexid","complianceTypes":["NON_COMPLIANT"],"limit":100}"#, &[(Scan, 14), (Audit, 6), (Browse, 3)]),
        read("BatchGetResourceConfig", r#"{"resourceKeys":[{"resourceType":"AWS::EC2::Instance","resourceId":"$instance"},{"resourceType":"AWS::EC2::SecurityGroup","resourceId":"$sg"}]}"#, &[(Scan, 8), (Audit, 4)]),
        read("SelectResourceConfig", r#"{"expression":"SELECT resourceId, resourceType WHERE resourceType = 'AWS::EC2::Instance'","limit":100}"#, &[(Audit, 4), (Develop, 1)]),
        read("GetResourceConfigHistory", r#"{"resourceType":"AWS::EC2::SecurityGroup","resourceId":"$sg","limit":10}"#, &[(Browse, 5), (Audit, 3)]),
        read("ListDiscoveredResources", r#"{"resourceType":"AWS::Lambda::Function","limit":100,"includeDeletedResources":false}"#, &[(Browse, 3), (Audit, 4)]),
        write("StartConfigRulesEvaluation", r#"{"configRuleNames":["securityhub-restricted-ssh-$hexid"]}"#, "null", &[(Scan, 4), (Audit, 1)])
            .fails(150_000, "LimitExceededException", "You cannot start a rule evaluation while another evaluation is in progress."),
        write("PutConfigRule", r#"{"configRule":{"configRuleName":"$app-encrypted-volumes","source":{"owner":"AWS","sourceIdentifier":"ENCRYPTED_VOLUMES"},"scope":{"complianceResourceTypes":["AWS::EC2::Volume"]}}}"#, "null", &[(Terraform, 1), (Scan, 1)]),
    ],
};

const fn detector(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Audit, 10), (Scan, 8), (Browse, 6), (Terraform, 2)])
}

pub const GUARDDUTY: Service = Service {
    source: "guardduty", event_version: "1.11", api_version: "", host: "guardduty.$region.amazonaws.com",
    prefix: "guardduty", errors: Errors::Json,
    events: &[
        detector("ListDetectors", r#"{"maxResults":"50"}"#),
        detector("GetDetector", r#"{"detectorId":"$detector"}"#),
        detector("ListFindings", r#"{"findingCriteria":{"criterion":{"service.archived":{"eq":["false"]},"severity":{"gte":4}}},"detectorId":"$detector","maxResults":50,"sortCriteria":{"attributeName":"severity","orderBy":"DESC"}}"#),
        detector("GetFindings", r#"{"findingIds":["$hex32"],"detectorId":"$detector"}"#),
        detector("GetFindingsStatistics", r#"{"detectorId":"$detector","findingStatisticTypes":["COUNT_BY_SEVERITY"]}"#),
        write("ArchiveFindings", r#"{"findingIds":["$hex32"],"detectorId":"$detector"}"#, "null", &[(Administer, 3)]),
    ],
};

pub const SECURITY_HUB: Service = Service {
    source: "securityhub", event_version: "1.11", api_version: "", host: "securityhub.$region.amazonaws.com",
    prefix: "securityhub", errors: Errors::Json,
    events: &[
        read("GetFindings", r#"{"Filters":{"WorkflowStatus":[{"Value":"NEW","Comparison":"EQUALS"}],"RecordState":[{"Value":"ACTIVE","Comparison":"EQUALS"}],"SeverityLabel":[{"Value":"CRITICAL","Comparison":"EQUALS"},{"Value":"HIGH","Comparison":"EQUALS"}]},"MaxResults":100}"#, &[(Audit, 16), (Browse, 8), (Administer, 10)]),
        read("DescribeHub", "null", &[(Audit, 6), (Browse, 4), (Scan, 3)]).fails(80_000, "InvalidAccessException", "Account $account is not subscribed to AWS Security Hub"),
        read("GetEnabledStandards", r#"{"MaxResults":100}"#, &[(Audit, 4), (Browse, 3)]),
        read("DescribeStandardsControls", r#"{"StandardsSubscriptionArn":"arn:aws:securityhub:$region:$account:subscription/aws-foundational-security-best-practices/v/1.0.0","MaxResults":100}"#, &[(Audit, 4), (Browse, 2)]),
        write("BatchImportFindings", r#"{"Findings":[{"SchemaVersion":"2018-10-08","Id":"arn:aws:inspector2:$region:$account:finding/$hex32","ProductArn":"arn:aws:securityhub:$region::product/aws/inspector","GeneratorId":"AWSInspector","AwsAccountId":"$account","Types":["Software and Configuration Checks/Vulnerabilities/CVE"],"CreatedAt":"$recent","UpdatedAt":"$time","Severity":{"Label":"MEDIUM"},"Title":"CVE-2026-$digits5 - openssl","Resources":[{"Type":"AwsEc2Instance","Id":"arn:aws:ec2:$region:$account:instance/$instance"}]}]}"#, r#"{"FailedCount":0,"SuccessCount":1,"FailedFindings":[]}"#, &[(Scan, 14)]),
        write("BatchUpdateFindings", r#"{"FindingIdentifiers":[{"Id":"arn:aws:securityhub:$region:$account:security-control/EC2.19/finding/$uuid","ProductArn":"arn:aws:securityhub:$region::product/aws/securityhub"}],"Workflow":{"Status":"RESOLVED"}}"#, r#"{"ProcessedFindings":[{"Id":"arn:aws:securityhub:$region:$account:security-control/EC2.19/finding/$uuid","ProductArn":"arn:aws:securityhub:$region::product/aws/securityhub"}],"UnprocessedFindings":[]}"#, &[(Administer, 5)]),
    ],
};

pub const INSPECTOR: Service = Service {
    source: "inspector2", event_version: "1.11", api_version: "", host: "inspector2.$region.amazonaws.com",
    prefix: "inspector2", errors: Errors::Json,
    events: &[
        read("ListFindings", r#"{"filterCriteria":{"severity":[{"comparison":"EQUALS","value":"CRITICAL"}],"findingStatus":[{"comparison":"EQUALS","value":"ACTIVE"}]},"maxResults":100}"#, &[(Audit, 8), (Browse, 4)]),
        read("ListCoverage", r#"{"maxResults":200}"#, &[(Audit, 4), (Scan, 3)]),
        read("BatchGetAccountStatus", r#"{"accountIds":["$account"]}"#, &[(Browse, 3), (Audit, 3)]),
    ],
};

pub const SERVICES: &[Service] =
    &[KMS, SECRETS_MANAGER, ACM, WAF, CLOUDTRAIL, CONFIG, GUARDDUTY, SECURITY_HUB, INSPECTOR];
