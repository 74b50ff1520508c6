import { getRequestListener } from "@hono/node-server";
import type { Platform, Service } from "../shared/service.js";
import { SERVICE } from "./constants.js";
import { dataPlane } from "./data-plane.js";
import { DeletedVaults } from "./deleted-vaults.js";
import { KeyOperations } from "./key-operations.js";
import { KeyStore } from "./key-store.js";
import { keyType } from "./key-type.js";
import { SecretOperations } from "./secret-operations.js";
import { SecretStore } from "./secret-store.js";
import { secretType } from "./secret-type.js";
import { isVaultHost, Vaults } from "./vault.js";
import { vaultType } from "./vault-type.js";

/**
 * Key Vault: vaults with role-based access on `{vault}.vault.azure.net`, their secrets and their keys.
 *
 * @see https://learn.microsoft.com/azure/key-vault/secrets/about-secrets
 */
export function createKeyVault(platform: Platform): Service {
  const vaults = new Vaults(platform.resources);
  const secrets = new SecretStore(platform.store, platform.clock);
  const keys = new KeyStore(platform.store, platform.clock);
  const deleted = new DeletedVaults(platform.store, platform.clock);
  const routes = dataPlane(platform, vaults, new SecretOperations(secrets), new KeyOperations(keys, platform.clock));
  return {
    name: SERVICE,
    answers: isVaultHost,
    async handle(request, response) {
      const failures: unknown[] = [];
      const answer = getRequestListener(routes.fetch, {
        overrideGlobalObjects: false,
        errorHandler: (error) => void failures.push(error),
      });
      await answer(request, response);
      // The gateway answers for what nobody foresaw.
      if (failures.length > 0) throw failures[0];
    },
    resourceTypes: [
      vaultType(platform.resources, deleted, { secrets, keys }),
      secretType(vaults, secrets),
      keyType(vaults, keys),
    ],
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
