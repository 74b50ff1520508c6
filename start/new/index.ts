import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { events } from "../../contracts/events/index.js";
import * as contracts from "../../contracts/index.js";
import { findEvent } from "../find-event.js";
import { appPlan, type NewApp, readAppName } from "./app-plan.js";
import { carryOut, refresh } from "./carry-out.js";
import { eventPlan, readNewEvent, variableOf } from "./event-plan.js";
import { HELP, type NewOptions, readNewOptions } from "./options.js";
import type { Plan } from "./plan.js";
import { importedFrom } from "./source.js";
import { requireFree } from "./taken.js";

/** `npm run new -- event <Name>` and `-- app <name>`. */
const root = resolve(import.meta.dirname, "../..");

process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});

async function main(): Promise<number> {
  const options = readNewOptions(process.argv.slice(2));
  if (options.help) {
    say(HELP);
    return 0;
  }
  const plan = planFor(options);
  if (plan === undefined) {
    process.stderr.write(`"${options.kind ?? ""}": expected event or app\n\n${HELP}\n`);
    return 2;
  }
  const { files, byHand } = await carryOut(root, plan);
  for (const file of files) say(`Written: ${file}`);
  for (const one of byHand) process.stderr.write(`${one}\n`);
  for (const line of await refresh(root)) say(line);
  say("\nNext:");
  for (const line of plan.next) say(`  ${line}`);
  return byHand.length === 0 ? 0 : 1;
}

/** @throws when the name is not one to take. */
function planFor({ kind, name, version, event }: NewOptions): Plan | undefined {
  if (kind === "event") {
    const made = readNewEvent(name, version);
    const plan = eventPlan(made);
    requireFree(root, [variableOf(made)], plan);
    return plan;
  }
  if (kind === "app") {
    const app = readAppName(name);
    const plan = appPlan({ name: app, ...(event === undefined ? {} : { event: handledEvent(event) }) });
    requireFree(root, [app, `${app}App`], plan);
    return plan;
  }
  return undefined;
}

/** @throws when there is no such event, or when it is not listed as the others are. */
function handledEvent(name: string): NonNullable<NewApp["event"]> {
  const definition = findEvent(name, events);
  const variable = Object.entries(contracts).find(([, value]) => (value as unknown) === definition)?.[0];
  const list = readFileSync(join(root, "contracts/events/index.ts"), "utf8");
  const file = variable && importedFrom(list, variable)?.replace(/^\.\//, "");
  if (variable === undefined || file === undefined) {
    throw new Error(`event "${definition.type}": expected it among the exports of contracts/index.ts`);
  }
  return { definition, variable, file };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
