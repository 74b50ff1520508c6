import assert from "node:assert/strict";
import { accountId, containerId, StorageWorld } from "./storage-world.js";

/** What the storage service tells whoever raises events of it; here that is a list. */
describe("changed blobs of the local Azure", () => {
  let world: StorageWorld;

  beforeEach(async () => {
    world = new StorageWorld();
    await world.open();
    for (const account of ["watched", "quiet"]) {
      await world.account(account);
      await world.manager.put(containerId(account, "box"), {});
      await world.grant("app", "blobContributor", accountId(account));
    }
  });
  afterEach(() => world.close());

  const blob = (name: string, account = "watched") =>
    world.blobs(account, "app").getContainerClient("box").getBlockBlobClient(name);
  const told = () => world.changes.map(({ kind, api, blob }) => [kind, api, blob]);

  it("are told with what their events carry, before the caller is answered", async () => {
    const put = await blob("a/b ü.txt").upload("hello", 5, {
      blobHTTPHeaders: { blobContentType: "text/plain" },
    });
    assert.deepEqual(world.changes, [
      {
        kind: "created",
        api: "PutBlob",
        accountId: accountId("watched"),
        account: "watched",
        container: "box",
        blob: "a/b ü.txt",
        requestId: put.requestId,
        clientRequestId: put.clientRequestId,
        eTag: put.etag?.replaceAll('"', ""),
        contentType: "text/plain",
        contentLength: 5,
        blobType: "BlockBlob",
      },
    ]);
  });

  it("are told when they are committed, copied, replaced and deleted", async () => {
    await blob("blocks").stageBlock("YQ==", "x".repeat(700), 700);
    assert.deepEqual(told(), [], "a block is no blob yet");
    await blob("blocks").commitBlockList(["YQ=="]);
    await blob("copy").syncCopyFromURL("https://watched.blob.core.windows.net/box/blocks");
    await blob("copy").upload("", 0);
    await blob("copy").delete();
    assert.deepEqual(told(), [
      ["created", "PutBlockList", "blocks"],
      ["created", "CopyBlob", "copy"],
      ["created", "PutBlob", "copy"],
      ["deleted", "DeleteBlob", "copy"],
    ]);
    assert.deepEqual(
      world.changes.map(({ contentLength, blobType }) => [contentLength, blobType]),
      [
        [700, "BlockBlob"],
        [700, "BlockBlob"],
        [0, "BlockBlob"],
        [0, "BlockBlob"],
      ],
    );
    assert.notEqual(world.changes[3]?.eTag, "");
  });

  it("are not told of what failed, of reads, snapshots, metadata, append blobs, logs, or where nobody asks", async () => {
    await blob("b", "quiet").upload("x", 1);
    await assert.rejects(blob("none").delete(), { statusCode: 404 });
    await assert.rejects(
      world.blobs("watched", "nobody").getContainerClient("box").getBlockBlobClient("b").upload("", 0),
      {
        statusCode: 403,
      },
    );
    await blob("b").upload("x", 1);
    world.changes.length = 0;
    await assert.rejects(blob("b").upload("y", 1, { conditions: { ifNoneMatch: "*" } }), { statusCode: 409 });
    await blob("b").setMetadata({ a: "b" });
    await blob("b").download();
    const { snapshot } = await blob("b").createSnapshot();
    await blob("b").withSnapshot(String(snapshot)).delete();
    await world.blobs("watched", "app").getContainerClient("box").getAppendBlobClient("log").create();
    await world.manager.put(containerId("watched", "$logs"), {});
    await world.blobs("watched", "app").getContainerClient("$logs").getBlockBlobClient("b").upload("x", 1);
    assert.deepEqual(told(), []);
  });

  it("refuses the change with 503 where its event could not be stored: done again, it is told", async () => {
    const { raise } = world.blobEvents;
    world.blobEvents.raise = () => Promise.reject(new Error("database or disk is full"));
    await assert.rejects(blob("b").upload("x", 1), { statusCode: 503, code: "ServerBusy" });
    world.blobEvents.raise = raise;
    await blob("b").upload("x", 1);
    assert.deepEqual(told(), [["created", "PutBlob", "b"]]);
  });
});
