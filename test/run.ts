import { globSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import Mocha from "mocha";
import { CHECKS, runCheck } from "./checks.js";

const HELP = `Checks the project and runs its tests.

Usage: npm test [-- options] [file or folder ...]

  --grep <text>   only the tests whose name holds the text; without the checks
  --unit          without the tests that run the engine or the whole system
  --long          the tests that take minutes, and only those; npm test has a short form of each
  --help          this text

Files and folders narrow the tests likewise, e.g. npm test -- test/contracts`;

/** Folders of tests that start the real engine; the others answer in seconds. */
const LONG = "test/long/";
const SLOW = ["test/engine/", "test/e2e/", "test/tools/engine/"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: "string" },
    unit: { type: "boolean" },
    long: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});
const root = resolve(import.meta.dirname, "..");
process.chdir(root);

if (values.help === true) process.stdout.write(`${HELP}\n`);
else process.exitCode = await main();

async function main(): Promise<number> {
  const narrowed = values.grep !== undefined || values.long === true || positionals.length > 0;
  const checks = narrowed ? { passed: 0, failed: 0 } : await runChecks();
  const tests = await runTests();
  const passed = checks.passed + tests.passed;
  const failed = checks.failed + tests.failed;
  if (passed + failed === 0) {
    process.stderr.write("no test fits what was asked for\n");
    return 1;
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

async function runChecks() {
  let failed = 0;
  for (const check of CHECKS) {
    const startedAt = performance.now();
    const problem = await runCheck(check, root);
    process.stdout.write(
      `  ${problem === undefined ? "✔" : "✘"} ${check.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`,
    );
    if (problem === undefined) continue;
    failed += 1;
    process.stdout.write(`${problem}\n`);
  }
  return { passed: CHECKS.length - failed, failed };
}

async function runTests() {
  const found = globSync("test/**/*.test.ts").sort();
  const all =
    positionals.length > 0
      ? positionals.flatMap(filesIn)
      : found.filter((file) => file.startsWith(LONG) === (values.long === true));
  const files = values.unit === true ? all.filter((file) => !SLOW.some((folder) => file.startsWith(folder))) : all;
  const mocha = new Mocha({
    timeout: 20_000,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
    forbidOnly: true,
    forbidPending: true,
  });
  for (const file of files) mocha.addFile(resolve(file));
  await mocha.loadFilesAsync();
  return new Promise<{ passed: number; failed: number }>((done) => {
    const runner = mocha.run((failed) => done({ passed: runner.stats?.passes ?? 0, failed }));
  });
}

/** A folder stands for the tests in it. */
function filesIn(path: string): string[] {
  return path.endsWith(".ts") ? [path] : globSync(`${path}/**/*.test.ts`).sort();
}
