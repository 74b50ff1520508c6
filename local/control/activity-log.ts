import type { Activities, Activity } from "../shared/activity.js";
import type { Clock } from "../shared/clock.js";

const KEPT = 10_000;

/** The latest activities, in memory: a view of what goes on, not a record that survives. */
export class ActivityLog implements Activities {
  readonly #listeners = new Set<(activity: Activity) => void>();
  #latest: Activity[] = [];

  constructor(private readonly clock: Clock) {}

  record(activity: Omit<Activity, "at">): void {
    const complete = { at: this.clock.now(), ...activity };
    this.#latest.push(complete);
    if (this.#latest.length > 2 * KEPT) this.#latest = this.#latest.slice(-KEPT);
    for (const listener of this.#listeners) listener(complete);
  }

  follow(listener: (activity: Activity) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param since only those that ended at this time or later. */
  latest(since: Date): Activity[] {
    return this.#latest.filter(({ at }) => at >= since);
  }
}
