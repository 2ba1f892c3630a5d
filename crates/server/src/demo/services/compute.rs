//! Instances, functions and containers: EC2, Auto Scaling, Lambda, ECS, EKS, ECR.

use super::{By, Errors, Event, Habit::*, Service, read, write};

/// Reading is what everybody does: consoles, Terraform, scanners and instances.
const fn describe(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Browse, 16), (Terraform, 16), (Scan, 8), (Audit, 8), (Develop, 4), (Instance, 1)])
}

const fn rarely(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Browse, 5), (Terraform, 5), (Scan, 2), (Audit, 2)])
}

const BUILD: By = &[(Terraform, 3), (Administer, 1)];
const DONE: &str = r#"{"requestId":"$requestid","_return":true}"#;

const RUN: &str = r#"{"instancesSet":{"items":[{"imageId":"$image","minCount":1,"maxCount":1}]},"instanceType":"$instancetype","blockDeviceMapping":{},"availabilityZone":"$az","monitoring":{"enabled":true},"subnetId":"$subnet","disableApiTermination":false,"disableApiStop":false,"clientToken":"fleet-$uuid-0","iamInstanceProfile":{"name":"$stage-$app-instance"},"tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"aws:autoscaling:groupName","value":"$stage-$app"},{"key":"Name","value":"$stage-$app-$part"}]}]},"launchTemplate":{"launchTemplateId":"$launchtemplate","version":"$small"}}"#;
const RAN: &str = r#"{"requestId":"$requestid","reservationId":"$newreservation","ownerId":"$account","groupSet":{},"instancesSet":{"items":[{"instanceId":"$instance","imageId":"$image","currentInstanceBootMode":"uefi","instanceState":{"code":0,"name":"pending"},"privateDnsName":"ip-10-20-$octet-$octet2.$region.compute.internal","amiLaunchIndex":0,"productCodes":{},"instanceType":"$instancetype","launchTime":$epochms,"placement":{"availabilityZone":"$az","tenancy":"default"},"monitoring":{"state":"pending"},"subnetId":"$subnet","vpcId":"$vpc","privateIpAddress":"10.20.$octet.$octet2","stateReason":{"code":"pending","message":"pending"},"architecture":"x86_64","rootDeviceType":"ebs","rootDeviceName":"/dev/xvda","blockDeviceMapping":{},"virtualizationType":"hvm","hypervisor":"xen","tagSet":{"items":[{"key":"aws:autoscaling:groupName","value":"$stage-$app"},{"key":"Name","value":"$stage-$app-$part"}]},"clientToken":"fleet-$uuid-0","groupSet":{"items":[{"groupId":"$sg","groupName":"$stage-$app"}]},"sourceDestCheck":true,"networkInterfaceSet":{"items":[{"networkInterfaceId":"$eni","subnetId":"$subnet","vpcId":"$vpc","ownerId":"$account","status":"in-use","macAddress":"0a:ff:$octet:5c:1e:07","privateIpAddress":"10.20.$octet.$octet2","sourceDestCheck":true,"interfaceType":"interface","groupSet":{"items":[{"groupId":"$sg","groupName":"$stage-$app"}]},"attachment":{"attachmentId":"eni-attach-0$hex16","deviceIndex":0,"networkCardIndex":0,"status":"attaching","attachTime":$epochms,"deleteOnTermination":true}}]},"iamInstanceProfile":{"arn":"arn:aws:iam::$account:instance-profile/$stage-$app-instance","id":"AIPA$upper17"},"ebsOptimized":true,"enaSupport":true,"cpuOptions":{"coreCount":1,"threadsPerCore":2},"capacityReservationSpecification":{"capacityReservationPreference":"open"},"enclaveOptions":{"enabled":false},"metadataOptions":{"state":"pending","httpTokens":"required","httpPutResponseHopLimit":2,"httpEndpoint":"enabled","httpProtocolIpv4":"enabled","httpProtocolIpv6":"disabled","instanceMetadataTags":"disabled"},"maintenanceOptions":{"autoRecovery":"default"}}]},"requesterId":"$digits12"}"#;

