import assert from "node:assert/strict";
import { entraIssuer } from "../../../../contracts/index.js";
import {
  type CheckToken,
  CLOCK_SKEW_SECONDS,
  createCheckToken,
} from "../../../../functions/kit/callers/check-token.js";
import { TestIssuer, type TestKey, testKey } from "../../support/test-issuer.js";

const TENANT = "11111111-2222-4333-8444-555555555555";
const ENTRA = entraIssuer(TENANT, "99999999-8888-4777-8666-555555555555");
const OTHER = {
  issuer: "https://example.eu.auth0.com/",
  audiences: ["https://api.example"],
  algorithm: "ES256",
} as const;
const V1 = `https://sts.windows.net/${TENANT}/`;
const NOW = 1_800_000_000;

describe("createCheckToken", () => {
  let [rsa, ec, foreign]: TestKey[] = [];
  let entra: TestIssuer;
  let other: TestIssuer;
  let check: CheckToken;
  let now: number;

  before(async () => {
    [rsa, ec, foreign] = await Promise.all([testKey("k"), testKey("k", "ES256"), testKey("k")]);
  });
  beforeEach(() => {
    now = NOW;
    entra = new TestIssuer(ENTRA, ...(rsa === undefined ? [] : [rsa]));
    other = new TestIssuer(OTHER, ...(ec === undefined ? [] : [ec]));
    check = createCheckToken(
      [ENTRA, OTHER],
      () => now * 1000,
      (url) => (url.host === "example.eu.auth0.com" ? other : entra).getJson(url),
    );
  });

  const times = { iat: NOW, nbf: NOW, exp: NOW + 3600 };
  const v2 = {
    iss: ENTRA.issuer,
    aud: ENTRA.audiences[0],
    ver: "2.0",
    tid: TENANT,
    oid: "o",
    sub: "o",
    azp: "c",
    ...times,
  };
  const v1 = { ...v2, iss: V1, aud: ENTRA.audiences[1], ver: "1.0", azp: undefined, appid: "c" };
  const auth0 = { iss: OTHER.issuer, aud: [OTHER.audiences[0], "userinfo"], sub: "auth0|1", azp: "c", ...times };

  const refuses = async (token: string | Promise<string>, reason: string) =>
    assert.rejects(check(await token), { name: "TokenRefusal", reason });

  it("takes tokens of each issuer, in both versions of Entra's", async () => {
    assert.equal((await check(await entra.sign(v2))).client, "c");
    assert.equal((await check(await entra.sign(v1))).client, "c");
    assert.equal((await check(await other.sign(auth0, { typ: "at+jwt" }))).subject, "auth0|1");
    assert.equal((await check(await other.sign(auth0, { typ: undefined }))).issuer, OTHER.issuer);
  });

  it("refuses a version that does not go with its issuer", async () => {
    await refuses(entra.sign({ ...v1, iss: ENTRA.issuer }), "claims");
    await refuses(entra.sign({ ...v2, iss: V1 }), "claims");
    await refuses(entra.sign({ ...v2, ver: undefined }), "claims");
  });

  it("takes an issuer to the letter, and no token of one for another's key", async () => {
    for (const iss of [`${ENTRA.issuer}/`, V1.slice(0, -1), OTHER.issuer.toUpperCase(), undefined, 7]) {
      await refuses(entra.sign({ ...v2, iss }), "issuer");
    }
    await refuses(entra.sign({ ...auth0 }), "algorithm");
  });

  it("takes the one algorithm of the issuer, and no key for another", async () => {
    const [header = "", claims = "", signature = ""] = (await entra.sign(v2)).split(".");
    const other = (alg: string) => Buffer.from(JSON.stringify({ alg, kid: "k" })).toString("base64url");
    assert.ok(header.length > 0);
    for (const alg of ["none", "HS256", "RS384", "PS256", "ES256"]) {
      await refuses(`${other(alg)}.${claims}.${signature}`, "algorithm");
    }
  });

  it("refuses what somebody else signed, and what was changed", async () => {
    await refuses(entra.sign(v2, {}, foreign), "signature");
    const [header = "", , signature = ""] = (await entra.sign(v2)).split(".");
    const claims = Buffer.from(JSON.stringify({ ...v2, roles: ["Everything"] })).toString("base64url");
    await refuses(`${header}.${claims}.${signature}`, "signature");
    await refuses(entra.sign(v2, { kid: "another" }), "unknownKey");
    await refuses(entra.sign(v2, { kid: undefined }), "malformed");
  });

  it("refuses what is for somebody else", async () => {
    for (const aud of ["https://graph.microsoft.com", `${ENTRA.audiences[1]}/`, [], undefined]) {
      await refuses(entra.sign({ ...v2, aud }), "audience");
    }
  });

  it("forgives clocks two minutes, and no second more", async () => {
    const token = await entra.sign(v2);
    now = NOW + 3600 + CLOCK_SKEW_SECONDS - 1;
    await check(token);
    now += 1;
    await refuses(token, "expired");
    now = NOW - CLOCK_SKEW_SECONDS;
    await check(token);
    now -= 1;
    await refuses(token, "notYetValid");
    assert.equal(CLOCK_SKEW_SECONDS, 120);
  });

  it("refuses a token that never expires, is nobody's, or is none", async () => {
    now = NOW;
    for (const changes of [
      { exp: undefined },
      { exp: "soon" },
      { nbf: "now" },
      { sub: undefined },
      { sub: "" },
      { sub: 7 },
    ]) {
      await refuses(entra.sign({ ...v2, ...changes }), "claims");
    }
    await refuses(entra.sign(v2, { typ: "logout+jwt" }), "malformed");
    await refuses("eyJh.eyJp.c2ln", "malformed");
    const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const token of [`${json([])}.${json(v2)}.c`, `${json({ alg: "RS256" })}.${json("x")}.c`]) {
      await refuses(token, "malformed");
    }
  });

  it("reads no keys for a token that cannot be good", async () => {
    await refuses(entra.sign({ ...v2, iss: "https://elsewhere/" }), "issuer");
    await refuses("eyJh.eyJp.c2ln", "malformed");
    assert.equal(entra.reads + other.reads, 0);
  });
});
