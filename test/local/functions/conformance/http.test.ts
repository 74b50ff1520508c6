import assert from "node:assert/strict";
import { app } from "../packages.js";
import { type CallOptions, HOST, PLAN, planInputs, SITE, siteInputs, TestHost } from "../platform.js";

const APP = app(
  `
const open = (name, route, handler, methods = ["GET", "POST"]) =>
  app.http(name, { route, methods, authLevel: "anonymous", handler });
const params = async (request) => ({ jsonBody: request.params });
app.http("plain", { authLevel: "anonymous", handler: async () => ({ body: "plain" }) });
open("optional", "optional/{id:int}/{part?}", params);
open("defaults", "defaults/{id=7}", params);
open("catchAll", "all/{*rest}", params);
// Both fit "fits/1": the one whose name comes first is asked.
open("zLiteral", "fits/1", async () => ({ body: "zLiteral" }));
open("aPlain", "fits/{x}", async () => ({ body: "aPlain" }));
open("reads", "shared", async () => ({ body: "reads" }), ["GET"]);
open("writes", "shared", async () => ({ body: "writes" }), ["PUT"]);
open("reserved", "administration", async () => ({}));
open("yTaken", "SHARED/", async () => ({}), ["PUT", "PATCH"]);
app.http("byKey", { route: "key", authLevel: "function", handler: async () => ({ body: "in" }) });
app.http("byMaster", { route: "master", authLevel: "admin", handler: async () => ({ body: "in" }) });
app.http("off", { route: "off", authLevel: "function", handler: async () => ({ body: "still" }) });
open("shows", "shows/{id?}", async (request, context) => ({
  jsonBody: {
    url: request.url, method: request.method, params: request.params, query: Object.fromEntries(request.query),
    headers: Object.fromEntries(request.headers), user: request.user, body: await request.text(),
    trigger: context.options.trigger.type,
  },
}), ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);
open("bytes", "bytes", async (request) => ({ body: Buffer.from(await request.arrayBuffer()), headers: { "content-type": "application/x-own" } }));
open("answers", "answers/{status}", async (request) => ({
  status: Number(request.params.status), headers: { "x-own": "mine", "x-kind": "of the function" }, body: "body",
}), ["GET", "HEAD"]);
open("cookies", "cookies", async () => ({ cookies: [
  { name: "a b", value: "1 (2)", path: "/p", domain: "names.example", secure: true, httpOnly: true, sameSite: "Lax", maxAge: 60, expires: new Date("2030-01-01") },
  { name: "plain", value: "2" },
] }));
open("nothing", "nothing", async () => undefined);
open("fails", "fails", async () => { throw new Error("on purpose"); });
open("spoilt", "spoilt", async () => ({ headers: { "x-own": "a\\u0001b" } }));
`,
  {
    extensions: {
      http: {
        customHeaders: { "X-Kind": "of host.json", "X-Content-Type-Options": "nosniff" },
        hsts: { isEnabled: true, maxAge: "10.00:00:00", includeSubDomains: true },
      },
    },
  },
);
const SHARED = { "x-forwarded-for": "192.0.2.1", "disguised-host": "evil.example", "x-forwarded-proto": "http" };

