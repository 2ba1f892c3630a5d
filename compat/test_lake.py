"""CloudTrail Lake: event data stores and their life, and SQL over them."""

import base64
import csv
import gzip
import hashlib
import io
import json
import signal

from conftest import ACCOUNT, Stellwerk, eventually, objects
from test_trails import kms_key, refused

MISSING = "00000000-0000-4000-8000-000000000000"
DAY = 24 * 3600


def selector(category, **fields):
    fields = {"eventCategory": category, **fields}
    return [{"Name": "s", "FieldSelectors": [{"Field": f.replace("__", "."), "Equals": [v]} for f, v in fields.items()]}]


def new_store(client, name="store", **more):
    made = client.create_event_data_store(Name=name, **{"TerminationProtectionEnabled": False, **more})
    return made["EventDataStoreArn"]


def id_of(arn):
    return arn.split("/")[-1]


def finished(client, id):
    done = ("FINISHED", "FAILED", "CANCELLED", "TIMED_OUT")
    return eventually(lambda: (d := client.describe_query(QueryId=id))["QueryStatus"] in done and d)


def query(client, statement, **more):
    """The rows of a query, as dictionaries."""
    id = client.start_query(QueryStatement=statement, **more)["QueryId"]
    described = finished(client, id)
    assert described["QueryStatus"] == "FINISHED", described
    rows, token = [], {}
    while True:
        page = client.get_query_results(QueryId=id, **token)
        rows += [{k: v for cell in row for k, v in cell.items()} for row in page["QueryResultRows"]]
        if "NextToken" not in page:
            return rows
        token = {"NextToken": page["NextToken"]}


def names_in(client, arn):
    return [row["eventName"] for row in query(client, f"SELECT eventName FROM {id_of(arn)} ORDER BY eventTime")]


