import assert from "node:assert/strict";
import { createRequire } from "node:module";
import {
  BlobSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { TENANT } from "../../../local/shared/arm-id.js";
import { accountId, containerId, queueId, StorageWorld, tokenOf } from "./storage-world.js";

const OPEN = "https://open1.blob.core.windows.net";
const SHUT = "https://shut1.blob.core.windows.net";
const CHALLENGE = `Bearer authorization_uri=https://login.microsoftonline.com/${TENANT}/oauth2/authorize resource_id=https://storage.azure.com`;

describe("callers of the storage data plane", function () {
  this.timeout(20_000);
  const world = new StorageWorld();

  before(async () => {
    await world.open();
    await world.account("open1", { allowBlobPublicAccess: true });
    await world.account("shut1", { allowSharedKeyAccess: false });
    await world.manager.put(containerId("open1", "public"), { publicAccess: "Blob" });
    await world.manager.put(containerId("open1", "private"), {});
    await world.manager.put(containerId("shut1", "private"), {});
    await world.manager.put(queueId("open1", "jobs"), {});
    await world.grant("writer", "blobContributor", accountId("open1"));
    await world.grant("writer", "blobContributor", accountId("shut1"));
    for (const name of ["public", "private"]) {
      const container = world.blobs("open1", "writer").getContainerClient(name);
      await container.getBlockBlobClient("a").upload("open", 4);
    }
    await world.blobs("shut1", "writer").getContainerClient("private").getBlockBlobClient("a").upload("shut", 4);
  });
  after(() => world.close());

  it("takes tokens of the storage audiences only, and says where to get one", async () => {
    const url = `${OPEN}/private/a`;
    assert.equal((await world.send("GET", url, { authorization: "Bearer writer" })).text, "open");
    assert.deepEqual(world.audiences.at(-1), ["https://storage.azure.com", OPEN]);
    const refused = await world.send("GET", url, { authorization: "Bearer other-audience" });
    assert.equal(refused.status, 401);
    assert.equal(refused.headers["www-authenticate"], CHALLENGE);
    assert.equal(refused.headers["x-ms-error-code"], "InvalidAuthenticationInfo");
    assert.match(refused.text, /<Code>InvalidAuthenticationInfo<\/Code>.*Audience did not match\./s);
    const table = await world.send("GET", "https://open1.table.core.windows.net/Tables", {
      authorization: "Bearer other-audience",
    });
    assert.equal(JSON.parse(table.text)["odata.error"].code, "InvalidAuthenticationInfo");
  });

  it("refuses a token with a version that knows none, and other schemes", async () => {
    for (const version of [undefined, "2017-07-29"]) {
      const headers = { authorization: "Bearer writer", "x-ms-version": version };
      const refused = await world.send("GET", `${OPEN}/private/a`, headers);
      assert.deepEqual([refused.status, refused.headers["x-ms-error-code"]], [403, "AuthenticationFailed"]);
    }
    const basic = await world.send("GET", `${OPEN}/private/a`, { authorization: "Basic eDp5" });
    assert.deepEqual([basic.status, basic.headers["x-ms-error-code"]], [400, "InvalidAuthenticationInfo"]);
  });

  it("answers a call without credentials as Azure does", async () => {
    const old = { "x-ms-version": "2018-03-28" };
    const cases = [
      [`${OPEN}/public/a`, {}, 200, undefined],
      [`${OPEN}/public/missing`, {}, 404, "BlobNotFound"],
      [`${OPEN}/private/a`, {}, 401, "NoAuthenticationInformation"],
      [`${OPEN}/private/a`, old, 404, "ResourceNotFound"],
      [`${OPEN}/public?restype=container&comp=list`, old, 404, "ResourceNotFound"],
      [`${OPEN}/public?restype=container&comp=acl`, {}, 401, "NoAuthenticationInformation"],
      [`${SHUT}/private/a`, {}, 401, "NoAuthenticationInformation"],
      [`${SHUT}/private/a`, old, 409, "PublicAccessNotPermitted"],
      ["https://open1.queue.core.windows.net/jobs/messages", {}, 401, "NoAuthenticationInformation"],
    ] as const;
    for (const [url, headers, status, code] of cases) {
      const answer = await world.send("GET", url, headers);
      assert.deepEqual([answer.status, answer.headers["x-ms-error-code"]], [status, code], url);
    }
    const put = await world.send("PUT", `${OPEN}/public/b`, { "x-ms-blob-type": "BlockBlob" });
    assert.equal(put.status, 401);
    const preflight = { origin: "https://a", "access-control-request-method": "PUT" };
    assert.equal((await world.send("OPTIONS", `${OPEN}/public/b`, preflight)).status, 403);
  });

  it("refuses public access that the account forbids, whoever asks", async () => {
    const headers = { authorization: "Bearer writer", "x-ms-blob-public-access": "blob" };
    const answer = await world.send("PUT", `${SHUT}/newpublic?restype=container`, headers);
    assert.deepEqual([answer.status, answer.headers["x-ms-error-code"]], [409, "PublicAccessNotPermitted"]);
  });

  it("takes the account's keys and signatures where they are allowed", async () => {
    for (const index of [0, 1]) {
      const blob = world
        .blobsWith("open1", await keyOf("open1", index))
        .getContainerClient("private")
        .getBlobClient("a");
      assert.equal((await blob.downloadToBuffer()).toString(), "open");
    }
    const signed = await sign("open1", await keyOf("open1", 0));
    assert.equal((await world.send("GET", signed)).text, "open");
    assert.equal((await world.send("DELETE", signed)).status, 403);
    assert.equal((await world.send("GET", signed.replace(/sig=..../, "sig=AAAA"))).status, 403);
  });

  it("forgets a key that was made anew", async () => {
    const old = await keyOf("open1", 1);
    await world.manager.act(accountId("open1"), "regenerateKey", { keyName: "key2" });
    const container = world.blobsWith("open1", old).getContainerClient("private");
    await assert.rejects(container.getProperties(), { statusCode: 403 });
    const renewed = world.blobsWith("open1", await keyOf("open1", 1)).getContainerClient("private");
    assert.ok((await renewed.getProperties()).etag);
  });

  it("refuses keys and signatures where they are not allowed", async () => {
    const key = await keyOf("shut1", 0);
    await assert.rejects(world.blobsWith("shut1", key).getContainerClient("private").getBlobClient("a").download(), {
      code: "KeyBasedAuthenticationNotPermitted",
      statusCode: 403,
    });
    const answer = await world.send("GET", await sign("shut1", key));
    assert.deepEqual([answer.status, answer.headers["x-ms-error-code"]], [403, "KeyBasedAuthenticationNotPermitted"]);
  });

  it("lets a user delegation signature do what its maker may", async () => {
    await world.grant("maker", "blobDelegator", accountId("shut1"));
    const key = await world.blobs("shut1", tokenOf("maker")).getUserDelegationKey(...hour());
    assert.equal(key.signedObjectId, "maker");
    const url = await sign("shut1", key);
    assert.deepEqual((await world.send("GET", url)).headers["x-ms-error-code"], "AuthorizationPermissionMismatch");
    await world.grant("maker", "blobReader", containerId("shut1", "private"));
    assert.equal((await world.send("GET", url)).text, "shut");
    assert.equal((await world.send("GET", url.replace("skoid=maker", "skoid=writer"))).status, 403);
    await assert.rejects(world.blobs("shut1", tokenOf("writer2")).getUserDelegationKey(...hour()), {
      code: "AuthorizationPermissionMismatch",
    });
  });

  it("does not take a delegation key that anybody can derive from Azurite's source", async () => {
    const azurite = createRequire(import.meta.url)("azurite/dist/src/blob/utils/utils") as {
      getUserDelegationKeyValue: (...parts: string[]) => string;
    };
    const [signedStartsOn, signedExpiresOn] = hour();
    const times = [signedStartsOn, signedExpiresOn].map((time) => `${time.toISOString().slice(0, 19)}Z`);
    const version = "2023-11-03";
    const forged: DelegationKey = {
      signedObjectId: "writer",
      signedTenantId: TENANT,
      signedStartsOn,
      signedExpiresOn,
      signedService: "b",
      signedVersion: version,
      value: azurite.getUserDelegationKeyValue("writer", TENANT, ...times, version),
    };
    assert.equal((await world.send("GET", await sign("shut1", forged))).status, 403);
  });

  it("does not let a header lead to another account", async () => {
    await world.grant("local", "blobReader", accountId("shut1"));
    const headers = { authorization: "Bearer local", "x-forwarded-host": "open1.blob.core.windows.net" };
    assert.equal((await world.send("GET", `${SHUT}/private/a`, headers)).text, "shut");
  });

  it("sends and refuses queue messages by role", async () => {
    await world.grant("sender", "queueSender", queueId("open1", "jobs"));
    const url = "https://open1.queue.core.windows.net/jobs/messages";
    const authorization = "Bearer sender";
    const body = "<QueueMessage><MessageText>aGk=</MessageText></QueueMessage>";
    assert.equal((await world.send("POST", url, { authorization }, body)).status, 201);
    for (const target of [url, `${url}?peekonly=true`]) {
      const answer = await world.send("GET", target, { authorization });
      assert.deepEqual([answer.status, answer.headers["x-ms-error-code"]], [403, "AuthorizationPermissionMismatch"]);
    }
  });

  it("never records a signature or a token", async () => {
    world.activities.length = 0;
    await world.send("GET", `${SHUT}/private/a?sig=abc&se=x`, {});
    await world.send("PUT", `${SHUT}/private/b`, {
      authorization: "Bearer nobody-secret",
      "x-ms-blob-type": "BlockBlob",
    });
    assert.equal(world.activities.filter(({ service }) => service === "storage").length, 2);
    const recorded = JSON.stringify(world.activities.filter(({ service }) => service === "storage"));
    assert.equal(/sig=|nobody-secret/.test(recorded), false);
  });

  function hour(): [Date, Date] {
    return [new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000)];
  }

  async function keyOf(account: string, index: number): Promise<StorageSharedKeyCredential> {
    const { keys } = await world.manager.act(accountId(account), "listKeys", {});
    return new StorageSharedKeyCredential(account, (keys as { value: string }[])[index]?.value ?? "");
  }

  type DelegationKey = Parameters<typeof generateBlobSASQueryParameters>[1] & object;

  async function sign(account: string, by: StorageSharedKeyCredential | DelegationKey): Promise<string> {
    const [startsOn, expiresOn] = hour();
    const values = {
      containerName: "private",
      blobName: "a",
      permissions: BlobSASPermissions.parse("r"),
      protocol: SASProtocol.Https,
      startsOn,
      expiresOn,
    };
    const query =
      by instanceof StorageSharedKeyCredential
        ? generateBlobSASQueryParameters(values, by)
        : generateBlobSASQueryParameters(values, by, account);
    return `https://${account}.blob.core.windows.net/private/a?${query.toString()}`;
  }
});
