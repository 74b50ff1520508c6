import { randomBytes } from "node:crypto";
import { keyOf, nameOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Clock } from "../shared/clock.js";
import type { Row, Store } from "../shared/store.js";

/** Azure's account keys have 512 bits. */
const KEY_BYTES = 64;

export interface AccountKey {
  /** Base64. */
  readonly value: string;
  readonly since: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly keys: readonly [AccountKey, AccountKey];
}

/** The storage accounts and their keys: names are unique across all resource groups, as on Azure across all customers. */
export class Accounts {
  readonly #byName = new Map<string, Account>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    store.define(`CREATE TABLE IF NOT EXISTS storage_accounts
      (name TEXT PRIMARY KEY, id TEXT, key1 TEXT, since1 TEXT, key2 TEXT, since2 TEXT) STRICT`);
  }

  /** Takes up the accounts that are declared, with their keys of an earlier run; forgets all others. */
  async load(declared: readonly string[]): Promise<void> {
    const ids = new Set(declared.map(keyOf));
    for (const row of this.store.all("SELECT * FROM storage_accounts")) {
      const account = readAccount(row);
      if (ids.has(keyOf(account.id))) this.#byName.set(account.name, account);
      else await this.remove(account);
    }
    for (const id of declared) await this.ensure(id);
  }

  byName(name: string): Account | undefined {
    return this.#byName.get(name);
  }

  all(): Account[] {
    return [...this.#byName.values()];
  }

  /** @throws AzureError `ResourceNotFound` */
  byId(id: string): Account {
    const account = this.#byName.get(nameOf(id).toLowerCase());
    if (account === undefined || keyOf(account.id) !== keyOf(id)) {
      throw new AzureError(404, "ResourceNotFound", `There is no storage account ${id}.`);
    }
    return account;
  }

  /**
   * The account of an id, with new keys if it is new.
   *
   * @throws AzureError `StorageAccountAlreadyTaken` when another account has the name.
   */
  async ensure(id: string): Promise<Account> {
    const name = nameOf(id);
    const known = this.#byName.get(name);
    if (known === undefined) return this.#save({ id, name, keys: [this.#newKey(), this.#newKey()] });
    if (keyOf(known.id) !== keyOf(id)) {
      throw new AzureError(409, "StorageAccountAlreadyTaken", `The storage account named ${name} is already taken.`);
    }
    return known;
  }

  /** @param which `key1` or `key2`; case does not matter. @throws AzureError for another name. */
  async regenerate(account: Account, which: string): Promise<Account> {
    const [first, second] = account.keys;
    const name = which.toLowerCase();
    if (name === "key1") return this.#save({ ...account, keys: [this.#newKey(), second] });
    if (name === "key2") return this.#save({ ...account, keys: [first, this.#newKey()] });
    throw new AzureError(400, "InvalidValuesForRequestParameters", "keyName must be key1 or key2.");
  }

  async remove({ name }: Account): Promise<void> {
    await this.store.write(() => this.store.run("DELETE FROM storage_accounts WHERE name = ?", name));
    this.#byName.delete(name);
  }

  #newKey(): AccountKey {
    return { value: randomBytes(KEY_BYTES).toString("base64"), since: this.clock.now().toISOString() };
  }

  async #save(account: Account): Promise<Account> {
    const [first, second] = account.keys;
    this.#byName.set(account.name, account);
    await this.store.write(() =>
      this.store.run(
        "INSERT OR REPLACE INTO storage_accounts VALUES (?, ?, ?, ?, ?, ?)",
        account.name,
        account.id,
        first.value,
        first.since,
        second.value,
        second.since,
      ),
    );
    return account;
  }
}

function readAccount(row: Row): Account {
  const key = (number: 1 | 2) => ({ value: String(row[`key${number}`]), since: String(row[`since${number}`]) });
  return { id: String(row.id), name: String(row.name), keys: [key(1), key(2)] };
}
