import { fork } from "node:child_process";
import { mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ControlClient } from "./control-client.js";
import { isAlive, type Run, readRun } from "./run-file.js";

const DAEMON = fileURLToPath(new URL("../daemon.ts", import.meta.url));
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;
const LOG_TAIL = 2000;

/**
 * Starts a local Azure as a process of its own, or finds the one that runs already.
 *
 * @param folder where it keeps everything.
 * @param owner the process that it is started for, and that ends it; nothing when it is to stay.
 * @returns how to use it, and whether it was running before for somebody else. One whose owner was killed is taken over.
 * @throws with the end of its log when it does not come up.
 */
export async function launch(
  folder: string,
  owner?: number,
): Promise<{ readonly run: Run; readonly resumed: boolean }> {
  const running = await findRunning(folder);
  if (running !== undefined) return { run: running, resumed: running.owner === undefined || isAlive(running.owner) };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logFile = join(folder, "azure.log");
  const log = openSync(logFile, "w", 0o600);
  const child = fork(DAEMON, [folder, ...(owner === undefined ? [] : [String(owner)])], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the local Azure did not start: ${why}\n${tail(logFile)}`));
    const ended = (code: number | null, signal: string | null) => {
      clearTimeout(timer);
      fail(`its process ended (${signal ?? `exit code ${code}`})`);
    };
    const timer = setTimeout(() => {
      child.off("exit", ended);
      child.kill("SIGTERM");
      fail(`not ready within ${START_LIMIT_MS / 1000} s`);
    }, START_LIMIT_MS);
    child.once("exit", ended);
    child.once("message", () => {
      clearTimeout(timer);
      // From now on its end is the business of whoever ends it.
      child.off("exit", ended);
      resolve();
    });
  });
  child.disconnect();
  child.unref();
  const run = readRun(folder);
  if (run === undefined) throw new Error(`the local Azure ended right after its start\n${tail(logFile)}`);
  return { run, resumed: false };
}

/** The local Azure that runs from a folder and answers. A process that merely has its number is not it. */
export async function findRunning(folder: string): Promise<Run | undefined> {
  const run = readRun(folder);
  if (run === undefined) return undefined;
  const status = await new ControlClient(run).status().catch(() => undefined);
  return status?.pid === run.pid ? run : undefined;
}

/**
 * Ends it and waits until its process is gone.
 *
 * @returns whether one was running.
 */
export async function shutDown(folder: string): Promise<boolean> {
  const run = await findRunning(folder);
  if (run === undefined) return false;
  await new ControlClient(run).stop();
  const limit = Date.now() + STOP_LIMIT_MS;
  while (isAlive(run.pid)) {
    if (Date.now() > limit)
      throw new Error(`the local Azure (process ${run.pid}) did not end within ${STOP_LIMIT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** Ends it and removes all that it keeps. */
export async function reset(folder: string): Promise<void> {
  await shutDown(folder);
  rmSync(folder, { recursive: true, force: true });
}

const tail = (file: string): string => readFileSync(file, "utf8").slice(-LOG_TAIL);
