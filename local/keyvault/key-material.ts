import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** What kinds of keys a vault makes, with the sizes and curves that it takes; the first is the default. */
export const KEY_SIZES: readonly number[] = [2048, 3072, 4096];
export const CURVES: readonly string[] = ["P-256", "P-384", "P-521"];

/** @see https://learn.microsoft.com/azure/key-vault/keys/about-keys-details#key-types-and-protection-methods */
export interface KeyKind {
  readonly kty: "RSA" | "EC";
  /** Bits, of an RSA key. */
  readonly size?: number;
  readonly curve?: string;
}

/** A new key. @returns its private half, PEM. */
export async function makeKey({ kty, size = 2048, curve = "P-256" }: KeyKind): Promise<string> {
  const make = promisify(generateKeyPair) as (kind: string, options: object) => Promise<{ privateKey: KeyObject }>;
  const { privateKey } =
    kty === "RSA" ? await make("rsa", { modulusLength: size }) : await make("ec", { namedCurve: curve });
  return privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/** The public half, as JSON Web Keys have it: `n` and `e`, or `crv`, `x` and `y`. */
export function publicParts(pem: string): Record<string, unknown> {
  const { kty: _, ...parts } = createPublicKey(createPrivateKey(pem)).export({ format: "jwk" });
  return parts;
}
