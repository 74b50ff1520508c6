import { createProgress } from "../tools/setup/progress.mjs";
import { type Drift, driftReport, isDrift, markerOf, titleOf } from "./drift/drift-report.js";
import { look } from "./drift/look.js";
import { HELP, readDriftOptions } from "./drift/options.js";
import { EXIT } from "./exit-codes.js";
import { GitHub } from "./git-hub.js";
import { loggedIn } from "./login.js";
import { runCommand } from "./run-command.js";
import { writeReport } from "./write-outputs.js";

/** `npm run ci:drift -- --stack prod --issue`: what is not as the code says. */
await runCommand(HELP, async (args) => {
  const { stack, out, issue } = readDriftOptions(args);
  // Asked before the long look: without its token there is no issue.
  const gitHub = issue ? GitHub.from(process.env) : undefined;
  const { step } = createProgress(process.stderr, { env: process.env });
  const drift = await loggedIn(process.env, (env) => look(stack, env, step));
  const report = driftReport(drift);
  writeReport(report, out, process.env);
  process.stdout.write(report);
  if (gitHub !== undefined) process.stderr.write(`${await tell(gitHub, drift, report)}\n`);
  return isDrift(drift) ? EXIT.drift : EXIT.done;
});

/** @returns what was done on GitHub. */
async function tell(gitHub: GitHub, drift: Drift, report: string): Promise<string> {
  const marker = markerOf(drift.stack);
  if (isDrift(drift)) {
    const { url, isNew } = await gitHub.issue(marker, { title: titleOf(drift.stack), body: `${marker}\n${report}` });
    return `${isNew ? "Opened" : "Brought up to date"}: ${url}`;
  }
  const closed = await gitHub.closeIssue(marker, report);
  return closed === undefined ? "No issue was open." : `Closed: ${closed}`;
}
