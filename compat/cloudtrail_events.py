"""The events that CloudTrail would have written of calls made with boto3, sent to a source of a server.

Parameters and answers are spelled as CloudTrail spells them: names begin with a small letter; EC2's are those of its XML, with lists as
`{"items": […]}`.
"""

import base64
import datetime
import json
import urllib.request
import uuid

ACCOUNT = "123456789012"

# EC2's lists of ids in requests, and what CloudTrail makes of them.
EC2_LISTS = {
    "InstanceIds": ("instancesSet", "instanceId"),
    "Resources": ("resourcesSet", "resourceId"),
    "Groups": ("groupSet", "groupId"),
    "SecurityGroupIds": ("groupSet", "groupId"),
    "Tags": ("tagSet", None),
}
SECRET = {"Password", "MasterUserPassword", "SecretString"}
# Services whose event names carry a version.
VERSIONS = {"lambda": {"CreateFunction": "20150331", "UpdateFunctionConfiguration": "20150331v2", "DeleteFunction": "20150331",
                       "UpdateFunctionCode": "20150331v2", "AddPermission": "20150331v2", "TagResource": "20170331v2"}}
SOURCES = {"logs": "logs", "events": "events", "elbv2": "elasticloadbalancing", "stepfunctions": "states", "cloudwatch": "monitoring"}
GLOBAL = {"iam", "cloudfront", "route53", "sts"}


def small(name):
    return name[:1].lower() + name[1:]


def plain(value, member=None):
    """A value in the form of most services."""
    if isinstance(value, dict):
        return {small(k): ("HIDDEN_DUE_TO_SECURITY_REASONS" if k in SECRET else plain(v)) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, datetime.datetime):
        return value.strftime("%b %d, %Y %I:%M:%S %p")
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def ec2_input(value, shape):
    if shape.type_name == "structure":
        out = {}
        for name, v in value.items():
            member = shape.members[name]
            if name in EC2_LISTS and isinstance(v, list):
                into, key = EC2_LISTS[name]
                out[into] = {"items": [{key: e} if key else ec2_input(e, member.member) for e in v]}
            else:
                out[small(name)] = ec2_input(v, member)
        return out
    if shape.type_name == "list":
        return {"items": [ec2_input(v, shape.member) for v in value]}
    return plain(value)


def ec2_output(value, shape):
    if shape.type_name == "structure":
        out = {}
        for name, v in value.items():
            if name in shape.members:
                member = shape.members[name]
                out[member.serialization.get("name", small(name))] = ec2_output(v, member)
        return out
    if shape.type_name == "list":
        return {"items": [ec2_output(v, shape.member) for v in value]}
    return plain(value)


class Recorder:
    """Sends an event for every call that a client makes which changes something."""

    def __init__(self, server, source="trail", key=None, user="alice"):
        self.source, self.key, self.user, self.sent = source, key, user, []
        self.follow(server)

    def follow(self, server):
        """A server that was started again has another address."""
        self.url = f"{server.url}/_stellwerk/events/{self.source}"

    def watch(self, client):
        service = client.meta.service_model.service_name

        def called(http_response, parsed, model, context, **_):
            if http_response.status_code < 300 and not model.name.startswith(("Get", "List", "Describe", "Head")):
                self.send(service, model, self.parameters, parsed, client.meta.region_name)

        def calling(params, **_):
            self.parameters = dict(params)

        client.meta.events.register("provide-client-params", calling)
        client.meta.events.register("after-call", called)
        return client

    def send(self, service, model, parameters, parsed, region):
        answer = {k: v for k, v in parsed.items() if k != "ResponseMetadata"}
        if service == "ec2":
            parameters = ec2_input(parameters, model.input_shape)
            answer = ec2_output(answer, model.output_shape) if model.output_shape else None
        else:
            parameters, answer = plain(parameters), plain(answer)
        if service == "s3":
            parameters["bucketName"] = parameters.pop("bucket", None)
        event = {
            "eventVersion": "1.11",
            "userIdentity": {
                "type": "IAMUser",
                "arn": f"arn:aws:iam::{ACCOUNT}:user/{self.user}",
                "accountId": ACCOUNT,
                "userName": self.user,
                "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
            },
            "eventTime": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventSource": f"{SOURCES.get(service, service)}.amazonaws.com",
            "eventName": model.name + VERSIONS.get(service, {}).get(model.name, ""),
            "awsRegion": "us-east-1" if service in GLOBAL else region,
            "sourceIPAddress": "198.51.100.7",
            "userAgent": "Boto3",
            "requestParameters": parameters or None,
            "responseElements": answer or None,
            "requestID": str(uuid.uuid4()),
            "eventID": str(uuid.uuid4()),
            "readOnly": False,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": ACCOUNT,
            "eventCategory": "Management",
        }
        self.sent.append(event)
        body = {"version": "0", "id": "x", "detail-type": "AWS API Call via CloudTrail", "source": f"aws.{service}", "detail": event}
        request = urllib.request.Request(self.url, data=json.dumps(body).encode(), headers={"content-type": "application/json"})
        credentials = base64.b64encode(f"{self.key[0]}:{self.key[1]}".encode()).decode()
        request.add_header("authorization", f"Basic {credentials}")
        urllib.request.urlopen(request).read()
