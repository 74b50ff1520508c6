import assert from "node:assert/strict";
import {
  CLOUD_EVENTS,
  cloudEvent,
  EventGridWorld,
  gridEvent,
  HOOK,
  MINUTE,
  subscriptionId,
  topicId,
} from "./event-grid-world.js";

const DAY = 24 * 60 * MINUTE;

describe("Event Grid delivery", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  it("brings a CloudEvent alone, with the service's headers", async () => {
    await world.names();
    const event = cloudEvent({ subject: "names/1", data: { name: "Ada" }, time: "2026-01-05T09:59:59.000001Z" });
    await world.publish("names", [event]);
    const activity = await world.until("delivered");
    const [delivery] = world.deliveries();
    assert.equal(delivery?.path, "/api/hook?code=s3cret");
    assert.deepEqual(JSON.parse(delivery?.body ?? ""), event);
    const { headers } = delivery ?? { headers: {} };
    assert.equal(headers["content-type"], "application/cloudevents+json; charset=utf-8");
    assert.equal(headers["aeg-event-type"], "Notification");
    assert.equal(headers["aeg-subscription-name"], "ALL");
    assert.equal(headers["aeg-delivery-count"], "0");
    assert.equal(headers["aeg-data-version"], "");
    assert.equal(headers["aeg-metadata-version"], "1");
    assert.equal(headers.origin, "eventgrid.azure.net");
    assert.equal(activity.target, subscriptionId("names", "all"));
    assert.equal(activity.subject, event.id);
    assert.equal(activity.status, 200);
    assert.equal(JSON.stringify(world.activities).includes("s3cret"), false);
  });

  it("brings an Event Grid event in an array, or turned into a CloudEvent", async () => {
    await world.topic("grid");
    await world.subscribe("grid", "same");
    await world.subscribe("grid", "cloud", { eventDeliverySchema: CLOUD_EVENTS });
    const event = gridEvent({ dataVersion: "2.1 \u00e9" });
    await world.publish("grid", [event], { "content-type": "application/json" });
    await world.until("delivered", 2);
    const by = (name: string) => world.deliveries().find(({ headers }) => headers["aeg-subscription-name"] === name);
    assert.equal(by("SAME")?.headers["content-type"], "application/json; charset=utf-8");
    assert.equal(by("SAME")?.headers["aeg-data-version"], "2.1 ?");
    assert.deepEqual(JSON.parse(by("SAME")?.body ?? ""), [{ ...event, metadataVersion: "1", topic: topicId("grid") }]);
    assert.deepEqual(JSON.parse(by("CLOUD")?.body ?? ""), {
      specversion: "1.0",
      id: event.id,
      source: topicId("grid"),
      subject: "names/1",
      type: "Names.NameGenerated.v1",
      time: "2026-01-05T10:00:00Z",
      data: { name: "Ada" },
    });
  });

  it("delivers to those alone whose filter an event passes, and keeps nothing for nobody", async () => {
    await world.names({ filter: { includedEventTypes: ["A"] } });
    await world.publish("names", [cloudEvent({ type: "A" }), cloudEvent({ type: "B" })]);
    await world.until("delivered");
    await world.pass(0);
    assert.equal(world.deliveries().length, 1);
    assert.equal(world.of("accepted").length, 2);
    assert.equal(world.stored(), 0);
  });

  it("takes 200 to 204 alone for success", async () => {
    await world.names();
    for (const [index, status] of [200, 201, 202, 203, 204].entries()) {
      world.answer = () => ({ status });
      await world.publish("names", cloudEvent());
      await world.until("delivered", index + 1);
    }
    for (const [index, status] of [205, 302, 418, 500].entries()) {
      world.answer = () => ({ status, headers: { location: "https://hook.example.net/other" } });
      await world.publish("names", cloudEvent());
      assert.equal((await world.until("retrying", index + 1)).status, status);
    }
    await world.pass(0);
    assert.equal(world.waiting("names", "all"), 4);
  });

  it("waits longer after every failure, counts attempts, and stops when time is up", async () => {
    await world.names({ retryPolicy: { eventTimeToLiveInMinutes: 30 } });
    world.answer = () => ({ status: 500 });
    await world.publish("names", cloudEvent());
    const pauses = [10_000, 30_000, MINUTE, 5 * MINUTE, 10 * MINUTE];
    for (const [index, pause] of pauses.entries()) {
      await world.until("retrying", index + 1);
      await world.pass(pause - 21);
      assert.equal(world.deliveries().length, index + 1, `not before ${pause} ms`);
      world.clock.move(1);
      await world.when(() => world.deliveries().length === index + 2, `a delivery after ${pause} ms`);
    }
    await world.until("retrying", 6);
    assert.deepEqual(
      world.deliveries().map(({ headers }) => headers["aeg-delivery-count"]),
      ["0", "1", "2", "3", "4", "5"],
    );
    await world.pass(30 * MINUTE);
    const dropped = await world.until("dropped");
    assert.match(
      dropped.note ?? "",
      /^TimeToLiveExceeded after 6 attempts, the last with Busy; there is no dead-letter/,
    );
    await world.pass(0);
    assert.equal(world.deliveries().length, 6);
    assert.equal(world.stored(), 0);
  });

  it("tries eleven times in a day by the default policy, then gives up", async () => {
    await world.names();
    world.answer = () => ({ status: 500 });
    await world.publish("names", cloudEvent());
    const began = world.clock.now().getTime();
    const seconds = [0, 10, 40, 100, 400, 1_000, 2_800, 6_400, 17_200, 38_800, 82_000];
    for (const [index, second] of seconds.entries()) {
      world.clock.move(began + second * 1_000 - world.clock.now().getTime());
      await world.until("retrying", index + 1);
      world.clock.move(20);
      await world.settle();
    }
    world.clock.move(2 * DAY);
    assert.match(
      (await world.until("dropped")).note ?? "",
      /^TimeToLiveExceeded after 11 attempts, the last with Busy/,
    );
    assert.equal(world.deliveries().length, 11);
  });

  it("stops after the greatest number of attempts", async () => {
    await world.names({ retryPolicy: { maxDeliveryAttempts: 2 } });
    world.answer = () => ({ status: 503 });
    await world.publish("names", cloudEvent());
    await world.until("retrying");
    await world.pass(30_000);
    assert.match((await world.until("dropped")).note ?? "", /^MaxDeliveryAttemptsExceeded after 2 attempts/);
    await world.pass(DAY);
    assert.equal(world.deliveries().length, 2);
  });

  it("does not try again what a webhook refuses for good", async () => {
    await world.names();
    const reasons = { 400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 413: "RequestEntityTooLarge" };
    for (const [index, [status, name]] of Object.entries(reasons).entries()) {
      world.answer = () => ({ status: Number(status) });
      await world.publish("names", cloudEvent());
      const dropped = await world.until("dropped", index + 1);
      assert.equal(dropped.status, Number(status));
      assert.match(dropped.note ?? "", new RegExp(`^UndeliverableDueToHttp${name} after 1 attempts`));
    }
    await world.pass(DAY);
    assert.equal(world.deliveries().length, 4);
  });

  it("gives up on an answer after thirty seconds, and tries again", async () => {
    await world.names();
    world.answer = () => undefined;
    await world.publish("names", cloudEvent());
    await world.when(() => world.deliveries().length === 1);
    world.clock.move(29_999);
    await world.settle();
    assert.equal(world.of("retrying").length, 0);
    world.clock.move(1);
    assert.match((await world.until("retrying")).note ?? "", /TimedOut/);
    world.answer = () => ({ status: 200 });
    await world.pass(10_000);
    await world.until("delivered");
  });

  it("waits without limit for a subscriber that a debugger may have stopped", async () => {
    await world.names();
    world.platform.debugged.add(HOOK);
    world.answer = () => undefined;
    await world.publish("names", cloudEvent());
    await world.when(() => world.deliveries().length === 1);
    world.clock.move(60 * MINUTE);
    await world.settle();
    assert.equal(world.of("retrying").length, 0);
  });

  it("tries again when nobody answers", async () => {
    await world.names();
    await world.subscribe("names", "gone", { eventDeliverySchema: CLOUD_EVENTS });
    // The name is known until the subscription is made.
    const request = world.platform.wire.request;
    world.platform.wire.request = () => Promise.reject(Object.assign(new Error("no such host"), { code: "ENOTFOUND" }));
    await world.publish("names", cloudEvent());
    assert.match((await world.until("retrying", 2)).note ?? "", /ResolutionError/);
    world.platform.wire.request = request;
    await world.pass(10_000);
    await world.until("delivered", 2);
  });

  it("holds no subscription up because of another", async () => {
    await world.names();
    await world.serve("slow.example.net", (request) =>
      request.method === "OPTIONS" ? { status: 200, headers: { "webhook-allowed-origin": "*" } } : undefined,
    );
    await world.subscribe("names", "slow", {
      eventDeliverySchema: CLOUD_EVENTS,
      destination: { endpointType: "WebHook", endpointUrl: "https://slow.example.net/" },
    });
    await world.publish(
      "names",
      Array.from({ length: 100 }, () => cloudEvent()),
    );
    await world.until("delivered", 100);
    await world.pass(0);
    assert.equal(world.waiting("names", "all"), 0);
    assert.equal(world.waiting("names", "slow"), 100);
    assert.equal(world.stored(), 100, "the other one still needs them");
  });

  it("has at most 32 deliveries of a subscription under way", async () => {
    await world.names();
    world.answer = () => undefined;
    await world.publish(
      "names",
      Array.from({ length: 100 }, () => cloudEvent()),
    );
    await world.when(() => world.deliveries().length >= 32);
    await world.settle();
    assert.equal(world.deliveries().length, 32);
  });
});
