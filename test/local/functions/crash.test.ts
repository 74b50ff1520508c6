import assert from "node:assert/strict";
import { app } from "./packages.js";
import { HOST, OTHER_HOST, PLAN, planInputs, SITE, siteInputs, TestHost } from "./platform.js";

const APP = app(`
app.http("up", { authLevel: "anonymous", handler: async () => ({ body: "up " + process.pid }) });
app.http("exit", { authLevel: "anonymous", handler: async () => { console.error("code=c0de-of-a-key?code=sesame"); process.exit(7); } });
app.http("throw", { authLevel: "anonymous", handler: async () => { setImmediate(() => { throw new TypeError("thrown aside"); }); await new Promise(() => {}); } });
app.http("reject", { authLevel: "anonymous", handler: async () => { Promise.reject(new Error("nobody waits")); await new Promise(() => {}); } });
app.http("heap", { authLevel: "anonymous", handler: async () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); } });
app.http("buffers", { authLevel: "anonymous", handler: async () => { const all = []; for (;;) { all.push(Buffer.alloc(5e7, 1)); await new Promise((r) => setTimeout(r, 20)); } } });
`);

describe("an app's process that dies", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const call = (name: string) => host.call(HOST, `/api/${name}`);
  const crash = async (name: string, n = 1): Promise<string> => {
    assert.equal((await call(name)).status, 500);
    return (await host.until("crashed", n)).note ?? "";
  };

  it("is told with its exit code and what it said last, without secrets", async () => {
    await host.deploy(APP);
    const note = await crash("exit");
    assert.match(note, /^the app's process ended: exit code 7: code=c0de-of-a-key\?code=\*\*\*$/);
    assert.equal(host.functions.apps()[0]?.state, "Error");
    assert.equal(host.functions.apps()[0]?.reason, note);
  });

  for (const [name, error] of [
    ["throw", "TypeError: thrown aside"],
    ["reject", "Error: nobody waits"],
  ] as const) {
    it(`is told with the error that nobody caught: ${name}`, async () => {
      await host.deploy(APP);
      const note = await crash(name);
      assert.match(note, /exit code 1: Worker uncaught exception \(learn more: https:\/\/go\.microsoft\.com/);
      assert.match(note, new RegExp(`${error}.*index\\.cjs:\\d+`));
    });
  }

  it("is started again later after each death in a row, and requests wait for it until that is a loop", async () => {
    await host.deploy(APP);
    for (const [n, delay] of [
      [1, 500],
      [2, 1_000],
    ] as const) {
      await crash("exit", n);
      const waiting = call("up");
      await host.logged(`Next start in ${delay} ms`);
      host.clock.move(delay);
      assert.equal((await waiting).status, 200);
    }
    assert.match(
      await crash("exit", 3),
      /^It has crashed 3 times in a row, and is started again at most once a minute/,
    );
    assert.equal((await call("up")).status, 503);
    await host.logged("Next start in 2000 ms");
    host.clock.move(2_000);
    await host.until("started", 4);
    assert.equal((await call("up")).status, 200);
  });

  it("is started again at once after a healthy minute, and at most once a minute", async () => {
    await host.deploy(APP);
    for (const [n, delay] of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000].entries()) {
      await crash("exit", n + 1);
      await host.logged(`Next start in ${delay} ms`);
      host.clock.move(delay);
      await host.until("started", n + 2);
    }
    host.clock.move(60_000);
    await crash("exit", 10);
    const first = ((await host.functions.logs("func-app", 100_000)) ?? []).filter((line) => / 500 ms/.test(line));
    assert.equal(first.length, 2);
  });

  it("keeps a request waiting for 30 seconds at most", async () => {
    await host.deploy(
      app(`
      const { existsSync, writeFileSync } = require("node:fs");
      const isSecondStart = existsSync("started");
      writeFileSync("started", "");
      app.hook.appStart(() => isSecondStart ? new Promise(() => {}) : undefined);
      app.http("exit", { authLevel: "anonymous", handler: async () => process.exit(7) });`),
    );
    await crash("exit");
    const crashed = host.clock.now().getTime();
    let status: number | undefined;
    void call("exit").then((answer) => {
      status = answer.status;
    });
    await host.when(() => {
      host.clock.move(1_000);
      return status !== undefined;
    });
    assert.equal(status, 503);
    assert.ok(host.clock.now().getTime() - crashed >= 30_000);
  });

  it("leaves the other apps alone", async () => {
    await host.deploy(APP);
    await host.deployOther(APP);
    const before = (await host.call(OTHER_HOST, "/api/up")).text;
    await crash("exit");
    assert.equal((await host.call(OTHER_HOST, "/api/up")).text, before);
  });

  for (const [name, how] of [
    ["heap", /signal SIGABRT/],
    ["buffers", /signal SIGKILL/],
  ] as const) {
    it(`is told to be out of memory, with the way on: ${name}`, async function () {
      if (name === "buffers" && process.platform !== "linux") this.skip();
      this.timeout(60_000);
      await host.put(PLAN, planInputs());
      const { functionAppConfig, ...inputs } = siteInputs();
      const scaleAndConcurrency = { instanceMemoryMB: 512, maximumInstanceCount: 100 };
      const config = functionAppConfig as object;
      await host.put(SITE, { ...inputs, functionAppConfig: { ...config, scaleAndConcurrency } });
      await host.publish(APP);
      await host.until("started");
      const note = await crash(name);
      assert.match(note, /out of memory/);
      assert.match(note, how);
      assert.match(note, /more than an instance of 512 MB has.*raise .*instanceMemoryMB \(512, 2048 or 4096\)$/);
    });
  }
});
