import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createProgress } from "../tools/setup/progress.mjs";
import { EXIT } from "./exit-codes.js";
import { loggedIn } from "./login.js";
import { buildPackages, requirePromoted } from "./packages.js";
import { dataKeysOf } from "./plan/data-key.js";
import { HELP, type PlanOptions, readPlanOptions } from "./plan/options.js";
import { originHere } from "./plan/origin.js";
import { writePlanFile } from "./plan/plan-file.js";
import { planSummary } from "./plan/plan-summary.js";
import { plannedChanges } from "./plan/planned-changes.js";
import { inPrivateFolder } from "./private-folder.js";
import { pulumi } from "./pulumi.js";
import { runCommand } from "./run-command.js";
import { writeOutputs, writeReport } from "./write-outputs.js";

/** `npm run ci:plan -- --stack staging --plan plan.json`: what `ci:deploy` will carry out. */
await runCommand(HELP, (args) => {
  const options = readPlanOptions(args);
  return loggedIn(process.env, (env) => plan(options, env));
});

async function plan(options: PlanOptions, env: NodeJS.ProcessEnv): Promise<number> {
  const { stack, plan: file, packages: given, refresh, out } = options;
  const keys = dataKeysOf(stack, env);
  const progress = createProgress(process.stderr, { env });
  const packages = await progress.step("Building the packages", buildPackages);
  requirePromoted(stack, packages, given);
  const header = { ...(await originHere(stack, env)), createdAt: new Date().toISOString(), packages, refresh };
  await inPrivateFolder(async (folder) => {
    const inClear = join(folder, "plan.json");
    // Never with --show-secrets: the plan would hold them in clear.
    await pulumi(["preview", "--save-plan", inClear, ...(refresh ? ["--refresh"] : [])], { stack, env, show: true });
    const bytes = readFileSync(inClear);
    await writePlanFile(file, header, bytes, keys);
    writeReport(planSummary(header, plannedChanges(bytes)), out, env);
  });
  writeOutputs({ packages: JSON.stringify(packages) }, env);
  process.stderr.write(`Planned. To carry it out: npm run ci:deploy -- --stack ${stack} --plan ${file}\n`);
  return EXIT.done;
}
