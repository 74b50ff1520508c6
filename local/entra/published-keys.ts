import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import type { Wire } from "../shared/wire.js";
import { refusals } from "./refusals.js";

type KeySet = ReturnType<typeof createLocalJWKSet>;

/**
 * The keys that issuers of tokens publish, as Entra reads them: by their discovery documents. Only issuers of the
 * local Azure can be reached. They are asked once; anew when they have a key that is not known.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export class PublishedKeys {
  readonly #known = new Map<string, Promise<KeySet>>();

  constructor(private readonly wire: Pick<Wire, "fetch">) {}

  /** @throws LoginRefusal when they cannot be read. */
  of(issuer: string): Promise<KeySet> {
    const known = this.#known.get(issuer);
    if (known !== undefined) return known;
    const keys = this.#read(issuer);
    this.#known.set(issuer, keys);
    keys.catch(() => this.forget(issuer));
    return keys;
  }

  /** The next time they are asked for anew. */
  forget(issuer: string): void {
    this.#known.delete(issuer);
  }

  async #read(issuer: string): Promise<KeySet> {
    try {
      const { jwks_uri } = await this.#json<{ jwks_uri: string }>(`${issuer}/.well-known/openid-configuration`);
      return createLocalJWKSet(await this.#json<JSONWebKeySet>(jwks_uri));
    } catch (error) {
      throw refusals.noKeys(issuer, (error as Error).message);
    }
  }

  async #json<T>(url: string): Promise<T> {
    const response = await this.wire.fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return (await response.json()) as T;
  }
}
