import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { scriptEntry } from "../../start/script-entry.js";
import { ROOT } from "./workflow.js";

/** Of package.json, by name. */
export const SCRIPTS = (
  JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly scripts: Readonly<Record<string, string>> }
).scripts;

/** @returns what `npm run <script> -- --help` prints. */
export async function helpOf(script: string): Promise<string> {
  const args = ["--import", "tsx", "--disable-warning=ExperimentalWarning", ...scriptEntry(ROOT, script), "--help"];
  return (await promisify(execFile)(process.execPath, args, { cwd: ROOT })).stdout;
}
