import { open, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { appFolder, LOG_FILE } from "./app-files.js";

/** How many earlier lines come first. */
const EARLIER_LINES = 200;
const LOOK_EVERY_MS = 250;

/**
 * The log of an app from its file, as `tail -f` would: from any process, also when the local Azure is down.
 *
 * @param folder the local Azure's.
 * @param siteName e.g. `func-recorder-1a2b3c`.
 * @param signal ends it.
 * @throws when there is no such app.
 */
export async function* logLines(folder: string, siteName: string, signal: AbortSignal): AsyncGenerator<string> {
  const file = path.join(appFolder(folder, siteName), LOG_FILE);
  const sizeNow = async (): Promise<number> => (await stat(file)).size;
  const earlier = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new Error(`app "${siteName}": there is no log of it in ${folder}`) : error;
  });
  let at = earlier.byteLength;
  let rest = "";
  yield* earlier.toString("utf8").split("\n").slice(0, -1).slice(-EARLIER_LINES);
  while (await sleepUnless(signal)) {
    const size = await sizeNow().catch(() => 0);
    // A new file took its place.
    if (size < at) at = 0;
    if (size === at) continue;
    const lines = (rest + (await readFrom(file, at, size))).split("\n");
    at = size;
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function sleepUnless(signal: AbortSignal): Promise<boolean> {
  if (!signal.aborted) await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

async function readFrom(file: string, from: number, to: number): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
