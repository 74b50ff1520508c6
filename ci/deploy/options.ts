import { parseArgs } from "node:util";
import { type Packages, readPackages } from "../packages.js";
import { Refusal } from "../refusal.js";
import { requireStackName } from "../stack-name.js";
import { userPath } from "../user-path.js";

export const HELP = `Carries out the plan of a stack, and tries out what was deployed.

Usage: npm run ci:deploy -- --stack <name> (--plan <file> | --without-plan) [options]

  --stack <name>      the stack
  --plan <file>       of ci:plan: nothing that is not in it is done. Another stack, commit or Pulumi CLI, or a plan
                      older than 24 hours, is refused
  --without-plan      an update by itself, after a preview of its own: Pulumi calls update plans experimental
  --packages <json>   hashes by app, as ci:deploy of the environment before gives them: other packages are refused.
                      Needed for staging and prod
  --out <file>        what was done, how long it took, and the way back, in Markdown; on GitHub it goes to the job's
                      summary as well
  --help              this text

On standard output, and in GITHUB_OUTPUT: packages=<json>, the hashes of the packages that are live now.

Exit codes: 0 deployed, and it works; 1 the update failed, and may be half done: the summary says how to go on; 2 refused
before anything was changed; 3 deployed, but the smoke test failed.`;

export interface DeployOptions {
  readonly stack: string;
  /** Absolute path; nothing for an update without a plan. */
  readonly plan: string | undefined;
  readonly packages: Packages | undefined;
  readonly out: string | undefined;
}

/** @throws Refusal with the option that is missing or wrong. */
export function readDeployOptions(args: readonly string[]): DeployOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string" },
      plan: { type: "string" },
      "without-plan": { type: "boolean", default: false },
      packages: { type: "string" },
      out: { type: "string" },
    },
  });
  const { plan, packages, out } = values;
  const stack = requireStackName(values.stack);
  if ((plan === undefined) !== values["without-plan"])
    throw new Refusal("expected either --plan <file> of ci:plan, or --without-plan");
  return {
    stack,
    plan: plan === undefined ? undefined : userPath(plan),
    packages: packages === undefined ? undefined : readPackages(packages),
    out,
  };
}
