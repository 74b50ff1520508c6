import assert from "node:assert/strict";
import { EventGridDeserializer } from "@azure/eventgrid";
import type { ReceivedRequest } from "../../platform.js";
import {
  CLOUD_EVENTS,
  cloudEvent,
  EventGridWorld,
  gridEvent,
  HOOK_URL,
  MINUTE,
  subscriptionId,
  topicId,
} from "../event-grid-world.js";

/** Numbers are those of docs/reference/event-grid.md. */
describe("Event Grid conformance: delivery", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  it("2.1 asks a webhook again whenever its subscription is written", async () => {
    await world.names();
    await world.names({ filter: { includedEventTypes: ["A"] } });
    assert.deepEqual(
      world.hook.map(({ method }) => method),
      ["OPTIONS", "OPTIONS"],
    );
  });

  it("2.7 delivers nothing before the webhook has consented", async () => {
    await world.topic("names", { inputSchema: CLOUD_EVENTS });
    const received = await world.serve("slow.example.net", () => undefined);
    const made = world.subscribe("names", "all", {
      eventDeliverySchema: CLOUD_EVENTS,
      destination: { endpointType: "WebHook", endpointUrl: "https://slow.example.net/" },
    });
    const failed = assert.rejects(made, { code: "ResourceOperationFailure" });
    await world.when(() => received.length === 1);
    await world.publish("names", cloudEvent());
    world.clock.move(30_000);
    await world.settle();
    world.clock.move(5_000);
    await world.when(() => received.length === 2);
    world.clock.move(30_000);
    await failed;
    await world.pass(60 * MINUTE);
    assert.deepEqual(
      received.map(({ method }) => method),
      ["OPTIONS", "OPTIONS"],
    );
  });

  it("3.1 sends what may be compressed, and tells no version of a CloudEvent's data", async () => {
    await world.names();
    await world.publish("names", cloudEvent());
    await world.until("delivered");
    const headers = world.deliveries()[0]?.headers ?? {};
    assert.notEqual(headers["accept-encoding"], undefined);
    assert.equal(headers["aeg-data-version"], "");
  });

  it("3.2 counts attempts from 0 in a header", async () => {
    await world.names();
    world.answer = () => ({ status: 500 });
    await world.publish("names", cloudEvent());
    await world.until("retrying");
    await world.pass(10_000);
    await world.until("retrying", 2);
    assert.deepEqual(
      world.deliveries().map(({ headers }) => headers["aeg-delivery-count"]),
      ["0", "1"],
    );
  });

  it("3.7 decides by one status for every event of a batch", async () => {
    await world.names({
      destination: { endpointType: "WebHook", endpointUrl: HOOK_URL, maxEventsPerBatch: 3 },
    });
    world.answer = () => ({ status: 413 });
    await world.publish("names", [cloudEvent(), cloudEvent(), cloudEvent()]);
    await world.until("dropped", 3);
    assert.equal(world.deliveries().length, 1);
  });

  it("3.10 waits longer after some statuses", async () => {
    for (const [status, seconds] of [
      [404, 300],
      [408, 120],
      [503, 30],
      [500, 10],
      [429, 10],
    ] as const) {
      await world.names();
      world.answer = () => ({ status });
      const before = world.deliveries().length;
      const retries = world.of("retrying").length;
      await world.publish("names", cloudEvent());
      // Its pause begins with its answer.
      await world.until("retrying", retries + 1);
      await world.pass(seconds * 1_000 - 21);
      assert.equal(world.deliveries().length, before + 1, `${status}: not before ${seconds} s`);
      world.clock.move(1);
      await world.when(() => world.deliveries().length === before + 2, `${status}: after ${seconds} s`);
      await world.until("retrying", retries + 2);
      await world.manager.delete(subscriptionId("names", "all"));
    }
  });

  it("3.11 ends at whichever comes first, attempts or time: six attempts in half an hour", async () => {
    const limits = { maxDeliveryAttempts: 10, eventTimeToLiveInMinutes: 30 };
    await world.names({ retryPolicy: limits });
    world.answer = () => ({ status: 500 });
    await world.publish("names", cloudEvent());
    for (let rounds = 0; world.of("dropped").length === 0; rounds += 1) {
      assert.ok(rounds < 100, "the time is over");
      await world.pass(MINUTE);
    }
    assert.match(world.of("dropped")[0]?.note ?? "", /^TimeToLiveExceeded after 6 attempts/);
  });

  it("3.13 may deliver an event again, with the same id", async () => {
    await world.names();
    let answers = 0;
    world.answer = () => ({ status: ++answers === 1 ? 500 : 200 });
    const { id } = cloudEvent();
    await world.publish("names", cloudEvent({ id }));
    await world.until("retrying");
    await world.pass(10_000);
    await world.until("delivered");
    assert.deepEqual(
      world.deliveries().map(({ body }) => (JSON.parse(body) as { id: string }).id),
      [id, id],
    );
  });

  it("3.14 tries no more what was taken within three minutes, though its attempt had failed", async () => {
    await world.names();
    const answers = world.holdAnswers();
    await world.publish("names", cloudEvent());
    await world.when(() => answers.length === 1);
    world.clock.move(30_000);
    assert.match((await world.until("retrying")).note ?? "", /TimedOut; the next is in 10 s/);
    await world.pass(9_000);
    answers[0]?.();
    assert.equal((await world.until("delivered")).ms, 39_020);
    await world.pass(60 * MINUTE);
    assert.equal(answers.length, 1);
    assert.equal(world.stored(), 0);
  });

  it("3.23 tells a webhook that its subscription is gone", async () => {
    await world.topic("grid");
    await world.subscribe("grid", "all");
    await world.manager.delete(topicId("grid"));
    await world.until("told-deletion");
    const { body, headers } = world.hook.at(-1) as ReceivedRequest;
    assert.equal(headers["aeg-event-type"], "SubscriptionDeletion");
    assert.equal(headers["aeg-subscription-name"], "ALL");
    const [event, ...more] = await new EventGridDeserializer().deserializeEventGridEvents(body);
    assert.deepEqual(more, []);
    assert.equal(event?.eventType, "Microsoft.EventGrid.SubscriptionDeletedEvent");
    assert.deepEqual(event?.data, { eventSubscriptionId: subscriptionId("grid", "all") });
  });

  it("6.4 shows no key of a webhook but to who asks for the whole URL", async () => {
    await world.topic("grid");
    const outputs = await world.subscribe("grid", "all");
    assert.equal(JSON.stringify(outputs).includes("s3cret"), false);
    const { endpointUrl } = await world.manager.act(subscriptionId("grid", "all"), "getFullUrl", {});
    assert.equal(endpointUrl, HOOK_URL);
    await world.publish("grid", [gridEvent()], { "content-type": "application/json" });
    await world.until("delivered");
    assert.equal(JSON.stringify(world.activities).includes("s3cret"), false);
  });
});
