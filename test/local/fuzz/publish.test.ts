import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { MAX_REQUEST_BYTES } from "../../../local/eventgrid/constants.js";
import { groupId } from "../../../local/shared/arm-id.js";
import { CLOUD_EVENTS, cloudEvent, DATA_SENDER, gridEvent } from "../eventgrid/event-grid-world.js";
import { fuzz, share } from "./fuzz.js";
import { type Declaring, FuzzedAzure, person } from "./fuzzed-azure.js";
import { mutatedJson } from "./mutated-json.js";
import { mostly, oddPath, oddText, someHeaders, someQuery } from "./odd-text.js";
import type { WireHeader, WireRequest } from "./wire-request.js";

const REQUESTS = share(2_500);
const REGION = "westeurope-1.eventgrid.azure.net";
/** Of the Event Grid schema, and of CloudEvents; each has a subscription that looks into its events. */
const TOPICS = { grid: `evgt-grid.${REGION}`, cloud: `evgt-cloud.${REGION}` };
const ACCOUNT = `${groupId("rg")}/providers/Microsoft.Storage/storageAccounts/stfuzz`;

describe("Odd requests to publish events", function () {
  this.timeout(120_000);
  let azure: FuzzedAzure;

  before(async () => {
    azure = await FuzzedAzure.open();
    await azure.declare(declareTopics);
  });
  after(() => azure?.end());

  async function declareTopics({ make, grant, provider }: Declaring): Promise<void> {
    const [sender, audience] = [person(), "https://eventgrid.azure.net"];
    await make("storage:StorageAccount", { accountName: "stfuzz", kind: "StorageV2", sku: { name: "Standard_LRS" } });
    await make("storage:Queue", { accountName: "stfuzz", queueName: "events" });
    for (const [kind, inputs] of Object.entries({ grid: {}, cloud: { inputSchema: CLOUD_EVENTS } })) {
      const topicName = `evgt-${kind}`;
      const topic = await make("eventgrid:Topic", { topicName, ...inputs });
      await grant(sender, DATA_SENDER, topic);
      const invoked = await provider.invoke("azure-native:eventgrid:listTopicSharedAccessKeys", {
        resourceGroupName: "rg",
        topicName,
      });
      azure.credential(`${kind} key`, String(invoked.key1));
      azure.credential(`${kind} second key`, String(invoked.key2));
      azure.credential(`${kind} sas`, sasToken(`https://${topicName}.${REGION}/api/events`, String(invoked.key1)));
      await make("eventgrid:TopicEventSubscription", {
        topicName,
        eventSubscriptionName: "queue",
        destination: { endpointType: "StorageQueue", resourceId: ACCOUNT, queueName: "events" },
        ...(kind === "cloud" ? { eventDeliverySchema: CLOUD_EVENTS } : {}),
        filter: {
          enableAdvancedFilteringOnArrays: true,
          advancedFilters: [
            { operatorType: "StringNotContains", key: "data.name", values: ["nobody"] },
            { operatorType: "NumberNotIn", key: "data.count", values: [7] },
          ],
        },
      });
    }
    await azure.token("sender", sender, audience);
    await azure.token("stranger", person(), audience);
  }

  it(`${REQUESTS} of them end no process, fail nowhere inside, and show no secret`, async () => {
    await fuzz(request, REQUESTS, async (made, lane) => void (await azure.send(lane, made)));
    for (const kind of KINDS) assert.equal((await azure.send(0, good(kind))).status, 200);
    await azure.assertWell();
  });
});

/** https://learn.microsoft.com/azure/event-grid/authenticate-with-access-keys-shared-access-signatures */
function sasToken(resource: string, key: string): string {
  const text = `r=${encodeURIComponent(resource)}&e=${encodeURIComponent("1/1/2099 0:00:00 AM")}`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  return `${text}&s=${encodeURIComponent(signature)}`;
}

