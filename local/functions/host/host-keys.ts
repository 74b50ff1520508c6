import { sameSecret } from "../../shared/same-secret.js";
import { objectAt } from "../declared.js";
import type { Site } from "../site.js";
import type { BlobContainer } from "./blob-container.js";
import { FunctionKeys } from "./function-keys.js";
import type { HostStorage } from "./host-storage.js";
import { type KeyList, keyList, nameIn, withKey, withoutKey } from "./key-list.js";
import { newKeyValue } from "./key-value.js";
import { SecretsBlob, type SecretsFormat } from "./secrets-blob.js";

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
  readonly functionKeys: KeyList;
  readonly systemKeys: KeyList;
}

/**
 * The keys of a host. They live in its own storage, in the blob `azure-webjobs-secrets/{site}/host.json`, so a site
 * that is made again over the same storage has the same keys. A change counts at once.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Security/KeyManagement/BlobStorageSecretsRepository.cs
 */
export class HostKeys {
  readonly #blob: SecretsBlob<HostSecrets>;
  /** Those of single functions. */
  readonly functions: FunctionKeys;
  #onChange: (values: string[]) => void = () => undefined;

  private constructor(blob: SecretsBlob<HostSecrets>, container: BlobContainer, folder: string) {
    this.#blob = blob;
    this.functions = new FunctionKeys(container, folder, () => this.#onChange(this.values()));
  }

  /**
   * Reads the keys, or makes them.
   *
   * @throws BlobError when the host may not.
   */
  static async load(storage: HostStorage, site: Site): Promise<HostKeys> {
    const container = storage.container("azure-webjobs-secrets");
    const folder = site.name.toLowerCase();
    const blob = new SecretsBlob(container, `${folder}/host.json`, formatOf(site));
    await container.ensure();
    await blob.change((secrets) => ({
      masterKey: secrets.masterKey === "" ? newKeyValue() : secrets.masterKey,
      functionKeys: Object.keys(secrets.functionKeys).length > 0 ? secrets.functionKeys : { default: newKeyValue() },
      systemKeys: secrets.systemKeys,
    }));
    return new HostKeys(blob, container, folder);
  }

  get masterKey(): string {
    return this.#blob.current.masterKey;
  }

  of(scope: KeyScope): KeyList {
    return this.#blob.current[scope];
  }

  /** @param listener told all values at once, and again after every change: what they are must not be told further. */
  follow(listener: (values: string[]) => void): void {
    this.#onChange = listener;
    listener(this.values());
  }

  /** All values, for masking. */
  values(): string[] {
    const { masterKey, functionKeys, systemKeys } = this.#blob.current;
    return [masterKey, ...Object.values(functionKeys), ...Object.values(systemKeys), ...this.functions.values()];
  }

  /** Makes a key unless there is one of that name. */
  async ensure(scope: KeyScope, name: string): Promise<void> {
    if (nameIn(this.of(scope), name) === undefined) await this.set(scope, name, newKeyValue());
  }

  async set(scope: KeyScope, name: string, value: string): Promise<{ created: boolean }> {
    const created = nameIn(this.of(scope), name) === undefined;
    await this.#change((secrets) => ({ ...secrets, [scope]: withKey(secrets[scope], name, value) }));
    return { created };
  }

  async setMaster(value: string): Promise<void> {
    await this.#change((secrets) => ({ ...secrets, masterKey: value }));
  }

  /** @returns false when there is none. */
  async remove(scope: KeyScope, name: string): Promise<boolean> {
    if (nameIn(this.of(scope), name) === undefined) return false;
    await this.#change((secrets) => ({ ...secrets, [scope]: withoutKey(secrets[scope], name) }));
    return true;
  }

  /** What a presented key lets its holder do; keys of single functions are not looked at. */
  grantOf(presented: string): KeyGrant | undefined {
    const { masterKey, functionKeys, systemKeys } = this.#blob.current;
    if (sameSecret(presented, masterKey)) return { level: "admin", name: MASTER_KEY };
    const system = nameOf(systemKeys, presented);
    if (system !== undefined) return { level: "system", name: system };
    const host = nameOf(functionKeys, presented);
    return host === undefined ? undefined : { level: "function", name: host };
  }

  /** What one of a function's own keys lets its holder do with it. */
  async grantOfFunction(functionName: string, presented: string): Promise<KeyGrant | undefined> {
    const name = await this.functions.nameOf(functionName, presented);
    return name === undefined ? undefined : { level: "function", name };
  }

  async #change(edit: (secrets: HostSecrets) => HostSecrets): Promise<void> {
    await this.#blob.change(edit);
    this.#onChange(this.values());
  }
}

const nameOf = (keys: KeyList, presented: string): string | undefined =>
  Object.entries(keys).find(([, value]) => sameSecret(presented, value))?.[0];

const formatOf = ({ hostName }: Site): SecretsFormat<HostSecrets> => ({
  empty: { masterKey: "", functionKeys: {}, systemKeys: {} },
  parse(bytes) {
    const { masterKey, functionKeys, systemKeys } = objectAt(JSON.parse(Buffer.from(bytes).toString("utf8")));
    return {
      masterKey: String(objectAt(masterKey).value ?? ""),
      functionKeys: keyList.read(functionKeys),
      systemKeys: keyList.read(systemKeys),
    };
  },
  serialize: ({ masterKey, functionKeys, systemKeys }) =>
    Buffer.from(
      JSON.stringify(
        {
          masterKey: { name: "master", value: masterKey, encrypted: false },
          functionKeys: keyList.write(functionKeys),
          systemKeys: keyList.write(systemKeys),
          hostName,
          instanceId: "local",
          source: "runtime",
          decryptionKeyId: "",
        },
        null,
        2,
      ),
    ),
});
