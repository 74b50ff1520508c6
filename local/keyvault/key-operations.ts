import { z } from "zod";
import type { Clock } from "../shared/clock.js";
import { errors } from "./errors.js";
import { applyKey } from "./key-cipher.js";
import { deletedKeyBundle, keyBundle, keyItem, keyUriWithVersion } from "./key-format.js";
import type { KeyStore, StoredKey } from "./key-store.js";
import { readBody } from "./read-body.js";
import type { Vault } from "./vault.js";

/** Body of an operation with a key; bytes are base64url. */
const parameters = z.object({ alg: z.string(), value: z.string().regex(/^[\w-]+$/) });

/** An operation with a key: what the key must be made for, and what it does. */
export const USES = {
  encrypt: { operation: "encrypt", direction: "encrypt" },
  decrypt: { operation: "decrypt", direction: "decrypt" },
  wrapkey: { operation: "wrapKey", direction: "encrypt" },
  unwrapkey: { operation: "unwrapKey", direction: "decrypt" },
} as const;

/**
 * The operations of the data plane on keys, for a caller who may do them.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/keys
 */
export class KeyOperations {
  constructor(
    private readonly keys: KeyStore,
    private readonly clock: Clock,
  ) {}

  get(vault: Vault, name: string, version?: string): object {
    return keyBundle(vault, this.#require(vault, name, version));
  }

  list(vault: Vault): object[] {
    return this.keys.list(vault).map((key) => keyItem(vault, key, false));
  }

  listVersions(vault: Vault, name: string): object[] {
    const key = this.keys.get(vault, name);
    return key === undefined ? [] : [keyItem(vault, key, true)];
  }

  /** @param version the newest one when it is left out. */
  use(vault: Vault, name: string, version: string | undefined, how: keyof typeof USES, body: string): object {
    const key = this.#require(vault, name, version);
    const { operation, direction } = USES[how];
    const { alg, value } = readBody(parameters, body);
    this.#requireUsable(key, operation, direction);
    const result = applyKey(key, direction, alg, Buffer.from(value, "base64url"));
    return { kid: keyUriWithVersion(vault, key), value: result.toString("base64url") };
  }

  async delete(vault: Vault, name: string): Promise<object> {
    const deleted = await this.keys.delete(vault, this.#require(vault, name).name);
    if (deleted === undefined) throw errors.keyNotFound(name);
    return deletedKeyBundle(vault, deleted);
  }

  listDeleted(vault: Vault): object[] {
    return this.keys.listDeleted(vault).map((deleted) => deletedKeyBundle(vault, deleted));
  }

  getDeleted(vault: Vault, name: string): object {
    const deleted = this.keys.deleted(vault, name);
    if (deleted === undefined) throw errors.deletedKeyNotFound(name);
    return deletedKeyBundle(vault, deleted);
  }

  async recover(vault: Vault, name: string): Promise<object> {
    this.getDeleted(vault, name);
    await this.keys.recover(vault, name);
    return this.get(vault, name);
  }

  async purge(vault: Vault, name: string): Promise<void> {
    this.getDeleted(vault, name);
    if (vault.purgeProtection) throw errors.purgeProtected(vault.name, vault.location);
    await this.keys.purge(vault, name);
  }

  #require(vault: Vault, name: string, version?: string): StoredKey {
    const key = this.keys.get(vault, name, version);
    if (key === undefined) throw errors.keyNotFound(version === undefined ? name : `${name}/${version}`);
    return key;
  }

  /**
   * What was encrypted can be decrypted after the key's time as well.
   *
   * @see https://learn.microsoft.com/azure/key-vault/keys/about-keys-details#datetime-controlled-operations
   */
  #requireUsable(key: StoredKey, operation: string, direction: "encrypt" | "decrypt"): void {
    if (!key.operations.includes(operation)) throw errors.keyOperationForbidden(operation);
    if (!key.enabled) throw errors.keyDisabled(operation);
    if (direction === "decrypt") return;
    const now = this.clock.now().getTime() / 1000;
    if (now < (key.notBefore ?? now)) throw errors.keyNotYetValid(operation);
    if (key.expires !== undefined && now >= key.expires) throw errors.keyExpired(operation);
  }
}
