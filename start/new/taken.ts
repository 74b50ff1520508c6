import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as contracts from "../../contracts/index.js";
import type { Plan } from "./plan.js";
import { topLevelNames } from "./source.js";

/** Names that more than one file knows: a new one must not hide what they mean. */
const SHARED = ["contracts/vocabulary/index.ts", "infra/index.ts"];

/** @throws when a name stands for something else already, or a file is there: nothing is ever overwritten. */
export function requireFree(root: string, names: readonly string[], { files }: Plan): void {
  for (const name of names) {
    if (name in contracts) throw new Error(`"${name}" is taken: contracts/index.ts exports it`);
    for (const file of SHARED) {
      if (namesIn(join(root, file)).has(name)) throw new Error(`"${name}" is taken: ${file} has another one`);
    }
  }
  const there = Object.keys(files).find((file) => existsSync(join(root, file)));
  if (there !== undefined) throw new Error(`${there} is there already: expected a new name`);
}

/** What a file declares, imports, or passes on from other files. */
function namesIn(file: string): Set<string> {
  const text = readFileSync(file, "utf8");
  const exported = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = ""]) => list.split(","));
  return new Set([...topLevelNames(text), ...exported.map((one) => one.replace(/^\s*type\s+|\s/g, ""))]);
}
