// @ts-check
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { cacheEntry } from "../setup/cache-entry.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { verified } from "./download.mjs";
import { downloadFromIndex, packageIndex } from "./package-index.mjs";
import { ZIZMOR_VERSION, ZIZMOR_WHEELS } from "./releases.mjs";
import { verifyLinter } from "./verify-linter.mjs";

/** Where a wheel keeps its programs. https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
const PROGRAM = `zizmor-${ZIZMOR_VERSION}.data/scripts/zizmor`;

/**
 * zizmor from the cache, else out of its wheel on PyPI or this user's mirror of it. No Python is needed: a wheel is a
 * zip archive, and this one holds the program itself.
 *
 * @param {import("./actionlint.mjs").LinterSearch} search
 * @param {typeof ZIZMOR_WHEELS} [wheels] their names and hashes
 * @returns {Promise<string>} path of the executable
 * @throws {SetupError} when it cannot be fetched, is not what was pinned, or does not run here
 */
export async function ensureZizmor(search, wheels = ZIZMOR_WHEELS) {
  const { cache, env, platform, arch, progress } = search;
  const key = `zizmor-${ZIZMOR_VERSION}-${platform}-${arch}`;
  const fill = (/** @type {string} */ folder) =>
    progress.step(`Fetching zizmor ${ZIZMOR_VERSION} (10 MB, once for this user)`, async () => {
      try {
        await fetchProgram(join(folder, "zizmor"), search, wheels);
        await verifyLinter(join(folder, "zizmor"), { flag: "--version", version: ZIZMOR_VERSION, env });
      } catch (error) {
        throw new SetupError(
          `zizmor ${ZIZMOR_VERSION} could not be had: ${error instanceof Error ? error.message : error}\n` +
            "Let this machine reach pypi.org, or set PIP_INDEX_URL to a mirror. Then run the same command again.",
          { cause: error },
        );
      }
    });
  const folder = await cacheEntry(cache, key, fill, {
    onWait: (holder) => progress.note(`Waiting for another set-up to fetch zizmor (process ${holder})…`),
  });
  return join(folder, "zizmor");
}

/**
 * @param {string} file
 * @param {import("./actionlint.mjs").LinterSearch} search
 * @param {typeof ZIZMOR_WHEELS} wheels
 */
async function fetchProgram(file, search, wheels) {
  const { platform, arch } = search;
  const wheel = wheels[`${platform}-${arch}`];
  if (wheel === undefined) throw new Error(`there is no wheel for ${platform} on ${arch}`);
  const content = await downloadFromIndex(packageIndex(search), { project: "zizmor", file: wheel.file });
  const archive = verified(content, { name: wheel.file, sha256: wheel.sha256 });
  const program = unzipSync(archive, { filter: ({ name }) => name === PROGRAM })[PROGRAM];
  if (program === undefined) throw new Error(`${wheel.file} holds no ${PROGRAM}`);
  writeFileSync(file, program, { mode: 0o755 });
}
