import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../command.js";
import type { Plan } from "./plan.js";
import { PlaceNotFound } from "./source.js";

/** What came of a plan. */
export interface Written {
  /** Paths below the checkout. */
  readonly files: readonly string[];
  /** What is left to be written by hand, each with its reason. */
  readonly byHand: readonly string[];
}

/** Writes a plan's files and edits, and formats them. Where there is no place for an edit, the file stays as it is. */
export async function carryOut(root: string, { files, edits }: Plan): Promise<Written> {
  const byHand: string[] = [];
  const changed = edits.flatMap(({ file, change, byHand: lines }) => {
    const path = join(root, file);
    try {
      if (!existsSync(path)) throw new PlaceNotFound("the file");
      return [[file, change(readFileSync(path, "utf8"))] as const];
    } catch (error) {
      if (!(error instanceof PlaceNotFound)) throw error;
      byHand.push(`could not find ${error.message} in ${file}; add by hand:\n    ${lines.join("\n    ")}`);
      return [];
    }
  });
  const all = [...Object.entries(files), ...changed];
  for (const [file, text] of all) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const written = all.map(([file]) => file);
  await run(join(root, "node_modules", ".bin", "biome"), ["check", "--write", ...written], {
    cwd: root,
    env: process.env,
  });
  return { files: written, byHand };
}

/** Writes what is made of the contracts anew: schemas and reference. A process of its own sees the new contracts. */
export async function refresh(root: string): Promise<string[]> {
  const lines: string[] = [];
  for (const script of ["contracts/write-schemas.ts", "contracts/write-reference.ts"]) {
    const printed = await run(process.execPath, [...process.execArgv, script], { cwd: root, env: process.env });
    lines.push(...printed.trim().split("\n"));
  }
  return lines;
}
