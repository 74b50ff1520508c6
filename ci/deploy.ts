import { createProgress } from "../tools/setup/progress.mjs";
import { CliFailure } from "./cli-failure.js";
import { type Deployed, deploySummary } from "./deploy/deploy-summary.js";
import { deploymentsOf, messageOf } from "./deploy/history.js";
import { type OpenPlan, openPlan } from "./deploy/open-plan.js";
import { type DeployOptions, HELP, readDeployOptions } from "./deploy/options.js";
import { EXIT } from "./exit-codes.js";
import { loggedIn } from "./login.js";
import { buildPackages, differences, type Packages, requirePromoted } from "./packages.js";
import { originHere } from "./plan/origin.js";
import { inPrivateFolder } from "./private-folder.js";
import { pulumi } from "./pulumi.js";
import { runCommand } from "./run-command.js";
import { checkStack } from "./smoke/check-stack.js";
import { stackOutputs } from "./stack-outputs.js";
import { writeOutputs, writeReport } from "./write-outputs.js";

/** `npm run ci:deploy -- --stack staging --plan plan.json`: what `ci:plan` planned, and a smoke test of it. */
await runCommand(HELP, (args) => {
  const options = readDeployOptions(args);
  return loggedIn(process.env, (env) => inPrivateFolder((folder) => deploy(options, env, folder)));
});

async function deploy(options: DeployOptions, env: NodeJS.ProcessEnv, folder: string): Promise<number> {
  const { stack, out } = options;
  const { step } = createProgress(process.stderr, { env });
  const here = await originHere(stack, env);
  const plan = options.plan === undefined ? undefined : await openPlan(options.plan, here, env, folder);
  const packages = await step("Building the packages", buildPackages);
  requirePromoted(stack, packages, options.packages);
  const { lastGood } = await step("Reading the stack's history", () => deploymentsOf(stack, env));
  const startedAt = performance.now();
  const failure = (await update(stack, here.commit, plan, env)) ?? (await notLive(stack, packages, env));
  const updateMs = performance.now() - startedAt;
  const { newest: changed } = await deploymentsOf(stack, env);
  const stations = failure === undefined ? await checkStack(stack, env) : [];
  const outcome = { packages, planned: plan?.changes, changed, updateMs, failure, stations, lastGood };
  writeReport(deploySummary({ stack, commit: here.commit, ...outcome }), out, env);
  if (failure !== undefined) {
    process.stderr.write(`${failure.message}\n`);
    return EXIT.failed;
  }
  if (stations.some(({ problem }) => problem !== undefined)) return EXIT.smoke;
  writeOutputs({ packages: JSON.stringify(packages) }, env);
  process.stderr.write(`Stack ${stack} is deployed, and works.\n`);
  return EXIT.done;
}

/** @returns why it failed; nothing when it did not. */
async function update(
  stack: string,
  commit: string,
  plan: OpenPlan | undefined,
  env: NodeJS.ProcessEnv,
): Promise<CliFailure | undefined> {
  // A plan was previewed, and held to the policies, when it was made.
  const how = plan === undefined ? [] : ["--skip-preview", "--plan", plan.file, ...(plan.refresh ? ["--refresh"] : [])];
  try {
    await pulumi(["up", "--yes", "--message", messageOf(commit), ...how], { stack, env, show: true });
    return undefined;
  } catch (error) {
    if (error instanceof CliFailure) return error;
    throw error;
  }
}

/** The next environment relies on what this one says that it runs. @returns nothing when that is what was built. */
async function notLive(stack: string, packages: Packages, env: NodeJS.ProcessEnv): Promise<Deployed["failure"]> {
  const { packages: live = {} } = await stackOutputs(stack, env);
  const different = differences(packages, live).join("\n  ");
  if (different === "") return undefined;
  const message = `Stack ${stack} says that it runs other packages than were built here:\n  ${different}`;
  return { message, output: different, explanation: undefined };
}
