/** Time, as every service of the local Azure sees it: tests move it instead of sleeping. */
export interface Clock {
  now(): Date;
  /** Calls back once after `ms` milliseconds; the result cancels it. Does not keep the process alive. */
  after(ms: number, callback: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** The wait that a promise can be made of. */
export const sleep = (clock: Clock, ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));
