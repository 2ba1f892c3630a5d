"""moto's own tests of CloudTrail, against Stellwerk.

moto (Apache-2.0) publishes its tests with its source package. All of them run. They must pass, but for those in PECULIAR,
which ask for what is moto's own and would fail at AWS, too: those must fail, and as it says there, so that the table stays true. None
may be skipped.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree

import pytest

from conftest import CACHE

# The tests of the moto that is the cloud here.
VERSION = importlib.metadata.version("moto")

# These never reach a server: moto's application is called within the test's own process.
IN_PROCESS = ["tests/test_cloudtrail/test_server.py"]

NO_ARNS = (
    "InvalidCloudWatchLogsLogGroupArnException",
    'Makes its trail with the log group "cwllga", the role "cwlra" and the key "kki"; AWS takes ARNs, and says so.',
)
AT_ONCE = (
    "KeyError: 'LatestDeliveryTime'",
    "Sees a delivery as soon as logging has started; AWS delivers the first log file some minutes later.",
)
# Name of the test: what is seen where it fails, and why it has to.
PECULIAR = {
    "test_create_trail_advanced": NO_ARNS,
    "test_get_trail_status_multi_region_not_from_the_home_region": NO_ARNS,
    "test_list_trails_different_home_region_one_multiregion": NO_ARNS,
    "test_describe_trails_without_shadowtrails": NO_ARNS,
    "test_describe_trails_with_shadowtrails_true": NO_ARNS,
    "test_describe_trails_with_shadowtrails_false": NO_ARNS,
    "test_remove_tags": NO_ARNS,
    "test_create_trail_with_tags_and_list_tags": NO_ARNS,
    "test_get_trail_status_after_starting": AT_ONCE,
    "test_get_trail_status_after_starting_and_stopping": AT_ONCE,
    "test_update_trail_full": (
        "InvalidParameterCombinationException",
        "Changes a trail to what moto itself refuses to create, many regions without global service events, with a bucket and names "
        "that nothing stands behind; AWS checks a change as it checks a new trail.",
    ),
    "test_list_trails_different_home_region_no_multiregion": (
        "assert 3 == 0",
        "Sees no trails of other regions; ListTrails of AWS answers with all trails of the account, whichever region is asked.",
    ),
    "test_put_event_selectors_advanced": (
        "InvalidEventSelectorsException",
        "Puts event selectors and advanced event selectors at once; at AWS a trail has the one kind or the other.",
    ),
    "test_get_event_selectors_multiple": (
        "InvalidEventSelectorsException",
        'Selects events by the field "f"; AWS has a list of fields, and refuses what is not on it.',
    ),
    "test_get_event_selectors_empty": (
        "IncludeManagementEvents",
        "Sees no selectors at a new trail; at AWS it has one, which takes all management events.",
    ),
    "test_get_insight_selectors": (
        "InsightNotEnabledException",
        "Asks for the Insights of a trail that has none, and gets an answer without them; AWS answers with this error.",
    ),
}

# Sends the services under test elsewhere: moto's server mode gives every client moto's own address.
PLUGIN = '''
import os, urllib.request
from moto.core.models import ServerModeMockAWS

ENDPOINT = os.environ["STELLWERK_ENDPOINT"]
enable = ServerModeMockAWS._enable_patching

def enable_and_redirect(self, reset=True):
    enable(self, reset)
    # moto resets itself after a test, too; before is enough.
    urllib.request.urlopen(urllib.request.Request(ENDPOINT + "/_stellwerk/reset", method="POST"))
    import boto3
    moto_client = boto3.client
    def client(service, *args, **kwargs):
        if service in ("cloudtrail", "config") and "endpoint_url" not in kwargs:
            kwargs["endpoint_url"] = ENDPOINT
        return moto_client(service, *args, **kwargs)
    # moto puts the real client back when it stops.
    boto3.client = client

ServerModeMockAWS._enable_patching = enable_and_redirect
'''


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moto-source")
    # pip takes its time even where it has the package, so that runs share it.
    kept = CACHE / f"stellwerk-moto-{VERSION}.tar.gz"
    if not kept.exists():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "moto"]
        got = subprocess.run([*pip, "--dest", str(folder), f"moto=={VERSION}"], capture_output=True, text=True)
        packages = list(folder.glob("*.tar.gz"))
        if not packages:
            pytest.skip(f"moto's source package cannot be had here: {got.stderr.strip()[-300:]}")
        # Copied, then renamed: it is there whole or not at all, also where another run does the same.
        CACHE.mkdir(parents=True, exist_ok=True)
        copy = shutil.copy(packages[0], f"{kept}.{os.getpid()}")
        os.replace(copy, kept)
    with tarfile.open(kept) as package:
        wanted = re.compile(rf"moto-{VERSION}/tests/(__init__\.py|test_cloudtrail/.*\.py)$")
        package.extractall(folder, [m for m in package.getmembers() if wanted.match(m.name)], filter="data")
    root = folder / f"moto-{VERSION}"
    (root / "redirect.py").write_text(PLUGIN)
    return root


def test_moto(source, server, cloud, tmp_path):
    environment = {
        **os.environ,
        "PYTHONPATH": str(source),
        "AWS_DEFAULT_REGION": "us-east-1",
        "TEST_SERVER_MODE": "true",
        "TEST_SERVER_MODE_ENDPOINT": cloud.url,
        "STELLWERK_ENDPOINT": server.url,
    }
    report = tmp_path / "report.xml"
    options = ["-q", "-p", "redirect", "-p", "no:cacheprovider", "--rootdir", str(source), "--junit-xml", str(report)]
    options += [f"--ignore={path}" for path in IN_PROCESS]
    command = [sys.executable, "-m", "pytest", *options, "tests/test_cloudtrail"]
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, timeout=300)
    assert report.exists(), done.stdout[-5000:] + done.stderr[-2000:]
    unexpected, seen = [], set()
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        seen.add(name := case.get("name").split("[")[0])
        # Empty where the test passed; otherwise how it failed, or why it was skipped.
        found = "".join(part.get("message", "") for part in case)
        wanted, why = PECULIAR.get(name, ("", "one that AWS would pass"))
        fits = wanted in found if wanted else not found
        if not fits:
            unexpected.append(f"{case.get('name')} ({why}):\n{found or 'passed'}")
    assert not unexpected, "\n\n".join(unexpected)
    assert set(PECULIAR) <= seen, sorted(set(PECULIAR) - seen)
