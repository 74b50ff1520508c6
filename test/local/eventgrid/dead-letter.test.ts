import assert from "node:assert/strict";
import type { Responder } from "../platform.js";
import { identityId } from "../platform.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, gridEvent, MINUTE } from "./event-grid-world.js";

describe("Event Grid dead-lettering", () => {
  let world: EventGridWorld;
  let storage: Responder;
  let blobs: Awaited<ReturnType<EventGridWorld["deadLetters"]>>["blobs"];

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    storage = () => ({ status: 201 });
    const dead = await world.deadLetters((request) => storage(request));
    ({ blobs } = dead);
    const identity = { type: "UserAssigned", userAssignedIdentities: { [identityId("id-topic")]: {} } };
    await world.topic("names", { inputSchema: CLOUD_EVENTS, identity });
    await world.subscribe("names", "all", { eventDeliverySchema: CLOUD_EVENTS, ...dead.setting });
    await world.topic("grid", { identity });
    await world.subscribe("grid", "all", dead.setting);
    world.answer = () => ({ status: 400 });
  });
  afterEach(() => world.close());

  const pass = async (ms: number) => {
    world.clock.move(20);
    await world.settle();
    world.clock.move(ms);
    await world.settle();
  };
  const stored = () => Number(world.platform.store.get("SELECT count(*) AS n FROM eventgrid_events")?.n);

  it("writes given-up CloudEvents together, five minutes later, as the topic's identity", async () => {
    const [one, other] = [cloudEvent({ subject: "s" }), cloudEvent()];
    await world.publish("names", [one, other]);
    await world.until("given-up", 2);
    await pass(5 * MINUTE - 100);
    assert.equal(blobs.length, 0);
    await pass(100);
    await world.until("dead-lettered", 2);
    const [blob] = blobs;
    assert.equal(blobs.length, 1);
    assert.equal(blob?.method, "PUT");
    assert.match(blob?.path ?? "", /^\/dead-letters\/ALL\/2026\/1\/5\/10\/[0-9a-f-]{36}\.json$/);
    assert.equal(blob?.headers.authorization, "Bearer token-of-id-topic");
    assert.equal(blob?.headers["x-ms-blob-type"], "BlockBlob");
    assert.match(String(blob?.headers["x-ms-version"]), /^20\d\d-\d\d-\d\d$/);
    assert.deepEqual(world.tokens, [
      { identity: identityId("id-topic").toLowerCase(), audience: "https://storage.azure.com" },
    ]);
    const added = {
      deadletterreason: "UndeliverableDueToHttpBadRequest",
      deliveryattempts: 1,
      lastdeliveryoutcome: "BadRequest",
      publishtime: "2026-01-05T10:00:00.000Z",
    };
    const events = (JSON.parse(blob?.body ?? "") as { id: string }[]).sort((a, b) => a.id.localeCompare(b.id));
    assert.deepEqual(events, [
      { ...one, ...added },
      { ...other, ...added },
    ]);
    await pass(0);
    assert.equal(stored(), 0);
  });

  it("writes Event Grid events with its own names of the properties", async () => {
    const event = gridEvent();
    await world.publish("grid", [event], { "content-type": "application/json" });
    await world.until("given-up");
    await pass(5 * MINUTE);
    await world.until("dead-lettered");
    const [written] = JSON.parse(blobs[0]?.body ?? "") as Record<string, unknown>[];
    assert.equal(written?.id, event.id);
    assert.equal(written?.deadLetterReason, "UndeliverableDueToHttpBadRequest");
    assert.equal(written?.deliveryAttempts, 1);
    assert.equal(written?.lastDeliveryOutcome, "BadRequest");
    assert.equal(written?.publishTime, "2026-01-05T10:00:00.000Z");
    assert.equal(written?.lastDeliveryAttemptTime, "2026-01-05T10:00:00.000Z");
  });

  it("keeps trying an unreachable container, for four hours", async () => {
    storage = () => ({ status: 403 });
    await world.publish("names", cloudEvent());
    await world.until("given-up");
    await pass(5 * MINUTE);
    await world.when(() => blobs.length === 1);
    storage = () => ({ status: 201 });
    await pass(MINUTE);
    await world.until("dead-lettered");
    assert.equal(blobs.length, 2);

    storage = () => ({ status: 404 });
    await world.publish("names", cloudEvent());
    await world.until("given-up", 2);
    await pass(5 * MINUTE);
    await world.when(() => blobs.length === 3);
    await pass(239 * MINUTE);
    assert.equal(world.of("dropped").length, 0);
    await pass(2 * MINUTE);
    assert.match((await world.until("dropped")).note ?? "", /dead-letter container kept failing: status 404/);
    await pass(0);
    assert.equal(stored(), 0);
  });

  it("writes after a restart what was given up before", async () => {
    await world.publish("names", cloudEvent());
    await world.until("given-up");
    await world.restart(async () => world.clock.move(5 * MINUTE));
    await pass(0);
    await world.until("dead-lettered");
    assert.equal(blobs.length, 1);
    assert.equal(world.deliveries().length, 1);
  });
});
