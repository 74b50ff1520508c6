import assert from "node:assert/strict";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, HOOK, MINUTE, subscriptionId, topicId } from "./event-grid-world.js";

const DAY = 24 * 60 * MINUTE;

describe("Event Grid durability", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  it("delivers after a restart what it had not delivered before, and nothing twice", async () => {
    await world.names();
    await world.publish("names", cloudEvent({ id: "first" }));
    await world.until("delivered");
    world.answer = () => ({ status: 500 });
    await world.publish("names", cloudEvent({ id: "second" }));
    await world.until("retrying");
    world.answer = () => undefined;
    await world.publish("names", cloudEvent({ id: "third" }));
    await world.when(() => world.deliveries().length === 3);
    world.answer = () => ({ status: 200 });
    await world.restart(async () => world.clock.move(MINUTE));
    await world.until("delivered", 3);
    const after = world.deliveries().slice(3);
    assert.deepEqual(after.map(({ body, headers }) => [JSON.parse(body).id, headers["aeg-delivery-count"]]).sort(), [
      ["second", "1"],
      ["third", "0"],
    ]);
    await world.pass(DAY);
    assert.equal(world.stored(), 0);
  });

  it("delivers once more, whatever the time to live, what it could not try before it went down", async () => {
    await world.names({ retryPolicy: { eventTimeToLiveInMinutes: 1 } });
    world.answer = () => undefined;
    await world.publish("names", cloudEvent());
    await world.when(() => world.deliveries().length === 1);
    world.answer = () => ({ status: 200 });
    await world.restart(async () => world.clock.move(3 * DAY));
    await world.until("delivered");
  });

  it("stores what is published while it goes down", async () => {
    await world.names();
    await world.service.stop();
    assert.equal((await world.publish("names", cloudEvent())).status, 200);
    assert.equal(world.waiting("names", "all"), 1);
    await world.restart();
    await world.until("delivered");
  });

  it("applies new settings to what waits already", async () => {
    await world.names();
    world.answer = () => ({ status: 500 });
    await world.publish("names", cloudEvent());
    await world.until("retrying");
    const moved = await world.serve("moved.example.net", ({ method }) => ({
      status: 200,
      ...(method === "OPTIONS" && { headers: { "webhook-allowed-origin": "*" } }),
    }));
    await world.subscribe("names", "all", {
      eventDeliverySchema: CLOUD_EVENTS,
      destination: { endpointType: "WebHook", endpointUrl: "https://moved.example.net/" },
    });
    await world.pass(10_000);
    await world.until("delivered");
    assert.deepEqual(
      moved.map(({ method }) => method),
      ["OPTIONS", "POST"],
    );
  });

  it("drops what waits for a deleted subscription, and for a deleted topic", async () => {
    await world.names();
    await world.subscribe("names", "other", { eventDeliverySchema: CLOUD_EVENTS });
    world.answer = () => ({ status: 500 });
    await world.publish("names", cloudEvent());
    await world.until("retrying", 2);
    await world.pass(0);
    await world.manager.delete(subscriptionId("names", "all"));
    assert.equal(world.waiting("names", "all"), 0);
    assert.equal(world.waiting("names", "other"), 1);
    assert.equal(world.stored(), 1);
    await world.manager.delete(topicId("names"));
    assert.equal(world.stored(), 0);
    assert.equal((await world.publish("names", cloudEvent())).status, 404);
    await world.names();
    await world.pass(DAY);
    assert.equal(world.deliveries().length, 2);
    await world.publish("names", cloudEvent());
    await world.until("retrying", 3);
    world.answer = () => ({ status: 200 });
    await world.restart(async () => world.clock.move(MINUTE));
    await world.until("delivered");
  });

  it("ends what is under way to a deleted subscription", async () => {
    await world.names();
    world.answer = () => undefined;
    await world.publish("names", cloudEvent());
    await world.when(() => world.deliveries().length === 1);
    await world.manager.delete(subscriptionId("names", "all"));
    world.clock.move(MINUTE);
    await world.settle();
    assert.equal(world.of("retrying").length, 0);
  });

  it("survives a disk that fails for a while", async () => {
    await world.names();
    const { run } = world.platform.store;
    const fail = () => {
      throw Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });
    };
    world.platform.store.run = fail;
    const refused = await world.publish("names", cloudEvent());
    assert.equal(refused.status, 503, "what could not be written is not acknowledged");
    world.platform.store.run = run;
    await world.publish("names", cloudEvent());
    await world.until("delivered");
    world.platform.store.run = fail;
    world.clock.move(20);
    await world.until("failed", 2);
    world.platform.store.run = run;
    await world.pass(1_000);
    await world.pass(0);
    assert.equal(world.waiting("names", "all"), 0);
    assert.equal(world.deliveries().length, 1);
    assert.equal(world.hook.filter(({ headers }) => headers.host === HOOK).length, 0);
  });
});
