import { MINUTE_MS } from "./constants.js";
import type { Destination } from "./destination.js";
import { statusName } from "./status-name.js";

/**
 * What Event Grid does after a failed attempt.
 *
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */

const SECOND_MS = 1_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Pause after the first, second, … failed attempt; the last one repeats. */
const PAUSES_MS = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
];
/** The least pause after a status; ten seconds after all others. */
const LEAST_PAUSE_MS: Readonly<Record<number, number>> = {
  404: 5 * MINUTE_MS,
  408: 2 * MINUTE_MS,
  503: 30 * SECOND_MS,
};
/** Part of the pause that chance may add: the vendor speaks of a small randomness, without a number. */
const SPREAD = 0.1;

/** The same for what Azure itself lets Event Grid into: who is refused now may be accepted later. */
const LEAST_PAUSE_OF_RESOURCE_MS: Readonly<Record<number, number>> = { ...LEAST_PAUSE_MS, 401: 5 * MINUTE_MS };

/** Statuses after which there is no further attempt, by kind of destination. */
const NOT_RETRIED: Readonly<Record<Destination["kind"], ReadonlySet<number>>> = {
  WebHook: new Set([400, 401, 403, 413]),
  AzureFunction: new Set([400, 403, 413]),
  StorageQueue: new Set([400, 403, 413]),
};

/** How an attempt ended: with a status, or without an answer. */
export type Answer = { readonly status: number } | { readonly failure: "TimedOut" | "SocketError" | "ResolutionError" };

/** Only 200 to 204 are success; a redirect is not. */
export const isDelivered = (answer: Answer): boolean =>
  "status" in answer && answer.status >= 200 && answer.status <= 204;

/** Why there is no further attempt after this answer, whatever the policy: the dead-letter reason. */
export function hopeless(kind: Destination["kind"], answer: Answer): string | undefined {
  if (!("status" in answer) || !NOT_RETRIED[kind].has(answer.status)) return undefined;
  return `UndeliverableDueToHttp${statusName(answer.status)}`;
}

/** @param attempts made so far, at least one; @returns milliseconds until the next. */
export function pauseAfter(
  kind: Destination["kind"],
  attempts: number,
  answer: Answer,
  random: () => number = Math.random,
): number {
  const scheduled = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? 0;
  const pauses = kind === "WebHook" ? LEAST_PAUSE_MS : LEAST_PAUSE_OF_RESOURCE_MS;
  const least = "status" in answer ? (pauses[answer.status] ?? 0) : 0;
  return Math.round(Math.max(scheduled, least) * (1 + SPREAD * random()));
}

const OUTCOMES: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  408: "TimedOut",
  413: "PayloadTooLarge",
};

/** The answer in the words of `lastDeliveryOutcome`; a status that the vendor's list does not name is `Busy`. */
export const outcomeOf = (answer: Answer): string =>
  "failure" in answer ? answer.failure : (OUTCOMES[answer.status] ?? "Busy");
