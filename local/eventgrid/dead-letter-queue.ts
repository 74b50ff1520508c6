import { randomUUID } from "node:crypto";
import type { Platform } from "../shared/service.js";
import { call } from "./call.js";
import {
  DEAD_LETTER_DELAY_MS,
  DEAD_LETTER_PATIENCE_MS,
  DEAD_LETTER_RETRY_MS,
  SERVICE,
  STORAGE_API_VERSION,
  STORAGE_AUDIENCE,
} from "./constants.js";
import { deadLetterEntry, deadLetterPath } from "./dead-letter-format.js";
import type { DeadLetter } from "./dead-letter-settings.js";
import type { Delivery, EventStore, Settlement, StoredEvent } from "./event-store.js";
import type { Dimensions, MetricName, Metrics } from "./metrics.js";
import type { Subscription } from "./subscription.js";

/** Events of one blob, and the size from which no further is added. */
const MAX_EVENTS = 500;
const ENOUGH_BYTES = 4_000_000;

type Dead = { readonly delivery: Delivery; readonly event: StoredEvent };

/**
 * Writes the given-up events of one subscription to its dead-letter container, as the topic's identity: those of
 * a few minutes together. A container that stays out of reach for hours loses them, as on Azure.
 *
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry#dead-letter-events
 */
export class DeadLetterQueue {
  #running: Promise<void> | undefined;
  #cancelTimer: () => void = () => undefined;
  readonly #ended = new AbortController();

  constructor(
    private readonly platform: Platform,
    private readonly events: EventStore,
    private readonly metrics: Metrics,
    private readonly number: number,
    private readonly subscription: () => Subscription,
  ) {}

  wake(): void {
    if (this.#ended.signal.aborted || this.#running !== undefined) return;
    this.#cancelTimer();
    const next = this.events.nextDead(this.number);
    if (next === undefined) return;
    this.#cancelTimer = this.platform.clock.after(Math.max(0, next - this.#now()), () => {
      this.#running = this.#write()
        .then(() => undefined)
        .catch((error: unknown) => error)
        .then((error) => this.#next(error));
    });
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    this.#cancelTimer();
    await this.#running;
  }

  /** @param error of this device, e.g. a full disk: what it left undone stays on disk. */
  #next(error: unknown): void {
    this.#running = undefined;
    if (error === undefined || this.#ended.signal.aborted) {
      this.wake();
      return;
    }
    this.platform.activities.record({
      service: SERVICE,
      what: "failed",
      target: this.subscription().id,
      note: error instanceof Error ? error.message : String(error),
    });
    this.#cancelTimer = this.platform.clock.after(DEAD_LETTER_RETRY_MS, () => this.wake());
  }

  async #write(): Promise<void> {
    const subscription = this.subscription();
    const { dead, settled } = this.#collect();
    if (dead.length > 0) settled.push(...(await this.#put(subscription, dead)));
    await this.events.settle(this.number, settled);
  }

  #collect(): { dead: Dead[]; settled: Settlement[] } {
    const dead: Dead[] = [];
    const settled: Settlement[] = [];
    let bytes = 0;
    for (const delivery of this.events.dead(this.number, this.#now(), MAX_EVENTS)) {
      const event = this.events.event(delivery.event);
      if (event === undefined) settled.push({ kind: "done", event: delivery.event });
      else dead.push({ delivery, event });
      bytes += event?.json.length ?? 0;
      if (bytes > ENOUGH_BYTES) break;
    }
    return { dead, settled };
  }

  async #put(subscription: Subscription, dead: readonly Dead[]): Promise<Settlement[]> {
    const { deadLetter } = subscription;
    if (deadLetter === undefined) return this.#drop(subscription, dead, "the dead-letter container was taken away");
    const problem = await this.#putBlob(deadLetter, subscription, dead);
    if (problem === undefined) {
      for (const { delivery, event } of dead) {
        const DeadLetterReason = delivery.givenUp ?? "";
        this.#record("dead-lettered", subscription, event, DeadLetterReason);
        this.#count("DeadLetteredCount", subscription, { DeadLetterReason });
      }
      return dead.map(({ delivery }) => ({ kind: "done", event: delivery.event }));
    }
    if (this.#ended.signal.aborted) return [];
    const now = this.#now();
    const lost = (one: Dead) => now >= (one.delivery.givenUpAt ?? now) + DEAD_LETTER_DELAY_MS + DEAD_LETTER_PATIENCE_MS;
    return [
      ...this.#drop(subscription, dead.filter(lost), `writing to the dead-letter container kept failing: ${problem}`),
      ...dead
        .filter((one) => !lost(one))
        .map(({ delivery }): Settlement => ({ kind: "later", ...delivery, due: now + DEAD_LETTER_RETRY_MS })),
    ];
  }

  /** @returns what went wrong, if anything. */
  async #putBlob(
    { identity, account, container }: DeadLetter,
    subscription: Subscription,
    dead: readonly Dead[],
  ): Promise<string | undefined> {
    const path = deadLetterPath(subscription.name, this.platform.clock.now(), randomUUID());
    const body = `[${dead.map(({ delivery, event }) => deadLetterEntry(subscription, delivery, event)).join(",")}]`;
    try {
      const token = await this.platform.identities.token(identity, STORAGE_AUDIENCE);
      const url = `https://${account}.blob.core.windows.net/${container}/${path}`;
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "x-ms-blob-type": "BlockBlob",
        "x-ms-version": STORAGE_API_VERSION,
        "x-ms-date": this.platform.clock.now().toUTCString(),
      };
      const answer = await call(this.platform, url, { method: "PUT", headers, body }, this.#ended.signal);
      if ("failure" in answer) return answer.failure;
      return answer.status === 201 ? undefined : `status ${answer.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #drop(subscription: Subscription, dead: readonly Dead[], why: string): Settlement[] {
    for (const { delivery, event } of dead) {
      const DropReason = delivery.givenUp ?? "";
      this.#record("dropped", subscription, event, `${DropReason}; ${why}`);
      this.#count("DroppedEventCount", subscription, { DropReason });
    }
    return dead.map(({ delivery }) => ({ kind: "done", event: delivery.event }));
  }

  #record(what: string, subscription: Subscription, event: StoredEvent, note: string): void {
    this.platform.activities.record({ service: SERVICE, what, target: subscription.id, subject: event.id, note });
  }

  #count(name: MetricName, { topicId, name: EventSubscriptionName }: Subscription, dimensions: Dimensions): void {
    this.metrics.add(name, topicId, { EventSubscriptionName, ...dimensions }, 1);
  }

  #now(): number {
    return this.platform.clock.now().getTime();
  }
}
