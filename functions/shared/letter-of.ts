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
