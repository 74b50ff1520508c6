import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { DebuggerClient } from "../../shared/debugger-client.js";
import { freePort } from "../../shared/free-port.js";

const module_ = (file: string): string => JSON.stringify(pathToFileURL(path.resolve(file)).href);

/** A host that starts one app, perhaps open to a debugger, and prints the app's process id. */
const HOST = (directory: string, inspectorPort?: number): string => `
import { Worker } from ${module_("local/functions/worker/worker.ts")};
const { worker } = await Worker.start({
  directory: ${JSON.stringify(directory)}, files: [${JSON.stringify(path.join(directory, "index.cjs"))}],
  ...${JSON.stringify({ inspectorPort })}, environment: {}, memoryMB: 512, onLog: () => {}, signal: new AbortController().signal,
});
console.log(worker.pid);
setInterval(() => {}, 1000);
`;

describe("worker", () => {
  let directory: string;
  let host: ChildProcess | undefined;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "worker-"));
    const library = JSON.stringify(path.resolve("node_modules/@azure/functions/dist/azure-functions.js"));
    writeFileSync(
      path.join(directory, "index.cjs"),
      `require(${library}).app.http("w", { handler: async () => ({}) }); setInterval(() => {}, 1000);`,
    );
  });
  afterEach(() => {
    host?.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });

  /** @returns process id of the app. */
  async function start(inspectorPort?: number): Promise<number> {
    const started = spawn(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", HOST(directory, inspectorPort)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    host = started;
    const line = await new Promise<string>((resolve) =>
      createInterface({ input: started.stdout }).once("line", resolve),
    );
    assert.ok(Number(line) > 0, line);
    process.kill(Number(line), 0);
    return Number(line);
  }

  it("ends when its host is killed", async () => {
    const app = await start();
    host?.kill("SIGKILL");
    await gone(app);
  });

  it("ends when its host is killed, also with a debugger attached", async () => {
    const port = await freePort();
    const app = await start(port);
    const client = await DebuggerClient.attach(port);
    host?.kill("SIGKILL");
    await gone(app);
    client.close();
  });
});

/** The test's own timeout ends the wait. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
