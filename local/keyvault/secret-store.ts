import { randomBytes } from "node:crypto";
import type { Clock } from "../shared/clock.js";
import type { Row, Store } from "../shared/store.js";
import { DAY_S } from "./constants.js";
import type { Vault } from "./vault.js";

/** What callers may set besides the value; times in seconds since 1970. */
export interface SecretAttributes {
  readonly contentType: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly enabled: boolean;
  readonly notBefore: number | undefined;
  readonly expires: number | undefined;
}

/** One version of a secret. */
export interface SecretVersion extends SecretAttributes {
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly value: string;
  readonly created: number;
  readonly updated: number;
}

/** A secret that is deleted but can be recovered; its last version stands for it. */
export interface DeletedSecret {
  readonly secret: SecretVersion;
  readonly deleted: number;
  readonly scheduledPurge: number;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS keyvault_secrets (
  sequence INTEGER PRIMARY KEY, vault TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, version TEXT NOT NULL,
  value TEXT NOT NULL, content_type TEXT, tags TEXT, enabled INTEGER NOT NULL, not_before INTEGER, expires INTEGER,
  created INTEGER NOT NULL, updated INTEGER NOT NULL, UNIQUE (vault, name, version)
) STRICT;
CREATE TABLE IF NOT EXISTS keyvault_deleted_secrets (
  vault TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, deleted INTEGER NOT NULL, purge INTEGER NOT NULL,
  PRIMARY KEY (vault, name)
) STRICT, WITHOUT ROWID;
`;
const NOT_DELETED = "NOT EXISTS (SELECT 1 FROM keyvault_deleted_secrets d WHERE d.vault = s.vault AND d.name = s.name)";

/**
 * Secrets with their versions. Names are compared ignoring case. A deleted secret keeps its name until it is
 * purged, at the latest when the vault's retention is over.
 */
export class SecretStore {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    store.define(SCHEMA);
  }

  /** The newest version, or the one asked for; nothing when there is none or the secret is deleted. */
  get(vault: Vault, name: string, version?: string): SecretVersion | undefined {
    const row = this.store.get(
      `SELECT * FROM keyvault_secrets s WHERE vault = ? AND name = ? AND (?3 IS NULL OR version = ?3) AND ${NOT_DELETED} ORDER BY sequence DESC LIMIT 1`,
      vault.key,
      name,
      version?.toLowerCase() ?? null,
    );
    return row && versionOf(row);
  }

  /** The newest version of each secret, by name. */
  list(vault: Vault): SecretVersion[] {
    return this.store
      .all(
        `SELECT * FROM keyvault_secrets s WHERE sequence IN (SELECT max(sequence) FROM keyvault_secrets WHERE vault = ? GROUP BY name) AND ${NOT_DELETED} ORDER BY name`,
        vault.key,
      )
      .map(versionOf);
  }

  /** All versions of a secret, oldest first. */
  versions(vault: Vault, name: string): SecretVersion[] {
    return this.store
      .all(
        `SELECT * FROM keyvault_secrets s WHERE vault = ? AND name = ? AND ${NOT_DELETED} ORDER BY sequence`,
        vault.key,
        name,
      )
      .map(versionOf);
  }

  /** Makes a new version. */
  async set(vault: Vault, name: string, value: string, attributes: SecretAttributes): Promise<SecretVersion> {
    const now = this.#now();
    const version = randomBytes(16).toString("hex");
    await this.store.write(() => {
      this.#forgetPurged(vault, name);
      this.store.run(
        "INSERT INTO keyvault_secrets (vault, name, version, value, content_type, tags, enabled, not_before, expires, created, updated) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
        vault.key,
        name,
        version,
        value,
        ...columns(attributes),
        now,
      );
    });
    return { ...attributes, name, version, value, created: now, updated: now };
  }

  /** Changes what belongs to a version, besides its value. */
  async update(vault: Vault, secret: SecretVersion, attributes: SecretAttributes): Promise<SecretVersion> {
    const updated = this.#now();
    await this.store.write(() =>
      this.store.run(
        "UPDATE keyvault_secrets SET content_type = ?, tags = ?, enabled = ?, not_before = ?, expires = ?, updated = ? WHERE vault = ? AND name = ? AND version = ?",
        ...columns(attributes),
        updated,
        vault.key,
        secret.name,
        secret.version,
      ),
    );
    return { ...secret, ...attributes, updated };
  }

  /** Deletes a secret so that it can be recovered. */
  async delete(vault: Vault, name: string): Promise<DeletedSecret | undefined> {
    if (this.get(vault, name) === undefined) return undefined;
    const now = this.#now();
    await this.store.write(() =>
      this.store.run(
        "INSERT OR REPLACE INTO keyvault_deleted_secrets VALUES (?, ?, ?, ?)",
        vault.key,
        name,
        now,
        now + vault.retentionDays * DAY_S,
      ),
    );
    return this.deleted(vault, name);
  }

  deleted(vault: Vault, name: string): DeletedSecret | undefined {
    return this.listDeleted(vault).find(({ secret }) => secret.name.toLowerCase() === name.toLowerCase());
  }

  /** Deleted secrets that can be recovered, by name. */
  listDeleted(vault: Vault): DeletedSecret[] {
    return this.store
      .all(
        "SELECT s.*, d.deleted, d.purge FROM keyvault_deleted_secrets d JOIN keyvault_secrets s USING (vault, name) WHERE d.vault = ?1 AND d.purge > ?2 AND s.sequence IN (SELECT max(sequence) FROM keyvault_secrets WHERE vault = ?1 GROUP BY name) ORDER BY s.name",
        vault.key,
        this.#now(),
      )
      .map((row) => ({ secret: versionOf(row), deleted: Number(row.deleted), scheduledPurge: Number(row.purge) }));
  }

  async recover(vault: Vault, name: string): Promise<void> {
    await this.store.write(() =>
      this.store.run("DELETE FROM keyvault_deleted_secrets WHERE vault = ? AND name = ?", vault.key, name),
    );
  }

  async purge(vault: Vault, name: string): Promise<void> {
    await this.store.write(() => this.#purge(vault, name));
  }

  async deleteVault(vaultKey: string): Promise<void> {
    await this.store.write(() => {
      this.store.run("DELETE FROM keyvault_secrets WHERE vault = ?", vaultKey);
      this.store.run("DELETE FROM keyvault_deleted_secrets WHERE vault = ?", vaultKey);
    });
  }

  /** A name whose deleted secret is past its retention is free again, without the old versions. */
  #forgetPurged(vault: Vault, name: string): void {
    const past = this.store.get(
      "SELECT 1 FROM keyvault_deleted_secrets WHERE vault = ? AND name = ? AND purge <= ?",
      vault.key,
      name,
      this.#now(),
    );
    if (past !== undefined) this.#purge(vault, name);
  }

  #purge(vault: Vault, name: string): void {
    this.store.run("DELETE FROM keyvault_secrets WHERE vault = ? AND name = ?", vault.key, name);
    this.store.run("DELETE FROM keyvault_deleted_secrets WHERE vault = ? AND name = ?", vault.key, name);
  }

  #now(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

const columns = (attributes: SecretAttributes): (string | number | null)[] => [
  attributes.contentType ?? null,
  attributes.tags === undefined ? null : JSON.stringify(attributes.tags),
  attributes.enabled ? 1 : 0,
  attributes.notBefore ?? null,
  attributes.expires ?? null,
];

const versionOf = (row: Row): SecretVersion => ({
  name: String(row.name),
  version: String(row.version),
  value: String(row.value),
  contentType: row.content_type === null ? undefined : String(row.content_type),
  tags: row.tags === null ? undefined : (JSON.parse(String(row.tags)) as Record<string, string>),
  enabled: row.enabled === 1,
  notBefore: row.not_before === null ? undefined : Number(row.not_before),
  expires: row.expires === null ? undefined : Number(row.expires),
  created: Number(row.created),
  updated: Number(row.updated),
});
