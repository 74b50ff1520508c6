import type * as z from "zod";
import { type Delivery, type DeliveryOptions, deliveryOf } from "./delivery.js";
import type { EventType } from "./event.js";

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

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Answers an HTTP request at `/api/{route}`, for callers that hold a key of the function or of the host. */
export interface OnHttp<B = unknown> {
  readonly trigger: "http";
  readonly method: HttpMethod;
  readonly route: string;
  /** Schema of the JSON body. A body that does not fit is answered with 400 before the handler sees it. */
  readonly body?: z.ZodType<B>;
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

/**
 * @param method the one method that it answers; others get 404, as the Functions host does.
 * @param route below `/api/`, e.g. `names` or `names/{id}`.
 * @param body schema of the JSON body, for methods that carry one.
 */
export const onHttp = <B = undefined>(method: HttpMethod, route: string, body?: z.ZodType<B>): OnHttp<B> => ({
  trigger: "http",
  method,
  route,
  ...(body === undefined ? {} : { body }),
});
