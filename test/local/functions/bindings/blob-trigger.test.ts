import assert from "node:assert/strict";
import { accountId, containerId } from "../../storage/storage-world.js";
import { CLIENT_ID, HOST } from "../platform.js";
import { BindingWorld, BY_IDENTITY, base64, DATA } from "./binding-world.js";

/** Of the host's own storage, where blobs wait. */
const QUEUE = "azure-webjobs-blobtrigger-func-app";
const OWN = {
  ...BY_IDENTITY,
  AzureWebJobsStorage__queueServiceUri: `https://${DATA}.queue.core.windows.net`,
};
const SAMPLES = `app.storageBlob("samples", { path: "samples/{name}.{ext}", connection: "Data", source: "EventGrid", handler: (blob, context) => {
  context.log("got", Buffer.isBuffer(blob), blob.toString("hex"), JSON.stringify(context.triggerMetadata));
  if (blob.toString().includes("bad")) throw new Error("cannot read " + context.triggerMetadata.name);
} });`;

describe("blob trigger by Event Grid", () => {
  let world: BindingWorld;
  beforeEach(async () => {
    world = new BindingWorld();
    await world.open("queueContributor", "blobContributor");
    await world.storage.manager.put(containerId(DATA, "samples"), {});
  });
  afterEach(() => world.close());

  const url = (name: string, functionName = "Host.Functions.samples", code?: string) => {
    const key = code ?? world.host.functions.keysOf("func-app")?.systemKeys.blobs_extension ?? "";
    return `/runtime/webhooks/blobs?functionName=${functionName}&code=${encodeURIComponent(key)}&x=${name}`;
  };
  const eventOf = (name: string) => ({
    id: "e1",
    source: accountId(DATA),
    type: "Microsoft.Storage.BlobCreated",
    specversion: "1.0",
    subject: `/blobServices/default/containers/samples/blobs/${name}`,
    data: {
      url: `https://${DATA}.blob.core.windows.net/samples/${encodeURI(name)}`,
      eTag: "0x1",
      blobType: "BlockBlob",
    },
  });
  const notify = (body: unknown, target = url(""), type = "Notification") =>
    world.host.call(HOST, target, { method: "POST", headers: { "aeg-event-type": type }, body: JSON.stringify(body) });
  const upload = (name: string, content: Uint8Array | string, metadata: Record<string, string> = {}) => {
    const bytes = Buffer.from(content);
    const client = world.storage.blobs(DATA, "test").getContainerClient("samples").getBlockBlobClient(name);
    return client.upload(bytes, bytes.byteLength, { metadata, blobHTTPHeaders: { blobContentType: "image/x" } });
  };
  const handled = () => world.until("handled", async () => (await world.length(QUEUE)) === 0);

  it("has a system key of its own", async () => {
    await world.deploy(SAMPLES, OWN);
    assert.deepEqual(Object.keys(world.host.functions.keysOf("func-app")?.systemKeys ?? {}), ["blobs_extension"]);
    assert.equal((await notify(eventOf("x"), url("", "f", ""))).status, 401);
    assert.equal((await notify(eventOf("x"), url("", "f", world.host.masterKey()))).status, 202);
    const eventGrid = url("").replace("/blobs", "/eventgrid");
    assert.equal((await notify(eventOf("x"), eventGrid)).status, 403);
  });

  it("answers both handshakes", async () => {
    await world.deploy(SAMPLES, OWN);
    const headers = { "webhook-request-origin": "eventgrid.azure.net" };
    const options = await world.host.call(HOST, url(""), { method: "OPTIONS", headers });
    assert.equal(options.headers["webhook-allowed-origin"], "eventgrid.azure.net");
    const echo = await notify([{ data: { validationCode: "C" } }], url(""), "SubscriptionValidation");
    assert.deepEqual(JSON.parse(echo.text), { validationResponse: "C" });
    assert.equal((await notify({}, url(""), "Unsubscribe")).status, 202);
  });

  it("hands over a blob's bytes, with what is known of it", async () => {
    await world.deploy(SAMPLES, OWN);
    await upload("a folder/photo.one.jpg", Buffer.from([0xff, 0, 1]), { Who: "ada" });
    assert.equal((await notify([eventOf("a folder/photo.one.jpg")])).status, 202);
    await handled();
    const log = await world.log();
    const metadata = JSON.parse(/got true ff0001 (\{.*\})/.exec(log)?.[1] ?? "{}");
    const { properties, ...rest } = metadata;
    assert.deepEqual(rest, {
      blobTrigger: "samples/a folder/photo.one.jpg",
      uri: `https://${DATA}.blob.core.windows.net/samples/a%20folder/photo.one.jpg`,
      metadata: { who: "ada" },
      name: "a folder/photo.one",
      ext: "jpg",
    });
    assert.deepEqual(
      [properties.contentLength, properties.contentType, properties.blobType],
      [3, "image/x", "BlockBlob"],
    );
    assert.equal(world.invocations()[0]?.subject, "samples/a folder/photo.one.jpg");
  });

  it("keeps what was acknowledged in the host's own queue, in the extension's form", async () => {
    await world.deploy(SAMPLES, { ...OWN, "AzureWebJobs.samples.Disabled": "true" });
    assert.equal((await notify(eventOf("later.txt"))).status, 202);
    // Of a function that is turned off nothing is lost.
    for (let n = 0; n < 20; n += 1) world.host.clock.move(100);
    const [message] = (await world.peek(QUEUE)) ?? [];
    assert.deepEqual(JSON.parse(Buffer.from(message?.text ?? "", "base64").toString()), {
      Type: "BlobTrigger",
      FunctionId: "Host.Functions.samples",
      BlobType: "BlockBlob",
      ContainerName: "samples",
      BlobName: "later.txt",
      ETag: '"0x1"',
    });
  });

  it("tries a blob that fails five times, and names it in the poison queue of its account", async () => {
    await world.deploy(SAMPLES, OWN);
    await upload("one.txt", "bad");
    await notify(eventOf("one.txt"));
    await world.until("set aside", async () => (await world.peek("webjobs-blobtrigger-poison"))?.length === 1);
    const [poison] = (await world.peek("webjobs-blobtrigger-poison")) ?? [];
    assert.equal(JSON.parse(Buffer.from(poison?.text ?? "", "base64").toString()).BlobName, "one.txt");
    assert.equal(world.invocations().length, 5);
    assert.equal(world.invocations()[0]?.note, "cannot read one");
    await handled();
  });

  it("tries as often as poisonBlobThreshold says", async () => {
    await world.deploy(SAMPLES, OWN, { extensions: { blobs: { poisonBlobThreshold: 2 } } });
    await upload("one.txt", "bad");
    await notify(eventOf("one.txt"));
    await world.until("set aside", async () => (await world.peek("webjobs-blobtrigger-poison"))?.length === 1);
    assert.equal(world.invocations().length, 2);
  });

  it("skips a blob that is gone, a function that is not there, and what is no message", async () => {
    await world.deploy(SAMPLES, OWN);
    await notify(eventOf("gone.txt"));
    await upload("one.txt", "fine");
    await notify(eventOf("one.txt"), url("", "Host.Functions.other"));
    await world.put(QUEUE, base64("not json"));
    await handled();
    assert.equal(world.invocations().length, 0);
    const log = await world.log();
    assert.match(log, /Blob 'one\.txt' will be skipped: function 'Host\.Functions\.other' not found/);
    assert.equal(await world.peek("webjobs-blobtrigger-poison"), undefined);
    assert.match(log, /Invalid message in blob trigger queue azure-webjobs-blobtrigger-func-app/);
  });

  it("leaves it to the subscription which blobs come: the path names parts of those that fit it", async () => {
    await world.deploy(SAMPLES, OWN);
    await upload("no-extension", "fine");
    await notify(eventOf("no-extension"));
    await handled();
    assert.equal(world.invocations().length, 1);
    assert.doesNotMatch(await world.log(), /"ext":/);
  });

  it("fails a delivery that it cannot keep, so that it comes again", async () => {
    await world.close();
    world = new BindingWorld();
    await world.open("blobContributor");
    await world.deploy(SAMPLES, OWN);
    const refused = await notify(eventOf("x"));
    assert.equal(refused.status, 500);
    assert.match(refused.text, /Put Message queue 'azure-webjobs-blobtrigger-func-app' of account 'stdata': 403/);
    assert.equal((await notify({ data: {} })).status, 500);
  });

  it("binds what the path names", async () => {
    await world.deploy(
      `app.storageBlob("copy", { path: "samples/{name}.txt", connection: "Data", source: "EventGrid",
        return: output.storageBlob({ path: "copies/{name}.bak", connection: "Data" }), handler: (blob) => blob });`,
      OWN,
    );
    await upload("a.txt", "content");
    await notify(eventOf("a.txt"), url("", "Host.Functions.copy"));
    await handled();
    const copy = world.storage.blobs(DATA, "test").getContainerClient("copies").getBlobClient("a.bak");
    assert.equal((await copy.downloadToBuffer()).toString(), "content");
  });

  it("is run by hand with a blob's path", async () => {
    await world.deploy(SAMPLES, OWN);
    await upload("by hand.txt", "fine");
    const run = (input: string) =>
      world.host.call(HOST, "/admin/functions/samples", {
        method: "POST",
        headers: { "x-functions-key": world.host.masterKey(), "content-type": "application/json" },
        body: JSON.stringify({ input }),
      });
    assert.equal((await run("samples/by hand.txt")).status, 202);
    await world.host.until("invoked");
    assert.match(await world.log(), /"blobTrigger":"samples\/by hand\.txt"/);
    await run("nothing");
    await world.host.logged("Invalid blob path specified : 'nothing'");
  });

  for (const [options, why] of [
    ['path: "{container}/x", source: "EventGrid"', /Container paths cannot contain \{resolve\} tokens/],
    ['path: "My_C/x", source: "EventGrid"', /Invalid container name: My_C/],
    ['path: "ccc/{x", source: "EventGrid"', /Missing closing bracket/],
    ['path: "ccc/x"', /source "LogsAndContainerScan" is not supported, as on Flex Consumption/],
  ] as const) {
    it(`refuses ${options}`, async () => {
      const settings = { ...OWN, Data__clientId: CLIENT_ID };
      await world.deploy(`app.storageBlob("bad", { ${options}, connection: "Data", handler: () => {} });`, settings);
      assert.match((await world.host.until("started")).note ?? "", why);
    });
  }
});
