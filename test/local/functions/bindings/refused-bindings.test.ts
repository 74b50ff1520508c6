import assert from "node:assert/strict";
import { BindingWorld, BY_IDENTITY } from "./binding-world.js";

describe("bindings that the host does not have", () => {
  let world: BindingWorld;
  beforeEach(async () => {
    world = new BindingWorld();
    await world.open();
  });
  afterEach(() => world.close());

  for (const [options, why] of [
    [
      'extraInputs: [input.cosmosDB({ connection: "C", databaseName: "d", containerName: "c" })]',
      /input binding "cosmosDB" is not supported by the local Functions host: it has blob, table/,
    ],
    [
      'extraOutputs: [output.serviceBusQueue({ connection: "C", queueName: "q" })]',
      /output binding "serviceBus" is not supported .* it has http, blob, table, queue, eventGrid/,
    ],
    ['extraInputs: [input.generic({ type: "mine" })]', /input binding "mine" is not supported/],
    [
      'extraOutputs: [output.storageBlob({ path: "nopath", connection: "Data" })]',
      /Blob identifiers must be in the format 'container\/blob'/,
    ],
    ['extraOutputs: [output.storageBlob({ path: "My_C/x", connection: "Data" })]', /Invalid container name: My_C/],
    ['extraOutputs: [output.storageBlob({ path: "ccc/{x", connection: "Data" })]', /Missing closing bracket/],
    [
      'extraOutputs: [output.storageQueue({ queueName: "x", connection: "Data" })]',
      /A queue name must be from 3 to 63 characters long/,
    ],
    ['extraOutputs: [output.table({ connection: "Data" })]', /option tableName is needed/],
    [
      'extraInputs: [input.storageBlob({ path: "ccc/x", connection: "Data", dataType: "stream" })]',
      /dataType "stream": expected "string" or "binary"/,
    ],
    [
      'extraInputs: [input.storageBlob({ path: "ccc/x", connection: "Data", sdkBinding: true })]',
      /binding "blob" with sdkBinding is not supported by the local Functions host/,
    ],
    [
      'extraOutputs: [output.eventGrid({ connection: "None" })]',
      /Event Grid topic connection string 'None' does not exist/,
    ],
  ] as const) {
    it(`keep a function from running, and no other: ${options.slice(0, 60)}`, async () => {
      await world.deploy(`
        app.http("bad", { authLevel: "anonymous", ${options}, handler: () => ({}) });
        app.http("web", { authLevel: "anonymous", handler: () => ({ body: "up" }) });`);
      const { note } = await world.host.until("started");
      assert.match(note ?? "", /^The 'bad' function is in error: /);
      assert.match(note ?? "", why);
      assert.equal((await world.call("/api/web")).text, "up");
      assert.equal((await world.call("/api/bad")).status, 404);
    });
  }

  it("triggers are refused by name as well", async () => {
    await world.deploy(`
      app.serviceBusQueue("bus", { connection: "C", queueName: "q", handler: () => {} });
      app.storageBlob("scan", { connection: "Data", path: "ccc/{name}", handler: () => {} });`);
    const { note } = await world.host.until("started");
    assert.match(
      note ?? "",
      /The 'bus' function is in error: trigger "serviceBusTrigger" is not supported .* queueTrigger, blobTrigger/,
    );
    assert.match(
      note ?? "",
      /The 'scan' function is in error: trigger "blobTrigger" with source "LogsAndContainerScan" is not supported/,
    );
  });

  for (const [queues, why] of [
    [{ batchSize: 33 }, /extensions\.queues\.batchSize 33: expected a whole number from 1 to 32/],
    [{ maxDequeueCount: 0 }, /maxDequeueCount 0: expected a whole number of 1 or more/],
    [
      { maxPollingInterval: "00:00:00.05" },
      /maxPollingInterval "00:00:00\.05": expected "hh:mm:ss" of 00:00:00\.1000000 or more/,
    ],
    [{ visibilityTimeout: 30 }, /visibilityTimeout 30: expected "hh:mm:ss"/],
    [{ messageEncoding: "utf8" }, /messageEncoding "utf8": expected "base64" or "none"/],
  ] as const) {
    it(`host.json is refused with ${JSON.stringify(queues)}`, async () => {
      void world
        .deploy('app.http("web", { handler: () => ({}) });', BY_IDENTITY, { extensions: { queues } })
        .catch(() => undefined);
      await world.host.when(
        () => world.host.activities.some(({ what, note }) => what === "waiting" && why.test(note ?? "")),
        String(why),
      );
    });
  }
});
