import { createHmac, randomUUID } from "node:crypto";
import { type CryptoKey, SignJWT } from "jose";
import { TENANT } from "../../../local/shared/arm-id.js";

/** Whoever signs, with what is published of the key. */
export interface Signer {
  readonly algorithm: "RS256" | "ES256";
  readonly kid: string;
  readonly key: CryptoKey;
}

/** A token, what is wrong with it, and how it is answered. */
export interface TokenCase {
  readonly what: string;
  readonly token: string;
  readonly status: 200 | 401 | 403;
  /** Of the challenge's `error_description`, and of the problem's `detail`. */
  readonly told?: string;
}

type Claims = Readonly<Record<string, unknown>>;

const NOT_TAKEN = "The access token is not one that is taken here";
const EXPIRED = "The access token has expired";
const EARLY = "The access token is not valid yet";
const MALFORMED = "The access token is malformed";
const LACKS = "The access token lacks the role Counts.Read";
const ANOTHER_TENANT = "66666666-2222-4333-8444-555555555555";

const now = () => Math.floor(Date.now() / 1000);
const times = () => ({ iat: now(), nbf: now(), exp: now() + 3600 });
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const sign = ({ algorithm, kid, key }: Signer, claims: Claims, header: object = {}) =>
  new SignJWT({ ...times(), ...claims }).setProtectedHeader({ alg: algorithm, kid, typ: "JWT", ...header }).sign(key);

/** Claims of good tokens, for `Counts.Read`. @param clientId of the API. */
export function goodClaims(clientId: string, issuer: string, audience: string) {
  const oid = randomUUID();
  const v2 = {
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    aud: clientId,
    ver: "2.0",
    azp: randomUUID(),
    oid,
    sub: oid,
    tid: TENANT,
    roles: ["Counts.Read"],
  };
  const { azp, ...shared } = v2;
  const v1 = { ...shared, iss: `https://sts.windows.net/${TENANT}/`, aud: `api://${clientId}`, ver: "1.0", appid: azp };
  const other = { iss: issuer, aud: [audience, `${issuer}userinfo`], azp: "client", permissions: ["Counts.Read"] };
  return {
    "Entra, app": { ...v2, idtyp: "app" },
    "Entra, user": { ...v2, idtyp: "user", scp: "access_as_user", sub: "pairwise" },
    "Entra of version 1, app": v1,
    "Entra of version 1, user": { ...v1, scp: "access_as_user", sub: "pairwise" },
    "another issuer, app": { ...other, sub: "client@clients", gty: "client-credentials" },
    "another issuer, user": { ...other, sub: "auth0|1", scope: "openid" },
  } as const;
}

/** Each claim wrong in turn, as every issuer has them. */
async function ofEveryIssuer(who: string, good: Claims, signer: Signer, foreign: Signer): Promise<TokenCase[]> {
  const wrong = async (what: string, changes: Claims, told: string = NOT_TAKEN): Promise<TokenCase> => ({
    what: `${who}: ${what}`,
    token: await sign(signer, { ...good, ...changes }),
    status: 401,
    told,
  });
  const rights = "permissions" in good ? "permissions" : "roles";
  const token = await sign(signer, good);
  const [header = "", claims = "", signature = ""] = token.split(".");
  const refused = (what: string, forged: string, told: string = NOT_TAKEN): TokenCase => ({
    what: `${who}: ${what}`,
    token: forged,
    status: 401,
    told,
  });
  return [
    { what: `${who}: good`, token, status: 200 },
    { what: `${who}: a minute too old`, token: await sign(signer, { ...good, exp: now() - 60 }), status: 200 },
    { what: `${who}: a minute too young`, token: await sign(signer, { ...good, nbf: now() + 60 }), status: 200 },
    await wrong("expired", { exp: now() - 130 }, EXPIRED),
    await wrong("not valid yet", { nbf: now() + 130 }, EARLY),
    await wrong("without an end", { exp: undefined }),
    await wrong("of another issuer", { iss: "https://issuer.example/" }),
    await wrong("without an issuer", { iss: undefined }),
    await wrong("for another audience", { aud: "https://graph.microsoft.com" }),
    await wrong("without an audience", { aud: undefined }),
    await wrong("without a subject", { sub: undefined }),
    await wrong("with rights that are no list", { [rights]: "Counts.Read" }),
    { ...(await wrong("without rights", { [rights]: undefined }, LACKS)), status: 403 },
    { ...(await wrong("with another right", { [rights]: ["Names.Generate"] }, LACKS)), status: 403 },
    { ...(await wrong("with the right as a scope", { [rights]: [], scope: "Counts.Read" }, LACKS)), status: 403 },
    refused("signed by somebody else", await sign({ ...foreign, kid: signer.kid, algorithm: signer.algorithm }, good)),
    refused("of a key that is not published", await sign(signer, good, { kid: "unheard-of" })),
    refused("with changed claims", `${header}.${part({ ...good, ...times(), more: 1 })}.${signature}`),
    refused("not signed", `${part({ alg: "none" })}.${claims}.AA`),
    refused("signed with a secret", withSecret(signer.kid, claims)),
    refused("that is no access token", await sign(signer, good, { typ: "dpop+jwt" }), MALFORMED),
  ];
}

function withSecret(kid: string, claims: string): string {
  const signed = `${part({ alg: "HS256", kid })}.${claims}`;
  return `${signed}.${createHmac("sha256", "secret").update(signed).digest("base64url")}`;
}

/** What only Entra's tokens say. */
async function ofEntra(who: string, good: Claims, signer: Signer): Promise<TokenCase[]> {
  const wrong = async (what: string, changes: Claims): Promise<TokenCase> => ({
    what: `${who}: ${what}`,
    token: await sign(signer, { ...good, ...changes }),
    status: 401,
    told: NOT_TAKEN,
  });
  return Promise.all([
    wrong("of another tenant", { tid: ANOTHER_TENANT }),
    wrong("of another tenant's issuer", { iss: `https://login.microsoftonline.com/${ANOTHER_TENANT}/v2.0` }),
    wrong("of another version", { ver: good.ver === "1.0" ? "2.0" : "1.0" }),
    wrong("without a client", { azp: undefined, appid: undefined }),
    wrong("of an unknown kind", { idtyp: "device" }),
    wrong("of an app that has scopes", { idtyp: "app", scp: "access_as_user" }),
  ]);
}

/** All of them: each claim wrong in turn, for apps and users of both issuers. */
export async function tokenCases(
  claims: ReturnType<typeof goodClaims>,
  signers: { readonly entra: Signer; readonly other: Signer; readonly foreign: Readonly<Record<string, Signer>> },
): Promise<TokenCase[]> {
  const cases: TokenCase[] = [];
  for (const [who, good] of Object.entries(claims)) {
    const isEntra = who.startsWith("Entra");
    const signer = isEntra ? signers.entra : signers.other;
    const foreign = signers.foreign[signer.algorithm];
    if (foreign === undefined) throw new Error(`no foreign key for ${signer.algorithm}`);
    cases.push(...(await ofEveryIssuer(who, good, signer, foreign)));
    if (isEntra) cases.push(...(await ofEntra(who, good, signer)));
  }
  cases.push({
    what: "another issuer's claims, signed by Entra",
    token: await sign(signers.entra, claims["another issuer, app"]),
    status: 401,
    told: NOT_TAKEN,
  });
  return cases;
}
