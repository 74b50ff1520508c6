import assert from "node:assert/strict";
import type { JWK } from "jose";
import { publishedKeys } from "../../../../functions/kit/callers/published-keys.js";
import { type TestKey, testKey } from "../../support/test-issuer.js";

const ISSUER = { issuer: "https://issuer.example/tenant", audiences: ["api"], algorithm: "RS256" } as const;
const DISCOVERY = "https://issuer.example/tenant/.well-known/openid-configuration";

describe("publishedKeys", () => {
  let [rsa, ec]: TestKey[] = [];
  before(async () => {
    [rsa, ec] = await Promise.all([testKey("rsa"), testKey("ec", "ES256")]);
  });

  const reading = (documents: Record<string, unknown>) => async (url: URL) => documents[url.href];
  const read = (keys: unknown, discovery: object = {}) =>
    publishedKeys(
      ISSUER,
      reading({
        [DISCOVERY]: { issuer: ISSUER.issuer, jwks_uri: "https://elsewhere.example/keys", ...discovery },
        "https://elsewhere.example/keys": { keys },
      }),
    );
  const with_ = (changes: Partial<JWK>) => ({ ...rsa?.jwk, ...changes });

  it("finds the keys by the issuer's own document", async () => {
    assert.deepEqual([...(await read([rsa?.jwk, with_({ kid: "other" })])).keys()], ["rsa", "other"]);
  });

  it("passes over keys for something else, and broken ones", async () => {
    const odd = [
      ec?.jwk,
      with_({ kid: "enc", use: "enc" }),
      with_({ kid: "ps", alg: "PS256" }),
      with_({ kid: "n", n: "" }),
    ];
    assert.deepEqual([...(await read([...odd, { kty: "RSA" }, rsa?.jwk])).keys()], ["rsa"]);
  });

  it("takes keys of the other algorithm where that is pinned", async () => {
    const issuer = { ...ISSUER, algorithm: "ES256" } as const;
    const documents = {
      [DISCOVERY]: { issuer: ISSUER.issuer, jwks_uri: "https://issuer.example/keys" },
      "https://issuer.example/keys": { keys: [rsa?.jwk, ec?.jwk] },
    };
    assert.deepEqual([...(await publishedKeys(issuer, reading(documents))).keys()], ["ec"]);
  });

  it("keeps nothing of a private key that was published by mistake", async () => {
    const keys = await read([with_({ d: "c2VjcmV0" })]);
    assert.equal(keys.get("rsa")?.type, "public");
  });

  it("refuses a document of another issuer, without an address or with one that anybody can change on the way", async () => {
    await assert.rejects(read([rsa?.jwk], { issuer: "https://other.example/" }), /of another issuer/);
    await assert.rejects(read([rsa?.jwk], { jwks_uri: undefined }), /no address/);
    await assert.rejects(read([rsa?.jwk], { jwks_uri: "http://elsewhere.example/keys" }), /no address/);
    for (const keys of [[], undefined, "keys", [ec?.jwk]]) await assert.rejects(read(keys), /no key for RS256/);
  });
});
