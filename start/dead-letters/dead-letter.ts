/** An event that could not be delivered to one subscription. */
export interface DeadLetter {
  /** Name of the subscription in upper case, as Event Grid names the folder. */
  readonly subscription: string;
  /** Name of the blob that it lies in, maybe with others. */
  readonly blob: string;
  /** The hour in which it died, as an ISO time: what the blob's name tells. */
  readonly hour: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly reason: string;
  /** Deliveries that were tried; nothing where the letter does not say. */
  readonly attempts?: number;
  readonly lastOutcome: string;
  /** ISO time at which Event Grid took it. */
  readonly published?: string;
  /** ISO time. */
  readonly lastAttempt?: string;
  /** The event as its function would have got it, without what Event Grid added when it died. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** What Event Grid adds; CloudEvents have it in lower case, the Event Grid schema in camel case. */
const ADDED = [
  "deadletterreason",
  "deliveryattempts",
  "lastdeliveryoutcome",
  "publishtime",
  "lastdeliveryattempttime",
  "lasthttpstatuscode",
];
const BLOB = /^([^/]+)\/(\d{4})\/(\d{1,2})\/(\d{1,2})\/(\d{1,2})\/[^/]+\.json$/;

/**
 * The events of a blob of a dead-letter container.
 *
 * @param blob `{SUBSCRIPTION}/{year}/{month}/{day}/{hour}/{guid}.json`, UTC.
 * @param text a JSON array of one or more events.
 * @throws when either is no such thing.
 * @see https://learn.microsoft.com/azure/event-grid/manage-event-delivery
 */
export function readDeadLetters(blob: string, text: string): DeadLetter[] {
  const [, subscription, ...digits] = BLOB.exec(blob) ?? [];
  if (subscription === undefined)
    throw new Error("its name is not {SUBSCRIPTION}/{year}/{month}/{day}/{hour}/{guid}.json");
  const [year = 0, month = 1, day = 1, hour = 0] = digits.map(Number);
  const place = { subscription, blob, hour: new Date(Date.UTC(year, month - 1, day, hour)).toISOString() };
  return entriesOf(text).map((entry) => ({ ...place, ...readEntry(entry) }));
}

/** The array in a blob, event by event, as it stands there. @throws when it is none. */
export function entriesOf(text: string): Record<string, unknown>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error("it holds no JSON", { cause: error });
  }
  if (!Array.isArray(value) || !value.every(isObject)) throw new Error("it holds no array of events");
  return value;
}

function readEntry(entry: Record<string, unknown>): Omit<DeadLetter, "subscription" | "blob" | "hour"> {
  const isAdded = (name: string) => ADDED.includes(name.toLowerCase());
  const all = Object.entries(entry);
  const added = new Map(all.filter(([name]) => isAdded(name)).map(([name, value]) => [name.toLowerCase(), value]));
  const event = Object.fromEntries(all.filter(([name]) => !isAdded(name)));
  const attempts = Number(added.get("deliveryattempts") ?? Number.NaN);
  const [published, lastAttempt] = ["publishtime", "lastdeliveryattempttime"].map((name) => textOf(added.get(name)));
  return {
    id: textOf(event.id),
    type: textOf(event.type ?? event.eventType),
    subject: textOf(event.subject),
    reason: textOf(added.get("deadletterreason")),
    lastOutcome: textOf(added.get("lastdeliveryoutcome")),
    ...(Number.isNaN(attempts) ? {} : { attempts }),
    ...(published ? { published } : {}),
    ...(lastAttempt ? { lastAttempt } : {}),
    event,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
