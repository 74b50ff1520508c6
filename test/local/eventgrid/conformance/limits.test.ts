import assert from "node:assert/strict";
import { GROUP } from "../../platform.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, MINUTE, subscriptionId, topicId } from "../event-grid-world.js";

/** Numbers are those of docs/reference/event-grid.md. */
describe("Event Grid conformance: limits", function () {
  this.timeout(60_000);
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  it("6.8 ends a subscription at its time: until then events come, and then it is gone", async () => {
    await world.names({ expirationTimeUtc: "2026-01-05T10:05:00Z" });
    const outputs = world.resources.get(subscriptionId("names", "all"))?.outputs;
    assert.equal(outputs?.expirationTimeUtc, "2026-01-05T10:05:00Z");
    world.clock.move(5 * MINUTE - 1);
    await world.publish("names", cloudEvent());
    await world.until("delivered");
    world.clock.move(1);
    await world.until("expired");
    assert.equal(world.resources.get(subscriptionId("names", "all")), undefined);
    await world.publish("names", cloudEvent());
    await world.pass(MINUTE);
    assert.equal(world.deliveries().length, 1);
  });

  it("6.8 refuses a time that is past, or none", async () => {
    for (const expirationTimeUtc of [
      "2026-01-05T10:00:00Z",
      "2025-12-31",
      "tomorrow",
      "Jan 6, 2027",
      "2026-13-01",
      1_800_000_000_000,
    ]) {
      await assert.rejects(world.names({ expirationTimeUtc }), { status: 400, message: "Invalid expiration time." });
    }
    assert.deepEqual(world.hook, []);
  });

  it("6.9 has at most 100 topics in a region", async () => {
    const put = (name: string, location: string) => world.put(topicId(name), { location });
    for (let count = 1; count <= 100; count += 1) await put(`topic-${count}`, "westeurope");
    const full = { status: 409, code: "Conflict", message: /^Quota limit reached\..* westeurope has 100 topics/ };
    await assert.rejects(put("topic-101", "West Europe"), full);
    await put("topic-101", "northeurope");
    await put("topic-1", "westeurope");
    await world.manager.delete(topicId("topic-1"));
    await put("topic-102", "westeurope");
  });

  it("6.9 has at most 500 subscriptions of a topic, whatever their form", async () => {
    await world.topic("names", { inputSchema: CLOUD_EVENTS });
    await world.topic("other", { inputSchema: CLOUD_EVENTS });
    const subscribe = (topic: string, name: string) =>
      world.subscribe(topic, name, { eventDeliverySchema: CLOUD_EVENTS });
    await world.put(`${topicId("names")}/providers/Microsoft.EventGrid/eventSubscriptions/by-scope`, {
      eventDeliverySchema: CLOUD_EVENTS,
      destination: { endpointType: "WebHook", endpointUrl: "https://hook.example.net/" },
    });
    for (let count = 2; count <= 500; count += 1) await subscribe("names", `sub-${count}`);
    const asked = world.hook.length;
    await assert.rejects(subscribe("names", "sub-501"), {
      status: 409,
      code: "Conflict",
      message: /^Quota limit reached\..* has 500 event subscriptions/,
    });
    assert.equal(world.hook.length, asked, "and asks no webhook");
    await subscribe("other", "sub-1");
    await subscribe("names", "sub-2");
    await world.manager.delete(subscriptionId("names", "sub-2"));
    await subscribe("names", "sub-501");
  });

  it("6.9 has one system topic of an account, without a limit of their own", async () => {
    const account = `${GROUP}/providers/Microsoft.Storage/storageAccounts/stone`;
    await world.put(account, { kind: "StorageV2", location: "westeurope" });
    const put = (name: string) =>
      world.put(`${GROUP}/providers/Microsoft.EventGrid/systemTopics/${name}`, {
        location: "westeurope",
        source: account,
        topicType: "Microsoft.Storage.StorageAccounts",
      });
    await put("one");
    await assert.rejects(put("two"), { message: /Only one system topic is allowed per source\.$/ });
  });
});
