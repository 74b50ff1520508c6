import type { Platform } from "../shared/service.js";
import { batchLength, type Waiting } from "./batch.js";
import { DEAD_LETTER_DELAY_MS, DELIVERIES_AT_ONCE, SERVICE } from "./constants.js";
import { DeadLetterQueue } from "./dead-letter-queue.js";
import { deliver } from "./deliver.js";
import { deliveryRequest } from "./delivery-format.js";
import type { Delivery, EventStore, Settlement, StoredEvent } from "./event-store.js";
import { type Answer, hopeless, isDelivered, outcomeOf, pauseAfter } from "./retry-policy.js";
import { SettlementBuffer } from "./settlement-buffer.js";
import type { Subscription } from "./subscription.js";

/** Deliveries that are read ahead, without their events; as many as a batch where that takes more. */
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
      const { batch } = this.subscription.destination;
      const length = batchLength(this.#ready, batch, ({ event }) => this.events.event(event));
      this.#begin(this.#ready.splice(0, length));
    }
  }

  /** @returns whether there is something to begin; else a timer is set for what comes later. */
  #readAhead(): boolean {
    const now = this.#now();
    const ahead = Math.max(READ_AHEAD, this.subscription.destination.batch?.maxEvents ?? 1);
    const due = this.events.due(this.number, now, ahead + this.#held.size);
    this.#ready = due.filter(({ event }) => !this.#held.has(event));
    if (this.#ready.length > 0) return true;
    this.#cancelTimer();
    const next = this.events.nextDue(this.number, now);
    if (next !== undefined) this.#cancelTimer = this.platform.clock.after(next - now, () => this.#pump());
    return false;
  }

  #begin(deliveries: readonly Delivery[]): void {
    for (const { event } of deliveries) this.#held.add(event);
    this.#underWay += 1;
    this.#deliver(deliveries)
      .then((settlements) => {
        for (const settlement of settlements) this.#settlements.add(settlement);
      })
      .catch((error: unknown) => {
        if (!this.#ended.signal.aborted) this.#report(error);
      })
      .finally(() => {
        this.#underWay -= 1;
        this.#pump();
      });
  }

  /** All of them in one request: one answer decides for each. */
  async #deliver(deliveries: readonly Delivery[]): Promise<Settlement[]> {
    const { subscription } = this;
    const began = this.#now();
    const { waiting, settled } = this.#stillWanted(deliveries, began);
    const [first] = waiting;
    if (first === undefined) return settled;
    const events = waiting.map(({ event }) => event);
    const request = deliveryRequest(subscription, events, first.delivery.attempts);
    const answer = await deliver(this.platform, subscription.destination, request, this.#ended.signal);
    const ms = this.#now() - began;
    return [...settled, ...waiting.map((one) => this.#settle(one, answer, began, ms))];
  }

  #stillWanted(deliveries: readonly Delivery[], now: number): { waiting: Waiting[]; settled: Settlement[] } {
    const waiting: Waiting[] = [];
    const settled: Settlement[] = [];
    for (const delivery of deliveries) {
      const event = this.events.event(delivery.event);
      if (event === undefined) settled.push({ kind: "done", event: delivery.event });
      // The time to live ends attempts only when the next one is due, and never before the first.
      else if (delivery.attempts > 0 && now - event.published >= this.subscription.timeToLiveMs) {
        settled.push(this.#giveUp(delivery, event, "TimeToLiveExceeded"));
      } else waiting.push({ delivery, event });
    }
    return { waiting, settled };
  }

  #settle({ delivery, event }: Waiting, answer: Answer, began: number, ms: number): Settlement {
    if (isDelivered(answer)) {
      this.#record("delivered", event, { ...statusOf(answer), ms });
      return { kind: "done", event: delivery.event };
    }
    return this.#failed(
      { ...delivery, attempts: delivery.attempts + 1, outcome: outcomeOf(answer), lastAttempt: began },
      event,
      answer,
    );
  }

  #failed(delivery: Delivery, event: StoredEvent, answer: Answer): Settlement {
    const { maxAttempts, destination } = this.subscription;
    const reason =
      hopeless(destination.kind, answer) ??
      (delivery.attempts >= maxAttempts ? "MaxDeliveryAttemptsExceeded" : undefined);
    if (reason !== undefined) return this.#giveUp(delivery, event, reason, answer);
    const pause = pauseAfter(destination.kind, delivery.attempts, answer);
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
