import assert from "node:assert/strict";
import { AzureError } from "../../../local/shared/azure-error.js";
import { accountId, containerId, GROUP, queueId, StorageWorld, tableId } from "./storage-world.js";

const refusal = (status: number, code: string) => (error: unknown) =>
  error instanceof AzureError && error.status === status && error.code === code;

describe("storage accounts as resources", function () {
  this.timeout(20_000);
  const world = new StorageWorld();

  before(() => world.open());
  after(() => world.close());

  it("answers endpoints, state and defaults", async () => {
    const outputs = await world.account("defaults1", { minimumTlsVersion: "TLS1_2", accountName: "defaults1" });
    assert.deepEqual(outputs.primaryEndpoints, {
      dfs: "https://defaults1.dfs.core.windows.net/",
      web: "https://defaults1.z1.web.core.windows.net/",
      blob: "https://defaults1.blob.core.windows.net/",
      queue: "https://defaults1.queue.core.windows.net/",
      table: "https://defaults1.table.core.windows.net/",
      file: "https://defaults1.file.core.windows.net/",
    });
    const { id, name, kind, sku, primaryLocation, provisioningState, statusOfPrimary, accessTier, minimumTlsVersion } =
      outputs;
    assert.deepEqual(
      { id, name, kind, sku, primaryLocation, provisioningState, statusOfPrimary, accessTier, minimumTlsVersion },
      {
        id: accountId("defaults1"),
        name: "defaults1",
        kind: "StorageV2",
        sku: { name: "Standard_LRS", tier: "Standard" },
        primaryLocation: "westeurope",
        provisioningState: "Succeeded",
        statusOfPrimary: "available",
        accessTier: "Hot",
        minimumTlsVersion: "TLS1_2",
      },
    );
    assert.equal("accountName" in outputs, false);
    assert.equal(JSON.stringify(outputs).includes(String((await keys("defaults1"))[0])), false);
  });

  it("keeps the time of creation when it is updated", async () => {
    const first = await world.account("updated1");
    const second = await world.account("updated1", { tags: { a: "b" } });
    assert.equal(second.creationTime, first.creationTime);
    assert.deepEqual(second.tags, { a: "b" });
  });

  it("refuses names and kinds that Azure refuses", async () => {
    for (const name of ["ab", "with-hyphen", "Upper1", "a".repeat(25)]) {
      await assert.rejects(world.account(name), refusal(400, "AccountNameInvalid"));
    }
    await assert.rejects(world.account("badkind1", { kind: "V3" }), refusal(400, "InvalidRequestPropertyValue"));
    await assert.rejects(world.account("badkind1", { sku: undefined }), refusal(400, "InvalidRequestPropertyValue"));
  });

  it("refuses a name that another account has", async () => {
    await world.account("taken1");
    const other = `${GROUP}2`;
    await world.manager.put(other, { location: "westeurope" });
    const id = accountId("taken1").replace(GROUP, other);
    const inputs = { kind: "StorageV2", sku: { name: "Standard_LRS" }, location: "westeurope" };
    await assert.rejects(world.manager.put(id, inputs), refusal(409, "StorageAccountAlreadyTaken"));
    await world.manager.delete(accountId("taken1"));
    assert.equal((await world.manager.put(id, inputs)).name, "taken1");
  });

  it("lists keys and makes a new one", async () => {
    await world.account("keys1");
    const before = await keys("keys1");
    assert.deepEqual(
      before.map((key) => Buffer.from(key, "base64").length),
      [64, 64],
    );
    await world.manager.act(accountId("keys1"), "regenerateKey", { keyName: "key2" });
    const after = await keys("keys1");
    assert.equal(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
    await assert.rejects(
      async () => world.manager.act(accountId("keys1"), "regenerateKey", { keyName: "key3" }),
      refusal(400, "InvalidValuesForRequestParameters"),
    );
  });

  it("makes containers, queues and tables that the data plane sees", async () => {
    await world.account("inner1");
    const container = await world.manager.put(containerId("inner1", "names"), {
      containerName: "names",
      metadata: { kind: "raw" },
    });
    assert.equal(container.outputs.publicAccess, "None");
    assert.match(String(container.outputs.etag), /^"?0x/);
    await world.manager.put(queueId("inner1", "jobs"), { metadata: { kind: "raw" } });
    await world.manager.put(queueId("inner1", "jobs"), { metadata: { kind: "cooked" } });
    const policy = { id: "p", accessPolicy: { permission: "r", expiryTime: "2030-01-01T00:00:00Z" } };
    await world.manager.put(tableId("inner1", "Letters"), { signedIdentifiers: [policy] });
    await world.grant("chief", "owner", accountId("inner1"));
    const authorization = "Bearer chief";
    const get = (url: string) => world.send("GET", url, { authorization });
    const metadata = "https://inner1.blob.core.windows.net/names?restype=container&comp=metadata";
    assert.equal((await get(metadata)).headers["x-ms-meta-kind"], "raw");
    const queue = await get("https://inner1.queue.core.windows.net/jobs?comp=metadata");
    assert.equal(queue.headers["x-ms-meta-kind"], "cooked");
    const acl = await get("https://inner1.table.core.windows.net/Letters?comp=acl");
    assert.match(acl.text, /<Id>p<\/Id>.*<Permission>r<\/Permission>/s);

    await world.manager.put(containerId("inner1", "names"), { metadata: { kind: "cooked" } });
    assert.equal((await get(metadata)).headers["x-ms-meta-kind"], "cooked");
    for (const id of [containerId("inner1", "names"), queueId("inner1", "jobs"), tableId("inner1", "Letters")]) {
      await world.manager.delete(id);
    }
    assert.equal((await get(metadata)).status, 404);
    assert.equal((await get("https://inner1.queue.core.windows.net/jobs?comp=metadata")).status, 404);
    assert.equal((await get("https://inner1.table.core.windows.net/Letters?comp=acl")).status, 404);
  });

  it("refuses names of containers, queues and tables, and services that are not the default", async () => {
    await world.account("inner2");
    const ids = [
      containerId("inner2", "Upper"),
      containerId("inner2", "a--b"),
      queueId("inner2", "x"),
      tableId("inner2", "1st"),
      tableId("inner2", "tables"),
      `${accountId("inner2")}/blobServices/other`,
    ];
    for (const id of ids) await assert.rejects(world.manager.put(id, {}), refusal(400, "InvalidResourceName"), id);
  });

  it("refuses an access policy that Azurite cannot keep, before it makes the table", async () => {
    await world.account("inner3");
    const inputs = { signedIdentifiers: [{ id: "p", accessPolicy: { permission: "r" } }] };
    const id = tableId("inner3", "Letters");
    await assert.rejects(world.manager.put(id, inputs), refusal(400, "InvalidRequestPropertyValue"));
    assert.equal(world.resources.get(id), undefined);
  });

  it("allows a public container only where the account does", async () => {
    await world.account("public1");
    const id = containerId("public1", "open");
    await assert.rejects(world.manager.put(id, { publicAccess: "Blob" }), refusal(409, "PublicAccessNotPermitted"));
    await world.account("public1", { allowBlobPublicAccess: true });
    assert.equal((await world.manager.put(id, { publicAccess: "Blob" })).outputs.publicAccess, "Blob");
  });

  it("keeps the settings of the services", async () => {
    await world.account("services1");
    const id = `${accountId("services1")}/blobServices/default`;
    const { outputs } = await world.manager.put(id, { deleteRetentionPolicy: { enabled: true, days: 7 } });
    assert.deepEqual(outputs.deleteRetentionPolicy, { enabled: true, days: 7 });
    assert.deepEqual(outputs.cors, { corsRules: [] });
    assert.deepEqual(outputs.sku, { name: "Standard_LRS", tier: "Standard" });
  });

  it("deletes all data with the account, even under a lease", async () => {
    await world.account("gone1");
    await world.grant("chief", "owner", accountId("gone1"));
    await world.grant("chief", "blobContributor", accountId("gone1"));
    await world.grant("chief", "tableContributor", accountId("gone1"));
    const container = world.blobs("gone1", "chief").getContainerClient("undeclared");
    await container.create();
    await container.getBlockBlobClient("a").upload("secret", 6);
    await container.getBlobLeaseClient().acquireLease(-1);
    await world.table("gone1", "undeclared", "chief").createTable();
    await world.send("PUT", "https://gone1.queue.core.windows.net/undeclared", { authorization: "Bearer chief" });
    await world.manager.delete(accountId("gone1"));
    const url = "https://gone1.blob.core.windows.net/undeclared/a";
    const missing = await world.send("GET", url, { authorization: "Bearer chief" });
    assert.equal(missing.status, 404);
    assert.match(missing.text, /no storage account named "gone1"/);

    await world.account("gone1");
    await world.grant("chief", "owner", accountId("gone1"));
    const left: string[] = [];
    for await (const { name } of world.blobs("gone1", "chief").listContainers()) left.push(name);
    for await (const { name } of world.tables("gone1", "chief").listTables()) left.push(String(name));
    const queues = "https://gone1.queue.core.windows.net/?comp=list";
    const list = await world.send("GET", queues, { authorization: "Bearer chief" });
    assert.deepEqual([left, list.status, list.text.includes("undeclared")], [[], 200, false]);
  });

  async function keys(name: string): Promise<string[]> {
    const answer = await world.manager.act(accountId(name), "listKeys", {});
    return (answer.keys as { value: string }[]).map(({ value }) => value);
  }
});
