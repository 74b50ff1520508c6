import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { rawNames, tally } from "../contracts/index.js";
import { ControlClient } from "../local/control/control-client.js";
import { findRunning } from "../local/control/launch.js";
import { awaitHost } from "./await-host.js";
import { show } from "./command.js";
import { writeCurlConfig } from "./curl-config.js";
import { openToDebugger } from "./inspect.js";
import { Journeys } from "./journey.js";
import { LiveView } from "./live-view.js";
import { serveOpenApi } from "./open-api-server.js";
import { readOptions } from "./options.js";
import { refusalsIn } from "./refusals.js";
import { reloadOnChange } from "./reload.js";
import { siteOf } from "./site.js";
import { summarize } from "./summary.js";
import { type Outputs, System } from "./system.js";
import { waitForNames } from "./wait-for-names.js";
import { azureFolder } from "./workspace.js";

/**
 * Watches names travel, as a process of somebody outside: in its environment are a proxy, a certificate and a login.
 *
 * Standard input: the stack's outputs as JSON. Environment: `GRIDWIRE_STARTED`, when the main job began (ISO time).
 */
const root = resolve(import.meta.dirname, "..");
const options = readOptions(process.argv.slice(2));
const outputs = JSON.parse(readFileSync(0, "utf8")) as Outputs;
const startedAt = new Date(process.env.GRIDWIRE_STARTED ?? Date.now());
const azure = await findRunning(azureFolder(root));
if (azure === undefined)
  throw new Error("the local Azure has ended; `npm run local -- logs` and azure.log in its folder tell why");

const control = new ControlClient(azure);
await Promise.all([outputs.apps.generator, outputs.apps.tally].map((url) => awaitHost(control, siteOf(url))));
const system = new System(outputs);
const journeys = new Journeys({ container: rawNames.name, counter: tally.name });
const view = new LiveView(process.stdout, (id) => system.nameOf(id));

/** With the role, as an app that has it: whatever the developer's own login may. */
const curl = async (app: "generator" | "tally", role: string): Promise<string> => {
  const token = await control.trialToken({ audience: outputs.api, roles: [role], scopes: [], isUser: false });
  return `curl --config ${writeCurlConfig(root, app, token, azure)}`;
};

const openApi = await serveOpenApi(outputs.apps, versionOf(root));
view.introduce(outputs, openApi.urls, {
  submit: `${await curl("generator", "Names.Generate")} -d '{"name":"Ada"}' ${outputs.apps.generator}/api/names`,
  counts: `${await curl("tally", "Counts.Read")} ${outputs.apps.tally}/api/counts`,
});

const readyAt = new Date();
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

const following = follow();
const say = (text: string) => process.stdout.write(`${text}\n`);
const inspected = await inspect().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
const endReload = options.watch
  ? await reloadOnChange({ root, outputs, deploy, say, beforeChange: inspected?.beforeChange })
  : undefined;
if (options.once) {
  const outcome = await waitForNames(system, journeys);
  process.stdout.write(`${summarize(outcome, journeys, { startedAt, readyAt }, refusalsIn(await control.audit()))}\n`);
  process.exitCode = outcome.equal ? 0 : 1;
  stop.abort();
}
await following;
endReload?.();
openApi.close();
if ((await findRunning(azureFolder(root))) !== undefined) await inspected?.close();

/** Opens the app that was asked for to a debugger. */
async function inspect() {
  if (options.inspect === undefined) return undefined;
  const { app } = options.inspect;
  const url = new Map(Object.entries(outputs.apps)).get(app);
  if (url === undefined) throw new Error(`--inspect: the stack has no app "${app}"; infra/index.ts declares its apps`);
  const { close, rebuild, url: debuggerUrl } = await openToDebugger(root, control, siteOf(url), options.inspect);
  say(`${app} is open to a debugger: ${debuggerUrl}`);
  say(`  chrome://inspect, or VS Code (docs/how-to/try-and-debug.md); breakpoints go into functions/${app}/*.ts`);
  return { close, beforeChange: async (changed: string) => (changed === app ? rebuild() : undefined) };
}

function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8")) as { readonly version: string }).version;
}

/** `pulumi up`, in the environment of the CLI: without what only this process needs. */
async function deploy(): Promise<boolean> {
  const { NODE_USE_ENV_PROXY: _, ...env } = process.env;
  return (await show("pulumi", ["up", "--yes", "--skip-preview"], { cwd: root, env })) === 0;
}

async function follow(): Promise<void> {
  try {
    for await (const activity of control.activities(readyAt, stop.signal)) {
      const step = journeys.observe(activity);
      if (step !== undefined) await view.show(step.journey);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}
