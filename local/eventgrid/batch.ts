import type { Batch } from "./destination.js";
import type { Delivery, StoredEvent } from "./event-store.js";

/** A delivery with its event. */
export interface Waiting {
  readonly delivery: Delivery;
  readonly event: StoredEvent;
}

/**
 * How many of the first go in one request: as many as have been tried as often as the first, which the request tells,
 * within the numbers of the batch.
 *
 * @param eventOf undefined for an event that is gone; it counts and weighs nothing.
 */
export function batchLength(
  ready: readonly Delivery[],
  batch: Batch | undefined,
  eventOf: (delivery: Delivery) => StoredEvent | undefined,
): number {
  if (batch === undefined) return Math.min(1, ready.length);
  let bytes = 0;
  let length = 0;
  for (const delivery of ready.slice(0, batch.maxEvents)) {
    bytes += eventOf(delivery)?.json.length ?? 0;
    const fits = delivery.attempts === ready[0]?.attempts && bytes <= batch.preferredBytes;
    if (length > 0 && !fits) break;
    length += 1;
  }
  return length;
}
