import type { Clock } from "../../shared/clock.js";
import type { Listener } from "./listener.js";
import type { SingletonLease } from "./singleton-lease.js";
import type { Turns } from "./turns.js";

/** The lease is renewed when half of its minute is over. */
const RENEW_AFTER_MS = 30_000;
/** `singleton.listenerLockRecoveryPollingInterval` of host.json. */
const ASK_AGAIN_AFTER_MS = 60_000;

export interface SingletonOptions {
  readonly inner: Listener;
  readonly lease: SingletonLease;
  /** Shared by all instances of the app. */
  readonly turns: Turns;
  readonly clock: Clock;
  /** Told what keeps it from running, once for each reason. */
  readonly onTrouble: (why: string) => void;
}

/**
 * A listener of which one runs, whatever the number of instances: whoever has the lease. Another takes over when it
 * stops, and within a minute when it dies.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Singleton/SingletonListener.cs
 */
export class SingletonListener implements Listener {
  readonly functionName: string;
  readonly #options: SingletonOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #trouble: string | undefined;

  constructor(options: SingletonOptions) {
    this.functionName = options.inner.functionName;
    this.#options = options;
  }

  /** Does not wait for the lease, which another may have for good. */
  async start(): Promise<void> {
    this.#running = this.#contend();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #contend(): Promise<void> {
    const { turns, lease } = this.#options;
    const { come, over } = turns.take(lease.name);
    await Promise.race([come, this.#aborted()]);
    while (!this.#stop.signal.aborted) {
      await this.#attempt();
      await this.#sleep(ASK_AGAIN_AFTER_MS);
    }
    over();
  }

  /** Runs for as long as the lease is ours. */
  async #attempt(): Promise<void> {
    const { inner, lease } = this.#options;
    try {
      if (!(await lease.acquire())) {
        this.#tell(`Unable to acquire Singleton lock (${lease.name}): another app of the same host id has it.`);
        return;
      }
      try {
        await inner.start();
        this.#trouble = undefined;
        await this.#keep();
      } finally {
        await inner.stop();
        await lease.release();
      }
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
    }
  }

  async #keep(): Promise<void> {
    for (;;) {
      await this.#sleep(RENEW_AFTER_MS);
      if (this.#stop.signal.aborted) return;
      if (!(await this.#options.lease.renew())) throw new Error(`Singleton lock lost (${this.#options.lease.name}).`);
    }
  }

  #tell(why: string): void {
    if (why !== this.#trouble) this.#options.onTrouble(why);
    this.#trouble = why;
  }

  #aborted(): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  async #sleep(ms: number): Promise<void> {
    let cancel: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(ms, resolve);
    });
    await Promise.race([passed, this.#aborted()]);
    cancel();
  }
}
