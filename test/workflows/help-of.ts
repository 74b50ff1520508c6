import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./workflow.js";

/** How a script starts a file of ours, once everything that it needs is there. */
const SET_UP = /^node (tools\/run\.mjs (--no-pulumi )?)?/;

/** Of package.json, by name. */
export const SCRIPTS = (
  JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly scripts: Readonly<Record<string, string>> }
).scripts;

/** @returns what `npm run <script> -- --help` prints. */
export async function helpOf(script: string): Promise<string> {
  const [entry, ...own] = SCRIPTS[script]?.replace(SET_UP, "").split(" ") ?? [];
  if (entry === undefined) throw new Error(`package.json has no script ${script}`);
  const args = ["--import", "tsx", "--disable-warning=ExperimentalWarning", join(ROOT, entry), ...own, "--help"];
  return (await promisify(execFile)(process.execPath, args, { cwd: ROOT })).stdout;
}
