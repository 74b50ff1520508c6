// @ts-check
import { join } from "node:path";
import { isExecutable } from "../setup/find-executable.mjs";
import { PULUMI_VERSION } from "../versions.mjs";
import { LANGUAGE_HOST, pulumiVersion } from "./find-on-path.mjs";

/**
 * Accepts a new CLI only if it runs here, is the version it should be, and has its language host.
 *
 * @param {string} bin folder of the executables
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 * @throws {Error} naming what is wrong
 */
export async function verifyCli(bin, env) {
  const printed = (await pulumiVersion(join(bin, "pulumi"), env)).trim();
  if (printed !== `v${PULUMI_VERSION}`) throw new Error(`the new CLI is ${printed}; expected v${PULUMI_VERSION}`);
  if (!isExecutable(join(bin, LANGUAGE_HOST))) throw new Error(`the new CLI has no ${LANGUAGE_HOST}`);
}