describe("Functions conformance: HTTP", () => {
  const host = new TestHost();
  const call = (target: string, options?: CallOptions) => host.call(HOST, target, options);
  const json = async (target: string, options?: CallOptions) => JSON.parse((await call(target, options)).text);
  const statusOf = async (target: string, headers: Record<string, string> = {}) =>
    (await call(target, { headers })).status;
  const withKey = (key: string) => ({ "x-functions-key": key });
  const hostKey = () => host.functions.keysOf("func-app")?.functionKeys.default ?? "";

  before(async () => {
    await host.start();
    await host.deploy(APP, { "AzureWebJobs.off.Disabled": "1" });
  });
  after(() => host.close());

  it("3.1 a route stands behind the prefix, or the function's name does; case does not matter", async () => {
    assert.equal((await call("/api/plain")).text, "plain");
    assert.equal((await call("/API/Plain/")).text, "plain");
    assert.equal((await call("/plain")).status, 404);
  });

  it("3.2 templates have constraints, optional parts, defaults and a catch-all; values are text", async () => {
    assert.deepEqual(await json("/api/optional/12"), { id: "12" });
    assert.deepEqual(await json("/api/optional/12/x%20y"), { id: "12", part: "x y" });
    assert.equal(await statusOf("/api/optional/twelve"), 404);
    assert.deepEqual(await json("/api/defaults"), { id: "7" });
    assert.deepEqual(await json("/api/all/a/b/c"), { rest: "a/b/c" });
  });

  it("3.3 of two routes that fit, the first by the name of its function is taken", async () => {
    assert.equal((await call("/api/fits/1")).text, "aPlain");
  });

  it("3.4 methods are part of a route, and another is not found", async () => {
    assert.equal((await call("/api/shared")).text, "reads");
    assert.equal((await call("/api/shared", { method: "PUT" })).text, "writes");
    assert.equal((await call("/api/shared", { method: "DELETE" })).status, 404);
    assert.equal((await call("/api/none")).status, 404);
  });

  it("3.5 a route of the host's own, or one that is taken, puts its function alone in error", async () => {
    const started = host.activities.find(({ what }) => what === "started")?.note ?? "";
    assert.match(started, /'reserved' function is in error: The specified route conflicts with one or more built in/);
    assert.match(started, /'yTaken' function is in error: The route specified conflicts with .* function 'writes'/);
    assert.equal(await statusOf("/api/administration"), 404);
  });

  it("3.7 a path is decoded once, but for an encoded slash; dots are taken out first", async () => {
    assert.deepEqual(await json("/api/optional/12/a%2Fb%2525"), { id: "12", part: "a%2Fb%25" });
    assert.equal((await call("/api/pl%61in")).text, "plain");
    assert.equal((await call("/api/all/../plain")).text, "plain");
    assert.equal(await statusOf("/api//plain"), 404);
    assert.equal(await statusOf("/api/all/..%2f..%2fadmin/host/status"), 200);
    for (const path of ["/api/../admin/host/status", "/api/%2e%2e/admin/host/status", "/%61dmin/host/status"]) {
      assert.equal(await statusOf(path), 401, path);
    }
  });

  it("3.8 a level asks for a key: of the function or the host, the master key for admin; a header goes before", async () => {
    const keys = await json("/admin/functions/byKey/keys", { headers: withKey(host.masterKey()) });
    const own: string = keys.keys[0].value;
    const query = (key: string) => `?code=${encodeURIComponent(key)}`;
    assert.deepEqual([await statusOf("/api/key"), await statusOf("/api/key", withKey("wrong"))], [401, 401]);
    for (const key of [own, hostKey(), host.masterKey()]) {
      assert.equal(await statusOf("/api/key", withKey(key)), 200);
      assert.equal(await statusOf(`/api/key${query(key)}`), 200);
    }
    assert.equal(await statusOf(`/api/key${query(own)}`, withKey("wrong")), 401);
    assert.equal(await statusOf(`/api/key${query(own)}`, withKey("")), 401);
    assert.equal(await statusOf("/api/off", withKey(own)), 401);
    for (const key of [own, hostKey()]) assert.equal(await statusOf("/api/master", withKey(key)), 401);
    assert.equal(await statusOf("/api/master", withKey(host.masterKey())), 200);
    assert.equal((await call("/api/key")).text, "");
    assert.equal(await statusOf("/api/plain", withKey("wrong")), 200);
  });

  it("3.9 a disabled function is not found, but with the master key; the key is judged before", async () => {
    assert.equal(await statusOf("/api/off"), 401);
    assert.equal(await statusOf("/api/off", withKey(hostKey())), 404);
    assert.equal((await call("/api/off", { headers: withKey(host.masterKey()) })).text, "still");
  });

  it("3.10 a request has its URL, method, headers, query and bytes; repeated ones are joined by a comma", async () => {
    const seen = await json("/api/shows/1?q=1&Q=2&empty=", {
      method: "POST",
      headers: { "X-Given": "yes", "content-type": "application/json" },
      body: '{"a":1}',
    });
    assert.equal(seen.url, `https://${HOST}/api/shows/1?q=1&Q=2&empty=`);
    assert.deepEqual([seen.method, seen.params, seen.body], ["POST", { id: "1" }, '{"a":1}']);
    assert.deepEqual(seen.query, { q: "1,2", empty: "" });
    assert.deepEqual([seen.headers["x-given"], seen.trigger], ["yes", "httpTrigger"]);
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);
    assert.deepEqual((await call("/api/bytes", { method: "POST", body: bytes })).bytes, bytes);
  });

  it("3.12 an answer has its status, headers and bytes; 204, 205, 304 and HEAD have no body", async () => {
    const created = await call("/api/answers/201");
    assert.deepEqual([created.status, created.headers["x-own"], created.text], [201, "mine", "body"]);
    for (const status of [204, 205, 304]) {
      const { text, status: answered } = await call(`/api/answers/${status}`);
      assert.deepEqual([answered, text], [status, ""]);
    }
    const head = await call("/api/answers/200", { method: "HEAD" });
    assert.deepEqual([head.status, head.text, head.headers["x-own"]], [200, "", "mine"]);
    const { headers, text } = await call("/api/bytes", { method: "POST", body: "own" });
    assert.deepEqual([headers["content-type"], text], ["application/x-own", "own"]);
  });

  it("3.13 cookies are written as ASP.NET Core does", async () => {
    assert.deepEqual((await call("/api/cookies")).headers["set-cookie"], [
      "a%20b=1%20%282%29; expires=Tue, 01 Jan 2030 00:00:00 GMT; max-age=60; domain=names.example; path=/p; secure; samesite=lax; httponly",
      "plain=2; path=/",
    ]);
  });

  it("3.14 a function that returns nothing answers 204", async () => {
    assert.equal(await statusOf("/api/nothing"), 204);
  });

  it("3.15 one that throws, or answers what cannot be sent, is 500 without a word of why", async () => {
    for (const path of ["/api/fails", "/api/spoilt"]) {
      const { status, text } = await call(path);
      assert.deepEqual([status, text], [500, ""], path);
    }
    await host.logged("on purpose");
    await host.logged("The answer of function 'spoilt' cannot be sent");
  });

  it("3.17 headers of host.json are added where an answer has none of that name; HSTS is told", async () => {
    const { headers } = await call("/api/answers/200");
    assert.equal(headers["x-kind"], "of the function");
    for (const path of ["/api/plain", "/api/none", "/api/key", "/"]) {
      const { headers } = await call(path);
      assert.deepEqual([headers["x-kind"], headers["x-content-type-options"]], ["of host.json", "nosniff"], path);
      assert.equal(headers["strict-transport-security"], "max-age=864000; includeSubDomains", path);
    }
  });

  it("3.22 an app finds the headers of Azure's front end, and nobody else can write them", async () => {
    const { headers } = await json("/api/shows?q=1", { headers: SHARED });
    assert.equal(headers.host, HOST);
    for (const name of ["disguised-host", "was-default-hostname"]) assert.equal(headers[name], HOST);
    assert.deepEqual([headers["x-forwarded-proto"], headers["x-appservice-proto"]], ["https", "https"]);
    assert.match(headers["x-forwarded-for"], /^192\.0\.2\.1, 127\.0\.0\.1:\d+$/);
    assert.match(headers["client-ip"], /^127\.0\.0\.1:\d+$/);
    assert.deepEqual([headers["x-original-url"], headers["x-waws-unencoded-url"]], Array(2).fill("/api/shows?q=1"));
    assert.equal(headers["x-site-deployment-id"], "func-app");
    assert.match(headers["x-arr-log-id"], /^[0-9a-f-]{36}$/);
    assert.match(headers["x-arr-ssl"], /^2048\|256\|/);
    assert.match(headers["x-forwarded-tlsversion"], /^1\.[23]$/);
  });

  it("3.23 nobody outside can say who is signed in", async () => {
    const principal = Buffer.from(JSON.stringify({ auth_typ: "aad", claims: [] })).toString("base64");
    const forged = {
      "X-MS-CLIENT-PRINCIPAL": principal,
      "X-MS-CLIENT-PRINCIPAL-ID": "1",
      "X-MS-CLIENT-PRINCIPAL-NAME": "root",
      "X-MS-CLIENT-PRINCIPAL-IDP": "aad",
      "X-MS-TOKEN-AAD-ACCESS-TOKEN": "token",
    };
    const { user, headers } = await json("/api/shows", { headers: forged });
    assert.equal(user, null);
    assert.deepEqual(
      Object.keys(headers).filter((name) => /^x-ms-(client|token)/.test(name)),
      [],
    );
  });

  it("3.24 there is a home page at the root", async () => {
    const { status, headers } = await call("/");
    assert.deepEqual([status, headers["content-type"]], [200, "text/html"]);
    assert.equal((await call("/", { method: "POST" })).status, 200);
  });
});

