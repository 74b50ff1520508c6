import { type CryptoKey, importJWK, type JWK } from "jose";
import type { Issuer } from "../../../contracts/index.js";

/** Keys by their id. */
export type Keys = ReadonlyMap<string, CryptoKey>;

export type GetJson = (url: URL) => Promise<unknown>;

/** An issuer has a handful. */
const MOST_KEYS = 100;
/** Of an RSA key. https://www.rfc-editor.org/rfc/rfc7518#section-3.3 */
const LEAST_BITS = 2048;
const KEY_TYPES = { RS256: "RSA", ES256: "EC" } as const;

/**
 * Reads the keys that an issuer publishes, by its own discovery document. Keys for something else than the algorithm
 * that it is known to sign with are passed over.
 *
 * @throws when they cannot be read, or when there is none.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export async function publishedKeys({ issuer, algorithm }: Issuer, getJson: GetJson): Promise<Keys> {
  const document = new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const { issuer: named, jwks_uri: address } = (await getJson(document)) as Record<string, unknown>;
  if (named !== issuer) throw new Error(`${document.href} is of another issuer`);
  if (typeof address !== "string" || !/^https:\/\//.test(address) || !URL.canParse(address)) {
    throw new Error(`${document.href} names no address of keys`);
  }
  const { keys } = (await getJson(new URL(address))) as { readonly keys?: unknown };
  const listed = Array.isArray(keys) ? (keys as JWK[]).slice(0, MOST_KEYS) : [];
  const fitting = listed.filter((key) => fits(key, algorithm));
  const imported = await Promise.all(fitting.map((key) => imports(key, algorithm)));
  const byId = new Map(imported.flatMap((key) => (key === undefined ? [] : [key])));
  if (byId.size === 0) throw new Error(`${address} has no key for ${algorithm}`);
  return byId;
}

function fits({ kid, kty, use, alg, crv }: JWK, algorithm: Issuer["algorithm"]): boolean {
  if (kid === undefined || kty !== KEY_TYPES[algorithm]) return false;
  if (algorithm === "ES256" && crv !== "P-256") return false;
  return (use === undefined || use === "sig") && (alg === undefined || alg === algorithm);
}

async function imports(jwk: JWK, algorithm: string): Promise<[string, CryptoKey] | undefined> {
  // Only what is public of it: a secret part that somebody published by mistake is not kept.
  const { kid = "", kty = "", n, e, crv, x, y } = jwk;
  const parts = kty === "RSA" ? { kty, n, e } : { kty, crv, x, y };
  try {
    const key = (await importJWK(parts as JWK, algorithm)) as CryptoKey;
    const { modulusLength = LEAST_BITS } = key.algorithm as { readonly modulusLength?: number };
    return modulusLength < LEAST_BITS ? undefined : [kid, key];
  } catch {
    // One that is broken does not take the others along.
    return undefined;
  }
}
