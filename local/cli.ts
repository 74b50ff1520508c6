import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { auditCommand } from "./control/audit-command.js";
import { clock } from "./control/clock-command.js";
import { ControlClient } from "./control/control-client.js";
import { findRunning, launch, reset, shutDown } from "./control/launch.js";
import { metricsCommand } from "./control/metrics-command.js";
import { misbehave } from "./control/misbehave-command.js";
import type { Run } from "./control/run-file.js";
import { scaleCommand } from "./control/scale-command.js";
import { TOKEN_HELP, TOKEN_OPTIONS, tokenCommand } from "./control/token-command.js";
import { traceLogsCommand, tracesCommand } from "./control/traces-command.js";
import { logLines } from "./functions/index.js";
import type { Activity } from "./shared/activity.js";

const HELP = `The local Azure: a tenant, a subscription and their services on this machine.

Usage: npm run local -- <command> [--folder <path>]

  up            start it, or find the one that runs
  down          stop it; what was declared and accepted stays
  status        what runs, and what is declared
  env           print what another process needs to use it, as shell exports
  logs          what happens in its services, as it happens
  logs <app>    what an app's functions log
  audit         who was granted what, what of it was used, and what was denied
  token         print a token to call an API of the tenant with
  traces [id]   what ran because of what: the latest, or one step by step
  metrics       what was published, delivered, retried, dropped, and how long it took
  misbehave     make it behave as badly as Azure can: late, busy, failing
  clock         tell its time, or move it ahead
  scale <app> <number>   run an app in so many instances
  reset         stop it and remove all that it keeps

  --trace <id>  for logs: what was logged in this trace, by all apps
  --role, --scope, --user, --audience   for token: what it says
  --as <who>    for env: developer (default), or deployer, the subscription's owner
  --json        for audit, metrics and traces: everything, as JSON
  --folder      where it keeps everything (default .gridwire/azure)
  --help        this text

Example: eval "$(npm run --silent local -- env)" && curl https://login.microsoftonline.com/common/discovery/instance`;

const COMMAND_HELP: Readonly<Record<string, string>> = {
  up: "npm run local -- up\nStarts the local Azure in the background, or finds the one that runs. Prints where it keeps its log.",
  down: "npm run local -- down\nStops the local Azure and its apps. The next `up` carries on from what it keeps.",
  status: "npm run local -- status\nPrints what runs. Exit code 3 when nothing does.",
  env: "npm run local -- env [--as deployer]\nPrints shell exports: proxy, certificate, the developer's login (or the deployer's, for what an administrator does) and the providers for Pulumi. They hold a client secret: do not paste them into a ticket.",
  logs: "npm run local -- logs [app | --trace <id>]\nPrints the services' activities as they happen, or the log of one app, by its site's name or a part of it; Ctrl-C ends it. With --trace what all apps logged in a trace, as Application Insights has it.",
  token: TOKEN_HELP,
  traces:
    "npm run local -- traces [<id>] [--json]\nLists the latest traces; with the id of one, its beginning, or the id of an event, prints every step below the one that called it, when it began and how long it took. Telemetry arrives a few seconds after a function ran. More: docs/how-to/follow-a-name.md.",
  misbehave:
    "npm run local -- misbehave [<name> <number> | none]\nWithout a name: lists everything that it can do badly, and what it was told. With one: does that for so many seconds or times; 0 ends it, none ends all, and so does a new start. What the program does then: docs/how-to/try-a-bad-day.md.",
  audit:
    "npm run local -- audit [--json]\nPrints for each identity its role assignments, used or never used, and the calls that it was denied. Exit code 1 when a declared one was never used, or a call was denied, unless a grant allows it now that was not ten minutes old then: Azure may take as long to see it.",
  metrics:
    "npm run local -- metrics [--json]\nPrints Event Grid's metrics since the start, by their names on Azure, for each topic and subscription. The address that `status` prints gives them as OpenMetrics, to who sends the token of run.json as a bearer token.",
  clock:
    "npm run local -- clock [+<number>(s|m|h|d)]\nPrints the time in the local Azure. With a number moves it ahead, e.g. +6m: whatever waits until then happens at once. It never goes back, until a reset. Tokens and the log keep this machine's time.",
  scale:
    "npm run local -- scale <app> <number>\nRuns an app, by its site's name or a part of it, in so many instances, 1 to 10, until the local Azure ends: requests go round, queues are shared, timers run once. Waits until they run.",
  reset: "npm run local -- reset\nStops the local Azure and removes its folder: resources, events, blobs, secrets.",
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: "string", default: ".gridwire/azure" },
    as: { type: "string", default: "developer" },
    json: { type: "boolean", default: false },
    trace: { type: "string" },
    ...TOKEN_OPTIONS,
    help: { type: "boolean", short: "h" },
  },
});
const folder = resolve(values.folder);
const [command, ...rest] = positionals;

process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});

