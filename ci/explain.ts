import { stripVTControlCharacters } from "node:util";
import type { Situation } from "./explain/cause.js";
import { DEPLOYMENT_CAUSES } from "./explain/deployment-causes.js";
import { LOGIN_CAUSES } from "./explain/login-causes.js";
import { SECRET_CAUSES } from "./explain/secret-causes.js";
import { STATE_CAUSES } from "./explain/state-causes.js";

const PAGE = "docs/how-to/recover.md";

/** All that is known, in the order in which it is looked for: what comes first is the cause of what comes later. */
export const CAUSES = [...LOGIN_CAUSES, ...SECRET_CAUSES, ...DEPLOYMENT_CAUSES, ...STATE_CAUSES] as const;

/**
 * Says in a short paragraph what was wrong with a run of the Pulumi CLI, with the value, what to do next, and where
 * more about it stands. It stands for nothing that the CLI printed: show both.
 *
 * @param output what the CLI, or a command of this folder, printed; in colour or not.
 * @returns nothing for what it does not know. Never a secret: it repeats names, ids, times and addresses alone.
 */
export function explain(output: string, situation: Situation = {}): string | undefined {
  const text = stripVTControlCharacters(output);
  for (const { pattern, says, section } of CAUSES) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const said = says(found.groups ?? {}, situation);
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}\nStep by step: ${PAGE}#${section}`;
  }
  return undefined;
}
