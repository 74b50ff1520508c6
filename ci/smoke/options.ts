import { parseArgs } from "node:util";
import { requireStackName } from "../stack-name.js";

export const HELP = `Uses a deployed system as a caller does: gives it a name, and waits until the name is counted.

Usage: npm run ci:smoke -- --stack <name>

  --stack <name>   the stack
  --help           this text

It needs a login that has the roles of the stack's API, as bootstrap gives them to who deploys, waits up to three minutes
at each station, and changes nothing but the count of names that begin with no letter.

Exit codes: 0 it works, 2 wrong options, 3 a station does not work: it is named, with what to look at; 1 anything else.`;

/** @throws Refusal with the option that is missing or wrong. */
export function readSmokeOptions(args: readonly string[]): { readonly stack: string } {
  const { values } = parseArgs({ args: [...args], options: { stack: { type: "string" } } });
  return { stack: requireStackName(values.stack) };
}
