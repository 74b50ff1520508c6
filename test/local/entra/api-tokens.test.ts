import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { DEVELOPER } from "../../../local/entra/directory.js";
import { TENANT } from "../../../local/shared/arm-id.js";
import type { Properties } from "../../../local/shared/resource.js";
import { becomeOutsider } from "../../shared/outsider.js";
import { APP_ROLE_ASSIGNMENT, TenantWorld } from "../tenant-world.js";

const REGISTRATION = "azuread:index/applicationRegistration:ApplicationRegistration";
const part = (name: string) => `azuread:index/application${name}:Application${name}`;
const V1 = `https://sts.windows.net/${TENANT}/`;
const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;

describe("Tokens for an application of the tenant", function () {
  this.timeout(20_000);
  let world: TenantWorld;
  let leave: () => void;
  let developer: string;

  beforeEach(async () => {
    world = await TenantWorld.open();
    leave = becomeOutsider(world.azure.run);
    developer = await world.control.objectIdOf(DEVELOPER);
  });
  afterEach(async () => {
    leave();
    await world.close();
  });

  /** An API as bootstrap makes one, with the roles A and B. */
  async function api(name: string, inputs: Properties = {}, principal: Properties = {}) {
    const applicationId = await world.azuread.create(REGISTRATION, { displayName: name, ...inputs });
    const { clientId } = await world.azuread.outputs(REGISTRATION, applicationId);
    const roles: Record<string, string> = { A: crypto.randomUUID(), B: crypto.randomUUID() };
    for (const [value, roleId] of Object.entries(roles)) {
      await world.azuread.create(part("AppRole"), { applicationId, roleId, value, displayName: value });
    }
    const scope = { applicationId, scopeId: crypto.randomUUID(), value: "access_as_user" };
    await world.azuread.create(part("PermissionScope"), scope);
    const id = await world.azuread.create(SERVICE_PRINCIPAL, { clientId: String(clientId), ...principal });
    const { objectId } = await world.azuread.outputs(SERVICE_PRINCIPAL, id);
    const uri = `api://${String(clientId)}`;
    await world.azuread.create(part("IdentifierUri"), { applicationId, identifierUri: uri });
    const give = (role: string, principalObjectId: string) =>
      world.azuread.create(APP_ROLE_ASSIGNMENT, {
        appRoleId: roles[role] ?? "",
        principalObjectId,
        resourceObjectId: String(objectId),
      });
    return { applicationId, clientId: String(clientId), uri, give };
  }
  const SERVICE_PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";

  async function login(scope: string) {
    const { AZURE_CLIENT_ID = "", AZURE_CLIENT_SECRET = "" } = await world.control.credentialsOf(DEVELOPER);
    const response = await fetch(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: AZURE_CLIENT_ID,
        client_secret: AZURE_CLIENT_SECRET,
        scope,
      }),
    });
    const body = (await response.json()) as { access_token?: string; error?: string; error_description?: string };
    const claims = body.access_token === undefined ? {} : decodeJwt(body.access_token);
    return { status: response.status, clientId: AZURE_CLIENT_ID, body, claims };
  }

  it("have the caller's roles, and the shape of the version that the application takes", async () => {
    const { uri, clientId, give } = await api("new", { requestedAccessTokenVersion: 2 });
    await give("B", developer);
    for (const asked of [uri, clientId]) {
      const { claims, clientId: client } = await login(`${asked}/.default`);
      const { iat, nbf, exp, uti, ...rest } = claims;
      assert.deepEqual(rest, {
        aud: clientId,
        iss: V2,
        azp: client,
        ver: "2.0",
        oid: developer,
        sub: developer,
        tid: TENANT,
        roles: ["B"],
      });
      assert.ok(typeof uti === "string" && Number(exp) - Number(iat) === 3600 && nbf === iat);
    }
    const old = await api("old", { requestedAccessTokenVersion: 1 });
    const { claims } = await login(`${old.uri}/.default`);
    assert.deepEqual(
      [claims.aud, claims.iss, claims.ver, claims.azp, claims.roles],
      [old.uri, V1, "1.0", undefined, undefined],
    );
    assert.equal(claims.appid, (await login(`${old.uri}/.default`)).clientId);
  });

  it("show idtyp where the application asks for it", async () => {
    const { applicationId, uri } = await api("typed");
    assert.equal((await login(`${uri}/.default`)).claims.idtyp, undefined);
    await world.azuread.create(part("OptionalClaims"), { applicationId, accessTokens: [{ name: "idtyp" }] });
    assert.equal((await login(`${uri}/.default`)).claims.idtyp, "app");
    const user = await world.control.trialToken({ roles: [], scopes: [], isUser: true });
    assert.equal(decodeJwt(user).idtyp, undefined, "users' have it where more is asked for");
  });

  it("are refused to who has no role, where the application wants one, with Entra's number", async () => {
    const { uri, give } = await api("guarded", {}, { appRoleAssignmentRequired: true });
    const refused = await login(`${uri}/.default`);
    assert.deepEqual([refused.status, refused.body.error], [400, "invalid_grant"]);
    assert.match(refused.body.error_description ?? "", /^AADSTS501051: Application '[-\w]+' is not assigned to a role/);
    await give("A", developer);
    assert.deepEqual((await login(`${uri}/.default`)).claims.roles, ["A"]);
  });

  it("are refused for an application that there is not", async () => {
    const { status, body } = await login("api://nobody/.default");
    assert.deepEqual([status, body.error], [400, "invalid_resource"]);
    assert.match(
      body.error_description ?? "",
      /^AADSTS500011: The resource principal named api:\/\/nobody was not found/,
    );
  });

  it("are none that a service of Azure takes", async () => {
    const { uri } = await api("own");
    const { body } = await login(`${uri}/.default`);
    const response = await fetch("https://management.azure.com/subscriptions?api-version=2020-01-01", {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    assert.equal(response.status, 401);
  });

  describe("to try it with", () => {
    const trial = (changes: object) =>
      world.control.trialToken({ roles: [], scopes: [], isUser: false, ...changes }).then(decodeJwt);

    it("have any role of the API, whether anybody has it or not", async () => {
      const { clientId } = await api("only");
      const { aud, roles, sub, scp, oid } = await trial({ roles: ["A", "B"] });
      assert.deepEqual([aud, roles, sub, scp], [clientId, ["A", "B"], oid, undefined]);
    });

    it("are a user's, with the API's scopes, and another subject at each API", async () => {
      const { uri } = await api("only");
      const { scp, sub, oid, roles } = await trial({ isUser: true, audience: uri, roles: ["A"] });
      assert.deepEqual([scp, roles, oid], ["access_as_user", ["A"], developer]);
      assert.notEqual(sub, oid);
      const other = await api("other");
      assert.notEqual((await trial({ isUser: true, audience: other.uri })).sub, sub);
    });

    it("say what the API has instead of what it has not", async () => {
      await assert.rejects(trial({}), /the tenant has no API/);
      const { uri } = await api("one");
      await assert.rejects(trial({ roles: ["C"] }), /role "C": the API has A, B/);
      await assert.rejects(trial({ isUser: true, scopes: ["x"] }), /scope "x": the API has access_as_user/);
      await assert.rejects(trial({ scopes: ["access_as_user"] }), /an app that calls as itself has none/);
      await assert.rejects(trial({ audience: "api://x" }), new RegExp(`expected one of ${uri} \\(one\\)`));
      await api("two");
      await assert.rejects(trial({}), /more than one API: expected one of .*\(one\), .*\(two\)/);
    });
  });
});
