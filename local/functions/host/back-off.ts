/** Waits that double, up to a longest, until what failed has gone well again. */
export class BackOff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #failures = 0;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** How often it failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure. @returns how long to wait, in milliseconds. */
  failed(): number {
    const ms = Math.min(this.#firstMs * 2 ** this.#failures, this.#longestMs);
    this.#failures += 1;
    return ms;
  }

  reset(): void {
    this.#failures = 0;
  }
}
