import type { AuditedGrant, AuditedIdentity } from "../../local/authorization/audit.js";
import { typeOf } from "../../local/shared/arm-id.js";

/** A role that Azure's documentation demands, wider than what is used of it here. */
export interface DocumentedRole {
  readonly role: string;
  /** Type of what it is granted on. */
  readonly on: string;
  /** Type of what has the identity. */
  readonly holder: string;
  readonly because: string;
  readonly source: string;
}

export const DOCUMENTED_ROLES: readonly DocumentedRole[] = [
  {
    role: "Storage Blob Data Owner",
    on: "Microsoft.Storage/storageAccounts",
    holder: "Microsoft.Web/sites",
    because: "the Functions host coordinates its instances and keeps its keys in its own account",
    source:
      "https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity",
  },
];

/** The documentation that demands this role here; nothing when none does. */
export const documentationOf = (identity: AuditedIdentity, { role, scope }: AuditedGrant): DocumentedRole | undefined =>
  DOCUMENTED_ROLES.find(
    (one) =>
      one.role === role.name &&
      one.on === typeOf(scope) &&
      identity.attachedTo.some((holder) => typeOf(holder) === one.holder),
  );