pub const EC2: Service = Service {
    source: "ec2", event_version: "1.10", api_version: "", host: "ec2.$region.amazonaws.com", prefix: "ec2", errors: Errors::Ec2,
    events: &[
        describe("DescribeInstances", r#"{"instancesSet":{"items":[{"instanceId":"$instance"}]},"filterSet":{}}"#),
        read("DescribeInstances", r#"{"maxResults":1000,"instancesSet":{},"filterSet":{"items":[{"name":"tag:service","valueSet":{"items":[{"value":"$app"}]}},{"name":"instance-state-name","valueSet":{"items":[{"value":"running"},{"value":"pending"}]}}]}}"#, &[(Browse, 30), (Instance, 40), (Scale, 30), (Deploy, 10), (Develop, 20), (Backup, 12)]),
        read("DescribeInstances", r#"{"maxResults":1000,"nextToken":"$token","instancesSet":{},"filterSet":{}}"#, &[(Audit, 12), (Scan, 8), (Browse, 4)]),
        read("DescribeInstanceStatus", r#"{"instancesSet":{"items":[{"instanceId":"$instance"},{"instanceId":"$instance2"}]},"filterSet":{},"includeAllInstances":false}"#, &[(Browse, 20), (Scale, 40), (Instance, 4)]),
        describe("DescribeSecurityGroups", r#"{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"$sg"}]},"filterSet":{}}"#),
        describe("DescribeSecurityGroupRules", r#"{"DescribeSecurityGroupRulesRequest":{"Filter":{"Name":"group-id","tag":1,"Value":{"tag":1,"content":"$sg"}},"MaxResults":1000}}"#),
        describe("DescribeVpcs", r#"{"vpcSet":{"items":[{"vpcId":"$vpc"}]},"filterSet":{}}"#),
        describe("DescribeSubnets", r#"{"subnetSet":{},"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"$vpc"}]}}]}}"#),
        describe("DescribeRouteTables", r#"{"maxResults":100,"routeTableIdSet":{},"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"$vpc"}]}},{"name":"association.main","valueSet":{"items":[{"value":"true"}]}}]}}"#),
        read("DescribeNetworkInterfaces", r#"{"networkInterfaceIdSet":{},"filterSet":{"items":[{"name":"group-id","valueSet":{"items":[{"value":"$sg"}]}}]}}"#, &[(Browse, 14), (Network, 60), (Terraform, 10), (Scan, 8), (Function, 4), (Audit, 6)]),
        read("DescribeVolumes", r#"{"volumeSet":{},"filterSet":{"items":[{"name":"attachment.instance-id","valueSet":{"items":[{"value":"$instance"}]}}]}}"#, &[(Browse, 12), (Backup, 30), (Instance, 6), (Scan, 8), (Terraform, 6), (Audit, 6)]),
        read("DescribeSnapshots", r#"{"maxResults":1000,"snapshotSet":{},"ownersSet":{"items":[{"owner":"$account"}]},"sharedUsersSet":{},"filterSet":{}}"#, &[(Browse, 8), (Backup, 40), (Audit, 6), (Scan, 4)]),
        describe("DescribeImages", r#"{"executableBySet":{},"imagesSet":{},"ownersSet":{"items":[{"owner":"amazon"}]},"filterSet":{"items":[{"name":"name","valueSet":{"items":[{"value":"al2023-ami-2023*-x86_64"}]}}]},"includeDeprecated":false}"#),
        describe("DescribeTags", r#"{"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"$instance"}]}}]}}"#),
        read("DescribeTags", r#"{"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"$instance"}]}},{"name":"key","valueSet":{"items":[{"value":"service"}]}}]}}"#, &[(Instance, 60)]),
        rarely("DescribeAvailabilityZones", r#"{"availabilityZoneSet":{},"availabilityZoneIdSet":{}}"#),
        describe("DescribeVpcAttribute", r#"{"vpcId":"$vpc","attribute":"enableDnsHostnames"}"#),
        describe("DescribeInstanceAttribute", r#"{"instanceId":"$instance","attribute":"disableApiTermination"}"#),
        describe("DescribeInstanceTypes", r#"{"DescribeInstanceTypesRequest":{"InstanceType":{"tag":1,"content":"$instancetype"}}}"#),
        describe("DescribeLaunchTemplates", r#"{"DescribeLaunchTemplatesRequest":{"LaunchTemplateId":{"tag":1,"content":"$launchtemplate"}}}"#),
        read("DescribeLaunchTemplateVersions", r#"{"DescribeLaunchTemplateVersionsRequest":{"LaunchTemplateId":"$launchtemplate","LaunchTemplateVersion":{"tag":1,"content":"$$Latest"}}}"#, &[(Terraform, 12), (Scale, 18), (Scan, 2)]),
        rarely("DescribeNetworkAcls", r#"{"networkAclIdSet":{},"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"$vpc"}]}}]}}"#),
        rarely("DescribeInternetGateways", r#"{"internetGatewayIdSet":{},"filterSet":{"items":[{"name":"attachment.vpc-id","valueSet":{"items":[{"value":"$vpc"}]}}]}}"#),
        rarely("DescribeNatGateways", r#"{"DescribeNatGatewaysRequest":{"MaxResults":100,"Filter":{"Name":"vpc-id","tag":1,"Value":{"tag":1,"content":"$vpc"}}}}"#),
        rarely("DescribeAddresses", r#"{"publicIpsSet":{},"filterSet":{},"allocationIdsSet":{}}"#),
        rarely("DescribeVpcEndpoints", r#"{"DescribeVpcEndpointsRequest":{"VpcEndpointId":{"tag":1,"content":"$endpoint"}}}"#),
        rarely("DescribeFlowLogs", r#"{"DescribeFlowLogsRequest":{"Filter":{"Name":"resource-id","tag":1,"Value":{"tag":1,"content":"$vpc"}}}}"#),
        rarely("DescribeKeyPairs", r#"{"keySet":{},"keyPairIdSet":{},"filterSet":{}}"#),
        rarely("DescribeAccountAttributes", r#"{"accountAttributeNameSet":{"items":[{"attributeName":"supported-platforms"}]},"filterSet":{}}"#),
        rarely("DescribeRegions", r#"{"regionSet":{}}"#),
        rarely("DescribePrefixLists", r#"{"DescribePrefixListsRequest":{"Filter":{"Name":"prefix-list-name","tag":1,"Value":{"tag":1,"content":"com.amazonaws.$region.s3"}}}}"#),
        rarely("DescribeTransitGatewayAttachments", r#"{"DescribeTransitGatewayAttachmentsRequest":{"MaxResults":100}}"#),
        rarely("DescribeVpcPeeringConnections", r#"{"filterSet":{},"vpcPeeringConnectionIdSet":{}}"#),
        rarely("DescribeVpnConnections", r#"{"vpnConnectionSet":{},"filterSet":{}}"#),
        rarely("DescribeDhcpOptions", r#"{"dhcpOptionsSet":{"items":[{"dhcpOptionsId":"$dhcp"}]},"filterSet":{}}"#),
        rarely("DescribeSpotPriceHistory", r#"{"instanceTypeSet":{"items":[{"instanceType":"$instancetype"}]},"productDescriptionSet":{"items":[{"productDescription":"Linux/UNIX"}]},"filterSet":{},"startTime":$epochms}"#),
        rarely("GetEbsEncryptionByDefault", r#"{"GetEbsEncryptionByDefaultRequest":""}"#),
        rarely("DescribeVolumeStatus", r#"{"maxResults":500,"volumeSet":{},"filterSet":{}}"#),
        rarely("DescribeSnapshotAttribute", r#"{"snapshotId":"$snapshot","attributeType":"CREATE_VOLUME_PERMISSION"}"#),
        rarely("DescribeInstanceCreditSpecifications", r#"{"DescribeInstanceCreditSpecificationsRequest":{"InstanceId":{"tag":1,"content":"$instance"}}}"#),
        read("GetConsoleOutput", r#"{"instanceId":"$instance"}"#, &[(Develop, 3), (Browse, 1)]),
        read("GetPasswordData", r#"{"instanceId":"$instance"}"#, &[(Administer, 1)]),
        write("RunInstances", RUN, RAN, &[(Scale, 26), (Terraform, 2), (Develop, 1)])
            .fails(40_000, "Server.InsufficientInstanceCapacity", "We currently do not have sufficient $instancetype capacity in the Availability Zone you requested ($az). Our system will be working on provisioning additional capacity."),
        write("TerminateInstances", r#"{"instancesSet":{"items":[{"instanceId":"$instance"}]}}"#, r#"{"requestId":"$requestid","instancesSet":{"items":[{"instanceId":"$instance","currentState":{"code":32,"name":"shutting-down"},"previousState":{"code":16,"name":"running"}}]}}"#, &[(Scale, 26), (Terraform, 1), (Develop, 1)]),
        write("StartInstances", r#"{"instancesSet":{"items":[{"instanceId":"$instance"}]}}"#, r#"{"requestId":"$requestid","instancesSet":{"items":[{"instanceId":"$instance","currentState":{"code":0,"name":"pending"},"previousState":{"code":80,"name":"stopped"}}]}}"#, &[(Develop, 4), (Browse, 2)])
            .fails(60_000, "Client.IncorrectInstanceState", "The instance '$instance' is not in a state from which it can be started."),
        write("StopInstances", r#"{"instancesSet":{"items":[{"instanceId":"$instance"}]},"force":false}"#, r#"{"requestId":"$requestid","instancesSet":{"items":[{"instanceId":"$instance","currentState":{"code":64,"name":"stopping"},"previousState":{"code":16,"name":"running"}}]}}"#, &[(Develop, 4), (Browse, 2)]),
        // One thousand two hundred at once: the largest record of the estate.
        write("StopInstances", r#"{"instancesSet":{"items":[$manyinstances]},"force":false}"#, "null", &[(Deploy, 1)])
            .fails(1_000_000, "Client.RequestLimitExceeded", "Request limit exceeded."),
        write("RebootInstances", r#"{"instancesSet":{"items":[{"instanceId":"$instance"}]}}"#, DONE, &[(Develop, 2)]),
        write("CreateTags", r#"{"resourcesSet":{"items":[{"resourceId":"$instance"}]},"tagSet":{"items":[{"key":"Name","value":"$stage-$app-$part"},{"key":"service","value":"$app"}]}}"#, DONE, &[(Terraform, 8), (Scale, 20), (Backup, 20), (Develop, 3), (Instance, 2)]),
        write("DeleteTags", r#"{"resourcesSet":{"items":[{"resourceId":"$instance"}]},"tagSet":{"items":[{"key":"temporary"}]}}"#, DONE, BUILD),
        write("CreateNetworkInterface", r#"{"subnetId":"$subnet","description":"AWS Lambda VPC ENI-$stage-$app-$part-$uuid","groupSet":{"items":[{"groupId":"$sg"}]},"privateIpAddressesSet":{},"clientToken":"$uuid2"}"#, r#"{"requestId":"$requestid","networkInterface":{"networkInterfaceId":"$eni","subnetId":"$subnet","vpcId":"$vpc","availabilityZone":"$az","description":"AWS Lambda VPC ENI-$stage-$app-$part-$uuid","ownerId":"$account","requesterManaged":true,"status":"pending","macAddress":"0e:$octet:b6:95:a1:71","privateIpAddress":"10.20.$octet.$octet2","privateDnsName":"ip-10-20-$octet-$octet2.$region.compute.internal","sourceDestCheck":true,"interfaceType":"interface","groupSet":{"items":[{"groupId":"$sg","groupName":"$stage-$app"}]},"privateIpAddressesSet":{"item":[{"privateIpAddress":"10.20.$octet.$octet2","primary":true}]},"ipv6AddressesSet":{},"tagSet":{}}}"#, &[(Network, 50), (Function, 1)]),
        write("DeleteNetworkInterface", r#"{"networkInterfaceId":"$eni"}"#, DONE, &[(Network, 44)]).fails(100_000, "Client.InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '$eni' does not exist"),
        write("AttachNetworkInterface", r#"{"networkInterfaceId":"$eni","instanceId":"$instance","deviceIndex":1}"#, r#"{"requestId":"$requestid","attachmentId":"eni-attach-0$hex16"}"#, &[(Network, 12)]),
        write("CreateNetworkInterfacePermission", r#"{"CreateNetworkInterfacePermissionRequest":{"NetworkInterfaceId":"$eni","Permission":"INSTANCE-ATTACH","AwsAccountId":"$digits12"}}"#, r#"{"CreateNetworkInterfacePermissionResponse":{"xmlns":"http://ec2.amazonaws.com/doc/2016-11-15/","requestId":"$requestid","interfacePermission":{"permissionState":{"state":"granted"},"networkInterfaceId":"$eni","networkInterfacePermissionId":"eni-perm-0$hex16","permission":"INSTANCE-ATTACH","awsAccountId":$digits12}}}"#, &[(Network, 26)]),
        write("AuthorizeSecurityGroupIngress", r#"{"groupId":"$sg","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"groups":{},"ipRanges":{"items":[{"cidrIp":"10.20.$octet.0/24","description":"$app from $part"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"#, r#"{"requestId":"$requestid","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"$account","groupId":"$sg","securityGroupRuleId":"$newsgrule","description":"$app from $part","isEgress":false,"ipProtocol":"tcp","fromPort":443,"toPort":443,"cidrIpv4":"10.20.$octet.0/24"}]}}"#, &[(Terraform, 5), (Administer, 4), (Develop, 2)])
            .fails(50_000, "Client.InvalidPermission.Duplicate", "the specified rule \\\"peer: 10.20.$octet.0/24, TCP, from port: 443, to port: 443, ALLOW\\\" already exists"),
        write("AuthorizeSecurityGroupEgress", r#"{"groupId":"$sg","ipPermissions":{"items":[{"ipProtocol":"-1","groups":{},"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]},"ipv6Ranges":{"items":[{"cidrIpv6":"::/0"}]},"prefixListIds":{}}]}}"#, DONE, BUILD),
        write("RevokeSecurityGroupIngress", r#"{"groupId":"$sg","ipPermissions":{},"securityGroupRuleIds":{"items":[{"securityGroupRuleId":"$sgrule"}]}}"#, DONE, &[(Terraform, 4), (Administer, 3), (Develop, 1)]),
        write("CreateSecurityGroup", r#"{"groupName":"$stage-$app-$hex6","groupDescription":"$app in $stage","vpcId":"$vpc","tagSpecificationSet":{"items":[{"resourceType":"security-group","tags":[{"key":"Name","value":"$stage-$app-$hex6"}]}]}}"#, r#"{"requestId":"$requestid","_return":true,"groupId":"$newsg","tagSet":{"items":[{"key":"Name","value":"$stage-$app-$hex6"}]}}"#, BUILD),
        write("DeleteSecurityGroup", r#"{"groupId":"$sg"}"#, DONE, BUILD).fails(250_000, "Client.DependencyViolation", "resource $sg has a dependent object"),
        write("CreateVolume", r#"{"size":"100","zone":"$az","volumeType":"gp3","encrypted":true,"kmsKeyId":"arn:aws:kms:$region:$account:key/$key","tagSpecificationSet":{"items":[{"resourceType":"volume","tags":[{"key":"Name","value":"$stage-$app"}]}]},"clientToken":"$uuid"}"#, r#"{"requestId":"$requestid","volumeId":"$newvolume","size":"100","zone":"$az","status":"creating","createTime":$epochms,"volumeType":"gp3","iops":3000,"encrypted":true,"kmsKeyId":"arn:aws:kms:$region:$account:key/$key","tagSet":{"items":[{"key":"Name","value":"$stage-$app"}]},"multiAttachEnabled":false,"throughput":125}"#, &[(Terraform, 2), (Container, 1)]),
        write("AttachVolume", r#"{"volumeId":"$volume","instanceId":"$instance","device":"/dev/xvdf","deleteOnTermination":false}"#, r#"{"requestId":"$requestid","volumeId":"$volume","instanceId":"$instance","device":"/dev/xvdf","status":"attaching","attachTime":$epochms,"deleteOnTermination":false}"#, &[(Terraform, 2), (Instance, 1)]),
        write("DeleteVolume", r#"{"volumeId":"$volume"}"#, DONE, &[(Terraform, 2), (Develop, 1)]),
        write("CreateSnapshot", r#"{"volumeId":"$volume","description":"This snapshot is created by the AWS Backup service.","tagSpecificationSet":{"items":[{"resourceType":"snapshot","tags":[{"key":"aws:backup:source-resource","value":"i-0$hex16:$volume"}]}]}}"#, r#"{"requestId":"$requestid","snapshotId":"$newsnapshot","volumeId":"$volume","status":"pending","startTime":$epochms,"ownerId":"$account","volumeSize":"100","description":"This snapshot is created by the AWS Backup service.","encrypted":true,"tagSet":{"items":[{"key":"aws:backup:source-resource","value":"i-0$hex16:$volume"}]}}"#, &[(Backup, 50), (Develop, 1)]),
        write("DeleteSnapshot", r#"{"snapshotId":"$snapshot"}"#, DONE, &[(Backup, 34)]).fails(60_000, "Client.InvalidSnapshot.NotFound", "The snapshot '$snapshot' does not exist."),
        write("ModifySnapshotAttribute", r#"{"snapshotId":"$snapshot","createVolumePermission":{"add":{"items":[{"userId":"$otheraccount"}]}},"attributeType":"CREATE_VOLUME_PERMISSION"}"#, DONE, &[(Backup, 2)]),
        write("SharedSnapshotVolumeCreated", "null", "null", &[(Service, 1)]).by_itself(r#"{"snapshotId":"$snapshot"}"#),
        write("CreateImage", r#"{"instanceId":"$instance","name":"$stage-$app-$compactday-$hex4","noReboot":true,"blockDeviceMapping":{}}"#, r#"{"requestId":"$requestid","imageId":"$newimage"}"#, &[(Deploy, 3), (Backup, 4)]),
        write("DeregisterImage", r#"{"imageId":"$image"}"#, DONE, &[(Deploy, 1), (Backup, 3)]),
        write("ModifyInstanceAttribute", r#"{"instanceId":"$instance","groupSet":{"items":[{"groupId":"$sg"}]}}"#, DONE, &[(Terraform, 2), (Develop, 1)]),
        write("ModifyInstanceMetadataOptions", r#"{"ModifyInstanceMetadataOptionsRequest":{"HttpTokens":"required","InstanceId":"$instance"}}"#, r#"{"ModifyInstanceMetadataOptionsResponse":{"instanceId":"$instance","xmlns":"http://ec2.amazonaws.com/doc/2016-11-15/","requestId":"$requestid","instanceMetadataOptions":{"httpTokens":"required","state":"pending","httpEndpoint":"enabled"}}}"#, BUILD),
        write("CreateLaunchTemplateVersion", r#"{"CreateLaunchTemplateVersionRequest":{"LaunchTemplateId":"$launchtemplate","LaunchTemplateData":{"ImageId":"$image","InstanceType":"$instancetype","SecurityGroupId":[{"tag":1,"content":"$sg"}]}}}"#, r#"{"CreateLaunchTemplateVersionResponse":{"launchTemplateVersion":{"launchTemplateId":"$launchtemplate","createTime":"$time","defaultVersion":false,"versionNumber":$count,"createdBy":"$caller"},"xmlns":"http://ec2.amazonaws.com/doc/2016-11-15/","requestId":"$requestid"}}"#, &[(Deploy, 6), (Terraform, 3)]),
        write("CreateVpcEndpoint", r#"{"CreateVpcEndpointRequest":{"VpcId":"$vpc","ServiceName":"com.amazonaws.$region.secretsmanager","VpcEndpointType":"Interface","SubnetId":{"tag":1,"content":"$subnet"}}}"#, r#"{"CreateVpcEndpointResponse":{"xmlns":"http://ec2.amazonaws.com/doc/2016-11-15/","requestId":"$requestid","vpcEndpoint":{"vpcEndpointId":"$newendpoint","vpcId":"$vpc","state":"pending","serviceName":"com.amazonaws.$region.secretsmanager"}}}"#, &[(Terraform, 1)]),
        write("CreateRoute", r#"{"routeTableId":"$routetable","destinationCidrBlock":"0.0.0.0/0","natGatewayId":"$nat"}"#, DONE, BUILD),
        write("ReplaceRoute", r#"{"routeTableId":"$routetable","destinationCidrBlock":"0.0.0.0/0","natGatewayId":"$nat"}"#, DONE, &[(Terraform, 1)]),
        write("AllocateAddress", r#"{"domain":"vpc"}"#, r#"{"requestId":"$requestid","publicIp":"192.0.2.$octet","domain":"vpc","allocationId":"$neweip","publicIpv4Pool":"amazon","networkBorderGroup":"$region"}"#, BUILD),
        write("ReleaseAddress", r#"{"allocationId":"$eip"}"#, DONE, &[(Terraform, 1)]),
        write("CreateSubnet", r#"{"vpcId":"$vpc","cidrBlock":"10.20.$octet.0/24","availabilityZone":"$az"}"#, r#"{"requestId":"$requestid","subnet":{"subnetId":"$newsubnet","subnetArn":"arn:aws:ec2:$region:$account:subnet/$newsubnet","state":"available","vpcId":"$vpc","cidrBlock":"10.20.$octet.0/24","ipv6CidrBlockAssociationSet":{},"availableIpAddressCount":251,"availabilityZone":"$az","ownerId":"$account","defaultForAz":false,"mapPublicIpOnLaunch":false,"assignIpv6AddressOnCreation":false,"ipv6Native":false,"enableDns64":false}}"#, &[(Terraform, 1)]),
        write("CreateFlowLogs", r#"{"CreateFlowLogsRequest":{"ResourceId":{"tag":1,"content":"$vpc"},"MaxAggregationInterval":600,"ResourceType":"VPC","LogDestination":"arn:aws:s3:::simulated-flow-logs-$account","LogDestinationType":"s3","TrafficType":"ALL"}}"#, r#"{"CreateFlowLogsResponse":{"xmlns":"http://ec2.amazonaws.com/doc/2016-11-15/","requestId":"$requestid","clientToken":"$base43=","unsuccessful":"","flowLogIdSet":{"item":"$newflowlog"}}}"#, &[(Terraform, 1)]),
    ],
};

const fn group(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Scale, 20), (Browse, 6), (Terraform, 8), (Deploy, 8), (Scan, 4), (Audit, 3)])
}

pub const AUTO_SCALING: Service = Service {
    source: "autoscaling", event_version: "1.11", api_version: "", host: "autoscaling.$region.amazonaws.com",
    prefix: "autoscaling", errors: Errors::Query,
    events: &[
        group("DescribeAutoScalingGroups", r#"{"autoScalingGroupNames":["$stage-$app"],"maxRecords":100}"#),
        group("DescribeAutoScalingInstances", r#"{"instanceIds":["$instance"]}"#),
        group("DescribeScalingActivities", r#"{"autoScalingGroupName":"$stage-$app","maxRecords":20}"#),
        group("DescribeLaunchConfigurations", r#"{"maxRecords":100}"#),
        group("DescribeLifecycleHooks", r#"{"autoScalingGroupName":"$stage-$app"}"#),
        group("DescribePolicies", r#"{"autoScalingGroupName":"$stage-$app"}"#),
        write("SetDesiredCapacity", r#"{"autoScalingGroupName":"$stage-$app","desiredCapacity":$small,"honorCooldown":false}"#, "null", &[(Deploy, 3), (Develop, 2)]),
        write("UpdateAutoScalingGroup", r#"{"autoScalingGroupName":"$stage-$app","minSize":1,"maxSize":$count,"desiredCapacity":$small}"#, "null", &[(Terraform, 4), (Deploy, 4)]),
        write("CompleteLifecycleAction", r#"{"autoScalingGroupName":"$stage-$app","lifecycleHookName":"drain","lifecycleActionToken":"$uuid","lifecycleActionResult":"CONTINUE","instanceId":"$instance"}"#, "null", &[(Function, 3), (Instance, 4)]),
        write("StartInstanceRefresh", r#"{"autoScalingGroupName":"$stage-$app","preferences":{"minHealthyPercentage":90,"skipMatching":true}}"#, r#"{"instanceRefreshId":"$uuid"}"#, &[(Deploy, 3)]),
    ],
};

const FUNCTION: &str = r#"{"functionName":"$stage-$app-$part","functionArn":"arn:aws:lambda:$region:$account:function:$stage-$app-$part","runtime":"python3.12","role":"arn:aws:iam::$account:role/$stage-$app-lambda","handler":"main.handler","codeSize":$bytes,"description":"","timeout":30,"memorySize":512,"lastModified":"$time","codeSha256":"$base43=","version":"$count","environment":{},"tracingConfig":{"mode":"Active"},"revisionId":"$uuid","layers":[],"state":"Active","lastUpdateStatus":"InProgress","lastUpdateStatusReason":"The function is being created.","lastUpdateStatusReasonCode":"Creating","packageType":"Zip","architectures":["arm64"],"ephemeralStorage":{"size":512},"snapStart":{"applyOn":"None","optimizationStatus":"Off"},"runtimeVersionConfig":{"runtimeVersionArn":"arn:aws:lambda:$region::runtime:$hex64"},"loggingConfig":{"logFormat":"Text","logGroup":"/aws/lambda/$stage-$app-$part"}}"#;

pub const LAMBDA: Service = Service {
    source: "lambda", event_version: "1.11", api_version: "", host: "lambda.$region.amazonaws.com", prefix: "lambda",
    errors: Errors::Json,
    events: &[
        read("Invoke", r#"{"functionName":"arn:aws:lambda:$region:$account:function:$stage-$app-$part","invocationType":"RequestResponse"}"#, &[(Function, 26), (Container, 12), (Develop, 6)])
            .data().additional(r#"{"customerEniId":"$eni","functionVersion":"arn:aws:lambda:$region:$account:function:$stage-$app-$part:$count"}"#)
            .resources(r#"[{"accountId":"$account","type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:$region:$account:function:$stage-$app-$part"}]"#),
        read("Invoke", r#"{"functionName":"arn:aws:lambda:$region:$account:function:$stage-$app-$part","sourceAccount":"$account","sourceArn":"arn:aws:events:$region:$account:rule/$stage-$app-schedule"}"#, &[(Service, 220)])
            .data().via("events.amazonaws.com").additional(r#"{"functionVersion":"arn:aws:lambda:$region:$account:function:$stage-$app-$part:$$LATEST"}"#)
            .resources(r#"[{"accountId":"$account","type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:$region:$account:function:$stage-$app-$part"}]"#),
        read("GetFunction20150331v2", r#"{"functionName":"$stage-$app-$part"}"#, &[(Terraform, 20), (Browse, 10), (Deploy, 14), (Scan, 6), (Develop, 8)]),
        read("GetFunctionConfiguration20150331v2", r#"{"functionName":"$stage-$app-$part"}"#, &[(Deploy, 20), (Browse, 8), (Scan, 8), (Develop, 6)]),
        read("ListFunctions20150331", r#"{"maxItems":50}"#, &[(Browse, 14), (Audit, 12), (Scan, 8), (Develop, 6)]),
        read("GetPolicy20150331v2", r#"{"functionName":"$stage-$app-$part"}"#, &[(Terraform, 10), (Audit, 6), (Scan, 6)]).fails(300_000, "ResourceNotFoundException", "The resource you requested does not exist."),
        read("ListVersionsByFunction20150331", r#"{"functionName":"$stage-$app-$part"}"#, &[(Terraform, 10), (Browse, 4)]),
        read("ListEventSourceMappings20150331", r#"{"functionName":"$stage-$app-$part"}"#, &[(Terraform, 6), (Browse, 6), (Scan, 3)]),
        read("GetFunctionCodeSigningConfig", r#"{"functionName":"$stage-$app-$part"}"#, &[(Terraform, 10)]),
        read("ListAliases20150331", r#"{"functionName":"$stage-$app-$part"}"#, &[(Deploy, 6), (Browse, 3)]),
        read("ListTags20170331", r#"{"resource":"arn:aws:lambda:$region:$account:function:$stage-$app-$part"}"#, &[(Browse, 4), (Scan, 4)]),
        read("GetAccountSettings20160819", "null", &[(Browse, 6)]),
        write("CreateFunction20150331", r#"{"functionName":"$stage-$app-$part","runtime":"python3.12","role":"arn:aws:iam::$account:role/$stage-$app-lambda","handler":"main.handler","code":{"s3Bucket":"simulated-artifacts-$account","s3Key":"$app/$hex40.zip"},"description":"","timeout":30,"memorySize":512,"publish":false,"packageType":"Zip","environment":{},"architectures":["arm64"],"tags":{"service":"$app"}}"#, FUNCTION, &[(Terraform, 1), (Deploy, 1)])
            .fails(80_000, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."),
        write("UpdateFunctionCode20150331v2", r#"{"fullyQualifiedArn":{"arnPrefix":{"partition":"aws","region":"$region","account":"$account"},"relativeId":{"functionName":"$stage-$app-$part"},"functionQualifier":{}},"functionName":"arn:aws:lambda:$region:$account:function:$stage-$app-$part","publish":true,"s3Key":"$app/$hex40.zip","s3Bucket":"simulated-artifacts-$account","dryRun":false}"#, FUNCTION, &[(Deploy, 12), (Develop, 4)])
            .fails(30_000, "ResourceConflictException", "The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:$region:$account:function:$stage-$app-$part"),
        write("UpdateFunctionConfiguration20150331v2", r#"{"functionName":"$stage-$app-$part","environment":{},"memorySize":1024}"#, FUNCTION, &[(Deploy, 6), (Terraform, 3), (Develop, 2)]),
        write("PublishVersion20150331", r#"{"functionName":"$stage-$app-$part","codeSha256":"$base43="}"#, FUNCTION, &[(Deploy, 8)]),
        write("UpdateAlias20150331", r#"{"functionName":"$stage-$app-$part","name":"live","functionVersion":"$count"}"#, r#"{"aliasArn":"arn:aws:lambda:$region:$account:function:$stage-$app-$part:live","name":"live","functionVersion":"$count","description":"","revisionId":"$uuid"}"#, &[(Deploy, 8)]),
        write("AddPermission20150331v2", r#"{"functionName":"$stage-$app-$part","statementId":"AllowEvents$hex8","action":"lambda:InvokeFunction","principal":"events.amazonaws.com","sourceArn":"arn:aws:events:$region:$account:rule/$stage-$app-schedule"}"#, r#"{"statement":"{\"Sid\":\"AllowEvents$hex8\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"events.amazonaws.com\"},\"Action\":\"lambda:InvokeFunction\",\"Resource\":\"arn:aws:lambda:$region:$account:function:$stage-$app-$part\"}"}"#, &[(Terraform, 2), (Deploy, 1)]),
        write("DeleteFunction20150331", r#"{"functionName":"$stage-$app-$hex6"}"#, "null", &[(Terraform, 1), (Develop, 1)]),
        write("PutFunctionConcurrency20171031", r#"{"functionName":"$stage-$app-$part","reservedConcurrentExecutions":$count}"#, r#"{"reservedConcurrentExecutions":$count}"#, &[(Terraform, 1), (Develop, 1)]),
    ],
};

const fn cluster(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Browse, 10), (Deploy, 20), (Terraform, 8), (Network, 12), (Develop, 8), (Scan, 3)])
}

const RAN_TASK: &str = r#"{"tasks":[{"attachments":[{"id":"$uuid","type":"ElasticNetworkInterface","status":"PRECREATED","details":[{"name":"subnetId","value":"$subnet"}]}],"attributes":[{"name":"ecs.cpu-architecture","value":"x86_64"}],"availabilityZone":"$az","clusterArn":"arn:aws:ecs:$region:$account:cluster/$stage","containers":[{"containerArn":"arn:aws:ecs:$region:$account:container/$stage/$hex32/$uuid2","taskArn":"arn:aws:ecs:$region:$account:task/$stage/$hex32","name":"$part","image":"$account.dkr.ecr.$region.amazonaws.com/$app:$hex40","lastStatus":"PENDING","networkInterfaces":[],"cpu":"256","memory":"512"}],"cpu":"256","createdAt":"$date","desiredStatus":"RUNNING","enableExecuteCommand":false,"group":"service:$app-$part","lastStatus":"PROVISIONING","launchType":"FARGATE","memory":"512","overrides":{"containerOverrides":[{"name":"$part"}],"inferenceAcceleratorOverrides":[]},"platformVersion":"1.4.0","platformFamily":"Linux","tags":[],"taskArn":"arn:aws:ecs:$region:$account:task/$stage/$hex32","taskDefinitionArn":"arn:aws:ecs:$region:$account:task-definition/$app-$part:$count","version":1}],"failures":[]}"#;

pub const ECS: Service = Service {
    source: "ecs", event_version: "1.11", api_version: "", host: "ecs.$region.amazonaws.com", prefix: "ecs", errors: Errors::Json,
    events: &[
        cluster("DescribeServices", r#"{"cluster":"$stage","services":["$app-$part"]}"#),
        cluster("DescribeTasks", r#"{"cluster":"$stage","tasks":["arn:aws:ecs:$region:$account:task/$stage/$hex32"]}"#),
        cluster("DescribeTaskDefinition", r#"{"taskDefinition":"$app-$part:$count"}"#),
        cluster("ListTasks", r#"{"cluster":"$stage","serviceName":"$app-$part","desiredStatus":"RUNNING"}"#),
        cluster("DescribeClusters", r#"{"clusters":["$stage"],"include":["TAGS"]}"#),
        cluster("ListServices", r#"{"cluster":"$stage","maxResults":100}"#),
        cluster("ListClusters", r#"{"maxResults":100}"#),
        cluster("DescribeContainerInstances", r#"{"cluster":"$stage","containerInstances":["$containerinstance"]}"#),
        write("RegisterTaskDefinition", r#"{"family":"$app-$part","taskRoleArn":"arn:aws:iam::$account:role/$stage-$app-task","executionRoleArn":"arn:aws:iam::$account:role/ecsTaskExecutionRole","networkMode":"awsvpc","containerDefinitions":[{"name":"$part","image":"$account.dkr.ecr.$region.amazonaws.com/$app:$hex40","cpu":256,"memory":512,"essential":true,"portMappings":[{"containerPort":8080,"protocol":"tcp"}],"environment":"HIDDEN_DUE_TO_SECURITY_REASONS","logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/$stage/$app","awslogs-region":"$region","awslogs-stream-prefix":"$part"}}}],"requiresCompatibilities":["FARGATE"],"cpu":"256","memory":"512"}"#, r#"{"taskDefinition":{"taskDefinitionArn":"arn:aws:ecs:$region:$account:task-definition/$app-$part:$count","family":"$app-$part","revision":$count,"status":"ACTIVE","networkMode":"awsvpc","compatibilities":["EC2","FARGATE"],"registeredAt":"$date","registeredBy":"$caller"}}"#, &[(Deploy, 14)]),
        write("UpdateService", r#"{"cluster":"$stage","service":"$app-$part","taskDefinition":"$app-$part:$count","forceNewDeployment":false}"#, r#"{"service":{"serviceArn":"arn:aws:ecs:$region:$account:service/$stage/$app-$part","serviceName":"$app-$part","clusterArn":"arn:aws:ecs:$region:$account:cluster/$stage","status":"ACTIVE","desiredCount":$small,"runningCount":$small,"pendingCount":0,"launchType":"FARGATE","taskDefinition":"arn:aws:ecs:$region:$account:task-definition/$app-$part:$count","deployments":[{"id":"ecs-svc/$digits18","status":"PRIMARY","desiredCount":$small,"createdAt":"$date","rolloutState":"IN_PROGRESS"}]}}"#, &[(Deploy, 14), (Develop, 3)]),
        write("RunTask", r#"{"cluster":"$stage","taskDefinition":"$app-$part","launchType":"FARGATE","count":1,"networkConfiguration":{"awsvpcConfiguration":{"subnets":["$subnet"],"securityGroups":["$sg"],"assignPublicIp":"DISABLED"}},"overrides":{}}"#, RAN_TASK, &[(Service, 10), (Deploy, 4), (Develop, 2), (Pipeline, 3)]).via("events.amazonaws.com"),
        write("StopTask", r#"{"cluster":"$stage","task":"$hex32","reason":"deployment"}"#, "null", &[(Deploy, 3), (Develop, 2)]),
        write("ExecuteCommand", r#"{"cluster":"$stage","task":"arn:aws:ecs:$region:$account:task/$stage/$hex32","container":"$part","command":"HIDDEN_DUE_TO_SECURITY_REASONS","interactive":true}"#, r#"{"clusterArn":"arn:aws:ecs:$region:$account:cluster/$stage","taskArn":"arn:aws:ecs:$region:$account:task/$stage/$hex32","containerName":"$part","interactive":true,"session":{"sessionId":"ecs-execute-command-$lower17","streamUrl":"wss://ssmmessages.$region.amazonaws.com/v1/data-channel/ecs-execute-command-$lower17?role=publish_subscribe","tokenValue":"HIDDEN_DUE_TO_SECURITY_REASONS"}}"#, &[(Develop, 3)]),
        write("SubmitTaskStateChange", r#"{"cluster":"$stage","task":"arn:aws:ecs:$region:$account:task/$stage/$hex32","status":"RUNNING"}"#, r#"{"acknowledgment":"ACCEPT"}"#, &[(Instance, 14)]),
        write("DiscoverPollEndpoint", r#"{"containerInstance":"arn:aws:ecs:$region:$account:container-instance/$stage/$containerinstance","cluster":"$stage"}"#, r#"{"endpoint":"https://ecs-a-$small.$region.amazonaws.com/","telemetryEndpoint":"https://ecs-t-$small.$region.amazonaws.com/"}"#, &[(Instance, 18)]),
        write("PutAttributes", r#"{"cluster":"$stage","attributes":[{"name":"stage","value":"$stage","targetType":"container-instance","targetId":"$containerinstance"}]}"#, r#"{"attributes":[]}"#, &[(Deploy, 1)]),
    ],
};

pub const EKS: Service = Service {
    source: "eks", event_version: "1.11", api_version: "", host: "eks.$region.amazonaws.com", prefix: "eks", errors: Errors::Json,
    events: &[
        read("DescribeCluster", r#"{"name":"$stage-platform"}"#, &[(Deploy, 14), (Develop, 10), (Browse, 6), (Scan, 4), (Terraform, 6), (Instance, 6)]),
        read("ListClusters", r#"{"maxResults":100}"#, &[(Browse, 5), (Scan, 3), (Audit, 3)]),
        read("DescribeNodegroup", r#"{"name":"$stage-platform","nodegroupName":"general-$small"}"#, &[(Terraform, 5), (Browse, 3), (Scale, 4)]),
        read("ListAddons", r#"{"name":"$stage-platform"}"#, &[(Browse, 2), (Terraform, 2)]),
        read("AccessKubernetesApi", r#"{"name":"$stage-platform","path":"/api/v1/namespaces/$app/pods"}"#, &[(Browse, 6)]),
        write("UpdateNodegroupConfig", r#"{"name":"$stage-platform","nodegroupName":"general-$small","scalingConfig":{"minSize":2,"maxSize":$count,"desiredSize":$small},"clientRequestToken":"$uuid"}"#, r#"{"update":{"id":"$uuid2","status":"InProgress","type":"ConfigUpdate","params":[{"type":"DesiredSize","value":"$small"}],"createdAt":"$time","errors":[]}}"#, &[(Terraform, 1)]),
    ],
};

const REPOSITORY: &str = r#"[{"accountId":"$account","ARN":"arn:aws:ecr:$region:$account:repository/$app"}]"#;

pub const ECR: Service = Service {
    source: "ecr", event_version: "1.11", api_version: "", host: "api.ecr.$region.amazonaws.com", prefix: "ecr", errors: Errors::Json,
    events: &[
        read("GetAuthorizationToken", "null", &[(Deploy, 24), (Container, 16), (Instance, 14)]).responds("null"),
        read("BatchGetImage", r#"{"registryId":"$account","repositoryName":"$app","imageIds":[{"imageTag":"$hex40"}],"acceptedMediaTypes":["application/vnd.docker.distribution.manifest.v2+json","application/vnd.oci.image.manifest.v1+json"]}"#, &[(Container, 26), (Instance, 14), (Deploy, 10)]).resources(REPOSITORY),
        read("GetDownloadUrlForLayer", r#"{"registryId":"$account","repositoryName":"$app","layerDigest":"sha256:$hex64"}"#, &[(Container, 40), (Instance, 22), (Deploy, 10)]).resources(REPOSITORY),
        read("BatchCheckLayerAvailability", r#"{"registryId":"$account","repositoryName":"$app","layerDigests":["sha256:$hex64"]}"#, &[(Deploy, 30), (Container, 8)]).resources(REPOSITORY),
        write("InitiateLayerUpload", r#"{"registryId":"$account","repositoryName":"$app"}"#, r#"{"uploadId":"$uuid","partSize":10485760}"#, &[(Deploy, 14)]).resources(REPOSITORY),
        write("UploadLayerPart", r#"{"registryId":"$account","repositoryName":"$app","uploadId":"$uuid","partFirstByte":0,"partLastByte":$bytes}"#, r#"{"registryId":"$account","repositoryName":"$app","uploadId":"$uuid","lastByteReceived":$bytes}"#, &[(Deploy, 20)]).resources(REPOSITORY),
        write("CompleteLayerUpload", r#"{"registryId":"$account","repositoryName":"$app","uploadId":"$uuid","layerDigests":["sha256:$hex64"]}"#, r#"{"registryId":"$account","repositoryName":"$app","uploadId":"$uuid","layerDigest":"sha256:$hex64"}"#, &[(Deploy, 14)]).resources(REPOSITORY),
        write("PutImage", r#"{"registryId":"$account","repositoryName":"$app","imageTag":"$hex40","imageManifestMediaType":"application/vnd.docker.distribution.manifest.v2+json","imageManifest":"{\n  \"schemaVersion\": 2,\n  \"mediaType\": \"application/vnd.docker.distribution.manifest.v2+json\",\n  \"config\": {\n    \"size\": $port,\n    \"digest\": \"sha256:$hex64\"\n  }\n}"}"#, r#"{"image":{"registryId":"$account","repositoryName":"$app","imageId":{"imageDigest":"sha256:$hex64","imageTag":"$hex40"}}}"#, &[(Deploy, 10)]).resources(REPOSITORY)
            .fails(80_000, "ImageTagAlreadyExistsException", "The image tag '$hex40' already exists in the '$app' repository and cannot be overwritten because the repository is immutable."),
        read("DescribeImages", r#"{"registryId":"$account","repositoryName":"$app","maxResults":1000}"#, &[(Deploy, 8), (Browse, 4), (Scan, 6)]).resources(REPOSITORY),
        read("DescribeRepositories", r#"{"maxResults":1000}"#, &[(Deploy, 6), (Browse, 4), (Terraform, 8), (Scan, 4), (Audit, 3)]),
        read("GetLifecyclePolicy", r#"{"repositoryName":"$app"}"#, &[(Terraform, 5), (Scan, 2)]).resources(REPOSITORY).fails(200_000, "LifecyclePolicyNotFoundException", "Lifecycle policy does not exist for the repository with name '$app' in the registry with id '$account'"),
        read("DescribeImageScanFindings", r#"{"repositoryName":"$app","imageId":{"imageTag":"$hex40"}}"#, &[(Deploy, 3), (Audit, 2)]).resources(REPOSITORY),
        write("PolicyExecutionEvent", "null", "null", &[(Service, 2)]).by_itself(r#"{"repositoryName":"$app","managed-policy":"keep-last-50","image-actions":[{"image-digest":"sha256:$hex64","rulePriority":1}]}"#),
    ],
};

pub const SERVICES: &[Service] = &[EC2, AUTO_SCALING, LAMBDA, ECS, EKS, ECR];
