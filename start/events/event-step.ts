import { apps } from "../../contracts/apps/index.js";
import type { Activity } from "../../local/shared/activity.js";

/** What happens to an event, and to what its handlers write. */
export type What =
  | "published"
  | "handled"
  | "failed"
  | "delivered"
  | "retrying"
  | "given up"
  | "dropped"
  | "dead-lettered"
  | "blob written"
  | "table written";

/** One step of an event on its way. */
export interface EventStep {
  /** When it was done. */
  readonly at: Date;
  readonly what: What;
  /** The event's id; of a blob its name, of which the id may be a part; nothing for a table. */
  readonly subject?: string;
  /** CloudEvents type. */
  readonly type?: string;
  readonly app?: string;
  readonly function?: string;
  /** Container or table that was written. */
  readonly resource?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly note?: string;
}

/** What Event Grid does with an event, in its own words and in ours. */
const EVENT_GRID: Readonly<Record<string, What>> = {
  accepted: "published",
  delivered: "delivered",
  retrying: "retrying",
  "given-up": "given up",
  dropped: "dropped",
  "dead-lettered": "dead-lettered",
};

/** Names of sites and subscriptions, as `infra/names.ts` makes them: no app's name has a hyphen. */
const SITE = /\/sites\/func-([a-z0-9]+)-[^/]*\/functions\/(\w+)$/i;
const SUBSCRIPTION = /\/eventSubscriptions\/evgs-([a-z0-9]+)-(\w+)$/i;
const STORED = /^https:\/\/[a-z0-9]+\.(blob|table)\.core\.windows\.net\/([^/]+)/;

/** The step that an activity of the local Azure is; nothing when it is none, or when what was to be written was refused. */
export function eventStepOf(activity: Activity): EventStep | undefined {
  const { at, service, what, target, subject, status, ms, note } = activity;
  const common = {
    at,
    ...(status === undefined ? {} : { status }),
    ...(ms === undefined ? {} : { ms }),
    ...(note === undefined ? {} : { note }),
  };
  switch (service) {
    case "eventgrid": {
      const known = EVENT_GRID[what];
      if (known === undefined || subject === undefined) return undefined;
      const type = activity.type === undefined ? {} : { type: activity.type };
      return { ...common, what: known, subject, ...handlerOf(SUBSCRIPTION.exec(target)), ...type };
    }
    case "functions":
      if (what !== "invoked" || subject === undefined) return undefined;
      return { ...common, what: (status ?? 0) < 400 ? "handled" : "failed", subject, ...handlerOf(SITE.exec(target)) };
    case "storage": {
      const [, kind, resource] = STORED.exec(target) ?? [];
      if (resource === undefined || (status ?? 500) >= 400) return undefined;
      if (kind === "blob" && /^Put (Blob|Block List)$/.test(what) && subject !== undefined) {
        return { ...common, what: "blob written", subject, resource };
      }
      return kind === "table" && /Entity/.test(what) && subject !== undefined
        ? { ...common, what: "table written", resource: subject }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** The function that a name tells, and the event that its manifest says it handles. */
function handlerOf(named: RegExpExecArray | null): Pick<EventStep, "app" | "function" | "type"> {
  const [, name, fn] = named ?? [];
  if (name === undefined || fn === undefined) return {};
  const trigger = apps.find((app) => app.name === name)?.functions[fn];
  return { app: name, function: fn, ...(trigger?.trigger === "event" ? { type: trigger.event.type } : {}) };
}
