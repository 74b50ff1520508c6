import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Checkout } from "../shared/checkout.js";
import { eventually } from "../shared/eventually.js";

/** The everyday loop: an edit, and the next name shows it. */
describe("npm start -- --watch", function () {
  this.timeout(120_000);
  const checkout = Checkout.make();
  let printed = "";
  let child: ReturnType<typeof spawn> | undefined;
  let ended: Promise<number | null> = Promise.resolve(0);

  before(async () => {
    const options = ["--import", "tsx", "--disable-warning=ExperimentalWarning", "start/index.ts", "--watch"];
    child = spawn(process.execPath, options, {
      cwd: checkout.root,
      env: { ...process.env, GRIDWIRE_HOME: checkout.home },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that a signal reaches all of it, as Ctrl-C on a terminal does.
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    ended = new Promise((done) => child?.once("close", done));
    await seen(/Watching functions, contracts, infra/, 60_000);
  });
  after(async () => {
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await ended;
    checkout.remove();
  });

  const seen = (text: RegExp, limitMs?: number) =>
    eventually(`${text} in\n${printed.slice(-3000)}`, () => (text.test(printed) ? true : undefined), limitMs);

  it("ships an edited handler: what it writes shows in the next name's blob", async () => {
    checkout.edit("functions/recorder/logic.ts", "\\nname: ", "\\nname: EDITED-");
    await seen(/recorder runs the new code after \d+ ms/);
    // The view shows each name as its blob has it.
    await seen(/EDITED-\S+.* published/, 30_000);
    assert.doesNotMatch(printed, /(generator|tally) runs the new code/);
  });

  it("names what does not build, and goes on with the next edit", async () => {
    checkout.edit("functions/recorder/logic.ts", "EDITED-", "`");
    await seen(/ERROR|error/);
    checkout.edit("functions/recorder/logic.ts", "name: `", "name: MENDED-");
    await seen(/MENDED-\S+.* published/, 30_000);
  });

  it("deploys when a manifest changes", async () => {
    checkout.edit("contracts/apps/generator.ts", "*/2 * * * * *", "*/1 * * * * *");
    await seen(/an up is due/);
    await seen(/FunctionPackage generator-package updated/, 60_000);
  });
});
