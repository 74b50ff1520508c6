import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundle } from "../../functions/bundle.js";
import { debugBuild } from "../../functions/debug-build.js";

const ROOT = resolve(import.meta.dirname, "../..");

describe("debugBuild", function () {
  this.timeout(30_000);
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "gridwire-debug-")), "recorder");
    mkdirSync(folder);
    writeFileSync(join(folder, "of-before.mjs"), "");
  });
  afterEach(() => rmSync(resolve(folder, ".."), { recursive: true }));

  it("makes what the package has, with a way back to the TypeScript, in place of what was there", async () => {
    await debugBuild("recorder", folder);
    const { files } = await bundle("recorder");
    for (const name of ["host.json", "package.json"]) {
      assert.equal(readFileSync(join(folder, name), "utf8"), Buffer.from(files[name] ?? []).toString());
    }
    const entry = readFileSync(join(folder, "index.mjs"), "utf8");
    const [, map = ""] = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(entry) ?? [];
    const { sources } = JSON.parse(Buffer.from(map, "base64").toString()) as { sources: string[] };
    const found = sources
      .map((path) => resolve(folder, path))
      .filter((path) => path.startsWith(join(ROOT, "functions/recorder")));
    assert.deepEqual(
      found.sort(),
      ["handlers.ts", "index.ts", "logic.ts"].map((file) => join(ROOT, "functions/recorder", file)),
    );
    assert.ok(!existsSync(join(folder, "of-before.mjs")));
  });

  it("leaves the folder as it was when there is no such app", async () => {
    await assert.rejects(debugBuild("nobody", folder), /no app "nobody"/);
    assert.deepEqual(readdirSync(folder), ["of-before.mjs"]);
  });
});
