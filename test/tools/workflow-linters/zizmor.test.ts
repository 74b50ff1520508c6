import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { strToU8, zipSync } from "fflate";
import { NODE_PACKAGES } from "../../../tools/versions.mjs";
import { packageIndex } from "../../../tools/workflow-linters/package-index.mjs";
import { ACTIONLINT_ARCHIVES, ZIZMOR_VERSION, ZIZMOR_WHEELS } from "../../../tools/workflow-linters/releases.mjs";
import { ensureZizmor } from "../../../tools/workflow-linters/zizmor.mjs";
import { createScratch, type Scratch } from "../support/scratch.js";
import { createSilentProgress } from "../support/silent-progress.js";
import { createFileServer, type FileServer } from "./file-server.js";

const FILE = "zizmor.whl";
const PROGRAM = `#!/bin/sh\necho zizmor ${ZIZMOR_VERSION}\n`;
const WHEEL = Buffer.from(
  zipSync({
    [`zizmor-${ZIZMOR_VERSION}.dist-info/METADATA`]: strToU8("Name: zizmor"),
    [`zizmor-${ZIZMOR_VERSION}.data/scripts/zizmor`]: strToU8(PROGRAM),
  }),
);
const HASH = createHash("sha256").update(WHEEL).digest("hex");

describe("zizmor", () => {
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

  const machine = (env: NodeJS.ProcessEnv) => ({ env, home: scratch.folder, platform: "linux" });
  const ensure = (index: string, sha256 = HASH) =>
    ensureZizmor(
      {
        ...machine({ PATH: "/bin", PIP_INDEX_URL: index }),
        cache: scratch.path("cache"),
        arch: "x64",
        progress: createSilentProgress(),
      },
      { "linux-x64": { file: FILE, sha256 } },
    );

  it("comes out of its wheel, whose link the index has in HTML", async () => {
    server.files.set(
      "/simple/zizmor/",
      `<a href="../../files/other.whl">x</a> <a class="x" href="../../files/${FILE}#sha256=1">`,
    );
    server.files.set(`/files/${FILE}`, WHEEL);
    const file = await ensure(`${server.origin}/simple/`);
    assert.equal(readFileSync(file, "utf8"), PROGRAM);
    assert.deepEqual(
      server.asked.map(({ path }) => path),
      ["/simple/zizmor/", `/files/${FILE}`],
    );
  });

  it("comes from a mirror that answers in JSON and wants a login, which no other host is told", async () => {
    const other = await createFileServer();
    other.files.set(`/${FILE}`, WHEEL);
    server.files.set("/zizmor/", JSON.stringify({ files: [{ url: `${other.origin}/${FILE}` }] }));
    await ensure(server.origin.replace("//", "//user:p%40ss@"));
    await other.close();
    const login = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
    assert.deepEqual(server.asked, [{ path: "/zizmor/", authorization: login }]);
    assert.deepEqual(other.asked, [{ path: `/${FILE}`, authorization: undefined }]);
  });

  it("is not used when the wheel is another one", async () => {
    server.files.set("/zizmor/", `<a href="${FILE}">`);
    server.files.set(`/zizmor/${FILE}`, WHEEL);
    await assert.rejects(
      ensure(server.origin, "1".repeat(64)),
      /SHA-256 [0-9a-f]{64}; expected 1{64}\. It was not used/,
    );
  });

  it("that cannot be had says why, and tells no password", async () => {
    const url = server.origin.replace("//", "//user:hunter2@");
    for (const problem of [/\/zizmor\/ could not be fetched: it answers 404/, /has no zizmor\.whl/]) {
      await assert.rejects(ensure(url), (error: Error) => {
        assert.match(error.message, problem);
        assert.doesNotMatch(error.message, /hunter2/);
        assert.match(error.message, /set PIP_INDEX_URL to a mirror/);
        return true;
      });
      server.files.set("/zizmor/", "<html></html>");
    }
  });

  it("is looked for where pip would look", () => {
    const found = (env: NodeJS.ProcessEnv) => packageIndex(machine(env));
    const own = scratch.write(
      "own.conf",
      "[list]\nindex-url = https://no.example\n[global]\nindex-url: https://own.example/simple/\n",
    );
    assert.equal(found({ PIP_CONFIG_FILE: "/dev/null" }), "https://pypi.org/simple");
    scratch.write(".config/pip/pip.conf", "[global]\nindex-url = https://user.example/simple\n");
    assert.equal(found({}), "https://user.example/simple");
    assert.equal(found({ PIP_CONFIG_FILE: own }), "https://own.example/simple");
    assert.equal(found({ PIP_CONFIG_FILE: own, PIP_INDEX_URL: "https://env.example" }), "https://env.example");
  });

  it("and actionlint are pinned for every machine that the set-up supports", () => {
    for (const archives of [ZIZMOR_WHEELS, ACTIONLINT_ARCHIVES]) {
      assert.deepEqual(Object.keys(archives).sort(), Object.keys(NODE_PACKAGES).sort());
      for (const { sha256 } of Object.values(archives)) assert.match(sha256, /^[0-9a-f]{64}$/);
    }
    for (const { file } of Object.values(ZIZMOR_WHEELS)) assert.ok(file.startsWith(`zizmor-${ZIZMOR_VERSION}-`));
  });
});
