import assert from "node:assert/strict";
import type { BlobChange } from "../../../local/shared/blob-events.js";
import type { Properties } from "../../../local/shared/resource.js";
import { GROUP } from "../platform.js";
import { accountId, containerId, StorageWorld } from "../storage/storage-world.js";
import { CLOUD_EVENTS, EventGridWorld, HOOK_URL, MINUTE } from "./event-grid-world.js";

const account = (name: string) => `${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`;
const systemTopic = (name: string) => `${GROUP}/providers/Microsoft.EventGrid/systemTopics/${name}`;
const ONE = account("stone");

describe("Event Grid system topics", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.put(ONE, { kind: "StorageV2" });
    await world.put(account("sttwo"), { kind: "StorageV2" });
  });
  afterEach(() => world.close());

  const declare = (name: string, inputs: Properties = {}) =>
    world.put(systemTopic(name), {
      resourceGroupName: "rg",
      systemTopicName: name,
      location: "West Europe",
      source: ONE,
      topicType: "Microsoft.Storage.StorageAccounts",
      ...inputs,
    });
  const hook = { destination: { endpointType: "WebHook", endpointUrl: HOOK_URL } };
  const subscribe = (id: string, inputs: Properties = {}) => world.put(id, { ...hook, ...inputs });
  const child = (name = "all") => `${systemTopic("blobs")}/eventSubscriptions/${name}`;
  const extension = (name = "all") => `${ONE}/providers/Microsoft.EventGrid/eventSubscriptions/${name}`;
  const change = (more: Partial<BlobChange> = {}): BlobChange => ({
    kind: "created",
    api: "PutBlob",
    accountId: ONE,
    account: "stone",
    container: "raw",
    blob: "a/b \u00fc.txt",
    requestId: "831e1650-001e-001b-66ab-eeb76e000000",
    clientRequestId: "6d79dbfb-0e37-4fc4-981f-442c9ca65760",
    eTag: "0x8D4BCC2E4835CD0",
    contentType: "text/plain",
    contentLength: 5,
    blobType: "BlockBlob",
    ...more,
  });
  const raise = (more: Partial<BlobChange> = {}) => world.service.blobEvents.raise(change(more));

  it("show their source and type", async () => {
    const { metricResourceId, ...outputs } = await declare("blobs", { tags: { env: "local" } });
    assert.match(String(metricResourceId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(outputs, {
      azureApiVersion: "2025-02-15",
      id: systemTopic("blobs"),
      location: "westeurope",
      name: "blobs",
      provisioningState: "Succeeded",
      source: ONE,
      tags: { env: "local" },
      topicType: "Microsoft.Storage.StorageAccounts",
      type: "Microsoft.EventGrid/systemTopics",
    });
    assert.equal((await declare("blobs")).metricResourceId, metricResourceId, "an update keeps it");
    const { type, topic } = await subscribe(child());
    assert.equal(type, "Microsoft.EventGrid/systemTopics/eventSubscriptions");
    assert.equal(topic, systemTopic("blobs").replace("Microsoft.EventGrid", "microsoft.eventgrid"));
  });

  it("bring events of blobs in the published form", async () => {
    await declare("blobs");
    await subscribe(child());
    await raise();
    await world.until("delivered");
    const [event, ...others] = JSON.parse(world.deliveries()[0]?.body ?? "") as Properties[];
    assert.deepEqual(others, []);
    const { id, data, ...envelope } = event ?? {};
    const { sequencer, storageDiagnostics, ...described } = data as Properties;
    assert.match(String(id), /^831e1650-001e-001b-66ab-eeb76e[0-9a-f]{6}$/);
    assert.match(String(sequencer), /^[0-9a-f]{48}$/);
    assert.match(String((storageDiagnostics as Properties).batchId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(envelope, {
      topic: ONE,
      subject: "/blobServices/default/containers/raw/blobs/a/b \u00fc.txt",
      eventType: "Microsoft.Storage.BlobCreated",
      eventTime: "2026-01-05T10:00:00.000Z",
      dataVersion: "",
      metadataVersion: "1",
    });
    assert.deepEqual(described, {
      api: "PutBlob",
      clientRequestId: "6d79dbfb-0e37-4fc4-981f-442c9ca65760",
      requestId: "831e1650-001e-001b-66ab-eeb76e000000",
      eTag: "0x8D4BCC2E4835CD0",
      contentType: "text/plain",
      contentLength: 5,
      blobType: "BlockBlob",
      url: "https://stone.blob.core.windows.net/raw/a/b%20%C3%BC.txt",
    });
  });

  it("deliver CloudEvents where asked to, whose source is the account", async () => {
    await subscribe(extension(), { eventDeliverySchema: CLOUD_EVENTS });
    await raise({ kind: "deleted", api: "DeleteBlob" });
    await world.until("delivered");
    const event = JSON.parse(world.deliveries()[0]?.body ?? "") as Properties;
    assert.deepEqual([event.source, event.type, event.specversion], [ONE, "Microsoft.Storage.BlobDeleted", "1.0"]);
  });

  it("bring the events of their own account alone, through filters", async () => {
    await declare("blobs");
    await subscribe(child("made"), { filter: { includedEventTypes: ["Microsoft.Storage.BlobCreated"] } });
    await subscribe(extension("text"), { filter: { subjectEndsWith: ".txt" } });
    assert.equal(world.service.blobEvents.wanted(ONE.toUpperCase()), true);
    assert.equal(world.service.blobEvents.wanted(account("sttwo")), false);
    await raise({ accountId: account("sttwo") });
    await raise({ kind: "deleted", blob: "b.txt" });
    await raise({ blob: "b.bin" });
    await world.until("delivered", 2);
    await world.settle();
    const seen = world
      .deliveries()
      .map(({ headers, body }) => [headers["aeg-subscription-name"], JSON.parse(body)[0].subject]);
    assert.deepEqual(seen, [
      ["TEXT", "/blobServices/default/containers/raw/blobs/b.txt"],
      ["MADE", "/blobServices/default/containers/raw/blobs/b.bin"],
    ]);
  });

  it("tell by their sequencer which came first", async () => {
    await subscribe(extension());
    for (let count = 0; count < 20; count += 1) await raise({ blob: String(count) });
    await world.until("delivered", 20);
    const told = world
      .deliveries()
      .map(({ body }) => JSON.parse(body)[0] as { subject: string; data: { sequencer: string } })
      .sort((one, other) => (one.data.sequencer < other.data.sequencer ? -1 : 1));
    assert.equal(new Set(told.map(({ data }) => data.sequencer)).size, 20);
    const sequencers = told.map(({ subject }) => Number(subject.split("/").at(-1)));
    assert.deepEqual(sequencers, [...Array(20).keys()]);
  });

  it("keep events on disk until they are delivered, over a restart", async () => {
    await subscribe(extension());
    await declare("blobs");
    await subscribe(child("other"));
    world.answer = () => ({ status: 500 });
    await raise();
    await world.until("retrying", 2);
    assert.equal(world.stored(), 2);
    world.answer = () => ({ status: 200 });
    await world.restart(async () => world.clock.move(MINUTE));
    await world.until("delivered", 2);
    await raise();
    await world.until("delivered", 4);
  });

  it("end with their subscriptions, and with the account", async () => {
    await subscribe(extension());
    await declare("blobs");
    await subscribe(child());
    world.answer = () => ({ status: 500 });
    await raise();
    await world.until("retrying", 2);
    await world.pass(0);
    await world.manager.delete(systemTopic("blobs"));
    assert.equal(world.stored(), 1);
    await world.manager.delete(ONE);
    assert.equal(world.stored(), 0);
    assert.equal(world.service.blobEvents.wanted(ONE), false);
  });

  it("have their events from the storage service: a blob written by the SDK arrives at the webhook", async () => {
    const storage = new StorageWorld();
    try {
      await storage.open();
      await storage.account("stone");
      await storage.manager.put(containerId("stone", "raw"), {});
      await storage.grant("app", "blobContributor", accountId("stone"));
      storage.blobEvents.wanted = (id) => world.service.blobEvents.wanted(id);
      storage.blobEvents.raise = (change) => world.service.blobEvents.raise(change);
      await subscribe(extension());
      const blob = storage.blobs("stone", "app").getContainerClient("raw").getBlockBlobClient("b.txt");
      const { requestId } = await blob.upload("hello", 5);
      assert.equal(world.of("accepted").length, 1, "before the SDK has its answer");
      await world.until("delivered");
      const [event] = JSON.parse(world.deliveries()[0]?.body ?? "") as { data: Properties }[];
      assert.deepEqual([event?.data.requestId, event?.data.contentLength], [requestId, 5]);
    } finally {
      await storage.close();
    }
  });

  it("are refused with what Azure refuses, and what is not supported", async () => {
    const refused = (name: string, inputs: Properties, text: RegExp) =>
      assert.rejects(declare(name, inputs), { message: text });
    await refused("ab", {}, /3 to 128/);
    await refused("blobs", { location: undefined }, /no location/);
    await refused(
      "blobs",
      { topicType: "Microsoft.KeyVault.vaults" },
      /does not support the topicType Microsoft\.KeyVault/,
    );
    await refused("blobs", { source: GROUP }, /needed is the id of a Microsoft\.Storage\/storageAccounts/);
    await refused("blobs", { source: account("none") }, /storageAccounts\/none' was not found/);
    await refused(
      "blobs",
      { identity: { type: "SystemAssigned" } },
      /does not support the identity type SystemAssigned/,
    );
    await world.put(account("old"), { kind: "Storage" });
    await refused("blobs", { source: account("old") }, /old is of the kind Storage; events have StorageV2/);
    await declare("blobs");
    await refused("blobs", { source: account("sttwo") }, /^System topic source cannot be modified\.$/);
    await refused(
      "twin",
      {},
      /^There is an existing tracked system topic for the given source .* Only one system topic/,
    );
    await assert.rejects(subscribe(`${systemTopic("blobs")}/providers/Microsoft.EventGrid/eventSubscriptions/all`), {
      message: /does not support event subscriptions of Microsoft\.EventGrid\/systemTopics by scope/,
    });
    await assert.rejects(subscribe(`${systemTopic("none")}/eventSubscriptions/all`), {
      code: "ParentResourceNotFound",
    });
  });
});
