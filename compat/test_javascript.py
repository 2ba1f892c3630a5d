"""The AWS SDK for JavaScript: one walk of `javascript/walk.mjs`, with the credentials of a session.

It finds the server and itself by the standard settings alone. The SDK comes from npm, in the versions of `package-lock.json`, into a
cache that runs share. Events for channels are not part of the walk: npm had no client of CloudTrail Data when this was written.
"""

import hashlib
import json
import os
import shutil
import subprocess

import pytest

from conftest import ACCOUNT, CACHE, HERE

WALK = HERE / "javascript"
# The lock names no addresses: npm asks the registry that it is set up for.
PACKAGES = ["package.json", "package-lock.json"]


@pytest.fixture(scope="session")
def packages():
    """A folder with `node_modules`, for this list of packages and no other."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("there is no node or no npm here")
    listed = hashlib.sha256(b"".join((WALK / name).read_bytes() for name in PACKAGES)).hexdigest()[:16]
    folder = CACHE / f"stellwerk-npm-{listed}"
    if folder.is_dir():
        return folder
    # Under another name until it is complete, because runs may meet here.
    new = CACHE / f"{folder.name}.{os.getpid()}"
    new.mkdir(parents=True)
    try:
        for name in PACKAGES:
            shutil.copy(WALK / name, new)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(new)]
        done = subprocess.run(command, cwd=new, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            pytest.skip(f"the AWS SDK for JavaScript cannot be had here: {done.stderr.strip()[-300:]}")
        if not folder.is_dir():
            new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder


@pytest.fixture
def seen(packages, server, bucket, tmp_path):
    """What the walk printed."""
    # Modules are looked for beside the script.
    shutil.copy(WALK / "walk.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    session = server.client("sts").get_session_token()["Credentials"]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
        "AWS_ENDPOINT_URL_CLOUDTRAIL": server.url,
    }
    command = ["node", "walk.mjs", bucket]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-5000:]
    return json.loads(done.stdout)


def test_walk(seen, bucket, cloudtrail):
    arn = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/trail"
    [trail] = seen["described"]
    assert (trail["Name"], trail["TrailARN"], trail["S3BucketName"]) == ("trail", arn, bucket)
    assert trail["IsMultiRegionTrail"] is True and trail["LogFileValidationEnabled"] is False
    assert seen["status"] == {"isLogging": True, "started": "Date", "stopped": "undefined"}
    assert seen["selectors"] == [{
        "ReadWriteType": "All",
        "IncludeManagementEvents": True,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::bucket/"]}],
    }]
    assert seen["tags"] == [{"ResourceId": arn, "TagsList": [{"Key": "team", "Value": "Überwachung"}]}]
    assert seen["error"] == {
        "isTrailNotFound": True,
        "isInvalidTrailName": False,
        "isOfTheService": True,
        "name": "TrailNotFoundException",
        "message": f"Unknown trail: nothing for the user: {ACCOUNT}",
        "status": 400,
        "hasRequestId": True,
    }
    history = seen["history"]
    assert history["names"][:4] == ["AddTags", "PutEventSelectors", "StartLogging", "CreateTrail"]
    assert history["sizes"][:2] == [2, 2] and set(history["times"]) == {"Date"}
    assert "aws-sdk-js/3" in history["agent"]
    assert seen["store"] == {"status": "CREATED", "created": "Date", "retentionDays": 366}
    assert seen["rows"] == [[{"eventName": "AddTags"}, {"who": "admin"}]]
    channel = seen["channel"]
    assert channel["arn"].startswith(f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:channel/")
    assert channel["destinations"] == [{"Type": "EVENT_DATA_STORE", "Location": channel["store"]}]
    # The SDK's client and another see the same.
    assert seen["left"] == cloudtrail.list_trails()["Trails"] == []
    assert [c["ChannelArn"] for c in cloudtrail.list_channels()["Channels"]] == [channel["arn"]]
