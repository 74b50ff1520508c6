import type { Platform } from "../shared/service.js";
import type { Waiting } from "./batch.js";
import { DEAD_LETTER_DELAY_MS, SERVICE } from "./constants.js";
import type { Delivery, Settlement, StoredEvent } from "./event-store.js";
import type { Dimensions, MetricName, Metrics } from "./metrics.js";
import { type Answer, hopeless, isDelivered, outcomeOf, pauseAfter } from "./retry-policy.js";
import { statusName } from "./status-name.js";
import type { Subscription } from "./subscription.js";

/** Says what becomes of an event after an attempt, and tells the activities and metrics. */
export class Outcomes {
  constructor(
    private readonly platform: Pick<Platform, "clock" | "activities">,
    private readonly metrics: Metrics,
    private readonly subscription: () => Subscription,
  ) {}

  /**
   * @param began when the attempt began, in milliseconds since 1970.
   * @param ms how long it took.
   */
  settle({ delivery, event }: Waiting, answer: Answer, began: number, ms: number): Settlement {
    if (isDelivered(answer)) {
      this.#record("delivered", event, { ...statusOf(answer), ms });
      this.#count("DeliverySuccessCount", {});
      return { kind: "done", event: delivery.event };
    }
    const tried = { ...delivery, attempts: delivery.attempts + 1, outcome: outcomeOf(answer), lastAttempt: began };
    this.#count("DeliveryAttemptFailCount", {
      Error: tried.outcome,
      ErrorType: "status" in answer ? statusName(answer.status) : answer.failure,
    });
    return this.#failed(tried, event, answer);
  }

  /** An event whose time to live is over. One that was never tried had its destination on probation. */
  expire({ delivery, event }: Waiting): Settlement {
    return this.#giveUp({ ...delivery, outcome: delivery.outcome ?? "Probation" }, event, "TimeToLiveExceeded");
  }

  #failed(delivery: Delivery, event: StoredEvent, answer: Answer): Settlement {
    const { maxAttempts, destination } = this.subscription();
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
    if (this.subscription().deadLetter === undefined) {
      this.#record("dropped", event, { ...status, note: `${note}; there is no dead-letter container` });
      this.#count("DroppedEventCount", { DropReason: reason });
      return { kind: "done", event: delivery.event };
    }
    this.#record("given-up", event, { ...status, note: `${note}; it goes to the dead-letter container` });
    const now = this.#now();
    return { kind: "later", ...delivery, givenUp: reason, givenUpAt: now, due: now + DEAD_LETTER_DELAY_MS };
  }

  #record(what: string, event: StoredEvent, more: { status?: number; ms?: number; note?: string }): void {
    const target = this.subscription().id;
    this.platform.activities.record({ service: SERVICE, what, target, subject: event.id, ...more });
  }

  #count(name: MetricName, dimensions: Dimensions): void {
    const { topicId, name: EventSubscriptionName } = this.subscription();
    this.metrics.add(name, topicId, { EventSubscriptionName, ...dimensions }, 1);
  }

  #now(): number {
    return this.platform.clock.now().getTime();
  }
}

const statusOf = (answer: Answer): { status?: number } => ("status" in answer ? { status: answer.status } : {});
