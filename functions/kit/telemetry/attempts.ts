/** Events that are remembered; the oldest is forgotten first. */
const REMEMBERED = 1_000;

/**
 * Which attempt at an event this is, as far as this process has seen it: the Functions host does not hand on how often
 * Event Grid has delivered an event.
 */
export class Attempts {
  readonly #seen = new Map<string, number>();

  /** @param event its source and id. @returns 1 at the first. */
  next(event: string): number {
    const attempt = (this.#seen.get(event) ?? 0) + 1;
    this.#seen.delete(event);
    this.#seen.set(event, attempt);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    return attempt;
  }
}
