import type { Platform } from "../shared/service.js";
import { call } from "./call.js";
import { DEAD_LETTER_DELAY_MS, DELIVERIES_AT_ONCE, SERVICE } from "./constants.js";
import { DeadLetterQueue } from "./dead-letter-queue.js";
import { deliveryRequest } from "./delivery-format.js";
import type { Delivery, EventStore, Settlement, StoredEvent } from "./event-store.js";
import { type Answer, hopeless, isDelivered, outcomeOf, pauseAfter } from "./retry-policy.js";
import { SettlementBuffer } from "./settlement-buffer.js";
import type { Subscription } from "./subscription.js";

/** Deliveries that are read ahead, without their events. */
const READ_AHEAD = 256;

/**
 * Brings the events of one subscription to its subscriber: some at the same time, again after a failure, until
 * they are taken or given up. What waits stays on disk, so that memory does not grow with the backlog.
 */
export class DeliveryQueue {
  /** Read from disk, not yet begun. */
  #ready: Delivery[] = [];
  /** Begun, and what became of them not yet on disk: the disk still shows them as due. */
  readonly #held = new Set<number>();
  #underWay = 0;
  #cancelTimer: () => void = () => undefined;
  readonly #ended = new AbortController();
  readonly #settlements: SettlementBuffer;
  readonly #dead: DeadLetterQueue;

  /**
   * @param number that stands for the subscription on disk.
   * @param subscription its present settings: a change applies to what waits already.
   */
  constructor(
    private readonly platform: Platform,
    private readonly events: EventStore,
    readonly number: number,
    public subscription: Subscription,
  ) {
    this.#dead = new DeadLetterQueue(platform, events, number, () => this.subscription);
    this.#settlements = new SettlementBuffer(
      platform.clock,
      async (settlements) => {
        await events.settle(number, settlements);
        for (const { event } of settlements) this.#held.delete(event);
        if (!this.#ended.signal.aborted) this.wake();
      },
      (error) => this.#report(error),
    );
  }

  /** Looks for what is due: after a publish, a restart, or new settings. */
  wake(): void {
    this.#pump();
    this.#dead.wake();
  }

  /** Ends what is under way, as if it had not begun; what was delivered is on disk afterwards. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.#cancelTimer();
    this.#ready = [];
    await Promise.all([this.#settlements.flush(), this.#dead.stop()]);
  }

  #pump(): void {
    if (this.#ended.signal.aborted) return;
    while (this.#underWay < DELIVERIES_AT_ONCE) {
      if (this.#ready.length === 0 && !this.#readAhead()) return;
      const delivery = this.#ready.shift();
      if (delivery !== undefined) this.#begin(delivery);
    }
  }

  /** @returns whether there is something to begin; else a timer is set for what comes later. */
  #readAhead(): boolean {
    const now = this.#now();
    const due = this.events.due(this.number, now, READ_AHEAD + this.#held.size);
    this.#ready = due.filter(({ event }) => !this.#held.has(event));
    if (this.#ready.length > 0) return true;
    this.#cancelTimer();
    const next = this.events.nextDue(this.number, now);
    if (next !== undefined) this.#cancelTimer = this.platform.clock.after(next - now, () => this.#pump());
    return false;
  }

  #begin(delivery: Delivery): void {
    this.#held.add(delivery.event);
    this.#underWay += 1;
    this.#deliver(delivery)
      .then((settlement) => this.#settlements.add(settlement))
      .catch((error: unknown) => {
        if (!this.#ended.signal.aborted) this.#report(error);
      })
      .finally(() => {
        this.#underWay -= 1;
        this.#pump();
      });
  }

  async #deliver(delivery: Delivery): Promise<Settlement> {
    const event = this.events.event(delivery.event);
    if (event === undefined) return { kind: "done", event: delivery.event };
    const { subscription } = this;
    const began = this.#now();
    // The time to live ends attempts only when the next one is due, and never before the first.
    if (delivery.attempts > 0 && began - event.published >= subscription.timeToLiveMs) {
      return this.#giveUp(delivery, event, "TimeToLiveExceeded");
    }
    const request = deliveryRequest(subscription, event, delivery.attempts);
    const answer = await call(this.platform, subscription.destination.url, request, this.#ended.signal);
    if (isDelivered(answer)) {
      this.#record("delivered", event, { ...statusOf(answer), ms: this.#now() - began });
      return { kind: "done", event: delivery.event };
    }
    return this.#failed(
      { ...delivery, attempts: delivery.attempts + 1, outcome: outcomeOf(answer), lastAttempt: began },
      event,
      answer,
    );
  }

  #failed(delivery: Delivery, event: StoredEvent, answer: Answer): Settlement {
    const { maxAttempts } = this.subscription;
    const reason = hopeless(answer) ?? (delivery.attempts >= maxAttempts ? "MaxDeliveryAttemptsExceeded" : undefined);
    if (reason !== undefined) return this.#giveUp(delivery, event, reason, answer);
    const pause = pauseAfter(delivery.attempts, answer);
    this.#record("retrying", event, {
      ...statusOf(answer),
      note: `attempt ${delivery.attempts} of ${maxAttempts} ended with ${delivery.outcome}; the next is in ${Math.round(pause / 1000)} s`,
    });
    return { kind: "later", ...delivery, due: this.#now() + pause };
  }

  #giveUp(delivery: Delivery, event: StoredEvent, reason: string, answer?: Answer): Settlement {
    const status = answer && statusOf(answer);
    const note = `${reason} after ${delivery.attempts} attempts, the last with ${delivery.outcome}`;
    if (this.subscription.deadLetter === undefined) {
      this.#record("dropped", event, { ...status, note: `${note}; there is no dead-letter container` });
      return { kind: "done", event: delivery.event };
    }
    this.#record("given-up", event, { ...status, note: `${note}; it goes to the dead-letter container` });
    const now = this.#now();
    return { kind: "later", ...delivery, givenUp: reason, givenUpAt: now, due: now + DEAD_LETTER_DELAY_MS };
  }

  #record(what: string, event: StoredEvent, more: { status?: number; ms?: number; note?: string }): void {
    this.platform.activities.record({
      service: SERVICE,
      what,
      target: this.subscription.id,
      subject: event.id,
      ...more,
    });
  }

  /** What failed here stays on disk; an event that could not even be begun is left for the next start. */
  #report(error: unknown): void {
    this.platform.activities.record({
      service: SERVICE,
      what: "failed",
      target: this.subscription.id,
      note: error instanceof Error ? error.message : String(error),
    });
  }

  #now(): number {
    return this.platform.clock.now().getTime();
  }
}

const statusOf = (answer: Answer): { status?: number } => ("status" in answer ? { status: answer.status } : {});
