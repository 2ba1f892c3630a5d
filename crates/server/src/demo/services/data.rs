//! Databases and analytics: DynamoDB, RDS, ElastiCache, Redshift, Athena, Glue, Kinesis, Firehose.

use super::{Errors, Event, Habit::*, Service, read, write};

const TABLE: &str = r#"[{"accountId":"$account","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:$region:$account:table/$stage-$app"}]"#;

pub const DYNAMODB: Service = Service {
    source: "dynamodb", event_version: "1.11", api_version: "2012-08-10", host: "dynamodb.$region.amazonaws.com", prefix: "dynamodb",
    errors: Errors::Json,
    events: &[
        read("GetItem", r#"{"tableName":"$stage-$app","key":{"pk":"HIDDEN_DUE_TO_SECURITY_REASONS"},"consistentRead":false}"#, &[(Function, 70), (Container, 34)]).data().resources(TABLE),
        read("Query", r##"{"tableName":"$stage-$app","indexName":"by-$part","limit":$count,"keyConditionExpression":"#pk = :pk","expressionAttributeNames":{"#pk":"pk"},"scanIndexForward":false}"##, &[(Function, 40), (Container, 26)]).data().resources(TABLE),
        write("PutItem", r#"{"tableName":"$stage-$app","key":{"pk":"HIDDEN_DUE_TO_SECURITY_REASONS"},"returnConsumedCapacity":"NONE"}"#, "null", &[(Function, 34), (Container, 20)]).data().resources(TABLE),
        write("UpdateItem", r##"{"tableName":"$stage-$app","key":{"pk":"HIDDEN_DUE_TO_SECURITY_REASONS"},"updateExpression":"SET #s = :s","expressionAttributeNames":{"#s":"state"},"conditionExpression":"attribute_exists(pk)"}"##, "null", &[(Function, 24), (Container, 12)]).data().resources(TABLE)
            .fails(40_000, "ConditionalCheckFailedException", "The conditional request failed"),
        read("DescribeTable", r#"{"tableName":"$stage-$app"}"#, &[(Function, 16), (Container, 8), (Terraform, 12), (Browse, 6), (Scan, 8), (Backup, 6), (Develop, 4)]).resources(TABLE),
        read("ListTables", r#"{"limit":100}"#, &[(Browse, 6), (Audit, 6), (Scan, 4), (Develop, 3)]),
        read("DescribeContinuousBackups", r#"{"tableName":"$stage-$app"}"#, &[(Terraform, 8), (Scan, 6), (Audit, 5)]).resources(TABLE),
        read("DescribeTimeToLive", r#"{"tableName":"$stage-$app"}"#, &[(Terraform, 8)]).resources(TABLE),
        read("ListTagsOfResource", r#"{"resourceArn":"arn:aws:dynamodb:$region:$account:table/$stage-$app"}"#, &[(Terraform, 8), (Scan, 3)]).resources(TABLE),
        write("UpdateTable", r#"{"tableName":"$stage-$app","billingMode":"PAY_PER_REQUEST"}"#, r#"{"tableDescription":{"tableName":"$stage-$app","tableStatus":"UPDATING","creationDateTime":"$pastdate","provisionedThroughput":{"numberOfDecreasesToday":0,"readCapacityUnits":0,"writeCapacityUnits":0},"tableSizeBytes":$bytes,"itemCount":$port,"tableArn":"arn:aws:dynamodb:$region:$account:table/$stage-$app"}}"#, &[(Terraform, 1)]).resources(TABLE),
        write("CreateTable", r#"{"tableName":"$stage-$app","attributeDefinitions":[{"attributeName":"pk","attributeType":"S"}],"keySchema":[{"attributeName":"pk","keyType":"HASH"}],"billingMode":"PAY_PER_REQUEST","sSESpecification":{"enabled":true}}"#, r#"{"tableDescription":{"tableName":"$stage-$app","tableStatus":"CREATING","tableId":"$uuid","tableArn":"arn:aws:dynamodb:$region:$account:table/$stage-$app"}}"#, &[(Terraform, 1)]).resources(TABLE).fails(300_000, "ResourceInUseException", "Table already exists: $stage-$app"),
    ],
};

const fn database(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Browse, 5), (Terraform, 6), (Scan, 5), (Audit, 4), (Backup, 8)])
}

pub const RDS: Service = Service {
    source: "rds", event_version: "1.11", api_version: "", host: "rds.$region.amazonaws.com", prefix: "rds", errors: Errors::Query,
    events: &[
        database("DescribeDBInstances", r#"{"dBInstanceIdentifier":"$stage-$app"}"#),
        database("DescribeDBClusters", r#"{"dBClusterIdentifier":"$stage-$app"}"#),
        database("DescribeDBSnapshots", r#"{"dBInstanceIdentifier":"$stage-$app","snapshotType":"automated","maxRecords":100}"#),
        database("DescribeDBClusterSnapshots", r#"{"maxRecords":100,"includeShared":false,"includePublic":false}"#),
        database("DescribeDBSubnetGroups", r#"{"dBSubnetGroupName":"$stage"}"#),
        database("DescribeDBParameterGroups", r#"{"dBParameterGroupName":"$stage-postgres16"}"#),
        database("DescribeDBEngineVersions", r#"{"engine":"aurora-postgresql","defaultOnly":false,"maxRecords":100}"#),
        database("DescribeOrderableDBInstanceOptions", r#"{"engine":"postgres","engineVersion":"16.4","dBInstanceClass":"db.r6g.large"}"#),
        database("ListTagsForResource", r#"{"resourceName":"arn:aws:rds:$region:$account:db:$stage-$app"}"#),
        database("DescribeEvents", r#"{"sourceType":"db-instance","duration":1440,"maxRecords":100}"#),
        database("DescribePendingMaintenanceActions", r#"{"maxRecords":100}"#),
        write("CreateDBSnapshot", r#"{"dBInstanceIdentifier":"$stage-$app","dBSnapshotIdentifier":"awsbackup-job-$uuid","tags":[{"value":"$app","key":"service"}]}"#, r#"{"allocatedStorage":100,"instanceCreateTime":"$pastdate","dBSnapshotIdentifier":"awsbackup-job-$uuid","dbiResourceId":"db-$upper26","port":5432,"availabilityZone":"$az","dBSnapshotArn":"arn:aws:rds:$region:$account:snapshot:awsbackup-job-$uuid","processorFeatures":[],"encrypted":true,"kmsKeyId":"arn:aws:kms:$region:$account:key/$key","percentProgress":0,"dBInstanceIdentifier":"$stage-$app","storageType":"gp3","iAMDatabaseAuthenticationEnabled":true,"vpcId":"$vpc","status":"creating","masterUsername":"postgres","engine":"postgres","snapshotType":"awsbackup","engineVersion":"16.4","licenseModel":"postgresql-license","snapshotTarget":"region"}"#, &[(Backup, 12)]),
        write("DeleteDBSnapshot", r#"{"dBSnapshotIdentifier":"awsbackup-job-$uuid"}"#, "null", &[(Backup, 8)]),
        write("ModifyDBInstance", r#"{"dBInstanceIdentifier":"$stage-$app","allowMajorVersionUpgrade":false,"applyImmediately":true,"masterUserPassword":"****","maxAllocatedStorage":500}"#, r#"{"dBInstanceIdentifier":"$stage-$app","dBInstanceClass":"db.r6g.large","dBInstanceStatus":"available","engine":"postgres","engineVersion":"16.4","multiAZ":true,"storageEncrypted":true,"publiclyAccessible":false,"deletionProtection":true,"pendingModifiedValues":{"masterUserPassword":"****"},"dBInstanceArn":"arn:aws:rds:$region:$account:db:$stage-$app"}"#, &[(Terraform, 1), (Administer, 1)]),
        write("StartDBInstance", r#"{"dBInstanceIdentifier":"$stage-$app"}"#, r#"{"dBInstanceIdentifier":"$stage-$app","dBInstanceStatus":"starting","dBInstanceArn":"arn:aws:rds:$region:$account:db:$stage-$app"}"#, &[(Develop, 1)])
            .fails(200_000, "InvalidDBInstanceState", "Instance $stage-$app cannot be started as it is not in one of the following statuses: 'stopped, inaccessible-encryption-credentials-recoverable'."),
        write("ApplyPendingMaintenanceAction", "null", "null", &[(Service, 1)]).by_itself(r#"{"resourceId":"db-$upper26","resourceType":"RDS:DB","maintenanceAction":"system-update","maintenanceActionStatus":"pending-maintenance"}"#),
        read("GenerateDBAuthToken", r#"{"dBInstanceIdentifier":"$stage-$app"}"#, &[(Develop, 2)]),
    ],
};

pub const ELASTICACHE: Service = Service {
    source: "elasticache", event_version: "1.11", api_version: "", host: "elasticache.$region.amazonaws.com", prefix: "elasticache",
    errors: Errors::Query,
    events: &[
        read("DescribeCacheClusters", r#"{"showCacheNodeInfo":true,"maxRecords":100}"#, &[(Scan, 5), (Browse, 2), (Audit, 3)]),
        read("DescribeReplicationGroups", r#"{"replicationGroupId":"$stage-$app"}"#, &[(Terraform, 5), (Scan, 4)]),
        read("DescribeCacheSubnetGroups", r#"{"cacheSubnetGroupName":"$stage"}"#, &[(Terraform, 3)]),
    ],
};

pub const REDSHIFT: Service = Service {
    source: "redshift", event_version: "1.11", api_version: "", host: "redshift.$region.amazonaws.com", prefix: "redshift", errors: Errors::Query,
    events: &[
        read("DescribeClusters", r#"{"clusterIdentifier":"$stage-warehouse"}"#, &[(Analyse, 6), (Scan, 4), (Pipeline, 4)]),
        read("DescribeLoggingStatus", r#"{"clusterIdentifier":"$stage-warehouse"}"#, &[(Scan, 4), (Audit, 2)]),
        read("GetClusterCredentials", r#"{"dbUser":"$user","dbName":"warehouse","clusterIdentifier":"$stage-warehouse","durationSeconds":3600,"autoCreate":false}"#, &[(Analyse, 8), (Pipeline, 6)])
            .responds(r#"{"dbUser":"IAM:$user","dbPassword":"HIDDEN_DUE_TO_SECURITY_REASONS","expiration":"$afterdate"}"#),
    ],
};

pub const ATHENA: Service = Service {
    source: "athena", event_version: "1.11", api_version: "", host: "athena.$region.amazonaws.com", prefix: "athena", errors: Errors::Json,
    events: &[
        write("StartQueryExecution", r#"{"queryString":"HIDDEN_DUE_TO_SECURITY_REASONS","clientRequestToken":"$uuid","queryExecutionContext":{"database":"$dataset","catalog":"AwsDataCatalog"},"resultConfiguration":{"outputLocation":"s3://simulated-athena-results-$account/"},"workGroup":"$stage"}"#, r#"{"queryExecutionId":"$uuid2"}"#, &[(Analyse, 30), (Pipeline, 10), (Function, 2)])
            .fails(25_000, "TooManyRequestsException", "You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account."),
        read("GetQueryExecution", r#"{"queryExecutionId":"$uuid"}"#, &[(Analyse, 60), (Pipeline, 24), (Function, 4)]),
        read("GetQueryResults", r#"{"queryExecutionId":"$uuid","maxResults":1000}"#, &[(Analyse, 26), (Pipeline, 6), (Function, 2)]),
        read("GetQueryRuntimeStatistics", r#"{"queryExecutionId":"$uuid"}"#, &[(Analyse, 14)]),
        read("BatchGetQueryExecution", r#"{"queryExecutionIds":["$uuid","$uuid2","$uuid3"]}"#, &[(Analyse, 8)]),
        read("ListQueryExecutions", r#"{"maxResults":50,"workGroup":"$stage"}"#, &[(Analyse, 8)]),
        read("GetWorkGroup", r#"{"workGroup":"$stage"}"#, &[(Analyse, 10), (Terraform, 4), (Scan, 2)]),
        read("ListWorkGroups", r#"{"maxResults":50}"#, &[(Analyse, 6)]),
        read("ListDataCatalogs", r#"{"maxResults":50}"#, &[(Analyse, 5)]),
        write("StopQueryExecution", r#"{"queryExecutionId":"$uuid"}"#, "null", &[(Analyse, 3)]),
        write("CreateNamedQuery", r#"{"name":"$dataset by day","database":"$dataset","queryString":"HIDDEN_DUE_TO_SECURITY_REASONS","workGroup":"$stage"}"#, r#"{"namedQueryId":"$uuid"}"#, &[(Analyse, 2)]),
    ],
};

pub const GLUE: Service = Service {
    source: "glue", event_version: "1.11", api_version: "", host: "glue.$region.amazonaws.com", prefix: "glue", errors: Errors::Json,
    events: &[
        read("GetTable", r#"{"catalogId":"$account","databaseName":"$dataset","name":"daily"}"#, &[(Pipeline, 60), (Analyse, 30), (Container, 2)]),
        read("GetTables", r#"{"databaseName":"$dataset","maxResults":100}"#, &[(Analyse, 16), (Pipeline, 6)]),
        read("GetDatabase", r#"{"name":"$dataset"}"#, &[(Pipeline, 24), (Analyse, 8), (Terraform, 3)]).fails(30_000, "EntityNotFoundException", "Database $dataset not found."),
        read("GetDatabases", r#"{"maxResults":100}"#, &[(Analyse, 14), (Pipeline, 3), (Browse, 1)]),
        read("GetPartitions", r#"{"databaseName":"$dataset","tableName":"daily","expression":"dt = '$day'","excludeColumnSchema":true,"segment":{"segmentNumber":0,"totalSegments":5}}"#, &[(Pipeline, 36), (Analyse, 16)]),
        write("BatchCreatePartition", r#"{"databaseName":"$dataset","tableName":"daily","partitionInputList":[{"values":["$day"],"storageDescriptor":{"location":"s3://simulated-$stage-$dataset/$dataset/dt=$day","inputFormat":"org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat","compressed":false}}]}"#, "null", &[(Pipeline, 14)]),
        write("UpdateTable", r#"{"databaseName":"$dataset","tableInput":{"name":"daily","tableType":"EXTERNAL_TABLE","parameters":{"classification":"parquet","metadata_location":"s3://simulated-$stage-$dataset/metadata/$uuid.metadata.json"}},"skipArchive":true}"#, "null", &[(Pipeline, 10)]).fails(50_000, "ConcurrentModificationException", "Update table failed due to concurrent modifications."),
        write("StartJobRun", r#"{"jobName":"$stage-$dataset-daily","arguments":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, r#"{"jobRunId":"jr_$hex64"}"#, &[(Pipeline, 5), (Analyse, 1)]),
        read("GetJobRun", r#"{"jobName":"$stage-$dataset-daily","runId":"jr_$hex64","predecessorsIncluded":false}"#, &[(Pipeline, 16), (Analyse, 2)]),
        read("GetJobs", r#"{"maxResults":100}"#, &[(Analyse, 3), (Scan, 2)]),
        read("GetCrawler", r#"{"name":"$stage-$dataset"}"#, &[(Pipeline, 4), (Terraform, 2)]),
        write("StartCrawler", r#"{"name":"$stage-$dataset"}"#, "null", &[(Pipeline, 2)]).fails(200_000, "CrawlerRunningException", "Crawler with name $stage-$dataset has already started"),
    ],
};

pub const KINESIS: Service = Service {
    source: "kinesis", event_version: "1.11", api_version: "", host: "kinesis.$region.amazonaws.com", prefix: "kinesis", errors: Errors::Json,
    events: &[
        read("DescribeStreamSummary", r#"{"streamName":"$stage-$app"}"#, &[(Function, 4), (Container, 6), (Terraform, 3)]),
        read("ListShards", r#"{"streamName":"$stage-$app"}"#, &[(Container, 10), (Function, 3)]),
        read("DescribeStream", r#"{"streamName":"$stage-$app","limit":100}"#, &[(Container, 5), (Scan, 3), (Browse, 1)]),
        write("RegisterStreamConsumer", r#"{"streamARN":"arn:aws:kinesis:$region:$account:stream/$stage-$app","consumerName":"$part"}"#, r#"{"consumer":{"consumerName":"$part","consumerARN":"arn:aws:kinesis:$region:$account:stream/$stage-$app/consumer/$part:$epoch","consumerStatus":"CREATING","consumerCreationTimestamp":"$date"}}"#, &[(Deploy, 1)]),
    ],
};

pub const FIREHOSE: Service = Service {
    source: "firehose", event_version: "1.11", api_version: "", host: "firehose.$region.amazonaws.com", prefix: "firehose", errors: Errors::Json,
    events: &[
        read("DescribeDeliveryStream", r#"{"deliveryStreamName":"$stage-$app-archive"}"#, &[(Terraform, 3), (Scan, 3), (Browse, 1)]),
        read("ListDeliveryStreams", r#"{"limit":50}"#, &[(Scan, 2), (Audit, 2)]),
    ],
};

pub const SERVICES: &[Service] = &[DYNAMODB, RDS, ELASTICACHE, REDSHIFT, ATHENA, GLUE, KINESIS, FIREHOSE];
