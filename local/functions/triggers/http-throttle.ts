import type { HttpSettings } from "./http-settings.js";

/**
 * Lets so many requests run at once and keeps so many waiting, in the order in which they came.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/HttpRequestQueue.cs
 */
export class HttpThrottle {
  readonly #concurrent: number;
  readonly #outstanding: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(settings: Pick<HttpSettings, "maxConcurrentRequests" | "maxOutstandingRequests">) {
    this.#concurrent = settings.maxConcurrentRequests;
    this.#outstanding = settings.maxOutstandingRequests;
  }

  /**
   * Waits for the request's turn, and has `work` done in it.
   *
   * @returns false when as many run and wait as may: then nothing was done.
   */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.#running + this.#waiting.length >= this.#outstanding) return false;
    if (this.#running < this.#concurrent) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = this.#waiting.shift();
      // Whose turn it is takes the place of who leaves.
      if (next === undefined) this.#running -= 1;
      else next();
    }
    return true;
  }
}
