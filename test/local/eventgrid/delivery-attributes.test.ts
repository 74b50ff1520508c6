import assert from "node:assert/strict";
import type { Properties } from "../../../local/shared/resource.js";
import {
  CLOUD_EVENTS,
  cloudEvent,
  EventGridWorld,
  gridEvent,
  HOOK_URL,
  subscriptionId,
  topicId,
} from "./event-grid-world.js";

describe("Event Grid delivery attributes", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.topic("names", { inputSchema: CLOUD_EVENTS });
  });
  afterEach(() => world.close());

  const fixed = (name: string, value: string, more: Properties = {}) => ({ name, type: "Static", value, ...more });
  const taken = (name: string, sourceField: string) => ({ name, type: "Dynamic", sourceField });
  const subscribe = (mappings: unknown, more: Properties = {}) =>
    world.subscribe("names", "all", {
      eventDeliverySchema: CLOUD_EVENTS,
      destination: {
        endpointType: "WebHook",
        endpointUrl: HOOK_URL,
        deliveryAttributeMappings: mappings,
        ...more,
      },
    });

  it("are headers of each delivery, fixed or from the event as it was published", async () => {
    await subscribe([
      fixed("Authorization", "Bearer t0ken", { isSecret: true }),
      fixed("X-Team", "billing"),
      taken("X-Channel", "data.to.channel"),
      taken("X-Number", "data.number"),
      taken("X-Flag", "data.flag"),
      taken("X-Subject", "$.subject"),
      taken("X-Missing", "data.none"),
      taken("X-Object", "data.to"),
      taken("X-Null", "data.nothing"),
    ]);
    const data = { to: { channel: "c1" }, number: 4.5, flag: false, nothing: null };
    await world.publish("names", cloudEvent({ subject: "s/1", data }));
    await world.until("delivered");
    const headers = world.deliveries()[0]?.headers ?? {};
    const own = Object.fromEntries(
      Object.entries(headers).filter(([name]) => name.startsWith("x-") || name === "authorization"),
    );
    assert.deepEqual(own, {
      authorization: "Bearer t0ken",
      "x-team": "billing",
      "x-channel": "c1",
      "x-number": "4.5",
      "x-flag": "false",
      "x-subject": "s/1",
    });
    assert.equal(headers["aeg-event-type"], "Notification");
  });

  it("are taken from an event in its topic's schema, whatever it is delivered as", async () => {
    await world.topic("grid");
    await world.subscribe("grid", "cloud", {
      eventDeliverySchema: CLOUD_EVENTS,
      destination: {
        endpointType: "WebHook",
        endpointUrl: HOOK_URL,
        deliveryAttributeMappings: [taken("X-Type", "eventType"), taken("X-Topic", "topic")],
      },
    });
    await world.publish("grid", [gridEvent({ eventType: "T" })], { "content-type": "application/json" });
    await world.until("delivered");
    const headers = world.deliveries()[0]?.headers ?? {};
    assert.deepEqual([headers["x-type"], headers["x-topic"]], ["T", topicId("grid")]);
  });

  it("are left out where a value fits into no header", async () => {
    await subscribe([taken("X-Text", "data.text"), fixed("X-Fixed", "line\r\nbreak")]);
    for (const [index, text] of ["a\r\nb", "\u00e9", "", " padded ", "x".repeat(4_097)].entries()) {
      await world.publish("names", cloudEvent({ data: { text } }));
      await world.until("delivered", index + 1);
    }
    for (const { headers } of world.deliveries())
      assert.deepEqual([headers["x-text"], headers["x-fixed"]], [undefined, undefined]);
  });

  it("stand in the handshake, too, as far as they are fixed", async () => {
    await subscribe([fixed("X-Team", "billing"), taken("X-Channel", "data.to")]);
    assert.equal(world.hook[0]?.method, "OPTIONS");
    assert.equal(world.hook[0]?.headers["x-team"], "billing");
  });

  it("hide secrets in answers and activities, and give them to who asks for them", async () => {
    const mappings = [
      fixed("X-Key", "s3cr3t-value", { isSecret: true }),
      fixed("X-Team", "billing"),
      taken("X-Id", "id"),
    ];
    const outputs = await subscribe(mappings);
    assert.deepEqual((outputs.destination as Properties).deliveryAttributeMappings, [
      fixed("X-Key", "Hidden", { isSecret: true }),
      fixed("X-Team", "billing", { isSecret: false }),
      taken("X-Id", "id"),
    ]);
    world.answer = () => ({ status: 400 });
    await world.publish("names", cloudEvent());
    await world.until("dropped");
    assert.equal(JSON.stringify([world.activities, outputs, world.service.metrics.read()]).includes("s3cr3t"), false);
    assert.deepEqual(await world.manager.act(subscriptionId("names", "all"), "getDeliveryAttributes", {}), {
      value: mappings,
    });
  });

  it("are refused beyond the limits, and with names that are reserved", async () => {
    const refused = async (mappings: unknown, text: RegExp, more: Properties = {}) => {
      const before = world.hook.length;
      await assert.rejects(subscribe(mappings, more), (error: Error) => {
        assert.match(error.message, text);
        assert.equal(error.message.includes("s3cr3t"), false);
        return true;
      });
      assert.equal(world.hook.length, before, "no handshake");
    };
    const many = (count: number) => Array.from({ length: count }, (_, index) => fixed(`X-${index}`, "v"));
    await refused(many(11), /has 11 entries; allowed are 10/);
    await subscribe(many(10));
    await refused([fixed("X-A", "s3cr3t".repeat(683))], /'X-A' has 4098 bytes; allowed are 4096/);
    await subscribe([fixed("X-A", "v".repeat(4_096))]);
    await refused([fixed("X-A", "")], /'X-A' has no value/);
    await refused([fixed("AEG-Own", "v")], /'AEG-Own' begins with aeg-, which is reserved/);
    await refused([fixed("X A", "v")], /the name 'X A'/);
    await refused([fixed("X-A", "v"), fixed("x-a", "w")], /the name 'x-a' more than once/);
    await refused([fixed("Content-Length", "5")], /does not support the delivery attribute 'Content-Length'/);
    await refused([{ name: "X-A", type: "Computed" }], /'Computed'; allowed are Static and Dynamic/);
    await refused([{ name: "X-A", type: "Dynamic" }], /'X-A' has no sourceField/);
    await refused([taken("X-A", "data[0].x")], /does not support the sourceField 'data\[0\]\.x'/);
    await refused("X-A", /is no array/);
    const site = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/app/functions/f";
    await refused([fixed("Authorization", "s3cr3t")], /'Authorization' is allowed for a WebHook only/, {
      endpointType: "AzureFunction",
      resourceId: site,
    });
  });
});
