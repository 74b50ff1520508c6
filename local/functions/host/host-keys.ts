import { isObject } from "../../shared/is-object.js";
import { sameSecret } from "../../shared/same-secret.js";
import { objectAt } from "../declared.js";
import type { Site } from "../site.js";
import { type BlobContainer, BlobError } from "./blob-container.js";
import type { HostStorage } from "./host-storage.js";
import { newKeyValue } from "./key-value.js";

/** Name of the master key in the admin API. */
export const MASTER_KEY = "_master";

export type KeyScope = "functionKeys" | "systemKeys";

/** What a key lets its holder do. */
export interface KeyGrant {
  readonly level: "admin" | "function" | "system";
  readonly name: string;
}

interface HostSecrets {
  readonly masterKey: string;
  readonly functionKeys: Readonly<Record<string, string>>;
  readonly systemKeys: Readonly<Record<string, string>>;
}

/**
 * The keys of a host. They live in its own storage, in the blob `azure-webjobs-secrets/{site}/host.json`, so a site
 * that is made again over the same storage has the same keys.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Security/KeyManagement/BlobStorageSecretsRepository.cs
 */
export class HostKeys {
  readonly #container: BlobContainer;
  readonly #site: Site;
  #secrets: HostSecrets = { masterKey: "", functionKeys: {}, systemKeys: {} };
  #etag: string | undefined;

  private constructor(container: BlobContainer, site: Site) {
    this.#container = container;
    this.#site = site;
  }

  /**
   * Reads the keys, or makes them.
   *
   * @throws BlobError when the host may not.
   */
  static async load(storage: HostStorage, site: Site): Promise<HostKeys> {
    const keys = new HostKeys(storage.container("azure-webjobs-secrets"), site);
    await keys.#container.ensure();
    await keys.#change((secrets) => ({
      masterKey: secrets.masterKey === "" ? newKeyValue() : secrets.masterKey,
      functionKeys: Object.keys(secrets.functionKeys).length > 0 ? secrets.functionKeys : { default: newKeyValue() },
      systemKeys: secrets.systemKeys,
    }));
    return keys;
  }

  get masterKey(): string {
    return this.#secrets.masterKey;
  }

  of(scope: KeyScope): Readonly<Record<string, string>> {
    return this.#secrets[scope];
  }

  /** All values, for masking. */
  values(): string[] {
    const { masterKey, functionKeys, systemKeys } = this.#secrets;
    return [masterKey, ...Object.values(functionKeys), ...Object.values(systemKeys)];
  }

  /** Makes a key unless there is one of that name. */
  async ensure(scope: KeyScope, name: string): Promise<void> {
    if (this.#secrets[scope][name] === undefined) await this.set(scope, name);
  }

  /**
   * Sets a key, the master key by the name `_master`.
   *
   * @param value a new one is made when left out.
   */
  async set(scope: KeyScope, name: string, value = newKeyValue()): Promise<{ value: string; created: boolean }> {
    const created = name !== MASTER_KEY && this.#secrets[scope][name] === undefined;
    await this.#change((secrets) =>
      name === MASTER_KEY
        ? { ...secrets, masterKey: value }
        : { ...secrets, [scope]: { ...secrets[scope], [name]: value } },
    );
    return { value, created };
  }

  /** @returns false when there is none. */
  async remove(scope: KeyScope, name: string): Promise<boolean> {
    if (this.#secrets[scope][name] === undefined) return false;
    await this.#change((secrets) => {
      const { [name]: _, ...rest } = secrets[scope];
      return { ...secrets, [scope]: rest };
    });
    return true;
  }

  /** What a presented key lets its holder do. */
  grantOf(presented: string): KeyGrant | undefined {
    const { masterKey, functionKeys, systemKeys } = this.#secrets;
    if (sameSecret(presented, masterKey)) return { level: "admin", name: MASTER_KEY };
    const system = nameOf(systemKeys, presented);
    if (system !== undefined) return { level: "system", name: system };
    const host = nameOf(functionKeys, presented);
    return host === undefined ? undefined : { level: "function", name: host };
  }

  /** Writes only over what was read, so that a change by someone else is not lost. */
  async #change(edit: (secrets: HostSecrets) => HostSecrets): Promise<void> {
    const blob = `${this.#site.name.toLowerCase()}/host.json`;
    const found = await this.#container.get(blob);
    if (found !== undefined) {
      this.#secrets = parse(found.bytes);
      this.#etag = found.etag;
    }
    const next = edit(this.#secrets);
    if (found === undefined || JSON.stringify(next) !== JSON.stringify(this.#secrets)) {
      const condition: Record<string, string> =
        found === undefined ? { "if-none-match": "*" } : { "if-match": this.#etag ?? "*" };
      try {
        this.#etag = await this.#container.put(blob, this.#serialize(next), condition);
      } catch (error) {
        if (error instanceof BlobError && (error.status === 409 || error.status === 412)) return this.#change(edit);
        throw error;
      }
    }
    this.#secrets = next;
  }

  #serialize(secrets: HostSecrets): Uint8Array {
    const key = ([name, value]: readonly [string, string]) => ({ name, value, encrypted: false });
    const json = {
      masterKey: key(["master", secrets.masterKey]),
      functionKeys: Object.entries(secrets.functionKeys).map(key),
      systemKeys: Object.entries(secrets.systemKeys).map(key),
      hostName: this.#site.hostName,
      instanceId: "local",
      source: "runtime",
      decryptionKeyId: "",
    };
    return Buffer.from(JSON.stringify(json, null, 2));
  }
}

const nameOf = (keys: Readonly<Record<string, string>>, presented: string): string | undefined =>
  Object.entries(keys).find(([, value]) => sameSecret(presented, value))?.[0];

function parse(bytes: Uint8Array): HostSecrets {
  const json: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
  const list = (value: unknown): Record<string, string> =>
    Object.fromEntries(
      (Array.isArray(value) ? value : []).filter(isObject).map((key) => [String(key.name), String(key.value)]),
    );
  const { masterKey, functionKeys, systemKeys } = objectAt(json);
  return {
    masterKey: String(objectAt(masterKey).value ?? ""),
    functionKeys: list(functionKeys),
    systemKeys: list(systemKeys),
  };
}
