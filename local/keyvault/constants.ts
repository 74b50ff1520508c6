/** Fixed values and limits of Key Vault. */

export const SERVICE = "keyvault";
export const VAULT_TYPE = "Microsoft.KeyVault/vaults";
export const KEY_TYPE = "Microsoft.KeyVault/vaults/keys";
export const SECRET_TYPE = "Microsoft.KeyVault/vaults/secrets";

/** Audience of the tokens that callers send. */
export const AUDIENCE = "https://vault.azure.net";
/** The version of the resource provider that the outputs are shaped after. */
export const ARM_API_VERSION = "2024-11-01";
/** Versions of the data plane: all that @azure/keyvault-secrets 4 and the SDK for Go can ask for. */
export const DATA_API_VERSIONS = /^(7\.[0-6]|2025-07-01|2026-04-01)$/;

/** Characters of a secret's value, and its pairs of tags (learn.microsoft.com/azure/key-vault/secrets/about-secrets). */
export const MAX_VALUE_LENGTH = 25_600;
export const MAX_TAGS = 15;
/** Of a secret or a key. */
export const SECRET_NAME = /^[0-9a-zA-Z-]{1,127}$/;

/** Most entries of one page of a list, which is also the default. */
export const MAX_PAGE = 25;

export const DAY_S = 86_400;
/** Days that a deleted vault or secret is kept, when the vault does not say. */
export const DEFAULT_RETENTION_DAYS = 90;
export const MIN_RETENTION_DAYS = 7;
