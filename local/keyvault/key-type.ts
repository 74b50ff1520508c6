import { parentOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resource, ResourceType } from "../shared/resource.js";
import { ARM_API_VERSION, KEY_TYPE, SECRET_NAME } from "./constants.js";
import { deletedButRecoverableText } from "./errors.js";
import { keyUri, keyUriWithVersion } from "./key-format.js";
import { CURVES, KEY_SIZES, type KeyKind } from "./key-material.js";
import type { KeyAttributes, KeyStore, StoredKey } from "./key-store.js";
import { recoveryLevel } from "./recovery-level.js";
import type { Vault, Vaults } from "./vault.js";

type Declared = Omit<Resource, "outputs">;

const OPERATIONS: Readonly<Record<KeyKind["kty"], readonly string[]>> = {
  RSA: ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"],
  EC: ["sign", "verify"],
};

const bad = (message: string) => new AzureError(400, "BadRequest", message);

/**
 * Keys as declared resources. Resource Manager makes the first version of a key, and never another: what is declared
 * of one that is there changes nothing. Nor can it delete one: azure-native does so by the data plane.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/create-if-not-exist
 * @see https://github.com/pulumi/pulumi-azure-native provider/pkg/resources/customresources/custom_keyvault.go
 */
export function keyType(vaults: Vaults, keys: KeyStore): ResourceType {
  const vaultOf = (id: string): Vault => {
    const vault = vaults.byId(parentOf(id) ?? "");
    if (vault === undefined) throw new AzureError(404, "ResourceNotFound", `The vault of '${id}' was not found.`);
    return vault;
  };
  return {
    type: KEY_TYPE,
    deleteRight: "Microsoft.KeyVault/vaults/keys/delete",
    async put(declared) {
      const vault = vaultOf(declared.id);
      return outputsOf(vault, declared, keys.get(vault, declared.name) ?? (await add(keys, vault, declared)));
    },
    async delete({ id, name }) {
      await keys.delete(vaultOf(id), name);
    },
  };
}

async function add(keys: KeyStore, vault: Vault, { inputs, name }: Declared): Promise<StoredKey> {
  if (!SECRET_NAME.test(name)) {
    throw bad(`The key name '${name}' is not valid; allowed are 1 to 127 letters, digits and '-'.`);
  }
  if (keys.deleted(vault, name) !== undefined) {
    throw new AzureError(409, "Conflict", deletedButRecoverableText("Key", name));
  }
  const properties = (inputs.properties ?? {}) as Properties;
  const kind = kindOf(name, properties);
  return keys.add(vault, name, kind, attributesOf(kind, properties, inputs.tags));
}

function kindOf(name: string, { curveName, keySize, kty, releasePolicy, rotationPolicy }: Properties): KeyKind {
  const unsupported = Object.entries({ releasePolicy, rotationPolicy }).find(([, value]) => value !== undefined);
  if (unsupported !== undefined) {
    throw new AzureError(
      400,
      "UnsupportedByLocalAzure",
      `the local Azure does not support the ${unsupported[0]} of a key; leave it out`,
    );
  }
  if (kty !== "RSA" && kty !== "EC") {
    throw bad(`The key '${name}' has the type '${String(kty)}'; the local Azure makes RSA and EC.`);
  }
  if (kty === "EC") {
    if (curveName !== undefined && !CURVES.includes(String(curveName))) {
      throw bad(`The key '${name}' has the curve '${String(curveName)}'; allowed are ${CURVES.join(", ")}.`);
    }
    return { kty, curve: String(curveName ?? CURVES[0]) };
  }
  if (keySize !== undefined && !KEY_SIZES.includes(Number(keySize))) {
    throw bad(`The key '${name}' has the size ${String(keySize)}; allowed are ${KEY_SIZES.join(", ")}.`);
  }
  return { kty, size: Number(keySize ?? KEY_SIZES[0]) };
}

function attributesOf({ kty }: KeyKind, { attributes = {}, keyOps }: Properties, tags: unknown): KeyAttributes {
  const { enabled, expires, notBefore } = attributes as { enabled?: boolean; expires?: number; notBefore?: number };
  return {
    operations: (keyOps as string[] | undefined) ?? OPERATIONS[kty],
    enabled: enabled ?? true,
    notBefore,
    expires,
    tags: (tags as Record<string, string> | undefined) ?? {},
  };
}

/** What Azure answers, in the flat shape that azure-native gives keys. */
function outputsOf(vault: Vault, { name, type }: Declared, key: StoredKey): Properties {
  const { created, enabled, expires, kind, notBefore, operations, tags } = key;
  return {
    azureApiVersion: ARM_API_VERSION,
    attributes: {
      created,
      enabled,
      exportable: false,
      ...(expires !== undefined && { expires }),
      ...(notBefore !== undefined && { notBefore }),
      recoveryLevel: recoveryLevel(vault),
      updated: created,
    },
    ...(kind.curve !== undefined && { curveName: kind.curve }),
    keyOps: operations,
    ...(kind.size !== undefined && { keySize: kind.size }),
    keyUri: keyUri(vault, name),
    keyUriWithVersion: keyUriWithVersion(vault, key),
    kty: kind.kty,
    location: vault.location,
    name,
    tags,
    type,
  };
}
