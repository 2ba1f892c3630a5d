"""moto's own tests for the operations that are there, against Stellwerk.

moto (Apache-2.0) publishes its tests with its source package. Those that ask nothing that AWS would not do must pass; the rest encode
what is moto's own: names that are no ARNs, deliveries that happened at once, selectors of both kinds together.
"""

import os
import pathlib
import re
import subprocess
import sys
import tarfile

import pytest

VERSION = "5.2.1"
PLAIN = {
    "tests/test_cloudtrail/test_cloudtrail.py": [
        "test_create_trail_without_bucket",
        "test_create_trail_invalid_name",
        "test_create_trail_simple",
        "test_create_trail_multi_but_not_global",
        "test_create_trail_with_nonexisting_topic",
        "test_get_trail_with_one_char",
        "test_get_trail_unknown",
        "test_get_trail",
        "test_get_trail_status_with_one_char",
        "test_get_trail_status_unknown_trail",
        "test_get_trail_status_inactive",
        "test_get_trail_status_arn_inactive",
        "test_delete_trail",
        "test_update_trail_simple",
    ],
    "tests/test_cloudtrail/test_cloudtrail_eventselectors.py": [
        "test_put_event_selectors",
        "test_get_event_selectors",
        "test_put_insight_selectors",
    ],
    "tests/test_cloudtrail/test_cloudtrail_tags.py": [
        "test_add_tags",
        "test_create_trail_without_tags_and_list_tags",
    ],
}
# Six names of test_create_trail_invalid_name and two runs of test_put_insight_selectors.
PLAIN_RUNS = 25

# Sends the services under test elsewhere: moto's server mode gives every client moto's own address.
PLUGIN = '''
import os, urllib.request
from moto.core.models import ServerModeMockAWS

ENDPOINT = os.environ["STELLWERK_ENDPOINT"]
enable, reset = ServerModeMockAWS._enable_patching, ServerModeMockAWS.reset

def reset_both(self):
    reset(self)
    urllib.request.urlopen(urllib.request.Request(ENDPOINT + "/_stellwerk/reset", method="POST"))

def enable_and_redirect(self, reset=True):
    enable(self, reset)
    import boto3
    moto_client = boto3.client
    def client(service, *args, **kwargs):
        if service in ("cloudtrail", "config") and "endpoint_url" not in kwargs:
            kwargs["endpoint_url"] = ENDPOINT
        return moto_client(service, *args, **kwargs)
    # moto puts the real client back when it stops.
    boto3.client = client

ServerModeMockAWS.reset = reset_both
ServerModeMockAWS._enable_patching = enable_and_redirect
'''


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moto-source")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "moto"]
    got = subprocess.run([*pip, "--dest", str(folder), f"moto=={VERSION}"], capture_output=True, text=True)
    packages = list(folder.glob("*.tar.gz"))
    if not packages:
        pytest.skip(f"moto's source package cannot be had here: {got.stderr.strip()[-300:]}")
    with tarfile.open(packages[0]) as package:
        wanted = re.compile(rf"moto-{VERSION}/tests/(__init__\.py|test_cloudtrail/.*\.py)$")
        package.extractall(folder, [m for m in package.getmembers() if wanted.match(m.name)], filter="data")
    root = folder / f"moto-{VERSION}"
    (root / "redirect.py").write_text(PLUGIN)
    return root


def test_plain_tests_of_moto_pass(source, server, cloud):
    tests = [f"{file}::{name}" for file, names in PLAIN.items() for name in names]
    environment = {
        **os.environ,
        "PYTHONPATH": str(source),
        "AWS_DEFAULT_REGION": "us-east-1",
        "TEST_SERVER_MODE": "true",
        "TEST_SERVER_MODE_ENDPOINT": cloud.url,
        "STELLWERK_ENDPOINT": server.url,
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "redirect", "-p", "no:cacheprovider", "--rootdir", str(source), *tests]
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and f"{PLAIN_RUNS} passed" in done.stdout, done.stdout[-5000:] + done.stderr[-2000:]
