import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { app, packageOf } from "./packages.js";
import { HOST, PLAN, planInputs, SITE, siteInputs, TELEMETRY_SETTINGS, TestHost } from "./platform.js";

const APP = app(`
app.http("env", { authLevel: "anonymous", handler: async () => ({ jsonBody: process.env }) });
app.http("crash", { authLevel: "anonymous", handler: async () => process.exit(7) });
app.http("hang", { authLevel: "anonymous", handler: async () => { for (;;); } });
`);
const isAlive = (pid: number | undefined): boolean => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("function app", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const pid = () => host.functions.apps()[0]?.pid;
  const environment = async () => JSON.parse((await host.call(HOST, "/api/env")).text);

  it("gets an environment of its own", async () => {
    process.env.OF_THE_PARENT = "1";
    await host.deploy(APP, { MINE: "a=b" });
    const env = await environment();
    delete process.env.OF_THE_PARENT;
    assert.equal(env.OF_THE_PARENT, undefined);
    assert.equal(env.MINE, "a=b");
    assert.equal(env.WEBSITE_HOSTNAME, HOST);
    assert.equal(env.FUNCTIONS_WORKER_RUNTIME, "node");
    assert.equal(env.IDENTITY_HEADER, `of ${SITE}`);
    assert.equal(env.HTTPS_PROXY, "http://127.0.0.1:2");
    assert.equal(env.TZ, "UTC");
  });

  it("starts anew with changed settings, and not without a change", async () => {
    await host.deploy(APP, { MINE: "one" });
    const before = pid();
    await host.put(SITE, siteInputs({ MINE: "one" }));
    assert.equal(pid(), before);
    await host.put(SITE, siteInputs({ MINE: "two" }));
    await host.until("started", 2);
    assert.equal((await environment()).MINE, "two");
    assert.equal(isAlive(before), false);
    assert.equal(host.count("stopped"), 1);
  });

  it("comes back after a crash, later after each", async () => {
    await host.deploy(APP);
    for (const [n, delay] of [
      [1, 500],
      [2, 1000],
    ] as const) {
      assert.equal((await host.call(HOST, "/api/crash")).status, 500);
      assert.match((await host.until("crashed", n)).note ?? "", /exit code 7/);
      assert.equal((await host.call(HOST, "/api/env")).status, 503);
      await host.logged(`Next start in ${delay} ms`);
      host.clock.move(delay);
      await host.until("started", n + 1);
    }
    assert.equal((await host.call(HOST, "/api/env")).status, 200);
  });

  it("is ended with the service, also when it does not listen", async () => {
    await host.deploy(APP);
    const process = pid();
    const hanging = host.call(HOST, "/api/hang");
    await host.when(() => host.storage.calls.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await host.functions.stop();
    assert.equal((await hanging).status, 500);
    assert.equal(isAlive(process), false);
  });

  it("comes up again with the local Azure, without fetching its package", async () => {
    await host.deploy(APP);
    await host.functions.stop();
    host.storage.blobs.delete("https://stapp.blob.core.windows.net/deployments/released-package.zip");
    await host.restart();
    await host.until("started", 2);
    assert.equal((await host.call(HOST, "/api/env")).status, 200);
  });

  it("leaves nothing when its site is deleted", async () => {
    await host.deploy(APP);
    const process = pid();
    await host.delete(SITE);
    assert.equal(isAlive(process), false);
    assert.equal(existsSync(path.join(host.folder, "functions/func-app")), false);
    assert.equal((await host.call(HOST, "/api/env")).status, 404);
    await host.put(SITE, siteInputs());
    assert.match((await host.until("waiting", 2)).note ?? "", /no package was published yet/);
  });

  it("runs as an ES module, with the same core module for import and require", async () => {
    await host.deploy(
      packageOf(
        `import { createRequire } from "node:module";
         import library from LIBRARY;
         import * as core from "@azure/functions-core";
         const same = createRequire(import.meta.url)("@azure/functions-core") === core.default && typeof core.registerFunction === "function";
         library.app.http("esm", { authLevel: "anonymous", handler: async () => ({ jsonBody: { same } }) });`,
        { main: "src/*.mjs" },
      ),
    );
    assert.deepEqual(JSON.parse((await host.call(HOST, "/api/esm")).text), { same: true });
  });

  it("runs hooks, which may change input and result", async () => {
    await host.deploy(
      app(`
      app.hook.appStart((context) => { context.hookData.x = 1; });
      app.hook.preInvocation((context) => { context.hookData.before = 1; context.inputs[0] = { changed: true }; });
      app.hook.postInvocation((context) => { if (context.error) { context.error = undefined; context.result = { status: 202, body: "saved " + context.hookData.before }; } });
      app.hook.log((context) => { context.message = context.message.toUpperCase(); });
      app.http("h", { authLevel: "anonymous", handler: async (request, context) => { context.log("loud", request.changed); throw new Error("x"); } });`),
    );
    const answer = await host.call(HOST, "/api/h");
    assert.deepEqual([answer.status, answer.text], [202, "saved 1"]);
    assert.match(((await host.functions.logs("func-app")) ?? []).join("\n"), /LOUD TRUE/);
  });

  for (const [what, body, why] of [
    ["an entry file that throws", `throw new Error("broken at load");`, /broken at load/],
    ["nothing registered", "", /registered nothing/],
    [
      "streaming",
      `app.setup({ enableHttpStream: true }); app.http("s", { handler: async () => ({}) });`,
      /enableHttpStream/,
    ],
  ] as const) {
    it(`tells why it does not run: ${what}`, async () => {
      await host.put(PLAN, planInputs());
      await host.put(SITE, siteInputs());
      await host.publish(app(body));
      await host.when(
        () => host.activities.some(({ what, note }) => what === "waiting" && why.test(note ?? "")),
        String(why),
      );
      assert.equal((await host.call(HOST, "/")).status, 503);
      assert.equal(host.functions.apps()[0]?.state, "Error");
    });
  }

  it("refuses bindings that the host does not have", async () => {
    await host.deploy(
      app(`
      app.storageQueue("q", { queueName: "a", connection: "C", handler: async () => {} });
      app.http("w", { authLevel: "anonymous", handler: async () => ({}) });`),
    );
    assert.match(
      (await host.until("started")).note ?? "",
      /'q' function is in error: trigger "queueTrigger" is not supported/,
    );
  });

  it("ends a process whose function runs longer than host.json allows", async () => {
    const source = `const { app } = require(LIBRARY); app.http("w", { authLevel: "anonymous", handler: () => new Promise(() => {}) });`;
    await host.deploy(packageOf(source, { hostJson: { functionTimeout: "00:01:00" } }));
    const pending = host.call(HOST, "/api/w");
    await host.logged("Executing 'Functions.w'");
    host.clock.move(59_999);
    assert.equal(host.count("started"), 1);
    host.clock.move(1);
    await host.until("started", 2);
    assert.equal((await pending).status, 500);
  });

  it("sends telemetry as its identity, and tells a refusal once", async () => {
    await host.deploy(APP, TELEMETRY_SETTINGS);
    await host.call(HOST, "/api/env");
    await host.when(() => {
      host.clock.move(1_000);
      return host.telemetry.some(({ data }) => data.baseType === "RequestData");
    });
    const request = host.telemetry.find(({ data }) => data.baseType === "RequestData")?.data.baseData;
    assert.deepEqual([request?.name, request?.success, request?.responseCode], ["env", true, "200"]);
    assert.ok(host.telemetry.some(({ data }) => data.baseType === "MessageData"));
    host.ingestionStatus = 403;
    await host.call(HOST, "/api/env");
    for (let i = 0; i < 30; i++) {
      host.clock.move(10_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await host.until("denied");
    assert.equal(host.count("denied"), 1);
    assert.equal((await host.call(HOST, "/api/env")).status, 200);
  });
});
