import { keyOf } from "../shared/arm-id.js";
import type { Resource } from "../shared/resource.js";
import type { Platform, Service } from "../shared/service.js";
import { SERVICE } from "./constants.js";
import { DeliveryQueues } from "./delivery-queues.js";
import { EventStore } from "./event-store.js";
import { Publisher } from "./publisher.js";
import { SUBSCRIPTION_TYPES } from "./subscription.js";
import { subscriptionType } from "./subscription-type.js";
import { isTopicHost } from "./topic.js";
import { TopicKeys } from "./topic-keys.js";
import { TopicRegistry } from "./topic-registry.js";
import { topicType } from "./topic-type.js";

/**
 * Event Grid: custom topics on `{topic}.{region}-1.eventgrid.azure.net`, and their event subscriptions with
 * delivery to webhooks, at least once and in no order.
 *
 * @see https://learn.microsoft.com/azure/event-grid/custom-topics
 */
export function createEventGrid(platform: Platform): Service {
  const events = new EventStore(platform.store);
  const keys = new TopicKeys(platform.store);
  const queues = new DeliveryQueues(platform, events);
  const topics = new TopicRegistry(platform.resources, (subscription) => queues.put(subscription));
  const publisher = new Publisher(platform, topics, keys, events, queues);
  const deleted = async ({ id }: Resource): Promise<void> => {
    topics.forget(keyOf(id));
    await queues.remove(keyOf(id));
    await events.keepOnly(() => topics.subscriptionKeys());
  };
  return {
    name: SERVICE,
    answers: isTopicHost,
    handle: (request, response) => publisher.handle(request, response),
    resourceTypes: [
      topicType(platform.resources, keys),
      ...SUBSCRIPTION_TYPES.map((type) => subscriptionType(type, platform, deleted)),
    ],
    async start() {
      await events.keepOnly(() => topics.subscriptionKeys());
      queues.start();
    },
    stop: () => queues.stop(),
  };
}
