//! Between applications: SQS, SNS, EventBridge, Scheduler, Step Functions.

use super::{Errors, Habit::*, Service, read, write};

const QUEUE: &str = r#"[{"accountId":"$account","type":"AWS::SQS::Queue","ARN":"arn:aws:sqs:$region:$account:$stage-$app-$part"}]"#;

pub const SQS: Service = Service {
    source: "sqs", event_version: "1.11", api_version: "", host: "sqs.$region.amazonaws.com", prefix: "sqs", errors: Errors::Query,
    events: &[
        write("SendMessage", r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$stage-$app-$part","messageBody":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, r#"{"mD5OfMessageBody":"$hex32","messageId":"$uuid"}"#, &[(Function, 20), (Container, 14)]).data().resources(QUEUE),
        write("SendMessage", r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$stage-$app-$part","messageBody":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, "null", &[(Service, 90)]).data().via("events.amazonaws.com").resources(QUEUE),
        write("ReceiveMessage", r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$stage-$app-$part","maxNumberOfMessages":10,"waitTimeSeconds":20,"attributeNames":["All"]}"#, "null", &[(Container, 34), (Service, 20)]).data().via("lambda.amazonaws.com").resources(QUEUE),
        read("GetQueueAttributes", r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$stage-$app-$part","attributeNames":["All"]}"#, &[(Function, 10), (Container, 10), (Terraform, 8), (Scan, 6), (Browse, 3)]),
        read("GetQueueUrl", r#"{"queueName":"$stage-$app-$part"}"#, &[(Function, 12), (Container, 12)]).fails(30_000, "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist for this wsdl version."),
        read("ListQueues", r#"{"maxResults":1000}"#, &[(Browse, 4), (Audit, 4), (Scan, 3)]),
        read("ListQueueTags", r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$stage-$app-$part"}"#, &[(Terraform, 6), (Scan, 3)]),
        write("CreateQueue", r#"{"queueName":"$stage-$app-$part","attributes":{"VisibilityTimeout":"60","SqsManagedSseEnabled":"true"},"tags":{"service":"$app"}}"#, r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$stage-$app-$part"}"#, &[(Terraform, 1)]),
        write("SetQueueAttributes", r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$stage-$app-$part","attributes":{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:$region:$account:$stage-$app-dead\",\"maxReceiveCount\":5}"}}"#, "null", &[(Terraform, 1)]),
        write("PurgeQueue", r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$stage-$app-$part"}"#, "null", &[(Develop, 1)]),
    ],
};

pub const SNS: Service = Service {
    source: "sns", event_version: "1.11", api_version: "", host: "sns.$region.amazonaws.com", prefix: "sns", errors: Errors::Query,
    events: &[
        write("Publish", r#"{"topicArn":"arn:aws:sns:$region:$account:$stage-$app-events","message":"HIDDEN_DUE_TO_SECURITY_REASONS","messageAttributes":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, r#"{"messageId":"$uuid"}"#, &[(Function, 16), (Container, 10), (Pipeline, 3)]).data()
            .resources(r#"[{"accountId":"$account","type":"AWS::SNS::Topic","ARN":"arn:aws:sns:$region:$account:$stage-$app-events"}]"#),
        write("Publish", r#"{"topicArn":"arn:aws:sns:$region:$account:$stage-$app-events","message":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, r#"{"messageId":"$uuid"}"#, &[(Service, 50)]).data().via("cloudwatch.amazonaws.com"),
        read("GetTopicAttributes", r#"{"topicArn":"arn:aws:sns:$region:$account:$stage-$app-events"}"#, &[(Terraform, 8), (Scan, 6), (Browse, 2)]),
        read("ListTopics", r#"{"nextToken":"$base44"}"#, &[(Browse, 4), (Audit, 4), (Scan, 3)]),
        read("ListSubscriptionsByTopic", r#"{"topicArn":"arn:aws:sns:$region:$account:$stage-$app-events"}"#, &[(Scan, 4), (Browse, 2)]),
        read("GetSubscriptionAttributes", r#"{"subscriptionArn":"arn:aws:sns:$region:$account:$stage-$app-events:$uuid"}"#, &[(Terraform, 6)]),
        write("Subscribe", r#"{"topicArn":"arn:aws:sns:$region:$account:$stage-$app-events","protocol":"sqs","endpoint":"arn:aws:sqs:$region:$account:$stage-$app-$part","returnSubscriptionArn":true}"#, r#"{"subscriptionArn":"arn:aws:sns:$region:$account:$stage-$app-events:$uuid"}"#, &[(Terraform, 1)]),
        write("CreateTopic", r#"{"name":"$stage-$app-events","attributes":{"KmsMasterKeyId":"alias/$stage-$app"}}"#, r#"{"topicArn":"arn:aws:sns:$region:$account:$stage-$app-events"}"#, &[(Terraform, 1)]),
    ],
};

pub const EVENTBRIDGE: Service = Service {
    source: "events", event_version: "1.11", api_version: "", host: "events.$region.amazonaws.com", prefix: "events", errors: Errors::Json,
    events: &[
        read("ListRules", r#"{"limit":100}"#, &[(Browse, 4), (Audit, 3), (Scan, 3)]),
        read("DescribeRule", r#"{"name":"$stage-$app-schedule"}"#, &[(Terraform, 8), (Browse, 2)]),
        read("ListTargetsByRule", r#"{"rule":"$stage-$app-schedule"}"#, &[(Terraform, 8), (Browse, 2)]),
        write("PutRule", r#"{"name":"$stage-$app-schedule","scheduleExpression":"rate(5 minutes)","state":"ENABLED"}"#, r#"{"ruleArn":"arn:aws:events:$region:$account:rule/$stage-$app-schedule"}"#, &[(Terraform, 2), (Scan, 2)]),
        write("PutTargets", r#"{"rule":"$stage-$app-schedule","targets":[{"id":"$part","arn":"arn:aws:lambda:$region:$account:function:$stage-$app-$part"}]}"#, r#"{"failedEntryCount":0,"failedEntries":[]}"#, &[(Terraform, 2), (Scan, 2)]),
        write("DisableRule", r#"{"name":"$stage-$app-schedule"}"#, "null", &[(Develop, 1)]),
    ],
};

pub const SCHEDULER: Service = Service {
    source: "scheduler", event_version: "1.11", api_version: "", host: "scheduler.$region.amazonaws.com", prefix: "scheduler", errors: Errors::Json,
    events: &[
        read("ListSchedules", r#"{"maxResults":100}"#, &[(Browse, 2), (Audit, 2)]),
        read("GetSchedule", r#"{"name":"$stage-$app-nightly","groupName":"default"}"#, &[(Terraform, 4)]),
        write("CreateSchedule", r#"{"name":"$stage-$app-$hex8","clientToken":"$uuid","scheduleExpression":"at($day)","flexibleTimeWindow":{"mode":"OFF"},"target":{"arn":"arn:aws:lambda:$region:$account:function:$stage-$app-$part","roleArn":"$rolearn","input":"HIDDEN_DUE_TO_SECURITY_REASONS"}}"#, r#"{"scheduleArn":"arn:aws:scheduler:$region:$account:schedule/default/$stage-$app-$hex8"}"#, &[(Function, 6), (Container, 3)]),
    ],
};

pub const STEP_FUNCTIONS: Service = Service {
    source: "states", event_version: "1.11", api_version: "", host: "states.$region.amazonaws.com", prefix: "states", errors: Errors::Json,
    events: &[
        write("StartExecution", r#"{"stateMachineArn":"arn:aws:states:$region:$account:stateMachine:$stage-$app-flow","name":"$uuid","input":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, r#"{"executionArn":"arn:aws:states:$region:$account:execution:$stage-$app-flow:$uuid","startDate":"$date"}"#, &[(Function, 14), (Container, 4), (Pipeline, 8)]).fails(15_000, "ExecutionAlreadyExists", "Execution Already Exists: 'arn:aws:states:$region:$account:execution:$stage-$app-flow:$uuid'"),
        write("StartExecution", r#"{"stateMachineArn":"arn:aws:states:$region:$account:stateMachine:$stage-$app-flow","input":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, r#"{"executionArn":"arn:aws:states:$region:$account:execution:$stage-$app-flow:$uuid","startDate":"$date"}"#, &[(Service, 60)]).via("scheduler.amazonaws.com"),
        read("DescribeExecution", r#"{"executionArn":"arn:aws:states:$region:$account:execution:$stage-$app-flow:$uuid"}"#, &[(Function, 8), (Browse, 2), (Pipeline, 6)]),
        read("DescribeStateMachine", r#"{"stateMachineArn":"arn:aws:states:$region:$account:stateMachine:$stage-$app-flow"}"#, &[(Terraform, 4), (Browse, 2)]),
        read("ListStateMachines", r#"{"maxResults":1000}"#, &[(Browse, 2), (Scan, 2)]),
        read("GetExecutionHistory", r#"{"executionArn":"arn:aws:states:$region:$account:execution:$stage-$app-flow:$uuid","maxResults":1000,"includeExecutionData":true}"#, &[(Develop, 3), (Browse, 2)]),
        write("UpdateStateMachine", r#"{"stateMachineArn":"arn:aws:states:$region:$account:stateMachine:$stage-$app-flow","definition":"HIDDEN_DUE_TO_SECURITY_REASONS","publish":true}"#, r#"{"updateDate":"$date","revisionId":"$uuid"}"#, &[(Deploy, 3)]),
    ],
};

pub const SERVICES: &[Service] = &[SQS, SNS, EVENTBRIDGE, SCHEDULER, STEP_FUNCTIONS];
