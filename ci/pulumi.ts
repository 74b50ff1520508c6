import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { policyPack } from "../start/policy-pack.js";
import { CliFailure } from "./cli-failure.js";
import type { CliResult } from "./cli-result.js";

/** Of the checkout: where Pulumi's project file lies. */
export const ROOT = resolve(import.meta.dirname, "..");

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface PulumiOptions {
  /** Left out for a command that is about no single stack. */
  readonly stack?: string;
  /** As `loggedIn` gives it. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether what the CLI prints is shown on standard error as it comes; default false. */
  readonly show?: boolean;
  /** Given on standard input, so that it is no argument that other processes could see. */
  readonly input?: string;
  /** Exit codes that are answers and no failures; default 0 alone. 7 says that there are changes. */
  readonly answers?: readonly number[];
  /** Where the project file lies; default is this checkout. */
  readonly cwd?: string;
}

/**
 * Runs the Pulumi CLI without questions, and with the policy pack where the command takes one.
 *
 * It runs in a group of processes of its own: an interrupt reaches it once, and it ends its update in order. A second
 * one makes it stop at once.
 *
 * @param args e.g. `["preview", "--json"]`.
 * @throws CliFailure when it ends with an exit code that is no answer.
 */
export async function pulumi(args: readonly string[], options: PulumiOptions): Promise<CliResult> {
  const { stack, env, show = false, input = "", answers = [0], cwd = ROOT } = options;
  const of = stack === undefined ? [] : ["--stack", stack];
  const full = [...args, ...of, "--non-interactive", "--color", colour(env)];
  const policies = stack === undefined ? {} : policyPack(args, policiesOf(stack), env);
  const child = spawn("pulumi", full, {
    cwd,
    env: { ...env, ...policies, PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const passedOn = SIGNALS.map((signal) => {
    const handler = () => void child.kill("SIGINT");
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  if (show) for (const stream of [child.stdout, child.stderr]) stream.pipe(process.stderr, { end: false });
  // A CLI that ends before it has read its input breaks the pipe; its exit code says what was wrong.
  child.stdin.on("error", () => undefined).end(input);
  const code = await new Promise<number>((done, fail) => {
    child.once("error", fail);
    child.once("close", (status) => done(status ?? 1));
  }).finally(() => {
    for (const [signal, handler] of passedOn) process.off(signal, handler);
  });
  const result = { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
  if (!answers.includes(code))
    throw new CliFailure({ args, stack, backend: env.PULUMI_BACKEND_URL, isShown: show }, result);
  return result;
}

/** Stacks of pull requests have the config of dev, and are held to its policies. */
function policiesOf(stack: string): string {
  return /^pr-\d+$/.test(stack) ? "dev" : stack;
}

function colour(env: NodeJS.ProcessEnv): "always" | "never" {
  return process.stderr.isTTY && !env.NO_COLOR ? "always" : "never";
}
