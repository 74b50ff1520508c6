import { errors } from "./errors.js";
import { deletedSecretBundle, secretBundle, secretItem, secretVersionItem } from "./secret-format.js";
import { readSetParameters, readUpdateParameters } from "./secret-parameters.js";
import type { SecretStore, SecretVersion } from "./secret-store.js";
import type { Vault } from "./vault.js";

/**
 * The operations of the data plane, for a caller who may do them.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/secrets
 */
export class SecretOperations {
  constructor(private readonly secrets: SecretStore) {}

  get(vault: Vault, name: string, version?: string): object {
    const secret = this.#require(vault, name, version);
    if (!secret.enabled) throw errors.disabled();
    return secretBundle(vault, secret);
  }

  list(vault: Vault): object[] {
    return this.secrets.list(vault).map((secret) => secretItem(vault, secret));
  }

  listVersions(vault: Vault, name: string): object[] {
    return this.secrets.versions(vault, name).map((secret) => secretVersionItem(vault, secret));
  }

  async set(vault: Vault, name: string, body: string): Promise<object> {
    const { attributes, value } = readSetParameters(body);
    if (this.secrets.deleted(vault, name) !== undefined) throw errors.deletedButRecoverable(name);
    return secretBundle(vault, await this.secrets.set(vault, name, value, attributes));
  }

  /** @param version the newest one when it is left out. */
  async update(vault: Vault, name: string, version: string | undefined, body: string): Promise<object> {
    const secret = this.#require(vault, name, version);
    const updated = await this.secrets.update(vault, secret, readUpdateParameters(body, secret));
    return secretVersionItem(vault, updated);
  }

  async delete(vault: Vault, name: string): Promise<object> {
    const deleted = await this.secrets.delete(vault, name);
    if (deleted === undefined) throw errors.secretNotFound(name);
    return deletedSecretBundle(vault, deleted);
  }

  listDeleted(vault: Vault): object[] {
    return this.secrets.listDeleted(vault).map((deleted) => deletedSecretBundle(vault, deleted));
  }

  getDeleted(vault: Vault, name: string): object {
    const deleted = this.secrets.deleted(vault, name);
    if (deleted === undefined) throw errors.deletedSecretNotFound(name);
    return deletedSecretBundle(vault, deleted);
  }

  async recover(vault: Vault, name: string): Promise<object> {
    this.getDeleted(vault, name);
    await this.secrets.recover(vault, name);
    return secretVersionItem(vault, this.#require(vault, name));
  }

  async purge(vault: Vault, name: string): Promise<void> {
    this.getDeleted(vault, name);
    if (vault.purgeProtection) throw errors.purgeProtected(vault.name, vault.location);
    await this.secrets.purge(vault, name);
  }

  #require(vault: Vault, name: string, version?: string): SecretVersion {
    const secret = this.secrets.get(vault, name, version);
    if (secret === undefined) throw errors.secretNotFound(version === undefined ? name : `${name}/${version}`);
    return secret;
  }
}
