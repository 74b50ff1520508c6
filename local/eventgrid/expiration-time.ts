import { AzureError } from "../shared/azure-error.js";
import type { Properties } from "../shared/resource.js";

/** A date, or one with a time; without an offset it is UTC. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * When a declared subscription ends, in milliseconds since 1970; nothing when it does not.
 *
 * @see https://learn.microsoft.com/cli/azure/eventgrid/event-subscription for the forms of `expirationTimeUtc`
 * @see https://learn.microsoft.com/azure/event-grid/troubleshoot-errors for the text
 * @throws AzureError when it is no date
 */
export function expirationOf({ expirationTimeUtc: given }: Properties): number | undefined {
  if (given === undefined || given === null) return undefined;
  const text = String(given);
  const [, time, , , offset] = DATE_TIME.exec(text) ?? [];
  const at = DATE_TIME.test(text)
    ? Date.parse(time === undefined || offset !== undefined ? text : `${text}Z`)
    : Number.NaN;
  if (Number.isNaN(at)) throw new AzureError(400, "InvalidRequest", INVALID);
  return at;
}

/** @throws AzureError when it is past */
export function requireFuture(inputs: Properties, now: Date): void {
  const at = expirationOf(inputs);
  if (at !== undefined && at <= now.getTime()) throw new AzureError(400, "InvalidRequest", INVALID);
}

const INVALID = "Invalid expiration time.";
