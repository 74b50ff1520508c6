import assert from "node:assert/strict";
import { TableClient } from "@azure/data-tables";
import { BlobServiceClient } from "@azure/storage-blob";
import { eventually } from "../../../shared/eventually.js";
import { ACCOUNT, SITE, WholeAzure } from "./whole-azure.js";

const APP = `
app.storageQueue("store", { queueName: "orders", connection: "",
  return: output.table({ tableName: "Orders", partitionKey: "p", rowKey: "{id}", connection: "AzureWebJobsStorage" }),
  handler: ({ what }) => ({ what }) });
app.storageQueue("share", { queueName: "shared", connection: "",
  return: output.table({ tableName: "Shared", partitionKey: "p", rowKey: "{id}", connection: "" }),
  handler: async () => { await new Promise((resolve) => setTimeout(resolve, 20)); return { pid: process.pid }; } });
app.storageBlob("shout", { path: "samples/{name}.txt", source: "EventGrid", connection: "AzureWebJobsStorage",
  return: output.storageBlob({ path: "shouted/{name}.txt", connection: "AzureWebJobsStorage" }),
  handler: (blob) => blob.toString().toUpperCase() });
`;

/** From the SDKs of Azure to an app and back, over the gateway, tokens, roles and Event Grid of a whole local Azure. */
describe("Queues and blobs on a whole local Azure", function () {
  this.timeout(60_000);
  let azure: WholeAzure;

  before(async () => {
    azure = await WholeAzure.open();
    await azure.create("storage:Queue", { accountName: ACCOUNT, queueName: "orders" });
    await azure.create("storage:Queue", { accountName: ACCOUNT, queueName: "shared" });
    await azure.create("storage:BlobContainer", { accountName: ACCOUNT, containerName: "samples" });
    await azure.deploy(APP, { extensions: { queues: { maxPollingInterval: "00:00:00.2", batchSize: 4 } } });
  });
  after(() => azure?.close());

  it("a message becomes an entity", async () => {
    await azure.put("orders", JSON.stringify({ id: "o1", what: "tea" }));
    const orders = new TableClient(`https://${ACCOUNT}.table.core.windows.net`, "Orders", azure.credential);
    const order = await eventually("the order is stored", () => orders.getEntity("p", "o1").catch(() => undefined));
    assert.equal(order.what, "tea");
    await eventually("the message is gone", async () => ((await azure.length("orders")) === 0 ? true : undefined));
  });

  it("instances of an app compete for messages: each is handled by one, once", async () => {
    await azure.world.control.scale(SITE, 3);
    await eventually("three run", async () => {
      const { apps } = await azure.world.control.status();
      return apps[0]?.instances === 3 ? true : undefined;
    });
    const ids = Array.from({ length: 60 }, (_, n) => `c${n}`);
    await Promise.all(ids.map((id) => azure.put("shared", JSON.stringify({ id }))));
    await eventually("the queue is empty", async () => ((await azure.length("shared")) === 0 ? true : undefined));
    const shared = new TableClient(`https://${ACCOUNT}.table.core.windows.net`, "Shared", azure.credential);
    const handled: { rowKey?: string; pid?: unknown }[] = [];
    for await (const entity of shared.listEntities<{ pid: bigint }>()) handled.push(entity);
    // An entity that is there already would fail the second run, and set the message aside.
    assert.deepEqual(handled.map(({ rowKey }) => rowKey).sort(), ids.sort());
    assert.deepEqual(await azure.drain("shared-poison"), []);
    assert.ok(new Set(handled.map(({ pid }) => String(pid))).size > 1);
  });

  it("a blob's event runs its function, by the subscription of a system topic", async () => {
    const topic = { systemTopicName: "topic-of-blobs", location: "global" };
    await azure.create("eventgrid:SystemTopic", {
      ...topic,
      source: azure.accountId,
      topicType: "Microsoft.Storage.StorageAccounts",
    });
    const query = new URLSearchParams({ functionName: "Host.Functions.shout", code: await azure.blobsKey() });
    await azure.create("eventgrid:SystemTopicEventSubscription", {
      systemTopicName: topic.systemTopicName,
      eventSubscriptionName: "to-shout",
      destination: {
        endpointType: "WebHook",
        endpointUrl: `https://${SITE}.azurewebsites.net/runtime/webhooks/blobs?${query}`,
      },
      filter: {
        includedEventTypes: ["Microsoft.Storage.BlobCreated"],
        subjectBeginsWith: "/blobServices/default/containers/samples/",
      },
    });
    const blobs = new BlobServiceClient(`https://${ACCOUNT}.blob.core.windows.net`, azure.credential);
    await blobs.getContainerClient("samples").getBlockBlobClient("a b.txt").upload("hello", 5);
    const shouted = blobs.getContainerClient("shouted").getBlobClient("a b.txt");
    const text = await eventually("the blob is shouted", async () =>
      (await shouted.exists()) ? (await shouted.downloadToBuffer()).toString() : undefined,
    );
    assert.equal(text, "HELLO");
  });
});
