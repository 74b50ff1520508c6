import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { app } from "./packages.js";
import { HOST, TestHost } from "./platform.js";

const APP = app(`
const { once } = require("node:events");
const net = require("node:net");
const { Readable } = require("node:stream");
const { setTimeout: pause } = require("node:timers/promises");
app.setup({ enableHttpStream: true });
const open = (name, methods, handler) => app.http(name, { methods, authLevel: "anonymous", handler });
const MB = Buffer.alloc(1024 * 1024, "x");

app.http("echo", { methods: ["POST", "DELETE"], route: "echo/{id:int}/{part?}", authLevel: "function",
  handler: async (request) => ({
    status: 201,
    headers: { "x-url": request.url, "x-params": JSON.stringify(request.params), "x-given": request.headers.get("x-given") ?? "", "x-query": request.query.get("q") ?? "" },
    cookies: [{ name: "a", value: "1", path: "/" }, { name: "b", value: "2" }],
    body: request.body,
  }) });
let release = () => {};
open("events", ["GET"], async () => ({
  headers: { "content-type": "text/event-stream" },
  body: Readable.from((async function* () {
    yield "data: one\\n\\n";
    await new Promise((resolve) => { release = resolve; });
    yield "data: two\\n\\n";
  })()),
}));
open("release", ["GET"], async () => { release(); return { body: "released" }; });
open("fails", ["GET", "POST"], async () => { throw new Error("on purpose"); });
open("nothing", ["GET"], async () => undefined);
open("breaks", ["GET"], async () => ({
  body: Readable.from((async function* () { yield "begun"; await pause(20); throw new Error("half way"); })()),
}));
open("left", ["POST"], async (request, context) => {
  try { for await (const part of request.body) context.log("got", part.length); }
  catch { context.log("the caller left"); throw new Error("gone"); }
});
open("count", ["POST"], async (request) => {
  let bytes = 0;
  await pause(500);
  for await (const part of request.body) { bytes += part.length; if (bytes % (8 * MB.length) < part.length) await pause(1); }
  return { body: String(bytes) };
});
open("large", ["GET"], async () => ({
  body: Readable.from((async function* () { for (let n = 0; n < 200; n++) { await pause(1); yield MB; } })()),
}));
open("early", ["POST"], async () => ({ status: 202, body: "no need" }));
open("address", ["GET"], async () => ({
  jsonBody: process._getActiveHandles().filter((one) => one instanceof net.Server).map((one) => one.address().address),
}));
app.eventGrid("onName", { handler: async () => {} });
`);

const MB = 1024 * 1024;

