import { type BlobContainer, BlobError } from "./blob-container.js";

/** How secrets lie in a blob. */
export interface SecretsFormat<T> {
  /** What there is before anybody wrote. */
  readonly empty: T;
  parse(bytes: Uint8Array): T;
  serialize(secrets: T): Uint8Array;
}

/** Secrets in one blob of the host's storage, and in memory as they were last seen there. */
export class SecretsBlob<T> {
  readonly #container: BlobContainer;
  readonly #name: string;
  readonly #format: SecretsFormat<T>;
  #secrets: T;

  /** @param name of the blob, e.g. `func-app/host.json`. */
  constructor(container: BlobContainer, name: string, format: SecretsFormat<T>) {
    this.#container = container;
    this.#name = name;
    this.#format = format;
    this.#secrets = format.empty;
  }

  get current(): T {
    return this.#secrets;
  }

  /**
   * Writes only over what was read, so that a change by someone else is not lost, and only what differs.
   *
   * @param edit may be called more than once.
   * @throws BlobError when the host may not.
   */
  async change(edit: (secrets: T) => T): Promise<void> {
    const found = await this.#container.get(this.#name);
    if (found !== undefined) this.#secrets = this.#format.parse(found.bytes);
    const next = edit(this.#secrets);
    if (found === undefined || JSON.stringify(next) !== JSON.stringify(this.#secrets)) {
      const condition: Record<string, string> =
        found === undefined ? { "if-none-match": "*" } : { "if-match": found.etag };
      try {
        await this.#container.put(this.#name, this.#format.serialize(next), condition);
      } catch (error) {
        if (error instanceof BlobError && (error.status === 409 || error.status === 412)) return this.change(edit);
        throw error;
      }
    }
    this.#secrets = next;
  }
}
