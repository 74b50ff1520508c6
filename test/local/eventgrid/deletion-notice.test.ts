import assert from "node:assert/strict";
import type { Properties } from "../../../local/shared/resource.js";
import { ACCOUNT, CLOUD_EVENTS, EventGridWorld, MINUTE, silent, subscriptionId, topicId } from "./event-grid-world.js";

describe("Event Grid notice of a deletion", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.topic("grid");
  });
  afterEach(() => world.close());

  const notices = () => world.hook.filter(({ headers }) => headers["aeg-event-type"] === "SubscriptionDeletion");
  const remove = () => world.manager.delete(subscriptionId("grid", "all"));

  it("has the topic, fixed headers, and no key in the log", async () => {
    const mapping = { name: "x-secret", type: "Static", value: "hushhush", isSecret: true };
    const destination = { endpointType: "WebHook", endpointUrl: "https://hook.example.net/api/hook?code=s3cret" };
    await world.subscribe("grid", "all", { destination: { ...destination, deliveryAttributeMappings: [mapping] } });
    await remove();
    const told = await world.until("told-deletion");
    assert.deepEqual([told.target, told.status], [subscriptionId("grid", "all"), 200]);
    const [notice] = notices();
    assert.equal(notice?.path, "/api/hook?code=s3cret");
    assert.equal(notice?.headers["x-secret"], "hushhush");
    const [event] = JSON.parse(notice?.body ?? "[]") as Properties[];
    assert.equal(event?.topic, topicId("grid"));
    assert.equal(event?.subject, "");
    assert.equal(/s3cret|hushhush/.test(JSON.stringify(world.activities)), false);
  });

  it("comes at the end of a subscription's time, too", async () => {
    await world.subscribe("grid", "all", { expirationTimeUtc: "2026-01-05T10:01:00Z" });
    world.clock.move(MINUTE);
    await world.until("told-deletion");
    assert.equal(notices().length, 1);
  });

  it("is not waited for, and not tried again", async () => {
    await world.subscribe("grid", "all");
    world.answer = () => undefined;
    await remove();
    assert.equal(world.resources.get(subscriptionId("grid", "all")), undefined);
    await world.when(() => notices().length === 1);
    world.clock.move(30_000);
    assert.match((await world.until("told-deletion")).note ?? "", /did not answer: TimedOut/);
    await world.pass(60 * MINUTE);
    assert.equal(notices().length, 1);
  });

  it("ends with the service", async () => {
    await world.subscribe("grid", "all");
    world.answer = () => undefined;
    await remove();
    await world.when(() => notices().length === 1);
    await world.restart();
    assert.match((await world.until("told-deletion")).note ?? "", /did not answer: Aborted/);
  });

  it("does not come to CloudEvents, to other destinations, or to who never consented", async () => {
    await world.put(ACCOUNT, {});
    await world.subscribe("grid", "cloud", { eventDeliverySchema: CLOUD_EVENTS });
    const destination = { endpointType: "StorageQueue", resourceId: ACCOUNT, queueName: "names" };
    await world.subscribe("grid", "queue", { destination });
    const received = await world.serve("other.example.net", silent);
    const made = world.subscribe("grid", "open", {
      destination: { endpointType: "WebHook", endpointUrl: "https://other.example.net/" },
    });
    const ended = assert.rejects(made);
    await world.when(() => world.stateOf("grid", "open") === "AwaitingManualAction");
    await world.manager.delete(topicId("grid"));
    await ended;
    await world.settle();
    assert.deepEqual(notices(), []);
    assert.equal(received.length, 1, "the handshake");
    assert.deepEqual(world.of("told-deletion"), []);
  });
});
