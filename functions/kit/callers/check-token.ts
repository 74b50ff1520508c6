import {
  type CryptoKey,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from "jose";
import { entraTenantOf, type Issuer } from "../../../contracts/index.js";
import { TokenRefusal } from "./call-refusal.js";
import type { Caller } from "./caller.js";
import { type Claims, callerOf } from "./caller-of.js";
import { getJson } from "./get-json.js";
import { IssuerKeys } from "./issuer-keys.js";
import type { GetJson } from "./published-keys.js";

/** How far the issuer's clock and this one may differ. */
export const CLOCK_SKEW_SECONDS = 120;

/** Says who is calling by a token. @throws TokenRefusal, KeysUnavailable */
export type CheckToken = (token: string) => Promise<Caller>;

interface Trusted {
  readonly issuer: Issuer;
  readonly keys: IssuerKeys;
  /** The claim `ver` that goes with the value of `iss`. */
  readonly version?: "1.0" | "2.0";
}

/** What access tokens say of themselves, if anything. An id token or a proof of possession is something else. */
const TYPES = [undefined, "jwt", "at+jwt", "application/at+jwt"];

/**
 * Checks tokens by the issuers that are trusted: signature by the issuer's published key and pinned algorithm, then
 * issuer, audience, times and tenant.
 *
 * @param now the clock, in milliseconds.
 */
export function createCheckToken(
  issuers: readonly Issuer[],
  now: () => number = Date.now,
  read: GetJson = getJson,
): CheckToken {
  const trusted = new Map(issuers.flatMap((issuer) => trustedOf(issuer, new IssuerKeys(issuer, read, now))));
  return async (token) => {
    const { header, claims } = parsed(token);
    const found = trusted.get(String(claims.iss));
    if (found === undefined) throw new TokenRefusal("issuer");
    const { issuer, keys, version } = found;
    if (header.alg !== issuer.algorithm) throw new TokenRefusal("algorithm");
    if (typeof header.kid !== "string" || !TYPES.includes(header.typ?.toLowerCase())) {
      throw new TokenRefusal("malformed");
    }
    const payload = await verified(token, await keys.key(header.kid), issuer, now());
    if (version !== undefined && payload.ver !== version) throw new TokenRefusal("claims");
    return callerOf(issuer, payload);
  };
}

/** By the values of `iss` that it writes. https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats */
function trustedOf(issuer: Issuer, keys: IssuerKeys): [string, Trusted][] {
  const tenant = entraTenantOf(issuer);
  if (tenant === undefined) return [[issuer.issuer, { issuer, keys }]];
  return [
    [issuer.issuer, { issuer, keys, version: "2.0" }],
    [`https://sts.windows.net/${tenant}/`, { issuer, keys, version: "1.0" }],
  ];
}

/** Only to find out whose it claims to be: nothing of it is believed before its signature was checked. */
function parsed(token: string): { readonly header: ProtectedHeaderParameters; readonly claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch (cause) {
    throw new TokenRefusal("malformed", cause);
  }
}

async function verified(token: string, key: CryptoKey, { algorithm, audiences }: Issuer, now: number): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      audience: [...audiences],
      requiredClaims: ["exp", "sub"],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(now),
    });
    if (typeof payload.sub !== "string" || payload.sub === "") throw new TokenRefusal("claims");
    return payload as Claims;
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new TokenRefusal("expired", error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud") return new TokenRefusal("audience", error);
    const isEarly = error.claim === "nbf" && error.reason === "check_failed";
    return new TokenRefusal(isEarly ? "notYetValid" : "claims", error);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return new TokenRefusal("signature", error);
  return error instanceof errors.JOSEError ? new TokenRefusal("malformed", error) : error;
}
