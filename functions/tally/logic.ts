export interface Counts {
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

/** All letters' counts, in the order of the letters. */
export function countsOf(rows: readonly { readonly letter: string; readonly count: number }[]): Counts {
  const sorted = rows.toSorted((a, b) => (a.letter < b.letter ? -1 : 1));
  return {
    counts: Object.fromEntries(sorted.map(({ letter, count }) => [letter, count])),
    total: rows.reduce((total, { count }) => total + count, 0),
  };
}
