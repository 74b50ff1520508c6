import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { isAlive } from "../../../local/control/run-file.js";
import { descendantsOf } from "../../shared/descendants.js";
import { eventually } from "../../shared/eventually.js";

const KILL_LIMIT_MS = 180_000;

/** A command that has ended. */
export interface Typed {
  readonly code: number;
  /** All that it printed, as a terminal shows it. */
  readonly printed: string;
  readonly out: string;
}

/** A command that is still at work. */
export interface Running {
  readonly pid: number;
  printed(): string;
  readonly ended: Promise<Typed>;
}

/** A shell in a folder, as whoever follows a page has it. */
export class Terminal {
  /** @param env of every command. */
  constructor(
    readonly folder: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Runs lines of a shell, until the first that fails. @param more environment. */
  async type(script: string, more: NodeJS.ProcessEnv = {}): Promise<Typed> {
    return this.#run("bash", ["-euo", "pipefail", "-c", script], more).ended;
  }

  begin(command: string, ...args: readonly string[]): Running {
    return this.#run(command, args, {});
  }

  /**
   * Begins a command, and kills it and all that it started in the middle of its work, as the end of a runner does.
   *
   * @param moment text that it prints when it is there.
   * @throws when it ends without, or does not come to it.
   */
  async kill(moment: RegExp, command: string, ...args: readonly string[]): Promise<Running> {
    const running = this.begin(command, ...args);
    const came = eventually(String(moment), () => (moment.test(running.printed()) ? true : undefined), KILL_LIMIT_MS);
    const ended = running.ended.then(({ printed }) => {
      throw new Error(`it ended before ${moment}:\n${printed}`);
    });
    try {
      await Promise.race([came, ended]);
    } finally {
      // Held first, so that it starts nothing more that would be left behind.
      if (isAlive(running.pid)) process.kill(running.pid, "SIGSTOP");
      for (const pid of [running.pid, ...descendantsOf(running.pid)].filter(isAlive)) process.kill(pid, "SIGKILL");
      await Promise.allSettled([came, ended]);
    }
    return running;
  }

  #run(command: string, args: readonly string[], more: NodeJS.ProcessEnv): Running {
    const child: ChildProcess = spawn(command, args, {
      cwd: this.folder,
      env: { ...this.env, ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [printed, out] = ["", ""];
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      out += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const ended = once(child, "close").then(([code]) => ({ code: Number(code ?? 1), printed, out }));
    return { pid: child.pid ?? 0, printed: () => printed, ended };
  }
}
