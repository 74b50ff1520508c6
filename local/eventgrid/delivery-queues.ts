import type { Platform } from "../shared/service.js";
import { DeliveryQueue } from "./delivery-queue.js";
import type { EventStore } from "./event-store.js";
import type { Metrics } from "./metrics.js";
import type { Subscription } from "./subscription.js";

/** The delivery queue of each subscription. Subscriptions do not wait for each other. */
export class DeliveryQueues {
  readonly #queues = new Map<string, DeliveryQueue>();
  #started = false;

  constructor(
    private readonly platform: Platform,
    private readonly events: EventStore,
    private readonly metrics: Metrics,
  ) {}

  of(subscriptionKey: string): DeliveryQueue | undefined {
    return this.#queues.get(subscriptionKey);
  }

  /** Takes up a new subscription, or the new settings of a known one. */
  put(subscription: Subscription): void {
    const known = this.#queues.get(subscription.key);
    known?.set(subscription);
    const queue = known ?? this.#create(subscription);
    this.#queues.set(subscription.key, queue);
    if (this.#started) queue.wake();
  }

  /** Ends deliveries to a subscription; what waits for it stays on disk. */
  async remove(subscriptionKey: string): Promise<void> {
    const queue = this.#queues.get(subscriptionKey);
    this.#queues.delete(subscriptionKey);
    await queue?.stop();
  }

  /** Begins to deliver. */
  start(): void {
    this.#started = true;
    for (const queue of this.#queues.values()) queue.wake();
  }

  /** Ends to deliver. What is published until the gateway closes is still stored for each subscription. */
  async stop(): Promise<void> {
    this.#started = false;
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop()));
  }

  #create(subscription: Subscription): DeliveryQueue {
    const number = this.events.numberOf(subscription.key);
    return new DeliveryQueue(this.platform, this.events, this.metrics, number, subscription);
  }
}
