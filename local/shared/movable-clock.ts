import type { Clock } from "./clock.js";
import type { Store } from "./store.js";

/** A year, in milliseconds: the farthest that the clock goes ahead of the machine's. */
export const MOST_AHEAD_MS = 366 * 24 * 3_600_000;
/** Longer waits than this a timer of Node cannot take. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Wait {
  /** By this clock, in milliseconds. */
  readonly due: number;
  readonly callback: () => void;
  timer?: NodeJS.Timeout;
}

/**
 * The machine's time, and as far ahead of it as somebody has moved it: what would take Azure minutes can then be seen
 * at once. It never goes back, and goes on from where it was after a restart.
 */
export class MovableClock implements Clock {
  readonly #waits = new Set<Wait>();
  #aheadMs: number;

  constructor(private readonly store: Store) {
    store.define("CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), ahead_ms INTEGER) STRICT");
    this.#aheadMs = Number(store.get("SELECT ahead_ms FROM clock")?.ahead_ms ?? 0);
  }

  /** How far it is ahead of the machine's, in milliseconds. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  after(ms: number, callback: () => void): () => void {
    const wait: Wait = { due: this.now().getTime() + ms, callback };
    this.#waits.add(wait);
    this.#arm(wait);
    return () => this.#end(wait);
  }

  /**
   * Moves it ahead. Whatever falls due by that comes soon after, the earliest first.
   *
   * @param ms a whole number of milliseconds, above 0.
   * @throws when it would be more than {@link MOST_AHEAD_MS} ahead.
   */
  advance(ms: number): void {
    if (!Number.isInteger(ms) || ms <= 0) throw new Error(`clock +${ms} ms: expected a whole number above 0`);
    if (this.#aheadMs + ms > MOST_AHEAD_MS) {
      throw new Error(
        `clock +${ms} ms: it would be ${this.#aheadMs + ms} ms ahead of this machine; at most ${MOST_AHEAD_MS}`,
      );
    }
    this.#aheadMs += ms;
    this.store.run("INSERT OR REPLACE INTO clock VALUES (1, ?)", this.#aheadMs);
    for (const wait of [...this.#waits].sort((one, other) => one.due - other.due)) this.#arm(wait);
  }

  #arm(wait: Wait): void {
    clearTimeout(wait.timer);
    const leftMs = Math.max(0, wait.due - this.now().getTime());
    wait.timer = setTimeout(
      () => {
        if (leftMs > LONGEST_TIMER_MS) return this.#arm(wait);
        this.#end(wait);
        wait.callback();
      },
      Math.min(leftMs, LONGEST_TIMER_MS),
    );
    wait.timer.unref();
  }

  #end(wait: Wait): void {
    clearTimeout(wait.timer);
    this.#waits.delete(wait);
  }
}
