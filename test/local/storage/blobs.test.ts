import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { accountId, containerId, StorageWorld } from "./storage-world.js";

describe("blobs of the local Azure", function () {
  this.timeout(20_000);
  const world = new StorageWorld();

  before(async () => {
    await world.open();
    await world.account("blobs1", { allowSharedKeyAccess: false });
    await world.manager.put(containerId("blobs1", "raw-names"), {});
    await world.grant("writer", "blobContributor", containerId("blobs1", "raw-names"));
    await world.grant("reader", "blobReader", containerId("blobs1", "raw-names"));
  });
  after(() => world.close());

  it("uploads, lists, downloads and deletes with the unmodified SDK", async () => {
    const container = world.blobs("blobs1", "writer").getContainerClient("raw-names");
    await container.getBlockBlobClient("a/1 ü.txt").upload("hello", 5, { metadata: { Kind: "greeting" } });
    const names: string[] = [];
    for await (const { name } of container.listBlobsFlat()) names.push(name);
    assert.deepEqual(names, ["a/1 ü.txt"]);
    const blob = world.blobs("blobs1", "reader").getContainerClient("raw-names").getBlobClient("a/1 ü.txt");
    assert.equal((await blob.downloadToBuffer()).toString(), "hello");
    assert.equal((await blob.getProperties()).metadata?.kind, "greeting");
    await container.deleteBlob("a/1 ü.txt");
    assert.equal(await blob.exists(), false);
  });

  it("streams an upload in blocks and back", async () => {
    const blob = world.blobs("blobs1", "writer").getContainerClient("raw-names").getBlockBlobClient("big");
    const chunk = Buffer.alloc(64 * 1024, 7);
    await blob.uploadStream(Readable.from(Array(80).fill(chunk)), 1024 * 1024, 2);
    const { readableStreamBody, contentLength } = await blob.download();
    assert.equal(contentLength, 80 * chunk.length);
    let size = 0;
    for await (const part of readableStreamBody ?? []) size += part.length;
    assert.equal(size, 80 * chunk.length);
  });

  it("copies within the account with the right to read the source", async () => {
    const container = world.blobs("blobs1", "writer").getContainerClient("raw-names");
    await container.getBlockBlobClient("from").upload("copied", 6);
    const to = container.getBlockBlobClient("to");
    const poller = await to.beginCopyFromURL(container.getBlobClient("from").url);
    assert.equal((await poller.pollUntilDone()).copyStatus, "success");
    assert.equal((await to.downloadToBuffer()).toString(), "copied");
    await assert.rejects(to.syncCopyFromURL("https://elsewhere.blob.core.windows.net/c/b"), { statusCode: 501 });
  });

  it("refuses a principal without the role as Azure does", async () => {
    const stranger = world.blobs("blobs1", "stranger").getContainerClient("raw-names").getBlockBlobClient("x");
    await assert.rejects(stranger.upload("no", 2), (error: Error & { code?: string; statusCode?: number }) => {
      assert.equal(error.name, "RestError");
      assert.equal(error.code, "AuthorizationPermissionMismatch");
      assert.equal(error.statusCode, 403);
      assert.match(error.message, /^This request is not authorized to perform this operation using this permission\./);
      return true;
    });
    const reader = world.blobs("blobs1", "reader").getContainerClient("raw-names").getBlockBlobClient("x");
    await assert.rejects(reader.upload("no", 2), { code: "AuthorizationPermissionMismatch" });
  });

  it("does not list containers with a grant on one container", async () => {
    const list = world.blobs("blobs1", "writer").listContainers();
    await assert.rejects(list.next(), { code: "AuthorizationPermissionMismatch" });
    assert.equal(world.asked.at(-1)?.scope, accountId("blobs1"));
  });

  it("lets who may only add write a new blob, and not replace it", async () => {
    const id = containerId("blobs1", "raw-names");
    const definition = `${accountId("blobs1")}/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-4000-8000-0000000000ad`;
    const add = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action";
    await world.manager.put(definition, {
      roleName: "Adder",
      assignableScopes: [accountId("blobs1")],
      permissions: [{ actions: [], notActions: [], dataActions: [add], notDataActions: [] }],
    });
    await world.manager.put(
      `${id}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-0000000000ae`,
      {
        principalId: "adder",
        principalType: "ServicePrincipal",
        roleDefinitionId: definition,
        scope: id,
      },
    );
    const blob = world.blobs("blobs1", "adder").getContainerClient("raw-names").getBlockBlobClient("once/1 %.txt");
    await blob.upload("1", 1);
    await assert.rejects(blob.upload("2", 1), { code: "AuthorizationPermissionMismatch" });
    await assert.rejects(blob.upload("2", 1, { conditions: { ifNoneMatch: "*" } }), { code: "BlobAlreadyExists" });
  });

  it("records writes and failures, without queries, and no reads", async () => {
    world.activities.length = 0;
    const blob = world.blobs("blobs1", "writer").getContainerClient("raw-names").getBlockBlobClient("noted");
    await blob.upload("1", 1);
    await blob.downloadToBuffer();
    await assert.rejects(world.blobs("blobs1", "nobody").getContainerClient("raw-names").deleteBlob("noted"));
    const seen = world.activities.filter(({ service }) => service === "storage");
    assert.deepEqual(
      seen.map(({ what, target, subject, status }) => ({ what, target, subject, status })),
      [
        { what: "Put Blob", status: 201 },
        { what: "Delete Blob", status: 403 },
      ].map((one) => ({
        ...one,
        target: "https://blobs1.blob.core.windows.net/raw-names/noted",
        subject: "noted",
      })),
    );
  });
});
