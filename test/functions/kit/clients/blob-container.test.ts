import assert from "node:assert/strict";
import { blobContainerClient } from "../../../../functions/kit/clients/blob-container.js";
import { Azurite } from "../../support/azurite.js";

describe("blobContainerClient", function () {
  this.timeout(20_000);
  let azurite: Azurite;
  before(async () => {
    azurite = await Azurite.start();
  });
  after(() => azurite.stop());

  it("writes a blob, over an earlier one, and reads it", async () => {
    const container = await azurite.container();
    const blobs = blobContainerClient("under-test", async () => container);
    await blobs.put("a.txt", "earlier and longer");
    await blobs.put("a.txt", "Åsa");
    assert.equal((await blobs.get("a.txt"))?.toString(), "Åsa");
    assert.equal((await container.getBlobClient("a.txt").getProperties()).contentType, "text/plain; charset=utf-8");
  });

  it("keeps bytes as they are, and a content type that was given", async () => {
    const container = await azurite.container();
    const blobs = blobContainerClient("under-test", async () => container);
    await blobs.put("bytes", Uint8Array.of(0, 255, 1));
    await blobs.put("data.json", "{}", "application/json");
    assert.deepEqual(await blobs.get("bytes"), Buffer.of(0, 255, 1));
    assert.equal((await container.getBlobClient("bytes").getProperties()).contentType, "application/octet-stream");
    assert.equal((await container.getBlobClient("data.json").getProperties()).contentType, "application/json");
  });

  it("lists names by prefix, in order", async () => {
    const container = await azurite.container();
    const blobs = blobContainerClient("under-test", async () => container);
    for (const name of ["b/2", "a/1", "b/1"]) await blobs.put(name, "");
    const list = async (prefix?: string) => {
      const names: string[] = [];
      for await (const name of blobs.list(prefix)) names.push(name);
      return names;
    };
    assert.deepEqual(await list(), ["a/1", "b/1", "b/2"]);
    assert.deepEqual(await list("b/"), ["b/1", "b/2"]);
  });

  it("has undefined for a missing blob, and an error for a missing container", async () => {
    const container = await azurite.container();
    assert.equal(await blobContainerClient("under-test", async () => container).get("none"), undefined);
    await assert.rejects(blobContainerClient("under-test", async () => azurite.missingContainer()).get("none"), {
      code: "ContainerNotFound",
    });
  });
});
