import { recoveryLevel } from "./recovery-level.js";
import type { DeletedSecret, SecretVersion } from "./secret-store.js";
import type { Vault } from "./vault.js";

/** @see https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret#secretbundle */
export const secretBundle = (vault: Vault, secret: SecretVersion): object => ({
  value: secret.value,
  ...withoutValue(vault, secret, `/${secret.version}`),
});

/** A secret without its value and, in lists of secrets, without a version. */
export const secretItem = (vault: Vault, secret: SecretVersion): object => withoutValue(vault, secret, "");

export const secretVersionItem = (vault: Vault, secret: SecretVersion): object =>
  withoutValue(vault, secret, `/${secret.version}`);

/** @see https://learn.microsoft.com/rest/api/keyvault/secrets/get-deleted-secret/get-deleted-secret#deletedsecretbundle */
export const deletedSecretBundle = (vault: Vault, deleted: DeletedSecret): object => ({
  recoveryId: `https://${vault.host}/deletedsecrets/${deleted.secret.name}`,
  deletedDate: deleted.deleted,
  scheduledPurgeDate: deleted.scheduledPurge,
  ...withoutValue(vault, deleted.secret, `/${deleted.secret.version}`),
});

export const secretUri = (vault: Vault, name: string): string => `https://${vault.host}/secrets/${name}`;

function withoutValue(vault: Vault, secret: SecretVersion, version: string): object {
  const { contentType, created, enabled, expires, notBefore, tags, updated } = secret;
  return {
    ...(contentType !== undefined && { contentType }),
    id: `${secretUri(vault, secret.name)}${version}`,
    attributes: {
      enabled,
      ...(notBefore !== undefined && { nbf: notBefore }),
      ...(expires !== undefined && { exp: expires }),
      created,
      updated,
      recoveryLevel: recoveryLevel(vault),
      recoverableDays: vault.retentionDays,
    },
    ...(tags !== undefined && { tags }),
  };
}
