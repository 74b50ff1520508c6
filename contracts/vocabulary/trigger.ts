import { type Delivery, type DeliveryOptions, deliveryOf } from "./delivery.js";
import type { EventType } from "./event.js";
import type { OnHttp } from "./on-http.js";

/** Runs for each event of one kind, delivered at least once and in no order. */
export interface OnEvent<E extends EventType = EventType> {
  readonly trigger: "event";
  readonly event: E;
  readonly delivery: Delivery;
}

/** Runs by the clock. */
export interface OnTimer {
  readonly trigger: "timer";
  /** NCRONTAB, six fields from seconds on: `0 0 * * * *` is every hour. */
  readonly schedule: string;
}

export type Trigger = OnEvent | OnTimer | OnHttp;

/**
 * @param event the kind of event to handle.
 * @param delivery retries, batches, and which of the events.
 * @throws when Event Grid would not take it, with what it takes.
 * @example
 * onEvent(NameGenerated, { maxEventsPerBatch: 20, filter: { name: { stringBeginsWith: ["A"] } } })
 */
export const onEvent = <E extends EventType>(event: E, delivery: DeliveryOptions<E> = {}): OnEvent<E> => ({
  trigger: "event",
  event,
  delivery: deliveryOf(delivery),
});

/** @param schedule NCRONTAB with six fields. */
export const onTimer = (schedule: string): OnTimer => ({ trigger: "timer", schedule });
