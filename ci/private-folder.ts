import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs the work with a new folder that its user alone can read, and that is gone afterwards, also after an interrupt. */
export async function inPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  // Made with mode 0700.
  const folder = mkdtempSync(join(tmpdir(), `gridwire-ci-${process.pid}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await work(folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}
