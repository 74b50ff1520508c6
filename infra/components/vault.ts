import { Secret as AzureSecret } from "@pulumi/azure-native/keyvault/secret.js";
import { Vault as AzureVault } from "@pulumi/azure-native/keyvault/vault.js";
import * as pulumi from "@pulumi/pulumi";
import type { Secret } from "../../contracts/index.js";
import type { Place } from "../place.js";
import type { ResourceWire } from "../wiring.js";

export interface VaultArgs<S extends Secret> {
  readonly place: Place;
  readonly secrets: readonly S[];
  /** Values by the secrets' names. */
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
  /** For ever, once true: until the retention is over nobody can delete the vault for good. */
  readonly purgeProtection: boolean;
  /** How long a deleted vault or secret can be brought back: 7 to 90. */
  readonly softDeleteRetentionDays: number;
}

/** A key vault that takes role assignments only, and its secrets. */
export class Vault<S extends Secret> extends pulumi.ComponentResource {
  /** e.g. `https://kv-dev1a2b3c4d.vault.azure.net`, without a slash at its end. */
  readonly url: pulumi.Output<string>;
  /** ARM id. */
  readonly id: pulumi.Output<string>;
  private readonly label: string;
  private readonly secrets: ReadonlyMap<string, AzureSecret>;

  constructor(name: string, args: VaultArgs<S>, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:Vault", name, {}, opts);
    const vault = keyVault(args, this);
    this.label = args.place.names.vault;
    this.id = vault.id;
    this.url = pulumi.interpolate`https://${vault.name}.vault.azure.net`;
    this.secrets = new Map(args.secrets.map((secret) => [secret.name, vaultSecret(name, secret, args, vault, this)]));
    this.registerOutputs({ url: this.url });
  }

  /** @throws when it is not one of the vault's. */
  secret<R extends S>(resource: R): ResourceWire<R> {
    const target = this.secrets.get(resource.name);
    if (target === undefined) {
      throw new Error(`vault: secret "${resource.name}" is not in it: expected ${[...this.secrets.keys()].join(", ")}`);
    }
    return {
      kind: "secret",
      resource,
      url: pulumi.interpolate`${this.url}/secrets/${resource.name}`,
      scope: target.id,
      label: `${this.label}/${resource.name}`,
      target,
    };
  }
}

/** No `vaultName`: its Pulumi name, and the engine's random digits, make one that no deleted vault has taken. */
function keyVault(
  { place, purgeProtection, softDeleteRetentionDays }: Omit<VaultArgs<Secret>, "secrets">,
  parent: pulumi.ComponentResource,
): AzureVault {
  return new AzureVault(
    place.names.vault,
    {
      resourceGroupName: place.group,
      location: place.location,
      properties: {
        tenantId: place.tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: softDeleteRetentionDays,
        // Azure refuses `false`: it is true or not said. https://github.com/Azure/azure-cli/issues/29115
        ...(purgeProtection ? { enablePurgeProtection: true } : {}),
      },
      tags: place.tags,
    },
    { parent },
  );
}

/** Deleted with its vault: deleting a secret alone would need a data-plane right that the deployer does not have. */
function vaultSecret(
  name: string,
  secret: Secret,
  { place, values }: Pick<VaultArgs<Secret>, "place" | "values">,
  vault: AzureVault,
  parent: pulumi.ComponentResource,
): AzureSecret {
  const value = values[secret.name];
  if (value === undefined) throw new Error(`vault: secret "${secret.name}" has no value: expected one in the config`);
  return new AzureSecret(
    `${name}-${secret.name}`,
    {
      vaultName: vault.name,
      secretName: secret.name,
      resourceGroupName: place.group,
      properties: { value: pulumi.secret(value), contentType: "text/plain" },
      tags: place.tags,
    },
    { parent, deletedWith: vault },
  );
}
