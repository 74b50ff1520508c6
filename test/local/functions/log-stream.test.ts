import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { app } from "./packages.js";
import { HOST, SCM, TestHost } from "./platform.js";

const APP = app(`
app.http("says", { authLevel: "anonymous", handler: async (request, context) => { context.log("said", request.query.get("what")); return {}; } });
app.http("other", { authLevel: "anonymous", handler: async (request, context) => { context.log("other's"); return {}; } });
`);

describe("log stream", () => {
  const host = new TestHost();
  const streams = new Set<IncomingMessage>();
  before(async () => {
    await host.start();
    await host.deploy(APP, { SCM_LOGSTREAM_TIMEOUT: "120" });
  });
  afterEach(() => {
    for (const stream of streams) stream.destroy();
    streams.clear();
  });
  after(() => host.close());

  const open = async (path: string, token = "deployer"): Promise<IncomingMessage> => {
    const headers = { host: SCM, authorization: `Bearer ${token}` };
    const [answer] = await once(request({ host: "127.0.0.1", port: host.port, path, headers }).end(), "response");
    streams.add(answer);
    return answer;
  };
  /** What comes, until a line has the text. */
  const until = async (stream: IncomingMessage, text: string): Promise<string> => {
    let seen = "";
    for await (const part of stream.iterator({ destroyOnReturn: false })) {
      seen += part;
      if (seen.includes(text)) return seen;
    }
    throw new Error(`"${text}" did not come: ${seen}`);
  };

  it("is for who may publish", async () => {
    assert.equal((await open("/api/logstream", "stranger")).statusCode, 403);
    assert.equal((await host.call(SCM, "/api/logstream")).status, 401);
  });

  it("begins with a welcome, and brings each line as it is written, without secrets", async () => {
    for (const path of ["/api/logstream", "/logstream"]) {
      const stream = await open(path);
      assert.deepEqual([stream.statusCode, stream.headers["content-type"]], [200, "text/plain"]);
      assert.match(
        await until(stream, "\n"),
        /^2026-01-05T10:00:00Z {2}Welcome, you are now connected to log-streaming/,
      );
      await host.call(HOST, `/api/says?what=${host.masterKey()}`);
      const seen = await until(stream, "Executed 'Functions.says'");
      assert.match(seen, /Z {3}\[Information\] {3}said \*\*\*\r\n/);
    }
  });

  it("may be of one function", async () => {
    const stream = await open("/api/logstream/application/functions/function/SAYS");
    await host.call(HOST, "/api/other");
    await host.call(HOST, "/api/says?what=it");
    const seen = await until(stream, "Executed 'Functions.says'");
    assert.ok(seen.includes("said it") && !seen.includes("other"), seen);
  });

  it("says each minute that nothing came, and ends when nothing came for too long", async () => {
    const stream = await open("/api/logstream");
    await until(stream, "Welcome");
    host.clock.move(60_000);
    await until(stream, "No new trace in the past 1 min(s).");
    host.clock.move(60_000);
    await until(stream, "Stream terminated due to no new trace in the past 2 min(s).");
    await once(stream.resume(), "end");
  });
});
