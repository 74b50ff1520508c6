// @ts-check
import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheEntry } from "../setup/cache-entry.mjs";
import { findExecutable } from "../setup/find-executable.mjs";
import { runCommand } from "../setup/run-command.mjs";
import { PULUMI_VERSION } from "../versions.mjs";
import { installStandIn, standInFiles } from "./stand-in.mjs";
import { verifyCli } from "./verify-cli.mjs";

/** How long download and build may take, in milliseconds: 3 to 4 minutes on two cores. */
const BUILD_TIMEOUT_MS = 40 * 60_000;

/** Folder of the go.mod that names the CLI. */
const MODULE = import.meta.dirname;

/** The CLI's package in that module. */
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** Where the CLI keeps the version it prints; empty unless the linker sets it. */
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * The cache's name for a build; it changes with the stand-in's source.
 *
 * @param {{ platform: string, arch: string }} machine
 */
export function builtKey({ platform, arch }) {
  const hash = createHash("sha256");
  for (const file of [...standInFiles(), join(MODULE, "go.sum")]) hash.update(readFileSync(file));
  return `pulumi-${PULUMI_VERSION}-${hash.digest("hex").slice(0, 12)}-${platform}-${arch}`;
}

/**
 * Builds the CLI with Go and puts the stand-in for its language host beside it.
 *
 * @param {import("../pulumi-cli.mjs").PulumiSearch} search
 * @returns {Promise<string>} path of the executable
 * @throws {Error} saying why it did not work
 */
export async function buildFromModule(search) {
  const { cache, env, root, progress } = search;
  const fill = async (/** @type {string} */ folder) => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const earlier = earlierBuild(search);
    if (earlier === undefined) await build(join(bin, "pulumi"), env, progress);
    else linkSync(earlier, join(bin, "pulumi"));
    installStandIn(bin, root);
    await verifyCli(bin, env);
    progress.note(
      `The CLI built from source runs Node programs with this repository's stand-in for Pulumi's language host.`,
    );
  };
  const folder = await cacheEntry(cache, builtKey(search), fill, {
    onWait: (holder) => progress.note(`Waiting for another set-up to build the Pulumi CLI (process ${holder})…`),
  });
  return join(folder, "bin", "pulumi");
}

/**
 * The same version's executable from a build with another state of the stand-in.
 *
 * @param {{ cache: string, platform: string, arch: string }} search
 */
function earlierBuild({ cache, platform, arch }) {
  const name = new RegExp(`^pulumi-${PULUMI_VERSION.replaceAll(".", "\\.")}-[0-9a-f]{12}-${platform}-${arch}$`);
  return readdirSync(cache)
    .filter((key) => name.test(key))
    .map((key) => join(cache, key, "bin", "pulumi"))
    .find((file) => existsSync(file));
}

/**
 * @param {string} output
 * @param {NodeJS.ProcessEnv} env
 * @param {import("../setup/progress.mjs").Progress} progress
 */
async function build(output, env, progress) {
  if (findExecutable("go", env.PATH) === undefined) throw new Error("there is no go on PATH");
  const flags = [
    "-v",
    "-mod=readonly",
    "-trimpath",
    "-buildvcs=false",
    `-ldflags=-s -w -X ${VERSION_VARIABLE}=v${PULUMI_VERSION}`,
  ];
  const text = `Building the Pulumi CLI ${PULUMI_VERSION} from its Go module (3 to 4 minutes, once for this user)`;
  await progress.step(text, async (detail) => {
    let downloaded = 0;
    let compiled = 0;
    await runCommand("go", ["build", ...flags, "-o", output, PACKAGE], {
      cwd: MODULE,
      env: { ...env, GOWORK: "off" },
      timeoutMs: BUILD_TIMEOUT_MS,
      onLine: (line) => {
        if (line.startsWith("go: downloading")) downloaded += 1;
        else if (/^[\w./-]+$/.test(line)) compiled += 1;
        detail(compiled === 0 ? `${downloaded} modules fetched` : `${compiled} packages compiled`);
      },
    });
  });
}