describe("HTTP streams", () => {
  const host = new TestHost();
  before(async () => {
    await host.start();
    await host.deploy(APP, { FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: String(250 * MB) });
  });
  after(() => host.close());

  /** A request of which the test writes the body, and reads the answer, itself. */
  const open = (path: string, options: RequestOptions = {}) =>
    request({ host: "127.0.0.1", port: host.port, path, ...options, headers: { host: HOST, ...options.headers } });
  const answerOf = async (sent: ReturnType<typeof open>): Promise<IncomingMessage> => {
    const [answer] = await once(sent, "response");
    return answer;
  };

  it("pass a body through, with route, query, headers and cookies", async () => {
    const key = host.functions.keysOf("func-app")?.functionKeys.default ?? "";
    const body = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);
    const answer = await host.call(HOST, "/api/echo/12/x%20y?q=1", {
      method: "POST",
      headers: { "x-functions-key": key, "x-given": "yes", "x-ms-invocation-id": "forged" },
      body,
    });
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(answer.bytes, body);
    assert.equal(answer.headers["x-url"], `https://${HOST}/api/echo/12/x%20y?q=1`);
    assert.equal(answer.headers["x-params"], JSON.stringify({ id: "12", part: "x y" }));
    assert.deepEqual([answer.headers["x-given"], answer.headers["x-query"]], ["yes", "1"]);
    assert.deepEqual(answer.headers["set-cookie"], ["a=1; Path=/", "b=2"]);
    assert.match(String(answer.headers["x-ms-invocation-id"]), /^[0-9a-f-]{36}$/);
    const refused = await host.call(HOST, "/api/echo/12", { method: "POST", body });
    assert.equal(refused.status, 401);
  });

  it("pass a chunked body of any method that may have one", async () => {
    const key = host.functions.keysOf("func-app")?.functionKeys.default ?? "";
    for (const method of ["POST", "DELETE"]) {
      const sent = open("/api/echo/1", {
        method,
        headers: { "x-functions-key": key, "transfer-encoding": "chunked" },
      });
      sent.write("in ");
      sent.end("parts");
      const answer = await answerOf(sent);
      assert.equal(Buffer.concat(await answer.toArray()).toString(), "in parts", method);
    }
  });

  it("bring each event as it is written", async () => {
    const answer = await answerOf(open("/api/events").end());
    assert.equal(answer.headers["content-type"], "text/event-stream");
    const parts = answer[Symbol.asyncIterator]();
    assert.equal(String((await parts.next()).value), "data: one\n\n");
    assert.equal((await host.call(HOST, "/api/release")).text, "released");
    assert.equal(String((await parts.next()).value), "data: two\n\n");
    assert.equal((await parts.next()).done, true);
  });

  it("end the answer of a handler that throws, returns nothing, or fails half way", async () => {
    const failed = await host.call(HOST, "/api/fails");
    assert.deepEqual([failed.status, failed.text], [500, ""]);
    const withBody = await host.call(HOST, "/api/fails", { method: "POST", body: "x".repeat(100_000) });
    assert.equal(withBody.status, 500);
    assert.equal((await host.call(HOST, "/api/nothing")).status, 204);
    await assert.rejects(host.call(HOST, "/api/breaks"));
    await host.when(() => host.activities.some(({ target, status }) => target.endsWith("/breaks") && status === 500));
    const failure = host.activities.find(({ target }) => target.endsWith("/functions/fails"));
    assert.deepEqual([failure?.status, failure?.note], [500, "on purpose"]);
  });

  it("end in the app when the caller leaves", async () => {
    const sent = open("/api/left", { method: "POST", headers: { "content-length": "1000" } });
    sent.on("error", () => undefined);
    sent.write("begun");
    await host.logged("got 5");
    sent.destroy();
    await host.logged("the caller left");
  });

  it("let an app answer before it has the whole request", async () => {
    const answer = await host.call(HOST, "/api/early", { method: "POST", body: new Uint8Array(4 * MB) });
    assert.deepEqual([answer.status, answer.text], [202, "no need"]);
  });

  it("hold up who sends faster than the other side takes it, both ways", async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const look = () => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    };
    const sent = open("/api/count", { method: "POST", headers: { "content-length": String(200 * MB) } });
    const part = Buffer.alloc(MB);
    for (let n = 0; n < 200; n += 1) {
      look();
      if (!sent.write(part)) await once(sent, "drain");
    }
    const counted = await answerOf(sent.end());
    assert.equal(Buffer.concat(await counted.toArray()).toString(), String(200 * MB));

    const answer = await answerOf(open("/api/large").end());
    for (let n = 0; n < 50; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      look();
    }
    let bytes = 0;
    for await (const chunk of answer) {
      look();
      bytes += chunk.length;
      if (bytes % (16 * MB) < chunk.length) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(bytes, 200 * MB);
    assert.ok(most < 100 * MB, `${most} bytes were held`);
  });

  it("are cut when nothing comes or goes for 230 seconds", async () => {
    const answer = await answerOf(open("/api/events").end());
    const parts = answer[Symbol.asyncIterator]();
    assert.equal(String((await parts.next()).value), "data: one\n\n");
    host.clock.move(229_999);
    await host.call(HOST, "/api/address");
    host.clock.move(1);
    await assert.rejects(parts.next());
    await host.call(HOST, "/api/release");
  });

  it("are served on loopback alone", async () => {
    assert.deepEqual(JSON.parse((await host.call(HOST, "/api/address")).text), ["127.0.0.1"]);
  });

  it("leave the app's other functions as they are, and those run by hand", async () => {
    const master = { "x-functions-key": host.masterKey(), "content-type": "application/json" };
    const run = (name: string) =>
      host.call(HOST, `/admin/functions/${name}`, { method: "POST", headers: master, body: '{"input":"{}"}' });
    assert.equal((await run("onName")).status, 202);
    await host.logged("Executed 'Functions.onName' (Succeeded");
    assert.equal((await run("nothing")).status, 202);
    await host.logged("Cannot proxy the HttpTrigger function nothing");
  });
});

describe("HTTP streams over the app's limit", () => {
  const host = new TestHost();
  before(async () => {
    await host.start();
    await host.deploy(APP, { FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: "1000" });
  });
  after(() => host.close());

  it("are refused, whether their length is told or not", async () => {
    for (const length of [{ "content-length": "1001" }, { "transfer-encoding": "chunked" }]) {
      const headers = { host: HOST, ...length };
      const sent = request({ host: "127.0.0.1", port: host.port, path: "/api/count", method: "POST", headers });
      sent.on("error", () => undefined).write("x".repeat(1001));
      const [answer] = await once(sent, "response");
      assert.equal(answer.statusCode, 413);
      sent.destroy();
    }
  });
});
