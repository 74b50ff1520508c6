import type { Platform } from "../shared/service.js";
import { type Ready, takeBatch, type Waiting } from "./batch.js";
import { DELIVERIES_AT_ONCE, SERVICE } from "./constants.js";
import { DeadLetterQueue } from "./dead-letter-queue.js";
import { deliver } from "./deliver.js";
import type { EventStore, Settlement, StoredEvent } from "./event-store.js";
import type { Metrics } from "./metrics.js";
import { Outcomes } from "./outcomes.js";
import { Probation } from "./probation.js";
import { type Answer, isDelivered, outcomeOf } from "./retry-policy.js";
import { SettlementBuffer } from "./settlement-buffer.js";
import type { Subscription } from "./subscription.js";

/** Deliveries that are read ahead, without their events; as many as a batch where that takes more. */
const READ_AHEAD = 256;
/** Outcomes that may wait for the disk; beyond it no delivery begins. */
const MOST_UNWRITTEN = 1_024;

/**
 * Brings the events of one subscription to its subscriber: some at the same time, again after a failure, until
 * they are taken or given up. What waits stays on disk, so that memory does not grow with the backlog.
 */
export class DeliveryQueue {
  /** Read from disk, not yet begun. */
  #ready: Ready[] = [];
  /** Begun, and what became of them not yet on disk: the disk still shows them as due. */
  readonly #held = new Set<number>();
  /** Taken by an answer that came late while they were held: what becomes of them once that is on disk. */
  readonly #takenLate = new Map<number, () => Settlement>();
  #underWay = 0;
  #unwritten = 0;
  #probation = new Probation();
  #subscription: Subscription;
  #cancelTimer: () => void = () => undefined;
  readonly #ended = new AbortController();
  readonly #settlements: SettlementBuffer;
  readonly #outcomes: Outcomes;
  readonly #dead: DeadLetterQueue;

  /** @param number that stands for the subscription on disk. */
  constructor(
    private readonly platform: Platform,
    private readonly events: EventStore,
    private readonly metrics: Metrics,
    readonly number: number,
    subscription: Subscription,
  ) {
    this.#subscription = subscription;
    this.#outcomes = new Outcomes(platform, metrics, () => this.#subscription);
    this.#dead = new DeadLetterQueue(platform, events, metrics, number, () => this.#subscription);
    this.#settlements = new SettlementBuffer(
      platform.clock,
      async (settlements) => {
        await events.settle(number, settlements);
        this.#unwritten -= settlements.length;
        for (const { event } of settlements) this.#held.delete(event);
        if (this.#ended.signal.aborted) return;
        for (const { event } of settlements) this.#cancelRetry(event);
        this.wake();
      },
      (error) => this.#report(error),
    );
  }

  /** Takes new settings: they apply to what waits already, and the destination has another chance. */
  set(subscription: Subscription): void {
    this.#subscription = subscription;
    this.#probation = new Probation();
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
    while (this.#unwritten < MOST_UNWRITTEN && this.#underWay < this.#atOnce()) {
      const wait = this.#probation.until - this.#now();
      if (wait > 0) {
        this.#pumpAfter(wait);
        return;
      }
      if (this.#ready.length === 0 && !this.#readAhead()) return;
      this.#begin(takeBatch(this.#ready, this.#subscription.destination, ({ event }) => this.events.event(event)));
    }
  }

  #atOnce(): number {
    return this.#probation.unhealthy ? 1 : DELIVERIES_AT_ONCE;
  }

