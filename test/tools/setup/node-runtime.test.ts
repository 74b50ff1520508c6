import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { ensureNode } from "../../../tools/setup/node-runtime.mjs";
import { NODE_PACKAGES } from "../../../tools/versions.mjs";
import { createScratch, type Scratch } from "../support/scratch.js";
import { createSilentProgress } from "../support/silent-progress.js";

const WANTED = NODE_PACKAGES["linux-x64"];
assert.ok(WANTED);

describe("Node 22", () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = createScratch();
  });
  afterEach(() => scratch.remove());

  const ensure = (nodeVersion: string) =>
    ensureNode({
      execPath: "/own/node",
      nodeVersion,
      platform: "linux",
      arch: "x64",
      env: { PATH: `${scratch.path("bin")}:${process.env.PATH}` },
      cache: scratch.path("cache"),
      progress: createSilentProgress(),
    });

  /** An npm that "installs" a node which prints the version. */
  const fakeNpm = (integrity: string, prints: string) => {
    const record = JSON.stringify({ packages: { [`node_modules/${WANTED.name}`]: { integrity } } });
    const bin = `node_modules/${WANTED.name}/bin`;
    scratch.script(
      "bin/npm",
      `mkdir -p ${bin}; echo '${record}' > node_modules/.package-lock.json
       printf '#!/bin/sh\\n${prints}\\n' > ${bin}/node; chmod +x ${bin}/node`,
    );
  };

  it("is the machine's own if it is recent enough", async () => {
    assert.equal(await ensure("22.13.0"), "/own/node");
  });

  it("is fetched once for another major version or an early 22", async () => {
    fakeNpm(WANTED.integrity, `echo v${WANTED.version}`);
    const file = await ensure("20.19.0");
    assert.equal(file, scratch.path("cache", `node-${WANTED.version}-linux-x64`, "bin", "node"));
    scratch.script("bin/npm", "exit 1");
    assert.equal(await ensure("24.4.0"), file);
    assert.equal(await ensure("22.12.0"), file);
  });

  it("is not accepted with another content than the pinned one", async () => {
    fakeNpm("sha512-else", `echo v${WANTED.version}`);
    await assert.rejects(ensure("20.19.0"), /has the integrity sha512-else; expected sha512-/);
    assert.equal(existsSync(scratch.path("cache", `node-${WANTED.version}-linux-x64`)), false);
  });

  it("is not accepted if it does not run or is another version", async () => {
    fakeNpm(WANTED.integrity, "echo cannot execute; exit 126");
    await assert.rejects(ensure("20.19.0"), /does not run on this machine[\s\S]*Install Node 22/);
    fakeNpm(WANTED.integrity, "echo v18.0.0");
    await assert.rejects(ensure("20.19.0"), /says it is v18\.0\.0; expected v22/);
  });

  it("cannot be fetched: npm's reason and what to do are named", async () => {
    scratch.script("bin/npm", "echo 'npm error ENOTFOUND' >&2; exit 1");
    await assert.rejects(ensure("20.19.0"), /could not be fetched\. Install Node 22[\s\S]*ENOTFOUND/);
  });
});
