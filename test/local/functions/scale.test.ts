import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { app } from "./packages.js";
import { HOST, TestHost } from "./platform.js";

const APP = app(`
const id = process.env.WEBSITE_INSTANCE_ID;
app.http("who", { authLevel: "anonymous", handler: async () => ({ body: id }) });
app.http("exit", { authLevel: "anonymous", handler: async () => process.exit(7) });
app.http("slow", { authLevel: "anonymous", handler: async () => { await new Promise((resolve) => setTimeout(resolve, 100)); return { body: id }; } });
app.timer("hourly", { schedule: "0 0 * * * *", runOnStartup: true, handler: async (timer, context) => context.log("timer of", id) });
app.warmup("WarmUp", { handler: async (warmup, context) => context.log("warm", JSON.stringify(warmup), id) });
`);
const LOCK = "https://stapp.blob.core.windows.net/azure-webjobs-hosts/locks/func-app/Host.Functions.hourly.Listener";

describe("several instances of an app", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
    await host.deploy(APP);
    // The first run of the timer.
    await host.until("invoked");
  });
  afterEach(() => host.close());

  const running = () => host.functions.apps()[0]?.instances;
  const scale = async (instances: number): Promise<void> => {
    assert.ok(host.functions.scale("func-app", instances));
    await host.when(() => running() === instances, `${instances} instances`);
  };
  const who = async (name = "who") => (await host.call(HOST, `/api/${name}`)).text;
  const several = async (times: number): Promise<string[]> => {
    const all: string[] = [];
    for (let n = 0; n < times; n++) all.push(await who());
    return all;
  };
  const said = async (what: string): Promise<string[]> =>
    ((await host.functions.logs("func-app", 1_000)) ?? []).flatMap((line) => line.split(`] ${what} `)[1] ?? []);

  const executing = (name: string): number =>
    readFileSync(path.join(host.folder, "functions/func-app/app.log"), "utf8").split(`Executing 'Functions.${name}'`)
      .length - 1;

  it("take requests in turn, each with an id of its own", async () => {
    await scale(3);
    const ids = await several(9);
    const [first, second, third] = ids;
    assert.equal(new Set([first, second, third]).size, 3);
    assert.deepEqual(ids.slice(3, 6), ids.slice(0, 3));
    assert.ok(ids.every((id) => /^[0-9a-f]{64}$/.test(id)));
  });

  it("run a timer once, and another instance takes it over when its own dies", async () => {
    await scale(3);
    assert.equal(host.storage.leases.size, 1);
    assert.ok(host.storage.leases.has(LOCK));
    host.clock.move(3_600_000);
    await host.until("invoked", 4);
    const [started, first, ...more] = await said("timer of");
    assert.equal(first, started);
    assert.deepEqual(more, []);
    // Until it strikes the one with the timer.
    for (let n = 1; ; n++) {
      const before = host.count("invoked");
      assert.equal((await host.call(HOST, "/api/exit")).status, 500);
      await host.until("crashed", n);
      host.clock.move(3_600_000);
      await host.when(() => host.count("invoked") > before + 1, "the timer's run");
      const last = (await said("timer of")).at(-1);
      if (last !== started) break;
      await host.when(() => running() === 3, "the one that died is back");
    }
  });

  it("are fewer again once those that go have ended what they do", async () => {
    await scale(2);
    const slow = [who("slow"), who("slow")];
    await host.when(() => executing("slow") === 2);
    host.functions.scale("func-app", 1);
    const ids = await Promise.all(slow);
    assert.equal(new Set(ids).size, 2);
    assert.ok(ids.every((id) => /^[0-9a-f]{64}$/.test(id)));
    assert.equal(new Set(await several(4)).size, 1);
    assert.equal(running(), 1);
  });

  it("are as many after a new package, with the same ids, and are warmed up only when they are added", async () => {
    await scale(3);
    const ids = new Set(await several(6));
    await host.when(() => host.count("invoked") === 1 + 2 + 6);
    const warm = await said("warm");
    assert.deepEqual(
      warm.map((line) => line.split(" ")[0]),
      ["{}", "{}"],
    );
    await host.publish(APP);
    await host.when(() => host.count("stopped") === 1 && running() === 3, "all of the new package");
    assert.deepEqual(new Set(await several(6)), ids);
    assert.equal((await said("warm")).length, 2);
  });

  it("serve while one of them is started again", async () => {
    await scale(2);
    assert.equal((await host.call(HOST, "/api/exit")).status, 500);
    await host.until("crashed");
    assert.equal(host.functions.apps()[0]?.state, "Running");
    assert.equal(new Set(await several(4)).size, 1);
    await host.logged("Next start in 500 ms");
    host.clock.move(500);
    await host.when(() => running() === 2);
    assert.equal(new Set(await several(4)).size, 2);
  });

  it("are 1 to 10, of an app that there is", () => {
    for (const number of [0, 11, 1.5, Number.NaN]) {
      assert.throws(() => host.functions.scale("func-app", number), /expected a whole number from 1 to 10/);
    }
    assert.equal(host.functions.scale("func-nobody", 2), false);
  });

  it("of another host id's app do not run the timer while that has the lease", async () => {
    await host.functions.stop();
    host.storage.leases.set(LOCK, "of another app");
    await host.restart();
    await host.until("started", 2);
    await host.logged("Unable to acquire Singleton lock (func-app/Host.Functions.hourly.Listener)");
    host.clock.move(3_600_000);
    assert.equal((await said("timer of")).length, 1);
    host.storage.leases.delete(LOCK);
    await host.when(() => {
      host.clock.move(60_000);
      return host.storage.leases.has(LOCK);
    });
    await host.until("invoked", 2);
  });

  it("stop the timer of one whose lease was lost", async () => {
    host.storage.leases.set(LOCK, "of another app");
    host.clock.move(30_000);
    await host.logged("Singleton lock lost (func-app/Host.Functions.hourly.Listener)");
    host.clock.move(7_200_000);
    assert.equal((await said("timer of")).length, 1);
  });
});
