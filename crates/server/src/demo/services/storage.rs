//! Objects, files and backups: S3, EFS, AWS Backup.

use super::{Errors, Event, Habit::*, Service, read, write};

const S3_DATA: &str = r#"{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"$idtwo","bytesTransferredOut":$bytes}"#;
const S3_PUT: &str = r#"{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":$bytes,"SSEApplied":"SSE_KMS","AuthenticationMethod":"AuthHeader","x-amz-id-2":"$idtwo","bytesTransferredOut":0}"#;
const S3_CHANGE: &str = r#"{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":$bytes,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"$idtwo","bytesTransferredOut":0}"#;
const S3_SERVICE: &str = r#"{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":$bytes,"SSEApplied":"Default_SSE_S3","AuthenticationMethod":"AuthHeader","x-amz-id-2":"$idtwo","bytesTransferredOut":0}"#;

const fn get(name: &'static str, request: &'static str, resources: &'static str) -> Event {
    read(name, request, &[(Pipeline, 400), (Container, 150), (Function, 60), (Instance, 90), (Analyse, 40)])
        .data().additional(S3_DATA).resources(resources)
}

/// What consoles, scanners and Terraform ask about a bucket.
const fn bucket(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Terraform, 6), (Browse, 7), (Scan, 9), (Audit, 8)]).additional(S3_DATA)
        .resources(r#"[{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$app"}]"#)
}

