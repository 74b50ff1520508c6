import { type DeliveryAttribute, headersFor } from "./delivery-attributes.js";
import type { Destination } from "./destination.js";
import type { Delivery, StoredEvent } from "./event-store.js";

/** A delivery with its event. */
export interface Waiting {
  readonly delivery: Delivery;
  readonly event: StoredEvent;
}

/** A delivery whose turn comes soon, and its event once it was read. */
export interface Ready {
  readonly delivery: Delivery;
  /** Read from disk once; undefined then for an event that is gone. */
  read?: { readonly event: StoredEvent | undefined };
}

/**
 * Takes the first out that go in one request: as many as have been tried as often as the first and have the same
 * headers, which the request tells, within the numbers of the batch. What is gone counts, and weighs nothing.
 *
 * @param ready loses what is taken.
 * @param eventOf reads an event from disk: once for each.
 */
export function takeBatch(
  ready: Ready[],
  { batch, attributes }: Pick<Destination, "batch" | "attributes">,
  eventOf: (delivery: Delivery) => StoredEvent | undefined,
): Ready[] {
  const same = sameHeaders(attributes);
  let [length, bytes] = [0, 0];
  for (const next of ready.slice(0, batch?.maxEvents ?? 1)) {
    next.read ??= { event: eventOf(next.delivery) };
    const { event } = next.read;
    bytes += event === undefined ? 0 : Buffer.byteLength(event.json);
    const fits =
      next.delivery.attempts === ready[0]?.delivery.attempts && bytes <= (batch?.preferredBytes ?? 0) && same(event);
    if (length > 0 && !fits) break;
    length += 1;
  }
  return ready.splice(0, length);
}

/** Whether an event has the headers of the first that was asked about; all do where none is taken from events. */
function sameHeaders(attributes: readonly DeliveryAttribute[]): (event: StoredEvent | undefined) => boolean {
  if (!attributes.some((one) => "path" in one)) return () => true;
  let first: string | undefined;
  return (event) => {
    if (event === undefined) return true;
    const headers = JSON.stringify(headersFor(attributes, event.json));
    first ??= headers;
    return headers === first;
  };
}
