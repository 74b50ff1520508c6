import type { WireRequest } from "../shared/wire.js";
import { ORIGIN } from "./constants.js";
import { headersFor } from "./delivery-attributes.js";
import type { StoredEvent } from "./event-store.js";
import type { Subscription } from "./subscription.js";

/** A CloudEvent made of an event of the Event Grid schema (learn.microsoft.com, "CloudEvents schema with Event Grid"). */
interface EventGridEvent {
  readonly id: string;
  readonly topic: string;
  readonly subject: string;
  readonly eventType: string;
  readonly eventTime: string;
  readonly data?: unknown;
}

/** The event in the subscription's delivery schema. */
export function inDeliverySchema({ schema, inputSchema }: Subscription, event: StoredEvent): string {
  if (schema === inputSchema) return event.json;
  const { id, topic, subject, eventType, eventTime, data } = JSON.parse(event.json) as EventGridEvent;
  return JSON.stringify({ specversion: "1.0", id, source: topic, subject, type: eventType, time: eventTime, data });
}

/**
 * The request that brings events to their subscriber: one, or several where the subscription has batches.
 *
 * That a batch of CloudEvents has the content type of their specification is not documented by the service; the
 * Functions host reads either.
 *
 * @param attempts made before.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-properties
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#33-batched-content-mode
 */
export function deliveryRequest(
  subscription: Subscription,
  events: readonly [StoredEvent, ...StoredEvent[]],
  attempts: number,
): WireRequest {
  const cloudEvents = subscription.schema === "CloudEventSchemaV1_0";
  const body = events.map((event) => inDeliverySchema(subscription, event)).join(",");
  const batched = subscription.destination.batch !== undefined;
  const type = cloudEvents ? `cloudevents${batched ? "-batch" : ""}+json` : "json";
  return {
    method: "POST",
    headers: {
      ...headersFor(subscription.destination.attributes, events[0].json),
      "content-type": `application/${type}; charset=utf-8`,
      "aeg-event-type": "Notification",
      "aeg-subscription-name": subscription.name.toUpperCase(),
      "aeg-delivery-count": String(attempts),
      "aeg-data-version": inHeader(events[0].dataVersion),
      "aeg-metadata-version": "1",
      ...(cloudEvents && { origin: ORIGIN }),
    },
    // The Event Grid schema is always an array; a single CloudEvent stands alone.
    body: cloudEvents && !batched ? body : `[${body}]`,
  };
}

/** The version is the publisher's own text: what no header can carry is replaced. */
const inHeader = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "?");
