"""What is asked of both sides: one list, each question in the words of both.

A question is a dictionary: `name`, `title`, and per sample one `ours` (what `stellwerk bench-queries` reads) and one `peer`
(SQL and its parameters). Lookups have many samples and a bar for the 99th percentile; the others are aggregations.
"""

# Said this way, DuckDB is faster than with the rows' places looked up first. Without an order it is faster still, and one event
# needs none.
ONE = "SELECT raw FROM events WHERE {column} = ?"
NEWEST = "SELECT raw FROM events WHERE {column} = ? ORDER BY eventTime DESC LIMIT 50"


def questions(samples):
    """`samples` come from the peer's view of the archive, see `sample` in peer.py."""
    return [
        lookup("lookup-eventid", "event by eventID", "EventId", "eventID", samples["event_ids"]),
        lookup("lookup-accesskeyid", "newest 50 of an access key", "AccessKeyId", "accessKeyId", samples["access_keys"]),
        lookup("lookup-username", "newest 50 of a user", "Username", "username", samples["usernames"]),
        aggregation(
            "hour-window",
            "one hour: events and distinct eventName",
            "SELECT count(*) AS events, count(DISTINCT eventName) AS names FROM events "
            f"WHERE eventTime >= TIMESTAMP '{samples['hour_start']}' AND eventTime < TIMESTAMP '{samples['hour_end']}'",
        ),
        aggregation(
            "count-by-eventname",
            "events by eventName, top 10",
            "SELECT eventName, count(*) AS events FROM events GROUP BY eventName ORDER BY events DESC, eventName LIMIT 10",
        ),
        aggregation(
            "count-by-bucket",
            "S3 events by requestParameters.bucketName, top 10",
            "SELECT element_at(requestParameters, 'bucketName') AS bucket, count(*) AS events FROM events "
            "WHERE eventSource = 's3.amazonaws.com' AND element_at(requestParameters, 'bucketName') IS NOT NULL "
            "GROUP BY element_at(requestParameters, 'bucketName') ORDER BY events DESC, bucket LIMIT 10",
            "SELECT requestParameters->>'bucketName' AS bucket, count(*) AS events FROM events "
            "WHERE eventSource = 's3.amazonaws.com' AND bucket IS NOT NULL GROUP BY bucket ORDER BY events DESC, bucket LIMIT 10",
        ),
        aggregation(
            "errors-per-hour",
            "errors per hour",
            "SELECT date_trunc('hour', eventTime) AS hour, count(*) AS errors FROM events "
            "WHERE errorCode IS NOT NULL GROUP BY 1 ORDER BY 1",
        ),
        aggregation(
            "substring",
            "substring over the whole event",
            f"SELECT count(*) AS events FROM events WHERE eventJson LIKE '%{samples['needle']}%'",
            f"SELECT count(*) AS events FROM events WHERE raw LIKE '%{samples['needle']}%'",
        ),
    ]


def lookup(name, title, attribute, column, values):
    ours = [{"name": name, "kind": "lookup", "attributes": {attribute: v}, "max": 50, "repeat": 1} for v in values]
    sql = (ONE if attribute == "EventId" else NEWEST).format(column=column)
    peer = [{"sql": sql, "parameters": [v]} for v in values]
    return {"name": name, "title": title, "kind": "lookup", "ours": ours, "peer": peer}


def aggregation(name, title, ours, peer=None):
    return {
        "name": name,
        "title": title,
        "kind": "sql",
        "ours": [{"name": name, "kind": "sql", "sql": ours, "repeat": 1}],
        "peer": [{"sql": peer or ours, "parameters": []}],
    }
