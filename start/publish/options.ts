import { parseArgs } from "node:util";
import { STACK } from "../workspace.js";

export const HELP = `Publishes an event by hand, with your own login.

Usage: npm run publish -- <event> [options]

  <event>           its name: NameGenerated, NameGenerated.v1 or Names.NameGenerated.v1
  --data <json>     its data, or a part of it; @file reads a file, - standard input. A field that is required and left
                    out is completed with an example. The whole has to fit the contract
  --stack <name>    the stack whose topic it goes to (default ${STACK}: the local Azure); any other with the login of
                    \`az login\`, which needs the role EventGrid Data Sender
  --dry-run         show the event and send nothing
  --help            this text

Example: npm run publish -- NameGenerated --data '{"name":"Ada"}'
Exit code 3 when there is no topic to publish to.`;

export interface PublishOptions {
  /** Name of the event, as given. */
  readonly event: string | undefined;
  /** As given: JSON text, `@file` or `-`. */
  readonly data?: string;
  readonly stack: string;
  readonly dryRun: boolean;
  readonly help: boolean;
}

/** @throws with the unknown option, and with an argument too many. */
export function readPublishOptions(args: readonly string[]): PublishOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      data: { type: "string" },
      stack: { type: "string", default: STACK },
      "dry-run": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { data, stack, help } = values;
  const [event, ...more] = positionals;
  if (more.length > 0) throw new Error(`"${more[0]}": expected one event, and its data as --data '{"name":"Ada"}'`);
  return { event, stack, help, dryRun: values["dry-run"], ...(data === undefined ? {} : { data }) };
}
