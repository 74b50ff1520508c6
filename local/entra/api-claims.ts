import { createHash, randomUUID } from "node:crypto";
import type { Principal } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";
import type { Api } from "./apis.js";

/** For whom a token is. */
export interface ApiSubject {
  readonly principal: Principal;
  /** Whether the client calls for a user. */
  readonly isUser: boolean;
  /** Of a user alone. */
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/**
 * What Entra says in an access token for an application of the tenant, in the version that the application takes. Claims
 * that have no value are left out.
 *
 * @param audience as the client asked for it.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#payload-claims
 */
export function apiClaims(api: Api, audience: string, subject: ApiSubject): Readonly<Record<string, unknown>> {
  const { principal, isUser, scopes, roles } = subject;
  const isTyped = api.showsType === "everybody" || (api.showsType === "apps" && !isUser);
  return {
    ...(api.version === 2
      ? {
          aud: api.clientId,
          iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
          azp: principal.clientId,
          ver: "2.0",
        }
      : { aud: audience, iss: `https://sts.windows.net/${TENANT}/`, appid: principal.clientId, ver: "1.0" }),
    ...(isTyped ? { idtyp: isUser ? "user" : "app" } : {}),
    oid: principal.id,
    ...(roles.length === 0 ? {} : { roles }),
    ...(isUser && scopes.length > 0 ? { scp: scopes.join(" ") } : {}),
    sub: isUser ? pairwise(principal.id, api.clientId) : principal.id,
    tid: principal.tenant,
    uti: randomUUID().replaceAll("-", "").slice(0, 22),
  };
}

/** A user is somebody else to each API. */
const pairwise = (userId: string, clientId: string): string =>
  createHash("sha256").update(`${userId} ${clientId}`).digest("base64url");
