/** Has those who want the same thing act one after another, in the order in which they came. */
export class Turns {
  /** Ends of the latest turn of each thing; never rejects. */
  readonly #ends = new Map<string, Promise<void>>();

  /** @returns what `act` does, once all before it have come to an end, well or badly. */
  take<T>(thing: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.#ends.get(thing) ?? Promise.resolve()).then(act);
    const leave = () => {
      if (this.#ends.get(thing) === end) this.#ends.delete(thing);
    };
    const end = turn.then(leave, leave);
    this.#ends.set(thing, end);
    return turn;
  }
}
