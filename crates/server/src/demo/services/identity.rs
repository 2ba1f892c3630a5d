//! Who may do what: STS, IAM, sign-in, IAM Identity Center, Organizations, Access Analyzer, RAM.

use super::{Errors, Event, Habit::*, Service, read, write};

const ASSUMED: &str = r#"{"credentials":{"accessKeyId":"$targetkey","sessionToken":"$sessiontoken","expiration":"$targetexpiry"},"assumedRoleUser":{"assumedRoleId":"$targetid","arn":"$targetsessionarn"}}"#;
const ROLE: &str = r#"[{"accountId":"$targetaccount","type":"AWS::IAM::Role","ARN":"$targetarn"}]"#;

pub const STS: Service = Service {
    source: "sts", event_version: "1.08", api_version: "", host: "sts.$region.amazonaws.com", prefix: "sts",
    errors: Errors::Query,
    events: &[
        read("AssumeRole", r#"{"roleArn":"$targetarn","roleSessionName":"$targetsession","durationSeconds":3600}"#, &[(Service, 660)])
            .responds(ASSUMED).resources(ROLE),
        read("AssumeRole", r#"{"roleArn":"$targetarn","roleSessionName":"$targetsession","externalId":"$app-$hex8","durationSeconds":3600}"#, &[(Across, 10)])
            .responds(ASSUMED).resources(ROLE),
        read("AssumeRoleWithWebIdentity", r#"{"roleArn":"$targetarn","roleSessionName":"$targetsession","durationSeconds":3600}"#, &[(Federate, 10)])
            .responds(r#"{"credentials":{"accessKeyId":"$targetkey","sessionToken":"$sessiontoken","expiration":"$targetexpiry"},"subjectFromWebIdentityToken":"repo:example/$user:ref:refs/heads/main","assumedRoleUser":{"assumedRoleId":"$targetid","arn":"$targetsessionarn"},"provider":"arn:aws:iam::$account:oidc-provider/token.actions.githubusercontent.com","audience":"sts.amazonaws.com"}"#).resources(ROLE),
        read("AssumeRoleWithSAML", r#"{"sAMLAssertionID":"_$uuid","roleSessionName":"$targetsession","durationSeconds":28800,"roleArn":"$targetarn","principalArn":"$caller"}"#, &[(Saml, 6)])
            .responds(r#"{"subjectType":"persistent","issuer":"https://portal.sso.us-east-1.amazonaws.com/saml/assertion/$base44","credentials":{"accessKeyId":"$targetkey","sessionToken":"$sessiontoken","expiration":"$targetexpiry"},"nameQualifier":"$base28","assumedRoleUser":{"assumedRoleId":"$targetid","arn":"$targetsessionarn"},"subject":"$targetsession","audience":"https://signin.aws.amazon.com/saml"}"#).resources(ROLE),
        read("GetCallerIdentity", "null", &[(Function, 8), (Container, 22), (Instance, 30), (Deploy, 45), (Terraform, 40), (Develop, 40), (Pipeline, 10), (Audit, 60)]),
        read("GetSessionToken", r#"{"serialNumber":"arn:aws:iam::$account:mfa/$user","durationSeconds":43200}"#, &[(SignIn, 4)])
            .responds(r#"{"credentials":{"accessKeyId":"ASIA$upper16","sessionToken":"$sessiontoken","expiration":"$afterdate"}}"#),
        read("DecodeAuthorizationMessage", r#"{"encodedMessage":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, &[(Develop, 2)]),
        read("GetAccessKeyInfo", r#"{"accessKeyId":"AKIA$upper16"}"#, &[(Administer, 2), (Audit, 2)]),
    ],
};


const fn get(name: &'static str, request: &'static str) -> Event {
    read(name, request, &[(Terraform, 14), (Audit, 20), (Browse, 12), (Scan, 8), (Administer, 20)])
}

pub const IAM: Service = Service {
    source: "iam", event_version: "1.10", api_version: "", host: "iam.amazonaws.com", prefix: "iam", errors: Errors::Query,
    events: &[
        get("GetRole", r#"{"roleName":"$role"}"#).fails(30_000, "NoSuchEntityException", "The role with name $role cannot be found."),
        get("ListAttachedRolePolicies", r#"{"roleName":"$role"}"#),
        get("ListRolePolicies", r#"{"roleName":"$role"}"#),
        get("GetRolePolicy", r#"{"roleName":"$role","policyName":"$app-access"}"#),
        get("GetPolicy", r#"{"policyArn":"arn:aws:iam::$account:policy/$stage-$app-access"}"#),
        get("GetPolicyVersion", r#"{"policyArn":"arn:aws:iam::$account:policy/$stage-$app-access","versionId":"v$small"}"#),
        get("ListPolicyVersions", r#"{"policyArn":"arn:aws:iam::$account:policy/$stage-$app-access"}"#),
        get("GetUser", r#"{"userName":"$iamuser"}"#).fails(40_000, "NoSuchEntityException", "The user with name $iamuser cannot be found."),
        get("ListAccessKeys", r#"{"userName":"$iamuser"}"#),
        get("ListMFADevices", r#"{"userName":"$iamuser"}"#),
        get("ListGroupsForUser", r#"{"userName":"$iamuser"}"#),
        get("ListAttachedUserPolicies", r#"{"userName":"$iamuser"}"#),
        get("ListUserPolicies", r#"{"userName":"$iamuser"}"#),
        get("GetInstanceProfile", r#"{"instanceProfileName":"$stage-$app-instance"}"#),
        get("ListInstanceProfilesForRole", r#"{"roleName":"$role"}"#),
        read("ListRoles", r#"{"maxItems":1000}"#, &[(Audit, 25), (Browse, 16), (Scan, 10), (Administer, 30)]),
        read("ListUsers", r#"{"maxItems":1000}"#, &[(Audit, 25), (Browse, 10), (Administer, 30)]),
        read("ListPolicies", r#"{"scope":"Local","onlyAttached":false}"#, &[(Audit, 12), (Browse, 6), (Scan, 6)]),
        read("ListAccountAliases", "null", &[(Browse, 14), (Audit, 6), (Terraform, 6)]),
        read("GetAccountSummary", "null", &[(Browse, 10), (Audit, 8), (Root, 3)]),
        read("GetAccountPasswordPolicy", "null", &[(Audit, 8), (Root, 1)]).fails(300_000, "NoSuchEntityException", "The Password Policy with domain name $account cannot be found."),
        read("GetAccountAuthorizationDetails", r#"{"filter":["Role","User"],"maxItems":500}"#, &[(Audit, 6)]),
        read("GenerateCredentialReport", "null", &[(Audit, 5)]).responds("null"),
        read("GetCredentialReport", "null", &[(Audit, 5)]),
        read("GetAccessKeyLastUsed", r#"{"accessKeyId":"AKIA$upper16"}"#, &[(Audit, 20), (Browse, 4), (Administer, 10)]),
        read("GetLoginProfile", r#"{"userName":"$iamuser"}"#, &[(Audit, 8), (Administer, 6)]).fails(400_000, "NoSuchEntityException", "Login Profile for User $iamuser cannot be found."),
        read("SimulatePrincipalPolicy", r#"{"policySourceArn":"$rolearn","actionNames":["s3:GetObject","kms:Decrypt"],"resourceArns":["arn:aws:s3:::simulated-$stage-$app/*"]}"#, &[(Administer, 6), (Develop, 2)]),
        read("ListOpenIDConnectProviders", "null", &[(Terraform, 5), (Audit, 4)]),
        read("GetOpenIDConnectProvider", r#"{"openIDConnectProviderArn":"arn:aws:iam::$account:oidc-provider/token.actions.githubusercontent.com"}"#, &[(Terraform, 6)]),
        write("CreateUser", r#"{"userName":"$app-$hex4","tags":[{"key":"owner","value":"$person@example.com"}],"path":"/"}"#, r#"{"user":{"path":"/","arn":"arn:aws:iam::$account:user/$app-$hex4","tags":[{"key":"owner","value":"$person@example.com"}],"userId":"AIDA$upper17","createDate":"$date","userName":"$app-$hex4"}}"#, &[(Administer, 6), (Terraform, 1)]),
        write("CreateAccessKey", r#"{"userName":"$iamuser"}"#, r#"{"accessKey":{"accessKeyId":"AKIA$upper16","status":"Active","userName":"$iamuser","createDate":"$date"}}"#, &[(Administer, 6), (Root, 1)]),
        write("UpdateAccessKey", r#"{"userName":"$iamuser","accessKeyId":"AKIA$upper16","status":"Inactive"}"#, "null", &[(Administer, 4)]),
        write("DeleteAccessKey", r#"{"userName":"$iamuser","accessKeyId":"AKIA$upper16"}"#, "null", &[(Administer, 4)]),
        write("CreateLoginProfile", r#"{"passwordResetRequired":true,"userName":"$iamuser"}"#, r#"{"loginProfile":{"passwordResetRequired":true,"userName":"$iamuser","createDate":"$date"}}"#, &[(Administer, 3)]),
        write("ChangePassword", "null", "null", &[(SignIn, 2)]),
        write("CreateRole", r#"{"path":"/","roleName":"$stage-$app-$hex6","assumeRolePolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}","description":"","maxSessionDuration":3600,"tags":[{"key":"service","value":"$app"}]}"#, r#"{"role":{"path":"/","roleName":"$stage-$app-$hex6","roleId":"AROA$upper17","arn":"arn:aws:iam::$account:role/$stage-$app-$hex6","createDate":"$date","assumeRolePolicyDocument":"%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D","tags":[{"key":"service","value":"$app"}]}}"#, &[(Terraform, 6), (Administer, 6)])
            .fails(60_000, "EntityAlreadyExistsException", "Role with name $stage-$app-$hex6 already exists."),
        write("DeleteRole", r#"{"roleName":"$stage-$app-$hex6"}"#, "null", &[(Terraform, 3), (Administer, 2)]).fails(90_000, "DeleteConflictException", "Cannot delete entity, must detach all policies first."),
        write("AttachRolePolicy", r#"{"roleName":"$role","policyArn":"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}"#, "null", &[(Terraform, 6), (Administer, 8)]),
        write("DetachRolePolicy", r#"{"roleName":"$role","policyArn":"arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"}"#, "null", &[(Terraform, 2), (Administer, 3)]),
        write("PutRolePolicy", r#"{"roleName":"$role","policyDocument":"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Action\": [\n        \"logs:CreateLogStream\",\n        \"logs:PutLogEvents\"\n      ],\n      \"Effect\": \"Allow\",\n      \"Resource\": \"arn:aws:logs:$region:$account:log-group:/aws/lambda/$stage-$app-$part:*\"\n    }\n  ]\n}\n","policyName":"$app-access"}"#, "null", &[(Terraform, 8), (Administer, 6)]),
        write("DeleteRolePolicy", r#"{"roleName":"$role","policyName":"$app-access"}"#, "null", &[(Terraform, 2)]),
        write("UpdateAssumeRolePolicy", r#"{"roleName":"$role","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::$otheraccount:root\"},\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-simulated1\"}}}]}"}"#, "null", &[(Terraform, 2), (Administer, 3)]),
        write("CreatePolicy", r#"{"policyName":"$stage-$app-access","path":"/","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"dynamodb:GetItem\",\"dynamodb:Query\"],\"Resource\":\"arn:aws:dynamodb:$region:$account:table/$stage-$app\"}]}","description":""}"#, r#"{"policy":{"policyName":"$stage-$app-access","policyId":"ANPA$upper17","arn":"arn:aws:iam::$account:policy/$stage-$app-access","path":"/","defaultVersionId":"v1","attachmentCount":0,"permissionsBoundaryUsageCount":0,"isAttachable":true,"createDate":"$date","updateDate":"$date"}}"#, &[(Terraform, 3), (Administer, 4)]),
        write("CreatePolicyVersion", r#"{"policyArn":"arn:aws:iam::$account:policy/$stage-$app-access","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"sqs:SendMessage\"],\"Resource\":\"arn:aws:sqs:$region:$account:$stage-$app-$part\"}]}","setAsDefault":true}"#, r#"{"policyVersion":{"versionId":"v$small","isDefaultVersion":true,"createDate":"$date"}}"#, &[(Terraform, 4), (Administer, 4)]),
        write("DeletePolicyVersion", r#"{"policyArn":"arn:aws:iam::$account:policy/$stage-$app-access","versionId":"v$small"}"#, "null", &[(Terraform, 3)]),
        write("AddUserToGroup", r#"{"groupName":"developers","userName":"$iamuser"}"#, "null", &[(Administer, 4)]),
        write("RemoveUserFromGroup", r#"{"groupName":"developers","userName":"$iamuser"}"#, "null", &[(Administer, 2)]),
        write("EnableMFADevice", r#"{"userName":"$iamuser","serialNumber":"arn:aws:iam::$account:mfa/$iamuser"}"#, "null", &[(Administer, 2), (SignIn, 1)]),
        write("TagRole", r#"{"roleName":"$role","tags":[{"key":"cost-center","value":"$digits4"}]}"#, "null", &[(Terraform, 4)]),
        write("CreateServiceLinkedRole", r#"{"aWSServiceName":"elasticache.amazonaws.com"}"#, r#"{"role":{"path":"/aws-service-role/elasticache.amazonaws.com/","roleName":"AWSServiceRoleForElastiCache","roleId":"AROA$upper17","arn":"arn:aws:iam::$account:role/aws-service-role/elasticache.amazonaws.com/AWSServiceRoleForElastiCache","createDate":"$date"}}"#, &[(Terraform, 1)])
            .fails(500_000, "InvalidInputException", "Service role name AWSServiceRoleForElastiCache has been taken in this account, please try a different suffix."),
    ],
};

const LOGIN: &str = r#"{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_$region_$hex16","MobileVersion":"No","MFAIdentifier":"arn:aws:iam::$account:mfa/$user","MFAUsed":"Yes"}"#;

pub const SIGNIN: Service = Service {
    source: "signin", event_version: "1.08", api_version: "", host: "$region.signin.aws.amazon.com", prefix: "signin",
    errors: Errors::Query,
    events: &[
        write("ConsoleLogin", "null", r#"{"ConsoleLogin":"Success"}"#, &[(SignIn, 20), (Root, 1)]).additional(LOGIN).sign_in(),
        write("ConsoleLogin", "null", r#"{"ConsoleLogin":"Failure"}"#, &[(SignIn, 3), (Anonymous, 6)])
            .additional(r#"{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"No"}"#).sign_in()
            .fails(1_000_000, "", "Failed authentication"),
        write("CheckMfa", "null", r#"{"CheckMfa":"Success"}"#, &[(SignIn, 20)]).additional(r#"{"MfaType":"Virtual MFA"}"#).sign_in(),
        write("SwitchRole", "null", r#"{"SwitchRole":"Success"}"#, &[(SignIn, 4)]).additional(r#"{"SwitchFrom":"$caller","RedirectTo":"https://$region.console.aws.amazon.com/console/home?region=$region"}"#).sign_in(),
        write("GetSigninToken", "null", r#"{"GetSigninToken":"Success"}"#, &[(Browse, 14), (Analyse, 10)]).additional(r#"{"MobileVersion":"No","MFAUsed":"No"}"#).sign_in(),
        write("RenewRole", "null", r#"{"RenewRole":"Success"}"#, &[(SignIn, 3)]).additional(r#"{"RedirectTo":"https://console.aws.amazon.com/ec2/home?region=$region"}"#).sign_in(),
    ],
};

pub const SSO: Service = Service {
    source: "sso", event_version: "1.08", api_version: "", host: "portal.sso.us-east-1.amazonaws.com", prefix: "sso",
    errors: Errors::Json,
    events: &[
        read("Authenticate", "null", &[(Saml, 4)]).additional(r#"{"AuthWorkflowID":"$uuid","UserName":"$user@example.com","LoginTo":"https://d-90670c0ffe.awsapps.com/start/","CredentialType":"PASSWORD"}"#).by_itself(r#"{"Authenticate":"Success"}"#),
        read("Federate", "null", &[(Saml, 6)]).by_itself(r#"{"role_name":"Developer","account_id":"$account"}"#),
        read("ListApplications", "null", &[(Saml, 3)]),
        read("GetRoleCredentials", r#"{"role_name":"Developer","account_id":"$account"}"#, &[(Saml, 5)]),
        read("ListProfilesForApplication", r#"{"instance_id":"ins-$hex16"}"#, &[(Saml, 3)]),
        read("ListAccountAssignments", r#"{"instanceArn":"arn:aws:sso:::instance/ssoins-$hexid","accountId":"$otheraccount","permissionSetArn":"arn:aws:sso:::permissionSet/ssoins-$hexid/ps-$hex16"}"#, &[(Administer, 6), (Audit, 4)]),
        write("CreateAccountAssignment", r#"{"instanceArn":"arn:aws:sso:::instance/ssoins-$hexid","targetId":"$otheraccount","targetType":"AWS_ACCOUNT","permissionSetArn":"arn:aws:sso:::permissionSet/ssoins-$hexid/ps-$hex16","principalType":"USER","principalId":"$uuid"}"#, r#"{"accountAssignmentCreationStatus":{"status":"IN_PROGRESS","requestId":"$uuid2","targetId":"$otheraccount","targetType":"AWS_ACCOUNT","createdDate":"$date"}}"#, &[(Administer, 2)]),
    ],
};

pub const ORGANIZATIONS: Service = Service {
    source: "organizations", event_version: "1.11", api_version: "", host: "organizations.us-east-1.amazonaws.com",
    prefix: "organizations", errors: Errors::Json,
    events: &[
        read("DescribeOrganization", "null", &[(Browse, 8), (Audit, 14), (Scan, 8)]),
        read("ListAccounts", "null", &[(Audit, 14), (Administer, 8), (Browse, 4)]),
        read("DescribeAccount", r#"{"accountId":"$otheraccount"}"#, &[(Audit, 10), (Administer, 6)]),
        read("ListPoliciesForTarget", r#"{"targetId":"$otheraccount","filter":"SERVICE_CONTROL_POLICY"}"#, &[(Administer, 5), (Audit, 4)]),
        read("ListDelegatedAdministrators", r#"{"servicePrincipal":"guardduty.amazonaws.com"}"#, &[(Scan, 4), (Audit, 3)]),
        read("ListRoots", "null", &[(Administer, 4), (Audit, 2)]),
        write("UpdatePolicy", r#"{"policyId":"p-$lower8","name":"deny-leave-organization","content":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"organizations:LeaveOrganization\",\"Resource\":\"*\"}]}"}"#, r#"{"policy":{"policySummary":{"id":"p-$lower8","arn":"arn:aws:organizations::111122223333:policy/o-simulated1/service_control_policy/p-$lower8","name":"deny-leave-organization","type":"SERVICE_CONTROL_POLICY","awsManaged":false}}}"#, &[(Administer, 1)]),
    ],
};

pub const ACCESS_ANALYZER: Service = Service {
    source: "access-analyzer", event_version: "1.11", api_version: "", host: "access-analyzer.$region.amazonaws.com",
    prefix: "access-analyzer", errors: Errors::Json,
    events: &[
        read("ListAnalyzers", r#"{"type":"ACCOUNT"}"#, &[(Browse, 12), (Audit, 10), (Scan, 6)]),
        read("ListFindings", r#"{"analyzerArn":"arn:aws:access-analyzer:$region:$account:analyzer/organization","maxResults":50}"#, &[(Audit, 8), (Browse, 3)]),
        read("ValidatePolicy", r#"{"locale":"EN","policyDocument":"HIDDEN_DUE_TO_SECURITY_REASONS","policyType":"IDENTITY_POLICY"}"#, &[(Administer, 8), (Browse, 4)]),
        read("GetFinding", r#"{"analyzerArn":"arn:aws:access-analyzer:$region:$account:analyzer/organization","id":"$uuid"}"#, &[(Audit, 4)]),
    ],
};

pub const RAM: Service = Service {
    source: "ram", event_version: "1.11", api_version: "", host: "ram.$region.amazonaws.com", prefix: "ram",
    errors: Errors::Json,
    events: &[
        read("ListResources", r#"{"resourceOwner":"OTHER-ACCOUNTS","maxResults":100}"#, &[(Browse, 6), (Terraform, 4), (Audit, 3)]),
        read("GetResourceShares", r#"{"resourceOwner":"SELF","resourceShareStatus":"ACTIVE"}"#, &[(Browse, 3), (Terraform, 4)]),
        write("AssociateResourceShare", r#"{"resourceShareArn":"arn:aws:ram:$region:$account:resource-share/$uuid","principals":["$otheraccount"]}"#, r#"{"resourceShareAssociations":[{"resourceShareArn":"arn:aws:ram:$region:$account:resource-share/$uuid","associatedEntity":"$otheraccount","associationType":"PRINCIPAL","status":"ASSOCIATING","external":false}]}"#, &[(Terraform, 1)]),
    ],
};

pub const SERVICES: &[Service] = &[STS, IAM, SIGNIN, SSO, ORGANIZATIONS, ACCESS_ANALYZER, RAM];
