// One walk with the AWS SDK for JavaScript through trails, event history, Lake and channels; what it saw is printed as one JSON
// document. Where to and as whom are the SDK's standard settings, so that nothing here names an endpoint. It only looks:
// test_javascript.py says what should have been seen.

import * as sdk from "@aws-sdk/client-cloudtrail";
import { setTimeout as sleep } from "node:timers/promises";

const bucket = process.argv[2];
const cloudtrail = new sdk.CloudTrail({ maxAttempts: 1 });
const seen = {};

// Trails. Dates lose their type in JSON, so that it is noted here.
const { TrailARN: trail } = await cloudtrail.createTrail({ Name: "trail", S3BucketName: bucket, IsMultiRegionTrail: true });
await cloudtrail.startLogging({ Name: trail });
seen.described = (await cloudtrail.describeTrails({ trailNameList: [trail] })).trailList;
const status = await cloudtrail.getTrailStatus({ Name: "trail" });
seen.status = { isLogging: status.IsLogging, started: kind(status.StartLoggingTime), stopped: kind(status.StopLoggingTime) };
const chosen = [
  { ReadWriteType: "All", DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::bucket/"] }] },
];
seen.selectors = (await cloudtrail.putEventSelectors({ TrailName: trail, EventSelectors: chosen })).EventSelectors;

await cloudtrail.addTags({ ResourceId: trail, TagsList: [{ Key: "team", Value: "Überwachung" }] });
seen.tags = (await all(sdk.paginateListTags, { ResourceIdList: [trail] })).flatMap((page) => page.ResourceTagList);

// Errors are classes of the SDK's own.
try {
  await cloudtrail.getTrail({ Name: "nothing" });
} catch (error) {
  seen.error = {
    isTrailNotFound: error instanceof sdk.TrailNotFoundException,
    isInvalidTrailName: error instanceof sdk.InvalidTrailNameException,
    isOfTheService: error instanceof sdk.CloudTrailServiceException,
    name: error.name,
    message: error.message,
    status: error.$metadata.httpStatusCode,
    hasRequestId: Boolean(error.$metadata.requestId),
  };
}

// Event history, two events a page. A call that changed something is there when it is answered.
const writes = { LookupAttributes: [{ AttributeKey: "ReadOnly", AttributeValue: "false" }] };
const pages = await all(sdk.paginateLookupEvents, writes, 2);
const events = pages.flatMap((page) => page.Events);
seen.history = {
  sizes: pages.map((page) => page.Events.length),
  names: events.map((event) => event.EventName),
  times: events.map((event) => kind(event.EventTime)),
  agent: JSON.parse(events[0].CloudTrailEvent).userAgent,
};

// Lake: a store sees what is called after it was made, soon after.
const store = await cloudtrail.createEventDataStore({ Name: "store", TerminationProtectionEnabled: false });
seen.store = { status: store.Status, created: kind(store.CreatedTimestamp), retentionDays: store.RetentionPeriod };
await cloudtrail.addTags({ ResourceId: trail, TagsList: [{ Key: "late", Value: "1" }] });
const id = store.EventDataStoreArn.split("/").pop();
seen.rows = await until(async () => {
  const statement = `SELECT eventName, userIdentity.username AS who FROM ${id} WHERE eventName = 'AddTags'`;
  const { QueryId } = await cloudtrail.startQuery({ QueryStatement: statement });
  const answer = await until(async () => {
    const results = await cloudtrail.getQueryResults({ QueryId });
    return !["QUEUED", "RUNNING"].includes(results.QueryStatus) && results;
  });
  if (answer.QueryStatus !== "FINISHED") throw new Error(`query: ${answer.QueryStatus} ${answer.ErrorMessage}`);
  return answer.QueryResultRows.length > 0 && answer.QueryResultRows;
});

// A channel for events of one's own.
const audit = await cloudtrail.createEventDataStore({
  Name: "audit",
  TerminationProtectionEnabled: false,
  AdvancedEventSelectors: [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["ActivityAuditLog"] }] }],
});
const Destinations = [{ Type: "EVENT_DATA_STORE", Location: audit.EventDataStoreArn }];
const { ChannelArn: channel } = await cloudtrail.createChannel({ Name: "channel", Source: "Custom", Destinations });
const found = await cloudtrail.getChannel({ Channel: channel });
seen.channel = { arn: channel, store: audit.EventDataStoreArn, destinations: found.Destinations };

await cloudtrail.deleteTrail({ Name: trail });
seen.left = (await all(sdk.paginateListTrails, {})).flatMap((page) => page.Trails);

console.log(JSON.stringify(seen));

function kind(value) {
  return value instanceof Date ? "Date" : typeof value;
}

async function all(paginate, input, pageSize) {
  const pages = [];
  for await (const page of paginate({ client: cloudtrail, pageSize }, input)) pages.push(page);
  return pages;
}

async function until(found) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const what = await found();
    if (what) return what;
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${found}`);
    await sleep(100);
  }
}
