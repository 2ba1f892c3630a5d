//! What went wrong in the estate: a few incidents, always the same ones at the same fraction of the time,
//! with their own people, so that the manual can name them and a query can be seen to find them. Events are
//! written as those of the services are (`services/mod.rs`), in long lines.

use super::random::name;
use super::services::{Event, read, write};

/// An incident: where it is, who it is about, and the query that finds it.
pub struct Incident {
    pub name: &'static str,
    /// One sentence.
    pub story: &'static str,
    /// Finds the incident's events and little else.
    pub sql: &'static str,
    /// When it begins, in thousandths of the estate's time.
    pub at: u64,
    /// Index into the accounts and regions.
    pub account: usize,
    pub region: usize,
    pub steps: &'static [Step],
}

/// A call, or the same call many times.
pub struct Step {
    /// Seconds after the incident began.
    pub after: u64,
    pub times: u64,
    /// Seconds between two times.
    pub every: u64,
    pub who: Who,
    pub source: &'static str,
    pub event: Event,
}

/// Somebody of the estate, perhaps from elsewhere than usual.
#[derive(Clone, Copy)]
pub struct Who {
    pub name: &'static str,
    /// Where the call comes from; empty: from where this person always calls.
    pub address: &'static str,
    pub agent: &'static str,
    pub console: bool,
}

const fn once(after: u64, who: Who, source: &'static str, event: Event) -> Step {
    Step { after, times: 1, every: 0, who, source, event }
}

impl Step {
    const fn repeated(self, times: u64, every: u64) -> Self {
        Self { times, every, ..self }
    }
}

impl Incident {
    #[cfg(test)]
    pub fn events(&self) -> u64 {
        self.steps.iter().map(|s| s.times).sum()
    }

    pub fn number(&self) -> u64 {
        name(self.name)
    }
}

const LEAKED: Who = Who {
    name: "ci-legacy-deploy",
    address: "198.51.100.77",
    agent: "aws-cli/1.22.34 Python/3.10.12 Linux/5.15.0-kali3-amd64 botocore/1.23.34",
    console: false,
};
const OMAR: Who = Who {
    name: "omar.reyes",
    address: "203.0.113.44",
    agent: "aws-cli/2.15.30 Python/3.11.8 Linux/6.5.0 exe/x86_64.ubuntu.22 prompt/off",
    console: false,
};
const DANA: Who = Who { name: "dana.whitfield@example.com", address: "", agent: "", console: true };
const FELIX: Who = Who { name: "felix.braun@example.com", address: "", agent: "", console: true };
const ROOT: Who = Who {
    name: "root",
    address: "198.51.100.23",
    agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    console: true,
};
const INTERN: Who = Who {
    name: "intern.lab",
    address: "198.51.100.140",
    agent: "Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux#6.6.9 md/arch#x86_64 lang/python#3.11.7 Botocore/1.34.11 enumerate-iam",
    console: false,
};
const VICTOR: Who = Who {
    name: "victor.lane",
    address: "203.0.113.91",
    agent: "aws-cli/2.17.1 md/awscrt#0.20.11 ua/2.0 os/macos#23.5.0 md/arch#arm64 lang/python#3.11.9",
    console: false,
};
const PAULA: Who =
    Who { name: "paula.king", address: "198.51.100.61", agent: "python-requests/2.31.0", console: true };
const INTERNET: Who =
    Who { name: "anonymous", address: "198.51.100.201", agent: "python-requests/2.32.3", console: false };

const NO_MFA: &str =
    r#"{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"No"}"#;
const S3: &str = r#"{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":$count,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"$idtwo","bytesTransferredOut":$count2}"#;
const EXPORTS: &str = r#"[{"accountId":"210987654321","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-customer-exports"}]"#;
const DENIED: &str = "User: arn:aws:iam::999988887777:user/intern.lab is not authorized to perform this action because no identity-based policy allows it";

const fn denied(name: &'static str) -> Event {
    read(name, "null", &[]).fails(1_000_000, "AccessDenied", DENIED)
}

