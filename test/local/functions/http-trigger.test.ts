import assert from "node:assert/strict";
import { app } from "./packages.js";
import { HOST, TestHost } from "./platform.js";

const APP = app(`
app.http("hello", {
  methods: ["GET", "POST"], route: "names/{id:int}/{part?}", authLevel: "function",
  handler: async (request, context) => ({
    status: 201,
    headers: { "x-kind": "test" },
    cookies: [{ name: "a", value: "1 2", path: "/", httpOnly: true, maxAge: 60 }, { name: "b", value: "2" }],
    jsonBody: {
      url: request.url, method: request.method, params: request.params, query: Object.fromEntries(request.query),
      header: request.headers.get("x-given"), body: await request.text(), trace: context.traceContext.traceParent,
    },
  }),
});
app.http("open", { authLevel: "anonymous", handler: async (request) => ({ body: Buffer.from(await request.arrayBuffer()) }) });
app.http("nothing", { authLevel: "anonymous", handler: async () => undefined });
app.http("fails", { authLevel: "anonymous", handler: async () => { throw new Error("on purpose"); } });
app.http("master", { authLevel: "admin", handler: async () => ({ body: "in" }) });
app.http("off", { authLevel: "anonymous", handler: async () => ({ body: "still" }) });
`);

describe("HTTP trigger", () => {
  const host = new TestHost();
  const key = () => host.functions.keysOf("func-app")?.functionKeys.default ?? "";
  const withKey = (value: string) => ({ "x-functions-key": value });

  before(async () => {
    await host.start();
    await host.deploy(APP, { "AzureWebJobs.off.Disabled": "true" });
  });
  after(() => host.close());

  it("passes request and response", async () => {
    const { status, headers, text } = await host.call(
      HOST,
      `/API/Names/12/x%20y?q=1&q=2&code=${encodeURIComponent(key())}`,
      {
        method: "POST",
        headers: { "x-given": "yes", traceparent: "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01" },
        body: "text",
      },
    );
    assert.equal(status, 201, text);
    assert.equal(headers["x-kind"], "test");
    assert.deepEqual(headers["set-cookie"], ["a=1%202; Max-Age=60; Path=/; HttpOnly", "b=2"]);
    const body = JSON.parse(text);
    assert.deepEqual(body.params, { id: "12", part: "x y" });
    assert.equal(body.query.q, "1,2");
    assert.equal(body.header, "yes");
    assert.equal(body.body, "text");
    assert.equal(body.method, "POST");
    assert.match(body.url, /^https:\/\/func-app\.azurewebsites\.net\/API\/Names\/12\//);
    assert.match(body.trace, /^00-0123456789abcdef0123456789abcdef-(?!0123456789abcdef-)/);
  });

  it("keeps bytes", async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);
    const answer = await host.call(HOST, "/api/open", { method: "POST", body: bytes });
    assert.deepEqual(answer.bytes, bytes);
  });

  it("takes a method for part of the route", async () => {
    assert.equal((await host.call(HOST, "/api/names/12", { method: "PUT", headers: withKey(key()) })).status, 404);
    assert.equal((await host.call(HOST, "/api/names/twelve", { headers: withKey(key()) })).status, 404);
  });

  it("asks for a key by level", async () => {
    const call = async (target: string, headers = {}) => (await host.call(HOST, target, { headers })).status;
    const master = host.masterKey();
    const system = "not-a-key";
    assert.equal(await call("/api/names/1"), 401);
    assert.equal(await call("/api/names/1", withKey(system)), 401);
    assert.equal(await call("/api/names/1", withKey(key())), 201);
    assert.equal(await call("/api/names/1", withKey(master)), 201);
    // The header wins.
    assert.equal(await call(`/api/names/1?code=${encodeURIComponent(key())}`, withKey("wrong")), 401);
    assert.equal(await call("/api/master", withKey(key())), 401);
    assert.equal(await call("/api/master", withKey(master)), 200);
    assert.equal((await host.call(HOST, "/api/names/1")).text, "");
  });

  it("answers for functions that return nothing, fail or are disabled", async () => {
    assert.equal((await host.call(HOST, "/api/nothing")).status, 204);
    const failed = await host.call(HOST, "/api/fails");
    assert.deepEqual([failed.status, failed.text], [500, ""]);
    assert.equal((await host.call(HOST, "/api/off")).status, 404);
    assert.equal((await host.call(HOST, "/api/off", { headers: withKey(host.masterKey()) })).text, "still");
  });

  it("has a home page, and nothing else at its root", async () => {
    assert.equal((await host.call(HOST, "/")).status, 200);
    assert.equal((await host.call(HOST, "/names/1", { headers: withKey(key()) })).status, 404);
  });

  it("refuses a body over the limit", async () => {
    const headers = { "content-length": String(104_857_601) };
    const refused = host.call(HOST, "/api/open", { method: "POST", headers, body: new Uint8Array(104_857_601) });
    assert.equal((await refused).status, 413);
  });

  it("lets a request go after 230 seconds", async () => {
    await host.publish(app(`app.http("slow", { authLevel: "anonymous", handler: () => new Promise(() => {}) });`));
    await host.until("started", 2);
    const pending = host.call(HOST, "/api/slow");
    await host.logged("Executing 'Functions.slow'");
    host.clock.move(230_000);
    assert.equal((await pending).status, 504);
  });

  it("records runs as activities", async () => {
    const run = host.activities.find(({ what, target }) => what === "invoked" && target.endsWith("/functions/hello"));
    assert.equal(run?.status, 201);
    const failed = host.activities.find(
      ({ what, target }) => what === "invoked" && target.endsWith("/functions/fails"),
    );
    assert.equal(failed?.status, 500);
    assert.equal(failed?.note, "on purpose");
  });
});
