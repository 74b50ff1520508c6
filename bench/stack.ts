import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../start/command.js";
import { peakWhile } from "./peak-memory.js";

/** What a command of the Pulumi CLI took. */
export interface Taken {
  readonly ms: number;
  /** Greatest resident size of a process of a kind while it ran, in megabytes. */
  readonly peakMB: Readonly<Record<"engine" | "program", number>>;
}

/** A stack of a benchmark's own program, with its state in a folder of its own. */
export class Stack {
  readonly #cwd: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(program: string, folder: string, env: NodeJS.ProcessEnv) {
    this.#cwd = resolve(import.meta.dirname, program);
    this.#env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_HOME: join(folder, "pulumi"),
      PULUMI_STACK: "bench",
      PULUMI_OPTION_CONFIG_FILE: join(folder, "Pulumi.bench.yaml"),
      PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...env,
    };
  }

  /**
   * @param program its folder, below this one.
   * @param folder an empty one, for its state.
   * @param env providers to attach, and what the program reads.
   */
  static async make(program: string, folder: string, env: NodeJS.ProcessEnv): Promise<Stack> {
    mkdirSync(join(folder, "state"), { recursive: true });
    writeFileSync(join(folder, "passphrase"), "of a benchmark");
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${program}\nruntime: nodejs\n`);
    const stack = new Stack(program, folder, env);
    await peakWhile("pulumi", ["stack", "init", "bench"], { cwd: folder, env: stack.#env });
    return stack;
  }

  /** Resources in the state, the stack itself and its providers among them. */
  async count(): Promise<number> {
    const exported = await run("pulumi", ["stack", "export"], { cwd: this.#cwd, env: this.#env });
    return (JSON.parse(exported) as { deployment: { resources: unknown[] } }).deployment.resources.length;
  }

  /** What the program exports. */
  async outputs<Outputs>(): Promise<Outputs> {
    return JSON.parse(
      await run("pulumi", ["stack", "output", "--json"], { cwd: this.#cwd, env: this.#env }),
    ) as Outputs;
  }

  up = (): Promise<Taken> => this.#run("up", "--yes", "--skip-preview");
  preview = (): Promise<Taken> => this.#run("preview");

  async #run(...args: string[]): Promise<Taken> {
    const startedAt = performance.now();
    const peakMB = await peakWhile("pulumi", args, { cwd: this.#cwd, env: this.#env });
    return { ms: performance.now() - startedAt, peakMB };
  }
}
