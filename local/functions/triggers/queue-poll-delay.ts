import { LEAST_POLLING_MS } from "../bindings/queue-settings.js";

/** By how much of itself a growing pause is longer or shorter by chance. */
const CHANCE = 0.2;

/**
 * How long to wait before the next look into a queue: 100 ms after one that brought messages, then longer and longer.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Timers/RandomizedExponentialBackoffStrategy.cs
 */
export class QueuePollDelay {
  #current = 0;
  #exponent = 0;

  constructor(
    private readonly longestMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** @param found whether messages came since the last pause. */
  next(found: boolean): number {
    if (found) {
      this.#exponent = 1;
      this.#current = LEAST_POLLING_MS;
    } else if (this.#current !== this.longestMs) {
      const factor = 1 - CHANCE + 2 * CHANCE * this.random();
      const growth = this.#exponent === 0 ? 0 : factor * 2 ** (this.#exponent - 1) * LEAST_POLLING_MS;
      this.#exponent += 1;
      this.#current = Math.min(LEAST_POLLING_MS + growth, this.longestMs);
    }
    return this.#current;
  }
}
