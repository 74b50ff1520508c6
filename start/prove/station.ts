/** What came of a station that was not passed. */
export interface Broken {
  /** e.g. `recordName fails`. */
  readonly what: string;
  /** What was said about it. */
  readonly why?: string;
}

/** A place in the system that an identity has to pass, with the rights that it was granted. */
export interface Station {
  /** e.g. `recordName handles an event`. */
  readonly name: string;
  /**
   * Sets it going and waits for the outcome.
   *
   * @returns what broke; undefined when it was passed.
   * @throws when nothing came of it in time.
   */
  pass(): Promise<Broken | undefined>;
}
