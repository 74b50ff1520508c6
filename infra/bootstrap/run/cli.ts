import { type ChildProcess, spawn } from "node:child_process";

/** Where and as whom a command runs. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A command ended with another exit code than 0. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";

  /** @param output all that it printed. */
  constructor(
    command: string,
    args: readonly string[],
    readonly code: number,
    readonly output: string,
  ) {
    super(`${command} ${args.slice(0, 2).join(" ")} failed with exit code ${code}:\n${output}`);
  }
}

/**
 * Runs a command and collects what it prints.
 *
 * @param input given on standard input, so that it is no argument that other processes could see.
 * @returns its standard output.
 * @throws CommandFailed
 */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env }: Surroundings,
  input = "",
): Promise<string> {
  const child = spawn(command, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  const out: Buffer[] = [];
  const all: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    out.push(chunk);
    all.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => all.push(chunk));
  // A command that ends before it has read its input breaks the pipe; its exit code says what was wrong.
  child.stdin.on("error", () => undefined).end(input);
  const code = await ended(child, command);
  if (code !== 0) throw new CommandFailed(command, args, code, Buffer.concat(all).toString().trim());
  return Buffer.concat(out).toString();
}

/** Runs a command on this terminal. @returns its exit code. */
export function show(command: string, args: readonly string[], { cwd, env }: Surroundings): Promise<number> {
  return ended(spawn(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] }), command);
}

function ended(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? new Error(`there is no command ${command} on PATH`, { cause: error }) : error);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}
