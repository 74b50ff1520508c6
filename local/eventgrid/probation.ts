import { MINUTE_MS } from "./constants.js";

const SECOND_MS = 1_000;

/** How long deliveries wait after a failure, by its outcome; after others they do not. */
const DURATIONS_MS: Readonly<Record<string, number>> = {
  Busy: 10 * SECOND_MS,
  TimedOut: 10 * SECOND_MS,
  SocketError: 30 * SECOND_MS,
  NotFound: 5 * MINUTE_MS,
  ResolutionError: 5 * MINUTE_MS,
  Unauthorized: 5 * MINUTE_MS,
  Forbidden: 5 * MINUTE_MS,
};

/** Events that fail in a row before the destination counts as unhealthy: the vendor's own example. */
const FAILURES = 10;

/**
 * Spares a destination that keeps failing: after ten events in a row that it did not take, retries and new deliveries
 * wait for a while, and then go one at a time until one is taken. Azure's waits may grow to hours; by how much is not
 * published, so these stay as long as the page tells.
 *
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry#delayed-delivery
 */
export class Probation {
  #failures = 0;
  #until = 0;

  /** Whether it is still to show that it is well: one delivery at a time. */
  get unhealthy(): boolean {
    return this.#failures >= FAILURES;
  }

  /** When the next delivery may begin, in milliseconds since 1970; it may be past. */
  get until(): number {
    return this.#until;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#until = 0;
  }

  /**
   * @param outcome in the words of `lastDeliveryOutcome`.
   * @param events that one request brought.
   */
  failed(outcome: string, events: number, now: number): void {
    const duration = DURATIONS_MS[outcome];
    if (duration === undefined) return;
    this.#failures += events;
    if (this.unhealthy) this.#until = Math.max(this.#until, now + duration);
  }
}
