import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const COPIED = [
  "contracts",
  "functions",
  "infra",
  "local",
  "start",
  "tools",
  "Pulumi.yaml",
  "Pulumi.local.yaml",
  "package.json",
  "tsconfig.json",
];

/** A copy of the project that a test may edit, with a home of its own for state and the local Azure. */
export class Checkout {
  private constructor(
    readonly root: string,
    readonly home: string,
  ) {}

  static make(): Checkout {
    const folder = mkdtempSync(join(tmpdir(), "gridwire-"));
    const root = join(folder, "checkout");
    mkdirSync(root);
    for (const entry of COPIED) cpSync(join(ROOT, entry), join(root, entry), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
    return new Checkout(root, join(folder, "home"));
  }

  /** Where its local Azure keeps everything. */
  get azure(): string {
    return join(this.home, "azure");
  }

  /** Replaces a text in a file of the copy. @throws when the text is not there, since the edit would then test nothing. */
  edit(file: string, from: string, to: string): void {
    const path = join(this.root, file);
    const before = readFileSync(path, "utf8");
    if (!before.includes(from)) throw new Error(`${file} does not hold "${from}"`);
    writeFileSync(path, before.replace(from, to));
  }

  remove(): void {
    rmSync(resolve(this.root, ".."), { recursive: true, force: true });
  }
}
