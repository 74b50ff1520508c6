import { keyOf } from "../shared/arm-id.js";
import type { Properties, Resource, Resources } from "../shared/resource.js";
import { DEFAULT_RETENTION_DAYS, VAULT_TYPE } from "./constants.js";

/** A vault, as the data plane sees it. */
export interface Vault {
  readonly id: string;
  /** The id for comparing, and as the service writes it in its messages. */
  readonly key: string;
  readonly name: string;
  readonly location: string;
  readonly tenantId: string;
  readonly host: string;
  readonly retentionDays: number;
  readonly purgeProtection: boolean;
}

export const vaultHost = (name: string): string => `${name}.vault.azure.net`.toLowerCase();

export const isVaultHost = (host: string): boolean => /^[a-z][a-z0-9-]{1,22}[a-z0-9]\.vault\.azure\.net$/.test(host);

export function vaultOf({ id, name, outputs }: Resource): Vault {
  const properties = outputs.properties as Properties;
  return {
    id,
    key: keyOf(id),
    name,
    location: String(outputs.location),
    tenantId: String(properties.tenantId),
    host: vaultHost(name),
    retentionDays: Number(properties.softDeleteRetentionInDays ?? DEFAULT_RETENTION_DAYS),
    purgeProtection: properties.enablePurgeProtection === true,
  };
}

/** The vaults that are declared now. */
export class Vaults {
  readonly #byHost = new Map<string, Vault>();

  constructor(private readonly resources: Resources) {
    for (const resource of resources.list(VAULT_TYPE)) this.#put(resource);
    resources.onChange(({ kind, resource }) => {
      if (resource.type.toLowerCase() !== VAULT_TYPE.toLowerCase()) return;
      if (kind === "put") this.#put(resource);
      else this.#byHost.delete(vaultHost(resource.name));
    });
  }

  byHost(host: string): Vault | undefined {
    return this.#byHost.get(host);
  }

  byId(id: string): Vault | undefined {
    const resource = this.resources.get(id);
    return resource && vaultOf(resource);
  }

  #put(resource: Resource): void {
    const vault = vaultOf(resource);
    this.#byHost.set(vault.host, vault);
  }
}
