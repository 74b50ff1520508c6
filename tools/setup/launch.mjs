// @ts-check
import { spawn } from "node:child_process";

const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a program in this process's place: same terminal, same signals, same end. It resolves when the program has
 * ended; the caller then ends in the same way.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, isTerminal: boolean }} options `isTerminal`: Ctrl-C in a terminal reaches the program
 *   by itself, so an interrupt is not passed on there; the program would get it twice
 * @returns {Promise<{ code: number } | { signal: NodeJS.Signals }>}
 */
export function launch(command, args, { env, isTerminal }) {
  const child = spawn(command, args, { stdio: "inherit", env });
  const handlers = SIGNALS.map((signal) => {
    const handler = () => {
      if (signal !== "SIGINT" || !isTerminal) child.kill(signal);
    };
    process.on(signal, handler);
    return /** @type {const} */ ([signal, handler]);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const [name, handler] of handlers) process.off(name, handler);
      resolve(signal === null ? { code: code ?? 1 } : { signal });
    });
  });
}
