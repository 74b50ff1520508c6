/** Where names are counted that do not begin with a letter. */
const OTHER = "#";

/** The letter under which a name is counted: upper case, without accents (`élodie` → `E`), of any script. */
export function letterOf(name: string): string {
  const [first = ""] = name.trimStart().normalize("NFKD");
  if (!/^\p{L}$/u.test(first)) return OTHER;
  // Some letters have more than one upper-case letter: ß becomes SS.
  const [letter = OTHER] = first.toUpperCase().normalize("NFKD");
  return letter;
}

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
