"""moto's own tests of CloudTrail and AWS Config, against Stellwerk.

moto (Apache-2.0) publishes its tests with its source package. All of them run, but for those IN_PROCESS, and those of operations that
are not here yet. They must pass, but for those in PECULIAR, which ask for what is moto's own and would fail at AWS, too: those must
fail, and as it says there, so that the table stays true. None may be skipped.
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
from botocore.exceptions import ClientError

from conftest import ACCOUNT, CACHE, Stellwerk

# The tests of the moto that is the cloud here.
VERSION = importlib.metadata.version("moto")

# These never reach a server, or look into moto's own objects: moto is called within the test's own process.
IN_PROCESS = [
    "tests/test_cloudtrail/test_server.py",
    "tests/test_config/test_config.py::test_delete_resource_config",
    "tests/test_config/test_config.py::test_select_resource_config_with_query_results_queue",
    "tests/test_config/test_config.py::test_select_resource_config_with_expression_results",
]

# What is not here yet: an operation of it with an input, which must be refused, and how the names of the tests that need it begin.
NOT_YET = [
    (
        "There are no rules.",
        "describe_config_rules",
        {},
        [
            "tests/test_config/test_config_rules.py",
            "tests/test_config/test_config_rules_integration.py",
            # Tags an aggregator, an authorization and, at last, a rule.
            "tests/test_config/test_config_tags.py::test_tag_resource",
        ],
    ),
    (
        "There are no evaluations.",
        "put_evaluations",
        {"ResultToken": "token"},
        ["tests/test_config/test_config.py::test_put_evaluations"],
    ),
    (
        "There are no conformance packs of organizations.",
        "describe_organization_conformance_packs",
        {},
        [
            "tests/test_config/test_config.py::test_put_organization_conformance_pack",
            "tests/test_config/test_config.py::test_describe_organization_conformance_pack",
            "tests/test_config/test_config.py::test_get_organization_conformance_pack",
            "tests/test_config/test_config.py::test_delete_organization_conformance_pack",
        ],
    ),
]

NO_ARNS = (
    "InvalidCloudWatchLogsLogGroupArnException",
    'Makes its trail with the log group "cwllga", the role "cwlra" and the key "kki"; AWS takes ARNs, and says so.',
)
AT_ONCE = (
    "KeyError: 'LatestDeliveryTime'",
    "Sees a delivery as soon as logging has started; AWS delivers the first log file some minutes later.",
)
NO_ROLE = (
    "InvalidRoleException",
    'Makes its recorder with the role "somearn"; AWS takes the ARN of a role.',
)
NO_ROLE_NO_BUCKET = (
    "InvalidRoleException",
    'Makes its recorder with the role "somearn" and its channel with a bucket that nobody has made; AWS takes the ARN of a role, and '
    "writes a file into the bucket before it takes that.",
)
FROM = (
    "InvalidExpressionException",
    "Selects FROM a type of resources; queries of AWS Config have no FROM: they are over all types, which conditions choose from.",
)
UNCOUNTED = (
    "assert '1 validation",
    'Sees constraints that were not met without AWS\'s beginning, "1 validation error detected", and a list as Python writes it.',
)
NOT_RECORDED = "moto finds the buckets in itself, without a recorder"
# Name of the test: what is seen where it fails, and why it has to.
PECULIAR = {
    # CloudTrail
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
    # AWS Config
    "test_put_configuration_recorder": (
        "InvalidRoleException",
        'Sees that a recorder without a name is refused, which has the name "default" at AWS, and gives it the role "somearn".',
    ),
    "test_describe_configurations": NO_ROLE,
    "test_describe_configuration_recorder_status": NO_ROLE,
    "test_delete_configuration_recorder": NO_ROLE,
    "test_delivery_channels": NO_ROLE_NO_BUCKET,
    "test_describe_delivery_channels": NO_ROLE_NO_BUCKET,
    "test_delete_delivery_channel": NO_ROLE_NO_BUCKET,
    "test_start_configuration_recorder": NO_ROLE_NO_BUCKET,
    "test_stop_configuration_recorder": NO_ROLE_NO_BUCKET,
    "test_describe_configuration_aggregators": (
        "== 'testing4'",
        "Sees in a token which aggregator is next, and makes tokens of its own; those of AWS tell nothing.",
    ),
    "test_describe_aggregation_authorizations": (
        "== '444444444444/us-west-2'",
        "Sees in a token which authorization is next, and makes tokens of its own; those of AWS tell nothing.",
    ),
    "test_list_discovered_resource": ("assert 0 == 10", f"{NOT_RECORDED}; its tokens are names of buckets."),
    "test_list_aggregate_discovered_resource": (
        "assert 0 == 12",
        f"{NOT_RECORDED}, of an account that the aggregator does not name; its tokens are names of buckets.",
    ),
    "test_get_resource_config_history": (
        "Resource bucket1 of resourceType:AWS::S3::Bucket is unknown or has not been discovered",
        f"{NOT_RECORDED}, and makes up the one item of each.",
    ),
    "test_batch_get_resource_config": (
        "assert not [{'resourceType': 'NOT::A::RESOURCE'",
        f"{NOT_RECORDED}, and never tells which keys are not processed.",
    ),
    "test_batch_get_aggregate_resource_config": (
        "assert 13 == 1",
        f"{NOT_RECORDED}, of an account that the aggregator does not name.",
    ),
    "test_put_retention_configuration": UNCOUNTED,
    "test_describe_retention_configurations": UNCOUNTED,
    "test_select_resource_config": FROM,
    "test_select_resource_config_with_results": FROM,
    "test_select_resource_config_empty_results": FROM,
    "test_select_resource_config_with_limit_and_token": FROM,
    "test_put_resource_config": (
        "NoRunningConfigurationRecorderException",
        "Records a resource where no recorder runs, of a type that is AWS's own; AWS answers with this error.",
    ),
    "test_untag_resource": (
        "at 'tagKeys' failed to satisfy constraint",
        "Sees that there are too many 'tags'; the member is named TagKeys, and AWS names the member.",
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
        wanted = re.compile(rf"moto-{VERSION}/tests/(__init__\.py|test_(cloudtrail|config)/.*\.py)$")
        package.extractall(folder, [m for m in package.getmembers() if wanted.match(m.name)], filter="data")
    root = folder / f"moto-{VERSION}"
    (root / "redirect.py").write_text(PLUGIN)
    return root


def test_moto(source, cloud, tmp_path):
    # The account of the tests manages an organization.
    settings = f'[organization]\nid = "o-abcdefghij"\nmanagement_account = "{ACCOUNT}"\nmember_accounts = []\n'
    server = Stellwerk(tmp_path, cloud, settings=settings)
    config = server.client("config")
    for why, operation, arguments, names in NOT_YET:
        try:
            code = getattr(config, operation)(**arguments) and "answered"
        except ClientError as refused:
            code = refused.response["Error"]["Code"]
        assert code == "UnsupportedOperationException", f"{why} That is no reason any more to leave out {names}"
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
    left_out = IN_PROCESS + [name for *_, names in NOT_YET for name in names]
    options += [f"--deselect={name}" for name in left_out]
    command = [sys.executable, "-m", "pytest", *options, "tests/test_cloudtrail", "tests/test_config"]
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