type Kind = keyof typeof TOPICS;
const KINDS: readonly Kind[] = ["grid", "cloud"];
const data = { name: "Ada", count: 1, list: ["a", 1, null], deep: { a: { b: { c: true } } } };
const cloud = cloudEvent({ data, time: "2026-01-05T10:00:00Z", subject: "a/b", extension: 1 });
/** What is sent to which topic: a body grown from good ones, and the type that goes with it. */
const SHAPES: readonly { readonly kind: Kind; readonly type: string; readonly body: fc.Arbitrary<string> }[] = [
  {
    kind: "grid",
    type: "application/json; charset=utf-8",
    body: mutatedJson([gridEvent({ data })], [gridEvent(), gridEvent({ data: "text" }), gridEvent({ data: null })]),
  },
  {
    kind: "cloud",
    type: "application/cloudevents+json",
    body: mutatedJson(cloud, cloudEvent({ data_base64: "AAEC" })),
  },
  {
    kind: "cloud",
    type: "application/cloudevents-batch+json; charset=utf-8",
    body: mutatedJson([cloud], [cloudEvent(), cloudEvent({ data_base64: "AA", datacontenttype: "a/b" })]),
  },
  { kind: "cloud", type: "application/json", body: mutatedJson(data, cloud) },
];
const TYPES = SHAPES.map(({ type }) => type);

/** About as large as a request may be. */
const oversized = (body: string): string => body + " ".repeat(MAX_REQUEST_BYTES - 100 - (body.length % 200));

const good = (kind: Kind): WireRequest => ({
  connect: TOPICS[kind],
  method: "POST",
  target: "/api/events?api-version=2018-01-01",
  headers: [
    ["host", TOPICS[kind]],
    ["aeg-sas-key", `$(${kind} key)`],
    ["content-type", kind === "grid" ? "application/json" : "application/cloudevents+json"],
  ],
  body: JSON.stringify(kind === "grid" ? [gridEvent()] : cloudEvent()),
});

const header =
  (name: string) =>
  (value: string): readonly WireHeader[] => [[name, value]];

const credential = (kind: Kind): fc.Arbitrary<readonly WireHeader[]> =>
  mostly(
    fc.constantFrom(
      header("aeg-sas-key")(`$(${kind} key)`),
      header("aeg-sas-token")(`$(${kind} sas)`),
      header("authorization")(`SharedAccessSignature $(${kind} sas)`),
      header("authorization")("Bearer $(sender)"),
    ),
    fc.oneof(
      fc.constantFrom([], header("authorization")("Bearer $(stranger)")),
      oddText(`$(${kind} key)`, "AAAA").map(header("aeg-sas-key")),
      oddText(`$(${kind} sas)`, "r=a&e=b&s=c", "r=%zz&e=%zz&s=%zz").map(header("aeg-sas-token")),
      oddText("Bearer e30.e30.e30", "Bearer $(sender)").map(header("authorization")),
    ),
  );

const BINARY_MODE: Readonly<Record<string, readonly string[]>> = {
  "ce-specversion": ["1.0"],
  "ce-id": ["1"],
  "ce-type": ["a.b"],
  "ce-source": ["/a", "%20", "%zz"],
  "ce-time": ["2026-01-05T10:00:00Z"],
};
const binaryMode: fc.Arbitrary<readonly WireHeader[]> = fc.tuple(
  ...Object.entries(BINARY_MODE).map(([name, values]) =>
    mostly(fc.constantFrom(...values), oddText(...values)).map((value): WireHeader => [name, value]),
  ),
);

const request: fc.Arbitrary<WireRequest> = fc.constantFrom(...SHAPES).chain(({ kind, type, body: made }) =>
  fc
    .record({
      method: mostly(fc.constant("POST"), fc.constantFrom("GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH")),
      path: mostly(fc.constant("/api/events"), oddPath("/api/events")),
      query: mostly(
        fc.constant("api-version=2018-01-01"),
        someQuery({ "api-version": ["2018-01-01"], "aeg-sas-key": ["x"] }),
      ),
      credential: credential(kind),
      contentType: mostly(fc.constant(type), oddText(...TYPES)),
      binary: type === "application/json" ? mostly(binaryMode, fc.constant([])) : fc.constant([]),
      headers: someHeaders({ "content-encoding": ["gzip", "identity"], "aeg-event-type": ["Notification"] }),
      body: fc.oneof({ weight: 60, arbitrary: made }, made.map(oversized)),
    })
    .map(({ method, path, query, contentType, binary, headers, body, ...other }) => ({
      connect: TOPICS[kind],
      method,
      target: `${path}?${query}`,
      headers: [["host", TOPICS[kind]], ["content-type", contentType], ...other.credential, ...binary, ...headers],
      body,
    })),
);
