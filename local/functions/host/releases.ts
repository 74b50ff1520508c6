import { type Clock, sleep } from "../../shared/clock.js";
import type { Release } from "./release.js";
import type { Session } from "./session.js";
import { WaitingRoom } from "./waiting-room.js";

/** How long a request waits for an app that comes back. */
const LONGEST_HOLD_MS = 30_000;
/** What runs when an app is replaced has this long to come to an end, on Azure as here. */
const LONGEST_DRAIN_MS = 3_600_000;

/**
 * What runs of an app, and what ran before and still has something to do: a new release takes over while the one
 * before ends what it began.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/flex-consumption-site-updates
 */
export class Releases {
  readonly #clock: Clock;
  readonly #onGone: () => void;
  readonly #room: WaitingRoom;
  readonly #leaving = new Map<Release, Promise<void>>();
  #current: Release | undefined;
  #isChanging = false;

  /** @param onGone called when one has ended. */
  constructor(clock: Clock, onGone: () => void) {
    this.#clock = clock;
    this.#onGone = onGone;
    this.#room = new WaitingRoom(clock);
  }

  get current(): Release | undefined {
    return this.#current;
  }

  /** Those of all instances that can run functions. */
  get sessions(): readonly Session[] {
    return (this.#current?.instances ?? []).flatMap(({ session }) => session ?? []);
  }

  /** The deployments that something still runs of. */
  deployments(): Set<string> {
    const all = [...this.#leaving.keys(), ...(this.#current === undefined ? [] : [this.#current])];
    return new Set(all.map(({ deployment }) => deployment));
  }

  /** Gives work to the next instance; waits when none runs and one is about to. @returns undefined when none will. */
  async serve<T>(work: (session: Session) => Promise<T>): Promise<T | undefined> {
    const until = this.#clock.now().getTime() + LONGEST_HOLD_MS;
    for (;;) {
      const instance = this.#current?.pick();
      if (instance !== undefined) return instance.use(work);
      const leftMs = until - this.#clock.now().getTime();
      const isWorthWaiting = this.#isChanging || this.#current?.instances.some(({ isComingBack }) => isComingBack);
      if (isWorthWaiting !== true || leftMs <= 0) return undefined;
      await this.#room.wait(leftMs);
    }
  }

  /** From here on `release` is what runs; what ran before begins nothing more. */
  swap(release: Release): void {
    this.leave();
    this.#current = release;
    release.listen();
    this.tell();
  }

  /** What runs ends what it began, and nothing takes its place. */
  leave(): void {
    const release = this.#current;
    if (release === undefined) return;
    this.#current = undefined;
    const drained = Promise.race([release.drain(), sleep(this.#clock, LONGEST_DRAIN_MS)]);
    this.#leaving.set(
      release,
      drained.then(() => release.stop()).then(() => this.#gone(release)),
    );
  }

  /** Ends what runs, at once; requests wait for what comes after it, until `tell`. */
  async change(): Promise<void> {
    const release = this.#current;
    if (release === undefined) return;
    this.#isChanging = true;
    this.#current = undefined;
    await release.stop();
    this.#onGone();
  }

  /** There is news for the requests that wait, good or bad. */
  tell(): void {
    this.#isChanging = false;
    this.#room.open();
  }

  /** Ends all, at once. */
  async stop(): Promise<void> {
    this.leave();
    this.tell();
    const all = [...this.#leaving];
    await Promise.all(all.map(([release]) => release.stop()));
    await Promise.all(all.map(([, gone]) => gone));
  }

  #gone(release: Release): void {
    this.#leaving.delete(release);
    this.#onGone();
  }
}
