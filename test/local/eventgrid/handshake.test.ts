import assert from "node:assert/strict";
import { AzureError } from "../../../local/shared/azure-error.js";
import type { Properties } from "../../../local/shared/resource.js";
import type { Responder } from "../platform.js";
import {
  CLOUD_EVENTS,
  cloudEvent,
  consenting,
  EventGridWorld,
  HOOK_URL,
  subscriptionId,
  topicId,
} from "./event-grid-world.js";

describe("Event Grid handshake", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.topic("names", { inputSchema: CLOUD_EVENTS });
    await world.topic("grid");
  });
  afterEach(() => world.close());

  const cloud = (more: Properties = {}) => ({ eventDeliverySchema: CLOUD_EVENTS, ...more });
  const webhook = (more: Properties = {}) => ({ endpointType: "WebHook", endpointUrl: HOOK_URL, ...more });
  /** A subscription of an endpoint that answers as told; what ARM says of it. */
  const outcome = async (topic: string, inputs: Properties, respond?: Responder): Promise<AzureError | undefined> => {
    if (respond !== undefined) await world.serve("other.example.net", respond);
    const url =
      respond === undefined ? "https://nobody.example.net/x?code=s3cret" : "https://other.example.net/x?code=s3cret";
    const made = world.subscribe(topic, "all", { destination: webhook({ endpointUrl: url }), ...inputs });
    return made.then(
      () => undefined,
      (error: unknown) => {
        assert.ok(error instanceof AzureError, String(error));
        assert.equal(JSON.stringify([error.message, error.details]).includes("s3cret"), false, "keys are not shown");
        assert.equal(world.resources.get(subscriptionId(topic, "all"))?.outputs.provisioningState, "Failed");
        return error;
      },
    );
  };

  it("asks for CloudEvents by OPTIONS, at the exact URL", async () => {
    await world.subscribe("names", "all", cloud());
    const [asked, ...more] = world.hook;
    assert.equal(asked?.method, "OPTIONS");
    assert.equal(asked?.path, "/api/hook?code=s3cret");
    assert.equal(asked?.headers["webhook-request-origin"], "eventgrid.azure.net");
    assert.match(String(asked?.headers["webhook-request-rate"]), /^\d+$/);
    assert.equal(more.length, 0);
  });

  it("takes its own origin or * for consent, another origin and another status for none", async () => {
    const answering =
      (origin: string, status = 200): Responder =>
      () => ({ status, headers: { "webhook-allowed-origin": origin } });
    for (const origin of ["*", "EventGrid.Azure.Net"]) {
      assert.equal(await outcome("names", cloud(), answering(origin)), undefined, origin);
      await world.manager.delete(subscriptionId("names", "all"));
    }
    const error = await outcome("names", cloud(), answering("eventgrid.azure.us"));
    assert.match(error?.details[0]?.message ?? "", /response code OK\..* The answer consents to another origin\.$/);
    assert.notEqual(await outcome("names", cloud(), answering("*", 202)), undefined);
  });

  it("fails with the service's text when OPTIONS is not answered well", async () => {
    const error = await outcome("names", cloud(), () => ({ status: 404 }));
    assert.equal(error?.code, "ResourceOperationFailure");
    assert.equal(error?.message, "The resource operation completed with terminal provisioning state 'Failed'.");
    assert.equal(error?.details[0]?.code, "Url validation");
    assert.match(
      error?.details[0]?.message ?? "",
      /^Webhook validation handshake failed for https:\/\/other\.example\.net\/x\. Http OPTIONS request failed with response code NotFound\. For troublehooting, visit https:\/\/aka\.ms\/esvalidationcloudevent\. Activity id:[0-9a-f-]{36}, timestamp: 1\/5\/2026 10:00:00 AM \(UTC\)\.$/,
    );
  });

  it("posts a validation event for the Event Grid schema, and wants its code back", async () => {
    await world.subscribe("grid", "all");
    const [asked] = world.hook;
    assert.equal(asked?.method, "POST");
    assert.equal(asked?.headers["aeg-event-type"], "SubscriptionValidation");
    assert.equal(asked?.headers["aeg-subscription-name"], "ALL");
    const [event, ...more] = JSON.parse(asked?.body ?? "") as Properties[];
    assert.equal(more.length, 0);
    assert.equal(event?.eventType, "Microsoft.EventGrid.SubscriptionValidationEvent");
    assert.equal(event?.topic, topicId("grid"));
    assert.equal(event?.subject, "");
    assert.match((event?.data as { validationCode: string } | undefined)?.validationCode ?? "", /^[0-9A-F-]{36}$/);
  });

  it("takes the right code at a status of 200 alone", async () => {
    const echo =
      (status: number): Responder =>
      (request) => ({ ...consenting(() => undefined)(request), status });
    assert.equal(await outcome("grid", {}, echo(200)), undefined);
    await world.manager.delete(subscriptionId("grid", "all"));
    for (const [status, name] of [
      [202, "Accepted"],
      [401, "Unauthorized"],
      [500, "InternalServerError"],
    ] as const) {
      const error = await outcome("grid", {}, echo(status));
      assert.match(
        error?.details[0]?.message ?? "",
        new RegExp(
          `^Webhook validation handshake failed for https://other.example.net/x. Http POST request failed with response code ${name}. For troublehooting, visit https://aka.ms/esvalidation. Activity`,
        ),
      );
    }
  });

  it("calls it Unknown when nobody answers", async () => {
    assert.match(
      (await outcome("grid", {}))?.details[0]?.message ?? "",
      /Http POST request failed with response code Unknown\./,
    );
    assert.match(
      (await outcome("names", cloud()))?.details[0]?.message ?? "",
      /Http OPTIONS request failed with response code Unknown\./,
    );
  });

  it("asks once more after thirty seconds without an answer", async () => {
    const asked = await world.serve("slow.example.net", () =>
      asked.length < 2 ? undefined : { status: 200, headers: { "webhook-allowed-origin": "*" } },
    );
    const made = world.subscribe(
      "names",
      "all",
      cloud({ destination: webhook({ endpointUrl: "https://slow.example.net/" }) }),
    );
    await world.when(() => asked.length === 1);
    world.clock.move(30_000);
    await world.settle();
    world.clock.move(4_999);
    await world.settle();
    assert.equal(asked.length, 1);
    world.clock.move(1);
    await made;
    assert.equal(asked.length, 2);
  });

  it("is asked for again at an update, and nothing changes when it fails", async () => {
    await world.subscribe("names", "all", cloud());
    await assert.rejects(
      world.subscribe("names", "all", cloud({ destination: webhook({ endpointUrl: "https://nobody.example.net/" }) })),
      { code: "ResourceOperationFailure" },
    );
    const { destination } = world.resources.get(subscriptionId("names", "all"))?.inputs ?? {};
    assert.deepEqual(destination, webhook());
  });

  describe("on a bad day", () => {
    beforeEach(async () => {
      world.misbehaviours.set("handshake-fails", 1);
      const failed = { status: 400, code: "ResourceOperationFailure" };
      await assert.rejects(world.subscribe("names", "all", cloud()), failed);
    });

    it("handshake-fails: does not ask the webhook, and leaves a failed subscription that gets no event", async () => {
      assert.deepEqual(world.hook, []);
      assert.equal(world.resources.get(subscriptionId("names", "all"))?.outputs.provisioningState, "Failed");
      assert.equal((await world.publish("names", cloudEvent())).status, 200);
      await world.pass(60_000);
      assert.deepEqual(world.hook, []);
    });

    it("handshake-fails: is over for one that is removed and made anew", async () => {
      await world.manager.delete(subscriptionId("names", "all"));
      await world.subscribe("names", "all", cloud());
      await world.publish("names", cloudEvent());
      await world.when(() => world.deliveries().length === 1);
    });
  });
});
