import { type Access, type Principal, TokenError } from "../shared/access.js";
import type { StorageRequest } from "./operation.js";
import { badToken, bearerNotInVersion, keysNotPermitted, malformedAuthorization } from "./storage-error.js";

/** Who sends a request, by the way it authenticates. */
export type Caller =
  /** A token: its principal's role assignments decide. */
  | { readonly kind: "principal"; readonly principal: Principal }
  /** A user delegation signature: the role assignments of who made it decide, and then the signature. */
  | { readonly kind: "delegate"; readonly principal: Principal }
  /** The account's key, or a signature made with it: Azurite judges it. */
  | { readonly kind: "key" }
  | { readonly kind: "anonymous" };

/** Requests with a token have to say at least this version. */
const FIRST_VERSION_WITH_TOKENS = "2017-11-09";

/**
 * Reads who sends a request.
 *
 * @param keysAllowed the account's `allowSharedKeyAccess`. A user delegation signature is no key.
 * @see https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent
 * @throws StorageError
 */
export async function readCaller(request: StorageRequest, access: Access, keysAllowed: boolean): Promise<Caller> {
  const { headers, query, account, service } = request;
  const { authorization } = headers;
  if (authorization === undefined) {
    const [id, tenant] = [query.get("skoid"), query.get("sktid")];
    if (!query.has("sig")) return { kind: "anonymous" };
    if (id !== undefined && tenant !== undefined) return { kind: "delegate", principal: { id, clientId: "", tenant } };
    return byKey(keysAllowed);
  }
  if (/^SharedKey(Lite)? /.test(authorization)) return byKey(keysAllowed);
  if (!/^Bearer /i.test(authorization)) throw malformedAuthorization();
  if (String(headers["x-ms-version"] ?? "") < FIRST_VERSION_WITH_TOKENS) throw bearerNotInVersion();
  try {
    const audiences = ["https://storage.azure.com", `https://${account}.${service}.core.windows.net`];
    return { kind: "principal", principal: await access.authenticate(authorization, audiences) };
  } catch (error) {
    if (error instanceof TokenError) throw badToken(error);
    throw error;
  }
}

function byKey(allowed: boolean): Caller {
  if (!allowed) throw keysNotPermitted();
  return { kind: "key" };
}
