import assert from "node:assert/strict";
import { accountId } from "../../storage/storage-world.js";
import { HOST } from "../platform.js";
import { BindingWorld, BY_IDENTITY, base64, DATA, QUICK } from "./binding-world.js";

const ORDERS = `app.storageQueue("orders", { queueName: "orders", connection: "Data", handler: async (message, context) => {
  context.log("got", JSON.stringify(message), JSON.stringify(context.triggerMetadata));
  if (message.fail) throw new Error("cannot do " + message.fail);
} });`;

describe("queue trigger", () => {
  let world: BindingWorld;
  beforeEach(async () => {
    world = new BindingWorld();
    await world.open("queueContributor");
    await world.queue("orders");
  });
  afterEach(() => world.close());

  const done = (count: number) => world.until(`${count} runs`, () => world.invocations().length >= count);
  const gone = (queue = "orders") => world.until(`${queue} empty`, async () => (await world.length(queue)) === 0);

  it("hands a message over, as JSON where it is that, with what is known of it, and deletes it", async () => {
    await world.deploy(ORDERS);
    await world.put("orders", base64({ id: 7, name: "Ada", place: { town: "Ulm" }, tags: [1], popreceipt: "mine" }));
    await world.put("orders", base64("plain text"));
    await done(2);
    await gone();
    const log = await world.log();
    const metadata = JSON.parse(/got \{"id":7,.*?\} (\{.*\})/.exec(log)?.[1] ?? "{}");
    assert.deepEqual(metadata.queueTrigger, {
      id: 7,
      name: "Ada",
      place: { town: "Ulm" },
      tags: [1],
      popreceipt: "mine",
    });
    assert.equal(metadata.dequeueCount, 1);
    // A property of the message goes before what the trigger tells; arrays are left out.
    assert.deepEqual(
      [metadata.id, metadata.name, metadata.place, metadata.tags],
      [7, "Ada", { town: "Ulm" }, undefined],
    );
    // Whatever its case: there is no second one.
    assert.deepEqual([metadata.popReceipt, metadata.popreceipt], ["mine", undefined]);
    for (const name of ["insertionTime", "expirationTime", "nextVisibleTime"]) {
      assert.match(metadata[name], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    }
    assert.match(log, /got "plain text" \{"queueTrigger":"plain text","dequeueCount":1,/);
    assert.match(log, /Trigger Details: MessageId: [0-9a-f-]{36}, DequeueCount: 1, InsertedOn: /);
  });

  it("tries a message that fails five times, and then sets it aside as it is", async () => {
    await world.deploy(ORDERS);
    const text = base64({ fail: "order 1" });
    await world.put("orders", text);
    await done(5);
    await gone();
    assert.deepEqual(
      (await world.peek("orders-poison"))?.map((message) => message.text),
      [text],
    );
    assert.deepEqual([...new Set(world.invocations().map(({ note }) => note))], ["cannot do order 1"]);
    assert.equal(world.invocations().length, 5);
    // The last time it is not put back first.
    assert.equal(world.storage.activities.filter(({ what }) => what === "Update Message").length, 4);
    assert.match(
      await world.log(),
      /Message has reached MaxDequeueCount of 5\. Moving message to queue 'orders-poison'\./,
    );
  });

  it("keeps a message that failed out of sight for visibilityTimeout", async () => {
    await world.deploy(ORDERS, BY_IDENTITY, {
      extensions: { queues: { ...QUICK.extensions.queues, visibilityTimeout: "00:05:00" } },
    });
    await world.put("orders", base64({ fail: "now" }));
    await done(1);
    await world.until("released", () => released(1));
    assert.deepEqual(await world.peek("orders"), []);
    assert.equal(await world.length("orders"), 1);
    assert.equal(world.invocations().length, 1);
  });

  const released = (times: number) =>
    world.storage.activities.filter(({ what }) => what === "Update Message").length >= times;

  it("never sets aside what comes from a queue of what was set aside", async () => {
    await world.queue("old-poison");
    const source = ORDERS.replace('queueName: "orders"', 'queueName: "old-poison"');
    await world.deploy(source, BY_IDENTITY, {
      extensions: { queues: { ...QUICK.extensions.queues, maxDequeueCount: 1 } },
    });
    await world.put("old-poison", base64({ fail: "again" }));
    await done(1);
    await world.until("looked again", () => world.storage.asked.length > 20);
    assert.equal(await world.length("old-poison"), 1);
    assert.equal(await world.peek("old-poison-poison"), undefined);
  });

  it("sets aside at once what is not in the encoding that host.json names", async () => {
    await world.deploy(ORDERS);
    await world.put("orders", "<plain> & text");
    await gone();
    assert.equal((await world.peek("orders-poison"))?.[0]?.text, "&lt;plain&gt; &amp; text");
    assert.equal(world.invocations().length, 0);
    assert.match(await world.log(), /Message '.*' of queue 'orders' of account 'stdata' is not in base64/);
  });

  it("takes text as it is with messageEncoding none", async () => {
    await world.deploy(ORDERS, BY_IDENTITY, {
      extensions: { queues: { ...QUICK.extensions.queues, messageEncoding: "none" } },
    });
    await world.put("orders", "Grüße & <b>");
    await gone();
    assert.match(await world.log(), /got "Grüße & <b>"/);
  });

  it("hands over bytes where the app asks for them, and fails what is no text otherwise", async () => {
    await world.queue("bytes");
    const bytes =
      'app.storageQueue("bytes", { queueName: "bytes", connection: "Data", dataType: "binary", handler: (message, context) => context.log("bytes", message.toString("hex")) });';
    await world.deploy(`${ORDERS}\n${bytes}`, BY_IDENTITY, {
      extensions: { queues: { ...QUICK.extensions.queues, maxDequeueCount: 1 } },
    });
    await world.put("bytes", Buffer.from([0xff, 0x00]).toString("base64"));
    await world.put("orders", Buffer.from([0xff, 0x00]).toString("base64"));
    await gone("bytes");
    await gone();
    const log = await world.log();
    assert.match(log, /bytes ff00/);
    assert.match(log, /Message '.*' of queue 'orders' of account 'stdata' is not UTF-8/);
    assert.equal((await world.peek("orders-poison"))?.length, 1);
  });

  it("waits for a queue that is not there, and makes none", async () => {
    await world.deploy(ORDERS.replace('queueName: "orders"', 'queueName: "%LATE%"'), { ...BY_IDENTITY, LATE: "Late" });
    await world.until("looked", () => world.storage.asked.some(({ operation }) => operation === "Get Queue Metadata"));
    assert.equal(await world.peek("late"), undefined);
    await world.queue("late");
    await world.put("late", base64("here"));
    await done(1);
    assert.equal(world.host.count("not indexed", "listener failed"), 0);
  });

  it("tells a missing role once, goes on trying, and runs when the role has come", async () => {
    await world.close();
    world = new BindingWorld();
    await world.open();
    await world.queue("orders");
    await world.deploy(`${ORDERS}\napp.http("web", { authLevel: "anonymous", handler: () => ({ body: "up" }) });`);
    await world.put("orders", base64("one"));
    const refusals = () => world.storage.activities.filter(({ status }) => status === 403).length;
    await world.until("refused", () => refusals() >= 3);
    const told = (await world.log())
      .split("\n")
      .filter((line) => /function 'orders'.*AuthorizationPermissionMismatch/.test(line));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? "", /queue 'orders' of account 'stdata': 403 AuthorizationPermissionMismatch/);
    assert.equal((await world.call("/api/web")).text, "up");
    await world.storage.grant("app-identity", "queueContributor", accountId(DATA));
    await done(1);
  });

  it("keeps a message out of sight for as long as its function runs", async () => {
    await world.deploy(`let release; const waiting = new Promise((resolve) => { release = resolve; });
      app.storageQueue("slow", { queueName: "orders", connection: "Data", handler: () => waiting });
      app.http("release", { authLevel: "anonymous", handler: () => { release(); return {}; } });`);
    await world.put("orders", base64("slow"));
    await world.until("running", async () => (await world.log()).includes("Executing 'Functions.slow'"));
    assert.equal(released(1), false);
    world.host.clock.move(300_000);
    await world.until("renewed", () => released(1));
    await world.call("/api/release");
    // With the receipt of before the renewal it would stay.
    await gone();
    assert.equal(await world.peek("orders-poison"), undefined);
  });

  it("handles as many at once as batchSize and newBatchThreshold say", async () => {
    await world.deploy(
      `let running = 0, most = 0, release = []; 
      app.storageQueue("one", { queueName: "orders", connection: "Data", handler: async () => {
        running += 1; most = Math.max(most, running);
        await new Promise((resolve) => release.push(resolve)); running -= 1;
      } });
      app.http("state", { authLevel: "anonymous", handler: () => ({ jsonBody: { running, most } }) });
      app.http("release", { authLevel: "anonymous", handler: () => { release.shift()?.(); return {}; } });`,
      BY_IDENTITY,
      { extensions: { queues: { ...QUICK.extensions.queues, batchSize: 2, newBatchThreshold: 1 } } },
    );
    for (let n = 0; n < 8; n += 1) await world.put("orders", base64(`m${n}`));
    const state = async () => JSON.parse((await world.call("/api/state")).text) as { running: number; most: number };
    await world.until("two run", async () => (await state()).running === 2);
    await world.until("looked on", () => true);
    assert.deepEqual(await state(), { running: 2, most: 2 });
    await world.call("/api/release");
    await world.until("three run", async () => (await state()).running === 3);
    await world.until("all done", async () => {
      await world.call("/api/release");
      return (await world.length("orders")) === 0;
    });
    assert.equal((await state()).most, 3);
  });

  it("looks at once into a queue that the app itself put a message into", async () => {
    await world.deploy(
      `${ORDERS}
      const queue = output.storageQueue({ queueName: "orders", connection: "Data" });
      app.http("order", { authLevel: "anonymous", extraOutputs: [queue], handler: (request, context) => {
        context.extraOutputs.set(queue, { name: "Ada" }); return {};
      } });`,
      BY_IDENTITY,
      {},
    );
    await world.until("looked", () => world.storage.asked.some(({ operation }) => operation === "Get Messages"));
    await world.host.when(() => world.host.functions.apps()[0]?.state === "Running");
    await world.call("/api/order");
    // No time passes for the host here.
    await world.host.when(() => world.invocations().some(({ target }) => target.endsWith("/orders")));
  });

  it("gives back what it was handling when the app ends", async () => {
    await world.deploy(
      'app.storageQueue("slow", { queueName: "orders", connection: "Data", handler: () => new Promise(() => {}) });',
    );
    await world.put("orders", base64("slow"));
    await world.until("running", async () => (await world.log()).includes("Executing 'Functions.slow'"));
    await world.host.functions.stop();
    assert.deepEqual(await world.peek("orders"), [{ text: base64("slow"), dequeueCount: 1 }]);
  });

  it("is run by hand with the text of a message", async () => {
    await world.deploy(ORDERS);
    const answer = await world.host.call(HOST, "/admin/functions/orders", {
      method: "POST",
      headers: { "x-functions-key": world.host.masterKey(), "content-type": "application/json" },
      body: JSON.stringify({ input: '{"name":"Ada"}' }),
    });
    assert.equal(answer.status, 202);
    await world.host.until("invoked");
    assert.match(await world.log(), /got \{"name":"Ada"\} \{"queueTrigger":\{"name":"Ada"\},"name":"Ada"\}/);
  });

  it("leaves alone the queue of a function that is turned off", async () => {
    await world.deploy(ORDERS, { ...BY_IDENTITY, "AzureWebJobs.orders.Disabled": "true" });
    await world.put("orders", base64("one"));
    for (let n = 0; n < 50; n += 1) world.host.clock.move(100);
    assert.equal(
      world.storage.asked.some(({ operation }) => operation.startsWith("Get ")),
      false,
    );
  });
});
