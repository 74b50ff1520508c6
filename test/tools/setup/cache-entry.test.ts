import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheEntry } from "../../../tools/setup/cache-entry.mjs";
import { undoAll } from "../../../tools/setup/clean-up.mjs";
import { createScratch, type Scratch } from "../support/scratch.js";

describe("cache entry", () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = createScratch();
  });
  afterEach(() => scratch.remove());

  const fill = async (folder: string) => writeFileSync(join(folder, "tool"), "made");

  it("is made once and found afterwards", async () => {
    const folder = await cacheEntry(scratch.folder, "tool-1", fill);
    assert.equal(readFileSync(join(folder, "tool"), "utf8"), "made");
    await cacheEntry(scratch.folder, "tool-1", () => assert.fail("made a second time"));
    assert.deepEqual(readdirSync(scratch.folder), ["tool-1"]);
  });

  it("is made once when two ask at the same time", async () => {
    let count = 0;
    const slowFill = async (folder: string) => {
      count += 1;
      await new Promise((resolve) => setImmediate(resolve));
      await fill(folder);
    };
    const waits: string[] = [];
    const ask = () => cacheEntry(scratch.folder, "tool-1", slowFill, { onWait: (holder) => waits.push(holder) });
    const folders = await Promise.all([ask(), ask()]);
    assert.equal(folders[0], folders[1]);
    assert.equal(count, 1);
    assert.deepEqual(waits, [String(process.pid)]);
  });

  it("leaves nothing behind when making it fails, and is made the next time", async () => {
    const fail = async (folder: string) => {
      await fill(folder);
      throw new Error("no network");
    };
    await assert.rejects(cacheEntry(scratch.folder, "tool-1", fail), /no network/);
    assert.deepEqual(readdirSync(scratch.folder), []);
    assert.ok(existsSync(join(await cacheEntry(scratch.folder, "tool-1", fill), "tool")));
  });

  it("clears what an interrupted set-up left, and only that", async () => {
    scratch.write("tool-1.partial-abc/content/half", "half");
    scratch.write("tool-2.partial-abc/content/half", "another set-up's");
    await cacheEntry(scratch.folder, "tool-1", fill);
    assert.deepEqual(readdirSync(scratch.folder).sort(), ["tool-1", "tool-2.partial-abc"]);
  });

  it("leaves nothing behind when the set-up is interrupted", async () => {
    const interrupted = cacheEntry(scratch.folder, "tool-1", async (folder) => {
      await fill(folder);
      undoAll();
      assert.deepEqual(readdirSync(scratch.folder), []);
    });
    await assert.rejects(interrupted, /ENOENT/);
  });
});
