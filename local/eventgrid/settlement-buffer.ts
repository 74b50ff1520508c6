import type { Clock } from "../shared/clock.js";
import type { Settlement } from "./event-store.js";

/** Milliseconds that an outcome may wait for others, to share their sync to disk. */
const WAIT_MS = 20;
const ENOUGH = 256;
/** Milliseconds until a failed write, e.g. to a full disk, is tried again. */
const AGAIN_MS = 1_000;

/**
 * Collects what became of deliveries, and writes it in groups. An outcome lost in a crash costs one more
 * delivery, which the service's "at least once" allows.
 */
export class SettlementBuffer {
  #waiting: Settlement[] = [];
  #cancel: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param write puts a group on disk.
   * @param failed is told why a write failed; the group is kept and written again.
   */
  constructor(
    private readonly clock: Clock,
    private readonly write: (settlements: readonly Settlement[]) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  add(settlement: Settlement): void {
    this.#waiting.push(settlement);
    if (this.#waiting.length >= ENOUGH) void this.flush();
    else this.#flushAfter(WAIT_MS);
  }

  /** Writes what waits; resolves when that was done, or has failed. */
  flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length > 0) this.#writing = this.#writing.then(() => this.#write(group));
    return this.#writing;
  }

  async #write(group: readonly Settlement[]): Promise<void> {
    try {
      await this.write(group);
    } catch (error) {
      this.failed(error);
      this.#waiting.unshift(...group);
      this.#flushAfter(AGAIN_MS);
    }
  }

  #flushAfter(ms: number): void {
    this.#cancel ??= this.clock.after(ms, () => void this.flush());
  }
}
