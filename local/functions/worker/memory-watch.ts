import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 1_000;

/**
 * Watches the memory of a process from outside, where an app that is busy cannot keep it from looking. A heap has a
 * limit of its own; this finds what lies outside of it, such as buffers. On Linux only: elsewhere it never tells.
 *
 * @param onTooLarge called once, when more than `limitMB` is resident.
 * @returns what ends it.
 */
export function watchMemory(pid: number | undefined, limitMB: number, onTooLarge: () => void): () => void {
  if (pid === undefined || process.platform !== "linux") return () => undefined;
  const timer = setInterval(() => {
    if (residentMB(pid) <= limitMB) return;
    clearInterval(timer);
    onTooLarge();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** 0 when the process is gone. */
function residentMB(pid: number): number {
  try {
    const kB = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kB ?? 0) / 1024;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || (error as NodeJS.ErrnoException).code === "ESRCH")
      return 0;
    throw error;
  }
}
