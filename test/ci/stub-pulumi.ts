import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A call of the stand-in, as it was made. */
export interface StubCall {
  readonly args: readonly string[];
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A stand-in for the Pulumi CLI: writes down how it is called, and does what it is told.
 *
 * Its answer is the body of an asynchronous function of `args`, with `process`, `fs` and `die(code, text)`.
 */
export class StubPulumi {
  readonly folder = mkdtempSync(join(tmpdir(), "gridwire-stub-"));
  readonly #log = join(this.folder, "calls.jsonl");

  constructor(answer: string) {
    const script = `#!${process.execPath}
const fs = require("node:fs");
const die = (code, text = "") => { process.stderr.write(text); process.exitCode = code; };
const args = process.argv.slice(2);
const input = fs.readFileSync(0, "utf8");
fs.appendFileSync(${JSON.stringify(this.#log)}, JSON.stringify({ args, input, env: process.env }) + "\\n");
(async () => { ${answer} })();
`;
    const file = join(this.folder, "pulumi");
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }

  /** An environment in which this stands in for the CLI. */
  env(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${this.folder}${delimiter}${process.env.PATH}`, ...more };
  }

  get calls(): StubCall[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as StubCall);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
