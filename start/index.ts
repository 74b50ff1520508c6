import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { shutDown } from "../local/control/launch.js";
import type { Run } from "../local/control/run-file.js";
import { run as runCommand, show } from "./command.js";
import { failureText, SEE_PAGE } from "./failure-text.js";
import { openWorkspace } from "./open-workspace.js";
import { HELP, readOptions } from "./options.js";
import { policyPack } from "./policy-pack.js";
import { azureFolder, STACK, type Workspace } from "./workspace.js";

/** `npm start`: the local Azure, the real `pulumi up`, and a look at names on their way. */
const root = resolve(import.meta.dirname, "..");
const folder = azureFolder(root);
const startedAt = new Date();

let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // Children of this terminal get it as well and end in order; this process waits for them and then cleans up.
  process.on(signal, () => {
    interrupted = true;
  });
}
process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${failureText(error)}\n`);
  return 1;
});

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const { workspace, azure, resumed } = await openWorkspace(root, say, process.pid);
  say(resumed ? "The local Azure runs already, and stays when this ends." : "The local Azure is up.");
  try {
    return await deployAndWatch(workspace, azure, process.argv.slice(2));
  } finally {
    if (!resumed) {
      await shutDown(folder);
      say("The local Azure is down. What was deployed is kept for the next start.");
    }
  }
}

async function deployAndWatch(workspace: Workspace, azure: Run, args: readonly string[]): Promise<number> {
  const env = { ...workspace.environment(azure), ...policyPack([], STACK, process.env) };
  say(`Deploying stack "${STACK}" with pulumi up…`);
  const code = await show("pulumi", ["up", "--yes", "--skip-preview"], { cwd: root, env });
  if (interrupted) return 130;
  if (code !== 0) {
    process.stderr.write(`${SEE_PAGE}\n`);
    return code;
  }
  const outputs = await runCommand("pulumi", ["stack", "output", "--json"], { cwd: root, env });
  const watched = await watch(outputs, args, env);
  return interrupted ? 0 : watched;
}

function watch(outputs: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const script = resolve(import.meta.dirname, "watch.ts");
  // With this, Node's own fetch goes through the proxy of the environment, as the SDKs do by themselves.
  const proxied = { NODE_USE_ENV_PROXY: "1", GRIDWIRE_STARTED: startedAt.toISOString() };
  const child = spawn(process.execPath, [...process.execArgv, "--disable-warning=UNDICI-EHPA", script, ...args], {
    cwd: root,
    env: { ...env, ...proxied },
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.stdin?.end(outputs);
  return new Promise((done) => child.once("close", (code) => done(code ?? 1)));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
