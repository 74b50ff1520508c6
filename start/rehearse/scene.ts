/** One thing that is done, and what is to be seen of it. */
export interface Scene {
  readonly does: string;
  /** @returns lines for the terminal. @throws when it went otherwise than it should. */
  readonly play: () => Promise<string[]>;
}