describe("Functions conformance: HTTP of other settings", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const HELD = `
let release = [];
app.http("held", { authLevel: "anonymous", handler: () => new Promise((resolve) => release.push(() => resolve({ body: "done" }))) });
app.http("rest", { route: "{*path}", authLevel: "anonymous", handler: async () => ({ body: "free" }) });
app.timer("release", { schedule: "0 0 0 1 1 *", handler: async () => { for (const one of release.splice(0)) one(); } });
`;
  const deploy = (http: object, settings = {}) => host.deploy(app(HELD, { extensions: { http } }), settings);
  const free = (path: string) => host.call(HOST, path);
  const release = () =>
    host.call(HOST, "/admin/functions/release", {
      method: "POST",
      headers: { "x-functions-key": host.masterKey(), "content-type": "application/json" },
      body: '{"input":""}',
    });

  it("3.1 the prefix may be another, or empty", async () => {
    await deploy({ routePrefix: "" });
    assert.equal((await free("/anything/at/all")).text, "free");
    assert.equal((await free("/")).text, "free");
    assert.equal((await free("/admin/host/status")).status, 401);
    assert.equal((await free("/runtime/webhooks/eventgrid")).status, 401);
  });

  it("3.6 a route that cannot be parsed keeps the host from starting, and says so", async () => {
    await host.put(PLAN, planInputs());
    await host.put(SITE, siteInputs());
    await host.publish(app(`app.http("odd", { route: "x/{id:even}", handler: async () => ({}) });`));
    const found = () => host.activities.findLast(({ what }) => what === "waiting")?.note ?? "";
    const why = /creating the route with name 'odd' and template 'api\/x\/\{id:even\}': .*constraint "even"/;
    await host.when(() => why.test(found()), String(why));
    assert.equal((await free("/api/x/2")).status, 503);
  });

  it("3.18 so many run at once, so many wait, and more are 429; the admin API goes on", async () => {
    await deploy({ maxConcurrentRequests: 1, maxOutstandingRequests: 2 });
    const first = free("/api/held");
    await host.logged("Executing 'Functions.held'");
    const more = [free("/api/free"), free("/api/free")];
    const refused = await Promise.race(more);
    assert.deepEqual([refused.status, refused.headers["x-function-scaleout"]], [429, "1"]);
    assert.equal((await release()).status, 202);
    assert.deepEqual((await Promise.all(more)).map(({ status }) => status).sort(), [200, 429]);
    assert.equal((await first).text, "done");
    assert.equal((await free("/api/free")).text, "free");
  });

  it("3.24 the home page may be turned off", async () => {
    await deploy({}, { AzureWebJobsDisableHomepage: "True" });
    const { status, text } = await free("/");
    assert.deepEqual([status, text], [204, ""]);
  });
});
