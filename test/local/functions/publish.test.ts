import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { app } from "./packages.js";
import { HOST, IDENTITY, PLAN, planInputs, SCM, SITE, siteInputs, TestHost } from "./platform.js";

const answering = (text: string) =>
  app(`app.http("w", { authLevel: "anonymous", handler: async () => ({ body: "${text}" }) });`);
const AUTHORIZATION = { authorization: "Bearer deployer" };

describe("deployment endpoint", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
    await host.put(PLAN, planInputs());
    await host.put(SITE, siteInputs());
  });
  afterEach(() => host.close());

  const status = async (id = "latest") =>
    JSON.parse((await host.call(SCM, `/api/deployments/${id}`, { headers: AUTHORIZATION })).text);

  it("writes the package as the identity that the site names, and runs it", async () => {
    assert.equal((await host.call(HOST, "/api/w")).status, 503);
    const answer = await host.publish(answering("one"));
    assert.equal(answer.status, 202);
    const id = JSON.parse(answer.text);
    assert.equal(answer.headers.location, `https://${SCM}/api/deployments/${id}`);
    assert.ok(host.storage.blobs.has("https://stapp.blob.core.windows.net/deployments/released-package.zip"));
    const { status: code, complete } = await status(id);
    assert.deepEqual([code, complete], [4, true]);
    await host.until("started");
    assert.equal((await host.call(HOST, "/api/w")).text, "one");
  });

  it("replaces what ran, and keeps one package on disk", async () => {
    await host.publish(answering("one"));
    await host.until("started");
    await host.publish(answering("two"));
    await host.until("started", 2);
    assert.equal((await host.call(HOST, "/api/w")).text, "two");
    assert.equal(readdirSync(path.join(host.folder, "functions/func-app/packages")).length, 1);
    const list = JSON.parse((await host.call(SCM, "/api/deployments", { headers: AUTHORIZATION })).text);
    assert.deepEqual(
      list.map((one: { status: number }) => one.status),
      [4, 4],
    );
  });

  it("lets nobody in without a token, nor without the right", async () => {
    const post = (headers: Record<string, string>) =>
      host.call(SCM, "/api/publish?type=zip", { method: "POST", headers, body: "x" });
    const missing = await post({});
    assert.deepEqual([missing.status, missing.headers["www-authenticate"]], [401, "Bearer"]);
    assert.equal((await post({ authorization: "Basic dTpw" })).status, 401);
    assert.equal((await host.publish(answering("one"), "stranger")).status, 403);
    assert.equal((await host.call(SCM, "/api/deployments/latest", { headers: AUTHORIZATION })).status, 404);
    assert.equal(host.storage.calls.length, 0);
  });

  it("fails as Azure does when the identity may not write", async () => {
    host.storage.grants.clear();
    assert.equal((await host.publish(answering("one"))).status, 202);
    const text = "Failed to upload because Azure Storage responded with Forbidden (403)";
    const found = await status();
    assert.deepEqual([found.status, found.status_text], [3, text]);
    const log = JSON.parse((await host.call(SCM, "/api/deployments/latest/log", { headers: AUTHORIZATION })).text);
    assert.equal(log[0].message, text);
    host.storage.grants.add(`${IDENTITY} stapp`);
    await host.publish(answering("healed"));
    await host.until("started");
    assert.equal((await host.call(HOST, "/api/w")).text, "healed");
  });

  it("leaves the running app alone when a package is no good", async () => {
    await host.publish(answering("one"));
    await host.until("started");
    for (const [zip, why] of [
      [strToU8("no zip"), /zip/],
      [zipSync({ "package.json": strToU8("{}") }), /no host\.json at its root/],
      [zipSync({ "host.json": strToU8("{}"), "package.json": strToU8("{}"), "../x": strToU8("") }), /outside its root/],
    ] as const) {
      await host.publish(zip);
      const found = await status();
      assert.equal(found.status, 3);
      assert.match(found.status_text, why);
    }
    assert.equal((await host.call(HOST, "/api/w")).text, "one");
    assert.equal(host.count("started"), 1);
  });

  it("refuses by name what Flex Consumption or the local Azure does not have", async () => {
    const post = (target: string) => host.call(SCM, target, { method: "POST", headers: AUTHORIZATION, body: "x" });
    assert.match((await post("/api/zipdeploy")).text, /zipdeploy is not supported/);
    assert.deepEqual((await post("/api/publish?type=war")).status, 400);
    assert.match((await post("/api/publish?RemoteBuild=true")).text, /RemoteBuild is not supported/);
    assert.equal((await host.call(SCM, "/api/settings", { headers: AUTHORIZATION })).status, 404);
  });

  it("answers 404 for a site that is not there", async () => {
    assert.equal((await host.call("other.azurewebsites.net", "/")).status, 404);
    assert.equal(host.functions.answers("other.scm.azurewebsites.net"), true);
    assert.equal(host.functions.answers("azurewebsites.net"), false);
    assert.equal(host.functions.answers("a.b.azurewebsites.net"), false);
  });
});
