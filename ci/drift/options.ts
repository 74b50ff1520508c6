import { parseArgs } from "node:util";
import { requireStackName } from "../stack-name.js";

export const HELP = `Finds what is not as the code says: what somebody changed in Azure, and what is not deployed.

Usage: npm run ci:drift -- --stack <name> [options]

  --stack <name>   the stack
  --out <file>     what drifted, by resource and property, in Markdown; on GitHub it goes to the job's summary as well
  --issue          open one issue for the stack on GitHub, bring it up to date, and close it when there is no drift:
                   needs GITHUB_TOKEN (issues: write) and GITHUB_REPOSITORY
  --help           this text

It only looks: neither Azure nor the state is changed, and the right to read is enough. Look while no deployment runs.

Exit codes: 0 no drift, 7 drift (as Pulumi itself), 1 it could not be compared, 2 wrong options.`;

export interface DriftOptions {
  readonly stack: string;
  readonly out: string | undefined;
  readonly issue: boolean;
}

/** @throws Refusal with the option that is missing or wrong. */
export function readDriftOptions(args: readonly string[]): DriftOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { stack: { type: "string" }, out: { type: "string" }, issue: { type: "boolean", default: false } },
  });
  return { stack: requireStackName(values.stack), out: values.out, issue: values.issue };
}
