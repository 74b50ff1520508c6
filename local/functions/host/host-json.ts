import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isObject } from "../../shared/is-object.js";
import { type Json, objectAt } from "../declared.js";
import type { Settings } from "../site.js";

/** Flex Consumption's default: https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout. */
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const OVERRIDE = /^AzureFunctionsJobHost__/i;

/**
 * What the host honours of host.json.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
export interface HostJson {
  /** Before every HTTP route; `api` unless set, may be empty. */
  readonly routePrefix: string;
  /** Headers that every HTTP answer gets. */
  readonly customHeaders: Readonly<Record<string, string>>;
  /** `undefined` is without end. */
  readonly functionTimeoutMs: number | undefined;
  /** Category prefix → least level, lower case. */
  readonly logLevels: Readonly<Record<string, string>>;
  /** The only functions to load, when given. */
  readonly functions: readonly string[] | undefined;
}

/**
 * Reads host.json; settings `AzureFunctionsJobHost__path__to__key` override it.
 *
 * @throws when it is missing or says something that the host does not take.
 */
export function readHostJson(directory: string, settings: Settings): HostJson {
  const file = path.join(directory, "host.json");
  if (!existsSync(file)) throw new Error("the package has no host.json at its root");
  const json = override(JSON.parse(readFileSync(file, "utf8")), settings);
  if (json.version !== "2.0") throw new Error(`host.json: version ${JSON.stringify(json.version)}: expected "2.0"`);
  const http = objectAt(json, "extensions", "http");
  return {
    routePrefix: typeof http.routePrefix === "string" ? http.routePrefix : "api",
    customHeaders: strings(objectAt(http, "customHeaders")),
    functionTimeoutMs: timeout(json.functionTimeout),
    logLevels: strings(objectAt(json, "logging", "logLevel")),
    functions: Array.isArray(json.functions) ? json.functions.map(String) : undefined,
  };
}

const strings = (json: Json): Record<string, string> =>
  Object.fromEntries(Object.entries(json).map(([key, value]) => [key, String(value)]));

function timeout(value: unknown): number | undefined {
  if (value === undefined) return DEFAULT_TIMEOUT_MS;
  if (value === "-1" || value === -1) return undefined;
  const [, days = "0", hours = "", minutes = "", seconds = ""] =
    /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2})$/.exec(String(value)) ?? [];
  const ms = (((+days * 24 + +hours) * 60 + +minutes) * 60 + +seconds) * 1000;
  if (hours === "" || ms < 1000) {
    throw new Error(
      `host.json: functionTimeout ${JSON.stringify(value)}: expected "hh:mm:ss" of a second or more, or "-1"`,
    );
  }
  return ms;
}

function override(json: unknown, settings: Settings): Json {
  if (!isObject(json)) throw new Error("host.json: expected an object");
  let result: Json = json;
  for (const [name, value] of Object.entries(settings)) {
    if (OVERRIDE.test(name)) result = withValue(result, name.replace(OVERRIDE, "").split("__"), value);
  }
  return result;
}

function withValue(json: Json, [key, ...rest]: readonly string[], value: string): Json {
  if (key === undefined) return json;
  return { ...json, [key]: rest.length === 0 ? value : withValue(objectAt(json[key]), rest, value) };
}
