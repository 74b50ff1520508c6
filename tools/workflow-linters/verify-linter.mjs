// @ts-check
import { runCommand } from "../setup/run-command.mjs";

/** How long a new binary may take to print its version, in milliseconds. */
const TIMEOUT_MS = 30_000;

/**
 * Accepts a new linter only if it runs here and is the version it should be.
 *
 * @param {string} file
 * @param {{ flag: string, version: string, env: NodeJS.ProcessEnv }} expected `flag` makes it print its version
 * @returns {Promise<void>}
 * @throws {Error} naming what is wrong
 */
export async function verifyLinter(file, { flag, version, env }) {
  const [printed = ""] = (await runCommand(file, [flag], { env, timeoutMs: TIMEOUT_MS })).split("\n");
  if (printed.trim().split(" ").at(-1) !== version) {
    throw new Error(`the new linter says it is ${printed}; expected ${version}`);
  }
}
