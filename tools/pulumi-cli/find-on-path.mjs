// @ts-check
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { findExecutable, isExecutable } from "../setup/find-executable.mjs";
import { runCommand } from "../setup/run-command.mjs";
import { isCompatible } from "../setup/version-order.mjs";
import { PULUMI_VERSION } from "../versions.mjs";

/** How long the CLI may take to print its version, in milliseconds. */
const VERSION_TIMEOUT_MS = 30_000;

/** The executable that the engine runs Node programs with. */
export const LANGUAGE_HOST = "pulumi-language-nodejs";

/**
 * Looks for a CLI that is recent enough and complete.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ file: string } | { reason: string }>} the reason is why the one on PATH is not used
 */
export async function findOnPath(env) {
  const file = findExecutable("pulumi", env.PATH);
  if (file === undefined) return { reason: "there is no pulumi" };
  let version = "";
  try {
    version = (await pulumiVersion(file, env)).trim();
  } catch (error) {
    return { reason: `${file} does not run: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isCompatible(version, PULUMI_VERSION)) {
    return { reason: `${file} is ${version || "without a version"}; ${PULUMI_VERSION} or a later 3.x is needed` };
  }
  const folders = [dirname(file), dirname(realpathSync(file))];
  const hasHost =
    folders.some((folder) => isExecutable(join(folder, LANGUAGE_HOST))) ||
    findExecutable(LANGUAGE_HOST, env.PATH) !== undefined;
  return hasHost ? { file } : { reason: `${file} has no ${LANGUAGE_HOST} beside it, and there is none on PATH` };
}

/**
 * What `pulumi version` prints. The look for updates is left out: it needs the network.
 *
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
export function pulumiVersion(file, env) {
  return runCommand(file, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: VERSION_TIMEOUT_MS,
  });
}
