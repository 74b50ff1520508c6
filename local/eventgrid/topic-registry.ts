import { keyOf } from "../shared/arm-id.js";
import type { Resource, Resources } from "../shared/resource.js";
import { SUBSCRIPTION_TYPES, type Subscription, subscriptionOf } from "./subscription.js";
import { sourceOf } from "./subscription-source.js";
import { TOPIC_TYPE, type Topic, topicOf } from "./topic.js";

const isSubscription = (type: string): boolean =>
  SUBSCRIPTION_TYPES.some((known) => known.toLowerCase() === type.toLowerCase());

/** The topics that are declared now, by host name, with their subscriptions. */
export class TopicRegistry {
  readonly #topics = new Map<string, Topic>();
  readonly #byHost = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();

  /**
   * Begins with what was declared in earlier runs: a publisher may come before all services have started.
   *
   * @param changed is told of each subscription that there is, and that was made or changed.
   */
  constructor(
    resources: Resources,
    private readonly changed: (subscription: Subscription) => void,
  ) {
    resources.onChange(({ kind, resource }) => {
      if (kind === "put") this.#put(resource);
      else this.#delete(resource);
    });
    for (const type of [TOPIC_TYPE, ...SUBSCRIPTION_TYPES]) {
      for (const resource of resources.list(type)) this.#put(resource);
    }
  }

  byHost(host: string): Topic | undefined {
    return this.#byHost.get(host);
  }

  subscription(key: string): Subscription | undefined {
    return this.#subscriptions.get(key);
  }

  subscriptionKeys(): string[] {
    return [...this.#subscriptions.keys()];
  }

  /** Ends deliveries to a subscription before it is gone from the store. */
  forget(subscriptionKey: string): void {
    const topicId = this.#subscriptions.get(subscriptionKey)?.topicId;
    this.#subscriptions.delete(subscriptionKey);
    if (topicId !== undefined) this.#topics.get(keyOf(topicId))?.subscriptions.delete(subscriptionKey);
  }

  #put(resource: Resource): void {
    if (resource.type.toLowerCase() === TOPIC_TYPE.toLowerCase()) {
      const subscriptions = this.#topics.get(keyOf(resource.id))?.subscriptions ?? new Map<string, Subscription>();
      const topic = topicOf(resource, subscriptions);
      this.#topics.set(keyOf(resource.id), topic);
      this.#byHost.set(topic.host, topic);
    } else if (isSubscription(resource.type) && resource.outputs.provisioningState !== "Failed") {
      const topic = this.#topics.get(keyOf(sourceOf(resource)));
      if (topic === undefined) return;
      const subscription = subscriptionOf(resource, topic);
      this.#subscriptions.set(subscription.key, subscription);
      topic.subscriptions.set(subscription.key, subscription);
      this.changed(subscription);
    }
  }

  #delete(resource: Resource): void {
    const key = keyOf(resource.id);
    if (isSubscription(resource.type)) this.forget(key);
    const topic = this.#topics.get(key);
    if (topic === undefined) return;
    this.#topics.delete(key);
    this.#byHost.delete(topic.host);
  }
}
