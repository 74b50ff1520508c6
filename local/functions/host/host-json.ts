import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isObject } from "../../shared/is-object.js";
import {
  type BlobSettings,
  type QueueSettings,
  readBlobSettings,
  readQueueSettings,
} from "../bindings/queue-settings.js";
import { type Json, objectAt } from "../declared.js";
import type { Settings } from "../site.js";
import { timeSpan } from "../time-span.js";
import { type HttpSettings, readHttpSettings } from "../triggers/http-settings.js";
import { type RetryPolicy, retryPolicy } from "./retry-policy.js";

/** Flex Consumption's default: https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout. */
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const LEAST_TIMEOUT_MS = 1_000;
const OVERRIDE = /^AzureFunctionsJobHost__/i;

/**
 * What the host honours of host.json.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
export interface HostJson {
  readonly http: HttpSettings;
  readonly queues: QueueSettings;
  readonly blobs: BlobSettings;
  /** `undefined` is without end. */
  readonly functionTimeoutMs: number | undefined;
  /** Category prefix → least level, lower case. */
  readonly logLevels: Readonly<Record<string, string>>;
  /** The only functions to load, when given. */
  readonly functions: readonly string[] | undefined;
  /** Of the functions that have none of their own. */
  readonly retry: RetryPolicy | undefined;
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
  return {
    http: readHttpSettings(json),
    queues: readQueueSettings(json),
    blobs: readBlobSettings(json),
    functionTimeoutMs: timeout(json.functionTimeout),
    logLevels: strings(objectAt(json, "logging", "logLevel")),
    functions: list(json.functions)?.map(String),
    retry: retryPolicy.ofHostJson(json.retry),
  };
}

const strings = (json: Json): Record<string, string> =>
  Object.fromEntries(Object.entries(json).map(([key, value]) => [key, String(value)]));

/** Settings make a list of numbered keys: `AzureFunctionsJobHost__functions__0`. */
const list = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : isObject(value) ? Object.values(value) : undefined;

function timeout(value: unknown): number | undefined {
  if (value === undefined) return DEFAULT_TIMEOUT_MS;
  if (value === "-1" || value === -1) return undefined;
  const ms = timeSpan.parse(String(value));
  if (ms === undefined || ms < LEAST_TIMEOUT_MS) {
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

/** Keys are found whatever their case, as .NET's configuration finds them. */
function withValue(json: Json, [wanted, ...rest]: readonly string[], value: string): Json {
  if (wanted === undefined) return json;
  const key = Object.keys(json).find((one) => one.toLowerCase() === wanted.toLowerCase()) ?? wanted;
  return { ...json, [key]: rest.length === 0 ? value : withValue(asObject(json[key]), rest, value) };
}

const asObject = (value: unknown): Json => (Array.isArray(value) ? { ...value } : objectAt(value));
