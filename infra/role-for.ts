import type { Access, Need, NeedKind } from "../contracts/index.js";
import { type Role, roles } from "./roles.js";

/** The ways in which each kind of need can be used: apps only read secrets, and do nothing but publish to a topic. */
interface Uses extends Record<NeedKind, string> {
  blobContainer: Access;
  table: Access;
  secret: "read";
  publish: "publish";
}

/**
 * The narrowest built-in role for each use of each kind of need. It is given on the wire's own ARM id: one container,
 * one table, one secret, the topic. No built-in role writes without reading.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory
 */
export const ROLES: { readonly [K in NeedKind]: Readonly<Record<Uses[K], Role>> } = {
  blobContainer: {
    read: roles.storageBlobDataReader,
    write: roles.storageBlobDataContributor,
    readWrite: roles.storageBlobDataContributor,
  },
  table: {
    read: roles.storageTableDataReader,
    write: roles.storageTableDataContributor,
    readWrite: roles.storageTableDataContributor,
  },
  secret: { read: roles.keyVaultSecretsUser },
  publish: { publish: roles.eventGridDataSender },
};

/** @throws when no role is meant for it, such as writing a secret. */
export function roleFor(need: Need): Role {
  const use = need.kind === "publish" ? "publish" : need.access;
  const byUse: Readonly<Partial<Record<string, Role>>> = ROLES[need.kind];
  const role = byUse[use];
  if (role === undefined) {
    throw new Error(`no role for "${use}" of a ${need.kind}: expected ${Object.keys(byUse).join(", ")}`);
  }
  return role;
}
