import { CliFailure } from "./cli-failure.js";
import { EXIT } from "./exit-codes.js";
import { explain } from "./explain.js";
import { Refusal } from "./refusal.js";

/** Exit codes of a shell for a program ended by these signals. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs one of these commands in this process: gives its help, ends it with its exit code, and writes its error.
 *
 * An interrupt ends the process, and with it what must not stay behind; while the Pulumi CLI runs, the CLI gets it and
 * ends in order first.
 *
 * @param work does the command. @returns its exit code.
 */
export async function runCommand(help: string, work: (args: readonly string[]) => Promise<number>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${help}\n`);
    return;
  }
  for (const [signal, code] of Object.entries(SIGNALS)) {
    const handler = () => {
      if (process.listenerCount(signal) === 1) process.exit(code);
    };
    process.on(signal, handler);
  }
  try {
    process.exitCode = await work(args);
  } catch (error) {
    process.stderr.write(`${textOf(error as Error)}\n`);
    process.exitCode = isRefused(error) ? EXIT.refused : EXIT.failed;
  }
}

/** A run of the CLI explains itself; what else failed, e.g. a login, may be known as well. */
function textOf(error: Error): string {
  const explanation = error instanceof CliFailure ? undefined : explain(error.message);
  return [error.message, explanation ?? ""].filter((part) => part !== "").join("\n");
}

/** Node's own errors about options have codes that begin so. */
function isRefused(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return error instanceof Refusal || (typeof code === "string" && code.startsWith("ERR_PARSE_ARGS"));
}
