import assert from "node:assert/strict";
import { DEVELOPER } from "../../../local/entra/directory.js";
import { openSigningKey } from "../../../local/shared/signing-key.js";
import type { Outputs } from "../../../start/system.js";
import { testKey } from "../../functions/support/test-issuer.js";
import { Checkout } from "../../shared/checkout.js";
import { Deployment } from "../../shared/deployment.js";
import { eventually } from "../../shared/eventually.js";
import { becomeOutsider } from "../../shared/outsider.js";
import { goodClaims, type Signer, tokenCases } from "./token-cases.js";
import { WebIssuer } from "./web-issuer.js";

const AUDIENCE = "https://api.example";

/** The deployed system, as callers with tokens of all kinds see it. */
describe("The functions that answer HTTP", function () {
  this.timeout(180_000);
  let deployment: Deployment;
  let outputs: Outputs;
  let issuer: WebIssuer;
  let leave: (() => void) | undefined;
  let signers: { entra: Signer; other: Signer; foreign: Record<string, Signer> };

  before(async () => {
    const checkout = Checkout.make();
    deployment = await Deployment.prepare(checkout);
    issuer = await WebIssuer.open(checkout.azure);
    const set = await deployment.pulumi(
      ...["config", "set-all", "--path"],
      ...["--plaintext", `gridwire:issuers[0].issuer=${issuer.url}`],
      ...["--plaintext", `gridwire:issuers[0].audiences[0]=${AUDIENCE}`],
      ...["--plaintext", "gridwire:issuers[0].algorithm=ES256"],
    );
    assert.equal(set.code, 0, set.output);
    await deployment.up();
    outputs = await deployment.outputs();
    leave = becomeOutsider(deployment.azure);
    await deployment.system();
    const { id, privateKey } = await openSigningKey(checkout.azure);
    const [rsa, ec] = await Promise.all([testKey("x", "RS256"), testKey("x", "ES256")]);
    signers = {
      entra: { algorithm: "RS256", kid: id, key: privateKey },
      other: { algorithm: "ES256", kid: "first", key: issuer.key.privateKey },
      foreign: {
        RS256: { algorithm: "RS256", kid: "x", key: rsa.privateKey },
        ES256: { algorithm: "ES256", kid: "x", key: ec.privateKey },
      },
    };
  });
  after(async () => {
    leave?.();
    issuer?.close();
    await deployment?.end();
  });

  const claims = () => goodClaims(outputs.api.replace("api://", ""), issuer.url, AUDIENCE);

  async function ask(authorization?: string) {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${outputs.apps.tally}/api/counts`, { headers });
    const { status } = response;
    const [challenge, type] = ["www-authenticate", "content-type"].map((name) => response.headers.get(name));
    return { status, challenge, type, retryAfter: response.headers.get("retry-after"), text: await response.text() };
  }
  const tokenOf = async () =>
    (await tokenCases(claims(), signers)).find(({ what }) => what === "another issuer, app: good");

  it("say when to come again while an issuer's keys were never to be had, and let in once they are", async () => {
    const good = (await tokenOf())?.token ?? assert.fail();
    const { status, challenge, type, retryAfter, text } = await ask(`Bearer ${good}`);
    assert.deepEqual([status, challenge, type, retryAfter], [503, null, "application/problem+json", "5"]);
    assert.doesNotMatch(text, /localhost/);
    issuer.isUp = true;
    await eventually("the keys", async () => ((await ask(`Bearer ${good}`)).status === 200 ? true : undefined));
  });

  it("answer each of 150 tokens rightly, with status, challenge and problem", async () => {
    const cases = await tokenCases(claims(), signers);
    assert.ok(cases.length >= 150, `${cases.length}`);
    const wrong: string[] = [];
    for (const { what, token, status: expected, told } of cases) {
      const { status, challenge, type, text } = await ask(`Bearer ${token}`);
      const error = expected === 403 ? "insufficient_scope" : "invalid_token";
      const expectedChallenge =
        told === undefined ? null : `Bearer realm="tally", error="${error}", error_description="${told}"`;
      const body = JSON.parse(text) as { detail?: string; status?: number; total?: number };
      const isRight =
        told === undefined
          ? typeof body.total === "number"
          : type === "application/problem+json" && body.detail === told && body.status === expected;
      if (status !== expected || challenge !== expectedChallenge || !isRight) {
        wrong.push(`${what}: ${status} ${challenge} ${text}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it("tell who brings no token what is needed, and take no other way in", async () => {
    const { masterKey, functionKeys } = await deployment.control.keys(await deployment.site("tally"));
    for (const authorization of [undefined, "Basic YTpi", "Digest x"]) {
      const { status, challenge, text } = await ask(authorization);
      assert.deepEqual([status, challenge], [401, 'Bearer realm="tally"']);
      assert.equal((JSON.parse(text) as { detail: string }).detail, "An access token is needed");
    }
    for (const key of [masterKey, ...Object.values(functionKeys)]) {
      const url = `${outputs.apps.tally}/api/counts`;
      assert.equal((await fetch(url, { headers: { "x-functions-key": key } })).status, 401);
      assert.equal((await fetch(`${url}?code=${encodeURIComponent(key)}`)).status, 401);
    }
  });

  it("look at no token that is too long", async () => {
    for (const length of [17_000, 30_000]) {
      const { status, challenge } = await ask(`Bearer a.b.${"c".repeat(length)}`);
      assert.equal(status, 401);
      assert.match(challenge ?? "", /error="invalid_token", error_description="The access token is too long"$/);
    }
    // So much never reaches an app: whatever stands before it ends the request, and maybe the connection.
    const answer = await ask(`Bearer a.b.${"c".repeat(1_000_000)}`).catch(() => undefined);
    if (answer !== undefined) assert.ok([400, 431].includes(answer.status), `${answer.status}`);
    assert.equal((await ask()).status, 401);
  });

  it("ask an issuer no more often because of 10,000 keys that nobody has", async () => {
    const reads = issuer.reads;
    const good = (await tokenOf())?.token ?? assert.fail();
    const [, payload = "", signature = ""] = good.split(".");
    const forged = (kid: string) =>
      `${Buffer.from(JSON.stringify({ alg: "ES256", kid })).toString("base64url")}.${payload}.${signature}`;
    const answers = new Map<number, number>();
    for (let sent = 0; sent < 10_000; sent += 50) {
      const some = await Promise.all(
        Array.from({ length: 50 }, (_, at) => ask(`Bearer ${forged(`kid-${sent + at}`)}`)),
      );
      for (const { status } of some) answers.set(status, (answers.get(status) ?? 0) + 1);
    }
    assert.deepEqual([...answers], [[401, 10_000]]);
    assert.ok(issuer.reads - reads <= 4, `${issuer.reads - reads} reads: one in thirty seconds`);
  });

  it("go on with the keys they know while their issuer is away", async () => {
    issuer.isUp = false;
    const good = (await tokenOf())?.token ?? assert.fail();
    assert.equal((await ask(`Bearer ${good}`)).status, 200);
    issuer.isUp = true;
  });

  it("answer 413 to a body that is longer than the manifest says, and 400 to one that does not fit", async () => {
    const { token } = {
      token: await deployment.control.trialToken({ roles: ["Names.Generate"], scopes: [], isUser: true }),
    };
    const post = (body: string, authorization = `Bearer ${token}`) =>
      fetch(`${outputs.apps.generator}/api/names`, { method: "POST", body, headers: { authorization } });
    for (const [body, status] of [
      [JSON.stringify({ name: "x".repeat(5_000) }), 413],
      [JSON.stringify({ name: "x".repeat(200) }), 400],
      ["{", 400],
      [JSON.stringify({ name: "Ada" }), 202],
    ] as const) {
      const answer = await post(body);
      assert.equal(answer.status, status);
      const { status: told } = (await answer.json()) as { status?: number };
      if (status !== 202) assert.equal(told, status);
    }
    assert.equal((await post("{", "Bearer a.b.c")).status, 401, "who may not is told nothing of the body");
  });

  it("let in an app of the tenant that has the role, by its own login, and give no token to others", async () => {
    const system = await deployment.system();
    assert.ok((await system.counted()) >= 0);
    const { AZURE_TENANT_ID, ...deployer } = await deployment.control.credentialsOf("deployer");
    const response = await fetch(`https://login.microsoftonline.com/${AZURE_TENANT_ID}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: deployer.AZURE_CLIENT_ID ?? "",
        client_secret: deployer.AZURE_CLIENT_SECRET ?? "",
        scope: `${outputs.api}/.default`,
      }),
    });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /"error":"invalid_grant".*AADSTS501051/s);
    assert.ok((await deployment.control.objectIdOf(DEVELOPER)).length > 0);
  });
});
