import assert from "node:assert/strict";
import { EventGridDeserializer } from "@azure/eventgrid";
import { AzureError } from "../../../../local/shared/azure-error.js";
import type { Properties } from "../../../../local/shared/resource.js";
import type { ReceivedRequest, Responder } from "../../platform.js";
import {
  CLOUD_EVENTS,
  cloudEvent,
  consentUrl,
  EventGridWorld,
  gridEvent,
  MINUTE,
  silent,
  subscriptionId,
  topicId,
} from "../event-grid-world.js";

const OTHER = "other.example.net";

/** Numbers are those of docs/reference/event-grid.md. */
describe("Event Grid conformance: consent", () => {
  let world: EventGridWorld;
  let received: ReceivedRequest[];
  let answer: Responder;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.topic("names", { inputSchema: CLOUD_EVENTS });
    await world.topic("grid");
    answer = silent;
    received = await world.serve(OTHER, (request) => answer(request));
  });
  afterEach(() => world.close());

  const declare = (topic: string, more: Properties = {}) =>
    world.subscribe(topic, "all", {
      destination: { endpointType: "WebHook", endpointUrl: `https://${OTHER}/x?code=s3cret` },
      ...(topic === "names" && { eventDeliverySchema: CLOUD_EVENTS }),
      ...more,
    });
  /** Declares a subscription whose webhook leaves its consent open. */
  const awaiting = async (topic: string, more?: Properties) => {
    const outcome = declare(topic, more).then(
      () => "made",
      (error: AzureError) => error,
    );
    await world.when(() => world.stateOf(topic, "all") === "AwaitingManualAction");
    return { outcome, url: consentUrl(received) };
  };
  const notifications = () => received.filter(({ headers }) => headers["aeg-event-type"] === "Notification");
  const publish = (topic: string) =>
    topic === "names"
      ? world.publish("names", cloudEvent())
      : world.publish("grid", [gridEvent()], { "content-type": "application/json" });

  it("2.2 posts a validation event that the SDK reads, with a code and a URL of the documented form", async () => {
    const { url } = await awaiting("grid");
    const [event, ...more] = await new EventGridDeserializer().deserializeEventGridEvents(received[0]?.body ?? "");
    assert.deepEqual(more, []);
    assert.equal(event?.eventType, "Microsoft.EventGrid.SubscriptionValidationEvent");
    assert.equal(event?.topic, topicId("grid"));
    const { origin, pathname, searchParams } = new URL(url);
    assert.equal(origin, "https://rp-westeurope.eventgrid.azure.net:553");
    assert.equal(pathname, "/eventsubscriptions/all/validate");
    assert.deepEqual([...searchParams.keys()], ["id", "t", "apiVersion", "token"]);
    assert.equal(searchParams.get("id"), (event?.data as { validationCode: string } | undefined)?.validationCode);
    assert.equal(searchParams.get("t"), world.clock.now().toISOString());
    assert.ok((searchParams.get("token") ?? "").length >= 43, "32 bytes");
  });

  it("2.3 waits for somebody who opens the URL: no event before, each after", async () => {
    const { outcome, url } = await awaiting("grid");
    await publish("grid");
    world.clock.move(10 * MINUTE - 1);
    await world.settle();
    assert.equal(world.stateOf("grid", "all"), "AwaitingManualAction");
    assert.deepEqual(notifications(), []);
    assert.equal((await world.visit(url)).status, 200);
    assert.equal(await outcome, "made");
    assert.equal(world.stateOf("grid", "all"), "Succeeded");
    await publish("grid");
    await world.when(() => notifications().length === 1);
    world.clock.move(10 * MINUTE);
    await world.settle();
    assert.equal(world.stateOf("grid", "all"), "Succeeded");
  });

  it("2.3 fails when nobody has opened the URL within ten minutes", async () => {
    for (const [topic, sentence] of [
      [
        "grid",
        "Http POST request returned response code OK without consent. Http GET is expected on the validation url",
      ],
      [
        "names",
        "Http OPTIONS request returned response code OK without consent. Http GET is expected on the validation url",
      ],
    ] as const) {
      const { outcome, url } = await awaiting(topic);
      world.clock.move(10 * MINUTE);
      const error = await outcome;
      assert.ok(error instanceof AzureError);
      assert.equal(error.code, "ResourceOperationFailure");
      assert.equal(error.details[0]?.code, "Url validation");
      assert.ok(
        error.details[0]?.message.startsWith(`Webhook validation handshake failed for https://${OTHER}/x. ${sentence}`),
        error.details[0]?.message,
      );
      assert.equal(world.stateOf(topic, "all"), "Failed");
      assert.equal((await world.visit(url)).status, 400, "too late");
      await publish(topic);
      await world.pass(MINUTE);
      assert.deepEqual(notifications(), []);
    }
  });

  it("2.12 asks CloudEvents for consent by a callback too, which GET and POST give, with a rate or none", async () => {
    for (const [method, headers] of [
      ["GET", {}],
      ["POST", { "webhook-allowed-rate": "120" }],
    ] as const) {
      const { outcome, url } = await awaiting("names");
      assert.equal(new URL(url).origin, "https://rp-westeurope.eventgrid.azure.net:553");
      assert.equal((await world.send(method, url, headers)).status, 200);
      assert.equal(await outcome, "made");
      await world.manager.delete(subscriptionId("names", "all"));
    }
  });

  it("2.13 says that it was given in the service's words, once; a validation URL is opened by GET alone", async () => {
    const { outcome, url } = await awaiting("grid");
    assert.equal((await world.visit(url, "POST")).status, 400);
    const given = await world.visit(url);
    assert.equal(given.text, '"Webhook successfully validated as a subscription endpoint."');
    assert.equal(await outcome, "made");
    const again = await world.visit(url);
    assert.equal(again.status, 400);
    assert.equal((JSON.parse(again.text) as { error: { code: string } }).error.code, "BadRequest");
  });

  it("2.14 stops the events of a subscription whose change awaits consent, or has missed it", async () => {
    const first = await awaiting("grid");
    await world.visit(first.url);
    await first.outcome;
    const changed = await awaiting("grid", { labels: ["changed"] });
    await publish("grid");
    await world.pass(MINUTE);
    assert.deepEqual(notifications(), []);
    world.clock.move(10 * MINUTE);
    assert.ok((await changed.outcome) instanceof AzureError);
    await publish("grid");
    await world.pass(MINUTE);
    assert.deepEqual(notifications(), []);
  });

  it("2.15 lets nobody change a subscription that awaits consent", async () => {
    const { outcome, url } = await awaiting("grid");
    await assert.rejects(declare("grid", { labels: ["changed"] }), {
      status: 409,
      code: "Conflict",
      message: "Resource cannot be updated during provisioning",
    });
    assert.equal(received.length, 1, "and asks no webhook");
    await world.visit(url);
    assert.equal(await outcome, "made");
  });
});
