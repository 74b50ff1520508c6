import { parseArgs } from "node:util";
import { apps } from "../../contracts/apps/index.js";
import { STACK } from "../workspace.js";
import type { Choice } from "./choice.js";
import { readSince } from "./since.js";

export const HELP = `Events that could not be delivered: what died and why, and back onto the function that they were meant for.

Usage: npm run dead-letters -- list | show <id> | replay <id>… | replay --all [options]

  list             when each died, for which function, the event, why, after how many attempts, and how the last ended
  show <id>        all of an event, for each function that it died for; the first characters of the id are enough
  replay <id>…     brings these events, by their whole ids, to the function they were meant for, and to no other; what
                   the function takes is removed from the container, what it does not take stays
  replay --all     every event that fits the options

  --app <name>     only what was meant for this app
  --reason <text>  only what died for this reason; a part of it is enough: maxdelivery
  --since <when>   only what died since then: 90m, 6h or 2d ago, or a time such as 2026-05-01T12:00Z. Event Grid tells
                   the hour of a death, not the minute: the hour that the time falls into is shown whole
  --dry-run        replay: show what would be brought back, and send nothing
  --json           one JSON object a line
  --stack <name>   the stack (default ${STACK}: the local Azure); any other with the login of \`az login\`, which needs the
                   role Storage Blob Data Reader at the container, to replay Storage Blob Data Contributor, and
                   Website Contributor at the apps
  --help           this text

A replay that is killed between a function's answer and the removal leaves the event to be replayed twice: handlers are
idempotent. Exit code 1 when an event was not brought back, 3 when nothing runs or the stack is not deployed.`;

const COMMANDS = ["list", "show", "replay"] as const;

export type Command = (typeof COMMANDS)[number];

export interface DeadLetterOptions {
  /** Nothing when none was given. */
  readonly command?: Command;
  readonly choice: Choice;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly stack: string;
  readonly help: boolean;
}

/**
 * @param now that `--since` counts from.
 * @throws with the unknown command, option or value, and the allowed ones.
 */
export function readDeadLetterOptions(args: readonly string[], now = new Date()): DeadLetterOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      app: { type: "string" },
      reason: { type: "string" },
      since: { type: "string" },
      all: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      stack: { type: "string", default: STACK },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { app, reason, since, all, json, stack, help } = values;
  const [name, ...ids] = positionals;
  const common = { dryRun: values["dry-run"], json, stack, help };
  if (help || name === undefined) return { ...common, choice: {} };
  const command = commandOf(name);
  requireFitting(command, ids, { all, dryRun: common.dryRun });
  const choice = {
    ...(ids.length === 0 ? {} : { ids }),
    ...(app === undefined ? {} : { app: knownApp(app) }),
    ...(reason === undefined ? {} : { reason }),
    ...(since === undefined ? {} : { since: readSince(since, now) }),
  };
  return { ...common, command, choice };
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((one) => one === name);
  if (command === undefined) throw new Error(`"${name}": expected one of ${COMMANDS.join(", ")}`);
  return command;
}

function requireFitting(
  command: Command,
  ids: readonly string[],
  { all, dryRun }: { readonly all: boolean; readonly dryRun: boolean },
): void {
  if (command !== "replay" && all) throw new Error(`--all: ${command} does not take it; it belongs to replay`);
  if (command !== "replay" && dryRun) throw new Error(`--dry-run: ${command} does not take it; it belongs to replay`);
  if (command === "list" && ids.length > 0) throw new Error(`"${ids[0]}": list takes no ids; show takes one`);
  if (command === "show" && ids.length !== 1)
    throw new Error(`show has ${ids.length} ids: expected one, as list shows it`);
  if (command === "replay" && ids.length > 0 === all)
    throw new Error(`replay has ${all ? "ids and --all" : "neither ids nor --all"}: expected either`);
}

function knownApp(name: string): string {
  const names = apps.map((app) => app.name);
  if (!names.includes(name)) throw new Error(`--app "${name}": expected one of ${names.join(", ")}`);
  return name;
}