async function main(): Promise<number> {
  if (values.help === true || command === undefined) {
    print((command !== undefined && COMMAND_HELP[command]) || HELP);
    return 0;
  }
  switch (command) {
    case "up": {
      const { run, resumed } = await launch(folder);
      print(`The local Azure ${resumed ? "runs already" : "is up"} (process ${run.pid}). Its log: ${folder}/azure.log`);
      return 0;
    }
    case "down":
      print((await shutDown(folder)) ? "The local Azure is down." : "No local Azure was running.");
      return 0;
    case "reset":
      await reset(folder);
      print(`The local Azure is down and ${folder} is gone.`);
      return 0;
    case "status":
      return status();
    case "env":
      return withRun((run) => printEnvironment(run));
    case "logs":
      return withRun((run) => logs(run, rest[0]));
    case "token":
      return withRun(async (run) => print(await tokenCommand(new ControlClient(run), values)));
    case "traces":
      return withRun(async (run) => print(await tracesCommand(new ControlClient(run), rest[0], values.json)));
    case "misbehave":
      return withRun(async (run) => print(await misbehave(new ControlClient(run), ...rest)));
    case "audit":
      return withRun(async (run) => {
        const { text, ok } = await auditCommand(new ControlClient(run), values.json);
        print(text);
        return ok ? 0 : 1;
      });
    case "metrics":
      return withRun(async (run) => print(await metricsCommand(new ControlClient(run), values.json)));
    case "scale":
      return withRun(async (run) => {
        const control = new ControlClient(run);
        const tell = (text: string) => process.stderr.write(`${text}\n`);
        print(await scaleCommand(control, await siteOf(control, rest[0]), rest[1], tell));
      });
    case "clock":
      return withRun(async (run) => print(await clock(new ControlClient(run), rest[0])));
    default:
      process.stderr.write(
        `unknown command "${command}": expected up, down, status, env, logs, token, traces, audit, metrics, misbehave, clock, scale or reset\n`,
      );
      return 2;
  }
}

async function status(): Promise<number> {
  const run = await findRunning(folder);
  if (run === undefined) {
    print("No local Azure runs. Start it: npm run local -- up");
    return 3;
  }
  const { resources, memoryMB, apps } = await new ControlClient(run).status();
  print(`running since ${run.startedAt} (process ${run.pid}, ${memoryMB} MB)`);
  print(`proxy         http://127.0.0.1:${run.proxyPort}`);
  print(
    `providers     ${Object.entries(run.providers)
      .map(([name, port]) => `${name}:${port}`)
      .join(", ")}`,
  );
  print(`metrics       ${run.control.url}/metrics`);
  print(`resources     ${resources}`);
  for (const { name, state, reason, inspectorPort, instances } of apps) {
    const count = instances > 1 ? `${instances} instances` : undefined;
    const more = [reason, count, inspectorPort && `open to a debugger on 127.0.0.1:${inspectorPort}`].filter(Boolean);
    print(`app           ${name}: ${state}${more.length === 0 ? "" : ` (${more.join("; ")})`}`);
  }
  return 0;
}

async function printEnvironment(run: Run): Promise<void> {
  const environment = { ...run.environment, ...(await new ControlClient(run).credentialsOf(values.as)) };
  for (const [name, value] of Object.entries(environment)) print(`export ${name}='${value}'`);
}

async function logs(run: Run, app: string | undefined): Promise<void> {
  if (values.trace !== undefined) print(await traceLogsCommand(new ControlClient(run), values.trace));
  else await (app === undefined ? followActivities(run) : followLog(run, app));
}

async function followActivities(run: Run): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  try {
    for await (const activity of new ControlClient(run).activities(new Date(run.startedAt), stop.signal))
      print(lineOf(activity));
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}

/** @param app the site's name, or a part that no other site's name holds. */
async function siteOf(control: ControlClient, app = ""): Promise<string> {
  const names = (await control.status()).apps.map(({ name }) => name);
  const [site, ...more] = names.filter((name) => name === app || name.includes(app));
  if (site === undefined || more.length > 0) {
    throw new Error(
      `"${app}" is part of ${site === undefined ? "no" : "more than one"} app's name: ${names.join(", ") || "none is deployed"}`,
    );
  }
  return site;
}

async function followLog(run: Run, app: string): Promise<void> {
  const site = await siteOf(new ControlClient(run), app);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  for await (const line of logLines(folder, site, stop.signal)) print(line);
}

/** @returns the exit code that the use comes to; 0 when it comes to none. */
async function withRun(use: (run: Run) => unknown): Promise<number> {
  const run = await findRunning(folder);
  if (run === undefined) {
    const why = existsSync(folder) ? "No local Azure runs" : `No local Azure runs, and ${folder} does not exist`;
    process.stderr.write(`${why}. Start it: npm run local -- up\n`);
    return 3;
  }
  const code = await use(run);
  return typeof code === "number" ? code : 0;
}

function lineOf({ at, service, what, target, subject, status: code, ms, note }: Activity): string {
  const parts = [
    at.toISOString(),
    service,
    what,
    target,
    subject,
    code,
    ms === undefined ? undefined : `${Math.round(ms)} ms`,
    note,
  ];
  return parts.filter((part) => part !== undefined).join("  ");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