const fn change(name: &'static str, request: &'static str, weight: &'static [(super::Habit, u32)]) -> Event {
    write(name, request, "null", weight).additional(S3_CHANGE)
        .resources(r#"[{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$app"}]"#)
}

pub const S3: Service = Service {
    source: "s3", event_version: "1.11", api_version: "", host: "s3.$region.amazonaws.com", prefix: "s3", errors: Errors::S3,
    events: &[
        get("GetObject", r#"{"bucketName":"simulated-$stage-$dataset","Host":"simulated-$stage-$dataset.s3.$region.amazonaws.com","key":"$dataset/dt=$day/part-$hex16.snappy.parquet"}"#, r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$dataset/$dataset/dt=$day/part-$hex16.snappy.parquet"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$dataset"}]"#),
        read("GetObject", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","key":"uploads/$hexid/$hex12.jpg"}"#, &[(Container, 90), (Function, 80), (Instance, 40)])
            .data().additional(S3_DATA).resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$app/uploads/$hexid/$hex12.jpg"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$app"}]"#)
            .fails(20_000, "NoSuchKey", "The specified key does not exist."),
        read("GetObject", r#"{"bucketName":"simulated-$stage-$app-public","Host":"simulated-$stage-$app-public.s3.$region.amazonaws.com","key":"static/$hex8.js"}"#, &[(Anonymous, 40)])
            .data().additional(r#"{"CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"x-amz-id-2":"$idtwo","bytesTransferredOut":$bytes}"#)
            .resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$app-public/static/$hex8.js"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$app-public"}]"#)
            .fails(350_000, "AccessDenied", "Access Denied"),
        read("HeadObject", r#"{"bucketName":"simulated-$stage-$dataset","Host":"simulated-$stage-$dataset.s3.$region.amazonaws.com","key":"$dataset/dt=$day/_SUCCESS"}"#, &[(Pipeline, 40), (Container, 14), (Function, 6)])
            .data().additional(S3_DATA).resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$dataset/$dataset/dt=$day/_SUCCESS"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$dataset"}]"#)
            .fails(150_000, "NoSuchKey", "The specified key does not exist."),
        write("PutObject", r#"{"bucketName":"simulated-$stage-$dataset","Host":"simulated-$stage-$dataset.s3.$region.amazonaws.com","key":"$dataset/dt=$day/part-$hex16.snappy.parquet","x-amz-server-side-encryption":"aws:kms"}"#, r#"{"x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:$region:$account:key/$key","x-amz-server-side-encryption-bucket-key-enabled":"true"}"#, &[(Pipeline, 110), (Container, 44), (Function, 34), (Instance, 16)])
            .data().additional(S3_PUT).resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$dataset/$dataset/dt=$day/part-$hex16.snappy.parquet"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$dataset"}]"#),
        write("PutObject", r#"{"bucketName":"simulated-access-logs-$account","Host":"simulated-access-logs-$account.s3.$region.amazonaws.com","x-amz-acl":"bucket-owner-full-control","key":"AWSLogs/$account/elasticloadbalancing/$region/$slashday/$account-elasticloadbalancing-$region.app.$stage-$app.$listener.log.gz"}"#, "null", &[(Service, 130)])
            .data().via("delivery.logs.amazonaws.com").additional(S3_SERVICE).resources(r#"[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::simulated-access-logs-$account/"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-access-logs-$account"}]"#),
        write("PutObject", r#"{"bucketName":"simulated-organization-trail","Host":"simulated-organization-trail.s3.us-east-1.amazonaws.com","x-amz-acl":"bucket-owner-full-control","x-amz-server-side-encryption":"aws:kms","key":"AWSLogs/o-simulated1/$account/CloudTrail/$region/$slashday/CloudTrail_$region-$lower16.json.gz"}"#, r#"{"x-amz-server-side-encryption":"aws:kms"}"#, &[(Service, 40)])
            .data().via("cloudtrail.amazonaws.com").additional(S3_SERVICE).resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-organization-trail/AWSLogs/o-simulated1/$account/CloudTrail/$region/$slashday/CloudTrail_$region-$lower16.json.gz"},{"accountId":"222233334444","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-organization-trail"}]"#),
        write("DeleteObject", r#"{"bucketName":"simulated-$stage-$dataset","Host":"simulated-$stage-$dataset.s3.$region.amazonaws.com","key":"_temporary/$uuid/part-000$octet"}"#, "null", &[(Pipeline, 16), (Container, 4), (Analyse, 2)])
            .data().additional(S3_DATA).resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$dataset/_temporary/$uuid/part-000$octet"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$dataset"}]"#),
        write("CopyObject", r#"{"bucketName":"simulated-$stage-$dataset","Host":"simulated-$stage-$dataset.s3.$region.amazonaws.com","key":"$dataset/dt=$day/part-$uuid.parquet","x-amz-copy-source":"simulated-$stage-$dataset/_temporary/part-$uuid.parquet"}"#, r#"{"x-amz-server-side-encryption":"aws:kms"}"#, &[(Pipeline, 16)])
            .data().additional(S3_PUT).resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$dataset/$dataset/dt=$day/part-$uuid.parquet"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$dataset"}]"#),
        write("CreateMultipartUpload", r#"{"bucketName":"simulated-$stage-$dataset","Host":"simulated-$stage-$dataset.s3.$region.amazonaws.com","key":"$dataset/dt=$day/part-$uuid.parquet","uploads":""}"#, r#"{"x-amz-server-side-encryption":"aws:kms"}"#, &[(Pipeline, 10), (Deploy, 2)])
            .data().additional(S3_PUT).resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$dataset/$dataset/dt=$day/part-$uuid.parquet"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$dataset"}]"#),
        write("UploadPart", r#"{"bucketName":"simulated-$stage-$dataset","Host":"simulated-$stage-$dataset.s3.$region.amazonaws.com","key":"$dataset/dt=$day/part-$uuid.parquet","partNumber":"$count","uploadId":"$base120"}"#, "null", &[(Pipeline, 16)])
            .data().additional(S3_PUT).resources(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::simulated-$stage-$dataset/$dataset/dt=$day/part-$uuid.parquet"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$dataset"}]"#),
        read("ListObjects", r#"{"list-type":"2","bucketName":"simulated-$stage-$dataset","Host":"simulated-$stage-$dataset.s3.$region.amazonaws.com","prefix":"$dataset/dt=$day/","delimiter":"/","encoding-type":"url"}"#, &[(Pipeline, 40), (Container, 10), (Analyse, 10), (Function, 4), (Develop, 4)])
            .data().additional(S3_DATA).resources(r#"[{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-$stage-$dataset"},{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::simulated-$stage-$dataset/$dataset/dt=$day/"}]"#),
        read("ListBuckets", r#"{"Host":"s3.$region.amazonaws.com"}"#, &[(Browse, 14), (Audit, 10), (Develop, 8), (Scan, 6), (Analyse, 6)]).additional(S3_DATA),
        bucket("GetBucketAcl", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","acl":""}"#),
        read("GetBucketAcl", r#"{"bucketName":"simulated-organization-trail","Host":"simulated-organization-trail.s3.us-east-1.amazonaws.com","acl":""}"#, &[(Service, 20)]).via("cloudtrail.amazonaws.com").additional(S3_DATA)
            .resources(r#"[{"accountId":"222233334444","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::simulated-organization-trail"}]"#),
        bucket("GetBucketLocation", r#"{"bucketName":"simulated-$stage-$app","location":"","Host":"s3.$region.amazonaws.com"}"#),
        bucket("GetBucketPolicy", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","policy":""}"#).fails(250_000, "NoSuchBucketPolicy", "The bucket policy does not exist"),
        bucket("GetBucketPolicyStatus", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","policyStatus":""}"#).fails(200_000, "NoSuchBucketPolicy", "The bucket policy does not exist"),
        bucket("GetBucketPublicAccessBlock", r#"{"publicAccessBlock":"","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#).fails(50_000, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
        bucket("GetBucketEncryption", r#"{"encryption":"","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#),
        bucket("GetBucketVersioning", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","versioning":""}"#),
        bucket("GetBucketLogging", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","logging":""}"#),
        bucket("GetBucketTagging", r#"{"tagging":"","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#).fails(100_000, "NoSuchTagSet", "The TagSet does not exist"),
        bucket("GetBucketLifecycle", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","lifecycle":""}"#).fails(200_000, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
        bucket("GetBucketCors", r#"{"bucketName":"simulated-$stage-$app","cors":"","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#).fails(400_000, "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
        bucket("GetBucketWebsite", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","website":""}"#).fails(400_000, "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
        bucket("GetBucketReplication", r#"{"replication":"","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#).fails(300_000, "ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
        bucket("GetBucketObjectLockConfiguration", r#"{"object-lock":"","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#).fails(300_000, "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"),
        bucket("GetBucketNotification", r#"{"notification":"","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#),
        bucket("GetBucketOwnershipControls", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","ownershipControls":""}"#),
        bucket("GetBucketRequestPayment", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","requestPayment":""}"#),
        bucket("GetAccelerateConfiguration", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","accelerate":""}"#),
        read("GetAccountPublicAccessBlock", r#"{"publicAccessBlock":"","Host":"$account.s3-control.$region.amazonaws.com"}"#, &[(Browse, 5), (Audit, 4), (Scan, 3)]).additional(S3_DATA),
        change("CreateBucket", r#"{"CreateBucketConfiguration":{"LocationConstraint":"$region","xmlns":"http://s3.amazonaws.com/doc/2006-03-01/"},"bucketName":"simulated-$stage-$app","Host":"s3.$region.amazonaws.com","x-amz-object-ownership":"BucketOwnerEnforced"}"#, &[(Terraform, 1), (Administer, 1)]).fails(200_000, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it."),
        change("PutBucketPolicy", r#"{"bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::simulated-$stage-$app","arn:aws:s3:::simulated-$stage-$app/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}},{"Sid":"OrganizationReads","Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::simulated-$stage-$app/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-simulated1"}}}]},"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","policy":""}"#, &[(Terraform, 2), (Administer, 1)]),
        // The same parameter as a string: a column cannot have one type.
        change("PutBucketPolicy", r#"{"bucketPolicy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"TlsOnly\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::simulated-$stage-$app/*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}]}","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","policy":""}"#, &[(Terraform, 1), (Develop, 1)]),
        change("PutBucketTagging", r#"{"Tagging":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","TagSet":{"Tag":[{"Value":"$app","Key":"service"},{"Value":"$stage","Key":"stage"}]}},"tagging":"","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#, &[(Terraform, 2)]),
        change("PutBucketPublicAccessBlock", r#"{"publicAccessBlock":"","bucketName":"simulated-$stage-$app","PublicAccessBlockConfiguration":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","RestrictPublicBuckets":true,"BlockPublicPolicy":true,"BlockPublicAcls":true,"IgnorePublicAcls":true},"Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#, &[(Terraform, 2), (Administer, 1)]),
        change("PutBucketLifecycle", r#"{"LifecycleConfiguration":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","Rule":{"ID":"expire","Filter":{"Prefix":"tmp/"},"Status":"Enabled","Expiration":{"Days":14}}},"lifecycle":"","bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#, &[(Terraform, 1)]),
        change("PutBucketVersioning", r#"{"VersioningConfiguration":{"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/","Status":"Enabled"},"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com","versioning":""}"#, &[(Terraform, 1)]),
        change("DeleteBucket", r#"{"bucketName":"simulated-$stage-$app","Host":"simulated-$stage-$app.s3.$region.amazonaws.com"}"#, &[(Develop, 1)]).fails(800_000, "BucketNotEmpty", "The bucket you tried to delete is not empty"),
    ],
};

pub const EFS: Service = Service {
    source: "elasticfilesystem", event_version: "1.11", api_version: "", host: "elasticfilesystem.$region.amazonaws.com",
    prefix: "elasticfilesystem", errors: Errors::Json,
    events: &[
        read("DescribeFileSystems", r#"{"fileSystemId":"$filesystem"}"#, &[(Scan, 6), (Terraform, 5), (Backup, 8), (Browse, 2)]),
        read("DescribeMountTargets", r#"{"fileSystemId":"$filesystem"}"#, &[(Scan, 4), (Terraform, 4)]),
        write("NewClientConnection", "null", "null", &[(Container, 14), (Instance, 6)]).data().by_itself(r#"{"permissions":{"ClientRootAccess":false,"ClientMount":true,"ClientWrite":true},"sourceIpAddress":"10.20.$octet.$octet2"}"#).resources(r#"[{"accountId":"$account","type":"AWS::EFS::FileSystem","ARN":"arn:aws:elasticfilesystem:$region:$account:file-system/$filesystem"}]"#),
    ],
};

pub const BACKUP: Service = Service {
    source: "backup", event_version: "1.11", api_version: "", host: "backup.$region.amazonaws.com", prefix: "backup", errors: Errors::Json,
    events: &[
        write("StartBackupJob", r#"{"backupVaultName":"$backupvault","resourceArn":"arn:aws:ec2:$region:$account:volume/$volume","iamRoleArn":"arn:aws:iam::$account:role/backup","idempotencyToken":"$uuid"}"#, r#"{"backupJobId":"$uuid2","creationDate":"$date"}"#, &[(Backup, 26)]),
        read("DescribeBackupJob", r#"{"backupJobId":"$uuid"}"#, &[(Backup, 26), (Browse, 1)]),
        read("ListRecoveryPointsByBackupVault", r#"{"backupVaultName":"$backupvault","maxResults":100}"#, &[(Backup, 10), (Browse, 2), (Audit, 3)]),
        read("ListBackupVaults", "null", &[(Browse, 2), (Audit, 3), (Scan, 3)]),
        read("ListBackupPlans", "null", &[(Scan, 3), (Audit, 2)]),
        write("BackupJobCompleted", "null", "null", &[(Service, 4)]).by_itself(r#"{"completionDate":{"seconds":$epoch,"nanos":0},"state":"COMPLETED","backupJobId":"$uuid","backupVaultArn":"arn:aws:backup:$region:$account:backup-vault:$backupvault","resourceType":"EBS","percentDone":100.0}"#),
        write("RecoveryPointDeleted", "null", "null", &[(Service, 2)]).by_itself(r#"{"recoveryPointArn":"arn:aws:ec2:$region::snapshot/$snapshot","backupVaultName":"$backupvault","resourceType":"EBS"}"#),
    ],
};

pub const SERVICES: &[Service] = &[S3, EFS, BACKUP];
