import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { environmentProblems } from "./environment-problems.js";
import { ENVIRONMENTS_REFERENCE, environmentsReference } from "./environments-reference.js";
import { readStackFiles } from "./stack-files.js";

const HELP = `Compares the environments, and writes ${ENVIRONMENTS_REFERENCE}: each setting in which they differ.

Usage: npm run environments

  --help   this text

It reads the stacks' files, Pulumi.<stack>.yaml, and nothing else: no login, no state, no secret. It ends with 1, and
writes nothing, when a file cannot be used, when two stacks share a resource group, or when an environment is laxer than
the one before it.`;

const root = resolve(import.meta.dirname, "..");

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

function main(args: string[]): number {
  const { values } = parseArgs({ args, options: { help: { type: "boolean", short: "h", default: false } } });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const files = readStackFiles(root);
  const problems = environmentProblems(files);
  if (problems.length > 0) {
    process.stderr.write(`${problems.map((problem) => `${problem}\n`).join("")}`);
    return 1;
  }
  writeFileSync(join(root, ENVIRONMENTS_REFERENCE), environmentsReference(files));
  process.stdout.write(`${ENVIRONMENTS_REFERENCE} is written.\n`);
  return 0;
}
