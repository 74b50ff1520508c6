import { randomBytes } from "node:crypto";
import type { Clock } from "../shared/clock.js";
import type { Row, Store } from "../shared/store.js";
import { DAY_S } from "./constants.js";
import { type KeyKind, makeKey } from "./key-material.js";
import type { Vault } from "./vault.js";

/** What is declared of a key besides its kind; times in seconds since 1970. */
export interface KeyAttributes {
  /** What it may be used for, e.g. `wrapKey`. */
  readonly operations: readonly string[];
  readonly enabled: boolean;
  readonly notBefore: number | undefined;
  readonly expires: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** A key with its only version: nothing here makes a second one. */
export interface StoredKey extends KeyAttributes {
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly kind: KeyKind;
  /** Private half, PEM. */
  readonly pem: string;
  readonly created: number;
}

export interface DeletedKey {
  readonly key: StoredKey;
  readonly deleted: number;
  readonly scheduledPurge: number;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS keyvault_keys (
  vault TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, version TEXT NOT NULL, kind TEXT NOT NULL, pem TEXT NOT NULL,
  attributes TEXT NOT NULL, created INTEGER NOT NULL, deleted INTEGER, purge INTEGER, PRIMARY KEY (vault, name)
) STRICT, WITHOUT ROWID;
`;

/**
 * Keys. Names are compared ignoring case. A deleted key keeps its name until it is purged, at the latest when the
 * vault's retention is over.
 */
export class KeyStore {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    store.define(SCHEMA);
  }

  /** Nothing when there is none, or it is deleted, or has no such version. */
  get(vault: Vault, name: string, version?: string): StoredKey | undefined {
    const row = this.store.get(
      "SELECT * FROM keyvault_keys WHERE vault = ?1 AND name = ?2 AND (?3 IS NULL OR version = ?3) AND deleted IS NULL",
      vault.key,
      name,
      version?.toLowerCase() ?? null,
    );
    return row && keyOf(row);
  }

  list(vault: Vault): StoredKey[] {
    return this.store
      .all("SELECT * FROM keyvault_keys WHERE vault = ? AND deleted IS NULL ORDER BY name", vault.key)
      .map(keyOf);
  }

  /** Makes the first version of a key that is not there. */
  async add(vault: Vault, name: string, kind: KeyKind, attributes: KeyAttributes): Promise<StoredKey> {
    const key = {
      ...attributes,
      name,
      kind,
      version: randomBytes(16).toString("hex"),
      pem: await makeKey(kind),
      created: this.#now(),
    };
    await this.store.write(() =>
      this.store.run(
        "INSERT OR REPLACE INTO keyvault_keys VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        vault.key,
        name,
        key.version,
        JSON.stringify(kind),
        key.pem,
        JSON.stringify(attributes),
        key.created,
      ),
    );
    return key;
  }

  /** Deletes a key so that it can be recovered. */
  async delete(vault: Vault, name: string): Promise<DeletedKey | undefined> {
    const now = this.#now();
    await this.store.write(() =>
      this.store.run(
        "UPDATE keyvault_keys SET deleted = ?, purge = ? WHERE vault = ? AND name = ? AND deleted IS NULL",
        now,
        now + vault.retentionDays * DAY_S,
        vault.key,
        name,
      ),
    );
    return this.deleted(vault, name);
  }

  deleted(vault: Vault, name: string): DeletedKey | undefined {
    return this.listDeleted(vault).find(({ key }) => key.name.toLowerCase() === name.toLowerCase());
  }

  /** Deleted keys that can be recovered, by name. */
  listDeleted(vault: Vault): DeletedKey[] {
    return this.store
      .all("SELECT * FROM keyvault_keys WHERE vault = ? AND purge > ? ORDER BY name", vault.key, this.#now())
      .map((row) => ({ key: keyOf(row), deleted: Number(row.deleted), scheduledPurge: Number(row.purge) }));
  }

  async recover(vault: Vault, name: string): Promise<void> {
    await this.store.write(() =>
      this.store.run(
        "UPDATE keyvault_keys SET deleted = NULL, purge = NULL WHERE vault = ? AND name = ?",
        vault.key,
        name,
      ),
    );
  }

  async purge(vault: Vault, name: string): Promise<void> {
    await this.store.write(() =>
      this.store.run("DELETE FROM keyvault_keys WHERE vault = ? AND name = ?", vault.key, name),
    );
  }

  async deleteVault(vaultKey: string): Promise<void> {
    await this.store.write(() => this.store.run("DELETE FROM keyvault_keys WHERE vault = ?", vaultKey));
  }

  #now(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

const keyOf = (row: Row): StoredKey => ({
  ...(JSON.parse(String(row.attributes)) as KeyAttributes),
  name: String(row.name),
  version: String(row.version),
  kind: JSON.parse(String(row.kind)) as KeyKind,
  pem: String(row.pem),
  created: Number(row.created),
});
