import { parseArgs } from "node:util";
import { type Packages, readPackages } from "../packages.js";
import { Refusal } from "../refusal.js";
import { requireStackName } from "../stack-name.js";
import { userPath } from "../user-path.js";

export const HELP = `Previews a stack and keeps the plan, encrypted, for ci:deploy.

Usage: npm run ci:plan -- --stack <name> --plan <file> [options]

  --stack <name>      the stack
  --plan <file>       where the plan goes; encrypted by the key that keeps the stack's own secrets
  --packages <json>   hashes by app, as ci:deploy of the environment before gives them: other packages are refused.
                      Needed for staging and prod
  --refresh           look at Azure first, so that the plan puts back what somebody changed there
  --out <file>        what would change, in Markdown; on GitHub it goes to the job's summary as well
  --help              this text

ci:deploy carries out the plan, and nothing that is not in it: with the same commit and Pulumi CLI, within 24 hours.
Pulumi calls update plans experimental; ci:deploy --without-plan does without.

Exit codes: 0 planned, 1 the preview failed or a policy forbids it, 2 refused before anything was called.`;

export interface PlanOptions {
  readonly stack: string;
  /** Absolute path. */
  readonly plan: string;
  readonly packages: Packages | undefined;
  readonly refresh: boolean;
  readonly out: string | undefined;
}

/** @throws Refusal with the option that is missing or wrong. */
export function readPlanOptions(args: readonly string[]): PlanOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string" },
      plan: { type: "string" },
      packages: { type: "string" },
      refresh: { type: "boolean", default: false },
      out: { type: "string" },
    },
  });
  const { plan, packages, refresh, out } = values;
  const stack = requireStackName(values.stack);
  if (plan === undefined) throw new Refusal("--plan is missing: expected the file that the plan goes to");
  const given = packages === undefined ? undefined : readPackages(packages);
  return { stack, plan: userPath(plan), packages: given, refresh, out };
}
