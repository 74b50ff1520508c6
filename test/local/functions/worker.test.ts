import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const module_ = (file: string): string => JSON.stringify(pathToFileURL(path.resolve(file)).href);

/** A host that starts one app and prints the app's process id. */
const HOST = (directory: string): string => `
import { Worker } from ${module_("local/functions/worker/worker.ts")};
const { worker } = await Worker.start({
  directory: ${JSON.stringify(directory)}, files: [${JSON.stringify(path.join(directory, "index.cjs"))}],
  environment: {}, onLog: () => {}, signal: new AbortController().signal,
});
console.log(worker.pid);
setInterval(() => {}, 1000);
`;

describe("worker", () => {
  it("ends when its host is killed", async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "worker-"));
    const library = JSON.stringify(path.resolve("node_modules/@azure/functions/dist/azure-functions.js"));
    writeFileSync(
      path.join(directory, "index.cjs"),
      `require(${library}).app.http("w", { handler: async () => ({}) }); setInterval(() => {}, 1000);`,
    );
    const host = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", HOST(directory)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const line = await new Promise<string>((resolve) =>
        createInterface({ input: host.stdout }).once("line", resolve),
      );
      const app = Number(line);
      assert.ok(app > 0, line);
      process.kill(app, 0);
      host.kill("SIGKILL");
      await gone(app);
    } finally {
      host.kill("SIGKILL");
      rmSync(directory, { recursive: true, force: true });
    }
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
