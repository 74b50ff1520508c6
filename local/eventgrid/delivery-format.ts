import { ORIGIN } from "./constants.js";
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
 * The request that brings an event to its subscriber.
 *
 * @param attempts made before.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-properties
 */
export function deliveryRequest(subscription: Subscription, event: StoredEvent, attempts: number): RequestInit {
  const cloudEvents = subscription.schema === "CloudEventSchemaV1_0";
  const body = inDeliverySchema(subscription, event);
  return {
    method: "POST",
    headers: {
      "content-type": cloudEvents ? "application/cloudevents+json; charset=utf-8" : "application/json; charset=utf-8",
      "aeg-event-type": "Notification",
      "aeg-subscription-name": subscription.name.toUpperCase(),
      "aeg-delivery-count": String(attempts),
      "aeg-data-version": inHeader(event.dataVersion),
      "aeg-metadata-version": "1",
      ...(cloudEvents && { origin: ORIGIN }),
    },
    // The Event Grid schema is always an array; a single CloudEvent stands alone.
    body: cloudEvents ? body : `[${body}]`,
  };
}

/** The version is the publisher's own text: what no header can carry is replaced. */
const inHeader = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "?");
