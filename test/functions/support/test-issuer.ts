import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { type Issuer, TOKEN_ISSUERS } from "../../../contracts/index.js";

type Algorithm = Issuer["algorithm"];
type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];

/** A pair of keys, and what is published of it. */
export interface TestKey {
  readonly privateKey: PrivateKey;
  readonly jwk: JWK;
}

export async function testKey(kid: string, algorithm: Algorithm = "RS256"): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig", alg: algorithm } };
}

/** An issuer whose documents are read without a network. */
export class TestIssuer {
  readonly #host: string;
  /** Of which documents were read how often, by the end of their address. */
  reads = 0;
  /** What reading fails with, if it does. */
  failure: Error | undefined;
  /** What is published now. */
  keys: readonly TestKey[];

  constructor(
    readonly issuer: Issuer,
    ...keys: readonly TestKey[]
  ) {
    this.#host = new URL(issuer.issuer).host;
    this.keys = keys;
  }

  readonly getJson = async ({ pathname, host }: URL): Promise<unknown> => {
    if (this.failure !== undefined) throw this.failure;
    if (pathname.endsWith("/.well-known/openid-configuration") && host === this.#host) {
      return { issuer: this.issuer.issuer, jwks_uri: `https://${this.#host}/keys` };
    }
    this.reads += 1;
    return { keys: this.keys.map(({ jwk }) => jwk) };
  };

  /** A token that is good, but for what is changed. @param key that signs; the first that is published by default. */
  async sign(
    claims: Record<string, unknown>,
    header: Record<string, unknown> = {},
    key = this.keys[0],
  ): Promise<string> {
    if (key === undefined) throw new Error("the issuer has no key");
    return new SignJWT(claims)
      .setProtectedHeader({ alg: this.issuer.algorithm, kid: key.jwk.kid ?? "", typ: "JWT", ...header })
      .sign(key.privateKey);
  }
}

/** What an app is told by its settings. */
export const settingOfIssuers = (...issuers: readonly Issuer[]) => ({ [TOKEN_ISSUERS]: JSON.stringify(issuers) });
