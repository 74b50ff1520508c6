import assert from "node:assert/strict";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, gridEvent, HOOK_URL, subscriptionId } from "./event-grid-world.js";

describe("Event Grid batches", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  const batches = (numbers: object, schema = CLOUD_EVENTS) => ({
    eventDeliverySchema: schema,
    destination: { endpointType: "WebHook", endpointUrl: HOOK_URL, ...numbers },
  });
  const events = (count: number, more: object = {}) => Array.from({ length: count }, () => cloudEvent({ ...more }));
  const sizes = () => world.deliveries().map(({ body }) => (JSON.parse(body) as unknown[]).length);

  it("bring up to so many events at once, in the batched form of CloudEvents", async () => {
    await world.names(batches({ maxEventsPerBatch: 10 }));
    const published = events(25);
    await world.publish("names", published);
    await world.until("delivered", 25);
    assert.deepEqual(sizes(), [10, 10, 5]);
    const [first] = world.deliveries();
    assert.equal(first?.headers["content-type"], "application/cloudevents-batch+json; charset=utf-8");
    assert.deepEqual(JSON.parse(first?.body ?? ""), published.slice(0, 10));
  });

  it("do not wait for more: a single event comes at once, as an array", async () => {
    await world.names(batches({ maxEventsPerBatch: 10 }));
    await world.publish("names", [cloudEvent()]);
    await world.until("delivered");
    assert.deepEqual(sizes(), [1]);
  });

  it("of the Event Grid schema are the same array", async () => {
    await world.topic("grid");
    await world.subscribe("grid", "all", batches({ maxEventsPerBatch: 2 }, "EventGridSchema"));
    await world.publish("grid", [gridEvent(), gridEvent()], { "content-type": "application/json" });
    await world.until("delivered", 2);
    assert.deepEqual(sizes(), [2]);
    assert.equal(world.deliveries()[0]?.headers["content-type"], "application/json; charset=utf-8");
  });

  it("stay below the preferred size, which a single event may pass", async () => {
    await world.names(batches({ maxEventsPerBatch: 100, preferredBatchSizeInKilobytes: 1 }));
    await world.publish("names", [...events(4, { data: "x".repeat(400) }), ...events(1, { data: "x".repeat(2_000) })]);
    await world.until("delivered", 5);
    assert.deepEqual(sizes(), [2, 2, 1]);
  });

  it("are turned on by either number: of ten at most where the size alone is given, and off with one event", async () => {
    const shown = async (numbers: object) => {
      await world.names(batches(numbers));
      const { destination } = world.resources.get(subscriptionId("names", "all"))?.outputs ?? {};
      const { maxEventsPerBatch, preferredBatchSizeInKilobytes } = destination as Record<string, unknown>;
      return [maxEventsPerBatch, preferredBatchSizeInKilobytes];
    };
    assert.deepEqual(await shown({ maxEventsPerBatch: 1, preferredBatchSizeInKilobytes: 128 }), [1, 128]);
    await world.publish("names", events(1));
    await world.until("delivered");
    assert.equal(world.deliveries()[0]?.headers["content-type"], "application/cloudevents+json; charset=utf-8");
    world.hook.length = 0;
    assert.deepEqual(await shown({ maxEventsPerBatch: 25 }), [25, 64]);
    assert.deepEqual(await shown({ preferredBatchSizeInKilobytes: 128 }), [10, 128]);
    await world.publish("names", events(25));
    await world.until("delivered", 26);
    assert.deepEqual(sizes(), [10, 10, 5]);
  });

  it("read each event from disk once", async () => {
    await world.names(batches({ maxEventsPerBatch: 10, preferredBatchSizeInKilobytes: 1 }));
    const { get } = world.platform.store;
    let read = 0;
    world.platform.store.get = (sql, ...values) => {
      if (sql.startsWith("SELECT * FROM eventgrid_events")) read += 1;
      return get.call(world.platform.store, sql, ...values);
    };
    await world.publish("names", events(25, { data: "x".repeat(200) }));
    await world.until("delivered", 25);
    assert.equal(read, 25);
    assert.ok(sizes().length > 3, "the size ends some of them");
  });

  it("fail and are brought again as a whole", async () => {
    await world.names(batches({ maxEventsPerBatch: 10 }));
    world.answer = () => ({ status: 500 });
    await world.publish("names", events(3));
    await world.until("retrying", 3);
    world.answer = () => ({ status: 200 });
    // One that comes meanwhile has another number of attempts, which the request tells: it does not join them.
    await world.publish("names", events(1));
    await world.until("delivered");
    await world.pass(10_000);
    await world.until("delivered", 4);
    assert.deepEqual(sizes(), [3, 1, 3]);
    assert.deepEqual(
      world.deliveries().map(({ headers }) => headers["aeg-delivery-count"]),
      ["0", "0", "1"],
    );
    await world.pass(0);
    assert.equal(world.stored(), 0);
  });

  it("may be larger than what is read ahead of single events", async () => {
    await world.names(batches({ maxEventsPerBatch: 1_000, preferredBatchSizeInKilobytes: 1024 }));
    await world.publish("names", events(600));
    await world.until("delivered", 600);
    assert.deepEqual(sizes(), [600]);
  });
});
