import type { RetryOptions } from "../worker/protocol.js";

/**
 * How long to wait before a run is tried again.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies
 * @param retryCount retries done so far.
 * @returns milliseconds; undefined when there is no further try.
 */
export function retryDelay(options: RetryOptions | undefined, retryCount: number): number | undefined {
  if (options === undefined) return undefined;
  if (options.maxRetryCount >= 0 && retryCount >= options.maxRetryCount) return undefined;
  const seconds = (duration: { readonly seconds?: number } | undefined): number => Number(duration?.seconds ?? 0);
  if ((options.retryStrategy ?? options.strategy) === "exponentialBackoff") {
    const grown = seconds(options.minimumInterval) * 2 ** retryCount;
    return Math.min(grown, seconds(options.maximumInterval)) * 1000;
  }
  return seconds(options.delayInterval) * 1000;
}
