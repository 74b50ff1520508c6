import assert from "node:assert/strict";
import type { Properties } from "../../../local/shared/resource.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, subscriptionId } from "./event-grid-world.js";

describe("Event Grid back pressure", () => {
  let world: EventGridWorld;

  const open = async (deliveries: number, bytes: number) => {
    world = new EventGridWorld({ deliveries, bytes });
    await world.open();
    await world.names();
    world.answer = () => ({ status: 500 });
  };
  afterEach(() => world.close());

  const events = (count: number, more: Properties = {}) => Array.from({ length: count }, () => cloudEvent(more));
  const status = async (count: number, more: Properties = {}) =>
    (await world.publish("names", events(count, more))).status;

  it("answers 429, and when to come again, once enough deliveries wait", async () => {
    await open(4, 1_000_000);
    assert.equal(await status(4), 200);
    const refused = await world.publish("names", cloudEvent());
    assert.equal(refused.status, 429);
    assert.equal(refused.headers["retry-after"], "10");
    assert.equal((JSON.parse(refused.text) as { error: { code: string } }).error.code, "TooManyRequests");
    assert.equal(world.stored(), 4, "nothing of it is kept");
    assert.equal(world.metric("PublishFailCount"), 1);
  });

  it("counts an event for each subscription, and takes what nobody wants", async () => {
    await open(4, 1_000_000);
    await world.subscribe("names", "other", {
      eventDeliverySchema: CLOUD_EVENTS,
      filter: { includedEventTypes: ["A"] },
    });
    assert.equal(await status(2, { type: "A" }), 200);
    assert.equal(await status(1, { type: "A" }), 429);
    await world.topic("nobody", { inputSchema: CLOUD_EVENTS });
    assert.equal((await world.publish("nobody", cloudEvent())).status, 200);
  });

  it("bounds bytes, too", async () => {
    await open(1_000, 5_000);
    assert.equal(await status(1, { data: "\u00e9".repeat(3_000) }), 200);
    assert.equal(await status(1), 429);
  });

  it("ends when events are delivered, dropped, or their subscription is deleted, and outlives a restart", async () => {
    await open(2, 1_000_000);
    assert.equal(await status(2), 200);
    await world.until("retrying", 2);
    await world.pass(0);
    await world.restart();
    assert.equal(await status(1), 429);
    world.answer = () => ({ status: 200 });
    await world.pass(10_000);
    await world.until("delivered", 2);
    await world.pass(0);
    world.answer = () => ({ status: 400 });
    assert.equal(await status(2), 200);
    await world.until("dropped", 2);
    await world.pass(0);
    world.answer = () => ({ status: 500 });
    assert.equal(await status(2), 200);
    assert.equal(await status(1), 429);
    await world.manager.delete(subscriptionId("names", "all"));
    await world.names();
    assert.equal(await status(1), 200);
    const counted = world.platform.store.get("SELECT deliveries, bytes FROM eventgrid_backlog");
    const there = world.platform.store.get(
      "SELECT count(*) AS deliveries, sum(octet_length(json)) AS bytes FROM eventgrid_events",
    );
    assert.deepEqual({ ...counted }, { ...there });
  });

  it("counts what waited before it was counted", async () => {
    await open(2, 1_000_000);
    assert.equal(await status(2), 200);
    world.platform.store.define("DROP TABLE eventgrid_backlog");
    await world.restart();
    assert.equal(await status(1), 429);
  });

  it("deletes a large backlog in pieces, and all of it", async () => {
    await open(10_000, 100_000_000);
    assert.equal(await status(2_500), 200);
    await world.subscribe("names", "other", { eventDeliverySchema: CLOUD_EVENTS });
    assert.equal(await status(100), 200);
    await world.manager.delete(subscriptionId("names", "all"));
    assert.equal(world.stored(), 100);
    assert.equal(world.waiting("names", "other"), 100);
    const known = world.platform.store.all("SELECT key FROM eventgrid_subscriptions").map(({ key }) => key);
    assert.deepEqual(known, [subscriptionId("names", "other").toLowerCase()]);
  });
});
