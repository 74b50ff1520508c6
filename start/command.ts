import { type ChildProcess, spawn } from "node:child_process";

interface Options {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Given on standard input, so that it is no argument that other processes could see. */
  readonly input?: string;
}

/**
 * Runs a command and collects what it prints.
 *
 * @returns its standard output.
 * @throws with what it printed when it fails.
 */
export async function run(command: string, args: readonly string[], { input, ...options }: Options): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  // A command that ends before it has read its input breaks the pipe; its exit code says what was wrong.
  child.stdin.on("error", () => undefined).end(input ?? "");
  const code = await ended(child);
  if (code !== 0) {
    const printed = Buffer.concat([...output, ...errors])
      .toString()
      .trim();
    throw new Error(`${command} ${args[0] ?? ""} failed with exit code ${code}:\n${printed}`);
  }
  return Buffer.concat(output).toString();
}

/** Runs a command on this terminal. @returns its exit code. */
export function show(command: string, args: readonly string[], options: Omit<Options, "input">): Promise<number> {
  return ended(spawn(command, args, { ...options, stdio: "inherit" }));
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}
