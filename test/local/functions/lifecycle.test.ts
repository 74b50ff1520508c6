import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { app, packageOf } from "./packages.js";
import { HOST, SITE, siteInputs, TELEMETRY_SETTINGS, TestHost } from "./platform.js";

const APP = app(`
app.http("env", { authLevel: "anonymous", handler: async () => ({ jsonBody: process.env }) });
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
    await host.until("stopped");
    assert.equal(isAlive(before), false);
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
