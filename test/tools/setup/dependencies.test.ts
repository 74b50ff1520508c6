import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { ensureDependencies } from "../../../tools/setup/dependencies.mjs";
import { createScratch, type Scratch } from "../support/scratch.js";
import { createSilentProgress } from "../support/silent-progress.js";

/** What an npm that works does, as far as it can be seen. */
const WORKING_NPM = 'rm -rf node_modules; mkdir -p node_modules/a; echo "$@" >> ../calls';

describe("installation of packages", () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = createScratch();
    writeLockfile("1.0.0");
    scratch.script("bin/npm", WORKING_NPM);
  });
  afterEach(() => scratch.remove());

  const writeLockfile = (version: string) => {
    const packages = { "": {}, "node_modules/a": { version } };
    scratch.write("project/package-lock.json", JSON.stringify({ packages }));
  };

  const ensure = (progress = createSilentProgress()) =>
    ensureDependencies({
      root: scratch.path("project"),
      cache: scratch.path("cache"),
      env: { PATH: `${scratch.path("bin")}:${process.env.PATH}` },
      progress,
    });
  const calls = () =>
    existsSync(scratch.path("calls")) ? readFileSync(scratch.path("calls"), "utf8").trim().split("\n") : [];

  it("runs npm ci without install scripts, once", async () => {
    const progress = createSilentProgress();
    await ensure(progress);
    await ensure(progress);
    assert.deepEqual(calls(), ["ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error"]);
    assert.deepEqual(progress.steps, ["Installing the packages of package-lock.json (about 1)"]);
  });

  it("runs it again when the lockfile has changed", async () => {
    await ensure();
    writeLockfile("2.0.0");
    await ensure();
    assert.equal(calls().length, 2);
  });

  it("runs it again after an interrupted installation, also of another lockfile", async () => {
    await ensure();
    scratch.script("bin/npm", "mkdir -p node_modules/half; exit 1");
    writeLockfile("2.0.0");
    await assert.rejects(ensure(), /could not be installed/);
    scratch.script("bin/npm", WORKING_NPM);
    writeLockfile("1.0.0");
    await ensure();
    assert.equal(calls().length, 2);
    assert.equal(existsSync(scratch.path("project/node_modules/half")), false);
  });

  it("takes what npm was asked for by hand, if it is what the lockfile names", async () => {
    const record = { packages: { "node_modules/a": { version: "1.0.0" } } };
    scratch.write("project/node_modules/.package-lock.json", JSON.stringify(record));
    await ensure();
    assert.deepEqual(calls(), []);

    writeLockfile("1.0.1");
    await ensure();
    assert.equal(calls().length, 1);
  });

  it("needs no optional package that is for another machine", async () => {
    const packages = { "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "1.0.0", optional: true } };
    scratch.write("project/package-lock.json", JSON.stringify({ packages }));
    scratch.write(
      "project/node_modules/.package-lock.json",
      JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }),
    );
    await ensure();
    assert.deepEqual(calls(), []);
  });

  it("shows npm's reason when it fails", async () => {
    scratch.script("bin/npm", "echo 'npm error code EUSAGE' >&2; exit 1");
    await assert.rejects(ensure(), /could not be installed[\s\S]*npm ci failed \(exit code 1\)\nnpm error code EUSAGE/);
  });
});
