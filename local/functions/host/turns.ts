/** Lets one at a time have a thing of a name, in the order in which they asked. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Asks for a turn.
   *
   * @returns `come`, which resolves when it has come, and `over`, which ends it and may be called before it has come.
   */
  take(name: string): { readonly come: Promise<void>; readonly over: () => void } {
    const come = this.#last.get(name) ?? Promise.resolve();
    let over: () => void = () => undefined;
    const end = new Promise<void>((resolve) => {
      over = resolve;
    });
    this.#last.set(
      name,
      come.then(() => end),
    );
    return { come, over };
  }
}
