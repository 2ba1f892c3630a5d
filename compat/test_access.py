"""Keys and policies: who may do what."""

import datetime
import json
import re
import time

import boto3
import pytest
from botocore.config import Config

from conftest import Stellwerk, eventually
from test_trails import refused


@pytest.fixture
def server(tmp_path, cloud):
    """With policies beside those of the roles."""
    policies = tmp_path / "own.cedar"
    policies.write_text(
        """
        permit (principal, action == Stellwerk::Action::"cloudtrail:CreateEventDataStore", resource)
        when { principal.name == "auditor" };
        forbid (principal, action == Stellwerk::Action::"cloudtrail:DeleteEventDataStore", resource)
        when { context.region == "eu-west-1" };
        """
    )
    server = Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data", settings=f'policies = "{policies}"\n')
    yield server
    assert server.stop() == 0


def test_policies_of_ones_own(server):
    made = server.client(role="auditor").create_event_data_store(Name="store", TerminationProtectionEnabled=False)
    assert made["Status"] == "CREATED"
    admin = server.client(region="eu-west-1")
    store = admin.create_event_data_store(Name="store", TerminationProtectionEnabled=False)["EventDataStoreArn"]
    with pytest.raises(admin.exceptions.ClientError) as error:
        admin.delete_event_data_store(EventDataStore=store)
    assert "explicit deny" in error.value.response["Error"]["Message"]
    # Nor from another region, by the ARN.
    refused("EventDataStoreNotFoundException", server.client().delete_event_data_store, EventDataStore=store)
    refused("AccessDeniedException", server.client(role="auditor").create_channel, Name="c", Source="Custom", Destinations=[])


def test_wrong_policies_keep_the_server_from_starting(tmp_path, cloud, server):
    (tmp_path / "wrong.cedar").write_text('permit (principal, action == Stellwerk::Action::"s3:PutObject", resource);')
    (tmp_path / "wrong.toml").write_text(f'policies = "{tmp_path}/wrong.cedar"\n')
    code, text = server.run("serve", "--data-dir", str(tmp_path / "other"), "--listen", "127.0.0.1:0", "--settings", str(tmp_path / "wrong.toml"))
    assert code != 0 and "wrong.cedar" in text and "PutObject" in text


def profile(text):
    return re.search(r"aws_access_key_id = (\S+)", text)[1], re.search(r"aws_secret_access_key = (\S+)", text)[1]


def test_rotation(server):
    folder = ["--data-dir", str(server.data_dir)]
    first = profile(server.run("keys", "create", *folder, "--user-name", "alice", "--role", "auditor")[1])
    assert server.client(key=first).list_trails()["Trails"] == []
    code, text = server.run("keys", "rotate", *folder, first[0])
    second = profile(text)
    assert code == 0 and second[0] != first[0]
    for key in (first, second):
        assert server.client(key=key).list_trails()["Trails"] == []
    # Two are enough.
    code, text = server.run("keys", "rotate", *folder, second[0])
    assert code != 0 and "disable or delete one" in text
    code, text = server.run("keys", "create", *folder, "--user-name", "alice", "--role", "auditor")
    assert code != 0 and first[0] in text
    assert server.run("keys", "delete", *folder, first[0])[0] == 0
    third = profile(server.run("keys", "rotate", *folder, second[0], "--keep-hours", "0")[1])

    def no_longer():
        try:
            server.client(key=second).list_trails()
        except server.client().exceptions.ClientError as error:
            return error.response["Error"]["Code"] == "UnrecognizedClientException"

    eventually(no_longer)
    assert server.client(key=third).list_trails()["Trails"] == []
    assert "Expired" in server.run("keys", "list", *folder)[1]


