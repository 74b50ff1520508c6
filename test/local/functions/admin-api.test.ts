import assert from "node:assert/strict";
import { app } from "./packages.js";
import { type CallOptions, HOST, TestHost } from "./platform.js";

const APP = app(`
app.http("web", { route: "w/{id?}", methods: ["POST"], authLevel: "function", handler: async (request, context) => { context.log("got", await request.text()); return {}; } });
app.eventGrid("onName", { handler: async () => {} });
`);

describe("admin API", () => {
  const host = new TestHost();
  let master = "";
  const call = (target: string, options: CallOptions = {}) =>
    host.call(HOST, target, { ...options, headers: { "x-functions-key": master, ...options.headers } });
  const json = async (target: string, options?: CallOptions) => JSON.parse((await call(target, options)).text);

  before(async () => {
    await host.start();
    await host.deploy(APP);
    master = host.masterKey();
  });
  after(() => host.close());

  it("is for holders of the master key", async () => {
    const ask = (key: string) => host.call(HOST, "/admin/host/status", { headers: { "x-functions-key": key } });
    assert.equal((await ask("")).status, 401);
    assert.equal((await ask("wrong")).status, 401);
    assert.equal((await ask(host.functions.keysOf("func-app")?.functionKeys.default ?? "")).status, 403);
    assert.equal((await ask(master)).status, 200);
    assert.equal((await host.call(HOST, "/admin/host/ping")).status, 200);
    assert.equal((await host.call(HOST, "/admin/host/ping", { method: "POST" })).status, 200);
  });

  it("tells how the host is", async () => {
    const { id, state, version } = await json("/admin/host/status");
    assert.deepEqual([id, state], ["func-app", "Running"]);
    assert.match(version, /^4\./);
  });

  it("lists keys, and gives one", async () => {
    const keys = host.functions.keysOf("func-app");
    const names = async (scope: string) =>
      (await json(`/admin/host/${scope}`)).keys.map((key: { name: string }) => key.name);
    assert.deepEqual(await names("keys"), ["default"]);
    assert.deepEqual(await names("functionkeys"), ["default"]);
    assert.deepEqual(await names("systemkeys"), ["eventgrid_extension"]);
    assert.equal(
      (await json("/admin/host/systemkeys/eventgrid_extension")).value,
      keys?.systemKeys.eventgrid_extension,
    );
    assert.equal((await json("/admin/host/systemkeys/_master")).value, master);
    assert.equal((await call("/admin/host/functionkeys/_master")).status, 404);
    assert.equal((await call("/admin/host/otherkeys")).status, 404);
  });

  it("makes, sets and removes keys", async () => {
    const at = "/admin/host/functionkeys/mine";
    const made = await call(at, { method: "POST" });
    assert.equal(made.status, 201);
    assert.equal(
      (await call(at, { method: "PUT", body: JSON.stringify({ name: "mine", value: "given-value" }) })).status,
      200,
    );
    const asFunction = { method: "POST", headers: { "x-functions-key": "given-value" } };
    assert.equal((await host.call(HOST, "/api/w", asFunction)).status, 200);
    assert.equal((await call(at, { method: "PUT", body: "{}" })).status, 400);
    assert.equal((await call(at, { method: "DELETE" })).status, 204);
    assert.equal((await call(at, { method: "DELETE" })).status, 404);
    assert.equal((await host.call(HOST, "/api/w", asFunction)).status, 401);
    assert.equal((await call("/admin/host/systemkeys/_master", { method: "DELETE" })).status, 400);
  });

  it("rotates the master key", async () => {
    const { value } = await json("/admin/host/systemkeys/_master", { method: "POST" });
    assert.notEqual(value, master);
    assert.equal((await call("/admin/host/status")).status, 401);
    master = value;
    assert.equal((await call("/admin/host/status")).status, 200);
    assert.equal(host.masterKey(), value);
    assert.doesNotMatch(((await host.functions.logs("func-app")) ?? []).join("\n"), new RegExp(value));
  });

  it("lists functions", async () => {
    const functions = await json("/admin/functions");
    assert.deepEqual(
      functions.map((one: { name: string }) => one.name),
      ["web", "onName"],
    );
    const web = await json("/admin/functions/WEB");
    assert.equal(web.invoke_url_template, `https://${HOST}/api/w/{id?}`);
    assert.equal(web.config.bindings[0].type, "httpTrigger");
    assert.equal((await call("/admin/functions/none")).status, 404);
  });

  it("runs a function now", async () => {
    const run = (name: string, body: string) => call(`/admin/functions/${name}`, { method: "POST", body });
    assert.equal((await run("web", JSON.stringify({ input: "by hand" }))).status, 202);
    await host.logged("got by hand");
    assert.equal((await run("none", "{}")).status, 404);
    assert.equal((await run("web", "")).status, 400);
  });
});
