import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { scriptEntry } from "../../start/script-entry.js";

const ROOT = resolve(import.meta.dirname, "../..");
const COPIED = [
  "ci",
  "contracts",
  "functions",
  "infra",
  "local",
  "policies",
  "start",
  "tools",
  "Pulumi.yaml",
  "Pulumi.local.yaml",
  "package.json",
  "tsconfig.json",
];

const TSX = ["--import", "tsx", "--disable-warning=ExperimentalWarning"];

/** What a command did. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A copy of the project that a test may edit, with a home of its own for state and the local Azure. */
export class Checkout {
  private constructor(
    readonly root: string,
    readonly home: string,
  ) {}

  /** @param more what is copied beside the project's code, e.g. `test`. */
  static make(...more: readonly string[]): Checkout {
    const folder = mkdtempSync(join(tmpdir(), "gridwire-"));
    const root = join(folder, "checkout");
    mkdirSync(root);
    for (const entry of [...COPIED, ...more]) cpSync(join(ROOT, entry), join(root, entry), { recursive: true });
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

  /** `npm run <script> -- <args>` in the copy, without the set-up. @param input of the command. */
  run(script: string, args: readonly string[] = [], input = ""): Promise<Ran> {
    const entry = scriptEntry(this.root, script);
    const child = spawn(process.execPath, [...TSX, ...entry, ...args], {
      cwd: this.root,
      env: { ...process.env, GRIDWIRE_HOME: this.home },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.end(input);
    return new Promise((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => done({ code: code ?? 1, out, err }));
    });
  }

  /** Runs a tool of the project's packages, e.g. `tsc`, in the copy. @throws with what it printed when it fails. */
  tool(name: string, ...args: readonly string[]): void {
    try {
      execFileSync(join(ROOT, "node_modules/.bin", name), args, { cwd: this.root, encoding: "utf8" });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${name} failed:\n${stdout}${stderr}`, { cause: error });
    }
  }

  remove(): void {
    rmSync(resolve(this.root, ".."), { recursive: true, force: true });
  }
}
