"""Keys and policies: who may do what."""

import re

import pytest

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
