import { parseArgs } from "node:util";

export const HELP = `Writes a new event or a new app: the few lines to begin with, formatted, with a test, and listed where they belong.

Usage: npm run new -- event <Domain.Happened> [--version <number>]
       npm run new -- app <name> [--event <event>]

  event      contract, JSON Schema and test, e.g. Orders.OrderPlaced; version 1 unless told
  app        manifest, handlers, test, and its place in the stack. With --event it handles that event,
             e.g. OrderPlaced; without, it answers a request
  --help     this text

Nothing is overwritten.`;

export interface NewOptions {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly version: string;
  readonly event?: string;
  readonly help: boolean;
}

/** @throws with the unknown option, or the option that does not go with what is to be written. */
export function readNewOptions(args: readonly string[]): NewOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { version: { type: "string" }, event: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  const [kind, name, ...more] = positionals;
  const { version, event, help = false } = values;
  if (more.length > 0) throw new Error(`"${more[0]}": expected one name`);
  if (version !== undefined && kind === "app") throw new Error("--version: expected only with an event");
  if (event !== undefined && kind === "event") throw new Error("--event: expected only with an app");
  return { kind, name, version: version ?? "1", help, ...(event === undefined ? {} : { event }) };
}
