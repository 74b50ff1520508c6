/** Where on Azure a value would come from that is made up here. */
export type Origin =
  | {
      readonly kind: "property";
      /** ARM id of the resource that answers with it. */
      readonly id: string;
      /** In the resource's body, e.g. `properties.principalId`. */
      readonly path: string;
    }
  /** What a function of azure-native answers, such as a key of a host. */
  | { readonly kind: "function"; readonly token: string };

/** Long enough, and odd enough, to be no part of anything else. The GUID says the same in ASCII: 6d61… is `made up`. */
const TEXT = /madeup\d{8}|6d616465-7570-4000-8000-\d{12}/g;

/**
 * Values that only Azure can give: principal ids, connection strings, keys. Each is a text of its own, which a program
 * may pass on or build into another text, and which is found there again.
 */
export class MadeUp {
  readonly #origins = new Map<string, Origin>();

  text(origin: Origin): string {
    return this.#keep(origin, `madeup${this.#number(8)}`);
  }

  guid(origin: Origin): string {
    return this.#keep(origin, `6d616465-7570-4000-8000-${this.#number(12)}`);
  }

  /** What a text is made of: parts as they are, and where the made-up ones come from. */
  partsOf(text: string): (string | Origin)[] {
    const parts: (string | Origin)[] = [];
    let done = 0;
    for (const { 0: found, index } of text.matchAll(TEXT)) {
      const origin = this.#origins.get(found);
      if (origin === undefined) continue;
      if (index > done) parts.push(text.slice(done, index));
      parts.push(origin);
      done = index + found.length;
    }
    return done < text.length || parts.length === 0 ? [...parts, text.slice(done)] : parts;
  }

  /** Whether some of a text is made up: nothing can be said about what it will be. */
  isIn = (text: string): boolean => this.partsOf(text).some((part) => typeof part !== "string");

  #keep(origin: Origin, value: string): string {
    this.#origins.set(value, origin);
    return value;
  }

  #number = (digits: number): string => String(this.#origins.size + 1).padStart(digits, "0");
}
