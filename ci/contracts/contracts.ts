import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { App, Need, Trigger } from "../../contracts/index.js";
import type { JsonSchema } from "../../contracts/vocabulary/json-schema.js";

/** An app's manifest in words, by the names of its parts. */
export interface Manifest {
  /** e.g. `on event Names.NameGenerated.v1`. */
  readonly functions: Readonly<Record<string, string>>;
  /** e.g. `write blobContainer raw-names`. */
  readonly needs: Readonly<Record<string, string>>;
}

/** What a version of the project promises. */
export interface Contracts {
  /** Schemas of events by type. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** Manifests by app. */
  readonly apps: Readonly<Record<string, Manifest>>;
}

/** Reads the contracts of a checkout, or of a part of one. @param root where `contracts/` is. */
export async function contractsIn(root: string): Promise<Contracts> {
  const folder = join(root, "contracts", "schemas");
  const schemas = readdirSync(folder).flatMap((file) => {
    const type = /^(.+)\.json$/.exec(file)?.[1];
    return type === undefined ? [] : [[type, JSON.parse(readFileSync(join(folder, file), "utf8"))] as const];
  });
  const module = pathToFileURL(join(root, "contracts", "apps", "index.ts")).href;
  const { apps } = (await import(module)) as { readonly apps: readonly App[] };
  return {
    schemas: Object.fromEntries(schemas),
    apps: Object.fromEntries(apps.map((app) => [app.name, manifestOf(app)])),
  };
}

const manifestOf = ({ functions, needs }: App): Manifest => ({
  functions: Object.fromEntries(Object.entries(functions).map(([name, trigger]) => [name, triggerWords(trigger)])),
  needs: Object.fromEntries(Object.entries(needs).map(([name, need]) => [name, needWords(need)])),
});

function triggerWords(trigger: Trigger): string {
  if (trigger.trigger === "timer") return `by the clock ${trigger.schedule}`;
  if (trigger.trigger === "http") return `on ${trigger.method} /api/${trigger.route}`;
  const { filters, ...delivery } = trigger.delivery;
  const how = Object.entries(delivery).flatMap(([name, value]) => (value === DEFAULTS[name] ? [] : `${name} ${value}`));
  const which = filters.length === 0 ? [] : [`filter ${JSON.stringify(filters)}`];
  return [`on event ${trigger.event.type}`, ...how, ...which].join(", ");
}

/** Of a delivery; what is not as usual is told. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  maxDeliveryAttempts: 30,
  eventTimeToLiveInMinutes: 1440,
  maxEventsPerBatch: 1,
  preferredBatchSizeInKilobytes: 64,
  subjectBeginsWith: "",
  subjectEndsWith: "",
};

const needWords = (need: Need): string =>
  need.kind === "publish"
    ? `publish ${need.events.map(({ type }) => type).join(", ")}`
    : `${need.access} ${need.kind} ${need.resource.name}`;
