import { createHmac, createPublicKey, type JsonWebKey } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokens } from "../../local/entra/tokens.js";
import type { Principal } from "../../local/shared/access.js";
import { systemClock } from "../../local/shared/clock.js";
import { openSigningKey, type SigningKey } from "../../local/shared/signing-key.js";

const HOUR_MS = 3_600_000;
const encode = (part: object | string): string =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");

/**
 * Tokens that no service may take, by what is wrong with them. They are for a principal that may do what is asked, so
 * that it is the token alone that is refused.
 *
 * @param key the tenant's own.
 * @param audience of the service.
 */
export async function forgedTokens(
  key: SigningKey,
  principal: Principal,
  audience: string,
): Promise<Record<string, string>> {
  const at = (offsetMs: number) =>
    new Tokens(key, { ...systemClock, now: () => new Date(Date.now() + offsetMs) }).issue(principal, audience, 3600);
  const tokens = new Tokens(key, systemClock);
  const good = await tokens.issue(principal, audience, 3600);
  const somebody = await tokens.issue({ ...principal, id: "00000000-0000-4000-8000-0000000000ff" }, audience, 3600);
  const [header = "", claims = "", signature = ""] = good.split(".");
  const unsigned = `${encode({ alg: "none", typ: "JWT" })}.${claims}.`;
  return {
    expired: await at(-3 * HOUR_MS),
    "not valid yet": await at(HOUR_MS),
    "with altered claims": `${header}.${claims}.${somebody.split(".")[2]}`,
    "with a signature cut off": `${header}.${claims}.`,
    "with alg none": unsigned,
    "with alg none in capitals, and a signature": `${encode({ alg: "NONE", typ: "JWT" })}.${claims}.${signature}`,
    "signed with the published key as a secret": signedAsSecret(key, claims),
    "with a key of its own in its header": await withOwnKey(claims),
    "of another tenant's key": await ofAnother(principal, audience),
    "of another tenant": await tokens.issue(
      { ...principal, tenant: "11111111-1111-4111-8111-111111111111" },
      audience,
      3600,
    ),
    "for another audience": await tokens.issue(principal, "https://graph.microsoft.com", 3600),
    "that is none": "not.a.token",
  };
}

/** The classic confusion of algorithms: HMAC with the public key, which everybody can have, as its secret. */
function signedAsSecret(key: SigningKey, claims: string): string {
  const pem = createPublicKey({ key: key.jwk as JsonWebKey, format: "jwk" }).export({ type: "spki", format: "pem" });
  const signed = `${encode({ alg: "HS256", kid: key.id, typ: "JWT" })}.${claims}`;
  return `${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`;
}

async function anotherKey<T>(use: (key: SigningKey) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "gridwire-forger-"));
  try {
    return await use(await openSigningKey(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ofAnother = (principal: Principal, audience: string): Promise<string> =>
  anotherKey((key) => new Tokens(key, systemClock).issue(principal, audience, 3600));

/** Signed well, by a key that it brings along. */
const withOwnKey = (claims: string): Promise<string> =>
  anotherKey(async (key) => {
    const { privateKey, jwk } = key;
    const signed = `${encode({ alg: "RS256", typ: "JWT", jwk })}.${claims}`;
    const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, Buffer.from(signed));
    return `${signed}.${Buffer.from(signature).toString("base64url")}`;
  });
