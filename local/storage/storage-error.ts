import type { TokenError } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";

/** A refusal of the data plane: what goes into Azure Storage's error body. */
export class StorageError extends Error {
  override readonly name = "StorageError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Goes into the body as `AuthenticationErrorDetail`; never a token or signature. */
    readonly detail?: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/**
 * What a 401 carries, so that a client learns where to get a token.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge
 */
export const CHALLENGE = `Bearer authorization_uri=https://login.microsoftonline.com/${TENANT}/oauth2/authorize resource_id=https://storage.azure.com`;

const SEE_HEADER =
  "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";

/** What Azure says of a token that it does not take; other reasons are told in our words. */
const TOKEN_DETAILS: Readonly<Partial<Record<TokenError["reason"], string>>> = {
  audience: "Audience validation failed. Audience did not match.",
  expired: "Lifetime validation failed. The token is expired.",
  issuer: "Issuer validation failed. Issuer did not match.",
};

export const badToken = (error: TokenError): StorageError =>
  new StorageError(401, "InvalidAuthenticationInfo", SEE_HEADER, TOKEN_DETAILS[error.reason] ?? error.message);

export const noCredentials = (): StorageError => new StorageError(401, "NoAuthenticationInformation", SEE_HEADER);

/** Answered to a token with a request version that knows none: before 2017-11-09, or none at all. */
export const bearerNotInVersion = (): StorageError =>
  new StorageError(
    403,
    "AuthenticationFailed",
    "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
    "Authentication scheme Bearer is not supported in this version.",
  );

export const malformedAuthorization = (): StorageError =>
  new StorageError(
    400,
    "InvalidAuthenticationInfo",
    "Authentication information is not given in the correct format. Check the value of Authorization header.",
  );

/** A valid caller without the right. */
export const permissionMismatch = (): StorageError =>
  new StorageError(
    403,
    "AuthorizationPermissionMismatch",
    "This request is not authorized to perform this operation using this permission.",
  );

export const keysNotPermitted = (): StorageError =>
  new StorageError(
    403,
    "KeyBasedAuthenticationNotPermitted",
    "Key based authentication is not permitted on this storage account.",
  );

export const publicAccessNotPermitted = (): StorageError =>
  new StorageError(409, "PublicAccessNotPermitted", "Public access is not permitted on this storage account.");

export const resourceNotFound = (): StorageError =>
  new StorageError(404, "ResourceNotFound", "The specified resource does not exist.");

/** On Azure the name would not resolve; here it does, so the answer says what is missing. */
export const unknownAccount = (account: string): StorageError =>
  new StorageError(404, "ResourceNotFound", `The local Azure has no storage account named "${account}".`);

/** While Azurite starts or starts again; SDKs try again on it. */
export const serverBusy = (cause?: unknown): StorageError =>
  new StorageError(503, "ServerBusy", "The storage of the local Azure is not ready. Please retry.", undefined, cause);
