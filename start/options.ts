import { parseArgs } from "node:util";
import { type Inspected, readInspected } from "./inspect.js";

export const HELP = `Brings the whole system up on a local Azure and shows names travelling through it.

Usage: npm start [-- options]

  --once    wait until 20 names have gone all the way, print a summary, take everything down
            exit code 0 when the tally equals the blobs, 1 otherwise
  --watch   ship an app's code as soon as it changes; deploy when a manifest or the stack does
  --inspect <app>[:port]
            open that app to a debugger on 127.0.0.1 (port 9229, or a free one); breakpoints go into its TypeScript
  --help    this text

Without options it stays and shows each name; Ctrl-C ends it. What was deployed stays for the next start;
\`npm run local -- reset\` removes it.`;

export interface Options {
  readonly once: boolean;
  readonly watch: boolean;
  readonly inspect?: Inspected;
  readonly help: boolean;
}

/** @throws with the unknown option or value, and the allowed ones. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: "boolean", default: false },
      watch: { type: "boolean", default: false },
      inspect: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { inspect, ...rest } = values;
  return inspect === undefined ? rest : { ...rest, inspect: readInspected(inspect) };
}
