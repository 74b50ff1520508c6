import type { Clock } from "../../shared/clock.js";

/** Where requests wait for an app that is about to be up. */
export class WaitingRoom {
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the door opens, or when the time is over. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, resolve);
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Lets all go: there is news, good or bad. */
  open(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (const go of all) go();
  }
}
