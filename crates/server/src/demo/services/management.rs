//! Running things: CloudWatch, Logs, Systems Manager, CloudFormation, the developer tools, health, tags and costs.

use super::{Errors, Event, Habit::*, Service, read, write};

pub const CLOUDWATCH: Service = Service {
    source: "monitoring", event_version: "1.11", api_version: "", host: "monitoring.$region.amazonaws.com", prefix: "cloudwatch", errors: Errors::Query,
    events: &[
        read("DescribeAlarms", r#"{"maxRecords":100,"stateValue":"ALARM"}"#, &[(Browse, 16), (Deploy, 8), (Terraform, 10), (Scale, 20), (Audit, 6), (Develop, 4)]),
        read("GetMetricData", r#"{"metricDataQueries":[{"id":"m$small","metricStat":{"metric":{"namespace":"AWS/ApplicationELB","metricName":"TargetResponseTime","dimensions":[{"name":"LoadBalancer","value":"app/$stage-$app/$listener"}]},"period":60,"stat":"p99"},"returnData":true}],"startTime":"$pastdate","endTime":"$date"}"#, &[(Browse, 20), (Audit, 20), (Scale, 10), (Develop, 4)]).data()
            .resources(r#"[{"accountId":"$account","type":"AWS::CloudWatch::Metric"}]"#),
        read("ListMetrics", r#"{"namespace":"AWS/EC2","nextToken":"$token"}"#, &[(Browse, 6), (Audit, 14)]),
        read("GetDashboard", r#"{"dashboardName":"$stage-$app"}"#, &[(Browse, 6), (Terraform, 3)]),
        read("DescribeAlarmHistory", r#"{"alarmName":"$stage-$app-errors","maxRecords":50}"#, &[(Browse, 3)]),
        read("ListDashboards", "null", &[(Browse, 4)]),
        write("PutMetricAlarm", r#"{"alarmName":"$stage-$app-errors","actionsEnabled":true,"alarmActions":["arn:aws:sns:$region:$account:$stage-$app-events"],"metricName":"Errors","namespace":"AWS/Lambda","statistic":"Sum","dimensions":[{"name":"FunctionName","value":"$stage-$app-$part"}],"period":60,"evaluationPeriods":5,"threshold":$count,"comparisonOperator":"GreaterThanThreshold"}"#, "null", &[(Terraform, 4), (Scale, 8), (Develop, 1)]),
        write("DeleteAlarms", r#"{"alarmNames":["TargetTracking-service/$stage/$app-AlarmHigh-$uuid"]}"#, "null", &[(Scale, 4)]),
        write("PutDashboard", r#"{"dashboardName":"$stage-$app","dashboardBody":"{\"widgets\":[{\"type\":\"metric\",\"width\":12,\"properties\":{\"metrics\":[[\"AWS/Lambda\",\"Errors\",\"FunctionName\",\"$stage-$app-$part\"]],\"period\":300,\"region\":\"$region\"}}]}"}"#, "null", &[(Terraform, 1), (Develop, 1)]),
    ],
};

pub const LOGS: Service = Service {
    source: "logs", event_version: "1.11", api_version: "20140328", host: "logs.$region.amazonaws.com", prefix: "logs", errors: Errors::Json,
    events: &[
        write("CreateLogStream", r#"{"logGroupName":"/aws/lambda/$stage-$app-$part","logStreamName":"$slashday/[$$LATEST]$hex32"}"#, "null", &[(Function, 110), (Container, 10)])
            .fails(60_000, "ResourceAlreadyExistsException", "The specified log stream already exists"),
        write("CreateLogStream", r#"{"logGroupName":"/ecs/$stage/$app","logStreamName":"$part/$app/$hex32"}"#, "null", &[(Container, 30), (Instance, 12)]),
        write("CreateLogStream", r#"{"logGroupName":"/aws/vendedlogs/$stage-$app","logStreamName":"$hex16"}"#, "null", &[(Service, 150)]).via("delivery.logs.amazonaws.com"),
        read("DescribeLogGroups", r#"{"logGroupNamePrefix":"/aws/lambda/$stage-$app"}"#, &[(Browse, 14), (Terraform, 14), (Develop, 10), (Audit, 6), (Scan, 6)]),
        read("DescribeLogStreams", r#"{"logGroupName":"/aws/lambda/$stage-$app-$part","orderBy":"LastEventTime","descending":true,"limit":50}"#, &[(Browse, 16), (Develop, 14), (Instance, 10)]),
        read("FilterLogEvents", r#"{"logGroupName":"/aws/lambda/$stage-$app-$part","startTime":$pastepochms,"endTime":$epochms,"filterPattern":"ERROR","limit":100,"interleaved":true}"#, &[(Develop, 26), (Browse, 8)]).data(),
        read("GetLogEvents", r#"{"logGroupName":"/aws/lambda/$stage-$app-$part","logStreamName":"$slashday/[$$LATEST]$hex32","startFromHead":true,"limit":10000}"#, &[(Browse, 16), (Develop, 12)]).data().fails(30_000, "ResourceNotFoundException", "The specified log stream does not exist."),
        write("StartQuery", r#"{"logGroupNames":["/ecs/$stage/$app"],"startTime":$epoch,"endTime":$epoch,"queryString":"HIDDEN_DUE_TO_SECURITY_REASONS","limit":10000}"#, r#"{"queryId":"$uuid"}"#, &[(Develop, 14), (Browse, 6)]),
        read("GetQueryResults", r#"{"queryId":"$uuid"}"#, &[(Develop, 40), (Browse, 14)]),
        read("ListTagsForResource", r#"{"resourceArn":"arn:aws:logs:$region:$account:log-group:/aws/lambda/$stage-$app-$part"}"#, &[(Terraform, 12), (Scan, 4)]),
        write("CreateLogGroup", r#"{"logGroupName":"/aws/lambda/$stage-$app-$hex6","tags":{"service":"$app"}}"#, "null", &[(Terraform, 2), (Function, 2), (Deploy, 1)]).fails(300_000, "ResourceAlreadyExistsException", "The specified log group already exists"),
        write("PutRetentionPolicy", r#"{"logGroupName":"/aws/lambda/$stage-$app-$part","retentionInDays":30}"#, "null", &[(Terraform, 2), (Function, 1)]),
        write("DeleteLogGroup", r#"{"logGroupName":"/aws/lambda/$stage-$app-$hex6"}"#, "null", &[(Terraform, 1), (Develop, 1)]),
        read("StartLiveTail", r#"{"logGroupIdentifiers":["arn:aws:logs:$region:$account:log-group:/ecs/$stage/$app"]}"#, &[(Develop, 2)]),
        write("CreateExportTask", r#"{"logGroupName":"/ecs/$stage/$app","from":$pastepochms,"to":$epochms,"destination":"simulated-log-exports-$account"}"#, r#"{"taskId":"$uuid"}"#, &[(Develop, 1)]),
    ],
};

const PARAMETER: &str = r#"[{"accountId":"$account","ARN":"arn:aws:ssm:$region:$account:parameter/$stage/$app/$part/token"}]"#;
const MANAGED: &str = r#"[{"accountId":"$account","ARN":"arn:aws:ec2:$region:$account:instance/$instance"}]"#;

pub const SSM: Service = Service {
    source: "ssm", event_version: "1.11", api_version: "", host: "ssm.$region.amazonaws.com", prefix: "ssm", errors: Errors::Json,
    events: &[
        read("GetParameter", r#"{"name":"/$stage/$app/$part/token","withDecryption":true}"#, &[(Function, 40), (Container, 24), (Deploy, 16), (Instance, 10), (Terraform, 10), (Develop, 4)]).resources(PARAMETER).fails(15_000, "ParameterNotFound", ""),
        read("GetParameters", r#"{"names":["/$stage/$app/$part/token","/$stage/$app/$part/endpoint","/$stage/$app/$part/region"],"withDecryption":true}"#, &[(Function, 14), (Container, 10)]).resources(PARAMETER),
        read("GetParametersByPath", r#"{"path":"/$stage/$app","recursive":true,"withDecryption":true,"maxResults":10}"#, &[(Function, 12), (Container, 10)]).resources(r#"[{"accountId":"$account","ARN":"arn:aws:ssm:$region:$account:parameter/$stage/$app"}]"#)
            .fails(20_000, "ThrottlingException", "Rate exceeded"),
        read("DescribeParameters", r#"{"maxResults":10,"nextToken":"$token","parameterFilters":[{"key":"Name","option":"BeginsWith","values":["/$stage/$app"]}]}"#, &[(Terraform, 12), (Browse, 3), (Audit, 3)]).fails(120_000, "ThrottlingException", "Rate exceeded"),
        read("ListTagsForResource", r#"{"resourceType":"Parameter","resourceId":"/$stage/$app/$part/token"}"#, &[(Terraform, 12)]),
        write("PutParameter", r#"{"name":"/$stage/$app/$part/token","value":"HIDDEN_DUE_TO_SECURITY_REASONS","type":"SecureString","overwrite":true,"tier":"Standard"}"#, r#"{"version":$count,"tier":"Standard"}"#, &[(Deploy, 4), (Terraform, 3), (Develop, 3)]).resources(PARAMETER),
        write("DeleteParameter", r#"{"name":"/$stage/$app/$hex6"}"#, "null", &[(Terraform, 1), (Develop, 1)]).fails(100_000, "ParameterNotFound", ""),
        write("UpdateInstanceInformation", r#"{"instanceId":"$instance","agentVersion":"3.3.987.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.20.$octet.$octet2","computerName":"ip-10-20-$octet-$octet2.$region.compute.internal","agentName":"amazon-ssm-agent","availabilityZone":"$az","availabilityZoneId":"use1-az2","sSMConnectionChannel":"ssmmessages"}"#, "null", &[(Instance, 110)]),
        read("ListInstanceAssociations", r#"{"instanceId":"$instance","maxResults":20}"#, &[(Instance, 40)]).resources(MANAGED),
        read("GetDocument", r#"{"name":"AWS-GatherSoftwareInventory","documentVersion":"1"}"#, &[(Instance, 12)]),
        write("PutInventory", r#"{"instanceId":"$instance","items":[{"typeName":"AWS:Network","schemaVersion":"1.0","captureTime":"$time","contentHash":"$base22=="},{"typeName":"AWS:InstanceDetailedInformation","schemaVersion":"1.0","captureTime":"$time","contentHash":"$base22=="},{"typeName":"AWS:Application","schemaVersion":"1.1","captureTime":"$time","contentHash":"$base22=="}]}"#, "null", &[(Instance, 16)]).resources(MANAGED),
        write("PutComplianceItems", r#"{"resourceId":"$instance","resourceType":"ManagedInstance","complianceType":"Association","executionSummary":{"executionTime":"$date","executionId":"","executionType":""},"items":[{"id":"$uuid","title":"","severity":"UNSPECIFIED","status":"COMPLIANT","details":{"DocumentVersion":"1","DocumentName":"AWS-GatherSoftwareInventory"}}],"itemContentHash":"$base22=="}"#, "null", &[(Instance, 12)]),
        write("UpdateInstanceAssociationStatus", r#"{"associationId":"$uuid","instanceId":"$instance","executionResult":{"executionDate":"$date","status":"Success","executionSummary":"1 out of 1 plugin processed, 1 success, 0 failed, 0 timedout, 0 skipped. ","errorCode":""}}"#, "null", &[(Instance, 14)]).resources(MANAGED),
        read("DescribeInstanceInformation", r#"{"filters":[{"key":"InstanceIds","values":["$instance"]}]}"#, &[(Browse, 6), (Develop, 4), (Scan, 6), (Audit, 3)]),
        write("StartSession", r#"{"target":"$instance","documentName":"SSM-SessionManagerRunShell"}"#, r#"{"sessionId":"$user-$lower17","tokenValue":"Value hidden due to security reasons.","streamUrl":"wss://ssmmessages.$region.amazonaws.com/v1/data-channel/$user-$lower17?role=publish_subscribe"}"#, &[(Develop, 5), (Administer, 2)]).fails(60_000, "TargetNotConnected", "$instance is not connected."),
        write("TerminateSession", r#"{"sessionId":"$user-$lower17"}"#, r#"{"sessionId":"$user-$lower17"}"#, &[(Develop, 4)]),
        write("SendCommand", r#"{"instanceIds":["$instance"],"documentName":"AWS-RunShellScript","parameters":"HIDDEN_DUE_TO_SECURITY_REASONS","interactive":false}"#, r#"{"command":{"commandId":"$uuid","documentName":"AWS-RunShellScript","documentVersion":"$$DEFAULT","comment":"","expiresAfter":"$afterdate","parameters":"HIDDEN_DUE_TO_SECURITY_REASONS","instanceIds":["$instance"],"targets":[],"requestedDateTime":"$date","status":"Pending","statusDetails":"Pending","outputS3Region":"$region","outputS3BucketName":"","outputS3KeyPrefix":"","maxConcurrency":"50","maxErrors":"0","targetCount":1,"completedCount":0,"errorCount":0,"deliveryTimedOutCount":0,"serviceRole":"","timeoutSeconds":3600,"hasCancelCommandSignature":false,"hasSendCommandSignature":false}}"#, &[(Deploy, 4), (Develop, 3)]),
        read("GetCommandInvocation", r#"{"commandId":"$uuid","instanceId":"$instance"}"#, &[(Deploy, 8), (Develop, 4)]).fails(100_000, "InvocationDoesNotExist", ""),
        write("OpenDataChannel", r#"{"sessionId":"$user-$lower17"}"#, "null", &[(Develop, 3), (Instance, 1)]),
    ],
};

const fn stack(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Deploy, 16), (Browse, 6), (Develop, 3), (Audit, 3)])
}

pub const CLOUDFORMATION: Service = Service {
    source: "cloudformation", event_version: "1.11", api_version: "2010-05-15", host: "cloudformation.$region.amazonaws.com", prefix: "cloudformation", errors: Errors::Query,
    events: &[
        stack("DescribeStacks", r#"{"stackName":"$stage-$app"}"#).fails(40_000, "ValidationException", "Stack with id $stage-$app does not exist"),
        stack("DescribeStackEvents", r#"{"stackName":"arn:aws:cloudformation:$region:$account:stack/$stage-$app/$uuid"}"#),
        stack("ListStacks", r#"{"stackStatusFilter":["CREATE_COMPLETE","UPDATE_COMPLETE","UPDATE_ROLLBACK_COMPLETE"]}"#),
        stack("GetTemplate", r#"{"stackName":"$stage-$app","templateStage":"Original"}"#),
        stack("DescribeStackResources", r#"{"stackName":"$stage-$app"}"#),
        stack("ListStackResources", r#"{"stackName":"$stage-$app"}"#),
        read("DescribeChangeSet", r#"{"changeSetName":"arn:aws:cloudformation:$region:$account:changeSet/cdk-deploy-change-set/$uuid","stackName":"$stage-$app"}"#, &[(Deploy, 14)]),
        write("CreateChangeSet", r#"{"stackName":"$stage-$app","changeSetName":"cdk-deploy-change-set","changeSetType":"UPDATE","templateURL":"https://s3.$region.amazonaws.com/simulated-cdk-assets-$account/$hex64.json","capabilities":["CAPABILITY_IAM","CAPABILITY_NAMED_IAM"],"roleARN":"arn:aws:iam::$account:role/cloudformation-execution","clientToken":"create$uuid","parameters":[],"tags":[{"key":"service","value":"$app"}]}"#, r#"{"id":"arn:aws:cloudformation:$region:$account:changeSet/cdk-deploy-change-set/$uuid","stackId":"arn:aws:cloudformation:$region:$account:stack/$stage-$app/$uuid2"}"#, &[(Deploy, 6)]),
        write("ExecuteChangeSet", r#"{"changeSetName":"arn:aws:cloudformation:$region:$account:changeSet/cdk-deploy-change-set/$uuid","clientRequestToken":"exec$uuid","stackName":"$stage-$app"}"#, "null", &[(Deploy, 6)]),
        write("UpdateStack", r#"{"stackName":"$stage-$app","templateURL":"https://s3.$region.amazonaws.com/simulated-templates-$account/$app.yaml","capabilities":["CAPABILITY_NAMED_IAM"],"parameters":[{"parameterKey":"ImageTag","parameterValue":"$hex40"}]}"#, r#"{"stackId":"arn:aws:cloudformation:$region:$account:stack/$stage-$app/$uuid"}"#, &[(Deploy, 3), (Develop, 2)]).fails(250_000, "ValidationException", "No updates are to be performed."),
        write("DeleteStack", r#"{"stackName":"$stage-$app-pr-$count"}"#, "null", &[(Deploy, 1), (Develop, 1)]),
        write("DetectStackDrift", r#"{"stackName":"$stage-$app"}"#, r#"{"stackDriftDetectionId":"$uuid"}"#, &[(Audit, 2)]),
    ],
};

pub const CODEBUILD: Service = Service {
    source: "codebuild", event_version: "1.11", api_version: "", host: "codebuild.$region.amazonaws.com", prefix: "codebuild", errors: Errors::Json,
    events: &[
        write("StartBuild", r#"{"projectName":"$app-build","sourceVersion":"$hex40","environmentVariablesOverride":[{"name":"STAGE","value":"$stage","type":"PLAINTEXT"}]}"#, r#"{"build":{"id":"$app-build:$uuid","arn":"arn:aws:codebuild:$region:$account:build/$app-build:$uuid","buildNumber":$port,"startTime":"$date","currentPhase":"QUEUED","buildStatus":"IN_PROGRESS","sourceVersion":"$hex40","projectName":"$app-build","timeoutInMinutes":60,"buildComplete":false,"initiator":"$user","encryptionKey":"arn:aws:kms:$region:$account:alias/aws/s3"}}"#, &[(Deploy, 5), (Develop, 1)]),
        read("BatchGetBuilds", r#"{"ids":["$app-build:$uuid"]}"#, &[(Deploy, 20), (Browse, 3)]),
        read("BatchGetProjects", r#"{"names":["$app-build"]}"#, &[(Browse, 2), (Scan, 3), (Terraform, 4)]),
        read("ListBuildsForProject", r#"{"projectName":"$app-build","sortOrder":"DESCENDING"}"#, &[(Browse, 2)]),
    ],
};

pub const CODEPIPELINE: Service = Service {
    source: "codepipeline", event_version: "1.11", api_version: "", host: "codepipeline.$region.amazonaws.com", prefix: "codepipeline", errors: Errors::Json,
    events: &[
        read("GetPipelineState", r#"{"name":"$stage-$app"}"#, &[(Deploy, 8), (Browse, 6)]),
        read("GetPipeline", r#"{"name":"$stage-$app"}"#, &[(Browse, 3), (Terraform, 3)]),
        read("ListPipelineExecutions", r#"{"pipelineName":"$stage-$app","maxResults":25}"#, &[(Browse, 4)]),
        write("PutApprovalResult", r#"{"pipelineName":"$stage-$app","stageName":"Approve","actionName":"Approve","result":{"summary":"ok","status":"Approved"},"token":"$uuid"}"#, r#"{"approvedAt":"$date"}"#, &[(Develop, 2), (Administer, 1)]),
        write("StartPipelineExecution", r#"{"name":"$stage-$app","clientRequestToken":"$uuid"}"#, r#"{"pipelineExecutionId":"$uuid2"}"#, &[(Deploy, 3), (Develop, 1)]),
    ],
};

pub const HEALTH: Service = Service {
    source: "health", event_version: "1.11", api_version: "", host: "health.us-east-1.amazonaws.com", prefix: "health", errors: Errors::Json,
    events: &[
        read("DescribeEventAggregates", r#"{"filter":{"startTimes":[{"from":"$pastdate"}],"eventTypeCategories":["issue"],"eventStatusCodes":["open","upcoming"]},"aggregateField":"eventTypeCategory"}"#, &[(Browse, 40), (Analyse, 8), (Root, 2)]).via("health.amazonaws.com"),
        read("DescribeEvents", r#"{"filter":{"eventStatusCodes":["open"]},"maxResults":100}"#, &[(Browse, 4), (Audit, 6)]).fails(20_000, "SubscriptionRequiredException", ""),
        read("DescribeEventsForOrganization", r#"{"maxResults":100}"#, &[(Audit, 4)]),
    ],
};

pub const TAGGING: Service = Service {
    source: "tagging", event_version: "1.11", api_version: "", host: "tagging.$region.amazonaws.com", prefix: "tag", errors: Errors::Json,
    events: &[
        read("GetResources", r#"{"tagFilters":[{"key":"service","values":["$app"]}],"resourcesPerPage":100,"paginationToken":""}"#, &[(Browse, 8), (Audit, 18), (Backup, 10), (Scan, 6), (Develop, 2)]),
        read("GetTagKeys", "null", &[(Browse, 3), (Audit, 2)]),
        write("TagResources", r#"{"resourceARNList":["arn:aws:lambda:$region:$account:function:$stage-$app-$part"],"tags":{"cost-center":"$digits4"}}"#, r#"{"failedResourcesMap":{}}"#, &[(Administer, 2), (Function, 1)]),
    ],
};

pub const QUOTAS: Service = Service {
    source: "servicequotas", event_version: "1.11", api_version: "", host: "servicequotas.$region.amazonaws.com", prefix: "servicequotas", errors: Errors::Json,
    events: &[
        read("ListServiceQuotas", r#"{"serviceCode":"ec2","maxResults":100}"#, &[(Audit, 6), (Browse, 2)]).fails(40_000, "TooManyRequestsException", ""),
        read("GetServiceQuota", r#"{"serviceCode":"lambda","quotaCode":"L-B99A9384"}"#, &[(Terraform, 2), (Browse, 2)]),
        write("RequestServiceQuotaIncrease", r#"{"serviceCode":"ec2","quotaCode":"L-1216C47A","desiredValue":512.0}"#, r#"{"requestedQuota":{"id":"$hex32$lower8","serviceCode":"ec2","quotaCode":"L-1216C47A","desiredValue":512.0,"status":"PENDING","created":"$date","requester":"{\"accountId\":\"$account\",\"callerArn\":\"$caller\"}"}}"#, &[(Administer, 1)]),
    ],
};

pub const COST_EXPLORER: Service = Service {
    source: "ce", event_version: "1.11", api_version: "", host: "ce.us-east-1.amazonaws.com", prefix: "ce", errors: Errors::Json,
    events: &[
        read("GetCostAndUsage", r#"{"Filter":{"Not":{"Or":[{"Dimensions":{"Key":"RECORD_TYPE","Values":["Credit"]}},{"Dimensions":{"Key":"RECORD_TYPE","Values":["Refund"]}}]}},"Granularity":"DAILY","GroupBy":[{"Key":"SERVICE","Type":"DIMENSION"}],"Metrics":["UnblendedCost"],"TimePeriod":{"End":"$day","Start":"2026-01-01"}}"#, &[(Browse, 6), (Audit, 6), (Root, 1)]).fails(100_000, "AccessDenied", "IAM user access not activated"),
        read("GetCostForecast", r#"{"Granularity":"MONTHLY","Metric":"NET_UNBLENDED_COST","TimePeriod":{"End":"2026-12-31","Start":"$day"}}"#, &[(Browse, 3)]),
    ],
};

pub const NOTIFICATIONS: Service = Service {
    source: "notifications", event_version: "1.11", api_version: "", host: "notifications.$region.amazonaws.com", prefix: "notifications", errors: Errors::Json,
    events: &[
        read("ListNotificationHubs", "null", &[(Browse, 14), (Analyse, 4)]),
        read("ListNotificationEvents", r#"{"maxResults":"20","locale":"en_US"}"#, &[(Browse, 12), (Analyse, 3)]),
    ],
};

pub const EXPLORER: Service = Service {
    source: "resource-explorer-2", event_version: "1.11", api_version: "", host: "resource-explorer-2.$region.amazonaws.com", prefix: "resource-explorer-2", errors: Errors::Json,
    events: &[
        read("ListIndexes", r#"{"MaxResults":100}"#, &[(Browse, 8), (Analyse, 2)]),
        read("Search", r#"{"QueryString":"HIDDEN_DUE_TO_SECURITY_REASONS","MaxResults":50}"#, &[(Browse, 6)]),
    ],
};

pub const SUPPORT: Service = Service {
    source: "trustedadvisor", event_version: "1.08", api_version: "", host: "trustedadvisor.us-east-1.amazonaws.com", prefix: "trustedadvisor", errors: Errors::Json,
    events: &[
        read("DescribeChecks", r#"{"language":"en"}"#, &[(Browse, 2), (Audit, 3)]),
        write("RefreshCheck", r#"{"checkId":"$base10"}"#, r#"{"status":{"checkId":"$base10","status":"enqueued","millisUntilNextRefreshable":3599985}}"#, &[(Audit, 2)]),
    ],
};

pub const SERVICES: &[Service] = &[
    CLOUDWATCH, LOGS, SSM, CLOUDFORMATION, CODEBUILD, CODEPIPELINE, HEALTH, TAGGING, QUOTAS, COST_EXPLORER, NOTIFICATIONS,
    EXPLORER, SUPPORT,
];
