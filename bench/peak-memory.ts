import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { readProc } from "./read-proc.js";

const SAMPLE_MS = 200;

type Kind = "engine" | "program";

/**
 * Runs a command to its end, and watches the peak resident size of the engine and of the program that it runs.
 * Linux only, where the kernel keeps it.
 *
 * @returns megabytes; 0 where there was no such process.
 * @throws with what it printed when it fails.
 * @see https://docs.kernel.org/filesystems/proc.html VmHWM
 */
export async function peakWhile(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Record<Kind, number>> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (printed += chunk));
  const peak: Record<Kind, number> = { engine: 0, program: 0 };
  const sampler = setInterval(() => {
    for (const pid of readdirSync("/proc")) {
      const kind = /^\d+$/.test(pid) ? kindOf(pid, child.pid) : undefined;
      if (kind !== undefined) peak[kind] = Math.max(peak[kind], peakOf(pid));
    }
  }, SAMPLE_MS);
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 1));
  });
  clearInterval(sampler);
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ""} failed with exit code ${code}:\n${printed.trim()}`);
  return peak;
}

function kindOf(pid: string, engine: number | undefined): Kind | undefined {
  if (Number(pid) === engine) return "engine";
  // Not `cmd/run-plugin`, which runs the dynamic resources.
  return /@pulumi\/pulumi\/cmd\/run(\/index\.js)?\0/.test(readProc(`${pid}/cmdline`)) ? "program" : undefined;
}

const peakOf = (pid: string): number => Number(/^VmHWM:\s+(\d+) kB/m.exec(readProc(`${pid}/status`))?.[1] ?? 0) / 1024;
