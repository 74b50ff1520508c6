import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { mappedTypes } from "../body/mapped-types.js";
import type { CarriedTypes, PublishedType } from "./published.js";
import { reduce } from "./reduce.js";
import { TYPES } from "./shapes.js";

const HELP = `Renews arm/types from a clone of github.com/Azure/bicep-types-az.

Usage: node tools/run.mjs --no-pulumi arm/shapes/renew.ts <clone>

  git clone --depth 1 https://github.com/Azure/bicep-types-az
  <clone>   where that was cloned to

Carries the types of arm/body/mapping.ts, in the versions named there, and nothing else.`;

const { values, positionals } = parseArgs({
  options: { help: { type: "boolean", short: "h", default: false } },
  allowPositionals: true,
});
process.exitCode = main(positionals[0], values.help);

function main(clone: string | undefined, isHelp: boolean): number {
  if (isHelp) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  try {
    if (clone === undefined) throw new Error(`No clone given.\n\n${HELP}`);
    if (!existsSync(join(clone, "generated"))) throw new Error(`${clone} has no folder "generated": expected a clone`);
    renew(clone);
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

function renew(clone: string): void {
  const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: clone, encoding: "utf8" }).trim();
  // All is read before anything is replaced, so that a type that is not found leaves what there was.
  const renewed = [...byProvider()].map(([file, wanted]) => [file, carry(clone, commit, file, wanted)] as const);
  for (const old of globSync(join(TYPES, "*.json"))) rmSync(old);
  for (const [file, carried] of renewed) writeFileSync(join(TYPES, `${file}.json`), textOf(carried));
  process.stdout.write(
    `Renewed ${renewed.length} files in arm/types. See the difference with: git diff --stat arm/types\n`,
  );
}

/** What is wanted, by provider and version, e.g. `microsoft.web@2025-03-01`. */
function byProvider(): Map<string, string[]> {
  const wanted = new Map<string, string[]>();
  for (const { type, apiVersion } of mappedTypes()) {
    const file = `${type.split("/")[0]?.toLowerCase()}@${apiVersion}`;
    wanted.set(file, [...(wanted.get(file) ?? []), `${type}@${apiVersion}`]);
  }
  return wanted;
}

/** A provider may be published in several folders: the one that has the types is taken. */
function carry(clone: string, commit: string, file: string, wanted: readonly string[]): CarriedTypes {
  const found = globSync(join(clone, "generated/**", file.replace("@", "/"), "types.json"));
  const refusals: string[] = [];
  for (const path of found) {
    try {
      const reduced = reduce(JSON.parse(readFileSync(path, "utf8")) as PublishedType[], [...new Set(wanted)]);
      const source = `https://github.com/Azure/bicep-types-az/blob/${commit}/${relative(clone, path)}`;
      return { source, license: "MIT, see LICENSE", ...reduced };
    } catch (error) {
      refusals.push(`${relative(clone, path)}: ${(error as Error).message}`);
    }
  }
  throw new Error(`${file} is not in ${clone}:\n  ${refusals.join("\n  ") || "no such folder"}`);
}

/** One type a line: small, and a renewal is read line by line. */
function textOf({ types, ...head }: CarriedTypes): string {
  const lines = Object.entries(types).map(([index, type]) => `"${index}":${JSON.stringify(type)}`);
  return `${JSON.stringify(head).slice(0, -1)},"types":{\n${lines.join(",\n")}\n}}\n`;
}