  /** @returns whether there is something to begin; else a timer is set for what comes later. */
  #readAhead(): boolean {
    const now = this.#now();
    const ahead = Math.max(READ_AHEAD, this.#subscription.destination.batch?.maxEvents ?? 1);
    const due = this.events.due(this.number, now, ahead + this.#held.size);
    this.#ready = due.filter(({ event }) => !this.#held.has(event)).map((delivery) => ({ delivery }));
    if (this.#ready.length > 0) return true;
    this.#cancelTimer();
    const next = this.events.nextDue(this.number, now);
    if (next !== undefined) this.#pumpAfter(next - now);
    return false;
  }

  #pumpAfter(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.platform.clock.after(ms, () => this.#pump());
  }

  #begin(taken: readonly Ready[]): void {
    const { waiting, settled } = this.#stillWanted(taken);
    for (const { delivery } of taken) this.#held.add(delivery.event);
    this.#add(settled);
    const [first, ...others] = waiting;
    if (first === undefined) return;
    this.#underWay += 1;
    this.#deliver([first, ...others])
      .then((settlements) => this.#add(settlements))
      .catch((error: unknown) => {
        if (!this.#ended.signal.aborted) this.#report(error);
      })
      .finally(() => {
        this.#underWay -= 1;
        this.#pump();
      });
  }

  #add(settlements: readonly Settlement[]): void {
    this.#unwritten += settlements.length;
    for (const settlement of settlements) this.#settlements.add(settlement);
  }

  /** What was taken by an answer that came late is tried no more; an attempt that is under way just then goes on. */
  #takeLate(waiting: readonly Waiting[], answer: Answer, began: number): void {
    if (!isDelivered(answer)) return;
    for (const one of waiting) {
      const { event } = one.delivery;
      this.#takenLate.set(event, () => this.#outcomes.settle(one, answer, began, this.#now() - began));
      if (!this.#held.has(event)) this.#cancelRetry(event);
    }
  }

  #cancelRetry(event: number): void {
    const taken = this.#takenLate.get(event);
    if (taken === undefined) return;
    this.#takenLate.delete(event);
    if (!this.events.isTried(this.number, event)) return;
    this.#ready = this.#ready.filter(({ delivery }) => delivery.event !== event);
    this.#held.add(event);
    this.#add([taken()]);
  }

  /** All of them in one request: one answer decides for each. */
  async #deliver(waiting: readonly [Waiting, ...Waiting[]]): Promise<Settlement[]> {
    const subscription = this.#subscription;
    const began = this.#now();
    const [first, ...others] = waiting;
    const events: [StoredEvent, ...StoredEvent[]] = [first.event, ...others.map(({ event }) => event)];
    const late = (answer: Answer) => this.#takeLate(waiting, answer, began);
    const answer = await deliver(
      this.platform,
      subscription,
      events,
      first.delivery.attempts,
      this.#ended.signal,
      late,
    );
    const ms = this.#now() - began;
    const { topicId, name } = subscription;
    this.metrics.add("DestinationProcessingDurationInMs", topicId, { EventSubscriptionName: name }, ms);
    this.#judge(answer, waiting.length);
    return waiting.map((one) => this.#outcomes.settle(one, answer, began, ms));
  }

  #judge(answer: Answer, events: number): void {
    if (isDelivered(answer)) this.#probation.succeeded();
    else this.#probation.failed(outcomeOf(answer), events, this.#now());
  }

  /**
   * The time to live ends attempts only when the next one is due. Before the first it does so only where the
   * destination was on probation: an event that could not be tried for want of this process is tried once.
   */
  #stillWanted(taken: readonly Ready[]): { waiting: Waiting[]; settled: Settlement[] } {
    const { timeToLiveMs } = this.#subscription;
    const now = this.#now();
    const waiting: Waiting[] = [];
    const settled: Settlement[] = [];
    for (const { delivery, read } of taken) {
      const event = read?.event;
      const mayExpire = delivery.attempts > 0 || this.#probation.unhealthy;
      if (event === undefined) settled.push({ kind: "done", event: delivery.event });
      else if (mayExpire && now - event.published >= timeToLiveMs)
        settled.push(this.#outcomes.expire({ delivery, event }));
      else waiting.push({ delivery, event });
    }
    return { waiting, settled };
  }

  /** What failed here stays on disk; an event that could not even be begun is left for the next start. */
  #report(error: unknown): void {
    this.platform.activities.record({
      service: SERVICE,
      what: "failed",
      target: this.#subscription.id,
      note: error instanceof Error ? error.message : String(error),
    });
  }

  #now(): number {
    return this.platform.clock.now().getTime();
  }
}
