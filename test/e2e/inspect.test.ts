import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { join } from "node:path";
import { ControlClient } from "../../local/control/control-client.js";
import { findRunning, launch, shutDown } from "../../local/control/launch.js";
import { Checkout } from "../shared/checkout.js";
import { DebuggerClient, inspectorUrl } from "../shared/debugger-client.js";
import { eventually } from "../shared/eventually.js";
import { freePort } from "../shared/free-port.js";

/** `npm start -- --inspect recorder`, on a local Azure that runs already for somebody else. */
describe("npm start -- --inspect", function () {
  this.timeout(120_000);
  const checkout = Checkout.make();
  let printed = "";
  let port: number;
  let child: ReturnType<typeof spawn> | undefined;
  let ended: Promise<number | null> = Promise.resolve(0);
  let client: DebuggerClient | undefined;

  before(async () => {
    await launch(checkout.azure);
    port = await freePort();
    start("--watch", "--inspect", `recorder:${port}`);
    await seen(/Watching functions, contracts, infra/, 90_000);
  });
  after(async () => {
    client?.close();
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await ended;
    await shutDown(checkout.azure);
    checkout.remove();
  });

  function start(...options: string[]): void {
    const all = ["--import", "tsx", "--disable-warning=ExperimentalWarning", "start/index.ts", ...options];
    const started = spawn(process.execPath, all, {
      cwd: checkout.root,
      env: { ...process.env, GRIDWIRE_HOME: checkout.home },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that a signal reaches all of it, as Ctrl-C on a terminal does.
      detached: true,
    });
    child = started;
    for (const stream of [started.stdout, started.stderr])
      stream?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    ended = new Promise((done) => started.once("close", done));
  }
  const seen = (text: RegExp, limitMs?: number) =>
    eventually(`${text} in\n${printed.slice(-3000)}`, () => (text.test(printed) ? true : undefined), limitMs);

  /** Sets a breakpoint at a line of the recorder's TypeScript, found by the source map that the debugger is given. */
  async function breakAt(file: string, text: string): Promise<void> {
    const source = readFileSync(join(checkout.root, "functions/recorder", file), "utf8");
    const wanted = source.split("\n").findIndex((line) => line.includes(text));
    const map = new SourceMap(await mapOf(debuggedScript()));
    const script = await client?.send("Debugger.getScriptSource", { scriptId: debuggedScript().scriptId });
    const scriptSource = String(script?.scriptSource);
    const lineNumber = scriptSource.split("\n").findIndex((line, index) => {
      const found = map.findEntry(index, line.search(/\S/));
      return (
        "originalLine" in found &&
        found.originalLine === wanted &&
        found.originalSource.endsWith(`functions/recorder/${file}`)
      );
    });
    assert.ok(wanted > 0 && lineNumber > 0, `"${text}" of ${file} is a line of what runs`);
    await client?.send("Debugger.setBreakpointByUrl", { urlRegex: "debug/recorder/index\\.mjs$", lineNumber });
  }
  const debuggedScript = () =>
    client?.scripts().find(({ url }) => url.endsWith("/debug/recorder/index.mjs")) ?? assert.fail("not loaded");

  it("opens the app: a breakpoint in the TypeScript stops its handler", async () => {
    assert.match(printed, new RegExp(`recorder is open to a debugger: ws://127\\.0\\.0\\.1:${port}/`));
    client = await DebuggerClient.attach(port);
    await breakAt("handlers.ts", "await rawNames.put(");
    const pause = await client.paused();
    assert.match(String(await client.evaluate(pause, "name")), /\S/);
    assert.match(String(await client.evaluate(pause, "id")), /^[0-9a-f-]{36}$/);
    await client.send("Debugger.disable");
    await seen(/published → delivered .* recorded/);
  });

  it("stays open after an edit was shipped, with the new code", async () => {
    client?.close();
    checkout.edit("functions/recorder/logic.ts", "\\nname: ", "\\nname: EDITED-");
    await seen(/recorder runs the new code/, 30_000);
    await seen(/EDITED-\S+.* published/, 30_000);
    client = await DebuggerClient.attach(port);
    assert.ok((await mapOf(debuggedScript())).sourcesContent.some((text) => text.includes("EDITED-")));
  });

  it("closes the app when it ends, and leaves the local Azure as it was", async () => {
    client?.close();
    if (child?.pid !== undefined) process.kill(-child.pid, "SIGINT");
    await ended;
    const azure = (await findRunning(checkout.azure)) ?? assert.fail("the local Azure ended");
    await eventually("the port is closed", async () => ((await inspectorUrl(port)) === undefined ? true : undefined));
    const { apps } = await new ControlClient(azure).status();
    assert.deepEqual(
      apps.filter(({ inspectorPort }) => inspectorPort !== undefined),
      [],
    );
  });

  it("lists the apps when there is no such app", async () => {
    printed = "";
    start("--inspect", "nobody");
    assert.equal(await ended, 1);
    assert.match(printed, /--inspect "nobody": expected an app, generator, recorder, tally/);
  });
});

async function mapOf({ sourceMapURL = "" }: { readonly sourceMapURL?: string }): Promise<SourceMapPayload> {
  return (await (await fetch(sourceMapURL)).json()) as SourceMapPayload;
}
