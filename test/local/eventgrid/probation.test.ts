import assert from "node:assert/strict";
import { Probation } from "../../../local/eventgrid/probation.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, MINUTE } from "./event-grid-world.js";

const DAY = 24 * 60 * MINUTE;

describe("Event Grid probation", () => {
  it("begins with ten events in a row that fail, and lasts as long as their outcome says", () => {
    const durations = {
      Busy: 10_000,
      TimedOut: 10_000,
      SocketError: 30_000,
      NotFound: 5 * MINUTE,
      ResolutionError: 5 * MINUTE,
      Unauthorized: 5 * MINUTE,
      Forbidden: 5 * MINUTE,
    };
    for (const [outcome, duration] of Object.entries(durations)) {
      const probation = new Probation();
      probation.failed(outcome, 9, 1_000);
      assert.deepEqual([probation.unhealthy, probation.until], [false, 0], outcome);
      probation.failed(outcome, 1, 2_000);
      assert.deepEqual([probation.unhealthy, probation.until], [true, 2_000 + duration], outcome);
      probation.succeeded();
      assert.deepEqual([probation.unhealthy, probation.until], [false, 0], outcome);
    }
  });

  it("counts no event that was refused for what it is", () => {
    const probation = new Probation();
    for (const outcome of ["BadRequest", "PayloadTooLarge"]) probation.failed(outcome, 100, 0);
    assert.equal(probation.unhealthy, false);
  });

  describe("of a subscription", () => {
    let world: EventGridWorld;

    beforeEach(async () => {
      world = new EventGridWorld();
      await world.open();
    });
    afterEach(() => world.close());

    const events = (count: number) => Array.from({ length: count }, () => cloudEvent());
    const fail = async (count: number, status = 500) => {
      world.answer = () => ({ status });
      await world.publish("names", events(count));
      await world.until("retrying", count);
    };

    it("delays new events after ten failures, then tries one at a time until one is taken", async () => {
      await world.names();
      await fail(10);
      await world.publish("names", events(40));
      await world.pass(9_970);
      assert.equal(world.deliveries().length, 10, "nothing is tried while it lasts");
      await world.pass(20);
      assert.equal(world.deliveries().length, 11, "one is tried after it");
      world.answer = () => ({ status: 200 });
      await world.pass(10_000);
      await world.until("delivered", 50);
      assert.equal(world.of("dropped").length, 0);
    });

    it("does not begin after nine failures, and not for another subscription", async () => {
      await world.names();
      const other = await world.serve("other.example.net", () => ({
        status: 200,
        headers: { "webhook-allowed-origin": "*" },
      }));
      await world.subscribe("names", "other", {
        eventDeliverySchema: CLOUD_EVENTS,
        destination: { endpointType: "WebHook", endpointUrl: "https://other.example.net/" },
      });
      await fail(9);
      await world.publish("names", events(1));
      await world.until("retrying", 10);
      await world.publish("names", events(1));
      await world.when(() => other.length === 12);
      assert.equal(world.deliveries().length, 10);
    });

    it("ends with new settings of the subscription", async () => {
      await world.names();
      await fail(10);
      world.answer = () => ({ status: 200 });
      await world.publish("names", events(1));
      await world.settle();
      assert.equal(world.of("delivered").length, 0);
      await world.names();
      await world.until("delivered");
    });

    it("gives up without a try what outlives its time meanwhile", async () => {
      await world.names({ retryPolicy: { eventTimeToLiveInMinutes: 1 } });
      await fail(10, 404);
      await world.publish("names", cloudEvent({ id: "late" }));
      await world.pass(5 * MINUTE);
      await world.until("dropped", 11);
      const { note } = world.of("dropped").find(({ subject }) => subject === "late") ?? {};
      assert.match(note ?? "", /^TimeToLiveExceeded after 0 attempts, the last with Probation/);
      assert.equal(world.deliveries().length, 10);
    });

    it("gives a large backlog up in pieces when its time is over", async () => {
      await world.names({ retryPolicy: { eventTimeToLiveInMinutes: 1 } });
      await fail(10, 404);
      await world.publish("names", events(3_000));
      await world.pass(5 * MINUTE);
      for (let rounds = 0; world.stored() > 0; rounds += 1) {
        assert.ok(rounds < 200, `${world.stored()} events are left`);
        await world.pass(0);
      }
      assert.equal(world.of("dropped").length, 3_010);
      assert.equal(world.deliveries().length, 10);
      await world.pass(DAY);
    });
  });
});
