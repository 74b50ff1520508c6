import { isObject } from "../../shared/is-object.js";
import { timeSpan } from "../time-span.js";
import type { RetryOptions } from "../worker/protocol.js";

/** How an exponential wait varies: https://github.com/Azure/azure-webjobs-sdk, RandomizedExponentialBackoffStrategy.cs. */
const LEAST_FACTOR = 0.8;
const FACTOR_RANGE = 0.4;

/** When and how often a failed run is tried again. */
export interface RetryPolicy {
  /** -1 is without end. */
  readonly maxRetryCount: number;
  /**
   * How long to wait, in milliseconds.
   *
   * @param retryCount retries done so far.
   * @param random of 0 to 1.
   */
  delayMs(retryCount: number, random: number): number;
}

/**
 * Reads retry policies.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies
 */
export const retryPolicy = {
  /** @throws when it makes no sense. */
  ofFunction(options: RetryOptions | undefined): RetryPolicy | undefined {
    if (options === undefined) return undefined;
    const interval = (of: { readonly seconds?: number } | undefined): number | undefined =>
      of === undefined ? undefined : Number(of.seconds ?? 0) * 1000;
    return policyOf("retry", options.retryStrategy ?? options.strategy, options.maxRetryCount, {
      delayInterval: interval(options.delayInterval),
      minimumInterval: interval(options.minimumInterval),
      maximumInterval: interval(options.maximumInterval),
    });
  },

  /** That of host.json's `retry`, for all functions that have none of their own. @throws when it makes no sense. */
  ofHostJson(options: unknown): RetryPolicy | undefined {
    if (!isObject(options)) return undefined;
    const interval = (key: string): number | undefined => timeSpan.parse(String(options[key]));
    return policyOf("host.json: retry", options.strategy, options.maxRetryCount, {
      delayInterval: interval("delayInterval"),
      minimumInterval: interval("minimumInterval"),
      maximumInterval: interval("maximumInterval"),
    });
  },
};

interface Intervals {
  readonly delayInterval: number | undefined;
  readonly minimumInterval: number | undefined;
  readonly maximumInterval: number | undefined;
}

function policyOf(where: string, strategy: unknown, count: unknown, intervals: Intervals): RetryPolicy {
  const maxRetryCount = Number(count);
  if (count === undefined || !Number.isInteger(maxRetryCount) || maxRetryCount < -1) {
    throw new Error(`${where}: maxRetryCount ${JSON.stringify(count)}: expected a whole number, or -1 for no end`);
  }
  const need = (name: keyof Intervals): number => {
    const ms = intervals[name];
    if (ms === undefined || ms < 0) throw new Error(`${where}: strategy ${strategy} needs a ${name} of 0 or more`);
    return ms;
  };
  switch (String(strategy).toLowerCase()) {
    case "fixeddelay": {
      const ms = need("delayInterval");
      return { maxRetryCount, delayMs: () => ms };
    }
    case "exponentialbackoff": {
      const [least, most] = [need("minimumInterval"), need("maximumInterval")];
      if (least > most) throw new Error(`${where}: The minimumInterval must not be greater than the maximumInterval.`);
      return { maxRetryCount, delayMs: (retries, random) => Math.min(most, grown(least, retries, random)) };
    }
    default:
      throw new Error(`${where}: strategy ${JSON.stringify(strategy)}: expected fixedDelay or exponentialBackoff`);
  }
}

const grown = (leastMs: number, retries: number, random: number): number =>
  retries === 0 ? leastMs : Math.round(leastMs + (LEAST_FACTOR + FACTOR_RANGE * random) * 2 ** (retries - 1) * leastMs);
