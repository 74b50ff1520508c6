/** Given names in many scripts and with most first letters, so that counting by letter has something to do. */
const GIVEN_NAMES = [
  ...["Ada", "Amir", "Åsa", "Beatriz", "Björn", "Chiara", "Çağla", "Dagny", "Dmitri", "Élodie", "Emeka", "Farida"],
  ...["Finn", "Grace", "Guðrún", "Hedy", "Hiroshi", "Imani", "Ivo", "Jasmin", "João", "Katherine", "Kofi", "Leila"],
  ...["Lóránt", "Mae", "Mihai", "Nadia", "Ngozi", "Olga", "Örn", "Priya", "Pavel", "Quentin", "Rosa", "Rashid"],
  ...["Sofía", "Šimon", "Tenzin", "Thandiwe", "Uma", "Ulrich", "Valentina", "Vikram", "Wanda", "Wei", "Ximena"],
  ...["Yuki", "Yusuf", "Zainab", "Žofie", "Ольга", "Νίκος", "美咲"],
] as const;

const FAMILY_NAMES = [
  ...["Adeyemi", "Andersson", "Bianchi", "Chen", "Dlamini", "Eriksen", "Fernández", "García", "Haddad", "Hopper"],
  ...["Ivanova", "Jensen", "Kovács", "Lovelace", "Müller", "Nakamura", "Okafor", "Petrov", "Quispe", "Rossi"],
  ...["Silva", "Tanaka", "Uzun", "Virtanen", "Wójcik", "Xu", "Yılmaz", "Zhou"],
] as const;

/**
 * Makes up a name.
 *
 * @param random a number from 0 up to but not including 1, at each call.
 */
export const makeUpName = (random: () => number): string =>
  `${pick(GIVEN_NAMES, random)} ${pick(FAMILY_NAMES, random)}`;

const pick = (names: readonly string[], random: () => number): string =>
  names[Math.floor(random() * names.length)] ?? "";
