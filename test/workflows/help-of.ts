import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./workflow.js";

/** Of package.json, by name. */
export const SCRIPTS = (
  JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly scripts: Readonly<Record<string, string>> }
).scripts;

/** @returns what `npm run <script> -- --help` prints. The file that it runs is the last argument of tools/run.mjs. */
export async function helpOf(script: string): Promise<string> {
  const entry = SCRIPTS[script]?.split(" ").at(-1);
  if (entry === undefined) throw new Error(`package.json has no script ${script}`);
  const args = ["--import", "tsx", "--disable-warning=ExperimentalWarning", join(ROOT, entry), "--help"];
  return (await promisify(execFile)(process.execPath, args, { cwd: ROOT })).stdout;
}
