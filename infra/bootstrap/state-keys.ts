import { Key } from "@pulumi/azure-native/keyvault/key.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import * as pulumi from "@pulumi/pulumi";
import type { Place as Ground } from "../place.js";
import type { Scope } from "./rights.js";

export interface StateKeysArgs {
  readonly ground: Ground;
  readonly vaultName: string;
  /** One for each environment, and bootstrap's own. */
  readonly keys: readonly string[];
  /** For ever, once true: until the retention is over nobody can delete vault or key for good. */
  readonly purgeProtection: boolean;
  /** How long a deleted vault or key can be brought back: 7 to 90. */
  readonly softDeleteRetentionDays: number;
}

/** The vault with the keys that the stacks' secrets are encrypted with. Without its key, a stack's secrets are lost. */
export class StateKeys extends pulumi.ComponentResource {
  private readonly keys: ReadonlyMap<string, Scope>;

  constructor(name: string, args: StateKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:bootstrap:StateKeys", name, {}, opts);
    const vault = keyVault(name, args, this);
    this.keys = new Map(args.keys.map((keyName) => [keyName, stateKey(name, keyName, args, vault, this)]));
    this.registerOutputs({});
  }

  /** @throws when it is not one of the vault's. */
  key(name: string): Scope {
    const found = this.keys.get(name);
    if (found === undefined)
      throw new Error(`state keys: no key "${name}": expected ${[...this.keys.keys()].join(", ")}`);
    return found;
  }
}

function keyVault(name: string, args: StateKeysArgs, parent: StateKeys): Vault {
  const { ground, vaultName, purgeProtection, softDeleteRetentionDays } = args;
  return new Vault(
    `${name}-vault`,
    {
      vaultName,
      resourceGroupName: ground.group,
      location: ground.location,
      properties: {
        tenantId: ground.tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: softDeleteRetentionDays,
        // Azure refuses `false`: it is true or not said. https://github.com/Azure/azure-cli/issues/29115
        ...(purgeProtection ? { enablePurgeProtection: true } : {}),
      },
      tags: ground.tags,
    },
    { parent },
  );
}

/**
 * For what is done with it and nothing else: Pulumi encrypts and decrypts the key of a stack's secrets, CI wraps and
 * unwraps the key of a plan. Azure Resource Manager makes a key and never changes one, hence the changes that are
 * ignored; and it deletes none, hence `deletedWith`.
 * https://learn.microsoft.com/rest/api/keyvault/keys/create-if-not-exist
 */
function stateKey(
  name: string,
  keyName: string,
  { ground, vaultName }: StateKeysArgs,
  vault: Vault,
  parent: StateKeys,
): Scope {
  const target = new Key(
    `${name}-${keyName}`,
    {
      vaultName: vault.name,
      keyName,
      resourceGroupName: ground.group,
      properties: { kty: "RSA", keySize: 3072, keyOps: ["encrypt", "decrypt", "wrapKey", "unwrapKey"] },
      tags: ground.tags,
    },
    { parent, deletedWith: vault, ignoreChanges: ["properties", "tags"] },
  );
  return { id: target.id, label: `${vaultName}/${keyName}`, target };
}
