import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensurePulumiCli } from "../../tools/pulumi-cli.mjs";
import { PULUMI_VERSION } from "../../tools/versions.mjs";
import { createScratch, type Scratch } from "./support/scratch.js";
import { createSilentProgress } from "./support/silent-progress.js";

/** A Node that says why the installer cannot reach its site. */
const UNREACHABLE = "echo getaddrinfo ENOTFOUND get.pulumi.com >&2; exit 1";

/** A Node that "installs" a complete CLI in its last argument. */
const INSTALLS = `for folder; do :; done; mkdir -p $folder/bin
printf '#!/bin/sh\\necho v${PULUMI_VERSION}\\n' > $folder/bin/pulumi; cp $folder/bin/pulumi $folder/bin/pulumi-language-nodejs
chmod +x $folder/bin/*`;

/** A Go that "builds" a CLI at the place that follows -o. */
const BUILDS = `while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\necho v${PULUMI_VERSION}\\n' > $2; chmod +x $2`;

describe("search for the Pulumi CLI", () => {
  let scratch: Scratch;
  let progress: ReturnType<typeof createSilentProgress>;
  beforeEach(() => {
    scratch = createScratch();
    progress = createSilentProgress();
    mkdirSync(scratch.path("cache"));
    scratch.script("node", UNREACHABLE);
  });
  afterEach(() => scratch.remove());

  const ensure = () =>
    ensurePulumiCli({
      root: resolve(import.meta.dirname, "../.."),
      cache: scratch.path("cache"),
      node: scratch.path("node"),
      // The fakes are shell scripts that call these few tools.
      env: { PATH: `${scratch.path("bin")}:${toolFolder(scratch)}` },
      platform: "linux",
      arch: "x64",
      progress,
    });

  it("takes a recent one on PATH with its language host beside it", async () => {
    scratch.script("bin/pulumi", "echo v3.300.0");
    scratch.script("bin/pulumi-language-nodejs", "exit 0");
    assert.equal(await ensure(), scratch.path("bin/pulumi"));
    assert.deepEqual(readdirSync(scratch.path("cache")), []);
  });

  it("does not let the one on PATH look for updates", async () => {
    scratch.script("bin/pulumi", `[ "$PULUMI_SKIP_UPDATE_CHECK" = true ] && echo v${PULUMI_VERSION}`);
    scratch.script("bin/pulumi-language-nodejs", "exit 0");
    assert.equal(await ensure(), scratch.path("bin/pulumi"));
  });

  it("leaves one on PATH that is too old, of another major version, broken or without a language host", async () => {
    scratch.script("bin/pulumi-language-nodejs", "exit 0");
    for (const [body, reason] of [
      [
        "echo v3.100.0",
        new RegExp(`1\\. On PATH: .*/pulumi is v3\\.100\\.0; ${PULUMI_VERSION} or a later 3\\.x is needed`),
      ],
      ["echo v4.0.0", /pulumi is v4\.0\.0/],
      [
        "echo broken >&2; exit 3",
        /1\. On PATH: .*\/pulumi does not run: pulumi version failed \(exit code 3\)\n {3}broken/,
      ],
    ] as const) {
      scratch.script("bin/pulumi", body);
      await assert.rejects(ensure(), reason);
    }
    rmSync(scratch.path("bin/pulumi-language-nodejs"));
    scratch.script("bin/pulumi", `echo v${PULUMI_VERSION}`);
    await assert.rejects(ensure(), /pulumi has no pulumi-language-nodejs beside it, and there is none on PATH/);
  });

  it("installs the official one, once", async () => {
    scratch.script("node", INSTALLS);
    const file = await ensure();
    assert.equal(file, scratch.path("cache", `pulumi-${PULUMI_VERSION}-official-linux-x64`, "bin", "pulumi"));
    scratch.script("node", UNREACHABLE);
    assert.equal(await ensure(), file);
    assert.equal(progress.steps.length, 1);
  });

  it("builds it with Go when the installer fails, and puts the stand-in beside it", async () => {
    scratch.script("bin/go", BUILDS);
    const file = await ensure();
    const bin = join(file, "..");
    assert.deepEqual(readdirSync(bin).sort(), [
      "language-host",
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
    assert.ok(existsSync(join(bin, "language-host", "host", "run-program.mjs")));
    assert.ok(progress.notes.some((note) => note.includes("stand-in")));

    rmSync(scratch.path("bin/go"));
    assert.equal(await ensure(), file);
    assert.equal(progress.notes.length, 1);
  });

  it("uses the executable of an earlier build when only the stand-in has changed", async () => {
    const earlier = scratch.script(
      `cache/pulumi-${PULUMI_VERSION}-0123456789ab-linux-x64/bin/pulumi`,
      `echo v${PULUMI_VERSION}`,
    );
    const file = await ensure();
    assert.notEqual(file, earlier);
    assert.equal(statSync(file).ino, statSync(earlier).ino);
  });

  it("does not keep a build of another version than it should be", async () => {
    scratch.script("bin/go", BUILDS.replace(PULUMI_VERSION, "3.1.0"));
    await assert.rejects(ensure(), /3\. Built from its Go module: the new CLI is v3\.1\.0; expected/);
    assert.deepEqual(readdirSync(scratch.path("cache")), []);
  });

  it("names all three ways and why each failed", async () => {
    await assert.rejects(ensure(), (error: Error) => {
      assert.match(
        error.message,
        /^The Pulumi CLI .* was found in none of three ways:\n1\. On PATH: there is no pulumi\n/,
      );
      assert.match(
        error.message,
        /\n2\. The official installer: node failed \(exit code 1\)\n {3}getaddrinfo ENOTFOUND/,
      );
      assert.match(error.message, /\n3\. Built from its Go module: there is no go on PATH\n/);
      assert.match(error.message, /install Go/);
      return true;
    });
  });
});

/** A PATH folder with the shell's tools alone: the machine's own pulumi and go must not be found. */
function toolFolder(scratch: Scratch): string {
  for (const tool of ["mkdir", "chmod", "cp"]) scratch.script(`tools/${tool}`, `PATH=/usr/bin:/bin exec ${tool} "$@"`);
  return scratch.path("tools");
}
