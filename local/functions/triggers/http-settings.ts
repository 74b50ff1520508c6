import { type Json, objectAt } from "../declared.js";
import { timeSpan } from "../time-span.js";

/** How long a browser keeps to HTTPS when host.json does not say: ASP.NET Core's 30 days. */
const DEFAULT_MAX_AGE = "30.00:00:00";

/**
 * `extensions.http` of host.json.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook#hostjson-settings
 */
export interface HttpSettings {
  /** Before every route; `api` unless set, may be empty. */
  readonly routePrefix: string;
  /** Headers that every answer gets which does not have them. */
  readonly customHeaders: Readonly<Record<string, string>>;
  /** How many requests run at once; Infinity unless set. */
  readonly maxConcurrentRequests: number;
  /** How many requests run and wait at once, more get 429; Infinity unless set. */
  readonly maxOutstandingRequests: number;
  /** Value of `Strict-Transport-Security`, when it is turned on. */
  readonly hsts?: string;
}

/**
 * @param json host.json, settings applied.
 * @throws when a limit is no number that the host takes.
 */
export function readHttpSettings(json: Json): HttpSettings {
  const http = objectAt(json, "extensions", "http");
  const hsts = objectAt(http, "hsts");
  return {
    routePrefix: typeof http.routePrefix === "string" ? http.routePrefix : "api",
    customHeaders: Object.fromEntries(
      Object.entries(objectAt(http, "customHeaders")).map(([name, value]) => [name, String(value)]),
    ),
    maxConcurrentRequests: limit("maxConcurrentRequests", http.maxConcurrentRequests),
    maxOutstandingRequests: limit("maxOutstandingRequests", http.maxOutstandingRequests),
    ...(isTrue(hsts.isEnabled) ? { hsts: hstsValue(hsts) } : {}),
  };
}

/** -1 is without end. Settings of the app, which override host.json, are text. */
function limit(name: string, value: unknown): number {
  if (value === undefined || Number(value) === -1) return Number.POSITIVE_INFINITY;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new Error(
    `host.json: extensions.http.${name} ${JSON.stringify(value)}: expected a whole number of 1 or more, or -1`,
  );
}

const isTrue = (value: unknown): boolean => /^true$/i.test(String(value));

/** @throws when `maxAge` is no time span. */
function hstsValue({ maxAge = DEFAULT_MAX_AGE, includeSubDomains, preload }: Json): string {
  const ms = timeSpan.parse(String(maxAge));
  if (ms === undefined || ms < 0) {
    throw new Error(`host.json: extensions.http.hsts.maxAge ${JSON.stringify(maxAge)}: expected "days.hh:mm:ss"`);
  }
  return [
    `max-age=${Math.floor(ms / 1000)}`,
    ...(isTrue(includeSubDomains) ? ["includeSubDomains"] : []),
    ...(isTrue(preload) ? ["preload"] : []),
  ].join("; ");
}
