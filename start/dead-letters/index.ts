import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ControlClient } from "../../local/control/control-client.js";
import { findRunning } from "../../local/control/launch.js";
import type { Run } from "../../local/control/run-file.js";
import { createProgress } from "../../tools/setup/progress.mjs";
import { run as runCommand } from "../command.js";
import { NOTHING_RUNS, NOTHING_RUNS_CODE } from "../nothing-runs.js";
import { azureFolder, STACK, Workspace } from "../workspace.js";
import { localOperator } from "./local-operator.js";
import { type DeadLetterOptions, HELP, readDeadLetterOptions } from "./options.js";
import { type ExportedState, readStack, type Stack } from "./stack.js";
import type { Work } from "./work.js";

/** `npm run dead-letters -- list | show | replay`: what could not be delivered, and back onto its function. */
const root = resolve(import.meta.dirname, "../..");

process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});

async function main(): Promise<number> {
  const options = readDeadLetterOptions(process.argv.slice(2));
  const { command, stack: name } = options;
  if (options.help || command === undefined) {
    (options.help ? process.stdout : process.stderr).write(`${HELP}\n`);
    return options.help ? 0 : 2;
  }
  const azure = name === STACK ? await running() : undefined;
  if (name === STACK && azure === undefined) return nowhere(NOTHING_RUNS);
  const env = azure === undefined ? process.env : new Workspace(root).environment(azure);
  const { step } = createProgress(process.stderr, { env: process.env });
  const stack = await step(`Asking stack ${name} what it has`, () => stackOf(name, env));
  if (stack.containers.length === 0)
    return nowhere(`Stack "${name}" has no dead-letter container. Deploy it: ${deployment(options)}`);
  const sends = command === "replay" && !options.dryRun;
  const login = azure !== undefined && sends ? await localOperator(new ControlClient(azure), stack) : {};
  const { choice, dryRun, json } = options;
  return carryOut({ command, choice, dryRun, json, stack }, { ...env, ...login });
}

/** Nothing where the stack was never deployed, or its local Azure does not run. */
async function running(): Promise<Run | undefined> {
  const azure = await findRunning(azureFolder(root));
  return existsSync(new Workspace(root).checkpointFile) ? azure : undefined;
}

async function stackOf(name: string, env: NodeJS.ProcessEnv): Promise<Stack> {
  const exported = await runCommand("pulumi", ["stack", "export", "--stack", name], { cwd: root, env });
  return readStack(name, JSON.parse(exported) as ExportedState);
}

/** As a process of somebody outside: in its environment are the login, and for the local Azure a proxy and a certificate. */
function carryOut(work: Work, env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, resolve(import.meta.dirname, "worker.ts")], {
    cwd: root,
    env,
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.stdin?.end(JSON.stringify(work));
  // An interrupt of this terminal reaches the child as well: it finishes the event that it is at.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void child.kill(signal));
  return new Promise((done) => child.once("close", (code) => done(code ?? 1)));
}

function deployment({ stack }: DeadLetterOptions): string {
  return stack === STACK ? "npm start" : `pulumi up --stack ${stack}`;
}

function nowhere(why: string): number {
  process.stderr.write(`${why}\n`);
  return NOTHING_RUNS_CODE;
}
