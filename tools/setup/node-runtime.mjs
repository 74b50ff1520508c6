// @ts-check
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NODE_22_MINIMUM, NODE_PACKAGES } from "../versions.mjs";
import { cacheEntry } from "./cache-entry.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupError } from "./setup-error.mjs";
import { isCompatible } from "./version-order.mjs";

/** How long npm may take for the download of about 40 MB, in milliseconds. */
const FETCH_TIMEOUT_MS = 15 * 60_000;

/** How long a new binary may take to print its version, in milliseconds. */
const VERSION_TIMEOUT_MS = 30_000;

/**
 * The Node 22 that everything runs on: the machine's own if it is one, else one from npm in the cache.
 *
 * @param {{ execPath: string, nodeVersion: string, platform: string, arch: string, env: NodeJS.ProcessEnv, cache: string,
 *   progress: import("./progress.mjs").Progress }} machine
 * @returns {Promise<string>} path of the executable
 * @throws {SetupError} when it cannot be fetched, is not what was pinned, or does not run here
 */
export async function ensureNode({ execPath, nodeVersion, platform, arch, env, cache, progress }) {
  if (isCompatible(nodeVersion, NODE_22_MINIMUM)) return execPath;
  const wanted = NODE_PACKAGES[`${platform}-${arch}`];
  if (wanted === undefined) throw new SetupError(`There is no Node 22 package for ${platform} on ${arch}.`);

  const fill = (/** @type {string} */ folder) =>
    progress.step(`Fetching Node ${wanted.version} from npm (about 40 MB, once for this user)`, () =>
      fetchNode(folder, wanted, env),
    );
  const folder = await cacheEntry(cache, `node-${wanted.version}-${platform}-${arch}`, fill, {
    onWait: (holder) => progress.note(`Waiting for another set-up to fetch Node (process ${holder})…`),
  });
  return join(folder, "bin", "node");
}

/**
 * @param {string} folder
 * @param {{ name: string, version: string, integrity: string }} wanted
 * @param {NodeJS.ProcessEnv} env
 */
async function fetchNode(folder, wanted, env) {
  const spec = `${wanted.name}@${wanted.version}`;
  const advice = `Install Node 22 (nodejs.org) and run the same command again, or let npm reach its registry.`;
  // A manifest of its own keeps npm from walking up to another project.
  writeFileSync(join(folder, "package.json"), "{}\n");
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
  try {
    await runCommand("npm", ["install", ...flags, spec], { cwd: folder, env, timeoutMs: FETCH_TIMEOUT_MS });
  } catch (error) {
    throw new SetupError(`${spec} could not be fetched. ${advice}\n${message(error)}`, { cause: error });
  }
  const record = JSON.parse(readFileSync(join(folder, "node_modules", ".package-lock.json"), "utf8"));
  const integrity = record.packages[`node_modules/${wanted.name}`]?.integrity;
  if (integrity !== wanted.integrity) {
    throw new SetupError(`${spec} has the integrity ${integrity}; expected ${wanted.integrity}. It was not used.`);
  }
  renameSync(join(folder, "node_modules", wanted.name, "bin"), join(folder, "bin"));
  await verifyNode(join(folder, "bin", "node"), wanted.version, env, advice);
}

/**
 * @param {string} file
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 * @param {string} advice
 */
async function verifyNode(file, version, env, advice) {
  let printed = "";
  try {
    printed = (await runCommand(file, ["--version"], { env, timeoutMs: VERSION_TIMEOUT_MS })).trim();
  } catch (error) {
    throw new SetupError(`The fetched Node does not run on this machine. ${advice}\n${message(error)}`, {
      cause: error,
    });
  }
  if (printed !== `v${version}`) {
    throw new SetupError(`The fetched Node says it is ${printed}; expected v${version}. It was not used.`);
  }
}

/** @param {unknown} error */
function message(error) {
  return error instanceof Error ? error.message : String(error);
}
