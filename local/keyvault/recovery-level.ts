import { DEFAULT_RETENTION_DAYS } from "./constants.js";
import type { Vault } from "./vault.js";

/** @see https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret#deletionrecoverylevel */
export function recoveryLevel({ purgeProtection, retentionDays }: Vault): string {
  const level = retentionDays < DEFAULT_RETENTION_DAYS ? "CustomizedRecoverable" : "Recoverable";
  return purgeProtection ? level : `${level}+Purgeable`;
}
