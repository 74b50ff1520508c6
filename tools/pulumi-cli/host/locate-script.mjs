// @ts-check
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Finds a script of the Pulumi SDK as a program in the folder would load it.
 *
 * @param {string} script for example `@pulumi/pulumi/cmd/run`
 * @param {string} folder
 * @param {string} installHint how to install what is missing
 * @returns {string}
 * @throws {Error} when the folder's dependencies are not installed
 */
export function locateScript(script, folder, installHint) {
  try {
    return createRequire(join(folder, "package.json")).resolve(script);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
    // The engine looks for this sentence to tell users of a policy pack what to do.
    throw new Error(`Cannot find module '${script}' from ${folder}. Have you run ${installHint}?`, { cause: error });
  }
}
