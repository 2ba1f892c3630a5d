"""Black-box scenarios: real clients against a Stellwerk that runs, with moto as the cloud around it.

`make test` runs them; by hand: `.venv-test/bin/pytest compat` after `cargo build`. STELLWERK names the program to test.
"""

import gzip
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.config import Config

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent
ACCOUNT = "123456789012"
KEY = ("AKIACOMPATADMIN", "compat-admin-secret")
KEYS = {
    "admin": KEY,
    "operator": ("AKIACOMPATOPERATOR", "compat-operator-secret"),
    "auditor": ("AKIACOMPATAUDITOR", "compat-auditor-secret"),
    "ingest": ("AKIACOMPATINGEST", "compat-ingest-secret"),
}
# With which moto's own tests sign.
MOTO_KEY = ("FOOBARKEY", "FOOBARSECRET")


def program():
    named = os.environ.get("STELLWERK")
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return pathlib.Path(named) if named else target / "debug" / "stellwerk"


# Packages that suites install stay here between runs.
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Moto:
    """The cloud around Stellwerk: S3, SNS, SQS."""

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = open(folder / "moto.log", "w")
        command = [sys.executable, "-m", "moto.server", "-p", str(self.port), "-H", "127.0.0.1"]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/moto-api/data.json", timeout=1)
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, "moto did not start"
                time.sleep(0.1)

    def reset(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"))

    def client(self, service, region="us-east-1"):
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id="moto",
            aws_secret_access_key="moto",
        )


class Gate:
    """The cloud behind a gate, which may refuse a request, or spoil an answer."""

    def __init__(self, cloud):
        gate = self
        # Of a request (method, path, body): a status and a body, or None for what may pass.
        self.refuse = None
        # Of a request and the answer's body: the body that is given.
        self.spoil = None

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                refused = gate.refuse and gate.refuse(self.command, self.path, body)
                if refused:
                    return self.give(refused[0], {}, refused[1])
                request = urllib.request.Request(cloud.url + self.path, data=body or None, headers=dict(self.headers), method=self.command)
                try:
                    got = urllib.request.urlopen(request)
                except urllib.error.HTTPError as error:
                    got = error
                answer = got.read()
                spoiled = gate.spoil(self.command, self.path, body, answer) if gate.spoil else answer
                self.give(got.status, dict(got.headers), spoiled)

            def give(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "connection", "date", "server", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_PUT = do_POST = do_HEAD = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Stellwerk:
    """A server, on a folder of its own or ephemeral."""

    running = []

    def __init__(self, folder, cloud, data_dir=None, settings=""):
        self.folder, self.cloud, self.data_dir = folder, cloud, data_dir
        self.settings = folder / "settings.toml"
        keys = "".join(
            f'[[access_keys]]\naccess_key_id = "{id}"\nsecret_access_key = "{secret}"\nuser_name = "{role}"\nrole = "{role}"\n'
            for role, (id, secret) in [*KEYS.items(), ("admin", MOTO_KEY)]
        )
        self.settings.write_text(settings + keys)
        self.start()
        Stellwerk.running.append(self)

    def start(self):
        self.log = open(self.folder / "stellwerk.log", "a")
        command = [str(program()), "serve", "--listen", "127.0.0.1:0", "--settings", str(self.settings)]
        command += ["--data-dir", str(self.data_dir)] if self.data_dir else ["--ephemeral"]
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": "moto", "AWS_SECRET_ACCESS_KEY": "moto"}
        environment |= {"AWS_ENDPOINT_URL": self.cloud.url, "STELLWERK_LOG": "warn"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), (self.folder / "stellwerk.log").read_text()
        self.url = line.split()[-1]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=60)

    def run(self, *arguments):
        """Runs another subcommand of the program; returns its code and what it printed."""
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": "moto", "AWS_SECRET_ACCESS_KEY": "moto", "AWS_ENDPOINT_URL": self.cloud.url}
        done = subprocess.run([str(program()), *arguments], env=environment, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def post(self, path, body=None):
        data = json.dumps(body).encode() if body is not None else b""
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method="POST")
        return urllib.request.urlopen(request).read().decode()

    def reset(self):
        self.post("/_stellwerk/reset")

    def advance(self, seconds):
        """Moves the clock; returns what it shows then, in seconds since 1970."""
        return json.loads(self.post("/_stellwerk/clock", {"advance_seconds": seconds}))["now"]

    def client(self, service="cloudtrail", region="us-east-1", role="admin", key=None):
        id, secret = key or KEYS[role]
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id=id,
            aws_secret_access_key=secret,
            config=Config(retries={"max_attempts": 0}, parameter_validation=False),
        )

    def aws(self, *arguments, region="us-east-1"):
        """Runs the AWS CLI: this server for CloudTrail, STS and Config, moto for everything else."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "AWS_ACCESS_KEY_ID": KEY[0],
            "AWS_SECRET_ACCESS_KEY": KEY[1],
            "AWS_DEFAULT_REGION": region,
            "AWS_ENDPOINT_URL": self.cloud.url,
            "AWS_ENDPOINT_URL_CLOUDTRAIL": self.url,
            "AWS_ENDPOINT_URL_CONFIG_SERVICE": self.url,
        }
        command = [sys.executable, "-m", "awscli", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="session")
def moto_server(tmp_path_factory):
    moto = Moto(tmp_path_factory.mktemp("moto"))
    yield moto
    moto.process.terminate()
    moto.process.wait(timeout=30)


@pytest.fixture(scope="session")
def ephemeral_server(tmp_path_factory, moto_server):
    server = Stellwerk(tmp_path_factory.mktemp("stellwerk"), moto_server)
    yield server
    assert server.stop() == 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What the servers had to say belongs to a failure."""
    report = yield
    if report.failed:
        for server in Stellwerk.running:
            said = (server.folder / "stellwerk.log").read_text().splitlines()[-100:]
            report.sections.append((f"stellwerk.log of {server.folder.name}", "\n".join(said)))
    return report


@pytest.fixture(autouse=True)
def no_server_is_left():
    """One that a failed test leaves running would go on delivering into the buckets of the next."""
    before = list(Stellwerk.running)
    yield
    for server in [s for s in Stellwerk.running if s not in before]:
        if server.process.poll() is None:
            server.stop(signal.SIGKILL)
        Stellwerk.running.remove(server)


@pytest.fixture
def cloud(moto_server):
    """An empty cloud, into which no server delivers what it owes to an earlier scenario."""
    for server in Stellwerk.running:
        if not server.data_dir and server.process.poll() is None:
            server.reset()
    moto_server.reset()
    return moto_server


@pytest.fixture
def server(ephemeral_server, cloud):
    return ephemeral_server


@pytest.fixture
def cloudtrail(server):
    return server.client()


@pytest.fixture
def bucket(cloud):
    cloud.client("s3").create_bucket(Bucket="trail-logs")
    return "trail-logs"


def eventually(condition, seconds=20):
    """Waits until the condition returns something true, and returns it."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found or time.monotonic() > deadline:
            assert found, f"not within {seconds} s"
            return found
        time.sleep(0.05)


def objects(cloud, bucket, pattern=""):
    """Keys in the bucket that the pattern is found in, in order."""
    listed = cloud.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    return sorted(o["Key"] for o in listed if re.search(pattern, o["Key"]))


def read_object(cloud, bucket, key):
    return gzip.decompress(cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
