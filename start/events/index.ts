import { resolve } from "node:path";
import { ControlClient } from "../../local/control/control-client.js";
import { findRunning } from "../../local/control/launch.js";
import { NOTHING_RUNS, NOTHING_RUNS_CODE } from "../nothing-runs.js";
import { azureFolder } from "../workspace.js";
import { EventFlow, type KnownStep } from "./event-flow.js";
import { type EventsOptions, HELP, readEventsOptions } from "./options.js";
import { stepLine } from "./step-line.js";

/** `npm run events`: what happens to events in the local Azure. */
const MOST_PAST_STEPS = 100;
const root = resolve(import.meta.dirname, "../..");

// Whoever reads this in a pipe may stop reading: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 1;
});

async function main(): Promise<number> {
  const options = readEventsOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const run = await findRunning(azureFolder(root));
  if (run === undefined) {
    process.stderr.write(`${NOTHING_RUNS}\n`);
    return NOTHING_RUNS_CODE;
  }
  const flow = new EventFlow(options.filter);
  const control = new ControlClient(run);
  const since = new Date(run.startedAt);
  if (options.follow) return follow(flow, control, since, options);

  const past: KnownStep[] = [];
  for await (const activity of control.pastActivities(since)) {
    const step = flow.observe(activity);
    if (step !== undefined) past.push(step);
  }
  for (const step of past.slice(-MOST_PAST_STEPS)) show(step, options);
  if (past.length === 0) process.stderr.write("No such event since the local Azure was started.\n");
  return 0;
}

/** Earlier activities tell what later ones belong to; what they were is shown only when one event was asked for. */
async function follow(flow: EventFlow, control: ControlClient, since: Date, options: EventsOptions): Promise<number> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const showFrom = options.filter.id === undefined ? new Date() : since;
  try {
    for await (const activity of control.activities(since, stop.signal)) {
      const step = flow.observe(activity);
      if (step !== undefined && step.at >= showFrom) show(step, options);
    }
  } catch (error) {
    if (stop.signal.aborted) return 0;
    if ((await findRunning(azureFolder(root))) !== undefined) throw error;
  }
  process.stderr.write("The local Azure has ended.\n");
  return NOTHING_RUNS_CODE;
}

function show(step: KnownStep, { json }: EventsOptions): void {
  process.stdout.write(`${json ? JSON.stringify(step) : stepLine(step, process.stdout)}\n`);
}
