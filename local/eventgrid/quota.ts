import { keyOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Resources } from "../shared/resource.js";
import { SUBSCRIPTION_TYPES } from "./subscription.js";
import { sourceOf } from "./subscription-source.js";
import { regionOf, TOPIC_TYPE } from "./topic.js";

/**
 * How many there may be at a time. System topics have no limit but that of one for each account.
 *
 * @see https://learn.microsoft.com/azure/event-grid/quotas-limits
 */
const MAX_TOPICS_IN_REGION = 100;
const MAX_SUBSCRIPTIONS_OF_TOPIC = 500;

/**
 * @param id of a topic that is written.
 * @throws AzureError when its region is full
 */
export function requireTopicQuota(resources: Resources, id: string, region: string): void {
  const others = resources
    .list(TOPIC_TYPE)
    .filter((other) => keyOf(other.id) !== keyOf(id) && regionOf(String(other.outputs.location)) === region);
  if (others.length >= MAX_TOPICS_IN_REGION) throw reached(`${region} has ${MAX_TOPICS_IN_REGION} topics`);
}

/**
 * Whatever the state of a subscription, it counts.
 *
 * @param id of a subscription that is written, of a topic, a system topic or a storage account.
 * @throws AzureError when that has as many as it may have
 */
export function requireSubscriptionQuota(resources: Resources, id: string): void {
  const source = sourceOf({ id });
  const others = SUBSCRIPTION_TYPES.flatMap((type) => resources.list(type)).filter(
    (other) => keyOf(other.id) !== keyOf(id) && keyOf(sourceOf(other)) === keyOf(source),
  );
  if (others.length >= MAX_SUBSCRIPTIONS_OF_TOPIC) {
    throw reached(`${source} has ${MAX_SUBSCRIPTIONS_OF_TOPIC} event subscriptions`);
  }
}

/** @see https://learn.microsoft.com/azure/event-grid/troubleshoot-errors#error-code-409 for the beginning of the text */
const reached = (what: string): AzureError =>
  new AzureError(
    409,
    "Conflict",
    `Quota limit reached. For more information on these limits, see https://learn.microsoft.com/azure/event-grid/quotas-limits: ${what}, and no more are allowed.`,
  );
