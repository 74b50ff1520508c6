import assert from "node:assert/strict";
import { EventGridPublisherClient } from "@azure/eventgrid";
import { SecretClient } from "@azure/keyvault-secrets";
import { BlobServiceClient } from "@azure/storage-blob";
import type { Principal } from "../../../local/shared/access.js";
import { forgedTokens } from "../../shared/forged-tokens.js";
import { AttackedAzure, HOSTS, requestOf, whole } from "./attacked-azure.js";

/** A call to a service that alice may make and bob may not, and how each refusal looks there. */
interface Target {
  readonly host: string;
  readonly audience: string;
  readonly request: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly allowed: number;
  /** Without a valid token. */
  readonly unauthenticated: RegExp;
  /** With a valid token of somebody without the role. */
  readonly denied: RegExp;
}

describe("Attacks with a token", function () {
  this.timeout(60_000);
  let azure: AttackedAzure;

  before(async () => {
    azure = await AttackedAzure.open();
  });
  after(() => azure?.end());

  const targets = (): Record<string, Target> => ({
    "Key Vault": {
      host: HOSTS.vault,
      audience: "https://vault.azure.net",
      request: "GET /secrets/mine?api-version=7.5",
      allowed: 200,
      unauthenticated:
        /^HTTP\/1\.1 401 .*www-authenticate: Bearer authorization="https:\/\/login\.microsoftonline\.com\/.*"error":\{"code":"Unauthorized"/is,
      denied:
        /^HTTP\/1\.1 403 .*"code":"Forbidden".*Action: 'Microsoft\.KeyVault\/vaults\/secrets\/getSecret\/action'.*"innererror":\{"code":"ForbiddenByRbac"/s,
    },
    blobs: {
      host: HOSTS.blob,
      audience: "https://storage.azure.com",
      request: "PUT /mine/a.txt",
      headers: ["x-ms-version: 2024-11-04", "x-ms-blob-type: BlockBlob"],
      body: "a",
      allowed: 201,
      unauthenticated:
        /^HTTP\/1\.1 401 .*www-authenticate: Bearer authorization_uri=.*<Code>(NoAuthenticationInformation|InvalidAuthenticationInfo)<\/Code>/is,
      denied:
        /^HTTP\/1\.1 403 .*x-ms-error-code: AuthorizationPermissionMismatch.*<Code>AuthorizationPermissionMismatch<\/Code>/is,
    },
    "Event Grid": {
      host: HOSTS.topic,
      audience: "https://eventgrid.azure.net",
      request: "POST /api/events?api-version=2018-01-01",
      headers: ["content-type: application/cloudevents-batch+json; charset=utf-8"],
      body: JSON.stringify([{ specversion: "1.0", id: "1", source: "/s", type: "t" }]),
      allowed: 200,
      unauthenticated: /^HTTP\/1\.1 401 .*"error":\{"code":"Unauthorized"/s,
      denied: /^HTTP\/1\.1 401 .*does not have permission to send data to/s,
    },
    telemetry: {
      host: HOSTS.ingestion,
      audience: "https://monitor.azure.com",
      request: "POST /v2.1/track",
      headers: ["content-type: application/json"],
      body: JSON.stringify([{ name: "x", time: new Date().toISOString(), iKey: azure.instrumentationKey, data: {} }]),
      allowed: 200,
      unauthenticated: /^HTTP\/1\.1 401 .*"itemsAccepted":0.*"statusCode":401/s,
      denied: /^HTTP\/1\.1 403 .*"itemsAccepted":0.*"statusCode":403/s,
    },
    publishing: {
      host: HOSTS.scm,
      audience: "https://management.azure.com",
      request: "GET /api/deployments",
      allowed: 200,
      unauthenticated: /^HTTP\/1\.1 401 .*www-authenticate: Bearer/is,
      denied:
        /^HTTP\/1\.1 403 .*does not have authorization to perform action 'Microsoft\.Web\/sites\/publish\/Action'/s,
    },
  });

  const textOf = ({ host, request, headers = [], body = "" }: Target, token: string | undefined): string => {
    const bearer = token === undefined ? [] : [`Authorization: Bearer ${token}`];
    return requestOf(
      request,
      [`Host: ${host}`, ...headers, ...bearer, `Content-Length: ${Buffer.byteLength(body)}`],
      body,
    );
  };

  for (const name of ["Key Vault", "blobs", "Event Grid", "telemetry", "publishing"]) {
    it(`${name}: takes the one of who has the role, and no forged one`, async () => {
      const target = targets()[name] as Target;
      const send = async (token: string | undefined) => azure.raw.send(target.host, textOf(target, token));
      const good = await send(await azure.tokenOf(azure.alice, target.audience));
      assert.equal(good.status, target.allowed, whole(good));
      assert.match(whole(await send(undefined)), target.unauthenticated);
      for (const [what, token] of Object.entries(await forgedTokens(azure.key, azure.alice, target.audience)))
        assert.match(whole(await send(token)), target.unauthenticated, `a token ${what}`);
    });

    it(`${name}: refuses another app's, without saying more than Azure does`, async () => {
      const target = targets()[name] as Target;
      const answer = await azure.raw.send(target.host, textOf(target, await azure.tokenOf(azure.bob, target.audience)));
      assert.match(whole(answer), target.denied);
    });
  }

  it("makes the SDKs raise what they raise on Azure", async () => {
    const vault = (who: Principal) => new SecretClient(`https://${HOSTS.vault}`, azure.credential(who));
    assert.equal((await vault(azure.alice).getSecret("mine")).value, "of alice");
    await assert.rejects(vault(azure.bob).getSecret("mine"), { name: "RestError", statusCode: 403, code: "Forbidden" });
    const blobs = new BlobServiceClient(`https://${HOSTS.blob}`, azure.credential(azure.alice));
    const download = blobs.getContainerClient("theirs").getBlobClient("secret.txt").download();
    await assert.rejects(download, { name: "RestError", statusCode: 403, code: "AuthorizationPermissionMismatch" });
    const url = `https://${HOSTS.topic}/api/events`;
    const publisher = new EventGridPublisherClient(url, "CloudEvent", azure.credential(azure.bob));
    await assert.rejects(publisher.send([{ type: "t", source: "/s", data: {} }]), {
      name: "RestError",
      statusCode: 401,
    });
    const expired = {
      getToken: async () => ({
        token: (await forgedTokens(azure.key, azure.alice, "https://vault.azure.net")).expired ?? "",
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    };
    await assert.rejects(new SecretClient(`https://${HOSTS.vault}`, expired).getSecret("mine"), {
      name: "RestError",
      statusCode: 401,
    });
  });
});
