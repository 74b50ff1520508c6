import { readdirSync } from "node:fs";
import { readProc } from "./read-proc.js";

/** A process of the local Azure and what it holds. */
export interface Share {
  readonly name: string;
  readonly megabytes: number;
}

/**
 * Memory of a process and all beneath it: proportional set size, so that pages shared by several count once.
 * Linux only, where the kernel tells it.
 *
 * @see https://docs.kernel.org/filesystems/proc.html smaps_rollup
 */
export function memoryOf(pid: number): Share[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readProc(`${entry}/stat`);
    const parent = /\) \S+ (\d+)/.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const below = (root: number): number[] => [
    root,
    ...[...parents].filter(([, parent]) => parent === root).flatMap(([child]) => below(child)),
  ];
  return below(pid).map((one) => ({
    name: nameOf(one, pid),
    megabytes: Number(/^Pss: +(\d+) kB/m.exec(readProc(`${one}/smaps_rollup`))?.[1] ?? 0) / 1024,
  }));
}

function nameOf(pid: number, root: number): string {
  if (pid === root) return "local Azure";
  const command = readProc(`${pid}/cmdline`).split("\0");
  if (command.some((part) => part.includes("azurite"))) return "Azurite";
  if (command.some((part) => part.includes("esbuild"))) return "loader of TypeScript";
  return /WEBSITE_SITE_NAME=([^\0]+)/.exec(readProc(`${pid}/environ`))?.[1] ?? `process ${pid}`;
}
