import assert from "node:assert/strict";
import { AzureError } from "../../../local/shared/azure-error.js";
import type { Properties } from "../../../local/shared/resource.js";
import { identityId, type Responder } from "../platform.js";
import { accountId, queueId, StorageWorld } from "../storage/storage-world.js";
import { ACCOUNT, CLOUD_EVENTS, cloudEvent, EventGridWorld, gridEvent, MINUTE, topicId } from "./event-grid-world.js";

const HOST = "stdead.queue.core.windows.net";

describe("Event Grid subscriptions of a storage queue", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.identity("id-topic");
    await world.put(ACCOUNT, {});
    const identity = { type: "UserAssigned", userAssignedIdentities: { [identityId("id-topic")]: {} } };
    await world.topic("names", { inputSchema: CLOUD_EVENTS, identity });
    await world.topic("grid", { identity });
  });
  afterEach(() => world.close());

  const queue = (more: Properties = {}) => ({
    endpointType: "StorageQueue",
    resourceId: ACCOUNT,
    queueName: "names",
    ...more,
  });
  const withIdentity = (more: Properties = {}) => ({
    destination: undefined,
    deliveryWithResourceIdentity: {
      identity: { type: "UserAssigned", userAssignedIdentity: identityId("id-topic") },
      destination: queue(more),
    },
  });
  const textIn = (body: string) => {
    const [, text = ""] =
      /^<QueueMessage><MessageText>([A-Za-z0-9+/=]+)<\/MessageText><\/QueueMessage>$/.exec(body) ?? [];
    return JSON.parse(Buffer.from(text, "base64").toString()) as unknown;
  };

  it("put each event alone into a message, in base64, as the identity", async () => {
    const received = await world.serve(HOST, () => ({ status: 201 }));
    const outputs = await world.subscribe("names", "all", { eventDeliverySchema: CLOUD_EVENTS, ...withIdentity() });
    assert.deepEqual(outputs.deliveryWithResourceIdentity, withIdentity().deliveryWithResourceIdentity);
    assert.equal(outputs.destination, undefined);
    const event = cloudEvent({ data: { name: "Ad\u00e4" } });
    await world.publish("names", event);
    assert.equal((await world.until("delivered")).status, 201);
    const [message] = received;
    assert.deepEqual([message?.method, message?.path], ["POST", "/names/messages"]);
    assert.equal(message?.headers.authorization, "Bearer token-of-id-topic");
    assert.match(String(message?.headers["x-ms-version"]), /^20\d\d-\d\d-\d\d$/);
    assert.deepEqual(textIn(message?.body ?? ""), event);
    assert.deepEqual(
      world.tokens.map(({ audience }) => audience),
      ["https://storage.azure.com"],
    );
  });

  it("put Event Grid events into no array, and tell how long a message lives", async () => {
    const received = await world.serve(HOST, () => ({ status: 201 }));
    await world.subscribe("grid", "all", withIdentity({ queueMessageTimeToLiveInSeconds: -1 }));
    const event = gridEvent();
    await world.publish("grid", [event], { "content-type": "application/json" });
    await world.until("delivered");
    assert.equal(received[0]?.path, "/names/messages?messagettl=-1");
    assert.deepEqual(textIn(received[0]?.body ?? ""), { ...event, metadataVersion: "1", topic: topicId("grid") });
  });

  it("have the outcomes of Azure's own resources", async () => {
    let respond: Responder = () => ({ status: 401 });
    await world.serve(HOST, (request) => respond(request));
    await world.subscribe("names", "all", { eventDeliverySchema: CLOUD_EVENTS, ...withIdentity() });
    for (const [index, [status, seconds]] of [
      [401, 300],
      [404, 300],
      [503, 30],
      [500, 10],
    ].entries()) {
      respond = () => ({ status: Number(status) });
      await world.publish("names", cloudEvent());
      assert.match((await world.until("retrying", index + 1)).note ?? "", new RegExp(`the next is in ${seconds} s`));
    }
    for (const [index, status] of [400, 403, 413].entries()) {
      respond = () => ({ status });
      await world.publish("names", cloudEvent());
      assert.match((await world.until("dropped", index + 1)).note ?? "", /^UndeliverableDueToHttp/);
    }
    world.platform.identities.token = () => Promise.reject(new Error("unforeseen"));
    await world.publish("names", cloudEvent());
    assert.equal((await world.until("failed")).note, "unforeseen");
  });

  it("wait for an identity that is gone", async () => {
    await world.serve(HOST, () => ({ status: 201 }));
    await world.subscribe("names", "all", { eventDeliverySchema: CLOUD_EVENTS, ...withIdentity() });
    const { token } = world.platform.identities;
    world.platform.identities.token = () => Promise.reject(new AzureError(404, "ResourceNotFound", "no identity"));
    await world.publish("names", cloudEvent());
    assert.equal((await world.until("retrying")).status, 401);
    world.platform.identities.token = token;
    await world.pass(5 * MINUTE);
    await world.until("delivered");
  });

  it("are refused with what does not fit", async () => {
    const refused = (inputs: Properties, text: RegExp) =>
      assert.rejects(world.subscribe("grid", "all", inputs), { message: text });
    await refused({ destination: queue({ resourceId: topicId("grid") }) }, /allowed is the id of a Microsoft\.Storage/);
    await refused({ destination: queue({ queueName: "Names" }) }, /queueName is 'Names'/);
    await refused({ destination: queue({ queueMessageTimeToLiveInSeconds: 0 }) }, /is 0; allowed .* above 0, and -1/);
    await refused({ destination: queue({ maxEventsPerBatch: 2 }) }, /maxEventsPerBatch is no setting/);
    await refused({ destination: queue({ deliveryAttributeMappings: [] }) }, /deliveryAttributeMappings is no setting/);
    await refused({ ...withIdentity(), destination: queue() }, /not both/);
    const other = withIdentity();
    other.deliveryWithResourceIdentity.identity.userAssignedIdentity = identityId("id-other");
    await refused(
      other,
      /deliveryWithResourceIdentity names the identity .*id-other, which the topic grid does not have/,
    );
    const hook = withIdentity();
    hook.deliveryWithResourceIdentity.destination = { ...queue(), endpointType: "WebHook" };
    await refused(hook, /deliveryWithResourceIdentity does not go with the destination WebHook/);
    await assert.rejects(
      world.subscribe("grid", "all", { destination: queue({ resourceId: ACCOUNT.replace("stdead", "stnone") }) }),
      (error: { details: { message: string }[] }) =>
        /^Destination endpoint not found\./.test(error.details[0]?.message ?? ""),
    );
  });

  describe("of the storage service", () => {
    let storage: StorageWorld;

    beforeEach(async () => {
      storage = new StorageWorld();
      await storage.open();
      await storage.account("stdead");
      await storage.manager.put(queueId("stdead", "names"), {});
      world.platform.arm.act = (id, action, body) => storage.manager.act(id, action, body);
      world.platform.wire.request = async (url, { method = "GET", headers = {}, body = "" }) => {
        const { status, text } = await storage.send(method, url, { ...headers }, body);
        return new Response(status === 204 ? null : text, { status });
      };
    });
    afterEach(() => storage.close());

    const messages = async () => {
      await storage.grant("reader", "queueReader", accountId("stdead"));
      const url = `https://${HOST}/names/messages?peekonly=true&numofmessages=32`;
      const { text } = await storage.send("GET", url, { authorization: "Bearer reader" });
      const texts = [...text.matchAll(/<MessageText>([^<]+)<\/MessageText>/g)].map(([, found]) => found ?? "");
      return texts.map((found) => JSON.parse(Buffer.from(found, "base64").toString()) as { id: string });
    };

    it("need the role Storage Queue Data Message Sender", async () => {
      await world.subscribe("names", "all", { eventDeliverySchema: CLOUD_EVENTS, ...withIdentity() });
      await world.publish("names", cloudEvent());
      assert.match((await world.until("dropped")).note ?? "", /^UndeliverableDueToHttpForbidden/);
      await storage.grant("token-of-id-topic", "queueSender", accountId("stdead"));
      const event = cloudEvent({ data: { name: "Ada" } });
      await world.publish("names", event);
      await world.until("delivered");
      assert.deepEqual(await messages(), [event]);
    });

    it("use the account's key without an identity, where the account takes keys", async () => {
      const lives = { queueMessageTimeToLiveInSeconds: 60 };
      await world.subscribe("names", "all", { eventDeliverySchema: CLOUD_EVENTS, destination: queue(lives) });
      const event = cloudEvent();
      await world.publish("names", event);
      await world.until("delivered");
      assert.deepEqual(await messages(), [event]);
      assert.deepEqual(world.tokens, []);
      const { keys } = (await storage.manager.act(accountId("stdead"), "listKeys", {})) as {
        keys: { value: string }[];
      };
      assert.equal(JSON.stringify(world.activities).includes(keys[0]?.value ?? "none"), false);
      await storage.account("stdead", { allowSharedKeyAccess: false });
      await world.publish("names", cloudEvent());
      assert.match((await world.until("dropped")).note ?? "", /^UndeliverableDueToHttpForbidden/);
    });
  });
});
