import { entraTenantOf, type Issuer } from "../../../contracts/index.js";
import { TokenRefusal } from "./call-refusal.js";
import type { Caller } from "./caller.js";

/** What a token says, after its signature, issuer, audience and times were checked. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Who is calling, by the claims of a token. @throws TokenRefusal when they contradict each other. */
export function callerOf(issuer: Issuer, claims: Claims): Caller {
  const tenant = entraTenantOf(issuer);
  return tenant === undefined ? callerOfOpenId(issuer, claims) : callerOfEntra(issuer, claims, tenant);
}

/**
 * `tid` and `oid` are not in every token of a user, `idtyp` is where the API asks for it, and `scp` is in tokens of users
 * alone. Every access token names the client, in a claim by its version, which an id token of the same audience has not.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#payload-claims
 * @see https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
 */
function callerOfEntra({ issuer }: Issuer, claims: Claims, tenant: string): Caller {
  const { sub, tid, oid, idtyp, ver } = claims;
  if (tid !== undefined && tid !== tenant) throw new TokenRefusal("tenant");
  const client = text(ver === "1.0" ? claims.appid : claims.azp);
  if (client === undefined) throw new TokenRefusal("claims");
  const scopes = words(claims.scp);
  const kind = idtyp ?? (claims.scp === undefined ? "app" : "user");
  if ((kind !== "app" && kind !== "user") || (kind === "app" && claims.scp !== undefined)) {
    throw new TokenRefusal("claims");
  }
  const objectId = text(oid);
  const roles = texts(claims.roles);
  return { kind, subject: sub, tenant, issuer, client, roles, scopes, ...(objectId === undefined ? {} : { objectId }) };
}

/**
 * What an app may do is in `permissions`, what a user has allowed in `scope`. A token that an app got for itself has
 * itself as its subject.
 *
 * @see https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
 * @see https://www.rfc-editor.org/rfc/rfc9068#section-2.2
 */
function callerOfOpenId({ issuer }: Issuer, claims: Claims): Caller {
  const { sub, gty } = claims;
  const client = text(claims.client_id) ?? text(claims.azp);
  const isApp = gty === "client-credentials" || sub === client || (client !== undefined && sub === `${client}@clients`);
  return {
    kind: isApp ? "app" : "user",
    subject: sub,
    issuer,
    roles: texts(claims.permissions),
    scopes: words(claims.scope),
    ...(client === undefined ? {} : { client }),
  };
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function words(value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value !== "string") throw new TokenRefusal("claims");
  return value.split(" ").filter((word) => word !== "");
}

function texts(value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string")) throw new TokenRefusal("claims");
  return value;
}
