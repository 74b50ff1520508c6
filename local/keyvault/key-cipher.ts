import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt } from "node:crypto";
import { errors } from "./errors.js";
import type { StoredKey } from "./key-store.js";

/** Hashes of the algorithms that are supported. */
const HASHES: Readonly<Record<string, string>> = { "RSA-OAEP": "sha1", "RSA-OAEP-256": "sha256" };

/**
 * Encrypts with a key, or decrypts. Wrapping another key is the same to an RSA key.
 *
 * @param algorithm as in JSON Web Algorithms.
 * @throws KeyVaultError for an algorithm that is not supported, and for what the key did not encrypt.
 * @see https://learn.microsoft.com/azure/key-vault/keys/about-keys-details#wrapkeyunwrapkey-encryptdecrypt
 */
export function applyKey(key: StoredKey, direction: "encrypt" | "decrypt", algorithm: string, value: Buffer): Buffer {
  const oaepHash = HASHES[algorithm];
  if (oaepHash === undefined || key.kind.kty !== "RSA") {
    throw errors.unsupported(
      `the algorithm '${algorithm}' with a key of type ${key.kind.kty}; RSA-OAEP and RSA-OAEP-256 with RSA are`,
    );
  }
  const privateKey = createPrivateKey(key.pem);
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
  try {
    return direction === "encrypt"
      ? publicEncrypt({ key: createPublicKey(privateKey), ...padding }, value)
      : privateDecrypt({ key: privateKey, ...padding }, value);
  } catch {
    // What OpenSSL says of it must not tell a caller more than that it failed.
    throw errors.badParameter(`The value is not one that the key can ${direction}, or it is too long.`);
  }
}
