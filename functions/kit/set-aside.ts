import { createHash } from "node:crypto";
import { type App, type Need, SET_ASIDE } from "../../contracts/index.js";
import type { BlobWriter } from "./clients/blob-container.js";
import type { Log } from "./log.js";
import type { Refusal } from "./received-event.js";

/** The log message of every event that was set aside; its fields are app, function, eventId and reason. */
export const EVENT_SET_ASIDE = "EventSetAside";

/** Where an app sets events aside: its client for the container SET_ASIDE, which `defineApp` makes sure of. */
export function setAsideClientOf(app: App, clients: Readonly<Record<string, unknown>>): BlobWriter {
  const key = Object.keys(app.needs).find((key) => isSetAside(app.needs[key]));
  if (key === undefined) throw new Error(`app "${app.name}" has no need "write(SET_ASIDE)"`);
  return clients[key] as BlobWriter;
}

const isSetAside = (need: Need | undefined): boolean =>
  need?.kind === "blobContainer" && need.resource.name === SET_ASIDE.name && need.access !== "read";

/**
 * Keeps an event that can never be handled, with the reason, as the blob `{app}/{function}/{event id}.json`, and
 * logs it. Event Grid would deliver it again for a day and then drop it.
 *
 * @throws when the blob cannot be written: the event must be delivered again, lest it be lost.
 */
export async function setAside(
  raw: unknown,
  refusal: Refusal,
  place: { readonly app: string; readonly fn: string; readonly blobs: BlobWriter; readonly log: Log },
): Promise<void> {
  const { app, fn, blobs, log } = place;
  const eventId = idOf(raw);
  const record = { app, function: fn, ...refusal, time: new Date().toISOString(), event: raw };
  try {
    await blobs.put(`${app}/${fn}/${safeName(eventId)}.json`, JSON.stringify(record, null, 2), "application/json");
  } catch (cause) {
    throw new Error(`${app}/${fn}: event ${eventId} (${refusal.reason}) could not be set aside`, { cause });
  }
  log.warn(EVENT_SET_ASIDE, { app, eventId, reason: refusal.reason });
}

/** The event's id; what has none is told apart by its content. */
function idOf(raw: unknown): string {
  const id = (raw as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" && id !== "" ? id : `no-id-${digest(JSON.stringify(raw) ?? "")}`;
}

/** An id that is not safe as part of a blob's name is shortened to what is, and told apart by its hash. */
export function safeName(id: string): string {
  if (/^[A-Za-z0-9_-]{1,100}$/.test(id)) return id;
  return `${id.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 60)}-${digest(id)}`;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
