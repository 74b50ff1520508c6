import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of a test's own, and what tests put into it. */
export interface Scratch {
  readonly folder: string;
  /** Path in the folder. */
  path(...parts: string[]): string;
  /** Writes a file and its folders. */
  write(file: string, text: string): string;
  /** Writes an executable shell script. */
  script(file: string, body: string): string;
  remove(): void;
}

export function createScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), "gridwire-tools-"));
  const write = (file: string, text: string) => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  return {
    folder,
    path: (...parts) => join(folder, ...parts),
    write,
    script(file, body) {
      const path = write(file, `#!/bin/sh\n${body}\n`);
      chmodSync(path, 0o755);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
