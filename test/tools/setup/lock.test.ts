import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { withLock } from "../../../tools/setup/lock.mjs";
import { createScratch, type Scratch } from "../support/scratch.js";

describe("set-up lock", () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = createScratch();
  });
  afterEach(() => scratch.remove());

  it("is held during the work and given back after it, also when it fails", async () => {
    const path = scratch.path("a.lock");
    await withLock(path, async () => assert.match(readFileSync(path, "utf8"), new RegExp(`^${process.pid} `)));
    assert.equal(existsSync(path), false);
    await assert.rejects(
      withLock(path, async () => {
        throw new Error("work failed");
      }),
      /work failed/,
    );
    assert.equal(existsSync(path), false);
  });

  it("is taken over from a process that is gone", async () => {
    const gone = spawnSync("true").pid;
    const path = scratch.write("a.lock", `${gone} ${hostname()}\n`);
    const result = await withLock(path, async () => "done", { onWait: () => assert.fail("waited") });
    assert.equal(result, "done");
    assert.equal(existsSync(path), false);
  });

  it("is taken over from another machine only when there is no sign of life", async () => {
    const path = scratch.write("a.lock", "1 another-machine\n");
    const longAgo = new Date(Date.now() - 10 * 60_000);
    let waits = 0;
    await withLock(path, async () => undefined, {
      onWait: () => {
        waits += 1;
        utimesSync(path, longAgo, longAgo);
      },
    });
    assert.equal(waits, 1);
  });

  it("keeps works apart that run at the same time", async () => {
    const path = scratch.path("a.lock");
    let inside = 0;
    const work = async () => {
      inside += 1;
      assert.equal(inside, 1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)]);
  });

  it("is taken over by one of several that find it stale", async () => {
    const path = scratch.write("a.lock", `${spawnSync("true").pid} ${hostname()}\n`);
    let inside = 0;
    const work = async () => {
      inside += 1;
      assert.equal(inside, 1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([withLock(path, work), withLock(path, work)]);
  });

  it("is left to whoever has taken it over first", async () => {
    const path = scratch.write("a.lock", `${spawnSync("true").pid} ${hostname()}\n`);
    const holders: string[] = [];
    // Another process is quicker, just when this one finds the old holder gone.
    const isAlive = (pid: number) => {
      if (pid === process.pid) return true;
      scratch.write("a.lock", `${process.pid} ${hostname()}\n`);
      return false;
    };
    const onWait = (holder: string) => {
      holders.push(holder);
      rmSync(path);
    };
    await withLock(path, async () => undefined, { isAlive, onWait });
    assert.deepEqual(holders, [String(process.pid)]);
  });
});
