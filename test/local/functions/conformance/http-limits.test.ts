import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { app } from "../packages.js";
import { HOST, TestHost } from "../platform.js";

const APP = app(`
app.http("open", { authLevel: "anonymous", methods: ["GET", "POST", "PUT"], handler: async (request, context) => {
  const body = await request.text();
  context.log("took", body.length);
  return { body: "took " + body.length };
} });
let release = () => {};
app.http("slow", { authLevel: "anonymous", handler: async (request, context) => {
  await new Promise((resolve) => { release = resolve; });
  context.log("finished late");
  return {};
} });
app.http("release", { authLevel: "anonymous", handler: async () => { release(); return {}; } });
`);
const LIMIT = 1_000;
/** So many callers who never finish their request. */
const IDLERS = 200;

describe("Functions conformance: requests that are too much, or none", () => {
  const host = new TestHost();
  const sockets = new Set<Socket>();
  before(async () => {
    await host.start();
    await host.deploy(APP, { FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: String(LIMIT) });
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  });
  after(() => host.close());

  const open = async (): Promise<Socket> => {
    const socket = connect({ host: "127.0.0.1", port: host.port, allowHalfOpen: true });
    sockets.add(socket);
    socket.on("error", () => undefined);
    await once(socket, "connect");
    return socket;
  };
  /** What the service answers to bytes, until it closes. */
  const raw = async (request: string): Promise<string> => {
    const socket = await open();
    socket.write(request, "latin1");
    return text(socket).catch(() => "");
  };
  const head = (line: string, ...headers: string[]): string =>
    `${[`${line} HTTP/1.1`, `Host: ${HOST}`, "Connection: close", ...headers].join("\r\n")}\r\n\r\n`;
  const statusIn = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  const goesOn = async () => {
    const { status, text } = await host.call(HOST, "/api/open", { method: "POST", body: "x" });
    assert.deepEqual([status, text], [200, "took 1"]);
  };

  it("3.11 a body without its length is empty, as long as streams are off", async () => {
    const answer = await raw(`${head("POST /api/open", "Transfer-Encoding: chunked")}5\r\nhello\r\n0\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*took 0$/);
    await host.logged("The request says no Content-Length, and its body is dropped");
  });

  it("3.19 a body over the limit of the app's setting is refused, and one of its size is taken", async () => {
    const post = (bytes: number) => host.call(HOST, "/api/open", { method: "POST", body: "x".repeat(bytes) });
    assert.equal((await post(LIMIT)).text, `took ${LIMIT}`);
    assert.equal((await post(LIMIT + 1)).status, 413);
    assert.equal(statusIn(await raw(head("POST /api/open", "Content-Length: 999999999999"))), 413);
    await goesOn();
  });

  it("3.20 a request line and headers over Kestrel's limits are refused", async () => {
    assert.equal(statusIn(await raw(head(`GET /api/open?${"x".repeat(4_097)}`))), 200);
    assert.equal(statusIn(await raw(head(`GET /api/open?${"x".repeat(8_192)}`))), 414);
    const many = Array.from({ length: 120 }, (_, at) => `X-Flood-${at}: 1`);
    assert.equal(statusIn(await raw(head("GET /api/open", ...many.slice(0, 90)))), 200);
    assert.equal(statusIn(await raw(head("GET /api/open", ...many))), 431);
    assert.equal(statusIn(await raw(head("GET /api/open", `X-Large: ${"x".repeat(33_000)}`))), 431);
    await goesOn();
  });

  it("3.21 after 230 seconds the caller is let go, and the function goes on", async () => {
    const pending = host.call(HOST, "/api/slow");
    await host.logged("Executing 'Functions.slow'");
    host.clock.move(229_999);
    host.clock.move(1);
    assert.equal((await pending).status, 504);
    await host.call(HOST, "/api/release");
    await host.logged("finished late");
  });

  it("3.37 what is no request is refused, and nobody else notices", async () => {
    for (const nonsense of [
      "GARBAGE\r\n\r\n",
      head("GET /api/open", "Content-Length: 1", "Transfer-Encoding: chunked"),
      head("POST /api/open", "Content-Length: -1"),
      head("POST /api/open", "Content-Length: 1", "Content-Length: 2"),
      head("GET /api/open", "X-Bad: a\u0000b"),
      head("GET /api/open", "No colon"),
      `GET /api/open HTTP/1.1\r\nHost: ${HOST}\r\n folded: no\r\n\r\n`,
    ]) {
      assert.ok([400, 0].includes(statusIn(await raw(nonsense))), JSON.stringify(nonsense));
    }
    const broken = await raw(`${head("POST /api/open", "Transfer-Encoding: chunked")}no size\r\n`);
    assert.notEqual(statusIn(broken), 500);
    for (const target of ["*", "http://other.example/api/open"]) {
      assert.equal(statusIn(await raw(head(`OPTIONS ${target}`))), 404, target);
    }
    await goesOn();
  });

  it("3.38 who closes its side has left, during the request or after it", async () => {
    const half = await open();
    half.end(`${head("POST /api/open", "Content-Length: 3")}abc`);
    await host.logged("took 3");
    assert.equal(await text(half), "");
    const gone = await open();
    gone.write(`${head("POST /api/open", "Content-Length: 900")}begun`);
    gone.resetAndDestroy();
    await goesOn();
    assert.equal(host.count("failed"), 0);
  });

  it("3.39 callers who never come to an end keep nobody waiting", async () => {
    const idlers = await Promise.all(Array.from({ length: IDLERS }, open));
    for (const [at, socket] of idlers.entries()) {
      if (at % 2 === 0) socket.write("GET /api/open HTTP/1.1\r\nX-Slow: ");
      else socket.write(`${head("POST /api/open", "Content-Length: 900")}x`);
    }
    await goesOn();
  });
});
