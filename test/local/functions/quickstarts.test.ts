import assert from "node:assert/strict";
import { accountId, containerId, queueId } from "../storage/storage-world.js";
import { BindingWorld, base64, DATA } from "./bindings/binding-world.js";
import { HOST } from "./platform.js";
import { QUICKSTART_FORMS } from "./quickstart-package.js";

/** The host's own storage is where the templates' functions find their queue and their blobs. */
const HOST_STORAGE = {
  AzureWebJobsStorage__blobServiceUri: `https://${DATA}.blob.core.windows.net`,
  AzureWebJobsStorage__queueServiceUri: `https://${DATA}.queue.core.windows.net`,
};

describe("app of the public quickstarts", () => {
  for (const [form, ship] of Object.entries(QUICKSTART_FORMS)) {
    describe(form, () => {
      const world = new BindingWorld();
      before(async () => {
        await world.open("blobOwner", "queueContributor");
        await world.storage.manager.put(containerId(DATA, "samples-workitems"), {});
        await world.storage.manager.put(queueId(DATA, "js-queue-items"), {});
        await world.host.deploy(await ship(), HOST_STORAGE);
      });
      after(() => world.close());

      const webhook = (extension: string, name: string, body: unknown) => {
        const key = world.host.functions.keysOf("func-app")?.systemKeys[`${extension}_extension`] ?? "";
        const target = `/runtime/webhooks/${extension}?functionName=${name}&code=${encodeURIComponent(key)}`;
        const headers = { "aeg-event-type": "Notification", "content-type": "application/json" };
        return world.host.call(HOST, target, { method: "POST", headers, body: JSON.stringify(body) });
      };
      const says = (text: string) => world.until(text, async () => (await world.log()).includes(text));

      it("has all of its functions", async () => {
        const { note } = await world.host.until("started");
        assert.deepEqual(note?.replace("Functions: ", "").split(", ").sort(), [
          "eventGridTrigger1",
          "httpTrigger1",
          "storageBlobTrigger1",
          "storageQueueTrigger1",
          "timerTrigger1",
        ]);
      });

      it("answers HTTP", async () => {
        assert.equal((await world.call("/api/httpTrigger1")).text, "Hello, world!");
        assert.equal((await world.call("/api/httpTrigger1?name=Ada")).text, "Hello, Ada!");
        assert.equal((await world.call("/api/httpTrigger1", "Grace")).text, "Hello, Grace!");
        await says(`Http function processed request for url "https://${HOST}/api/httpTrigger1?name=Ada"`);
      });

      it("runs by its schedule", async () => {
        world.host.clock.move(300_000);
        await says("Timer function processed request.");
      });

      it("takes a message from its queue", async () => {
        await world.put("js-queue-items", base64({ hello: "queue" }));
        await says("Storage queue function processed work item: { hello: 'queue' }");
        await world.until("the message is gone", async () => (await world.length("js-queue-items")) === 0);
      });

      it("takes an event", async () => {
        const event = { id: "1", source: "/test", type: "Test.Happened", specversion: "1.0", data: { n: 1 } };
        assert.equal((await webhook("eventgrid", "eventGridTrigger1", [event])).status, 202);
        await says("Event grid function processed event: {");
      });

      it("takes a blob", async () => {
        const container = world.storage.blobs(DATA, "test").getContainerClient("samples-workitems");
        await container.getBlockBlobClient("photo.jpg").upload("twelve bytes", 12);
        const event = {
          id: "2",
          source: accountId(DATA),
          type: "Microsoft.Storage.BlobCreated",
          specversion: "1.0",
          subject: "/blobServices/default/containers/samples-workitems/blobs/photo.jpg",
          data: {
            url: `https://${DATA}.blob.core.windows.net/samples-workitems/photo.jpg`,
            blobType: "BlockBlob",
            eTag: "0x1",
          },
        };
        assert.equal((await webhook("blobs", "Host.Functions.storageBlobTrigger1", [event])).status, 202);
        await says(`Storage blob function processed blob "photo.jpg" with size 12 bytes`);
      });
    });
  }
});
