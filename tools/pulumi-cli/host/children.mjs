// @ts-check
import { spawn } from "node:child_process";

/** How long a child may take to end after an interrupt before it is killed, in milliseconds. */
const GRACE_MS = 3_000;

/**
 * A process whose output is read and whose input is empty.
 *
 * @typedef {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, import("node:stream").Readable>} RunningChild
 */

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Starts `node` from PATH, as the official host does, and remembers the process until it ends.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {RunningChild}
 */
export function startNode(args, { cwd, env }) {
  return startChild("node", args, { cwd, env });
}

/**
 * Starts a process with piped output and remembers it until it ends.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {RunningChild}
 */
export function startChild(command, args, { cwd, env }) {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/**
 * Interrupts a child, and kills it if it does not end within the grace period.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
export function stopChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  child.once("exit", () => clearTimeout(kill));
}

/** Stops every child and resolves when none is left. @returns {Promise<void>} */
export async function stopAllChildren() {
  await Promise.all(
    [...running].map((child) => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      stopChild(child);
      return ended;
    }),
  );
}
