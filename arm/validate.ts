import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createProgress } from "../tools/setup/progress.mjs";
import { type CheckedStack, checkStack } from "./check/check-stack.js";
import { Shapes } from "./shapes/shapes.js";
import { requireStack, stacksOf } from "./stacks.js";

const HELP = `Holds every resource that a stack's program declares against the published shape of its type in ARM.

Usage: npm run validate [-- options]

  --stack <name>   a stack with a Pulumi.<name>.yaml; may be repeated; default is all of them
  --json <file>    also writes what was found to a file: {"stacks": [{"stack", "resources", "findings": [{"title", "texts"}]}]}
  --help           this text

The program runs under the Pulumi engine on an Azure that takes everything, with state and secrets made for the run:
no account, no login and no state is needed or touched, and no code is shipped.
Exit code 0 when every resource fits, 1 when one does not or the program fails.`;

const root = resolve(import.meta.dirname, "..");
const say = (text: string) => process.stdout.write(`${text}\n`);

let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // The Pulumi CLI on this terminal gets it as well and ends in order; this process waits for it and then cleans up.
  process.on(signal, () => {
    interrupted = true;
  });
}
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      stack: { type: "string", multiple: true },
      json: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const stacks = values.stack?.map((stack) => requireStack(root, stack)) ?? stacksOf(root);
  const shapes = Shapes.load();
  const progress = createProgress(process.stderr, { env: process.env });
  const validated: (CheckedStack & { readonly stack: string })[] = [];
  let problems = 0;
  for (const stack of stacks) {
    const checked = await progress.step(`Running the program of stack ${stack}`, () => checkStack(root, stack, shapes));
    if (interrupted) return 130;
    for (const { title, texts } of checked.findings) say(`  ${title}\n${texts.join("\n").replace(/^/gm, "    ")}`);
    const found = checked.findings.reduce((sum, { texts }) => sum + texts.length, 0);
    say(`Stack ${stack}: ${checked.resources} resources checked, ${found === 0 ? "all fit" : counted(found)}.`);
    problems += found;
    validated.push({ stack, ...checked });
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ stacks: validated }, undefined, 2)}\n`);
  if (problems === 0) return 0;
  say(`${counted(problems)}. What resources are held against is in arm/types; arm/README.md says where it is from.`);
  return 1;
}

function counted(problems: number): string {
  return `${problems} ${problems === 1 ? "problem" : "problems"}`;
}
