// @ts-check
/**
 * Runs a TypeScript entry point of this repository on a machine that has only Node 20.19 or newer and npm. Everything
 * up to the entry point is plain JavaScript on Node's own modules, since nothing is installed yet.
 */
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { checkMachine } from "./setup/check-machine.mjs";
import { undoAll } from "./setup/clean-up.mjs";
import { launch } from "./setup/launch.mjs";
import { prepare } from "./setup/prepare.mjs";
import { createProgress } from "./setup/progress.mjs";
import { SetupError } from "./setup/setup-error.mjs";

const HELP = `Usage: node tools/run.mjs [--no-pulumi] <entry.ts> [arguments…]

Makes ready what the entry point needs, then runs it with the arguments:
  Node 22            this machine's own, else from npm
  packages           npm ci, if package-lock.json has changed
  Pulumi CLI         on PATH, else the official installer, else built with Go

Options
  --no-pulumi        the entry point does without the Pulumi CLI
  --help             shows this

Environment
  GRIDWIRE_CACHE     where Node and the CLI are kept (an absolute path);
                     default ~/.cache/gridwire, on macOS ~/Library/Caches/gridwire
  NO_COLOR           no colours
`;

/** Exit codes of a shell for a program ended by these signals. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** @param {readonly string[]} args */
async function main(args) {
  const needsPulumi = args[0] !== "--no-pulumi";
  const [entry, ...entryArgs] = needsPulumi ? args : args.slice(1);
  if (entry === "--help" || entry === "-h") {
    process.stdout.write(HELP);
    return;
  }
  if (entry === undefined || entry.startsWith("-")) {
    throw new SetupError(`${entry ?? "No argument"} is not an entry point; expected a .ts file.\n\n${HELP}`);
  }
  const { platform, arch, execPath } = process;
  const machine = { platform, arch, execPath, nodeVersion: process.versions.node, home: homedir() };
  checkMachine(machine);
  // Asked only now: Node has import.meta.dirname since 20.11.
  const root = dirname(import.meta.dirname);
  const stopInterrupts = endOnSignals();
  const { node, env } = await prepare({
    root,
    needsPulumi,
    machine,
    env: process.env,
    progress: createProgress(process.stderr, { env: process.env }),
  });
  stopInterrupts();
  const nodeArgs = ["--import", "tsx", "--disable-warning=ExperimentalWarning", join(root, entry), ...entryArgs];
  const isTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  const end = await launch(node, nodeArgs, { env, isTerminal });
  if ("signal" in end) process.kill(process.pid, end.signal);
  else process.exitCode = end.code;
}

/** Interrupted, the set-up stops what it has started and gives its locks back. @returns {() => void} ends this */
function endOnSignals() {
  const handlers = Object.entries(SIGNAL_EXIT_CODES).map(([signal, code]) => {
    const handler = () => {
      undoAll();
      process.stderr.write(`\nThe set-up was interrupted; the same command takes it up again.\n`);
      process.exit(code);
    };
    process.on(signal, handler);
    return /** @type {const} */ ([signal, handler]);
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

main(process.argv.slice(2)).catch((error) => {
  undoAll();
  process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