const fn unauthorized(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[]).fails(1_000_000, "Client.UnauthorizedOperation", DENIED)
}

pub const INCIDENTS: &[Incident] = &[
    Incident {
        name: "access-denied-enumeration",
        story: "The IAM user intern.lab in sandbox tries out within four minutes what a key can do, and is refused every time.",
        sql: "SELECT eventSource, eventName, count(*) AS attempts FROM events WHERE userIdentity.userName = 'intern.lab' AND errorCode IN ('AccessDenied', 'Client.UnauthorizedOperation') AND sourceIPAddress = '198.51.100.140' GROUP BY eventSource, eventName ORDER BY attempts DESC",
        at: 270, account: 7, region: 0,
        steps: &[
            once(0, INTERN, "sts", read("GetCallerIdentity", "null", &[])),
            once(4, INTERN, "iam", denied("GetAccountAuthorizationDetails")).repeated(3, 61),
            once(7, INTERN, "iam", denied("ListUsers")).repeated(8, 23),
            once(9, INTERN, "iam", denied("ListRoles")).repeated(8, 24),
            once(12, INTERN, "iam", denied("ListAccessKeys")).repeated(5, 31),
            once(15, INTERN, "s3", denied("ListBuckets")).repeated(6, 33),
            once(17, INTERN, "secretsmanager", denied("ListSecrets")).repeated(10, 21),
            once(19, INTERN, "ssm", denied("DescribeParameters")).repeated(8, 25),
            once(22, INTERN, "kms", denied("ListKeys")).repeated(7, 28),
            once(26, INTERN, "lambda", denied("ListFunctions20150331")).repeated(9, 20),
            once(28, INTERN, "dynamodb", denied("ListTables")).repeated(8, 22),
            once(31, INTERN, "rds", denied("DescribeDBInstances")).repeated(7, 29),
            once(33, INTERN, "ec2", unauthorized("DescribeInstances", r#"{"instancesSet":{},"filterSet":{}}"#)).repeated(12, 17),
            once(35, INTERN, "ec2", unauthorized("DescribeSnapshots", r#"{"snapshotSet":{},"ownersSet":{"items":[{"owner":"self"}]},"sharedUsersSet":{},"filterSet":{}}"#)).repeated(9, 19),
        ],
    },
    Incident {
        name: "trail-stopped",
        story: "The IAM user omar.reyes in development turns off the event selectors of the trail simulated-team-trail, stops it and deletes it.",
        sql: "SELECT eventTime, eventName, userIdentity.arn, requestParameters FROM events WHERE eventSource = 'cloudtrail.amazonaws.com' AND eventName IN ('StopLogging', 'DeleteTrail') AND errorCode IS NULL ORDER BY eventTime",
        at: 350, account: 6, region: 0,
        steps: &[
            once(0, OMAR, "cloudtrail", read("DescribeTrails", r#"{"trailNameList":[],"includeShadowTrails":false}"#, &[])),
            once(41, OMAR, "cloudtrail", read("GetTrailStatus", r#"{"name":"simulated-team-trail"}"#, &[])),
            once(95, OMAR, "cloudtrail", write("PutEventSelectors", r#"{"trailName":"simulated-team-trail","eventSelectors":[{"readWriteType":"ReadOnly","includeManagementEvents":false,"dataResources":[],"excludeManagementEventSources":[]}]}"#, r#"{"trailARN":"arn:aws:cloudtrail:us-east-1:555566667777:trail/simulated-team-trail","eventSelectors":[{"readWriteType":"ReadOnly","includeManagementEvents":false,"dataResources":[],"excludeManagementEventSources":[]}]}"#, &[])),
            once(180, OMAR, "cloudtrail", write("StopLogging", r#"{"name":"arn:aws:cloudtrail:us-east-1:555566667777:trail/simulated-team-trail"}"#, "null", &[])),
            once(1260, OMAR, "cloudtrail", write("DeleteTrail", r#"{"name":"simulated-team-trail"}"#, "null", &[])),
        ],
    },
    Incident {
        name: "public-bucket",
        story: "dana.whitfield@example.com opens the bucket simulated-customer-exports to everybody, and within two hours the internet takes 240 objects.",
        sql: "SELECT sourceIPAddress, eventName, count(*) AS calls, min(eventTime) AS first_call, max(eventTime) AS last_call FROM events WHERE eventSource = 's3.amazonaws.com' AND eventName IN ('PutBucketPolicy', 'DeleteBucketPolicy', 'GetObject') AND requestParameters LIKE '%\"simulated-customer-exports\"%' GROUP BY sourceIPAddress, eventName ORDER BY first_call",
        at: 480, account: 4, region: 1,
        steps: &[
            once(0, DANA, "s3", write("DeleteBucketPublicAccessBlock", r#"{"publicAccessBlock":"","bucketName":"simulated-customer-exports","Host":"simulated-customer-exports.s3.$region.amazonaws.com"}"#, "null", &[]).additional(S3).resources(EXPORTS)),
            once(75, DANA, "s3", write("PutBucketPolicy", r#"{"bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"ShareWithAgency","Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::simulated-customer-exports","arn:aws:s3:::simulated-customer-exports/*"]}]},"bucketName":"simulated-customer-exports","Host":"simulated-customer-exports.s3.$region.amazonaws.com","policy":""}"#, "null", &[]).additional(S3).resources(EXPORTS)),
            once(1900, INTERNET, "s3", read("ListObjects", r#"{"bucketName":"simulated-customer-exports","Host":"simulated-customer-exports.s3.$region.amazonaws.com","list-type":"2"}"#, &[]).data().additional(S3).resources(EXPORTS)),
            once(1950, INTERNET, "s3", read("GetObject", r#"{"bucketName":"simulated-customer-exports","Host":"simulated-customer-exports.s3.$region.amazonaws.com","key":"exports/customers-$hex8.csv.gz"}"#, &[]).data()
                .additional(r#"{"CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"x-amz-id-2":"$idtwo","bytesTransferredOut":$digits8}"#)
                .resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-customer-exports/exports/customers-$hex8.csv.gz"},{"accountId":"210987654321","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-customer-exports"}]"#)).repeated(240, 27),
            once(9000, DANA, "s3", write("DeleteBucketPolicy", r#"{"bucketName":"simulated-customer-exports","Host":"simulated-customer-exports.s3.$region.amazonaws.com","policy":""}"#, "null", &[]).additional(S3).resources(EXPORTS)),
        ],
    },
    Incident {
        name: "guessed-password",
        story: "Somebody tries 40 passwords of the IAM user paula.king in staging; the 41st is right, and no MFA is asked for.",
        sql: "SELECT eventTime, errorMessage, responseElements, sourceIPAddress FROM events WHERE eventName IN ('ConsoleLogin') AND userIdentity.userName = 'paula.king' AND sourceIPAddress = '198.51.100.61' ORDER BY eventTime",
        at: 550, account: 5, region: 0,
        steps: &[
            once(0, PAULA, "signin", write("ConsoleLogin", "null", r#"{"ConsoleLogin":"Failure"}"#, &[]).additional(NO_MFA).sign_in().fails(1_000_000, "", "Failed authentication")).repeated(40, 14),
            once(575, PAULA, "signin", write("ConsoleLogin", "null", r#"{"ConsoleLogin":"Success"}"#, &[]).additional(NO_MFA).sign_in()),
            once(640, PAULA, "ec2", read("DescribeInstances", r#"{"maxResults":1000,"instancesSet":{},"filterSet":{}}"#, &[])).repeated(3, 40),
        ],
    },
    Incident {
        name: "leaked-access-key",
        story: "The access key of the IAM user ci-legacy-deploy in production is used from 198.51.100.77, where it never was before, to look around, to make an administrator support-helper and to start large instances.",
        sql: "SELECT eventTime, eventSource, eventName, errorCode, requestParameters FROM events WHERE userIdentity.userName = 'ci-legacy-deploy' AND sourceIPAddress = '198.51.100.77' AND eventName IN ('GetCallerIdentity', 'ListBuckets', 'CreateUser', 'AttachUserPolicy', 'CreateAccessKey', 'CreateLoginProfile', 'RunInstances') ORDER BY eventTime",
        at: 620, account: 3, region: 0,
        steps: &[
            once(0, LEAKED, "sts", read("GetCallerIdentity", "null", &[])),
            once(38, LEAKED, "s3", read("ListBuckets", r#"{"Host":"s3.us-east-1.amazonaws.com"}"#, &[]).additional(S3)),
            once(52, LEAKED, "iam", read("ListUsers", r#"{"maxItems":1000}"#, &[])),
            once(66, LEAKED, "iam", read("ListAttachedUserPolicies", r#"{"userName":"ci-legacy-deploy"}"#, &[])),
            once(97, LEAKED, "ec2", read("DescribeInstances", r#"{"instancesSet":{},"filterSet":{}}"#, &[])).repeated(4, 15),
            once(240, LEAKED, "iam", write("CreateUser", r#"{"userName":"support-helper","path":"/"}"#, r#"{"user":{"path":"/","arn":"arn:aws:iam::123456789012:user/support-helper","userId":"AIDA$upper17","createDate":"$date","userName":"support-helper"}}"#, &[])),
            once(255, LEAKED, "iam", write("AttachUserPolicy", r#"{"userName":"support-helper","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#, "null", &[])),
            once(270, LEAKED, "iam", write("CreateAccessKey", r#"{"userName":"support-helper"}"#, r#"{"accessKey":{"accessKeyId":"AKIA$upper16","status":"Active","userName":"support-helper","createDate":"$date"}}"#, &[])),
            once(290, LEAKED, "iam", write("CreateLoginProfile", r#"{"passwordResetRequired":false,"userName":"support-helper"}"#, r#"{"loginProfile":{"passwordResetRequired":false,"userName":"support-helper","createDate":"$date"}}"#, &[])),
            once(900, LEAKED, "ec2", write("RunInstances", r#"{"instancesSet":{"items":[{"imageId":"$image","minCount":8,"maxCount":8}]},"instanceType":"p4d.24xlarge","blockDeviceMapping":{},"monitoring":{"enabled":false},"disableApiTermination":true,"clientToken":"$uuid"}"#, "null", &[]).fails(1_000_000, "Client.VcpuLimitExceeded", "You have requested more vCPU capacity than your current vCPU limit of 64 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.")).repeated(5, 33),
            once(1100, LEAKED, "ec2", write("RunInstances", r#"{"instancesSet":{"items":[{"imageId":"$image","minCount":4,"maxCount":4}]},"instanceType":"g5.2xlarge","blockDeviceMapping":{},"monitoring":{"enabled":false},"disableApiTermination":true,"clientToken":"$uuid"}"#, r#"{"requestId":"$requestid","reservationId":"$newreservation","ownerId":"$account","groupSet":{},"instancesSet":{"items":[{"instanceId":"$newinstance","imageId":"$image","instanceState":{"code":0,"name":"pending"},"amiLaunchIndex":0,"instanceType":"g5.2xlarge","launchTime":$epochms,"placement":{"availabilityZone":"us-east-1a","tenancy":"default"}},{"instanceId":"$newinstance2","imageId":"$image","instanceState":{"code":0,"name":"pending"},"amiLaunchIndex":1,"instanceType":"g5.2xlarge","launchTime":$epochms,"placement":{"availabilityZone":"us-east-1a","tenancy":"default"}}]}}"#, &[])),
        ],
    },
    Incident {
        name: "open-ssh",
        story: "felix.braun@example.com opens port 22 of a security group in staging to the whole world, and closes it three hours later.",
        sql: "SELECT eventTime, eventName, userIdentity.arn, requestParameters FROM events WHERE eventName IN ('AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress') AND requestParameters LIKE '%\"fromPort\":22,%' AND requestParameters LIKE '%0.0.0.0/0%' ORDER BY eventTime",
        at: 710, account: 5, region: 1,
        steps: &[
            once(0, FELIX, "ec2", read("DescribeSecurityGroups", r#"{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"sg-0c0ffee0c0ffee001"}]},"filterSet":{}}"#, &[])),
            once(48, FELIX, "ec2", write("AuthorizeSecurityGroupIngress", r#"{"groupId":"sg-0c0ffee0c0ffee001","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":22,"toPort":22,"groups":{},"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0","description":"just for the migration"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"#, r#"{"requestId":"$requestid","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"444455556666","groupId":"sg-0c0ffee0c0ffee001","securityGroupRuleId":"sgr-0c0ffee0c0ffee022","description":"just for the migration","isEgress":false,"ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIpv4":"0.0.0.0/0"}]}}"#, &[])),
            once(10_848, FELIX, "ec2", write("RevokeSecurityGroupIngress", r#"{"groupId":"sg-0c0ffee0c0ffee001","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":22,"toPort":22,"groups":{},"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"#, r#"{"requestId":"$requestid","_return":true}"#, &[])),
        ],
    },
    Incident {
        name: "root-without-mfa",
        story: "Somebody signs in to the management account as root, without MFA and from an address of no office.",
        sql: "SELECT eventTime, eventName, sourceIPAddress, additionalEventData FROM events WHERE userIdentity.type = 'Root' AND eventName IN ('ConsoleLogin') AND additionalEventData LIKE '%\"MFAUsed\":\"No\"%' ORDER BY eventTime",
        at: 830, account: 0, region: 0,
        steps: &[
            once(0, ROOT, "signin", write("ConsoleLogin", "null", r#"{"ConsoleLogin":"Success"}"#, &[]).additional(NO_MFA).sign_in()),
            once(33, ROOT, "iam", read("GetAccountSummary", "null", &[])),
            once(71, ROOT, "ce", read("GetCostAndUsage", r#"{"Granularity":"MONTHLY","Metrics":["UnblendedCost"],"TimePeriod":{"End":"$day","Start":"2026-01-01"}}"#, &[])),
            once(160, ROOT, "iam", read("ListUsers", r#"{"maxItems":1000}"#, &[])),
        ],
    },
    Incident {
        name: "snapshot-shared",
        story: "The IAM user victor.lane in production makes a snapshot of a database volume and shares it with the account 888877776666, which is not of the organization.",
        sql: "SELECT eventTime, eventName, userIdentity.arn, requestParameters FROM events WHERE eventName IN ('ModifySnapshotAttribute') AND requestParameters LIKE '%888877776666%' ORDER BY eventTime",
        at: 910, account: 3, region: 1,
        steps: &[
            once(0, VICTOR, "ec2", read("DescribeVolumes", r#"{"volumeSet":{},"filterSet":{"items":[{"name":"tag:service","valueSet":{"items":[{"value":"payments"}]}}]}}"#, &[])),
            once(64, VICTOR, "ec2", write("CreateSnapshot", r#"{"volumeId":"vol-0c0ffee0c0ffee0db","description":"tmp"}"#, r#"{"requestId":"$requestid","snapshotId":"snap-0c0ffee0c0ffee0db","volumeId":"vol-0c0ffee0c0ffee0db","status":"pending","startTime":$epochms,"ownerId":"123456789012","volumeSize":"400","description":"tmp","encrypted":false}"#, &[])),
            once(1500, VICTOR, "ec2", write("ModifySnapshotAttribute", r#"{"snapshotId":"snap-0c0ffee0c0ffee0db","createVolumePermission":{"add":{"items":[{"userId":"888877776666"}]}},"attributeType":"CREATE_VOLUME_PERMISSION"}"#, r#"{"requestId":"$requestid","_return":true}"#, &[])),
        ],
    },
];
