"""The server under load: LookupEvents, PutAuditEvents, and how soon an event can be seen; writes docs/benchmarks-server.md.

The load generator (`stellwerk bench-requests`) runs on the same cores as the server: what it takes is part of every figure.
"""

import argparse
import datetime
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOKUP = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."
CLIENTS = 16
LOOKUP_P99_MS_MAX = 10
PUT_EVENTS_MIN = 20_000
VISIBLE_MS_MAX = 1000
KEY = ("AKIABENCHMARK", "benchmark-secret")


def main():
    arguments = parse()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.cores])
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    data = work / "server-data"
    shutil.rmtree(data, ignore_errors=True)
    bench = Bench(arguments, work, data)
    print("importing", flush=True)
    bench.program("import", "--data-dir", data, arguments.logs)
    scope = bench.query("SELECT recipientAccountId AS account, awsRegion AS region, count(*) AS events FROM events GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1")[0]
    bench.serve(scope)
    try:
        report = [
            "# The server under load",
            "",
            "Written by `make bench-server`; see `bench/README.md` for how it is measured.",
            "",
            f"- {datetime.date.today()}, {arguments.cores} cores for server and load generator together, {platform.system()} {platform.release()}",
            f"- {bench.events:,} events in the store; {scope['events']:,} of them in the account and region that are asked",
            "",
        ]
        bars = []
        report += bench.lookups(scope, bars) + bench.puts(bars) + bench.visibility(bars)
    finally:
        bench.stop()
    report += ["## Our own bars", "", "| bar | measured | verdict |", "| --- | --- | --- |"]
    report += [f"| {bar} | {measured} | {'met' if met else '**missed**'} |" for bar, measured, met in bars]
    text = "\n".join(report) + "\n"
    print("\n" + text)
    arguments.output.write_text(text)
    print(f"written: {arguments.output}")


def parse():
    parser = argparse.ArgumentParser(description="Measure the server.")
    parser.add_argument("--stellwerk", type=Path, required=True, help="the program to measure")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--logs", type=Path, help="an archive of *.json.gz instead of a simulated one")
    parser.add_argument("--requests", type=int, default=4000, help="of each kind")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--work", type=Path, default=ROOT / ".run" / "bench", help="folder for archive and data")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks-server.md")
    arguments = parser.parse_args()
    if not arguments.logs:
        arguments.logs = arguments.work.resolve() / f"archive-{arguments.events}-1"
        done = arguments.logs.with_suffix(".done")
        if not done.exists():
            shutil.rmtree(arguments.logs, ignore_errors=True)
            arguments.logs.parent.mkdir(parents=True, exist_ok=True)
            scale = ["--events", str(arguments.events), "--seed", "1"]
            subprocess.run([arguments.stellwerk, "demo", *scale, "--logs", arguments.logs, "--logs-only"], check=True)
            done.touch()
    return arguments


