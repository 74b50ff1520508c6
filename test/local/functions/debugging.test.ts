import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { DebuggerClient, inspectorUrl } from "../../shared/debugger-client.js";
import { eventually } from "../../shared/eventually.js";
import { freePort } from "../../shared/free-port.js";
import { app } from "./packages.js";
import { HOST, TestHost } from "./platform.js";

const HELLO = (greeting: string) =>
  app(
    `app.http("hello", { authLevel: "anonymous", handler: async (request) => {
      const name = request.query.get("name");
      return { body: "${greeting} " + name };
    } });`,
    { functionTimeout: "00:01:00" },
  );
/** Where the handler returns, counted from 0. */
const RETURN = { urlRegex: "index\\.cjs$", lineNumber: 3 };

describe("An app that is open to a debugger", () => {
  let host: TestHost;
  let port: number;
  let debuggers: DebuggerClient[];
  beforeEach(async () => {
    debuggers = [];
    host = new TestHost();
    await host.start();
    await host.deploy(HELLO("Hello"));
    port = await freePort();
  });
  afterEach(async () => {
    for (const one of debuggers) one.close();
    await host.close();
  });

  async function open(directory?: string): Promise<void> {
    const debugging = directory === undefined ? { port } : { port, directory };
    assert.ok(host.functions.inspect("func-app", debugging));
    await host.until("started", 2);
  }
  async function attach(): Promise<DebuggerClient> {
    const client = await DebuggerClient.attach(port);
    debuggers.push(client);
    return client;
  }
  const hello = () => host.call(HOST, "/api/hello?name=Ada");

  it("stops at a breakpoint for as long as it takes, and goes on", async () => {
    await open();
    const client = await attach();
    await client.send("Debugger.setBreakpointByUrl", RETURN);
    const answer = hello();
    const pause = await client.paused();
    assert.equal(await client.evaluate(pause, "name"), "Ada");
    // The function's own time limit, twice.
    const pid = host.functions.apps()[0]?.pid;
    host.clock.move(120_000);
    assert.ok(pid !== undefined && host.functions.apps()[0]?.pid === pid, "it is not started anew");
    await client.send("Debugger.resume");
    assert.deepEqual(await answer.then(({ status, text }) => ({ status, text })), { status: 200, text: "Hello Ada" });
  });

  it("tells callers that it may be stopped, and tells no more when it is closed", async () => {
    await open();
    assert.deepEqual([...host.debugged], [HOST]);
    host.functions.inspect("func-app", undefined);
    assert.deepEqual([...host.debugged], []);
  });

  it("stays open on its port when other code is published while a debugger is attached", async () => {
    await open();
    const client = await attach();
    await host.publish(HELLO("Good day"));
    await host.until("started", 3);
    client.close();
    const next = await attach();
    await next.send("Debugger.setBreakpointByUrl", RETURN);
    const answer = hello();
    await next.paused();
    await next.send("Debugger.resume");
    assert.equal((await answer).text, "Good day Ada");
  });

  it("ends while it is stopped", async () => {
    await open();
    const client = await attach();
    await client.send("Debugger.setBreakpointByUrl", RETURN);
    const answer = hello();
    await client.paused();
    await host.functions.stop();
    assert.equal((await answer).status, 500);
  });

  it("listens on 127.0.0.1 alone, and the log tells neither an error nor the session's address", async () => {
    await open();
    await attach();
    await assert.rejects(
      new Promise((resolve, reject) => connect(port, "127.0.0.2").once("connect", resolve).once("error", reject)),
    );
    await host.logged("Debugger attached");
    const lines = (await host.functions.logs("func-app")) ?? [];
    assert.deepEqual(
      lines.filter((line) => /ws:\/\/|error/i.test(line)),
      [],
    );
  });

  it("runs a folder in place of its package, until it is closed", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "debugged-"));
    try {
      for (const [name, bytes] of Object.entries(unzipSync(HELLO("Debugged"))))
        writeFileSync(path.join(folder, name), bytes);
      await open(folder);
      assert.equal((await hello()).text, "Debugged Ada");
      assert.equal(host.functions.apps()[0]?.inspectorPort, port);
      host.functions.inspect("func-app", undefined);
      await host.until("started", 3);
      assert.equal((await hello()).text, "Hello Ada");
      await eventually("the port is closed", async () => ((await inspectorUrl(port)) === undefined ? true : undefined));
      assert.equal(host.functions.apps()[0]?.inspectorPort, undefined);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is none that there is not", () => assert.equal(host.functions.inspect("func-other", { port }), false));
});
