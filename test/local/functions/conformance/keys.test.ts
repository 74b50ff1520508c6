import assert from "node:assert/strict";
import { app } from "../packages.js";
import { type Answer, type CallOptions, HOST, SITE, TestHost } from "../platform.js";

const APP = app(`
app.http("web", { route: "w/{id?}", methods: ["POST"], authLevel: "function",
  handler: async (request, context) => { context.log("got", await request.text()); return {}; } });
app.http("off", { authLevel: "function", handler: async (request, context) => { context.log("ran though disabled"); return {}; } });
app.http("runtimes", { authLevel: "function", handler: async () => ({}) });
app.eventGrid("onName", { handler: async () => {} });
`);
const SECRETS = "https://stapp.blob.core.windows.net/azure-webjobs-secrets/func-app";
const KEY_FORM = /^[\w-]{44}AzFu[\w-]{6}==$/;

describe("Functions conformance: keys and admin API", () => {
  const host = new TestHost();
  let master = "";
  const call = (target: string, { method = "GET", body, key = master }: CallOptions & { key?: string } = {}) =>
    host.call(HOST, target, {
      method,
      headers: { "x-functions-key": key, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body }),
    });
  const put = (target: string, value: string) => call(target, { method: "PUT", body: JSON.stringify({ value }) });
  const shown = ({ text }: Answer) => JSON.parse(text);
  const stored = (blob: string) =>
    JSON.parse(Buffer.from(host.storage.blobs.get(`${SECRETS}/${blob}`) ?? []).toString());
  const opens = async (key: string) => (await call("/api/w", { method: "POST", key })).status === 200;

  beforeEach(() => {
    master = host.masterKey();
  });
  before(async () => {
    await host.start();
    await host.deploy(APP, { "AzureWebJobs.off.Disabled": "true" });
  });
  after(() => host.close());

  it("4.2 a function has keys of its own, the first of which is made when somebody asks", async () => {
    assert.equal(host.storage.blobs.has(`${SECRETS}/web.json`), false);
    const { keys } = shown(await call("/admin/functions/WEB/keys"));
    assert.deepEqual(
      keys.map(({ name }: { name: string }) => name),
      ["default"],
    );
    assert.match(keys[0].value, KEY_FORM);
    assert.deepEqual(stored("web.json"), { keys: [{ name: "default", value: keys[0].value, encrypted: false }] });
    assert.equal(await opens(keys[0].value), true);
    assert.equal((await call("/api/off", { key: keys[0].value })).status, 401);
  });

  it("4.3 a list has names, values and a link to itself; keys is another name of functionkeys", async () => {
    const answer = await call("/admin/host/keys?x=1");
    assert.deepEqual(shown(answer), {
      keys: [{ name: "default", value: host.functions.keysOf("func-app")?.functionKeys.default }],
      links: [{ rel: "self", href: `https://${HOST}/admin/host/keys` }],
    });
    assert.deepEqual(shown(await call("/admin/host/functionkeys")).keys, shown(answer).keys);
    const names = shown(await call("/Admin/Host/SystemKeys")).keys.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, ["eventgrid_extension"]);
  });

  for (const [about, at] of [
    ["the host's", "/admin/host/functionkeys/mine"],
    ["a system's", "/admin/host/systemkeys/mine"],
    ["a function's", "/admin/functions/web/keys/mine"],
  ] as const) {
    it(`4.4 a key of ${about} is made by POST, set by PUT, read by GET`, async () => {
      assert.equal((await call(at)).status, 404);
      const made = await call(at, { method: "POST" });
      assert.deepEqual([made.status, made.headers.location], [201, `https://${HOST}${at}`]);
      assert.deepEqual(
        [shown(made).name, shown(made).links],
        ["mine", [{ rel: "self", href: `https://${HOST}${at}` }]],
      );
      assert.match(shown(made).value, KEY_FORM);
      const renewed = await call(at, { method: "POST" });
      assert.equal(renewed.status, 200);
      assert.notEqual(shown(renewed).value, shown(made).value);
      assert.equal((await put(at, "given-value")).status, 200);
      assert.equal(shown(await call(at.replace("mine", "MINE"))).value, "given-value");
      const empty = await call(at, { method: "PUT", body: "{}" });
      assert.deepEqual([empty.status, empty.text], [400, "Invalid key value"]);
      assert.equal((await put(at.replace("mine", "other"), "given")).status, 201);
    });

    it(`4.6 a key of ${about} is removed by DELETE, once`, async () => {
      assert.equal((await call(at, { method: "DELETE" })).status, 204);
      assert.equal((await call(at, { method: "DELETE" })).status, 404);
      assert.equal((await call(at)).status, 404);
    });
  }

  it("4.5 the master key is in no list, may be renewed and set, and not removed", async () => {
    assert.equal(shown(await call("/admin/host/systemkeys/_master")).value, master);
    assert.equal((await call("/admin/host/functionkeys/_master")).status, 404);
    const removed = await call("/admin/host/systemkeys/_master", { method: "DELETE" });
    assert.deepEqual([removed.status, removed.text], [400, "Cannot delete System Key."]);
    const made = await call("/admin/host/systemkeys/_master", { method: "POST" });
    assert.deepEqual([made.status, shown(made).value], [201, host.masterKey()]);
    master = host.masterKey();
    assert.equal((await put("/admin/host/systemkeys/_master", "set-by-hand-0123456789")).status, 200);
    assert.equal(host.masterKey(), "set-by-hand-0123456789");
  });

  it("4.7 there are no keys of a function that there is not", async () => {
    for (const [method, target] of [
      ["GET", "/admin/functions/none/keys"],
      ["GET", "/admin/functions/none/keys/default"],
      ["POST", "/admin/functions/none/keys/default"],
      ["DELETE", "/admin/functions/none/keys/default"],
    ] as const) {
      assert.equal((await call(target, { method })).status, 404, `${method} ${target}`);
    }
    assert.equal((await put("/admin/functions/none/keys/default", "x")).status, 404);
  });

  it("4.8 a renewed key counts at once, the old one no more, and storage has it", async () => {
    for (const [at, blob] of [
      ["/admin/host/functionkeys/default", "host.json"],
      ["/admin/functions/web/keys/default", "web.json"],
    ] as const) {
      const before = shown(await call(at)).value;
      assert.equal(await opens(before), true, at);
      const { value } = shown(await call(at, { method: "POST" }));
      assert.deepEqual([await opens(before), await opens(value)], [false, true], at);
      assert.ok(JSON.stringify(stored(blob)).includes(value), at);
    }
    const system = shown(await call("/admin/host/systemkeys/eventgrid_extension")).value;
    const webhook = (key: string) =>
      call("/runtime/webhooks/eventgrid?functionName=onName", { method: "OPTIONS", key });
    assert.equal((await webhook(system)).status, 200);
    const { value } = shown(await call("/admin/host/systemkeys/eventgrid_extension", { method: "POST" }));
    assert.deepEqual([(await webhook(system)).status, (await webhook(value)).status], [401, 200]);
    const old = master;
    master = shown(await call("/admin/host/systemkeys/_master", { method: "POST" })).value;
    assert.deepEqual(
      [(await call("/admin/host/status", { key: old })).status, (await call("/admin/host/status")).status],
      [401, 200],
    );
    assert.equal(stored("host.json").masterKey.value, master);
  });

  it("4.9 without a key of the host the admin API is 401, with a lesser one 403", async () => {
    const { functionKeys, systemKeys } = host.functions.keysOf("func-app") ?? {};
    for (const [key, status] of [
      ["", 401],
      ["wrong", 401],
      [shown(await call("/admin/functions/web/keys/default")).value, 401],
      [functionKeys?.default ?? "", 403],
      [systemKeys?.eventgrid_extension ?? "", 403],
    ] as const) {
      for (const target of ["/admin/host/status", "/admin/functions", "/admin/host/systemkeys"]) {
        const answer = await call(target, { key });
        assert.deepEqual([answer.status, answer.text], [status, ""]);
      }
    }
  });

  it("4.10 status tells who the host is and how", async () => {
    const status = shown(await call("/admin/host/status"));
    assert.deepEqual([status.id, status.state], ["func-app", "Running"]);
    assert.match(status.version, /^4\.\d+/);
    assert.match(status.instanceId, /^[0-9a-f]+$/);
    assert.equal(typeof status.processUptime, "number");
    assert.equal(status.functionAppContentEditingState, "NotAllowed");
    for (const name of ["versionDetails", "platformVersion", "computerName"])
      assert.equal(typeof status[name], "string");
  });

  it("4.11 ping is open to all, and kept by no cache", async () => {
    for (const method of ["GET", "POST"]) {
      const { status, headers } = await host.call(HOST, "/admin/host/ping", { method });
      assert.deepEqual([status, headers["cache-control"]], [200, "no-store,no-cache"]);
    }
  });

  it("4.12 functions are listed by name, and shown one by one", async () => {
    const functions = shown(await call("/admin/functions"));
    assert.deepEqual(
      functions.map(({ name }: { name: string }) => name),
      ["off", "onName", "web"],
    );
    const web = shown(await call("/admin/functions/WEB"));
    assert.deepEqual(web, functions[2]);
    assert.equal(web.href, `https://${HOST}/admin/functions/web`);
    assert.equal(web.invoke_url_template, `https://${HOST}/api/w/{id?}`);
    assert.deepEqual([web.language, web.isDisabled, web.isDirect, web.isProxy], ["node", false, false, false]);
    assert.deepEqual([web.config.name, web.config.bindings[0].type], ["web", "httpTrigger"]);
    assert.deepEqual([functions[0].isDisabled, functions[1].invoke_url_template], [true, null]);
    assert.equal((await call("/admin/functions/none")).status, 404);
  });

  it("4.13 the status of a function tells why it does not run", async () => {
    assert.deepEqual(shown(await call("/admin/functions/runtimes/status")).errors, [
      "The specified route conflicts with one or more built in routes.",
    ]);
    assert.deepEqual(shown(await call("/admin/functions/web/status")), {});
    assert.equal((await call("/admin/functions/none/status")).status, 404);
  });

  it("4.14 a function is run by hand: 202 at once, 404 without one, 400 without a body", async () => {
    const run = (name: string, body?: string) =>
      call(`/admin/functions/${name}`, { method: "POST", ...(body === undefined ? {} : { body }) });
    assert.equal((await run("web", JSON.stringify({ input: "by hand" }))).status, 202);
    await host.logged("got by hand");
    assert.equal((await run("none", '{"input":""}')).status, 404);
    assert.equal((await run("web")).status, 400);
    assert.equal((await run("web", "no json")).status, 400);
    const headers = { "x-functions-key": master, "content-type": "text/plain" };
    const typed = await host.call(HOST, "/admin/functions/web", { method: "POST", headers, body: "{}" });
    assert.equal(typed.status, 415);
  });

  it("4.15 so is a disabled one", async () => {
    assert.equal((await call("/admin/functions/off", { method: "POST", body: "{}" })).status, 202);
    await host.logged("ran though disabled");
  });

  it("4.16 the host is restarted, and told to bring triggers in step", async () => {
    const synced = await call("/admin/host/synctriggers", { method: "POST" });
    assert.deepEqual([synced.status, shown(synced)], [200, { status: "success" }]);
    assert.equal((await call("/admin/host/state", { method: "PUT", body: '"running"' })).status, 200);
    assert.equal((await call("/admin/host/state", { method: "PUT", body: '"offline"' })).status, 400);
    const starts = host.count("started");
    assert.equal((await call("/admin/host/restart", { method: "POST" })).status, 200);
    await host.until("started", starts + 1);
    assert.equal((await call("/admin/host/status")).status, 200);
  });

  it("4.18 an app that runs from a package cannot be written to", async () => {
    const { status, text } = await call("/admin/functions/new", { method: "PUT", body: "{}" });
    assert.deepEqual(
      [status, text],
      [400, "Your app is currently in read only mode. Cannot create or update functions."],
    );
  });

  it("4.17 what else the host's controllers know is not found", async () => {
    for (const path of ["/admin/none", "/admin/vfs/", "/admin/host/config"])
      assert.equal((await call(path)).status, 404);
  });

  it("4.19 Resource Manager gives keys as the host has them", async () => {
    const { masterKey, functionKeys, systemKeys } = await host.act(SITE, "host/default/listKeys");
    assert.deepEqual({ masterKey, functionKeys, systemKeys }, host.functions.keysOf("func-app"));
    const type = host.functions.resourceTypes.find((one) => one.type === "Microsoft.Web/sites/functions");
    const web = type?.find?.(`${SITE}/functions/web`);
    assert.ok(web !== undefined);
    const { keys } = shown(await call("/admin/functions/web/keys"));
    const listed = await type?.actions?.listkeys?.(web, {});
    assert.deepEqual(listed, Object.fromEntries(keys.map((key: Record<string, string>) => [key.name, key.value])));
  });

  it("4.22 no key is told in a log", async () => {
    const renewed = async (at: string) => shown(await call(at, { method: "POST" })).value;
    const keys = [
      master,
      await renewed("/admin/functions/web/keys/default"),
      await renewed("/admin/host/functionkeys/default"),
    ];
    for (const value of keys) {
      await call("/admin/functions/web", { method: "POST", body: JSON.stringify({ input: `key ${value}` }) });
    }
    await host.when(() => host.activities.filter(({ target }) => target.endsWith("/functions/web")).length >= 3);
    await host.logged("got key ***");
    const log = ((await host.functions.logs("func-app", 1000)) ?? []).join("\n");
    for (const value of keys) assert.equal(log.includes(value), false);
  });
});
