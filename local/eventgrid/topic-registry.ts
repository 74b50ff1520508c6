import { keyOf } from "../shared/arm-id.js";
import type { Resource, Resources } from "../shared/resource.js";
import type { EventSource } from "./event-source.js";
import { SUBSCRIPTION_TYPES, type Subscription, subscriptionOf } from "./subscription.js";
import { sourceOf } from "./subscription-source.js";
import { ACCOUNT_TYPE, type AccountSource, accountSourceOf, SYSTEM_TOPIC_TYPE } from "./system-topic.js";
import { TOPIC_TYPE, type Topic, topicOf } from "./topic.js";

const isOf = (types: readonly string[], { type }: Resource): boolean =>
  types.some((known) => known.toLowerCase() === type.toLowerCase());

/** The topics, system topics and accounts that are declared now, with their subscriptions. */
export class TopicRegistry {
  readonly #sources = new Map<string, EventSource>();
  readonly #byHost = new Map<string, Topic>();
  /** By source. */
  readonly #accounts = new Map<string, AccountSource>();
  /** Those that take events. */
  readonly #subscriptions = new Map<string, Subscription>();
  /** Keys of all that are declared. */
  readonly #declared = new Set<string>();

  /**
   * Begins with what was declared in earlier runs: a publisher may come before all services have started.
   *
   * @param changed is told of each subscription that takes events, and that was made or changed.
   * @param suspended is told the key of each that takes none, or none any longer.
   */
  constructor(
    private readonly resources: Resources,
    private readonly changed: (subscription: Subscription) => void,
    private readonly suspended: (subscriptionKey: string) => void,
  ) {
    resources.onChange(({ kind, resource }) => {
      if (kind === "put") this.#put(resource);
      else this.#delete(resource);
    });
    for (const type of [TOPIC_TYPE, SYSTEM_TOPIC_TYPE, ...SUBSCRIPTION_TYPES]) {
      for (const resource of resources.list(type)) this.#put(resource);
    }
  }

  byHost(host: string): Topic | undefined {
    return this.#byHost.get(host);
  }

  /** The sources of a storage account's events that somebody subscribed to. */
  ofAccount(accountId: string): EventSource[] {
    const account = keyOf(accountId);
    return [...this.#accounts.values()].filter((one) => one.account === account && one.subscriptions.size > 0);
  }

  subscription(key: string): Subscription | undefined {
    return this.#subscriptions.get(key);
  }

  /** Of all that are declared, whether they take events or not: what waits for them is kept. */
  subscriptionKeys(): string[] {
    return [...this.#declared];
  }

  /** Ends deliveries to a subscription before it is gone from the store. */
  forget(subscriptionKey: string): void {
    this.#declared.delete(subscriptionKey);
    this.#unsubscribe(subscriptionKey);
  }

  #unsubscribe(subscriptionKey: string): void {
    const source = this.#subscriptions.get(subscriptionKey)?.topicId;
    this.#subscriptions.delete(subscriptionKey);
    if (source !== undefined) this.#sources.get(keyOf(source))?.subscriptions.delete(subscriptionKey);
  }

  #put(resource: Resource): void {
    if (isOf([TOPIC_TYPE], resource)) {
      const subscriptions = this.#sources.get(keyOf(resource.id))?.subscriptions ?? new Map<string, Subscription>();
      const topic = topicOf(resource, subscriptions);
      this.#sources.set(keyOf(resource.id), topic);
      this.#byHost.set(topic.host, topic);
    } else if (isOf([SYSTEM_TOPIC_TYPE], resource)) {
      this.#accountSource(resource);
    } else if (isOf(SUBSCRIPTION_TYPES, resource)) {
      this.#declared.add(keyOf(resource.id));
      if (resource.outputs.provisioningState === "Succeeded") this.#subscribe(resource);
      else this.#suspend(keyOf(resource.id));
    }
  }

  #subscribe(resource: Resource): void {
    const source = this.#sourceFor(resource);
    if (source === undefined) return;
    const subscription = subscriptionOf(resource, source);
    this.#subscriptions.set(subscription.key, subscription);
    source.subscriptions.set(subscription.key, subscription);
    this.changed(subscription);
  }

  /** One that failed to come up, or awaits the consent of its webhook. */
  #suspend(subscriptionKey: string): void {
    this.#unsubscribe(subscriptionKey);
    this.suspended(subscriptionKey);
  }

  /** An account is a source from its first subscription on. */
  #sourceFor(subscription: Resource): EventSource | undefined {
    const id = sourceOf(subscription);
    const known = this.#sources.get(keyOf(id));
    if (known !== undefined) return known;
    const account = this.resources.get(id);
    return account !== undefined && isOf([ACCOUNT_TYPE], account) ? this.#accountSource(account) : undefined;
  }

  /** The account of a system topic never changes, nor does anything else of it that matters here. */
  #accountSource(resource: Resource): AccountSource {
    const key = keyOf(resource.id);
    const source = this.#accounts.get(key) ?? accountSourceOf(resource);
    this.#accounts.set(key, source);
    this.#sources.set(key, source);
    return source;
  }

  #delete(resource: Resource): void {
    const key = keyOf(resource.id);
    if (isOf(SUBSCRIPTION_TYPES, resource)) this.forget(key);
    this.#sources.delete(key);
    this.#accounts.delete(key);
    for (const [host, topic] of this.#byHost) if (keyOf(topic.id) === key) this.#byHost.delete(host);
  }
}
