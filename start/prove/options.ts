import { parseArgs } from "node:util";
import { apps } from "../../contracts/apps/index.js";

export const HELP = `Shows that every role assignment of the stack is needed, and no role wider than it has to be.

Usage: npm run prove [-- options]

  --app <name>   only what this app's identity was granted
  --help         this text

Deploys stack "local" to a local Azure of its own, which it removes in the end, and lets every station of every app be
passed once. Then it takes the role assignments away, one at a time: a station has to break, by a call that is refused
with 403 (by Event Grid with 401), and to heal when the assignment is back. Takes about a minute.
Exit code 0 when each is needed, 1 when one is not, a narrower built-in role would do, or the system does not work.`;

export interface ProveOptions {
  /** Name of an app. */
  readonly app?: string;
  readonly help: boolean;
}

/** @throws with the unknown option or value, and the allowed ones. */
export function readProveOptions(args: readonly string[]): ProveOptions {
  const { app, help } = parseArgs({
    args: [...args],
    options: { app: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
  }).values;
  const names = apps.map(({ name }) => name);
  if (app !== undefined && !names.includes(app)) throw new Error(`--app "${app}": expected one of ${names.join(", ")}`);
  return { ...(app === undefined ? {} : { app }), help };
}
