import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { entraIssuer, type Issuer } from "../contracts/index.js";
import { createCheckToken } from "../functions/kit/callers/check-token.js";
import { alternately } from "./median.js";
import type { Row } from "./row.js";

const TENANT = "11111111-2222-4333-8444-555555555555";
const CLIENT = "99999999-2222-4333-8444-555555555555";
const TIMES = 60;
const CHECKS = 200;
const LIMIT = 3;

/** What a token costs a function whose issuer's key it knows, against the verification of its signature alone. */
export async function measureTokenCheck(): Promise<Row[]> {
  const entra = entraIssuer(TENANT, CLIENT);
  const other: Issuer = { issuer: "https://issuer.example/", audiences: ["https://api.example"], algorithm: "ES256" };
  const claims = {
    oid: CLIENT,
    sub: CLIENT,
    tid: TENANT,
    azp: CLIENT,
    idtyp: "app",
    ver: "2.0",
    roles: ["Names.Generate", "Counts.Read"],
  };
  return [
    await row("an app's token of Entra", entra, { ...claims, iss: entra.issuer, aud: CLIENT }),
    await row("a token of another issuer, ES256", other, {
      iss: other.issuer,
      aud: [...other.audiences],
      sub: "auth0|1",
      azp: "client",
      permissions: claims.roles,
    }),
  ];
}

async function row(name: string, issuer: Issuer, claims: Readonly<Record<string, unknown>>): Promise<Row> {
  const { algorithm } = issuer;
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const documents = [
    { issuer: issuer.issuer, jwks_uri: "https://issuer.example/keys" },
    { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: algorithm, use: "sig" }] },
  ];
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, kid: "1", typ: "JWT" })
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(privateKey);
  const check = createCheckToken([issuer], Date.now, async () => documents.shift());
  await check(token);
  const end = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(end + 1), "base64url");
  const signed = Buffer.from(token.slice(0, end));
  const how = algorithm === "RS256" ? "RSASSA-PKCS1-v1_5" : { name: "ECDSA", hash: "SHA-256" };
  const checking = async () => {
    for (let at = 0; at < CHECKS; at += 1) await check(token);
  };
  const verifying = async () => {
    for (let at = 0; at < CHECKS; at += 1) {
      if (!(await crypto.subtle.verify(how, publicKey, signature, signed)))
        throw new Error("the signature is not good");
    }
  };
  await alternately(TIMES, checking, verifying);
  const { oursMs, referenceMs } = await alternately(TIMES, checking, verifying);
  const micro = (ms: number) => `${((ms / CHECKS) * 1000).toFixed(0)} µs`;
  return {
    name: `${name}, with its key at hand`,
    measured: `${micro(oursMs)} (${(oursMs / referenceMs).toFixed(2)} times)`,
    reference: `its signature alone: ${micro(referenceMs)}`,
    limit: `${LIMIT} times`,
    within: oursMs / referenceMs <= LIMIT,
  };
}
