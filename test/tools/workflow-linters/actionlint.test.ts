import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ensureActionlint } from "../../../tools/workflow-linters/actionlint.mjs";
import { ACTIONLINT_ARCHIVES, ACTIONLINT_VERSION } from "../../../tools/workflow-linters/releases.mjs";
import { createScratch, type Scratch } from "../support/scratch.js";
import { createSilentProgress } from "../support/silent-progress.js";
import { createFileServer, type FileServer } from "./file-server.js";

const FILE = "actionlint.tar.gz";

/** A tar.gz with a README before the program. */
function archiveOf(program: string): Buffer {
  const entry = (name: string, content: string) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    padded.write(content);
    return Buffer.concat([header, padded]);
  };
  return gzipSync(
    Buffer.concat([entry("README.md", "read me\n".repeat(100)), entry("actionlint", program), Buffer.alloc(1024)]),
  );
}

describe("actionlint", () => {
  let scratch: Scratch;
  let server: FileServer;
  beforeEach(async () => {
    scratch = createScratch();
    server = await createFileServer();
  });
  afterEach(async () => {
    scratch.remove();
    await server.close();
  });

  const program = (version: string) => `#!/bin/sh\necho ${version}\n`;
  const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");
  const ensure = (hash: string) =>
    ensureActionlint(
      {
        cache: scratch.path("cache"),
        home: scratch.folder,
        env: { PATH: scratch.path("bin") },
        platform: "linux",
        arch: "x64",
        progress: createSilentProgress(),
      },
      { url: server.origin, archives: { "linux-x64": { file: FILE, sha256: hash } } },
    );

  it("comes from its release, once", async () => {
    const archive = archiveOf(program(ACTIONLINT_VERSION));
    server.files.set(`/${FILE}`, archive);
    const file = await ensure(sha256(archive));
    assert.equal(readFileSync(file, "utf8"), program(ACTIONLINT_VERSION));
    assert.equal(await ensure(sha256(archive)), file);
    assert.equal(server.asked.length, 1);
  });

  it("is not used when the archive is another one, and then built with Go", async () => {
    server.files.set(`/${FILE}`, archiveOf(program(ACTIONLINT_VERSION)));
    // As `go build … -o <file> <package>`.
    scratch.script(
      "bin/go",
      `while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\necho ${ACTIONLINT_VERSION}\\n' > "$2"; /bin/chmod +x "$2"`,
    );
    const file = await ensure("0".repeat(64));
    assert.equal(readFileSync(file, "utf8"), program(ACTIONLINT_VERSION));
  });

  it("that cannot be had says why for each way, and leaves nothing", async () => {
    server.files.set(`/${FILE}`, archiveOf(program(ACTIONLINT_VERSION)));
    await assert.rejects(ensure("0".repeat(64)), (error: Error) => {
      assert.match(error.message, /1\. Its release: actionlint\.tar\.gz has the SHA-256 [0-9a-f]{64}; expected 0{64}/);
      assert.match(error.message, /2\. Built from its Go module: there is no go on PATH/);
      return true;
    });
    assert.ok(!existsSync(scratch.path("cache", `actionlint-${ACTIONLINT_VERSION}-linux-x64`)));
  });

  it("of another version than the one pinned is not used", async () => {
    const archive = archiveOf(program("1.6.0"));
    server.files.set(`/${FILE}`, archive);
    await assert.rejects(ensure(sha256(archive)), /says it is 1\.6\.0; expected/);
  });

  it("is the same version from Go as from its release", () => {
    const module = readFileSync(join(import.meta.dirname, "../../../tools/workflow-linters/go.mod"), "utf8");
    assert.ok(module.includes(`github.com/rhysd/actionlint v${ACTIONLINT_VERSION} `));
    for (const { file } of Object.values(ACTIONLINT_ARCHIVES)) assert.ok(file.includes(`_${ACTIONLINT_VERSION}_`));
  });
});
