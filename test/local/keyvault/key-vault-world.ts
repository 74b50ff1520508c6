import { SecretClient } from "@azure/keyvault-secrets";
import { createKeyVault } from "../../../local/keyvault/index.js";
import { TENANT } from "../../../local/shared/arm-id.js";
import type { Properties } from "../../../local/shared/resource.js";
import type { Service } from "../../../local/shared/service.js";
import { type Answer, credential, GROUP, World } from "../platform.js";

export const ROLES = {
  officer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  user: "4633458b-17de-408a-b874-0445c86b69e6",
  reader: "21090545-7ca7-4776-b22c-e363652d74d2",
  contributor: "f25e0fa2-a7c8-4377-a976-54943a77a395",
} as const;

export const vaultId = (name: string): string => `${GROUP}/providers/Microsoft.KeyVault/vaults/${name}`;
export const secretId = (vault: string, name: string): string => `${vaultId(vault)}/secrets/${name}`;

/** Key Vault with the vault `kv-names`, whose officer is `officer`. */
export class KeyVaultWorld extends World<Service> {
  constructor() {
    super(createKeyVault);
  }

  override async open(): Promise<void> {
    await super.open();
    await this.vault("kv-names");
    await this.grant("officer", ROLES.officer, vaultId("kv-names"));
  }

  vault(name: string, properties: Properties = {}): Promise<Properties> {
    return this.put(vaultId(name), {
      resourceGroupName: "rg",
      vaultName: name,
      location: "West Europe",
      properties: {
        tenantId: TENANT,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        ...properties,
      },
    });
  }

  secret(name: string, properties: Properties, more: Properties = {}): Promise<Properties> {
    return this.put(secretId("kv-names", name), {
      resourceGroupName: "rg",
      vaultName: "kv-names",
      properties,
      ...more,
    });
  }

  client(principal: string, vault = "kv-names"): SecretClient {
    return new SecretClient(`https://${vault}.vault.azure.net`, credential(principal), this.sdkOptions());
  }

  /** A request to the data plane as `officer`. */
  call(method: string, path: string, body = "", headers: Record<string, string> = {}): Promise<Answer> {
    const all = { authorization: "Bearer officer@https://vault.azure.net", ...headers };
    return this.send(method, `https://kv-names.vault.azure.net${path}`, all, body);
  }
}
