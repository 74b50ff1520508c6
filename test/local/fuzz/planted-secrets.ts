/** A token of Entra, and a private key, whoever made them. */
const NEVER_SHOWN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a token", /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
];

/** Shorter ones would be found by chance. */
const SHORTEST = 12;

/** Secrets that the test knows, and looks for in whatever it gets to see. */
export class PlantedSecrets {
  /** The forms in which each could be told, by its name. */
  readonly #forms = new Map<string, ReadonlyMap<string, string>>();

  /** @param name e.g. `the master key`. One that was planted under this name before stays a secret as well. */
  plant(name: string, value: string): void {
    if (value.length < SHORTEST) throw new Error(`${name}: expected ${SHORTEST} characters or more`);
    // Of forms that are the same, the simplest is told.
    this.#forms.set(name, new Map([...(this.#forms.get(name) ?? []), ...formsOf(value).toReversed()]));
  }

  get names(): string[] {
    return [...this.#forms.keys()];
  }

  /**
   * What a text tells of them.
   *
   * @param text one character for each byte.
   * @param mayShow whether whoever gets the text may see the secret of this name.
   */
  leaksIn(text: string, mayShow: (name: string) => boolean = () => false): string[] {
    const patterns = NEVER_SHOWN.filter(([what, pattern]) => !mayShow(what) && pattern.test(text)).map(
      ([what]) => what,
    );
    const secrets = [...this.#forms].flatMap(([name, forms]) => {
      if (mayShow(name)) return [];
      const found = [...forms].find(([form]) => text.includes(form));
      return found === undefined ? [] : [`${name} ${found[1]}`];
    });
    return [...patterns, ...secrets];
  }
}

/** What to look for, and how it is told there. */
function formsOf(value: string): [form: string, how: string][] {
  const bytes = Buffer.from(value);
  const inJson = JSON.stringify(value).slice(1, -1);
  const latin = (text: string): string => Buffer.from(text).toString("latin1");
  const all: [string, string][] = [
    [latin(value), "as it is"],
    [latin(inJson), "as JSON"],
    [latin(JSON.stringify(inJson).slice(1, -1)), "as JSON within JSON"],
    [encodeURIComponent(value), "percent-encoded"],
    [new URLSearchParams({ x: value }).toString().slice(2), "as a form"],
    [bytes.toString("hex"), "in hex"],
    [bytes.toString("hex").toUpperCase(), "in hex"],
  ];
  for (const text of new Set([value, inJson])) {
    for (const shift of [0, 1, 2]) {
      const form = inBase64(Buffer.from(text), shift);
      all.push([form, "in base64"], [form.replaceAll("+", "-").replaceAll("/", "_"), "in base64url"]);
      all.push([encodeURIComponent(form), "in base64, percent-encoded"]);
    }
  }
  return all;
}

/** The part of a base64 text that these bytes alone decide, when they begin at a place in a longer one. */
function inBase64(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const cutAtEnd = (shift + bytes.length) % 3 === 0 ? 0 : 1;
  return text.slice([0, 2, 3][shift], text.length - cutAtEnd);
}
