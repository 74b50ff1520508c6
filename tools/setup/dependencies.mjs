// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupError } from "./setup-error.mjs";

/** How long `npm ci` may take, in milliseconds. */
const INSTALL_TIMEOUT_MS = 30 * 60_000;

/** Says in node_modules which lockfile it was installed from; npm removes it with the rest when it starts anew. */
const STAMP = join("node_modules", ".gridwire-lock");

/**
 * Installs the packages that the lockfile names, unless they are there. An interrupted installation has left no stamp,
 * so it is done again. Install scripts are not run: the two packages that have one (esbuild, protobufjs) work without,
 * and no package should run code on the machine before it is called.
 *
 * @param {{ root: string, cache: string, env: NodeJS.ProcessEnv, progress: import("./progress.mjs").Progress }} options
 *   `root` has package-lock.json; PATH in `env` finds npm and the Node that the packages are for
 * @returns {Promise<void>}
 * @throws {SetupError} with npm's last lines
 */
export async function ensureDependencies({ root, cache, env, progress }) {
  const lockfile = readFileSync(join(root, "package-lock.json"), "utf8");
  const stamp = `${sha256(lockfile)} ${process.platform}-${process.arch}\n`;
  if (isInstalled(root, stamp, lockfile)) return;
  await withLock(
    join(cache, `npm-ci-${sha256(root).slice(0, 16)}.lock`),
    async () => {
      if (!isInstalled(root, stamp, lockfile)) await install(root, stamp, lockfile, env, progress);
    },
    { onWait: (holder) => progress.note(`Waiting for another set-up to install the packages (process ${holder})…`) },
  );
}

/**
 * Besides our own stamp, npm's record of a finished installation counts: whoever runs npm by hand need not wait for a
 * second installation.
 *
 * @param {string} root
 * @param {string} stamp
 * @param {string} lockfile
 */
function isInstalled(root, stamp, lockfile) {
  const stampFile = join(root, STAMP);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return true;
  const npmRecord = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(npmRecord) || !hasAll(JSON.parse(readFileSync(npmRecord, "utf8")), JSON.parse(lockfile)))
    return false;
  writeFileSync(stampFile, stamp);
  return true;
}

/**
 * @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> }} Lockfile
 * @param {Lockfile} installed
 * @param {Lockfile} wanted optional packages may be for other machines
 */
function hasAll(installed, wanted) {
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) => path === "" || optional || installed.packages[path]?.version === version,
  );
}

/**
 * @param {string} root
 * @param {string} stamp
 * @param {string} lockfile
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./progress.mjs").Progress} progress
 */
async function install(root, stamp, lockfile, env, progress) {
  const count = Object.keys(JSON.parse(lockfile).packages).length - 1;
  // NODE_ENV=production would leave out what tests and the local Azure need.
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await progress.step(`Installing the packages of package-lock.json (about ${count})`, async () => {
    rmSync(join(root, STAMP), { force: true });
    try {
      await runCommand("npm", args, { cwd: root, env, timeoutMs: INSTALL_TIMEOUT_MS });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SetupError(`The packages could not be installed.\n${reason}`, { cause: error });
    }
    writeFileSync(join(root, STAMP), stamp);
  });
}

/** @param {string} text */
function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
