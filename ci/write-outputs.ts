import { appendFileSync, writeFileSync } from "node:fs";
import { userPath } from "./user-path.js";

/**
 * Writes what a job hands on: on GitHub to the step's outputs, and on standard output in any case.
 *
 * @param outputs values on one line each.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
 */
export function writeOutputs(outputs: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): void {
  const text = Object.entries(outputs)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
  process.stdout.write(text);
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, text);
}

/**
 * Writes a report: to the file that was asked for, and on GitHub to the job's summary, which may be that file.
 *
 * @param out of `--out`.
 * @param markdown less than the 1 MiB that GitHub takes.
 */
export function writeReport(markdown: string, out: string | undefined, env: NodeJS.ProcessEnv): void {
  const summary = env.GITHUB_STEP_SUMMARY;
  if (out !== undefined && userPath(out) !== summary) writeFileSync(userPath(out), markdown);
  if (summary) appendFileSync(summary, markdown);
}
