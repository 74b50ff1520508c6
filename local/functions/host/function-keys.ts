import { sameSecret } from "../../shared/same-secret.js";
import { objectAt } from "../declared.js";
import type { BlobContainer } from "./blob-container.js";
import { type KeyList, keyList, nameIn, withKey, withoutKey } from "./key-list.js";
import { newKeyValue } from "./key-value.js";
import { SecretsBlob, type SecretsFormat } from "./secrets-blob.js";

const FORMAT: SecretsFormat<KeyList> = {
  empty: {},
  parse: (bytes) => keyList.read(objectAt(JSON.parse(Buffer.from(bytes).toString("utf8"))).keys),
  serialize: (keys) => Buffer.from(JSON.stringify({ keys: keyList.write(keys) }, null, 2)),
};

/**
 * The keys of single functions, each in a blob `azure-webjobs-secrets/{site}/{function}.json`. A function gets its key
 * `default` when somebody first asks for its keys, or shows one.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Security/KeyManagement/SecretManager.cs
 */
export class FunctionKeys {
  readonly #container: BlobContainer;
  readonly #folder: string;
  readonly #blobs = new Map<string, Promise<SecretsBlob<KeyList>>>();
  readonly #known = new Set<SecretsBlob<KeyList>>();

  readonly #onChange: () => void;

  /**
   * @param folder of the site within the container.
   * @param onChange called when there are other values than before.
   */
  constructor(container: BlobContainer, folder: string, onChange: () => void) {
    this.#container = container;
    this.#folder = folder;
    this.#onChange = onChange;
  }

  async of(functionName: string): Promise<KeyList> {
    return (await this.#blob(functionName)).current;
  }

  /** @returns the name of the key that was shown; undefined when it is none of the function's. */
  async nameOf(functionName: string, presented: string): Promise<string | undefined> {
    const keys = Object.entries(await this.of(functionName));
    return keys.find(([, value]) => sameSecret(presented, value))?.[0];
  }

  async set(functionName: string, name: string, value: string): Promise<{ created: boolean }> {
    const blob = await this.#blob(functionName);
    const created = nameIn(blob.current, name) === undefined;
    await blob.change((keys) => withKey(keys, name, value));
    this.#onChange();
    return { created };
  }

  /** @returns false when there is none. */
  async remove(functionName: string, name: string): Promise<boolean> {
    const blob = await this.#blob(functionName);
    if (nameIn(blob.current, name) === undefined) return false;
    await blob.change((keys) => withoutKey(keys, name));
    this.#onChange();
    return true;
  }

  /** All values that were read or made so far. */
  values(): string[] {
    return [...this.#known].flatMap(({ current }) => Object.values(current));
  }

  #blob(functionName: string): Promise<SecretsBlob<KeyList>> {
    const name = functionName.toLowerCase();
    const found = this.#blobs.get(name) ?? this.#load(name);
    this.#blobs.set(name, found);
    // Another try is another chance.
    found.catch(() => this.#blobs.delete(name));
    return found;
  }

  async #load(name: string): Promise<SecretsBlob<KeyList>> {
    const blob = new SecretsBlob(this.#container, `${this.#folder}/${name}.json`, FORMAT);
    await blob.change((keys) => (Object.keys(keys).length === 0 ? { default: newKeyValue() } : keys));
    this.#known.add(blob);
    this.#onChange();
    return blob;
  }
}
