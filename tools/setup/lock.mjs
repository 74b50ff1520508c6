// @ts-check
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { onInterrupt } from "./clean-up.mjs";

/** How often a waiting process looks again, in milliseconds. */
const POLL_MS = 200;

/** How often the holder shows that it lives, in milliseconds. */
const HEARTBEAT_MS = 5_000;

/** Without a sign of life for this long a lock is stale even when its process cannot be looked up, in milliseconds. */
const STALE_MS = 60_000;

/**
 * Runs the work while holding a lock file, so that set-ups started at the same time do it one after another. A lock
 * whose process is gone is taken over.
 *
 * @template T
 * @param {string} path of the lock file
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (holder: string) => void, isAlive?: (pid: number) => boolean }} [options] `onWait` is called once,
 *   with the holder's process id, if another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { onWait, isAlive = isProcessAlive } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  let hasWaited = false;
  while (!tryCreate(path)) {
    const holder = readHolder(path);
    if (holder !== undefined && isStale(holder, isAlive)) removeStale(path, holder.text);
    else {
      if (!hasWaited && holder !== undefined) onWait?.(String(holder.pid));
      hasWaited = true;
      await delay(POLL_MS);
    }
  }
  const release = () => rmSync(path, { force: true });
  const forget = onInterrupt(release);
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    forget();
    release();
  }
}

/** @param {string} path */
function tryCreate(path) {
  try {
    const file = openSync(path, "wx");
    writeSync(file, `${process.pid} ${hostname()}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} path
 * @returns {{ pid: number, host: string, ageMs: number, text: string } | undefined} undefined when it has just gone
 */
function readHolder(path) {
  try {
    const text = readFileSync(path, "utf8");
    const [pid, host] = text.trim().split(" ");
    return { pid: Number(pid), host: host ?? "", ageMs: Date.now() - statSync(path).mtimeMs, text };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * A process can be looked up on its own machine alone; the cache may lie on a shared disk. An empty file is one that
 * its creator is about to fill.
 *
 * @param {{ pid: number, host: string, ageMs: number }} holder
 * @param {(pid: number) => boolean} isAlive
 */
function isStale(holder, isAlive) {
  return holder.ageMs > STALE_MS || (holder.host === hostname() && !isAlive(holder.pid));
}

/**
 * Only one process removes a stale lock, and only if it is still the one that was seen: else a second one could remove
 * the lock that the first has just taken.
 *
 * @param {string} path
 * @param {string} seen
 */
function removeStale(path, seen) {
  const guard = `${path}.takeover`;
  if (!tryCreate(guard)) {
    const other = readHolder(guard);
    if (other !== undefined && isStale(other, isProcessAlive)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (readHolder(path)?.text === seen) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** @param {string} path */
function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch (error) {
    // The folder was emptied by hand: the work goes on, and nobody waits for a lock that is gone.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
  }
}

/** @param {number} pid */
function isProcessAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
