import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resource, Resources, ResourceType } from "../shared/resource.js";
import { ARM_API_VERSION, DEFAULT_RETENTION_DAYS, MIN_RETENTION_DAYS, VAULT_TYPE } from "./constants.js";
import type { DeletedVaults } from "./deleted-vaults.js";
import type { KeyStore } from "./key-store.js";
import type { SecretStore } from "./secret-store.js";
import { vaultHost, vaultOf } from "./vault.js";

type Declared = Omit<Resource, "outputs">;

const bad = (message: string) => new AzureError(400, "BadRequest", message);
const unsupported = (what: string, instead: string) =>
  new AzureError(400, "UnsupportedByLocalAzure", `the local Azure does not support ${what} of a vault; ${instead}`);

/**
 * Vaults with role-based access.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults
 */
export function vaultType(
  resources: Resources,
  deleted: DeletedVaults,
  kept: { readonly secrets: SecretStore; readonly keys: KeyStore },
): ResourceType {
  return {
    type: VAULT_TYPE,
    put(declared, previous) {
      const properties = (declared.inputs.properties ?? {}) as Properties;
      requireName(resources, deleted, declared, previous);
      requireSupported(properties);
      requireDeletion(properties, previous?.outputs.properties as Properties | undefined);
      return outputsOf(declared, properties, previous?.outputs.properties as Properties | undefined);
    },
    async delete(resource) {
      const vault = vaultOf(resource);
      await deleted.add(vault);
      // Nothing here can recover a deleted vault, so that its values need not be kept.
      await Promise.all([kept.secrets.deleteVault(vault.key), kept.keys.deleteVault(vault.key)]);
    },
  };
}

/** Texts as quoted in Azure/azure-cli issue 29115 and the vendor's pages that they link to. */
function requireName(
  resources: Resources,
  deleted: DeletedVaults,
  { id, name }: Declared,
  previous: Resource | undefined,
): void {
  if (!/^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/.test(name)) {
    throw new AzureError(
      400,
      "VaultNameNotValid",
      `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147742`,
    );
  }
  if (previous !== undefined) return;
  if (deleted.has(name)) {
    throw new AzureError(
      409,
      "ConflictError",
      "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
    );
  }
  const taken = resources
    .list(VAULT_TYPE)
    .some((other) => vaultHost(other.name) === vaultHost(name) && other.id.toLowerCase() !== id.toLowerCase());
  if (taken) {
    throw new AzureError(
      409,
      "VaultAlreadyExists",
      `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken.`,
    );
  }
}

function requireSupported(properties: Properties): void {
  const { createMode = "default", enableRbacAuthorization, publicNetworkAccess, sku, tenantId } = properties;
  if (typeof tenantId !== "string" || tenantId === "") throw bad("The vault's properties need a tenantId.");
  const { family, name } = (sku ?? {}) as Properties;
  if (family !== "A" || (name !== "standard" && name !== "premium")) {
    throw bad(`sku is ${JSON.stringify(sku)}; allowed are family A with name standard or premium.`);
  }
  if (enableRbacAuthorization !== true) {
    // Access policies are also what Azure takes when the property is left out.
    throw unsupported("access policies", "set enableRbacAuthorization to true");
  }
  if (Array.isArray(properties.accessPolicies) && properties.accessPolicies.length > 0) {
    throw unsupported("accessPolicies", "use role assignments");
  }
  if (createMode !== "default") throw unsupported(`createMode ${String(createMode)}`, "leave it out");
  if (publicNetworkAccess !== undefined && String(publicNetworkAccess).toLowerCase() !== "enabled") {
    throw unsupported(`publicNetworkAccess ${String(publicNetworkAccess)}`, "there are no private endpoints");
  }
  if ((properties.networkAcls as Properties | undefined)?.defaultAction === "Deny") {
    throw unsupported("networkAcls.defaultAction Deny", "every caller comes from this machine");
  }
}

/** What concerns soft delete and purge protection: neither can be taken back. */
function requireDeletion(properties: Properties, before: Properties | undefined): void {
  const { enablePurgeProtection, enableSoftDelete, softDeleteRetentionInDays: days } = properties;
  if (enablePurgeProtection === false) {
    throw bad(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  }
  if (enableSoftDelete === false) {
    throw bad(
      `The property "enableSoftDelete" can be set to false only for creating new vault. Enabling the 'soft delete' functionality is an irreversible action.`,
    );
  }
  if (days === undefined) return;
  if (!Number.isInteger(days) || Number(days) < MIN_RETENTION_DAYS || Number(days) > DEFAULT_RETENTION_DAYS) {
    throw bad(
      `softDeleteRetentionInDays is ${String(days)}; allowed are whole numbers from ${MIN_RETENTION_DAYS} to ${DEFAULT_RETENTION_DAYS}.`,
    );
  }
  if (before !== undefined && before.softDeleteRetentionInDays !== days) {
    throw bad(`The property "softDeleteRetentionInDays" has been set already and it can't be modified.`);
  }
}

function outputsOf(
  { inputs, name, type }: Declared,
  properties: Properties,
  before: Properties | undefined,
): Properties {
  const { createMode: _mode, ...declared } = properties;
  return {
    azureApiVersion: ARM_API_VERSION,
    location: String(inputs.location ?? "")
      .toLowerCase()
      .replaceAll(" ", ""),
    name,
    properties: {
      accessPolicies: [],
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      enableSoftDelete: true,
      publicNetworkAccess: "Enabled",
      softDeleteRetentionInDays: before?.softDeleteRetentionInDays ?? DEFAULT_RETENTION_DAYS,
      ...(before?.enablePurgeProtection === true && { enablePurgeProtection: true }),
      ...declared,
      provisioningState: "Succeeded",
      vaultUri: `https://${vaultHost(name)}/`,
    },
    ...(inputs.tags !== undefined && { tags: inputs.tags }),
    type,
  };
}
