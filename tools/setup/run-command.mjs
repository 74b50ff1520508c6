// @ts-check
import { spawn } from "node:child_process";
import { basename } from "node:path";
import { onInterrupt } from "./clean-up.mjs";

/** How much of a failed command's output its error shows, in lines: npm names the cause first, compilers last. */
const HEAD_LINES = 10;
const TAIL_LINES = 10;

/**
 * Runs a command without a terminal and returns its standard output. It gets a process group of its own, which is
 * killed whole when time is up or the set-up is interrupted, so that no compiler or npm is left running.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env: NodeJS.ProcessEnv, timeoutMs: number, onLine?: (line: string) => void }} options
 *   `onLine` sees each line of output and error output
 * @returns {Promise<string>}
 * @throws {Error} with the exit code and the last lines, or with what kept it from starting
 */
export function runCommand(command, args, { cwd, env, timeoutMs, onLine }) {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const killGroup = () => kill(child.pid);
  const forget = onInterrupt(killGroup);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup();
  }, timeoutMs);

  let output = "";
  /** @type {string[]} */
  const shownLines = [];
  const take = (/** @type {string} */ line) => {
    shownLines.push(line);
    if (shownLines.length > HEAD_LINES + TAIL_LINES) shownLines.splice(HEAD_LINES, 1);
    onLine?.(line);
  };
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    output += chunk;
  });
  eachLine(child.stdout, take);
  eachLine(child.stderr.setEncoding("utf8"), take);

  return new Promise((resolve, reject) => {
    const verb = args[0]?.startsWith("-") ? "" : (args[0] ?? "");
    const shown = `${basename(command)} ${verb}`.trim();
    child.once("error", (error) => reject(new Error(`${shown} did not start: ${error.message}`, { cause: error })));
    child.once("close", (code, signal) => {
      if (code === 0) resolve(output);
      else if (isLate) reject(new Error(`${shown} did not end within ${Math.round(timeoutMs / 1000)} s`));
      else reject(new Error([`${shown} failed (${signal ?? `exit code ${code}`})`, ...shownLines].join("\n")));
    });
  }).finally(() => {
    clearTimeout(timer);
    forget();
  });
}

/**
 * @param {import("node:stream").Readable} stream
 * @param {(line: string) => void} take
 */
function eachLine(stream, take) {
  let rest = "";
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") take(line);
  });
  stream.on("end", () => {
    if (rest.trim() !== "") take(rest);
  });
}

/** @param {number | undefined} pid */
function kill(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // The group has just ended by itself.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}
