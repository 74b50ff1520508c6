import { inDeliverySchema } from "./delivery-format.js";
import type { Delivery, StoredEvent } from "./event-store.js";
import type { Subscription } from "./subscription.js";

/**
 * Name of the blob: the subscription and the hour, without leading zeros.
 *
 * @see https://learn.microsoft.com/azure/event-grid/manage-event-delivery
 */
export const deadLetterPath = (subscriptionName: string, at: Date, id: string): string =>
  `${subscriptionName.toUpperCase()}/${at.getUTCFullYear()}/${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCHours()}/${id}.json`;

/** The event with why and when it was given up; CloudEvents in lower case, and without the time of the last attempt. */
export function deadLetterEntry(subscription: Subscription, delivery: Delivery, event: StoredEvent): string {
  const original = JSON.parse(inDeliverySchema(subscription, event)) as object;
  const publishTime = new Date(event.published).toISOString();
  const added =
    subscription.schema === "CloudEventSchemaV1_0"
      ? {
          deadletterreason: delivery.givenUp,
          deliveryattempts: delivery.attempts,
          lastdeliveryoutcome: delivery.outcome,
          publishtime: publishTime,
        }
      : {
          deadLetterReason: delivery.givenUp,
          deliveryAttempts: delivery.attempts,
          lastDeliveryOutcome: delivery.outcome,
          publishTime,
          lastDeliveryAttemptTime: new Date(delivery.lastAttempt ?? event.published).toISOString(),
        };
  return JSON.stringify({ ...original, ...added });
}
