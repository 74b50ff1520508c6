import type { webcrypto } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair, importPKCS8, type JWK } from "jose";

const ALGORITHM = "RS256";

/** The key that an issuer signs its tokens with. It survives restarts, so that tokens in use stay good. */
export interface SigningKey {
  readonly algorithm: typeof ALGORITHM;
  readonly id: string;
  readonly privateKey: webcrypto.CryptoKey;
  /** Its public half, as the issuer publishes it. */
  readonly jwk: JWK;
}

/**
 * Opens an issuer's key in a folder, or makes one there.
 *
 * @param name of the file; by default that of the tenant.
 */
export async function openSigningKey(folder: string, name = "signing.key"): Promise<SigningKey> {
  const file = join(folder, name);
  if (!existsSync(file)) {
    const made = await generateKeyPair(ALGORITHM, { extractable: true });
    writeFileSync(file, await exportPKCS8(made.privateKey), { mode: 0o600 });
  }
  const privateKey = await importPKCS8(readFileSync(file, "utf8"), ALGORITHM, { extractable: true });
  const { kty, n, e } = await exportJWK(privateKey);
  const publicParts = { kty, n, e } as JWK;
  const id = await calculateJwkThumbprint(publicParts);
  return { algorithm: ALGORITHM, id, privateKey, jwk: { ...publicParts, kid: id, alg: ALGORITHM, use: "sig" } };
}