def test_create_get_list(cloudtrail):
    made = cloudtrail.create_event_data_store(Name="store", TagsList=[{"Key": "team", "Value": "a"}])
    arn = made["EventDataStoreArn"]
    assert arn.startswith(f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:eventdatastore/")
    assert (made["Status"], made["TagsList"]) == ("CREATED", [{"Key": "team", "Value": "a"}])
    for given in (arn, id_of(arn)):
        found = cloudtrail.get_event_data_store(EventDataStore=given)
        created, updated = found.pop("CreatedTimestamp"), found.pop("UpdatedTimestamp")
        assert created == updated
        found.pop("ResponseMetadata")
        assert found == {
            "EventDataStoreArn": arn,
            "Name": "store",
            "Status": "ENABLED",
            "AdvancedEventSelectors": [
                {"Name": "Default management events", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
            ],
            "MultiRegionEnabled": True,
            "OrganizationEnabled": False,
            "RetentionPeriod": 366,
            "TerminationProtectionEnabled": True,
            "BillingMode": "EXTENDABLE_RETENTION_PRICING",
            "FederationStatus": "DISABLED",
        }
    assert cloudtrail.list_event_data_stores()["EventDataStores"] == [{"EventDataStoreArn": arn, "Name": "store"}]
    refused("EventDataStoreAlreadyExistsException", cloudtrail.create_event_data_store, Name="store")
    refused("EventDataStoreNotFoundException", cloudtrail.get_event_data_store, EventDataStore=MISSING)
    refused("EventDataStoreARNInvalidException", cloudtrail.get_event_data_store, EventDataStore="arn:aws:s3:::x")
    refused("EventDataStoreARNInvalidException", cloudtrail.get_event_data_store, EventDataStore="store")


def test_limits_and_paging(cloudtrail):
    arns = sorted(new_store(cloudtrail, f"store-{n}") for n in range(10))
    refused("EventDataStoreMaxLimitExceededException", cloudtrail.create_event_data_store, Name="eleventh")
    found, token = [], {}
    while True:
        page = cloudtrail.list_event_data_stores(MaxResults=4, **token)
        found += [s["EventDataStoreArn"] for s in page["EventDataStores"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert sorted(found) == arns
    refused("InvalidNextTokenException", cloudtrail.list_event_data_stores, NextToken="other")


def test_what_can_be_created(cloudtrail):
    create = cloudtrail.create_event_data_store
    refused("InvalidParameterException", create, Name="long", RetentionPeriod=3000, BillingMode="FIXED_RETENTION_PRICING")
    refused("InvalidEventSelectorsException", create, Name="none", AdvancedEventSelectors=selector("Nonsense"))
    refused("InvalidEventSelectorsException", create, Name="data", AdvancedEventSelectors=selector("Data"))
    mixed = selector("ActivityAuditLog") + selector("Management")
    refused("InvalidEventSelectorsException", create, Name="mixed", AdvancedEventSelectors=mixed)
    refused("InvalidTagParameterException", create, Name="tags", TagsList=[{"Key": "aws:x", "Value": "v"}])
    both = selector("Management", eventName="CreateTrail") + selector("Data", resources__type="AWS::S3::Object")
    made = create(Name="both", AdvancedEventSelectors=both, BillingMode="FIXED_RETENTION_PRICING")
    assert (made["RetentionPeriod"], made["AdvancedEventSelectors"]) == (2557, both)


def test_update(cloudtrail, cloud):
    arn = new_store(cloudtrail, BillingMode="FIXED_RETENTION_PRICING")
    update = cloudtrail.update_event_data_store
    changed = update(EventDataStore=arn, Name="renamed", RetentionPeriod=30, MultiRegionEnabled=False, BillingMode="EXTENDABLE_RETENTION_PRICING")
    assert (changed["Name"], changed["RetentionPeriod"], changed["MultiRegionEnabled"]) == ("renamed", 30, False)
    assert changed["UpdatedTimestamp"] > changed["CreatedTimestamp"]
    new_store(cloudtrail, "other")
    refused("EventDataStoreAlreadyExistsException", update, EventDataStore=arn, Name="other")
    refused("InvalidParameterException", update, EventDataStore=arn, BillingMode="FIXED_RETENTION_PRICING")
    refused("InvalidEventSelectorsException", update, EventDataStore=arn, AdvancedEventSelectors=selector("ConfigurationItem"))
    refused("EventDataStoreNotFoundException", update, EventDataStore=MISSING, Name="new-name")
    key = kms_key(cloud)
    assert update(EventDataStore=arn, KmsKeyId="alias/logs")["KmsKeyId"] == key
    refused("InvalidParameterException", update, EventDataStore=arn, KmsKeyId=kms_key(cloud, "alias/other"))
    refused("KmsKeyNotFoundException", cloudtrail.create_event_data_store, Name="keyless", KmsKeyId=key[:-4] + "0000")


def test_delete_and_restore(server, cloudtrail):
    arn = new_store(cloudtrail, TerminationProtectionEnabled=True)
    refused("EventDataStoreTerminationProtectedException", cloudtrail.delete_event_data_store, EventDataStore=arn)
    cloudtrail.update_event_data_store(EventDataStore=arn, TerminationProtectionEnabled=False)
    role = f"arn:aws:iam::{ACCOUNT}:role/federation"
    assert cloudtrail.enable_federation(EventDataStore=arn, FederationRoleArn=role)["FederationStatus"] == "ENABLED"
    refused("EventDataStoreFederationEnabledException", cloudtrail.enable_federation, EventDataStore=arn, FederationRoleArn=role)
    refused("EventDataStoreFederationEnabledException", cloudtrail.delete_event_data_store, EventDataStore=arn)
    assert cloudtrail.disable_federation(EventDataStore=arn)["FederationStatus"] == "DISABLED"
    refused("InvalidEventDataStoreStatusException", cloudtrail.restore_event_data_store, EventDataStore=arn)
    before = set(names_in(cloudtrail, arn))
    cloudtrail.delete_event_data_store(EventDataStore=arn)
    assert cloudtrail.get_event_data_store(EventDataStore=arn)["Status"] == "PENDING_DELETION"
    refused("InactiveEventDataStoreException", cloudtrail.delete_event_data_store, EventDataStore=arn)
    refused("InactiveEventDataStoreException", cloudtrail.update_event_data_store, EventDataStore=arn, RetentionPeriod=10)
    refused("InactiveEventDataStoreException", cloudtrail.start_query, QueryStatement=f"SELECT 1 FROM {id_of(arn)}")
    refused("InactiveEventDataStoreException", cloudtrail.list_queries, EventDataStore=arn)
    server.advance(6 * DAY)
    restored = cloudtrail.restore_event_data_store(EventDataStore=arn)
    assert (restored["Status"], restored["Name"]) == ("ENABLED", "store")
    after = set(names_in(cloudtrail, arn))
    # What happened while it was pending is not in it.
    assert before and before <= after and "UpdateEventDataStore" in after and "ListQueries" not in after
    cloudtrail.delete_event_data_store(EventDataStore=arn)
    server.advance(8 * DAY)
    eventually(lambda: not cloudtrail.list_event_data_stores()["EventDataStores"], 90)
    refused("EventDataStoreNotFoundException", cloudtrail.restore_event_data_store, EventDataStore=arn)


def test_ingestion(cloudtrail):
    arn = new_store(cloudtrail)
    refused("InvalidEventDataStoreStatusException", cloudtrail.start_event_data_store_ingestion, EventDataStore=arn)
    eventually(lambda: "CreateEventDataStore" in names_in(cloudtrail, arn))
    cloudtrail.stop_event_data_store_ingestion(EventDataStore=arn)
    assert cloudtrail.get_event_data_store(EventDataStore=arn)["Status"] == "STOPPED_INGESTION"
    refused("InvalidEventDataStoreStatusException", cloudtrail.stop_event_data_store_ingestion, EventDataStore=arn)
    cloudtrail.list_trails()
    # A call that only read is recorded soon, not at once.
    eventually(lambda: "ListTrails" in [event["EventName"] for event in cloudtrail.lookup_events()["Events"]])
    cloudtrail.create_event_data_store(Name="another")
    cloudtrail.start_event_data_store_ingestion(EventDataStore=arn)
    cloudtrail.list_channels()
    found = eventually(lambda: "ListChannels" in names_in(cloudtrail, arn) and names_in(cloudtrail, arn))
    assert "ListTrails" not in found and found.count("CreateEventDataStore") == 1
    audit = new_store(cloudtrail, "audit", AdvancedEventSelectors=selector("ActivityAuditLog"))
    refused("InvalidEventDataStoreCategoryException", cloudtrail.stop_event_data_store_ingestion, EventDataStore=audit)
    stopped = new_store(cloudtrail, "stopped", StartIngestion=False)
    assert cloudtrail.get_event_data_store(EventDataStore=stopped)["Status"] == "STOPPED_INGESTION"


def test_selectors_are_applied_at_ingestion(server, cloudtrail):
    writes = new_store(cloudtrail, "writes", AdvancedEventSelectors=selector("Management", readOnly="false"))
    here = new_store(cloudtrail, "here", MultiRegionEnabled=False)
    everywhere = new_store(cloudtrail, "everywhere")
    cloudtrail.list_trails()
    server.client(region="eu-west-1").list_channels()
    new_store(cloudtrail, "last")
    eventually(lambda: names_in(cloudtrail, everywhere).count("CreateEventDataStore") == 2)
    # Each statement is recorded, too: they come later than what is asked for here.
    eventually(lambda: {"ListTrails", "ListChannels"} <= set(names_in(cloudtrail, everywhere)))
    eventually(lambda: "ListTrails" in names_in(cloudtrail, here))
    assert "ListChannels" not in names_in(cloudtrail, here)
    assert "ListTrails" not in names_in(cloudtrail, writes)
    # From now on the other way round; what was taken stays.
    cloudtrail.update_event_data_store(EventDataStore=writes, AdvancedEventSelectors=selector("Management", eventName="ListTrails"))
    cloudtrail.list_trails()
    new_store(cloudtrail, "very-last")
    found = eventually(lambda: "ListTrails" in names_in(cloudtrail, writes) and names_in(cloudtrail, writes))
    # Itself, those that were created before the change, and none after it.
    assert found.count("CreateEventDataStore") == 4


def test_query(server, cloudtrail):
    arn = new_store(cloudtrail)
    for _ in range(5):
        cloudtrail.list_trails()
    id = id_of(arn)
    eventually(lambda: names_in(cloudtrail, arn).count("ListTrails") == 5)
    statement = f"SELECT eventName, count(*) AS calls FROM {id} WHERE eventName = 'ListTrails' GROUP BY eventName"
    query_id = cloudtrail.start_query(QueryStatement=statement)["QueryId"]
    described = finished(cloudtrail, query_id)
    statistics = described["QueryStatistics"]
    assert (described["QueryString"], described["QueryStatus"]) == (statement, "FINISHED")
    assert statistics["EventsMatched"] == 5 and statistics["EventsScanned"] > 5
    assert statistics["BytesScanned"] > 0 and statistics["ExecutionTimeInMillis"] >= 0
    results = cloudtrail.get_query_results(QueryId=query_id, EventDataStore=arn)
    assert results["QueryResultRows"] == [[{"eventName": "ListTrails"}, {"calls": "5"}]]
    assert results["QueryStatus"] == "FINISHED" and "NextToken" not in results
    counts = results["QueryStatistics"]
    assert (counts["ResultsCount"], counts["TotalResultsCount"]) == (1, 1)
    assert counts["BytesScanned"] == statistics["BytesScanned"]
    refused("InvalidQueryStatementException", cloudtrail.start_query, QueryStatement=f"SELEC 1 FROM {id}")
    refused("InvalidQueryStatementException", cloudtrail.start_query, QueryStatement=f"SELECT nothing FROM {id}")
    refused("InvalidQueryStatementException", cloudtrail.start_query, QueryStatement="SELECT 1 FROM events")
    refused("InvalidQueryStatementException", cloudtrail.start_query, QueryStatement=f"DELETE FROM {id}")
    refused("EventDataStoreNotFoundException", cloudtrail.start_query, QueryStatement=f"SELECT 1 FROM {MISSING}")
    refused("InvalidParameterException", cloudtrail.start_query, QueryStatement=f"SELECT 1 FROM {id}", QueryAlias="a")
    refused("InvalidParameterException", cloudtrail.start_query)
    refused("QueryIdNotFoundException", cloudtrail.describe_query, QueryId=MISSING)
    refused("QueryIdNotFoundException", cloudtrail.get_query_results, QueryId=MISSING)
    refused("QueryIdNotFoundException", cloudtrail.cancel_query, QueryId=MISSING)
    refused("InactiveQueryException", cloudtrail.cancel_query, QueryId=query_id)
    refused("InvalidNextTokenException", cloudtrail.get_query_results, QueryId=query_id, NextToken="none")
    # Stores of another region are another region's.
    refused("EventDataStoreNotFoundException", server.client(region="eu-west-1").start_query, QueryStatement=f"SELECT 1 FROM {id}")


def test_pages_of_results(cloudtrail):
    arn = new_store(cloudtrail)
    statement = f"SELECT n FROM UNNEST(sequence(1, 2500)) AS t(n) WHERE n > (SELECT count(*) FROM {id_of(arn)} WHERE 1 = 0) ORDER BY n"
    id = cloudtrail.start_query(QueryStatement=statement)["QueryId"]
    finished(cloudtrail, id)
    seen, token, pages = [], {}, 0
    while True:
        page = cloudtrail.get_query_results(QueryId=id, MaxQueryResults=700, **token)
        seen += [int(row[0]["n"]) for row in page["QueryResultRows"]]
        assert page["QueryStatistics"]["TotalResultsCount"] == 2500
        pages += 1
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert seen == list(range(1, 2501)) and pages == 4
    assert len(cloudtrail.get_query_results(QueryId=id)["QueryResultRows"]) == 1000


def test_several_stores_in_one_query(cloudtrail):
    one, two = (new_store(cloudtrail, name) for name in ("one", "two"))
    cloudtrail.list_trails()
    new_store(cloudtrail, "three")
    eventually(lambda: "CreateEventDataStore" in names_in(cloudtrail, two))
    joined = (
        f"SELECT a.eventName FROM {id_of(one)} AS a INNER JOIN {id_of(two)} AS b ON a.eventId = b.eventId "
        "WHERE a.eventName = 'ListTrails'"
    )
    eventually(lambda: query(cloudtrail, joined) == [{"eventName": "ListTrails"}])
    # The creation of the second; what came later is in both as soon as both have been fed.
    difference = f"SELECT eventId FROM {id_of(one)} EXCEPT SELECT eventId FROM {id_of(two)}"
    eventually(lambda: len(query(cloudtrail, difference)) == 1)


def test_nested_values(cloudtrail):
    arn = new_store(cloudtrail)
    new_store(cloudtrail, "named", TagsList=[{"Key": "k", "Value": "v"}])
    eventually(lambda: "CreateEventDataStore" in names_in(cloudtrail, arn))
    rows = query(
        cloudtrail,
        "SELECT userIdentity.userName AS who, element_at(requestParameters, 'name') AS name, errorCode, eventTime "
        f"FROM {id_of(arn)} WHERE element_at(requestParameters, 'name') = 'named'",
    )
    assert [(r["who"], r["name"], r["errorCode"]) for r in rows] == [("admin", "named", "")]
    assert len(rows[0]["eventTime"]) >= 19


def test_cancel_and_list_queries(server, cloudtrail):
    arn = new_store(cloudtrail)
    cross = "CROSS JOIN UNNEST(sequence(1, 10000)) AS {0}({0})"
    slow = f"SELECT count(*) FROM {id_of(arn)} " + " ".join(cross.format(n) for n in ("a", "b", "c"))
    eventually(lambda: names_in(cloudtrail, arn))
    ids = [cloudtrail.start_query(QueryStatement=slow)["QueryId"] for _ in range(10)]
    refused("MaxConcurrentQueriesException", cloudtrail.start_query, QueryStatement=slow)
    states = [cloudtrail.describe_query(QueryId=id)["QueryStatus"] for id in ids]
    assert "QUEUED" in states and set(states) <= {"QUEUED", "RUNNING"}
    running = cloudtrail.get_query_results(QueryId=ids[0])
    assert running["QueryResultRows"] == [] and running["QueryStatus"] in ("QUEUED", "RUNNING")
    for id in ids:
        cancelled = cloudtrail.cancel_query(QueryId=id)
        assert (cancelled["QueryId"], cancelled["QueryStatus"]) == (id, "CANCELLED")
        assert cloudtrail.describe_query(QueryId=id)["QueryStatus"] == "CANCELLED"
    assert query(cloudtrail, f"SELECT 1 AS one FROM {id_of(arn)} LIMIT 1") == [{"one": "1"}]
    listed = cloudtrail.list_queries(EventDataStore=arn, QueryStatus="CANCELLED")["Queries"]
    assert {q["QueryId"] for q in listed} == set(ids)
    page = cloudtrail.list_queries(EventDataStore=arn, MaxResults=3)
    assert len(page["Queries"]) == 3 and page["Queries"][0]["CreationTime"] >= page["Queries"][2]["CreationTime"]
    more = cloudtrail.list_queries(EventDataStore=arn, NextToken=page["NextToken"])
    assert not {q["QueryId"] for q in page["Queries"]} & {q["QueryId"] for q in more["Queries"]}
    refused("InvalidDateRangeException", cloudtrail.list_queries, EventDataStore=arn, StartTime=2000, EndTime=1000)
    refused("EventDataStoreNotFoundException", cloudtrail.list_queries, EventDataStore=MISSING)
    server.advance(8 * DAY)
    assert cloudtrail.list_queries(EventDataStore=arn)["Queries"] == []
    refused("QueryIdNotFoundException", cloudtrail.describe_query, QueryId=ids[0])


def verify_results(cloud, cloudtrail, bucket, folder):
    """As `aws cloudtrail verify-query-results` does it."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding

    s3 = cloud.client("s3")
    sign = json.loads(s3.get_object(Bucket=bucket, Key=f"{folder}/result_sign.json")["Body"].read())
    keys = {k["Fingerprint"]: k["Value"] for k in cloudtrail.list_public_keys()["PublicKeyList"]}
    # PKCS#1, which this library reads when it is called a public key in PEM.
    pem = b"-----BEGIN RSA PUBLIC KEY-----\n" + base64.encodebytes(keys[sign["publicKeyFingerprint"]]) + b"-----END RSA PUBLIC KEY-----\n"
    text = " ".join(f["fileHashValue"] for f in sign["files"])
    key = serialization.load_pem_public_key(pem)
    key.verify(bytes.fromhex(sign["hashSignature"]), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    rows = []
    for file in sign["files"]:
        content = s3.get_object(Bucket=bucket, Key=f"{folder}/{file['fileName']}")["Body"].read()
        assert hashlib.sha256(content).hexdigest() == file["fileHashValue"]
        rows += list(csv.DictReader(io.StringIO(gzip.decompress(content).decode())))
    assert (sign["version"], sign["region"], sign["hashAlgorithm"]) == ("1.0", "us-east-1", "SHA-256")
    return rows


def test_results_in_a_bucket(cloud, cloudtrail, bucket):
    arn = new_store(cloudtrail)
    cloudtrail.list_trails()
    eventually(lambda: "ListTrails" in names_in(cloudtrail, arn))
    statement = f"SELECT eventName, requestParameters, 'a \"quoted\", text' AS t FROM {id_of(arn)} WHERE eventName = 'ListTrails'"
    id = cloudtrail.start_query(QueryStatement=statement, DeliveryS3Uri=f"s3://{bucket}/results/here/")["QueryId"]
    finished(cloudtrail, id)
    described = eventually(lambda: (d := cloudtrail.describe_query(QueryId=id))["DeliveryStatus"] != "PENDING" and d)
    assert (described["DeliveryStatus"], described["DeliveryS3Uri"]) == ("SUCCESS", f"s3://{bucket}/results/here/")
    keys = objects(cloud, bucket, f"/{id}/")
    folder = keys[0].rsplit("/", 1)[0]
    assert folder.startswith(f"results/here/AWSLogs/{ACCOUNT}/CloudTrail-Lake/Query/20")
    assert [k.rsplit("/", 1)[1] for k in keys] == ["result_1.csv.gz", "result_sign.json"]
    rows = verify_results(cloud, cloudtrail, bucket, folder)
    assert [(r["eventName"], r["t"]) for r in rows] == [("ListTrails", 'a "quoted", text')]
    start = cloudtrail.start_query
    refused("S3BucketDoesNotExistException", start, QueryStatement=statement, DeliveryS3Uri="s3://no-such-bucket/")
    refused("InvalidS3BucketNameException", start, QueryStatement=statement, DeliveryS3Uri="s3://two..dots/")
    refused("InvalidS3PrefixException", start, QueryStatement=statement, DeliveryS3Uri=f"s3://{bucket}/a//b")
    # Nothing found is a result, too.
    none = cloudtrail.start_query(QueryStatement=f"SELECT eventId FROM {id_of(arn)} WHERE 1 = 0", DeliveryS3Uri=f"s3://{bucket}")["QueryId"]
    eventually(lambda: cloudtrail.describe_query(QueryId=none)["DeliveryStatus"] == "SUCCESS")


def test_retention(server, cloudtrail):
    arn = new_store(cloudtrail, RetentionPeriod=7)
    eventually(lambda: names_in(cloudtrail, arn))
    server.advance(8 * DAY)
    cloudtrail.list_channels()
    eventually(lambda: set(names_in(cloudtrail, arn)) and "StartQuery" in names_in(cloudtrail, arn))
    eventually(lambda: query(cloudtrail, f"SELECT min(eventTime) > date_add('day', -7, max(eventTime)) AS young FROM {id_of(arn)}") == [{"young": "true"}], 90)


def test_nothing_is_lost_or_doubled_by_a_kill(tmp_path, cloud):
    """Killed while events come in; afterwards every acknowledged one is in the event data store, once."""
    server = Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data")
    arn = new_store(server.client())
    calls = 0
    for _ in range(3):
        client = server.client()
        for _ in range(15):
            refused("TrailNotFoundException", client.start_logging, Name=f"trail-{calls}")
            calls += 1
        server.stop(signal.SIGKILL)
        server.start()
    client = server.client()

    def named():
        rows = query(client, f"SELECT element_at(requestParameters, 'name') AS name FROM {id_of(arn)} WHERE eventName = 'StartLogging'")
        return sorted(row["name"] for row in rows)

    eventually(lambda: len(named()) >= calls)
    assert named() == sorted(f"trail-{n}" for n in range(calls))
    assert server.stop() == 0


def test_queries_end_with_the_program(tmp_path, cloud):
    server = Stellwerk(tmp_path, cloud, data_dir=tmp_path / "data")
    client = server.client()
    arn = new_store(client)
    eventually(lambda: names_in(client, arn))
    cross = " ".join(f"CROSS JOIN UNNEST(sequence(1, 10000)) AS {n}({n})" for n in "abc")
    id = client.start_query(QueryStatement=f"SELECT count(*) FROM {id_of(arn)} {cross}")["QueryId"]
    server.stop(signal.SIGKILL)
    server.start()
    client = server.client()
    described = client.describe_query(QueryId=id)
    assert described["QueryStatus"] == "FAILED" and "restart" in described["ErrorMessage"]
    assert server.stop() == 0


def test_another_account_asks_where_the_policy_lets_it(tmp_path, cloud):
    other = "444455556666"
    key = f'[[access_keys]]\naccess_key_id = "AKIAOTHER"\nsecret_access_key = "other"\nuser_name = "other"\nrole = "admin"\naccount = "{other}"\n'
    server = Stellwerk(tmp_path, cloud, settings=key)
    owner, guest = server.client(), server.client(key=("AKIAOTHER", "other"))
    arn = new_store(owner)
    owner.list_trails()
    eventually(lambda: "ListTrails" in names_in(owner, arn))
    statement = f"SELECT eventName FROM {id_of(arn)} WHERE eventName = 'ListTrails'"
    theirs = dict(EventDataStoreOwnerAccountId=ACCOUNT)

    def allow(*actions):
        one = {"Effect": "Allow", "Principal": {"AWS": other}, "Action": [f"cloudtrail:{a}" for a in actions], "Resource": arn}
        owner.put_resource_policy(ResourceArn=arn, ResourcePolicy=json.dumps({"Version": "2012-10-17", "Statement": [one]}))

    refused("AccessDeniedException", guest.start_query, QueryStatement=statement, **theirs)
    refused("AccessDeniedException", guest.get_event_data_store, EventDataStore=arn)
    allow("StartQuery")
    started = guest.start_query(QueryStatement=statement, **theirs)
    assert started["EventDataStoreOwnerAccountId"] == ACCOUNT
    id = started["QueryId"]
    refused("AccessDeniedException", guest.describe_query, QueryId=id)
    refused("AccessDeniedException", guest.list_queries, EventDataStore=arn)
    allow("StartQuery", "DescribeQuery", "GetQueryResults", "ListQueries", "GetEventDataStore", "CancelQuery")
    described = finished(guest, id)
    assert (described["QueryStatus"], described["EventDataStoreOwnerAccountId"]) == ("FINISHED", ACCOUNT)
    assert guest.get_query_results(QueryId=id)["QueryResultRows"][0] == [{"eventName": "ListTrails"}]
    assert [q["QueryId"] for q in guest.list_queries(EventDataStore=arn)["Queries"]] == [id]
    assert guest.get_event_data_store(EventDataStore=arn)["Name"] == "store"
    refused("InactiveQueryException", guest.cancel_query, QueryId=id)
    # By its id alone a store is one of the caller's own account, which has none; and a query belongs to who started it.
    refused("EventDataStoreNotFoundException", guest.start_query, QueryStatement=statement)
    refused("QueryIdNotFoundException", owner.describe_query, QueryId=id)
    # What was allowed can be taken away, also for results that are there.
    owner.delete_resource_policy(ResourceArn=arn)
    refused("AccessDeniedException", guest.get_query_results, QueryId=id)
    assert server.stop() == 0


def test_enriched_events(server, cloudtrail):
    arn = new_store(cloudtrail)
    keys = ["aws:PrincipalArn", "aws:RequestedRegion", "aws:username"]
    put = cloudtrail.put_event_configuration
    selectors = [{"Type": "RequestContext", "Equals": keys}]
    refused("InvalidParameterException", put, EventDataStore=arn, MaxEventSize="Large", ContextKeySelectors=[{"Type": "RequestContext", "Equals": ["aws:Nonsense"]}])
    put(EventDataStore=arn, MaxEventSize="Large", ContextKeySelectors=selectors)
    server.client(role="auditor").list_trails()
    statement = f"SELECT eventJson, element_at(eventContext.requestContext, 'aws:username') AS name FROM {id_of(arn)} WHERE eventName = 'ListTrails'"
    row = eventually(lambda: query(cloudtrail, statement))[0]
    context = json.loads(row["eventJson"])["eventContext"]
    assert context["requestContext"] == {
        "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:user/auditor",
        "aws:RequestedRegion": "us-east-1",
        "aws:username": "auditor",
    }
    assert row["name"] == "auditor"
    # Event history shows it as it came.
    history = cloudtrail.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "ListTrails"}])["Events"]
    assert "eventContext" not in history[0]["CloudTrailEvent"]
