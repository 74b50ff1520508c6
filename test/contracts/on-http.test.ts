import assert from "node:assert/strict";
import * as z from "zod";
import { type Auth, entraIssuer, entraTenantOf, onHttp } from "../../contracts/index.js";
import { issuersSchema } from "../../contracts/vocabulary/issuer.js";

const get = { method: "GET", route: "it" } as const;

describe("onHttp", () => {
  it("has a limit and a status without being told", () => {
    const { maxBodyKilobytes, status } = onHttp({ ...get, auth: "anonymous" });
    assert.deepEqual([maxBodyKilobytes, status], [100, 204]);
    assert.equal(onHttp({ ...get, auth: "anonymous", response: z.string() }).status, 200);
  });

  it("cannot be made without saying who may call, should the types have been got around", () => {
    for (const auth of [undefined, {}, { roles: [] }, { scopes: [] }, { roles: ["A"], scopes: ["b"] }]) {
      assert.throws(
        () => onHttp({ ...get, auth: auth as unknown as Auth }),
        /^Error: GET it: auth is missing, empty or both/,
      );
    }
    for (const name of ["", "two words", 'a"b', "1a", "a".repeat(121), "a\nb"]) {
      assert.throws(() => onHttp({ ...get, auth: { roles: [name] } }), /expected 1 to 120 letters/);
      assert.throws(() => onHttp({ ...get, auth: { scopes: ["read", name] } }), /expected 1 to 120 letters/);
    }
    for (const name of ["Names.Generate", "read:names", "https://a/b", "a_b-c"])
      onHttp({ ...get, auth: { roles: [name] } });
  });

  it("refuses a limit that is none", () => {
    for (const maxBodyKilobytes of [0, -1, 1.5, 102_401, Number.NaN]) {
      assert.throws(
        () => onHttp({ ...get, auth: "anonymous", maxBodyKilobytes }),
        /expected a whole number from 1 to 102400/,
      );
    }
  });
});

describe("Trusted issuers", () => {
  const tenant = "11111111-2222-4333-8444-555555555555";
  const entra = entraIssuer(tenant, "client");
  const one = { issuer: "https://example.eu.auth0.com/", audiences: ["https://api.example"] };
  const takes = (...issuers: unknown[]) => issuersSchema.safeParse(issuers).success;

  it("are Entra's by their address, with both names of an API", () => {
    assert.equal(entraTenantOf(entra), tenant);
    assert.deepEqual(entra.audiences, ["client", "api://client"]);
    for (const issuer of [one.issuer, `${entra.issuer}/`, entra.issuer.replace(tenant, "common")]) {
      assert.equal(entraTenantOf({ issuer }), undefined);
    }
  });

  it("are pinned to an algorithm, RS256 by default", () => {
    assert.equal(issuersSchema.parse([one])[0]?.algorithm, "RS256");
    assert.ok(takes({ ...one, algorithm: "ES256" }, entra));
    assert.ok(!takes({ ...one, algorithm: "HS256" }));
    assert.ok(!takes({ ...one, algorithm: "none" }));
  });

  it("have an address that nobody can change on the way, and an audience, each once", () => {
    for (const issuer of ["http://a/", "https://a/?b", "https://a/#b", "https://u:p@a/", "a", "https://", 7]) {
      assert.ok(!takes({ ...one, issuer }), String(issuer));
    }
    for (const audiences of [[], [""], undefined, "api"]) assert.ok(!takes({ ...one, audiences }));
    assert.ok(!takes(one, one));
    assert.ok(!takes({ ...one, secret: "x" }));
    assert.ok(takes());
  });
});
