import assert from "node:assert/strict";
import { entraIssuer } from "../../../../contracts/index.js";
import { callerOf } from "../../../../functions/kit/callers/caller-of.js";

const TENANT = "11111111-2222-4333-8444-555555555555";
const ENTRA = entraIssuer(TENANT, "99999999-8888-4777-8666-555555555555");
const AUTH0 = {
  issuer: "https://example.eu.auth0.com/",
  audiences: ["https://api.example"],
  algorithm: "RS256",
} as const;

describe("callerOf", () => {
  const entra = (claims: object) =>
    callerOf(ENTRA, { sub: "s", tid: TENANT, oid: "o", ver: "2.0", azp: "c", ...claims });
  const auth0 = (claims: object) => callerOf(AUTH0, { sub: "auth0|1", azp: "c", ...claims });

  it("reads both versions of Entra's tokens", () => {
    const expected = {
      kind: "app",
      subject: "s",
      objectId: "o",
      tenant: TENANT,
      issuer: ENTRA.issuer,
      client: "c",
      roles: ["A.B"],
      scopes: [],
    };
    assert.deepEqual(entra({ idtyp: "app", roles: ["A.B"] }), expected);
    assert.deepEqual(entra({ ver: "1.0", azp: undefined, appid: "c", roles: ["A.B"] }), expected);
  });

  it("tells an app from a user, by idtyp or by the scopes that only users have", () => {
    assert.equal(entra({}).kind, "app");
    assert.equal(entra({ idtyp: "user" }).kind, "user");
    const user = entra({ scp: "read write", roles: ["A"] });
    assert.deepEqual([user.kind, user.scopes, user.roles], ["user", ["read", "write"], ["A"]]);
  });

  it("does without what Entra leaves out of some users' tokens", () => {
    const { tenant, objectId } = entra({ scp: "read", tid: undefined, oid: undefined });
    assert.deepEqual([tenant, objectId], [TENANT, undefined]);
  });

  const refuses = (claims: object, reason = "claims") =>
    assert.throws(() => entra(claims), { name: "TokenRefusal", reason }, JSON.stringify(claims));

  it("refuses what contradicts itself, is of another tenant, or is no access token", () => {
    refuses({ tid: "66666666-2222-4333-8444-555555555555" }, "tenant");
    refuses({ idtyp: "app", scp: "read" });
    refuses({ idtyp: "device" });
    refuses({ azp: undefined });
    refuses({ ver: "1.0" });
    for (const roles of ["A", [1], { 0: "A" }]) refuses({ roles });
    refuses({ scp: ["read"] });
  });

  it("reads Auth0's permissions as roles", () => {
    const { kind, roles, scopes, client, tenant } = auth0({ permissions: ["read:names"], scope: "openid read:names" });
    assert.deepEqual(
      { kind, roles, scopes, client, tenant },
      {
        kind: "user",
        roles: ["read:names"],
        scopes: ["openid", "read:names"],
        client: "c",
        tenant: undefined,
      },
    );
    assert.equal(auth0({ sub: "c@clients", gty: "client-credentials" }).kind, "app");
    assert.equal(auth0({ sub: "c@clients" }).kind, "app");
    assert.equal(auth0({ azp: undefined, client_id: "c", sub: "c" }).kind, "app");
    assert.deepEqual(auth0({ roles: ["admin"] }).roles, [], "only what the issuer gives as permissions");
  });
});
