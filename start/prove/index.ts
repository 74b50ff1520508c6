import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launch, shutDown } from "../../local/control/launch.js";
import { createProgress } from "../../tools/setup/progress.mjs";
import { run as runCommand } from "../command.js";
import type { Outputs } from "../system.js";
import { STACK, Workspace } from "../workspace.js";
import { HELP, readProveOptions } from "./options.js";
import type { ToProve } from "./prover.js";

/** `npm run prove`: takes every role assignment away, once, and looks what breaks. */
const root = resolve(import.meta.dirname, "../..");

let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // Children of this terminal get it as well and end; this process waits for them and then cleans up.
  process.on(signal, () => {
    interrupted = true;
  });
}
process.exitCode = await main().catch((error: Error) => {
  // What was interrupted fails in its own words, which tell nothing.
  process.stderr.write(interrupted ? "Interrupted.\n" : `${error.message}\n`);
  return interrupted ? 130 : 1;
});

async function main(): Promise<number> {
  const options = readProveOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const home = mkdtempSync(join(tmpdir(), "gridwire-prove-"));
  const folder = join(home, "azure");
  const { step } = createProgress(process.stderr, { env: process.env });
  try {
    const { run } = await launch(folder, process.pid);
    const workspace = new Workspace(root, home);
    const env = workspace.environment(run);
    const outputs = await step(`Deploying stack "${STACK}" to a local Azure of its own`, async () => {
      await workspace.prepare(run);
      await runCommand("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], { cwd: root, env });
      return JSON.parse(await runCommand("pulumi", ["stack", "output", "--json"], { cwd: root, env })) as Outputs;
    });
    const code = await prove({ folder, outputs, ...(options.app === undefined ? {} : { app: options.app }) }, env);
    return interrupted ? 130 : code;
  } finally {
    await shutDown(folder);
    rmSync(home, { recursive: true, force: true });
  }
}

function withoutWarning(options = ""): string {
  return `${options} --disable-warning=UNDICI-EHPA`.trim();
}

function prove(toProve: ToProve, env: NodeJS.ProcessEnv): Promise<number> {
  const args = [...process.execArgv, resolve(import.meta.dirname, "prover.ts")];
  // With this, Node's own fetch goes through the proxy of the environment, as the SDKs do by themselves. An option of
  // the environment reaches the threads of tsx as well.
  const proxied = { ...env, NODE_USE_ENV_PROXY: "1", NODE_OPTIONS: withoutWarning(env.NODE_OPTIONS) };
  const child = spawn(process.execPath, args, { cwd: root, env: proxied, stdio: ["pipe", "inherit", "inherit"] });
  child.stdin?.end(JSON.stringify(toProve));
  return new Promise((done) => child.once("close", (code) => done(code ?? 1)));
}
