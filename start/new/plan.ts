/** What a command is going to write. */
export interface Plan {
  /** Files that are not there yet, by path below the checkout. */
  readonly files: Readonly<Record<string, string>>;
  readonly edits: readonly Edit[];
  /** What to do next, for people. */
  readonly next: readonly string[];
}

/** A change of a file that is there. */
export interface Edit {
  readonly file: string;
  /** @returns the new text. @throws PlaceNotFound */
  change(text: string): string;
  /** What to add, when the place for it was not found. */
  readonly byHand: readonly string[];
}
