import { parseArgs } from "node:util";
import { createProgress } from "../tools/setup/progress.mjs";
import { EXIT } from "./exit-codes.js";
import { GitHub } from "./git-hub.js";
import { loggedIn } from "./login.js";
import { code, table } from "./markdown.js";
import { runCommand } from "./run-command.js";
import { pullRequestsWithStack } from "./stacks/stack-list.js";
import { HELP } from "./sweep/help.js";
import { type Swept, sweepStacks } from "./sweep/sweep-stacks.js";
import { writeReport } from "./write-outputs.js";

/** `npm run ci:sweep`: removes the stacks that pull requests left behind. */
await runCommand(HELP, (args) => {
  parseArgs({ args: [...args], options: {} });
  return loggedIn(process.env, sweepAll);
});

async function sweepAll(env: NodeJS.ProcessEnv): Promise<number> {
  const gitHub = env.GITHUB_TOKEN ? GitHub.from(env) : undefined;
  const report = ({ stack, outcome, why }: Swept) => process.stderr.write(`${stack}: ${outcome}: ${why}\n`);
  const { step } = createProgress(process.stderr, { env });
  const numbers = await step("Looking for stacks of pull requests", () => pullRequestsWithStack(env));
  const swept = await sweepStacks(numbers, { env, gitHub, now: new Date(), report });
  const count = (outcome: Swept["outcome"]) => swept.filter((one) => one.outcome === outcome).length;
  const failed = count("failed");
  const summary = `${count("removed")} removed, ${count("kept")} kept, ${failed} failed`;
  writeReport(`## Sweep: ${summary}\n\n${rowsOf(swept)}\n`, undefined, env);
  process.stdout.write(`Stacks of pull requests: ${summary}.\n`);
  return failed === 0 ? EXIT.done : EXIT.failed;
}

function rowsOf(swept: readonly Swept[]): string {
  if (swept.length === 0) return "No pull request has a stack.";
  const rows = swept.map(({ stack, outcome, why }) => [code(stack), outcome, code(why.slice(0, 400))]);
  return table(["Stack", "", "Why"], rows);
}
