/** A refusal of the data plane. */
export class KeyVaultError extends Error {
  override readonly name = "KeyVaultError";
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Finer code, in `innererror`. */
    readonly inner?: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** @see https://learn.microsoft.com/azure/key-vault/general/rest-error-codes */
  body(): object {
    const { code, inner, message } = this;
    return { error: { code, message, ...(inner !== undefined && { innererror: { code: inner } }) } };
  }
}

/**
 * Texts as recorded by Azure/azure-sdk-for-js (keyvault recordings and TROUBLESHOOTING.md), Azure/azure-sdk-for-net (Sample4_ErrorResponse) and
 * hashicorp/terraform-provider-azurerm (issue 27817).
 */
export const errors = {
  unauthorized: (message: string, challenge: string) =>
    new KeyVaultError(401, "Unauthorized", message, undefined, { "www-authenticate": challenge }),
  forbiddenByRbac: (details: readonly string[]) =>
    new KeyVaultError(
      403,
      "Forbidden",
      [
        "Caller is not authorized to perform action on resource.",
        "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
        ...details,
        "",
      ].join("\r\n"),
      "ForbiddenByRbac",
    ),
  noVault: (host: string) =>
    new KeyVaultError(404, "VaultNotFound", `No vault is declared in the local Azure that answers '${host}'.`),
  secretNotFound: (nameOrId: string) =>
    new KeyVaultError(
      404,
      "SecretNotFound",
      `A secret with (name/id) ${nameOrId} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
    ),
  deletedSecretNotFound: (name: string) =>
    new KeyVaultError(404, "SecretNotFound", `Deleted Secret not found: ${name}`),
  deletedButRecoverable: (name: string) =>
    new KeyVaultError(409, "Conflict", deletedButRecoverableText("Secret", name), "ObjectIsDeletedButRecoverable"),
  disabled: () =>
    new KeyVaultError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled"),
  keyNotFound: (nameOrId: string) =>
    new KeyVaultError(
      404,
      "KeyNotFound",
      `A key with (name/id) ${nameOrId} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
    ),
  deletedKeyNotFound: (name: string) => new KeyVaultError(404, "KeyNotFound", `Deleted Key not found: ${name}`),
  keyOperationForbidden: (operation: string) =>
    new KeyVaultError(
      403,
      "Forbidden",
      `Operation ${operation} is not permitted on this key.`,
      "KeyOperationForbidden",
    ),
  keyDisabled: (operation: string) =>
    new KeyVaultError(403, "Forbidden", `Operation ${operation} is not allowed on a disabled key.`, "KeyDisabled"),
  keyNotYetValid: (operation: string) =>
    new KeyVaultError(403, "Forbidden", `Operation ${operation} is not allowed on a key that is not yet valid.`),
  keyExpired: (operation: string) =>
    new KeyVaultError(403, "Forbidden", `Operation ${operation} is not allowed on an expired key.`),
  purgeProtected: (vault: string, location: string) =>
    new KeyVaultError(
      403,
      "Forbidden",
      `Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed.\r\nVault: ${vault};location=${location}`,
    ),
  invalidName: (name: string) =>
    new KeyVaultError(400, "BadParameter", `The request URI contains an invalid name: ${name}`),
  badParameter: (message: string) => new KeyVaultError(400, "BadParameter", message),
  notFound: (method: string, path: string) =>
    new KeyVaultError(404, "NotFound", `Key Vault has no operation ${method} ${path}.`),
  unsupported: (what: string) =>
    new KeyVaultError(501, "UnsupportedByLocalAzure", `the local Azure does not support ${what}`),
};

export const deletedButRecoverableText = (kind: "Secret" | "Key", name: string): string =>
  `${kind} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the ${kind.toLowerCase()} can only be recovered or purged.`;
