import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { WorkerLog } from "./protocol.js";

/** What Node tells about a debugger, on standard error: it is no error of the app. */
const OF_INSPECTOR =
  /^(Debugger (attached|ending on|listening on)|Waiting for the debugger to disconnect|For help, see: https:..nodejs)/;

/** Makes lines of the app's log of what it writes to a stream. */
export function forwardLines(
  stream: Readable | null,
  level: WorkerLog["level"],
  onLog: (line: WorkerLog) => void,
): void {
  if (stream === null) return;
  createInterface({ input: stream }).on("line", (message) => {
    if (OF_INSPECTOR.test(message)) onLog({ level: "information", category: "system", message });
    else if (message !== "") onLog({ level, category: "user", message });
  });
}
