//! Names and edges: Route 53, Elastic Load Balancing, CloudFront, API Gateway, Route 53 Resolver.

use super::{Errors, Event, Habit::*, Service, read, write};

const fn zone(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Terraform, 12), (Browse, 4), (Scan, 2), (Audit, 3)])
}

pub const ROUTE53: Service = Service {
    source: "route53", event_version: "1.10", api_version: "2013-04-01", host: "route53.amazonaws.com", prefix: "route53",
    errors: Errors::Query,
    events: &[
        zone("ListHostedZones", "null"),
        zone("GetHostedZone", r#"{"id":"$zone"}"#),
        zone("ListResourceRecordSets", r#"{"hostedZoneId":"$zone","maxItems":"300"}"#),
        zone("ListTagsForResource", r#"{"resourceType":"hostedzone","resourceId":"$zone"}"#),
        read("GetChange", r#"{"id":"C$upper19"}"#, &[(Terraform, 18)]),
        zone("ListHealthChecks", r#"{"maxItems":"100"}"#),
        write("ChangeResourceRecordSets", r#"{"hostedZoneId":"$zone","changeBatch":{"changes":[{"action":"UPSERT","resourceRecordSet":{"name":"$app.$stage.example.com","type":"A","aliasTarget":{"hostedZoneId":"Z35SXDOTRQ7X7K","dNSName":"dualstack.$stage-$app-$digits9.$region.elb.amazonaws.com","evaluateTargetHealth":true}}}],"comment":"Managed by Terraform"}}"#, r#"{"changeInfo":{"id":"/change/C$upper19","status":"PENDING","submittedAt":"$date","comment":"Managed by Terraform"}}"#, &[(Terraform, 5), (Network, 10)])
            .additional(r#"{"Note":"Do not use to reconstruct hosted zone"}"#)
            .fails(40_000, "InvalidChangeBatch", "[Tried to create resource record set [name='$app.$stage.example.com.', type='A'] but it already exists]"),
    ],
};

const fn balancer(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Network, 40), (Browse, 8), (Terraform, 12), (Deploy, 6), (Scan, 6), (Audit, 3)])
}

pub const LOAD_BALANCING: Service = Service {
    source: "elasticloadbalancing", event_version: "1.10", api_version: "2015-12-01",
    host: "elasticloadbalancing.$region.amazonaws.com", prefix: "elasticloadbalancing", errors: Errors::Query,
    events: &[
        balancer("DescribeLoadBalancers", r#"{"loadBalancerArns":["arn:aws:elasticloadbalancing:$region:$account:loadbalancer/app/$stage-$app/$listener"]}"#),
        balancer("DescribeTargetGroups", r#"{"targetGroupArns":["arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stage-$app/$listener"]}"#),
        balancer("DescribeTargetHealth", r#"{"targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stage-$app/$listener"}"#),
        balancer("DescribeListeners", r#"{"loadBalancerArn":"arn:aws:elasticloadbalancing:$region:$account:loadbalancer/app/$stage-$app/$listener"}"#),
        balancer("DescribeRules", r#"{"listenerArn":"arn:aws:elasticloadbalancing:$region:$account:listener/app/$stage-$app/$listener/$hexid"}"#),
        balancer("DescribeLoadBalancerAttributes", r#"{"loadBalancerArn":"arn:aws:elasticloadbalancing:$region:$account:loadbalancer/app/$stage-$app/$listener"}"#),
        balancer("DescribeTags", r#"{"resourceArns":["arn:aws:elasticloadbalancing:$region:$account:loadbalancer/app/$stage-$app/$listener"]}"#),
        write("RegisterTargets", r#"{"targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stage-$app/$listener","targets":[{"id":"10.20.$octet.$octet2","port":8080,"availabilityZone":"$az"}]}"#, "null", &[(Network, 60), (Scale, 10)]),
        write("DeregisterTargets", r#"{"targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stage-$app/$listener","targets":[{"id":"10.20.$octet.$octet2","port":8080}]}"#, "null", &[(Network, 56), (Scale, 10)]),
        write("ModifyListener", r#"{"listenerArn":"arn:aws:elasticloadbalancing:$region:$account:listener/app/$stage-$app/$listener/$hexid","defaultActions":[{"type":"forward","targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stage-$app/$listener2"}]}"#, r#"{"listeners":[{"listenerArn":"arn:aws:elasticloadbalancing:$region:$account:listener/app/$stage-$app/$listener/$hexid","port":443,"protocol":"HTTPS","sslPolicy":"ELBSecurityPolicy-TLS13-1-2-2021-06"}]}"#, &[(Deploy, 4), (Terraform, 1)]),
        write("CreateTargetGroup", r#"{"name":"$stage-$app-$hex4","protocol":"HTTP","port":8080,"vpcId":"$vpc","healthCheckPath":"/health","targetType":"ip"}"#, r#"{"targetGroups":[{"targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stage-$app-$hex4/$hex16","targetGroupName":"$stage-$app-$hex4","protocol":"HTTP","port":8080,"vpcId":"$vpc","healthCheckPath":"/health","targetType":"ip"}]}"#, &[(Terraform, 2)]),
        write("SetSecurityGroups", r#"{"loadBalancerArn":"arn:aws:elasticloadbalancing:$region:$account:loadbalancer/app/$stage-$app/$listener","securityGroups":["$sg","$sg2"]}"#, r#"{"securityGroupIds":["$sg","$sg2"]}"#, &[(Terraform, 1)]),
    ],
};

pub const CLOUDFRONT: Service = Service {
    source: "cloudfront", event_version: "1.08", api_version: "2020-05-31", host: "cloudfront.amazonaws.com", prefix: "cloudfront",
    errors: Errors::Query,
    events: &[
        read("ListDistributions", "null", &[(Browse, 4), (Scan, 3), (Audit, 3)]),
        read("GetDistribution", r#"{"id":"$distribution"}"#, &[(Terraform, 6), (Scan, 3), (Browse, 2)]),
        read("GetDistributionConfig", r#"{"id":"$distribution"}"#, &[(Terraform, 3), (Audit, 2)]),
        write("CreateInvalidation", r#"{"invalidationBatch":{"paths":{"quantity":1,"items":["/*"]},"callerReference":"$epochms"},"distributionId":"$distribution"}"#, r#"{"location":"https://cloudfront.amazonaws.com/2020-05-31/distribution/$distribution/invalidation/I$upper13","invalidation":{"id":"I$upper13","status":"InProgress","createTime":"$date","invalidationBatch":{"paths":{"quantity":1,"items":["/*"]},"callerReference":"$epochms"}}}"#, &[(Deploy, 8)]),
    ],
};

pub const API_GATEWAY: Service = Service {
    source: "apigateway", event_version: "1.11", api_version: "", host: "apigateway.$region.amazonaws.com", prefix: "apigateway",
    errors: Errors::Json,
    events: &[
        read("GetRestApis", r#"{"limit":500}"#, &[(Browse, 5), (Scan, 4), (Audit, 4)]),
        read("GetRestApi", r#"{"restApiId":"$apiid"}"#, &[(Terraform, 6), (Browse, 3)]),
        read("GetResources", r#"{"restApiId":"$apiid","limit":500}"#, &[(Terraform, 6), (Browse, 3)]),
        read("GetStages", r#"{"restApiId":"$apiid"}"#, &[(Scan, 5), (Terraform, 4)]),
        write("CreateDeployment", r#"{"restApiId":"$apiid","createDeploymentInput":{"stageName":"live","description":"$hex40"},"template":false}"#, r#"{"id":"$lower6","createdDate":"$date","deploymentUpdate":{"restApiId":"$apiid","deploymentId":"$lower6","template":false}}"#, &[(Deploy, 4)]),
    ],
};

pub const RESOLVER: Service = Service {
    source: "route53resolver", event_version: "1.11", api_version: "", host: "route53resolver.$region.amazonaws.com",
    prefix: "route53resolver", errors: Errors::Json,
    events: &[
        read("ListResolverRules", r#"{"maxResults":100}"#, &[(Scan, 4), (Terraform, 3)]),
        read("ListFirewallRuleGroupAssociations", r#"{"vpcId":"$vpc","maxResults":100}"#, &[(Browse, 3), (Scan, 4)]),
        read("ListResolverEndpoints", r#"{"maxResults":100}"#, &[(Scan, 3), (Audit, 2)]),
    ],
};

pub const SERVICES: &[Service] = &[ROUTE53, LOAD_BALANCING, CLOUDFRONT, API_GATEWAY, RESOLVER];
