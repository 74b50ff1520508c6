import { keyOf } from "../shared/arm-id.js";
import type { BlobEvents } from "../shared/blob-events.js";
import type { Metered } from "../shared/metrics.js";
import type { Resource, ResourceType } from "../shared/resource.js";
import type { Platform, Service } from "../shared/service.js";
import type { BacklogBound } from "./backlog.js";
import { BlobEventSource } from "./blob-event-source.js";
import { answerConsent } from "./consent-endpoint.js";
import { isConsentHost } from "./consent-offer.js";
import { SERVICE } from "./constants.js";
import { tellDeletion } from "./deletion-notice.js";
import { DeliveryQueues } from "./delivery-queues.js";
import { EventStore } from "./event-store.js";
import { Expirations } from "./expirations.js";
import { Intake } from "./intake.js";
import { LateConsents } from "./late-consents.js";
import { Metrics } from "./metrics.js";
import { Publisher } from "./publisher.js";
import { refusedTypes } from "./refused-types.js";
import { requestedHost } from "./requested-host.js";
import { SUBSCRIPTION_TYPES } from "./subscription.js";
import { sourceOf } from "./subscription-source.js";
import { subscriptionType } from "./subscription-type.js";
import { systemTopicType } from "./system-topic-type.js";
import { isTopicHost } from "./topic.js";
import { TopicKeys } from "./topic-keys.js";
import { TopicRegistry } from "./topic-registry.js";
import { topicType } from "./topic-type.js";

/** Event Grid, and what it is to other services. */
export interface EventGrid extends Service {
  /** Who the storage service tells of changed blobs. */
  readonly blobEvents: BlobEvents;
  readonly metrics: Metered;
}

/**
 * Event Grid: custom topics on `{topic}.{region}-1.eventgrid.azure.net`, system topics of storage accounts, and their
 * event subscriptions with delivery to webhooks, functions and queues, at least once and in no order. Webhooks may
 * consent on `rp-{region}.eventgrid.azure.net`.
 *
 * @param bound of what may wait on disk; by default the service's own.
 * @see https://learn.microsoft.com/azure/event-grid/custom-topics
 */
export function createEventGrid(platform: Platform, bound?: BacklogBound): EventGrid {
  const events = new EventStore(platform.store, bound);
  const keys = new TopicKeys(platform.store);
  const metrics = new Metrics();
  const queues = new DeliveryQueues(platform, events, metrics);
  const topics = new TopicRegistry(
    platform.resources,
    (subscription) => queues.put(subscription),
    (key) => void queues.remove(key),
  );
  const consents = new LateConsents(platform);
  const ended = new AbortController();
  const intake = new Intake(platform, events, queues, metrics);
  const publisher = new Publisher(platform, topics, keys, intake, metrics);
  const deleted = async (resource: Resource): Promise<void> => {
    const key = keyOf(resource.id);
    const consented = topics.subscription(key);
    topics.forget(key);
    await Promise.all([consents.forget(key), queues.remove(key)]);
    await events.keepOnly(() => topics.subscriptionKeys());
    metrics.forget(sourceOf(resource), resource.name);
    // Nobody waits for the webhook.
    if (consented !== undefined) void tellDeletion(platform, consented, ended.signal);
  };
  const expirations = new Expirations(platform, deleted);
  const forgetting = (type: ResourceType): ResourceType => ({
    ...type,
    async delete(resource) {
      await type.delete?.(resource);
      metrics.forget(resource.id);
    },
  });
  return {
    name: SERVICE,
    answers: (host) => isTopicHost(host) || isConsentHost(host),
    handle: (request, response) =>
      isConsentHost(requestedHost(request))
        ? answerConsent(consents, request, response)
        : publisher.handle(request, response),
    resourceTypes: [
      forgetting(topicType(platform.resources, keys)),
      forgetting(systemTopicType(platform.resources)),
      ...SUBSCRIPTION_TYPES.map((type) => subscriptionType(type, platform, consents, deleted)),
      ...refusedTypes,
    ],
    blobEvents: new BlobEventSource(platform.clock, topics, intake),
    metrics,
    async start() {
      await events.keepOnly(() => topics.subscriptionKeys());
      await consents.start();
      await expirations.start();
      queues.start();
    },
    async stop() {
      ended.abort();
      expirations.stop();
      consents.stop();
      await queues.stop();
    },
  };
}
