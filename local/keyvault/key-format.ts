import { publicParts } from "./key-material.js";
import type { DeletedKey, StoredKey } from "./key-store.js";
import { recoveryLevel } from "./recovery-level.js";
import type { Vault } from "./vault.js";

export const keyUri = (vault: Vault, name: string): string => `https://${vault.host}/keys/${name}`;

export const keyUriWithVersion = (vault: Vault, { name, version }: StoredKey): string =>
  `${keyUri(vault, name)}/${version}`;

/** A key with its public half. @see https://learn.microsoft.com/rest/api/keyvault/keys/get-key/get-key#keybundle */
export const keyBundle = (vault: Vault, key: StoredKey): object => ({
  key: {
    kid: keyUriWithVersion(vault, key),
    kty: key.kind.kty,
    key_ops: key.operations,
    ...publicParts(key.pem),
  },
  ...around(vault, key),
});

/** In a list of keys without a version, in one of versions with it. */
export const keyItem = (vault: Vault, key: StoredKey, withVersion: boolean): object => ({
  kid: withVersion ? keyUriWithVersion(vault, key) : keyUri(vault, key.name),
  ...around(vault, key),
});

/** @see https://learn.microsoft.com/rest/api/keyvault/keys/get-deleted-key/get-deleted-key#deletedkeybundle */
export const deletedKeyBundle = (vault: Vault, deleted: DeletedKey): object => ({
  recoveryId: `https://${vault.host}/deletedkeys/${deleted.key.name}`,
  deletedDate: deleted.deleted,
  scheduledPurgeDate: deleted.scheduledPurge,
  ...keyBundle(vault, deleted.key),
});

function around(vault: Vault, { created, enabled, expires, notBefore, tags }: StoredKey): object {
  return {
    attributes: {
      enabled,
      ...(notBefore !== undefined && { nbf: notBefore }),
      ...(expires !== undefined && { exp: expires }),
      created,
      updated: created,
      recoveryLevel: recoveryLevel(vault),
      recoverableDays: vault.retentionDays,
      exportable: false,
    },
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}
