import { NetworkError } from "../../infra/shipping/http.js";

/** Thrown by an attempt that may well succeed later; its message says what is still missing. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}

export interface Waiting {
  readonly limitMs: number;
  readonly pauseMs: number;
}

/**
 * Tries until it succeeds, fails for good, or time is up. A call without an answer is tried again too.
 *
 * @throws when time is up, with what the last attempt was missing.
 */
export async function until<T>({ limitMs, pauseMs }: Waiting, attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NotYet || error instanceof NetworkError)) throw error;
      if (performance.now() + pauseMs > deadline)
        throw new Error(`not within ${Math.round(limitMs / 1000)} s; at last: ${error.message}`, { cause: error });
      await new Promise((done) => setTimeout(done, pauseMs));
    }
  }
}
