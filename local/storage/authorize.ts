import type { Access } from "../shared/access.js";
import type { Azurite } from "./azurite.js";
import type { Caller } from "./caller.js";
import { headBlob } from "./head-blob.js";
import type { Operation, StorageRequest } from "./operation.js";
import {
  noCredentials,
  permissionMismatch,
  publicAccessNotPermitted,
  resourceNotFound,
  type StorageError,
} from "./storage-error.js";

/** From this version on Azure answers a call without credentials by its challenge. */
const FIRST_VERSION_WITH_CHALLENGE = "2019-12-12";

/** What a public container lets anybody do; Azurite knows which containers are public. */
const PUBLIC_READS: readonly string[] = [
  "Get Blob",
  "Get Blob Properties",
  "Get Blob Metadata",
  "Get Block List",
  "Get Page Ranges",
  "List Blobs",
  "Get Container Properties",
  "Get Container Metadata",
];

const SETS_PUBLIC_ACCESS: readonly string[] = ["Create Container", "Set Container ACL"];

/** Whether a call without credentials may be open: a CORS preflight, or a read where the account allows public access. */
export const mayBeOpen = ({ name }: Pick<Operation, "name">, publicAccessAllowed: boolean): boolean =>
  name.startsWith("Preflight ") || (publicAccessAllowed && PUBLIC_READS.includes(name));

/**
 * Azure's answer to a call without credentials that is not open.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge
 */
export function anonymousRefusal({ headers }: StorageRequest, publicAccessAllowed: boolean): StorageError {
  if (String(headers["x-ms-version"] ?? "") >= FIRST_VERSION_WITH_CHALLENGE) return noCredentials();
  return publicAccessAllowed ? resourceNotFound() : publicAccessNotPermitted();
}

/**
 * Lets a caller with the rights go on; every decision is recorded.
 *
 * @throws StorageError 403 `AuthorizationPermissionMismatch`, or 409 for public access that the account forbids.
 */
export async function authorize(
  caller: Caller,
  operation: Operation,
  request: StorageRequest,
  context: { readonly access: Access; readonly azurite: Azurite; readonly publicAccessAllowed: boolean },
): Promise<void> {
  if (caller.kind === "principal" || caller.kind === "delegate") {
    const needed =
      operation.accessWhenNew !== undefined && (await isNew(request, context.azurite))
        ? operation.accessWhenNew
        : operation.access;
    const { principal } = caller;
    if (!needed.every((one) => context.access.authorize(principal, one).allowed)) throw permissionMismatch();
  }
  const wantsPublic = SETS_PUBLIC_ACCESS.includes(operation.name) && "x-ms-blob-public-access" in request.headers;
  if (wantsPublic && !context.publicAccessAllowed) throw publicAccessNotPermitted();
}

/** Whether a blob that is to be written is not there yet, or the call itself demands so. */
async function isNew(request: StorageRequest, azurite: Azurite): Promise<boolean> {
  return request.headers["if-none-match"] === "*" || (await headBlob(azurite, request)).status === 404;
}
