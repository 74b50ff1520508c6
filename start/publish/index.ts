import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { events } from "../../contracts/events/index.js";
import { findRunning } from "../../local/control/launch.js";
import { run as runCommand } from "../command.js";
import { findEvent } from "../find-event.js";
import { NOTHING_RUNS, NOTHING_RUNS_CODE } from "../nothing-runs.js";
import type { Outputs } from "../system.js";
import { azureFolder, STACK, Workspace } from "../workspace.js";
import { checkData } from "./check-data.js";
import { HELP, type PublishOptions, readPublishOptions } from "./options.js";
import { readData } from "./read-data.js";
import { SOURCE, type ToSend } from "./to-send.js";

/** `npm run publish -- <event>`: sends one event by hand. */
const root = resolve(import.meta.dirname, "../..");

process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});

async function main(): Promise<number> {
  const options = readPublishOptions(process.argv.slice(2));
  if (options.help || options.event === undefined) {
    (options.help ? process.stdout : process.stderr).write(`${HELP}\n`);
    return options.help ? 0 : 2;
  }
  const event = findEvent(options.event, events);
  const { data, completed } = checkData(event, options.data === undefined ? undefined : readData(options.data));
  for (const { field, value } of completed) say(`Completed by example: ${field} = ${JSON.stringify(value)}`);
  const id = randomUUID();
  if (options.dryRun) {
    const shown = { specversion: "1.0", id, source: SOURCE, type: event.type, time: new Date().toISOString(), data };
    process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
    return 0;
  }
  const env = await environment(options.stack);
  if (env === undefined) return nowhere(NOTHING_RUNS);
  const endpoint = await topicOf(options.stack, env);
  if (endpoint === undefined)
    return nowhere(`Stack "${options.stack}" has no topic. Deploy it: ${deployment(options)}`);
  const code = await send({ type: event.type, id, data, endpoint }, env);
  if (code !== 0) return code;
  process.stdout.write(`Published ${event.type} ${id}\n  to ${endpoint}\n`);
  if (options.stack === STACK) say(`See what becomes of it: npm run events -- --follow --id ${id}`);
  return 0;
}

/** All that tells the local Azure from Azure. Nothing when there is none. */
async function environment(stack: string): Promise<NodeJS.ProcessEnv | undefined> {
  if (stack !== STACK) return process.env;
  const azure = await findRunning(azureFolder(root));
  const workspace = new Workspace(root);
  return azure !== undefined && existsSync(workspace.checkpointFile) ? workspace.environment(azure) : undefined;
}

async function topicOf(stack: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const outputs = await runCommand("pulumi", ["stack", "output", "--json", "--stack", stack], { cwd: root, env });
  return (JSON.parse(outputs) as Partial<Outputs>).topicEndpoint;
}

function send(event: ToSend, env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, resolve(import.meta.dirname, "send.ts")], {
    cwd: root,
    env,
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.stdin?.end(JSON.stringify(event));
  return new Promise((done) => child.once("close", (code) => done(code ?? 1)));
}

function deployment({ stack }: PublishOptions): string {
  return stack === STACK ? "npm start" : `pulumi up --stack ${stack}`;
}

function nowhere(why: string): number {
  process.stderr.write(`${why}\n`);
  return NOTHING_RUNS_CODE;
}

/** Beside what was asked for: not in a pipe. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
