import type { Outside } from "./outside.js";

/** How often and how long something is tried: the delay doubles from the first to the longest. */
export interface Patience {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly totalMs: number;
  /** The command that carries on when time was up; default `pulumi up`. */
  readonly carriedOnBy?: string;
}

/** As long as Azure says that a role assignment may take to arrive, and a little more. */
export const PATIENCE: Patience = { firstDelayMs: 2_000, longestDelayMs: 30_000, totalMs: 12 * 60_000 };

/** How long to wait before a retry, counted from 1. */
export const delayMsOf = ({ firstDelayMs, longestDelayMs }: Patience, retry: number): number =>
  Math.min(firstDelayMs * 2 ** (retry - 1), longestDelayMs);

/** Thrown by an attempt that may well succeed later. Its message says what is still missing. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}

/**
 * Tries until it succeeds, fails for good, or time is up.
 *
 * @param what e.g. `shipping the code of func-recorder-dev-1a2b3c`.
 * @param attempt throws {@link NotYet} for "try again"; anything else ends it.
 * @throws when time is up, with what the last attempt was missing.
 */
export async function patiently<T>(
  what: string,
  patience: Patience,
  outside: Pick<Outside, "now" | "sleep" | "report">,
  attempt: () => Promise<T>,
): Promise<T> {
  const { totalMs, carriedOnBy = "pulumi up" } = patience;
  const deadline = outside.now() + totalMs;
  for (let retry = 1; ; retry += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NotYet)) throw error;
      const delayMs = delayMsOf(patience, retry);
      if (outside.now() + delayMs > deadline) {
        const minutes = Math.round(totalMs / 60_000);
        throw new Error(
          `${what}: gave up after ${minutes} minutes; at last: ${error.message}; the next \`${carriedOnBy}\` carries on from here`,
          { cause: error },
        );
      }
      outside.report(`${what}: ${error.message}; trying again in ${delayMs / 1000} s`);
      await outside.sleep(delayMs);
    }
  }
}
