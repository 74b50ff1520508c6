import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createProgress } from "../tools/setup/progress.mjs";
import { declaredIn } from "./declared/declared-resource.js";
import { diagnosticsIn } from "./declared/diagnostics.js";
import { runProgram } from "./declared/run-program.js";
import { Shapes } from "./shapes/shapes.js";
import { requireStack, stacksOf } from "./stacks.js";
import { templateOf } from "./template/template-of.js";

const root = resolve(import.meta.dirname, "..");

const HELP = `Writes a whole stack as one ARM template, for checkers that read such.

Usage: npm run --silent arm -- <stack> [options]

  <stack>        one with a Pulumi.<stack>.yaml: ${stacksOf(root).join(", ")}
  --out <file>   where to write it; default is standard output
  --help         this text

The template has no secret: each is a parameter. What no template can say is listed on standard error, and in the
template's metadata. The program runs as for npm run validate: no account, no login and no state is needed or touched.`;

const say = (text: string) => process.stderr.write(`${text}\n`);

// The Pulumi CLI on this terminal gets it as well and ends in order; this process waits for it and then cleans up.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  say(error.message);
  return 1;
});

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { out: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const [stack, ...more] = positionals;
  if (stack === undefined || more.length > 0) {
    say(`${positionals.length} stacks given: expected one.\n\n${HELP}`);
    return 1;
  }
  requireStack(root, stack);
  const shapes = Shapes.load();
  const { step } = createProgress(process.stderr, { env: process.env });
  const { state, madeUp, failure } = await step(`Running the program of stack ${stack}`, () =>
    runProgram(root, stack, shapes),
  );
  if (failure !== undefined) {
    say(`The program did not come to its end:\n${diagnosticsIn(failure)}`);
    return 1;
  }
  const { template, leftOut } = templateOf(stack, declaredIn(state), shapes, madeUp);
  for (const { type, name, reason } of leftOut) say(`  left out: ${type} "${name}": ${reason}`);
  const text = `${JSON.stringify(template, undefined, 2)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
  say(`Stack ${stack} is written${values.out === undefined ? "" : ` to ${values.out}`}.`);
  return 0;
}
