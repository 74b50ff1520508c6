import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launch, shutDown } from "../../local/control/launch.js";
import { createProgress } from "../../tools/setup/progress.mjs";
import { paint } from "../terminal.js";
import { homeOf } from "../workspace.js";
import { Cast } from "./cast.js";
import { rehearsal } from "./rehearsal.js";
import { Repository } from "./repository.js";

const HELP = `Rehearses the way of a change from a pull request to production, on a local Azure.

Usage: npm run ci:rehearse [-- options]

  --help   this text

In a copy of this checkout, with a local Azure of its own, both removed in the end: bootstrap by an administrator;
a pull request with its preview as a comment; the merge, planned and applied to dev, staging and prod in this order with
a smoke test each; a change behind Pulumi's back, found as drift; a pull-request stack that comes and goes. Each job is
run as on GitHub: with the variables that bootstrap names and a token that says who it is, and with no secret.
What the jobs wrote (comments, summaries) is kept in .gridwire/rehearsal. Takes about five minutes.
Exit code 0 when all of it went well, 1 when not.`;

/** `npm run ci:rehearse` */
const root = resolve(import.meta.dirname, "../..");
const say = (text: string) => process.stdout.write(`${text}\n`);

let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // Children of this terminal get it as well and end; this process waits for them and then cleans up.
  process.on(signal, () => {
    interrupted = true;
  });
}
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  // What was interrupted fails in its own words, which tell nothing.
  process.stderr.write(interrupted ? "Interrupted.\n" : `${error.message}\n`);
  return interrupted ? 130 : 1;
});

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: "boolean", short: "h", default: false } } });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const kept = join(homeOf(root), "rehearsal");
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const home = mkdtempSync(join(tmpdir(), "gridwire-rehearse-"));
  const folder = join(home, "azure");
  const { step } = createProgress(process.stderr, { env: process.env });
  try {
    const repository = Repository.copy(root, join(home, "checkout"));
    const { run } = await launch(folder, process.pid);
    const cast = new Cast({ repository, azure: run, home, kept });
    for (const { title, scenes } of rehearsal(cast)) {
      say(paint("bold", title, process.stdout));
      for (const { does, play } of scenes) {
        const seen = await step(does, play);
        for (const line of seen) say(`  ${line}`);
        if (interrupted) return 130;
      }
    }
    say(`\nAll of it went well. What the jobs wrote is in ${kept}.`);
    return 0;
  } finally {
    await shutDown(folder);
    rmSync(home, { recursive: true, force: true });
  }
}
