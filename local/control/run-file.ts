import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a running local Azure tells those who want to use it. Readable by its user alone: it holds logins. */
export interface Run {
  /** 0 once it has ended. */
  readonly pid: number;
  /** The process that it was started for and ends with; nothing when it was started to stay. */
  readonly owner?: number;
  /** ISO time. */
  readonly startedAt: string;
  /** Environment for any process that uses the local Azure as if it were Azure: proxy, certificate, login, providers. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ports of the providers, by the package that they answer for. */
  readonly providers: Readonly<Record<string, number>>;
  readonly proxyPort: number;
  readonly control: { readonly url: string; readonly token: string };
}

const fileIn = (folder: string): string => join(folder, "run.json");

export function writeRun(folder: string, run: Run): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${fileIn(folder)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(run, undefined, 2), { mode: 0o600 });
  renameSync(temporary, fileIn(folder));
}

/** Says that it has ended. Its ports stay, for the next one. */
export function endRun(folder: string): void {
  const run = lastRun(folder);
  if (run !== undefined) writeRun(folder, { ...run, pid: 0, environment: {}, control: { url: "", token: "" } });
}

/** The local Azure that runs from a folder; nothing when none does, or when it was killed. */
export function readRun(folder: string): Run | undefined {
  const run = lastRun(folder);
  return run !== undefined && run.pid > 0 && isAlive(run.pid) ? run : undefined;
}

/** What the latest run wrote, dead or alive: the next one takes the same ports, so that terminals keep working. */
export function lastRun(folder: string): Run | undefined {
  return existsSync(fileIn(folder)) ? (JSON.parse(readFileSync(fileIn(folder), "utf8")) as Run) : undefined;
}

/** Whether a process runs. One that has ended, and that nobody has waited for yet, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
}
