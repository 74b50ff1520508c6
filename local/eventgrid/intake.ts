import type { Platform } from "../shared/service.js";
import { SERVICE } from "./constants.js";
import type { DeliveryQueues } from "./delivery-queues.js";
import type { EventSource } from "./event-source.js";
import type { EventStore } from "./event-store.js";
import type { Metrics } from "./metrics.js";
import type { PublishedEvent } from "./published-event.js";
import type { Subscription } from "./subscription.js";

/** Takes events in: finds who wants each, stores it for them, and has it delivered. */
export class Intake {
  constructor(
    private readonly platform: Platform,
    private readonly events: EventStore,
    private readonly queues: DeliveryQueues,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @param began when the events arrived, in milliseconds since 1970.
   * @returns once they are on disk, all or none; rejects with BacklogFull, or with what the disk says.
   */
  async accept(source: EventSource, events: readonly PublishedEvent[], began = this.#now()): Promise<void> {
    const matches = this.#match(source, events);
    const matched = new Set(matches.flat());
    if (matched.size > 0) {
      await this.events.accept(events, (index) => this.#numbersOf(matches[index] ?? []), this.#now());
    }
    this.#count(source, matches, began);
    for (const { id, type } of events) {
      this.platform.activities.record({
        service: SERVICE,
        what: "accepted",
        target: source.id,
        subject: id,
        type,
        status: 200,
      });
    }
    for (const { key } of matched) this.queues.of(key)?.wake();
  }

  /** Who wants each event. */
  #match({ id, subscriptions }: EventSource, events: readonly PublishedEvent[]): Subscription[][] {
    const matches: Subscription[][] = events.map(() => []);
    for (const subscription of subscriptions.values()) {
      const tally = { advanced: 0 };
      for (const [index, event] of events.entries()) {
        if (subscription.filter(event, tally)) matches[index]?.push(subscription);
      }
      if (tally.advanced === 0) continue;
      const of = { EventSubscriptionName: subscription.name };
      this.metrics.add("AdvancedFilterEvaluationCount", id, of, tally.advanced);
    }
    return matches;
  }

  #count({ id }: EventSource, matches: readonly (readonly Subscription[])[], began: number): void {
    this.metrics.add("PublishSuccessCount", id, {}, matches.length);
    this.metrics.add("PublishSuccessLatencyInMs", id, {}, this.#now() - began);
    const unmatched = matches.filter((wanted) => wanted.length === 0).length;
    if (unmatched > 0) this.metrics.add("UnmatchedEventCount", id, {}, unmatched);
    const matched = new Map<string, number>();
    for (const { name } of matches.flat()) matched.set(name, (matched.get(name) ?? 0) + 1);
    for (const [EventSubscriptionName, count] of matched) {
      this.metrics.add("MatchedEventCount", id, { EventSubscriptionName }, count);
    }
  }

  /** Asked when the events are written: a subscription that was deleted meanwhile gets none. */
  #numbersOf(subscriptions: readonly Subscription[]): number[] {
    return subscriptions.flatMap(({ key }) => this.queues.of(key)?.number ?? []);
  }

  #now(): number {
    return this.platform.clock.now().getTime();
  }
}
