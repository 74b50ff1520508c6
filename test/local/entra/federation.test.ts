import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeJwt, generateKeyPair, SignJWT } from "jose";
import { TENANT } from "../../../local/shared/arm-id.js";
import { becomeOutsider } from "../../shared/outsider.js";
import { AUDIENCE, type Federated, ISSUER, TenantWorld } from "../tenant-world.js";

const SUBJECT = "repo:octo-org@1/octo-repo@2:environment:dev";
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

interface Answer {
  readonly status: number;
  readonly body: { readonly access_token?: string; readonly error?: string; readonly error_description?: string };
}

describe("A login by the token of a federated issuer", function () {
  this.timeout(30_000);
  let world: TenantWorld;
  let app: Federated;
  let leave: () => void;

  before(async () => {
    world = await TenantWorld.open();
    app = await world.federated("gridwire-dev-deploy", SUBJECT);
    leave = becomeOutsider(world.azure.run);
  });
  after(async () => {
    leave();
    await world.close();
  });

  async function exchange(assertion: string, given: Record<string, string> = {}, tenant = TENANT): Promise<Answer> {
    const response = await fetch(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: app.clientId,
        scope: "https://management.azure.com/.default",
        client_assertion_type: JWT_BEARER,
        client_assertion: assertion,
        ...given,
      }),
    });
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  }

  async function refused(assertion: string, given: Record<string, string> = {}, tenant = TENANT): Promise<Answer> {
    const answer = await exchange(assertion, given, tenant);
    assert.equal(answer.body.access_token, undefined);
    assert.doesNotMatch(JSON.stringify(answer.body), new RegExp(assertion.slice(-40) || "^$"));
    return answer;
  }

  /** A token of the issuer's form that it did not sign. */
  async function forged(claims: object): Promise<string> {
    const { privateKey } = await generateKeyPair("RS256");
    return new SignJWT({ iss: ISSUER, sub: SUBJECT, aud: AUDIENCE, ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "made-up" })
      .setExpirationTime("5m")
      .sign(privateKey);
  }

  it("gives a token of the application's service principal", async () => {
    const { status, body } = await exchange(await world.token(SUBJECT));
    assert.equal(status, 200, JSON.stringify(body));
    const { aud, oid, appid, tid } = decodeJwt(body.access_token ?? "");
    assert.deepEqual(
      { aud, oid, appid, tid },
      { aud: "https://management.azure.com", oid: app.objectId, appid: app.clientId, tid: TENANT },
    );
  });

  it("refuses another subject, and says when only its case is another", async () => {
    const other = await refused(await world.token("repo:octo-org@1/octo-repo@2:environment:prod"));
    assert.equal(other.status, 401);
    assert.equal(other.body.error, "invalid_client");
    assert.match(
      other.body.error_description ?? "",
      /^AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:octo-org@1\/octo-repo@2:environment:prod'\./,
    );
    const alike = await refused(await world.token(SUBJECT.replace("octo-org", "Octo-Org")));
    assert.match(alike.body.error_description ?? "", /^AADSTS7002138: .*not with case-sensitive comparison/);
  });

  it("refuses another audience and another issuer", async () => {
    const audience = await refused(await world.token(SUBJECT, "https://github.com/octo-org"));
    assert.match(audience.body.error_description ?? "", /^AADSTS700212: .* audience 'https:\/\/github\.com\/octo-org'/);
    const issuer = await refused(await forged({ iss: "https://elsewhere.example" }));
    assert.match(issuer.body.error_description ?? "", /^AADSTS700211: .* issuer 'https:\/\/elsewhere\.example'/);
  });

  it("refuses a token that the issuer did not sign, one that is over, and what is none", async () => {
    assert.match((await refused(await forged({}))).body.error_description ?? "", /^AADSTS700027: /);
    assert.match((await refused("no.token")).body.error_description ?? "", /^AADSTS50027: /);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify({ iss: ISSUER, sub: SUBJECT, aud: AUDIENCE, exp: 2e9 })).toString("base64url")}.`;
    assert.match((await refused(unsigned)).body.error_description ?? "", /^AADSTS50027: /);
    const [head, payload, signature] = (await world.token(SUBJECT)).split(".");
    const altered = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload ?? "", "base64url").toString()), exp: 2e9 }),
    ).toString("base64url");
    assert.match((await refused(`${head}.${altered}.${signature}`)).body.error_description ?? "", /^AADSTS700027: /);
  });

  it("refuses an unknown application, one without service principal or credential, and another tenant", async () => {
    const token = await world.token(SUBJECT);
    const unknown = await refused(token, { client_id: "00000000-0000-4000-8000-000000000001" });
    assert.equal(unknown.status, 400);
    assert.match(unknown.body.error_description ?? "", /^AADSTS700016: Application with identifier '00000000-/);
    const bare = await world.application("bare");
    assert.match((await refused(token, { client_id: bare.clientId })).body.error_description ?? "", /^AADSTS7000229: /);
    await world.servicePrincipal(bare.clientId);
    assert.match(
      (await refused(token, { client_id: bare.clientId })).body.error_description ?? "",
      /^AADSTS70025: The client '[0-9a-f-]+'\(bare\) has no configured/,
    );
    const tenant = await refused(token, {}, "11111111-0000-4000-8000-000000000001");
    assert.match(tenant.body.error_description ?? "", /^AADSTS90002: Tenant '11111111-/);
    const assertionType = await refused(token, { client_assertion_type: "saml" });
    assert.match(assertionType.body.error_description ?? "", /^AADSTS900144: /);
  });

  it("is what WorkloadIdentityCredential of @azure/identity does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gridwire-federation-"));
    try {
      const file = join(folder, "token");
      writeFileSync(file, await world.token(SUBJECT), { mode: 0o600 });
      const script = `
        import { WorkloadIdentityCredential } from "@azure/identity";
        const credential = new WorkloadIdentityCredential();
        const { token } = await credential.getToken("https://vault.azure.net/.default");
        process.stdout.write(token);`;
      const { AZURE_CLIENT_SECRET: _, ...environment } = world.azure.run.environment;
      const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
        env: {
          PATH: process.env.PATH,
          NODE_USE_ENV_PROXY: "1",
          ...environment,
          AZURE_CLIENT_ID: app.clientId,
          AZURE_FEDERATED_TOKEN_FILE: file,
        },
      });
      assert.equal(decodeJwt(stdout).oid, app.objectId);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
