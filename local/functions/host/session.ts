import type { Debugging } from "../../shared/debugging.js";
import type { Platform } from "../../shared/service.js";
import type { Site } from "../site.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import { EVENT_GRID_KEY } from "../triggers/event-grid-trigger.js";
import { HttpRouter } from "../triggers/http-router.js";
import { TimerStatusStore } from "../triggers/timer-status.js";
import { Timer } from "../triggers/timer-trigger.js";
import { entryPoints } from "../worker/entry-points.js";
import { workerEnvironment } from "../worker/environment.js";
import { Worker } from "../worker/worker.js";
import { type FunctionDefinition, indexFunctions } from "./function-definition.js";
import { type HostJson, readHostJson } from "./host-json.js";
import type { HostKeys } from "./host-keys.js";
import type { HostStorage } from "./host-storage.js";
import { Invoker } from "./invoker.js";

/** An app that runs, from the start of its process to its end. */
export interface Session {
  readonly hostJson: HostJson;
  readonly functions: readonly FunctionDefinition[];
  /** Why some functions do not run. */
  readonly errors: readonly string[];
  readonly router: HttpRouter;
  readonly invoker: Invoker;
  readonly timers: ReadonlyMap<string, Timer>;
  readonly worker: Worker;
  stop(): Promise<void>;
}

export interface SessionOptions {
  readonly platform: Platform;
  readonly site: Site;
  readonly journal: AppJournal;
  readonly storage: HostStorage;
  readonly keys: HostKeys;
  /** Folder of the unpacked package. */
  readonly directory: string;
  /** How the app is opened to a debugger, if it is: then nothing limits how long a function runs. */
  readonly debugging: Debugging | undefined;
  /** Ends the start. */
  readonly signal: AbortSignal;
  /** Called when a function ran longer than host.json allows: the process is not to be trusted any more. */
  readonly onTimeout: () => void;
}

/**
 * Starts an app.
 *
 * @throws when it cannot be loaded.
 */
export async function startSession(options: SessionOptions): Promise<Session> {
  const { platform, site, journal, keys, directory, debugging } = options;
  const hostJson = readHostJson(directory, site.settings);
  journal.levels = hostJson.logLevels;
  tellDifferences(site, journal);
  const { worker, functions: registered } = await Worker.start({
    directory,
    files: entryPoints(directory),
    environment: workerEnvironment(platform, site, directory),
    onLog: (line) => journal.app(line),
    ...(debugging === undefined ? {} : { inspectorPort: debugging.port }),
    signal: options.signal,
  });
  try {
    const { functions, errors } = indexFunctions(registered, site.settings, hostJson.functions);
    for (const error of errors) journal.host("error", "Host.Startup", error);
    const router = new HttpRouter(functions, hostJson.routePrefix);
    const invoker = new Invoker(platform, site, worker, journal, {
      timeoutMs: debugging === undefined ? hostJson.functionTimeoutMs : undefined,
      onTimeout: options.onTimeout,
    });
    if (functions.some(({ trigger }) => trigger.kind === "eventGrid")) await keys.ensure("systemKeys", EVENT_GRID_KEY);
    journal.know(keys.values());
    const timers = makeTimers(functions, invoker, options);
    const stop = () => {
      for (const timer of timers.values()) timer.stop();
      return worker.stop();
    };
    return { hostJson, functions, errors, router, invoker, timers, worker, stop };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

function makeTimers(
  functions: readonly FunctionDefinition[],
  invoker: Invoker,
  { platform, site, journal, storage }: SessionOptions,
): Map<string, Timer> {
  const timers = new Map<string, Timer>();
  for (const definition of functions) {
    const { name, trigger } = definition;
    if (trigger.kind !== "timer") continue;
    const status = trigger.monitored ? { status: new TimerStatusStore(storage, site, name) } : {};
    timers.set(name, new Timer({ definition, trigger, invoker, journal, clock: platform.clock, ...status }));
  }
  return timers;
}

/** What the app will find other than it is declared. */
function tellDifferences(site: Site, journal: AppJournal): void {
  for (const [name, value] of Object.entries(site.settings)) {
    if (!value.startsWith("@Microsoft.KeyVault(")) continue;
    journal.host("warning", "Host.Startup", `Setting ${name}: the local Azure does not resolve Key Vault references.`);
  }
  const [major] = process.versions.node.split(".");
  if (site.runtime.version !== major) {
    journal.host(
      "warning",
      "Host.Startup",
      `The site declares Node ${site.runtime.version}; here it runs on Node ${major}.`,
    );
  }
}
