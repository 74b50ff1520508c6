import type { CryptoKey } from "jose";
import type { Issuer } from "../../../contracts/index.js";
import { KeysUnavailable, TokenRefusal } from "./call-refusal.js";
import { type GetJson, type Keys, publishedKeys } from "./published-keys.js";

/** After that keys are read again, while those that are known are used on. */
export const FRESH_MS = 60 * 60_000;
/** After that keys that could not be read again are used no more: one may have been withdrawn. */
export const KNOWN_MS = 24 * 60 * 60_000;
/** Between two reads for ids that are not known: so many tokens that name none do not ask more often. */
export const COOL_DOWN_MS = 30_000;
/** The same after a read that failed. */
export const RETRY_MS = 5_000;

/**
 * The keys of one issuer: read when they are first needed, and again when they are an hour old or a token names one that
 * is not known. One read goes on at a time, and everybody who waits shares it.
 */
export class IssuerKeys {
  #keys: Keys = new Map();
  /** When they were read. */
  #readAt = Number.NEGATIVE_INFINITY;
  /** When the last read ended, well or not, and how. */
  #triedAt = Number.NEGATIVE_INFINITY;
  #failure: unknown;
  #pending: Promise<void> | undefined;

  /** @param now the clock, in milliseconds. */
  constructor(
    private readonly issuer: Issuer,
    private readonly getJson: GetJson,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * @param id the key's, as a token names it.
   * @throws TokenRefusal when the issuer has no such key; KeysUnavailable when it cannot be asked.
   */
  async key(id: string): Promise<CryptoKey> {
    const known = this.#known(id);
    if (known !== undefined) {
      // In the background: nobody waits for what is only a renewal, and its failure is told when a key is missing.
      if (this.now() - this.#readAt >= FRESH_MS && this.#mayRead()) void this.#read();
      return known;
    }
    if (this.#mayRead()) await this.#read();
    const found = this.#known(id);
    if (found !== undefined) return found;
    if (this.#failure !== undefined) {
      const wait = this.#triedAt + RETRY_MS - this.now();
      throw new KeysUnavailable(this.issuer.issuer, Math.max(1, Math.ceil(wait / 1000)), this.#failure);
    }
    throw new TokenRefusal("unknownKey");
  }

  #known(id: string): CryptoKey | undefined {
    return this.now() - this.#readAt < KNOWN_MS ? this.#keys.get(id) : undefined;
  }

  #mayRead(): boolean {
    const pause = this.#failure === undefined ? COOL_DOWN_MS : RETRY_MS;
    return this.#pending !== undefined || this.now() - this.#triedAt >= pause;
  }

  #read(): Promise<void> {
    this.#pending ??= publishedKeys(this.issuer, this.getJson)
      .then(
        (keys) => {
          this.#keys = keys;
          this.#readAt = this.now();
          this.#failure = undefined;
        },
        (error: unknown) => {
          this.#failure = error;
        },
      )
      .finally(() => {
        this.#triedAt = this.now();
        this.#pending = undefined;
      });
    return this.#pending;
  }
}
