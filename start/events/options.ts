import { parseArgs } from "node:util";
import { apps } from "../../contracts/apps/index.js";
import { events } from "../../contracts/events/index.js";
import type { App } from "../../contracts/index.js";
import { findEvent } from "../find-event.js";
import type { FlowFilter } from "./event-flow.js";

export const HELP = `What happens to events in the local Azure: published, handled, delivered, and what was written for them.

Usage: npm run events -- [options]

  --follow       go on with each as it happens, until Ctrl-C; without it: the last 100 steps
  --type <name>  only events of this type: NameGenerated, or Names.NameGenerated.v1
  --app <name>   only what this app publishes, handles and writes
  --id <id>      only this event, from its beginning; the first characters are enough
  --json         one JSON object a line
  --help         this text

A row of a table, or a blob whose name does not hold the event's id, cannot be tied to one event: it is shown without
--id and --type. Exit code 3 when nothing runs.`;

export interface EventsOptions {
  readonly follow: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly filter: FlowFilter;
}

/** @throws with the unknown option or value, and the allowed ones. */
export function readEventsOptions(args: readonly string[]): EventsOptions {
  const { follow, json, help, id, type, app } = parseArgs({
    args: [...args],
    options: {
      follow: { type: "boolean", short: "f", default: false },
      type: { type: "string" },
      app: { type: "string" },
      id: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  }).values;
  const filter = {
    ...(id === undefined ? {} : { id }),
    ...(type === undefined ? {} : { type: findEvent(type, events).type }),
    ...(app === undefined ? {} : { app: findApp(app) }),
  };
  return { follow, json, help, filter };
}

function findApp(name: string): App {
  const found = apps.find((app) => app.name === name);
  if (found === undefined)
    throw new Error(`--app "${name}": expected one of ${apps.map((app) => app.name).join(", ")}`);
  return found;
}