class Bench:
    def __init__(self, arguments, work, data):
        self.arguments, self.work, self.data = arguments, work, data
        self.random = random.Random(1)

    def program(self, *command, **environment):
        command = [str(self.arguments.stellwerk), *map(str, command)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
        if done.returncode:
            sys.exit(f"failed ({done.returncode}): {' '.join(command)}")
        return done.stdout

    def query(self, statement):
        return json.loads(self.program("query", "--data-dir", self.data, "--format", "json", statement))

    def serve(self, scope):
        self.events = self.query("SELECT count(*) AS n FROM events")[0]["n"]
        settings = self.work / "server-settings.toml"
        settings.write_text(
            f'account = "{scope["account"]}"\n[[access_keys]]\naccess_key_id = "{KEY[0]}"\nsecret_access_key = "{KEY[1]}"\n'
            'user_name = "bench"\nrole = "admin"\n'
        )
        command = [self.arguments.stellwerk, "serve", "--data-dir", self.data, "--listen", "127.0.0.1:0", "--settings", settings]
        self.server = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
        self.url = self.server.stdout.readline().split()[-1]
        self.region, self.account = scope["region"], scope["account"]

    def stop(self):
        self.server.terminate()
        self.server.wait(60)

    def send(self, requests, count, clients, *more):
        file = self.work / "requests.json"
        file.write_text(json.dumps(requests))
        return self.program(
            *("bench-requests", "--file", file, "--requests", count, "--clients", clients, "--region", self.region, *more),
            AWS_ENDPOINT_URL=self.url,
            AWS_ACCESS_KEY_ID=KEY[0],
            AWS_SECRET_ACCESS_KEY=KEY[1],
        )

    def call(self, operation, **body):
        """One request and its answer."""
        return json.loads(self.send([request(operation, body)], 1, 1, "--show").splitlines()[0])

    def lookups(self, scope, bars):
        own = f"recipientAccountId = '{scope['account']}' AND awsRegion = '{scope['region']}'"
        own += " AND eventTime > date_add('day', -89, now()) AND coalesce(eventCategory, 'Management') = 'Management'"
        sample = lambda what, more="": [row["v"] for row in self.query(f"SELECT {what} AS v FROM events WHERE {own} {more} LIMIT 1000") if row["v"]]
        times = self.query(f"SELECT to_unixtime(min(eventTime)) AS a, to_unixtime(max(eventTime)) AS b FROM events WHERE {own}")[0]
        by = lambda key, values: [attribute(key, value) for value in values]
        ids = by("EventId", sample("eventId", "AND rand() < 0.01"))
        users = by("Username", sample("DISTINCT userIdentity.userName"))
        keys = by("AccessKeyId", sample("DISTINCT userIdentity.accessKeyId", "AND userIdentity.accessKeyId LIKE 'A%'"))
        names = by("EventName", sample("DISTINCT eventName"))
        anywhere = []
        for body in (users + keys + names) * 5:
            end = self.random.uniform(times["a"] + (times["b"] - times["a"]) / 10, times["b"])
            anywhere.append({**body, "EndTime": int(end)})
        kinds = [
            ("event by eventID", ids),
            ("newest 50 of a user", users),
            ("newest 50 of an access key", keys),
            ("newest 50 of an event name", names),
            ("newest 50, no filter", [{}]),
            ("50 of a user, key or name before a random time", anywhere),
        ]
        text = ["## LookupEvents", "", f"| request | different ones | clients | a second | median ms | p99 ms |", "| --- | --- | --- | --- | --- | --- |"]
        for name, bodies in kinds:
            self.random.shuffle(bodies)
            requests = [request("LookupEvents", body) for body in bodies]
            for clients in (1, CLIENTS):
                self.send(requests, min(len(requests), 500), clients)
                found = json.loads(self.send(requests, self.arguments.requests, clients))
                text.append(f"| {name} | {len(requests)} | {clients} | {found['per_second']:,.0f} | {found['p50_ms']:.1f} | {found['p99_ms']:.1f} |")
                print(text[-1], flush=True)
                if clients == CLIENTS:
                    p99 = found["p99_ms"]
                    bars.append((f"LookupEvents, {name}: p99 below {LOOKUP_P99_MS_MAX} ms with {CLIENTS} clients", f"{p99:.1f} ms", p99 < LOOKUP_P99_MS_MAX))
        return text + [""]

    def puts(self, bars):
        selectors = [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["ActivityAuditLog"]}]}]
        self.store = self.call("CreateEventDataStore", Name="bench", AdvancedEventSelectors=selectors)["EventDataStoreArn"]
        to = [{"Type": "EVENT_DATA_STORE", "Location": self.store}]
        self.channel = self.call("CreateChannel", Name="bench", Source="Custom", Destinations=to)["ChannelArn"]
        requests = [self.put([self.event(f"{n}-{i}") for i in range(100)]) for n in range(50)]
        self.send(requests, 50, CLIENTS)
        found = json.loads(self.send(requests, 1000, CLIENTS))
        rate = found["per_second"] * 100
        bars.append((f"PutAuditEvents: at least {PUT_EVENTS_MIN:,} durable events a second", f"{rate:,.0f}", rate >= PUT_EVENTS_MIN))
        return [
            "## PutAuditEvents",
            "",
            f"{rate:,.0f} events a second, acknowledged when durable: {found['per_second']:,.0f} requests of 100 events, {CLIENTS} clients,",
            f"median {found['p50_ms']:.1f} ms, p99 {found['p99_ms']:.1f} ms, while an event data store takes them in.",
            "",
        ]

    def event(self, id):
        event = {
            "version": "1.0",
            "UID": f"{id}-{self.random.getrandbits(64):016x}",
            "userIdentity": {"type": "User", "principalId": f"user-{self.random.randrange(1000)}", "details": {"team": "ops"}},
            "eventSource": "app.example",
            "eventName": f"Action{self.random.randrange(50)}",
            "eventTime": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "recipientAccountId": self.account,
            "requestParameters": {"path": f"/documents/{self.random.randrange(10**9)}", "method": "PUT", "bytes": self.random.randrange(10**6)},
        }
        return {"id": id, "eventData": json.dumps(event)}

    def put(self, events):
        query = f"channelArn={self.channel.replace(':', '%3A').replace('/', '%2F')}"
        return {"service": "cloudtrail-data", "path": "/PutAuditEvents", "query": query, "body": {"auditEvents": events}}

    def visibility(self, bars):
        """From the acknowledgement of an event until a query that is started then finds it."""
        took = []
        for number in range(10):
            uid = f"visible-{number}-{time.time_ns()}"
            event = self.event(uid)
            event["eventData"] = event["eventData"].replace('"version"', f'"additionalEventData": {{"mark": "{uid}"}}, "version"')
            self.send([self.put([event])], 1, 1)
            acknowledged = time.monotonic()
            statement = f"SELECT count(*) AS n FROM {self.store.split('/')[-1]} WHERE eventJson LIKE '%{uid}%'"
            while True:
                started = time.monotonic()
                id = self.call("StartQuery", QueryStatement=statement)["QueryId"]
                while (results := self.call("GetQueryResults", QueryId=id))["QueryStatus"] in ("QUEUED", "RUNNING"):
                    pass
                if results["QueryResultRows"][0][0]["n"] != "0":
                    break
            took.append((started - acknowledged) * 1000)
        worst = max(took)
        bars.append((f"an acknowledged event is found by a query that is started less than {VISIBLE_MS_MAX} ms later", f"{worst:.0f} ms", worst < VISIBLE_MS_MAX))
        began = time.monotonic()
        self.call("ListTrails")
        while not self.call("LookupEvents", **attribute("EventName", "ListTrails"), StartTime=int(time.time()) - 60)["Events"]:
            pass
        seen = (time.monotonic() - began) * 1000
        bars.append((f"a call is in event history within {VISIBLE_MS_MAX} ms", f"{seen:.0f} ms", seen < VISIBLE_MS_MAX))
        return ["## How soon", "", f"Found by StartQuery after {sorted(took)[5]:.0f} ms (median of 10), {worst:.0f} ms at worst; by LookupEvents after {seen:.0f} ms.", ""]


def request(operation, body):
    return {"service": "cloudtrail", "target": LOOKUP + operation, "body": body}


def attribute(key, value):
    return {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}


if __name__ == "__main__":
    main()
