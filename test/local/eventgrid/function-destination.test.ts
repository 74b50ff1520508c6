import assert from "node:assert/strict";
import { AzureError } from "../../../local/shared/azure-error.js";
import type { Properties, Resource } from "../../../local/shared/resource.js";
import { GROUP } from "../platform.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, MINUTE, subscriptionId } from "./event-grid-world.js";

const SITE = `${GROUP}/providers/Microsoft.Web/sites/func-app`;
const HOST = "func-app.azurewebsites.net";

/** Event Grid with a function app beside it: what Azure Resource Manager tells about it, and its host on the wire. */
describe("Event Grid subscriptions of a function", () => {
  let world: EventGridWorld;
  /** Types of the functions' triggers by name. */
  let functions: Record<string, string>;
  let keys: () => Properties;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    functions = { handle: "eventGridTrigger", ping: "httpTrigger" };
    keys = () => ({ masterKey: "m4ster", systemKeys: { eventgrid_extension: "ev3nt=" } });
    const resource = (id: string, outputs: Properties): Resource => ({ id, type: "", name: "", inputs: {}, outputs });
    world.platform.arm.read = (id) => {
      if (id.toLowerCase() === SITE.toLowerCase()) return resource(id, { defaultHostName: HOST });
      const type = functions[id.split("/").at(-1) ?? ""];
      return type === undefined ? undefined : resource(id, { config: { bindings: [{ type, direction: "in" }] } });
    };
    world.platform.arm.act = async (id, action) => {
      assert.equal(`${id}/${action}`.toLowerCase(), `${SITE}/host/default/listKeys`.toLowerCase());
      return keys();
    };
    await world.topic("names", { inputSchema: CLOUD_EVENTS });
  });
  afterEach(() => world.close());

  const subscribe = (name: string, more: Properties = {}) =>
    world.put(subscriptionId("names", "all"), {
      eventDeliverySchema: CLOUD_EVENTS,
      destination: { endpointType: "AzureFunction", resourceId: `${SITE}/functions/${name}`, ...more },
    });
  const refusal = async (name: string) =>
    subscribe(name).then(
      () => assert.fail("was taken"),
      (error: AzureError) => error,
    );

  it("deliver to its webhook with the key for Event Grid, and need no handshake", async () => {
    const received = await world.serve(HOST, () => ({ status: 202 }));
    const outputs = await subscribe("handle");
    assert.deepEqual(outputs.destination, {
      endpointType: "AzureFunction",
      resourceId: `${SITE}/functions/handle`,
      maxEventsPerBatch: 1,
      preferredBatchSizeInKilobytes: 64,
    });
    await world.publish("names", cloudEvent());
    await world.until("delivered");
    assert.deepEqual(
      received.map(({ method, path }) => [method, path]),
      [["POST", "/runtime/webhooks/eventgrid?functionName=handle&code=ev3nt%3D"]],
    );
    assert.equal(JSON.stringify([world.activities, outputs]).includes("ev3nt"), false);
  });

  it("use a rotated key without being made again", async () => {
    const received = await world.serve(HOST, ({ path }) => ({ status: path.endsWith("code=n3w") ? 202 : 401 }));
    await subscribe("handle");
    keys = () => ({ systemKeys: { eventgrid_extension: "n3w" } });
    await world.publish("names", cloudEvent());
    await world.until("delivered");
    assert.equal(received.length, 1);
  });

  it("are refused while Azure does not list the function", async () => {
    delete functions.handle;
    const error = await refusal("handle");
    assert.equal(error.code, "ResourceOperationFailure");
    assert.equal(error.details[0]?.code, "Endpoint validation");
    assert.match(
      error.details[0]?.message ?? "",
      /^Destination endpoint not found\. Resource details: resourceId: .*\/functions\/handle\. Resource should pre-exist before attempting this operation\./,
    );
  });

  it("are refused for a function of another trigger", async () => {
    const error = await refusal("ping");
    assert.deepEqual(error.details, [
      {
        code: "Unsupported Azure Function Trigger",
        message: "Can't add resource; Azure Event Grid supports EventGrid Trigger type only.",
      },
    ]);
  });

  it("wait out a host that is down, a site that is gone, and a key that is refused", async () => {
    await subscribe("handle");
    const pauses = [
      [() => new AzureError(400, "BadRequest", "no host"), 503, 30_000],
      [() => new AzureError(404, "ResourceNotFound", "no site"), 404, 5 * MINUTE],
    ] as const;
    for (const [index, [failure, status, pause]] of pauses.entries()) {
      keys = () => {
        throw failure();
      };
      await world.publish("names", cloudEvent());
      const retrying = await world.until("retrying", index + 1);
      assert.equal(retrying.status, status);
      assert.match(retrying.note ?? "", new RegExp(`the next is in ${pause / 1000} s`));
    }
    keys = () => ({ systemKeys: { eventgrid_extension: "0ld" } });
    await world.serve(HOST, () => ({ status: 401 }));
    await world.publish("names", cloudEvent());
    assert.match((await world.until("retrying", 3)).note ?? "", /ended with Unauthorized; the next is in 300 s/);
  });
});
