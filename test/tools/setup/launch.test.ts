import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

/** Launches a script in a process of its own, as run.mjs does, since signals go to a whole process. */
const LAUNCHER = `
import { launch } from ${JSON.stringify(resolve(import.meta.dirname, "../../../tools/setup/launch.mjs"))};
const [script, isTerminal] = process.argv.slice(1);
const end = await launch(process.execPath, ["-e", script], { env: process.env, isTerminal: isTerminal === "terminal" });
console.log(JSON.stringify(end));
`;

/** Says that it is up, and how often it was interrupted when it is terminated. */
const COUNTS_INTERRUPTS = `
let interrupts = 0;
process.on("SIGINT", () => { interrupts += 1; console.log("interrupted"); });
process.on("SIGTERM", () => process.exit(interrupts));
setInterval(() => {}, 1000);
console.log("up");
`;

describe("launch of an entry point", () => {
  let launcher: ChildProcess | undefined;
  afterEach(() => launcher?.kill("SIGKILL"));

  function start(script: string, terminal = "no") {
    const child = spawn(process.execPath, ["--input-type=module", "-e", LAUNCHER, script, terminal], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    launcher = child;
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, line: async () => (await lines.next()).value };
  }

  it("reports the exit code", async () => {
    assert.equal(await start("process.exit(7)").line(), '{"code":7}');
  });

  it("reports the signal that ended it", async () => {
    assert.equal(await start('process.kill(process.pid, "SIGKILL")').line(), '{"signal":"SIGKILL"}');
  });

  it("passes signals on and waits for the program's own end", async () => {
    const { child, line } = start(COUNTS_INTERRUPTS);
    assert.equal(await line(), "up");
    child.kill("SIGINT");
    assert.equal(await line(), "interrupted");
    child.kill("SIGTERM");
    assert.equal(await line(), '{"code":1}');
    await once(child, "exit");
  });

  it("leaves an interrupt to the terminal, which has sent it to the program itself", async () => {
    const { child, line } = start(COUNTS_INTERRUPTS, "terminal");
    assert.equal(await line(), "up");
    child.kill("SIGINT");
    child.kill("SIGTERM");
    assert.equal(await line(), '{"code":0}');
  });
});
