import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createProgress } from "../tools/setup/progress.mjs";
import { GRANTS_REFERENCE, grantsReference } from "./grants/grants-reference.js";
import { Shapes } from "./shapes/shapes.js";
import { stacksOf } from "./stacks.js";

const HELP = `Writes ${GRANTS_REFERENCE}: every role assignment of every stack.

Usage: npm run grants

  --help   this text

The program runs as for npm run validate: no account, no login and no state is needed or touched.`;

const root = resolve(import.meta.dirname, "..");

// The Pulumi CLI on this terminal gets it as well and ends in order; this process waits for it and then cleans up.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: "boolean", short: "h", default: false } } });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const stacks = stacksOf(root);
  const { step } = createProgress(process.stderr, { env: process.env });
  const text = await step(`Running the program of ${stacks.length} stacks`, (detail) =>
    grantsReference(root, stacks, Shapes.load(), detail),
  );
  writeFileSync(join(root, GRANTS_REFERENCE), text);
  process.stdout.write(`${GRANTS_REFERENCE} is written.\n`);
  return 0;
}
