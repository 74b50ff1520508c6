/** What the host knows of a process that ended by itself. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last of its standard error. */
  readonly lines: readonly string[];
  /** Whether the host ended it since its memory grew past that of an instance. */
  readonly isTooLarge: boolean;
  /** Memory of an instance, MB. */
  readonly memoryMB: number;
}

/** What the real host tells of standard error as well. */
const LINES_TOLD = 3;
const OUT_OF_HEAP = /heap out of memory|Allocation failed - JavaScript/;
/** How V8 and Node frame a stack: of no use to who reads one line. */
const NOISE = /^\s*(at |-----|<---|#\s|\d+: 0x|Node\.js v|$)/;

/**
 * Why a process ended, in one line.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/ProcessManagement/WorkerProcess.cs
 */
export function exitReason({ code, signal, lines, isTooLarge, memoryMB }: Exit): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  if (isTooLarge || lines.some((line) => OUT_OF_HEAP.test(line))) {
    return (
      `out of memory (${how}): it needs more than an instance of ${memoryMB} MB has; ` +
      "hold less in memory at once, or raise functionAppConfig.scaleAndConcurrency.instanceMemoryMB (512, 2048 or 4096)"
    );
  }
  const last = uncaught(lines) ?? lines.filter((line) => !NOISE.test(line)).slice(-LINES_TOLD);
  return last.length === 0 ? how : `${how}: ${last.map((line) => line.trim()).join(" | ")}`;
}

/** The error that ended it and where that was thrown, when the worker told. */
function uncaught(lines: readonly string[]): string[] | undefined {
  const at = lines.findLastIndex((line) => line.startsWith("Worker uncaught exception"));
  if (at < 0) return undefined;
  const where = lines.slice(at + 1).find((line) => /^\s*at /.test(line));
  return [lines[at] ?? "", ...(where === undefined ? [] : [where])];
}
