import { parentOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resource, ResourceType } from "../shared/resource.js";
import { ARM_API_VERSION, MAX_VALUE_LENGTH, SECRET_NAME, SECRET_TYPE } from "./constants.js";
import { deletedButRecoverableText } from "./errors.js";
import { secretUri } from "./secret-format.js";
import type { SecretAttributes, SecretStore, SecretVersion } from "./secret-store.js";
import type { Vault, Vaults } from "./vault.js";

/**
 * Secrets as declared resources: another value makes a new version, and a deleted one can be recovered.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults/secrets
 */
export function secretType(vaults: Vaults, secrets: SecretStore): ResourceType {
  const vaultOf = (id: string): Vault => {
    const vaultId = parentOf(id) ?? "";
    const vault = vaults.byId(vaultId);
    if (vault === undefined) throw new AzureError(404, "ResourceNotFound", `The vault '${vaultId}' was not found.`);
    return vault;
  };
  return {
    type: SECRET_TYPE,
    async put(declared) {
      const vault = vaultOf(declared.id);
      return outputsOf(vault, declared, await store(secrets, vault, declared));
    },
    async delete({ id, name }) {
      await secrets.delete(vaultOf(id), name);
    },
  };
}

async function store(
  secrets: SecretStore,
  vault: Vault,
  { inputs, name }: Omit<Resource, "outputs">,
): Promise<SecretVersion> {
  const { value, ...properties } = (inputs.properties ?? {}) as Properties;
  if (!SECRET_NAME.test(name)) {
    throw new AzureError(
      400,
      "BadRequest",
      `The secret name '${name}' is not valid; allowed are 1 to 127 letters, digits and '-'.`,
    );
  }
  if (typeof value !== "string" || Buffer.byteLength(value) > MAX_VALUE_LENGTH) {
    throw new AzureError(
      400,
      "BadRequest",
      `The secret '${name}' needs a value, a string of at most ${MAX_VALUE_LENGTH} bytes.`,
    );
  }
  if (secrets.deleted(vault, name) !== undefined) {
    throw new AzureError(409, "Conflict", deletedButRecoverableText("Secret", name));
  }
  const attributes = attributesOf(properties, inputs.tags as Record<string, string> | undefined);
  const present = secrets.get(vault, name);
  return present?.value === value
    ? secrets.update(vault, present, attributes)
    : secrets.set(vault, name, value, attributes);
}

function attributesOf({ attributes = {}, contentType }: Properties, tags: SecretAttributes["tags"]): SecretAttributes {
  const { enabled, expires, notBefore } = attributes as { enabled?: boolean; expires?: number; notBefore?: number };
  return { contentType: contentType as string | undefined, tags, enabled: enabled ?? true, notBefore, expires };
}

/** What Azure answers: all but the value. */
function outputsOf(vault: Vault, { name, type }: Omit<Resource, "outputs">, secret: SecretVersion): Properties {
  const { contentType, created, enabled, expires, notBefore, tags, updated, version } = secret;
  return {
    azureApiVersion: ARM_API_VERSION,
    location: vault.location,
    name,
    properties: {
      attributes: {
        created,
        enabled,
        ...(expires !== undefined && { expires }),
        ...(notBefore !== undefined && { notBefore }),
        updated,
      },
      ...(contentType !== undefined && { contentType }),
      secretUri: secretUri(vault, name),
      secretUriWithVersion: `${secretUri(vault, name)}/${version}`,
    },
    tags: tags ?? {},
    type,
  };
}
