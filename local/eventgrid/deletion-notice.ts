import { randomUUID } from "node:crypto";
import type { Platform } from "../shared/service.js";
import { call } from "./call.js";
import { SERVICE } from "./constants.js";
import { fixedHeaders } from "./delivery-attributes.js";
import type { Subscription } from "./subscription.js";

/**
 * Tells a webhook that its subscription is gone: once, whatever it answers. It is known that such an event comes when a
 * subscription goes with its source, and what it looks like in the Event Grid schema; CloudEvents are told nothing.
 *
 * @param ended aborts the call.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-properties for the header
 * @see https://learn.microsoft.com/javascript/api/@azure/eventgrid-systemevents/subscriptiondeletedeventdata
 */
export async function tellDeletion(
  platform: Platform,
  { destination, id, name, schema, topicId }: Subscription,
  ended: AbortSignal,
): Promise<void> {
  if (destination.kind !== "WebHook" || schema !== "EventGridSchema") return;
  const event = {
    id: randomUUID(),
    topic: topicId,
    subject: "",
    data: { eventSubscriptionId: id },
    eventType: "Microsoft.EventGrid.SubscriptionDeletedEvent",
    eventTime: platform.clock.now().toISOString(),
    metadataVersion: "1",
    dataVersion: "1",
  };
  const init = {
    method: "POST",
    headers: {
      ...fixedHeaders(destination.attributes),
      "content-type": "application/json; charset=utf-8",
      "aeg-event-type": "SubscriptionDeletion",
      "aeg-subscription-name": name.toUpperCase(),
    },
    body: JSON.stringify([event]),
  };
  const answer = await call(platform, destination.url, init, ended).catch(() => ({ failure: "Aborted" }));
  platform.activities.record({
    service: SERVICE,
    what: "told-deletion",
    target: id,
    ...("status" in answer ? { status: answer.status } : { note: `the webhook did not answer: ${answer.failure}` }),
  });
}
