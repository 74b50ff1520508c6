import assert from "node:assert/strict";
import fc from "fast-check";
import { inDeliverySchema } from "../../../local/eventgrid/delivery-format.js";
import type { PublishedEvent } from "../../../local/eventgrid/published-event.js";
import { readCloudEvents } from "../../../local/eventgrid/read-cloud-events.js";
import { readEventGridEvents } from "../../../local/eventgrid/read-event-grid-events.js";
import { subscriptionOf } from "../../../local/eventgrid/subscription.js";

/** About a second for each property. */
const BOUND = { numRuns: 3_000, interruptAfterTimeLimit: 1_000 };
const TOPIC = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.EventGrid/topics/names";

type Schema = "EventGridSchema" | "CloudEventSchemaV1_0";

const delivered = (
  published: PublishedEvent | undefined,
  inputSchema: Schema,
  eventDeliverySchema: Schema,
): unknown => {
  assert.ok(published);
  const destination = { endpointType: "WebHook", endpointUrl: "https://hook.example.net/" };
  const declared = { id: `${TOPIC}/eventSubscriptions/all`, name: "all", inputs: { destination, eventDeliverySchema } };
  const subscription = subscriptionOf(declared, { id: TOPIC, inputSchema });
  const { id, dataVersion, json } = published;
  return JSON.parse(inDeliverySchema(subscription, { id, dataVersion, json, published: 0 }));
};

/** What JSON can carry: without what a second reading would change. */
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const time = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

const gridEvent = fc.record(
  {
    id: text,
    subject: fc.string({ unit: "grapheme", maxLength: 12 }),
    eventType: text,
    eventTime: time,
    data: json,
    dataVersion: fc.string({ maxLength: 4 }),
    metadataVersion: fc.constant("1"),
    topic: fc.constant(TOPIC),
  },
  { requiredKeys: ["id", "subject", "eventType", "eventTime"] },
);

const cloudEvent = fc
  .record(
    {
      id: text,
      source: text,
      type: text,
      specversion: fc.constant("1.0"),
      subject: text,
      time,
      dataschema: text,
      datacontenttype: fc.constant("application/json"),
      data: json,
    },
    { requiredKeys: ["id", "source", "type", "specversion"] },
  )
  .chain((event) =>
    fc
      .dictionary(fc.stringMatching(/^x[a-z0-9]{0,5}$/), fc.oneof(text, fc.integer(), fc.boolean()), { maxKeys: 3 })
      .map((extensions): Record<string, unknown> => ({ ...extensions, ...event })),
  );

const read = (event: unknown, type = "application/cloudevents+json") =>
  readCloudEvents({ "content-type": type }, Buffer.from(JSON.stringify(event)));

describe("Event Grid delivery schemas, against the vendor's tables", () => {
  it("deliver an Event Grid event as it was published, stamped", () => {
    fc.assert(
      fc.property(gridEvent, (event) => {
        const [published] = readEventGridEvents(TOPIC, [event]);
        const stamped = { dataVersion: "", metadataVersion: "1", topic: TOPIC, ...event };
        assert.deepEqual(delivered(published, "EventGridSchema", "EventGridSchema"), stamped);
      }),
      BOUND,
    );
  });

  it("deliver an Event Grid event as a CloudEvent with each property in its place, and nothing more", () => {
    fc.assert(
      fc.property(gridEvent, (event) => {
        const [published] = readEventGridEvents(TOPIC, [event]);
        const expected = new Map<string, unknown>([
          ["specversion", "1.0"],
          ["id", event.id],
          ["source", TOPIC],
          ["subject", event.subject],
          ["type", event.eventType],
          ["time", event.eventTime],
        ]);
        if ("data" in event) expected.set("data", event.data);
        assert.deepEqual(delivered(published, "EventGridSchema", "CloudEventSchemaV1_0"), Object.fromEntries(expected));
      }),
      BOUND,
    );
  });

  it("deliver a CloudEvent as it was published, with its extensions", () => {
    fc.assert(
      fc.property(cloudEvent, (event) => {
        const [published] = read(event);
        assert.deepEqual(delivered(published, "CloudEventSchemaV1_0", "CloudEventSchemaV1_0"), event);
      }),
      BOUND,
    );
  });

  it("read a batch as its events one by one", () => {
    fc.assert(
      fc.property(fc.array(cloudEvent, { maxLength: 5 }), (events) => {
        const batch = read(events, "application/cloudevents-batch+json");
        assert.deepEqual(
          batch,
          events.flatMap((event) => read(event)),
        );
      }),
      BOUND,
    );
  });
});
