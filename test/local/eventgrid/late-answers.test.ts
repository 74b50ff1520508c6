import assert from "node:assert/strict";
import { identityId } from "../platform.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, HOOK_URL, MINUTE } from "./event-grid-world.js";

describe("Event Grid late answers", () => {
  let world: EventGridWorld;
  let answers: (() => void)[];

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  /** Publishes one event that is not answered within thirty seconds. */
  const timeOut = async (more?: Parameters<EventGridWorld["names"]>[0]) => {
    await world.names(more);
    answers = world.holdAnswers();
    await world.publish("names", cloudEvent());
    await world.when(() => answers.length === 1);
    world.clock.move(30_000);
  };
  const delivered = () => world.of("delivered").length;

  it("cancel the retry before its failure is on disk, too", async () => {
    await timeOut();
    answers[0]?.();
    await world.settle();
    await world.pass(0);
    await world.until("delivered");
    await world.pass(60 * MINUTE);
    assert.equal(answers.length, 1);
    assert.equal(world.stored(), 0);
  });

  for (const [status, what] of [
    [500, "are no hindrance to the attempt that is under way, and cancel the retry after it"],
    [200, "are no second delivery when the attempt that is under way is taken"],
  ] as const) {
    it(what, async () => {
      await timeOut();
      await world.until("retrying");
      await world.pass(10_000);
      await world.when(() => answers.length === 2);
      world.answer = () => ({ status });
      answers[0]?.();
      await world.settle();
      assert.equal(delivered(), 0, "the second attempt goes on");
      answers[1]?.();
      await world.until("delivered");
      await world.pass(60 * MINUTE);
      assert.equal(answers.length, 2);
      assert.equal(delivered(), 1);
      assert.equal(world.stored(), 0);
    });
  }

  it("cancel nothing when they are no success", async () => {
    world.answer = () => ({ status: 400 });
    await timeOut();
    await world.until("retrying");
    answers[0]?.();
    await world.pass(10_000);
    await world.when(() => answers.length === 2);
    assert.equal(world.of("dropped").length, 0);
  });

  it("cancel retries that are due, and whose turn has not come", async () => {
    await world.names();
    answers = world.holdAnswers();
    await world.publish(
      "names",
      Array.from({ length: 12 }, () => cloudEvent()),
    );
    await world.when(() => answers.length === 12);
    world.clock.move(30_000);
    await world.until("retrying", 12);
    // The destination is on probation: one goes, and the others are due.
    await world.pass(10_000);
    await world.when(() => answers.length === 13);
    for (const release of answers.slice(0, 6)) release();
    await world.until("delivered", 5);
    await world.settle();
    const cancelled = delivered();
    for (let next = 12; next < 24 - cancelled; next += 1) {
      await world.when(() => answers.length > next);
      answers[next]?.();
    }
    await world.until("delivered", 12);
    await world.pass(60 * MINUTE);
    assert.equal(answers.length, 24 - cancelled);
    assert.equal(world.stored(), 0);
  });

  it("take nothing out of the dead letters", async () => {
    const { setting } = await world.deadLetters(() => ({ status: 201 }));
    const userAssignedIdentities = { [identityId("id-topic")]: {} };
    await world.topic("names", {
      inputSchema: CLOUD_EVENTS,
      identity: { type: "UserAssigned", userAssignedIdentities },
    });
    const retryPolicy = { maxDeliveryAttempts: 1 };
    await world.subscribe("names", "all", { eventDeliverySchema: CLOUD_EVENTS, retryPolicy, ...setting });
    answers = world.holdAnswers();
    await world.publish("names", cloudEvent());
    await world.when(() => answers.length === 1);
    world.clock.move(30_000);
    await world.until("given-up");
    await world.pass(1_000);
    answers[0]?.();
    await world.settle();
    await world.pass(0);
    assert.equal(delivered(), 0);
    assert.equal(world.stored(), 1, "the dead letter");
  });

  it("take every event of a batch", async () => {
    await world.names({ destination: { endpointType: "WebHook", endpointUrl: HOOK_URL, maxEventsPerBatch: 3 } });
    answers = world.holdAnswers();
    await world.publish("names", [cloudEvent(), cloudEvent(), cloudEvent()]);
    await world.when(() => answers.length === 1);
    world.clock.move(30_000);
    await world.until("retrying", 3);
    await world.pass(1_000);
    answers[0]?.();
    await world.until("delivered", 3);
    await world.pass(60 * MINUTE);
    assert.equal(answers.length, 1);
    assert.equal(world.stored(), 0);
  });
});
