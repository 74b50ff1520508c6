import assert from "node:assert/strict";
import type { Responder } from "../platform.js";
import { identityId } from "../platform.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, MINUTE, subscriptionId, topicId } from "./event-grid-world.js";

describe("Event Grid metrics", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  /** Totals by name and dimensions. */
  const read = () =>
    Object.fromEntries(
      world.service.metrics
        .read()
        .map(({ name, dimensions, total }) => [[name, ...Object.values(dimensions)].join(" "), total]),
    );

  it("count what was published, matched, evaluated and delivered", async () => {
    await world.names({ filter: { includedEventTypes: ["A"], advancedFilters: [above(1), above(2)] } });
    await world.subscribe("names", "other", {
      eventDeliverySchema: CLOUD_EVENTS,
      filter: { includedEventTypes: ["A"] },
    });
    const one = (type: string, n: number) => cloudEvent({ type, data: { n } });
    await world.publish("names", [one("A", 3), one("A", 2), one("A", 0), one("B", 3)]);
    await world.until("delivered", 4);
    assert.deepEqual(read(), {
      PublishSuccessCount: 4,
      PublishSuccessLatencyInMs: 0,
      UnmatchedEventCount: 1,
      "MatchedEventCount all": 1,
      "MatchedEventCount other": 3,
      // Both of the first two, and the one that already told of the third.
      "AdvancedFilterEvaluationCount all": 5,
      "DeliverySuccessCount all": 1,
      "DeliverySuccessCount other": 3,
      "DestinationProcessingDurationInMs all": 0,
      "DestinationProcessingDurationInMs other": 0,
    });
    for (const { resource } of world.service.metrics.read()) assert.equal(resource, topicId("names"));
    const durations = world.service.metrics.read().find(({ name }) => name === "DestinationProcessingDurationInMs");
    assert.deepEqual([durations?.unit, durations?.count], ["MilliSeconds", 1]);
  });

  it("count what failed to be published, by its error", async () => {
    await world.names();
    await world.publish("names", [cloudEvent(), cloudEvent()], { "content-type": "text/plain" });
    await world.publish("names", cloudEvent({ id: "" }));
    await world.publish("names", cloudEvent(), { authorization: "Bearer stranger@https://eventgrid.azure.net" });
    assert.deepEqual(read(), {
      "PublishFailCount UnsupportedMediaType InvalidContentType": 1,
      "PublishFailCount BadRequest InputJsonInvalid": 1,
      "PublishFailCount Unauthorized Unauthorized": 1,
    });
  });

  it("count failed attempts, dropped events and dead letters, by their reason", async () => {
    let storage: Responder = () => ({ status: 403 });
    const dead = await world.deadLetters((request) => storage(request));
    const identity = { type: "UserAssigned", userAssignedIdentities: { [identityId("id-topic")]: {} } };
    await world.topic("names", { inputSchema: CLOUD_EVENTS, identity });
    await world.subscribe("names", "drop", { eventDeliverySchema: CLOUD_EVENTS });
    await world.subscribe("names", "keep", { eventDeliverySchema: CLOUD_EVENTS, ...dead.setting });
    world.answer = () => ({ status: 400 });
    await world.publish("names", cloudEvent());
    await world.until("dropped");
    await world.until("given-up");
    await world.pass(5 * MINUTE);
    storage = () => ({ status: 201 });
    await world.pass(MINUTE);
    await world.until("dead-lettered");
    const counted = Object.fromEntries(
      Object.entries(read()).filter(([name]) => /^(DeliveryAttempt|Dropped|DeadLettered)/.test(name)),
    );
    assert.deepEqual(counted, {
      "DeliveryAttemptFailCount drop BadRequest BadRequest": 1,
      "DeliveryAttemptFailCount keep BadRequest BadRequest": 1,
      "DroppedEventCount drop UndeliverableDueToHttpBadRequest": 1,
      "DeadLetteredCount keep UndeliverableDueToHttpBadRequest": 1,
    });
  });

  it("end with what they are of", async () => {
    await world.names();
    await world.subscribe("names", "other", { eventDeliverySchema: CLOUD_EVENTS });
    await world.publish("names", cloudEvent());
    await world.until("delivered", 2);
    await world.manager.delete(subscriptionId("names", "all"));
    assert.equal(world.metric("DeliverySuccessCount", "all"), 0);
    assert.equal(world.metric("DeliverySuccessCount"), 1);
    await world.manager.delete(topicId("names"));
    assert.deepEqual(world.service.metrics.read(), []);
  });
});

const above = (value: number) => ({ operatorType: "NumberGreaterThan", key: "data.n", value });
