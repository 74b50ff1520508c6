import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Federation } from "../../../local/entra/federation.js";
import { DirectoryObjects } from "../../../local/entra/graph/directory-objects.js";
import { GitHubIssuer } from "../../../local/github/github-issuer.js";
import { openSigningKey, type SigningKey } from "../../../local/shared/signing-key.js";
import { Store } from "../../../local/shared/store.js";
import { ManualClock } from "../functions/manual-clock.js";
import { APPLICATION, AUDIENCE, CREDENTIAL, ISSUER, SERVICE_PRINCIPAL } from "../tenant-world.js";

const SUBJECT = "repo:o/r:environment:dev";
const CLIENT = "00000000-0000-4000-8000-00000000000c";

describe("The token of a federated issuer", () => {
  let folder: string;
  let store: Store;
  let clock: ManualClock;
  let key: SigningKey;
  let published: SigningKey[];
  let requests: string[];
  let federation: Federation;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-assertion-"));
    store = new Store(":memory:");
    clock = new ManualClock();
    key = await openSigningKey(folder, "first.key");
    published = [key];
    requests = [];
    const objects = new DirectoryObjects(store);
    await objects.put(
      object("/applications/a", APPLICATION, { displayName: "app" }, { objectId: "a", clientId: CLIENT }),
    );
    await objects.put(object("/servicePrincipals/s", SERVICE_PRINCIPAL, { clientId: CLIENT }, { objectId: "s" }));
    const credential = { applicationId: "/applications/a", issuer: ISSUER, subject: SUBJECT, audiences: [AUDIENCE] };
    await objects.put(object("a/federatedIdentityCredential/1", CREDENTIAL, credential));
    await objects.put(
      object("a/federatedIdentityCredential/2", CREDENTIAL, { ...credential, issuer: "https://down.example" }),
    );
    federation = new Federation(objects, { fetch: answerTo }, clock);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  const object = (id: string, token: string, inputs: object, more: object = {}) => ({
    id,
    token,
    inputs: { ...inputs },
    outputs: { ...inputs, ...more },
  });

  /** The issuer's host. */
  async function answerTo(url: string): Promise<Response> {
    requests.push(url);
    if (url === `${ISSUER}/.well-known/openid-configuration`) return Response.json({ jwks_uri: `${ISSUER}/keys` });
    if (url === `${ISSUER}/keys`) return Response.json({ keys: published.map(({ jwk }) => jwk) });
    return new Response("", { status: 502 });
  }

  const tokenBy = (signer: SigningKey) =>
    new GitHubIssuer(() => Promise.resolve(signer), clock).token(SUBJECT, AUDIENCE);
  const refusal = async (token: string): Promise<string> => {
    const error = await federation.login(CLIENT, token).then(
      () => assert.fail("the login was taken"),
      (refused: Error) => refused,
    );
    return error.message;
  };

  it("is taken while it lasts, with five minutes for clocks that differ, and no longer", async () => {
    const token = await tokenBy(key);
    clock.move(9 * 60_000);
    assert.equal((await federation.login(CLIENT, token)).id, "s");
    clock.move(2 * 60_000);
    assert.match(
      await refusal(token),
      /^AADSTS700024: Client assertion is not within its valid time range\. Current time: 2026-01-05T10:11:00\.000Z, assertion valid from 2026-01-05T09:50:00\.000Z, expiry time of assertion 2026-01-05T10:05:00\.000Z\./,
    );
  });

  it("is verified by keys that are asked for once, and anew for a key that is not known", async () => {
    await federation.login(CLIENT, await tokenBy(key));
    await federation.login(CLIENT, await tokenBy(key));
    assert.equal(requests.length, 2);
    const next = await openSigningKey(folder, "next.key");
    assert.match(await refusal(await tokenBy(next)), /^AADSTS700027: /);
    published.push(next);
    assert.equal((await federation.login(CLIENT, await tokenBy(next))).id, "s");
  });

  it("is refused when its issuer's keys cannot be read, and taken up again when they can", async () => {
    const [head, payload, signature] = (await tokenBy(key)).split(".");
    const claims = { ...JSON.parse(Buffer.from(payload ?? "", "base64url").toString()), iss: "https://down.example" };
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const token = `${head}.${body}.${signature}`;
    assert.match(await refusal(token), /^AADSTS50166: .*https:\/\/down\.example\/\.well-known.* answered 502/);
    assert.match(await refusal(token), /^AADSTS50166: /);
    assert.equal(requests.length, 2, "a failure is not kept");
  });
});