def test_the_master_key_can_be_replaced(server, bucket):
    """While the server runs, which draws keys and reads them meanwhile."""
    folder = ["--data-dir", str(server.data_dir)]
    alice = profile(server.run("keys", "create", *folder, "--user-name", "alice", "--role", "admin")[1])
    client = server.client(key=alice)
    session = server.client("sts", key=alice).get_session_token()["Credentials"]
    signed = lambda: client.list_public_keys()["PublicKeyList"]
    client.create_trail(Name="trail", S3BucketName=bucket, EnableLogFileValidation=True)
    client.start_logging(Name="trail")
    client.stop_logging(Name="trail")
    eventually(signed)
    before = (server.data_dir / "master.key").read_text()
    code, text = server.run("keys", "rotate-master", *folder)
    assert code == 0 and "1 signing keys are stored under the new master key" in text, text
    after = (server.data_dir / "master.key").read_text()
    assert len(after) == len(before) == 64 and after != before
    assert (server.data_dir / "master.key").stat().st_mode & 0o777 == 0o600
    time.sleep(1.1)
    assert client.list_trails()["Trails"]
    refused("UnrecognizedClientException", session_client(server, session).list_trails, http_status=403)
    assert server.stop() == 0
    server.start()
    client = server.client(key=alice)
    assert client.list_trails()["Trails"] and len(signed()) == 1


def session_client(server, credentials, service="cloudtrail"):
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=server.url,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        config=Config(retries={"max_attempts": 0}),
    )


def test_session_credentials(server):
    key = profile(server.run("keys", "create", "--data-dir", str(server.data_dir), "--user-name", "alice", "--role", "auditor")[1])
    sts = server.client("sts", key=key)
    identity = sts.get_caller_identity()
    made = sts.get_session_token(DurationSeconds=900)["Credentials"]
    assert made["AccessKeyId"].startswith("ASIA")
    left = made["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(seconds=890) < left <= datetime.timedelta(seconds=900)
    session = session_client(server, made)
    assert session.list_trails()["Trails"] == []
    # Same person, same role, in every kind of request.
    found = session_client(server, made, "sts").get_caller_identity()
    assert (found["Arn"], found["UserId"]) == (identity["Arn"], identity["UserId"])
    refused("AccessDeniedException", session.create_trail, Name="trail", S3BucketName="bucket")
    # A session begins no other; a token belongs to one id; without it the id is nobody.
    refused("AccessDenied", session_client(server, made, "sts").get_session_token, http_status=403)
    refused("UnrecognizedClientException", session_client(server, {**made, "AccessKeyId": "ASIA" + "A" * 16}).list_trails, http_status=403)
    refused("UnrecognizedClientException", session_client(server, {**made, "SessionToken": made["SessionToken"][:-8] + "AAAAAAA="}).list_trails, http_status=403)
    refused("UnrecognizedClientException", session_client(server, {**made, "SessionToken": None}).list_trails, http_status=403)
    refused("InvalidSignatureException", session_client(server, {**made, "SecretAccessKey": key[1]}).list_trails, http_status=403)
    for seconds in (899, 129_601):
        refused("ValidationError", sts.get_session_token, DurationSeconds=seconds)

    def recorded():
        events = server.client().lookup_events(LookupAttributes=[{"AttributeKey": "AccessKeyId", "AttributeValue": made["AccessKeyId"]}])
        return [json.loads(event["CloudTrailEvent"]) for event in events["Events"] if event["EventName"] == "ListTrails"]

    event = eventually(recorded)[0]
    began = event["userIdentity"]["sessionContext"]["attributes"]["creationDate"]
    assert made["Expiration"].timestamp() - datetime.datetime.fromisoformat(began).timestamp() == 900
    # Who began it is in the history; the secret and the token are not.
    attribute = {"AttributeKey": "EventName", "AttributeValue": "GetSessionToken"}
    texts = lambda: [e["CloudTrailEvent"] for e in server.client().lookup_events(LookupAttributes=[attribute])["Events"]]
    by_key = lambda: [event for event in map(json.loads, texts()) if event["userIdentity"]["accessKeyId"] == key[0]]
    begun = lambda: [e["responseElements"]["credentials"]["accessKeyId"] for e in by_key() if not e.get("errorCode")]
    eventually(lambda: begun() == [made["AccessKeyId"]])
    assert not any(made["SecretAccessKey"] in text or made["SessionToken"] in text for text in texts())
    # The session ends with the key.
    assert server.run("keys", "disable", "--data-dir", str(server.data_dir), key[0])[0] == 0
    time.sleep(1.1)
    refused("UnrecognizedClientException", session.list_trails, http_status=403)
