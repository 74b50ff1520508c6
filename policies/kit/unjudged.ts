/** What a preview could not tell, by rule: it is said once, at the end. */
export class Unjudged {
  readonly #byRule = new Map<string, Set<string>>();

  add(rule: string, urn: string, what: string): void {
    const set = this.#byRule.get(rule) ?? new Set();
    this.#byRule.set(rule, set.add(`${what} of ${urn.split("::").at(-1) ?? urn}`));
  }

  /** One line for each rule; empties it. */
  take(): string[] {
    const lines = [...this.#byRule].map(
      ([rule, what]) =>
        `${rule}: cannot be known before the first up, and is checked then: ${[...what].sort().join(", ")}`,
    );
    this.#byRule.clear();
    return lines.sort();
  }
}
