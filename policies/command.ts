import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { catalogue } from "./catalogue.js";
import { rules, subjects } from "./index.js";
import { configProblems } from "./kit/config-problems.js";

const HELP = `Writes the catalogue of the policy pack's rules, docs/reference/policies.md, and checks every configuration
in policies/config: names of rules and settings, days of exemptions, reasons of what is disabled.

Usage: npm run policies [-- options]

  --check <file>  only check this configuration; may be given more than once
  --help          this text

Exit code 1 when a configuration cannot be used.`;

const ROOT = join(import.meta.dirname, "..");
const CATALOGUE = "docs/reference/policies.md";
const CONFIG = "policies/config";

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: { check: { type: "string", multiple: true }, help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (values.check === undefined) {
    writeFileSync(join(ROOT, CATALOGUE), catalogue(subjects));
    process.stdout.write(`Written: ${CATALOGUE}\n`);
  }
  const files = values.check ?? readdirSync(join(ROOT, CONFIG)).map((file) => join(ROOT, CONFIG, file));
  return files.map(check).every((isGood) => isGood) ? 0 : 1;
}

function check(file: string): boolean {
  const problems = configProblems(readFileSync(file, "utf8"), rules, new Date());
  process.stdout.write(problems.length === 0 ? `In order: ${file}\n` : "");
  for (const problem of problems) process.stderr.write(`${file}: ${problem}\n`);
  return problems.length === 0;
}
