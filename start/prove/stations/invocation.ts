import { siteOf } from "../../site.js";
import { sighting } from "../sighting.js";
import type { Broken } from "../station.js";
import { type Surroundings, urlOf } from "../surroundings.js";

/** A run of a function to wait for. */
export interface Run {
  readonly app: string;
  readonly fn: string;
  /** It began at this time or later. */
  readonly since: Date;
  /** What it ran for, e.g. an event's id; anything when left out. */
  readonly subject?: string;
}

/** Waits for a run. @returns what broke; undefined when it went well. */
export async function invocation(
  surroundings: Surroundings,
  { app, fn, since, subject }: Run,
): Promise<Broken | undefined> {
  const path = `/sites/${siteOf(urlOf(surroundings, app))}/functions/${fn}`;
  const { status = 200, note = "" } = await sighting(
    surroundings.control,
    `${fn} of ${app} runs`,
    since,
    (activity) =>
      activity.what === "invoked" &&
      activity.target.endsWith(path) &&
      activity.at.getTime() - (activity.ms ?? 0) >= since.getTime() &&
      (subject === undefined || activity.subject === subject),
  );
  return status < 500 ? undefined : { what: `${fn} fails`, why: note };
}
