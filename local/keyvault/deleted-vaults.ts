import type { Clock } from "../shared/clock.js";
import type { Store } from "../shared/store.js";
import { DAY_S } from "./constants.js";
import type { Vault } from "./vault.js";

/**
 * Names of deleted vaults: they stay taken until the vault's retention is over.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
 */
export class DeletedVaults {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    store.define(
      "CREATE TABLE IF NOT EXISTS keyvault_deleted_vaults (name TEXT PRIMARY KEY COLLATE NOCASE, purge INTEGER NOT NULL) STRICT",
    );
  }

  async add({ name, retentionDays }: Vault): Promise<void> {
    const purge = this.clock.now().getTime() + retentionDays * DAY_S * 1000;
    await this.store.write(() =>
      this.store.run("INSERT OR REPLACE INTO keyvault_deleted_vaults VALUES (?, ?)", name, purge),
    );
  }

  has(name: string): boolean {
    const row = this.store.get("SELECT purge FROM keyvault_deleted_vaults WHERE name = ?", name);
    return row !== undefined && Number(row.purge) > this.clock.now().getTime();
  }
}
