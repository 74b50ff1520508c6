import type { ControlClient } from "../../local/control/control-client.js";
import type { Activity } from "../../local/shared/activity.js";
import { eventually } from "./eventually.js";

/** Collects what happens in a local Azure, and waits for it. */
export class ActivityRecorder {
  readonly #seen: Activity[] = [];
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;

  constructor(control: ControlClient) {
    this.#following = this.#follow(control);
  }

  /** From now on, the first activity that fits. */
  next(what: string, fits: (activity: Activity) => boolean): Promise<Activity> {
    const from = this.#seen.length;
    return eventually(what, () => this.#seen.slice(from).find(fits));
  }

  /** The first activity that fits, since the beginning or `forget`. */
  seen(what: string, fits: (activity: Activity) => boolean, limitMs?: number): Promise<Activity> {
    return eventually(what, () => this.#seen.find(fits), limitMs);
  }

  /** Leaves out what was seen so far. */
  forget(): void {
    this.#seen.length = 0;
  }

  /** From now on, as many activities that fit. */
  async times(count: number, what: string, fits: (activity: Activity) => boolean): Promise<void> {
    const from = this.#seen.length;
    await eventually(`${count} times ${what}`, () =>
      this.#seen.slice(from).filter(fits).length >= count ? true : undefined,
    );
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  async #follow(control: ControlClient): Promise<void> {
    try {
      for await (const activity of control.activities(new Date(), this.#stop.signal)) this.#seen.push(activity);
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }
}
