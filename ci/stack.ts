import { createProgress } from "../tools/setup/progress.mjs";
import { EXIT } from "./exit-codes.js";
import { loggedIn } from "./login.js";
import { code, table } from "./markdown.js";
import { inPrivateFolder } from "./private-folder.js";
import { pulumi } from "./pulumi.js";
import { runCommand } from "./run-command.js";
import { checkStack } from "./smoke/check-stack.js";
import { stackOutputs } from "./stack-outputs.js";
import { HELP, readStackOptions } from "./stacks/options.js";
import { prepareStack } from "./stacks/prepare-stack.js";
import { stackOf } from "./stacks/pull-request.js";
import { removeStack } from "./stacks/remove-stack.js";
import { LIFE_DAYS } from "./stacks/stack-config.js";
import { pullRequestsWithStack } from "./stacks/stack-list.js";
import { writeReport } from "./write-outputs.js";

/** `npm run ci:stack -- up --pull-request 123`: the stack of a pull request comes and goes. */
await runCommand(HELP, (args) => {
  const { action, pullRequest, clearsLock } = readStackOptions(args);
  return loggedIn(process.env, (env) =>
    action === "up"
      ? inPrivateFolder((folder) => bringUp(pullRequest, folder, env))
      : takeDown(pullRequest, clearsLock, env),
  );
});

async function bringUp(pullRequest: number, folder: string, env: NodeJS.ProcessEnv): Promise<number> {
  const stack = stackOf(pullRequest);
  const { step } = createProgress(process.stderr, { env });
  const own = await step(`Preparing stack ${stack}`, () => prepareStack(pullRequest, folder, env));
  await pulumi(["up", "--yes"], { stack, env: own, show: true });
  const stations = await checkStack(stack, own);
  const works = stations.every(({ problem }) => problem === undefined);
  const { apps = {} } = await stackOutputs(stack, own);
  const rows = Object.entries(apps).map(([app, url]) => [app, url]);
  const state = works ? "is up, and works" : "is up, and does not work";
  const report = `## ${code(stack)} ${state}\n\n${table(["App", "Address"], rows)}\n\nIt goes when the pull request is closed, or after ${LIFE_DAYS} days without a deployment.\n`;
  writeReport(report, undefined, env);
  process.stderr.write(
    `Stack ${stack} ${state}. To take it down: npm run ci:stack -- down --pull-request ${pullRequest}\n`,
  );
  return works ? EXIT.done : EXIT.smoke;
}

async function takeDown(pullRequest: number, clearsLock: boolean, env: NodeJS.ProcessEnv): Promise<number> {
  const stack = stackOf(pullRequest);
  if (!(await pullRequestsWithStack(env)).includes(pullRequest)) {
    process.stderr.write(`There is no stack ${stack}: nothing to take down.\n`);
    return EXIT.done;
  }
  await removeStack(pullRequest, clearsLock, env);
  process.stderr.write(`Stack ${stack} is gone.\n`);
  return EXIT.done;
}
