import { createLocalJWKSet, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { type Principal, TokenError } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";
import type { Clock } from "../shared/clock.js";
import type { SigningKey } from "../shared/signing-key.js";
import { apiClaims } from "./api-claims.js";
import type { Apis } from "./apis.js";

/** @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
const ISSUER = `https://sts.windows.net/${TENANT}/`;
/** A service takes a token for valid that began up to this long in its future. */
const CLOCK_SKEW_S = 300;
const CACHED_TOKENS = 1000;

/** What a token lasts, in seconds: a day for managed identities, about an hour otherwise. */
export const MANAGED_IDENTITY_LIFETIME_S = 86_400;
export const CLIENT_LIFETIME_S = 3_600;

/** Issues the tenant's tokens, and verifies them the way that the services do. */
export class Tokens {
  readonly #verified = new Map<string, { readonly payload: JWTPayload; readonly until: number }>();
  readonly #keys;

  constructor(
    private readonly key: SigningKey,
    private readonly clock: Clock,
    private readonly apis?: Pick<Apis, "find">,
  ) {
    this.#keys = createLocalJWKSet({ keys: [key.jwk] });
  }

  /**
   * @param audience what the caller asked for, e.g. `https://storage.azure.com/`, or an application of the tenant.
   * @param lifetime seconds.
   */
  issue(principal: Principal, audience: string, lifetime: number): Promise<string> {
    const api = this.apis?.find(audience);
    if (api !== undefined) {
      const subject = { principal, isUser: false, scopes: [], roles: api.rolesOf(principal.id) };
      return this.sign(apiClaims(api, audience, subject), lifetime);
    }
    const claims = {
      aud: audience,
      iss: ISSUER,
      appid: principal.clientId,
      idtyp: "app",
      oid: principal.id,
      sub: principal.id,
      tid: principal.tenant,
      ver: "1.0",
    };
    return this.sign(claims, lifetime);
  }

  /** Signs whatever it is given. @param lifetime seconds. */
  sign(claims: Readonly<Record<string, unknown>>, lifetime: number): Promise<string> {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: this.key.algorithm, kid: this.key.id, typ: "JWT" })
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + lifetime)
      .sign(this.key.privateKey);
  }

  /** @see Access.authenticate */
  async authenticate(authorization: string | undefined, audiences: readonly string[]): Promise<Principal> {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) throw new TokenError("missing", "the request carries no bearer token");
    const payload = await this.#verify(token);
    const audience = String(payload.aud);
    if (!audiences.some((accepted) => bare(accepted) === bare(audience))) {
      throw new TokenError("audience", `the token is for ${audience}; accepted is ${audiences.join(" or ")}`);
    }
    return { id: String(payload.oid), clientId: String(payload.appid), tenant: String(payload.tid) };
  }

  async #verify(token: string): Promise<JWTPayload> {
    const now = this.clock.now().getTime();
    const known = this.#verified.get(token);
    if (known !== undefined && now < known.until) return known.payload;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer: ISSUER,
        algorithms: [this.key.algorithm],
        requiredClaims: ["oid", "appid", "tid", "aud", "exp"],
        clockTolerance: CLOCK_SKEW_S,
        currentDate: new Date(now),
      });
      if (payload.tid !== TENANT)
        throw new TokenError("issuer", `the token is of tenant ${String(payload.tid)}, not of ${TENANT}`);
      if (this.#verified.size >= CACHED_TOKENS) this.#verified.clear();
      this.#verified.set(token, { payload, until: (payload.exp ?? 0) * 1000 });
      return payload;
    } catch (error) {
      throw asTokenError(error);
    }
  }
}

const bare = (audience: string): string => audience.toLowerCase().replace(/\/+$/, "");

function asTokenError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new TokenError("expired", "the token has expired");
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new TokenError(
      error.claim === "iss" ? "issuer" : "malformed",
      `the token's claim "${error.claim}" does not hold`,
    );
  }
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) {
    return new TokenError("signature", "the token is not signed by this tenant");
  }
  if (error instanceof errors.JOSEError) return new TokenError("malformed", "the token is malformed");
  return error;
}
