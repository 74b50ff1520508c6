import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { accountId, containerId, StorageWorld, tableId } from "./storage-world.js";

describe("lifetime of the storage service", function () {
  this.timeout(20_000);
  let world: StorageWorld;

  beforeEach(async () => {
    world = new StorageWorld();
    await world.open();
  });
  afterEach(() => world.close());

  it("keeps data and keys over a stop and a start", async () => {
    await world.account("kept1");
    await world.manager.put(containerId("kept1", "names"), {});
    await world.grant("writer", "blobContributor", accountId("kept1"));
    await world.blobs("kept1", "writer").getContainerClient("names").getBlockBlobClient("a").upload("kept", 4);
    const keys = await world.manager.act(accountId("kept1"), "listKeys", {});
    await world.restart();
    const blob = world.blobs("kept1", "writer").getContainerClient("names").getBlobClient("a");
    assert.equal((await blob.downloadToBuffer()).toString(), "kept");
    assert.deepEqual(await world.manager.act(accountId("kept1"), "listKeys", {}), keys);
  });

  it("takes accounts that are added while it runs", async () => {
    for (const name of ["later1", "later2"]) {
      await world.account(name);
      await world.grant("writer", "blobContributor", accountId(name));
      assert.equal((await world.blobs(name, "writer").getContainerClient("names").create()).errorCode, undefined);
    }
  });

  it("starts Azurite again when it is killed, with all that is declared", async () => {
    await world.account("crash1");
    await world.manager.put(containerId("crash1", "names"), { metadata: { kind: "raw" } });
    await world.manager.put(tableId("crash1", "letters"), {});
    await world.grant("writer", "blobContributor", accountId("crash1"));
    await world.grant("writer", "tableContributor", accountId("crash1"));
    const pid = azuritePid();
    process.kill(pid, "SIGKILL");
    while (world.activities.every(({ what }) => what !== "crashed"))
      await new Promise((resolve) => setImmediate(resolve));
    const crash = world.activities.find(({ what }) => what === "crashed");
    assert.deepEqual([crash?.service, crash?.target, crash?.note], ["storage", "azurite", "SIGKILL"]);
    const container = world.blobs("crash1", "writer").getContainerClient("names");
    await until(async () => (await container.exists()) || undefined);
    assert.notEqual(azuritePid(), pid);
    await until(() => world.table("crash1", "letters", "writer").createEntity({ partitionKey: "p", rowKey: "r" }));
  });

  it("makes what is declared and was lost, and leaves what is there as it is", async () => {
    await world.account("lost1");
    for (const name of ["lost", "kept"])
      await world.manager.put(containerId("lost1", name), { metadata: { from: "arm" } });
    await world.grant("writer", "blobContributor", accountId("lost1"));
    const blobs = world.blobs("lost1", "writer");
    await blobs.deleteContainer("lost");
    await blobs.getContainerClient("kept").setMetadata({ from: "data" });
    await world.restart();
    const metadata = async (name: string) => (await blobs.getContainerClient(name).getProperties()).metadata?.from;
    assert.deepEqual([await metadata("lost"), await metadata("kept")], ["arm", "data"]);
  });

  it("answers the hosts of accounts, and no others", () => {
    const hosts = ["a1b.blob.core.windows.net", "a1b.queue.core.windows.net", "a1b.table.core.windows.net"];
    assert.deepEqual(
      hosts.map((host) => world.service.answers(host)),
      [true, true, true],
    );
    const others = ["a1b.file.core.windows.net", "a1b-secondary.blob.core.windows.net", "x.a1b.blob.core.windows.net"];
    assert.deepEqual(
      others.map((host) => world.service.answers(host)),
      [false, false, false],
    );
  });

  /** The one child process of this test; `ps` knows it on Linux and macOS. */
  function azuritePid(): number {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,command="], { encoding: "utf8" }).split("\n");
    const own = lines.flatMap((line) => {
      const [, pid, parent] = /^\s*(\d+)\s+(\d+)\s.*azurite-process\.cjs/.exec(line) ?? [];
      return Number(parent) === process.pid ? [Number(pid)] : [];
    });
    assert.equal(own.length, 1);
    return own[0] ?? 0;
  }

  async function until<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const result = await attempt().catch(() => undefined);
      if (result !== undefined) return result;
      await once(AbortSignal.timeout(20), "abort");
    }
  }
});
