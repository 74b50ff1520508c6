import { parseArgs } from "node:util";

export const HELP = `Brings the whole system up on a local Azure and shows names travelling through it.

Usage: npm start [-- options]

  --once    wait until 20 names have gone all the way, print a summary, take everything down
            exit code 0 when the tally equals the blobs, 1 otherwise
  --watch   ship an app's code as soon as it changes; deploy when a manifest or the stack does
  --help    this text

Without options it stays and shows each name; Ctrl-C ends it. What was deployed stays for the next start;
\`npm run local -- reset\` removes it.`;

export interface Options {
  readonly once: boolean;
  readonly watch: boolean;
  readonly help: boolean;
}

/** @throws with the unknown option and the allowed ones. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: "boolean", default: false },
      watch: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return values;
}
