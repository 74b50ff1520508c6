import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ControlClient } from "../../local/control/control-client.js";
import { findRunning, launch, shutDown } from "../../local/control/launch.js";
import { isAlive, readRun } from "../../local/control/run-file.js";
import { descendantsOf } from "../shared/descendants.js";
import { eventually } from "../shared/eventually.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** `npm start`, as a process, with a home of its own. One story: each chapter goes on from the one before. */
describe("The main job", function () {
  this.timeout(180_000);
  let home: string;

  before(() => {
    home = mkdtempSync(join(tmpdir(), "gridwire-home-"));
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  function start(...args: string[]): {
    readonly child: ChildProcess;
    readonly ended: Promise<number>;
    printed(): string;
  } {
    const options = ["--import", "tsx", "--disable-warning=ExperimentalWarning", "start/index.ts", ...args];
    const child = spawn(process.execPath, options, {
      cwd: ROOT,
      env: { ...process.env, GRIDWIRE_HOME: home },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that a signal reaches all of it, as Ctrl-C on a terminal does.
      detached: true,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<number>((done) => child.once("close", (code) => done(code ?? -1)));
    return { child, ended, printed: () => output };
  }

  it("brings everything up, sees 20 names all the way, sums up and leaves no process behind", async () => {
    const { ended, printed } = start("--once");
    assert.equal(await ended, 0, printed());
    assert.match(printed(), /all the way {6}[2-9]\d/);
    assert.match(printed(), /Every name arrived: the tally equals the blobs\./);
    const left = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
      .split("\n")
      .filter((args) => args.includes(home));
    assert.deepEqual(left, []);
  });

  it("resumes what is there, and ends all of it with Ctrl-C", async () => {
    const { child, ended, printed } = start();
    await eventually(
      "a name on the screen",
      () => (/published → delivered/.test(printed()) ? true : undefined),
      90_000,
    );
    assert.match(printed(), /\d+ unchanged/);
    const run = await findRunning(join(home, "azure"));
    assert.ok(run !== undefined && child.pid !== undefined);
    process.kill(-child.pid, "SIGINT");
    assert.equal(await ended, 0, printed());
    assert.ok(!isAlive(run.pid));
  });

  it("heals after kills: of Pulumi while it wrote its state, and of everything in the middle of an up", async () => {
    truncateSync(join(home, "state", ".pulumi", "stacks", "gridwire", "local.json"));
    const killed = start();
    // It lasts a second, and the package is in the making all that time.
    await eventually(
      "a deployment under way",
      () => (/it is under way/.test(killed.printed()) ? true : undefined),
      60_000,
    );
    assert.match(killed.printed(), /starting afresh/);
    assert.ok(killed.child.pid !== undefined);
    const azure = readRun(join(home, "azure"))?.pid ?? 0;
    // The engine's plugins are in groups of their own: a kill that spares them would leave them behind.
    const all = descendantsOf(killed.child.pid).filter((pid) => ![azure, ...descendantsOf(azure)].includes(pid));
    process.kill(-killed.child.pid, "SIGKILL");
    for (const pid of all.filter(isAlive)) process.kill(pid, "SIGKILL");
    await killed.ended;
    const { ended, printed } = start("--once");
    assert.equal(await ended, 0, printed());
    assert.match(printed(), /killed while it made \d+ resources: they are made again/);
  });

  it("heals after a kill of the local Azure: it takes up what it holds", async () => {
    const { run } = await launch(join(home, "azure"));
    process.kill(run.pid, "SIGKILL");
    await eventually("its end", () => (isAlive(run.pid) ? undefined : true));
    const again = await launch(join(home, "azure"));
    assert.equal(again.resumed, false);
    const { resources } = await new ControlClient(again.run).status();
    assert.ok(resources > 40);
    assert.ok(await shutDown(join(home, "azure")));
  });
});
