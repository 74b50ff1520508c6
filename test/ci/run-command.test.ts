import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ROOT } from "../../ci/pulumi.js";
import { eventually } from "../shared/eventually.js";
import { StubPulumi } from "./stub-pulumi.js";

const at = (file: string) => JSON.stringify(resolve(ROOT, "ci", file));

/** A command in a process of its own. @param work the body of its asynchronous function. */
const script = (work: string) => `
  import { inPrivateFolder } from ${at("private-folder.ts")};
  import { pulumi } from ${at("pulumi.ts")};
  import { Refusal } from ${at("refusal.ts")};
  import { runCommand } from ${at("run-command.ts")};
  await runCommand("the help", async (args) => { ${work} });`;

describe("A command of ci/", () => {
  let stub: StubPulumi;
  let folder: string;
  beforeEach(() => {
    stub = new StubPulumi(`
      process.on("SIGINT", () => { process.stdout.write("ended in order"); process.exit(9); });
      process.stdout.write("the CLI works");
      await new Promise((done) => setTimeout(done, 20_000));`);
    folder = mkdtempSync(join(tmpdir(), "gridwire-command-"));
  });
  afterEach(() => {
    stub.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** @param until what it prints before it gets the signal. */
  async function run(work: string, until?: string, signal: NodeJS.Signals = "SIGTERM", ...args: string[]) {
    const node = ["--import", "tsx", "--input-type=module", "--eval", script(work), "--", ...args];
    const child = spawn(process.execPath, node, { cwd: ROOT, env: stub.env({ TMPDIR: folder }) });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
    const ended = new Promise<number | null>((done) => child.once("close", done));
    if (until !== undefined) {
      await eventually(until, () => (printed.includes(until) ? true : undefined));
      child.kill(signal);
    }
    const code = await ended;
    return { code, printed, left: readdirSync(folder).filter((name) => name.startsWith("gridwire-ci-")) };
  }

  it("gives its help, whatever else it is told", async () => {
    assert.deepEqual(await run("throw new Error('ran')", undefined, "SIGTERM", "--odd", "--help"), {
      code: 0,
      printed: "the help\n",
      left: [],
    });
  });

  it("ends with what the work gives, with 2 when it refuses, and with 1 when it fails", async () => {
    assert.equal((await run("return 7")).code, 7);
    assert.deepEqual(await run('throw new Refusal("not so")'), { code: 2, printed: "not so\n", left: [] });
    const { code, printed } = await run("throw new Error(\"AADSTS90002: Tenant 'x' not found. Check\")");
    assert.equal(code, 1);
    assert.match(printed, /^AADSTS90002[^\n]*\nThere is no tenant "x"/, "with what is known about it");
  });

  it("lets the CLI end in order when it is interrupted, and leaves nothing behind", async () => {
    const work = 'return inPrivateFolder(async () => (await pulumi(["up"], { env: process.env, show: true })).code)';
    const { code, printed, left } = await run(work, "the CLI works", "SIGINT");
    assert.equal(code, 1);
    assert.match(printed, /the CLI works[\s\S]*ended in order[\s\S]*pulumi up failed with exit code 9/);
    assert.deepEqual(left, []);
  });

  it("ends at once when no CLI runs, and leaves nothing behind", async () => {
    const work =
      'return inPrivateFolder(async () => { process.stdout.write("at work"); await new Promise((done) => setTimeout(done, 20_000)); return 0; })';
    const { code, left } = await run(work, "at work");
    assert.equal(code, 143);
    assert.deepEqual(left, []);
  });
});
