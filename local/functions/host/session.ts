import type { Debugging } from "../../shared/debugging.js";
import type { Platform } from "../../shared/service.js";
import { BindingsOfApp } from "../bindings/bindings-of-app.js";
import { QueueNotices } from "../bindings/queue-notices.js";
import type { Site } from "../site.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import type { BlobQueue } from "../triggers/blob-queue.js";
import { BLOBS_KEY } from "../triggers/blob-trigger.js";
import { checkRoutes } from "../triggers/check-routes.js";
import { EVENT_GRID_KEY } from "../triggers/event-grid-trigger.js";
import { HttpFunctions } from "../triggers/http-functions.js";
import { bodyLimitBytes } from "../triggers/http-limits.js";
import { HttpRouter } from "../triggers/http-router.js";
import { HttpThrottle } from "../triggers/http-throttle.js";
import { storageListeners } from "../triggers/storage-listeners.js";
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
import type { Listener } from "./listener.js";
import { oddities } from "./oddities.js";
import { SingletonLease } from "./singleton-lease.js";
import { SingletonListener } from "./singleton-listener.js";
import { tellDifferences } from "./tell-differences.js";
import type { Turns } from "./turns.js";

/** An app that runs, from the start of its process to its end. */
export interface Session {
  readonly hostJson: HostJson;
  readonly functions: readonly FunctionDefinition[];
  /** Why some functions do not run. */
  readonly errors: readonly string[];
  readonly http: HttpFunctions;
  /** Every request to it passes here but those to its admin API. */
  readonly throttle: HttpThrottle;
  readonly invoker: Invoker;
  readonly timers: ReadonlyMap<string, Timer>;
  /** Where the events of blobs go; undefined when no function is triggered by blobs. */
  readonly blobs: BlobQueue | undefined;
  readonly worker: Worker;
  /** Starts what brings it work by itself. */
  listen(): void;
  /** Takes no more from there; resolves when what it took is done. */
  pause(): Promise<void>;
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
  /** `WEBSITE_INSTANCE_ID` */
  readonly instance: string;
  /** Where the instances of the app take turns at what must run once. */
  readonly turns: Turns;
  /** Told of an invocation that took longer than host.json allows. */
  readonly onTimeout: (invocationId: string) => void;
  /** Told why a function's listener does not run. */
  readonly onTrouble: (functionName: string, why: string) => void;
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
  const {
    worker,
    functions: registered,
    streamPort,
  } = await Worker.start({
    directory,
    files: entryPoints(directory),
    environment: workerEnvironment(platform, site, directory, options.instance),
    memoryMB: site.memoryMB,
    onLog: (line) => journal.app(line),
    ...(debugging === undefined ? {} : { inspectorPort: debugging.port }),
    signal: options.signal,
  });
  try {
    const bindings = new BindingsOfApp(platform, site, hostJson.queues, new QueueNotices());
    const { functions, errors } = checkRoutes(indexFunctions(registered, site.settings, hostJson.functions, bindings));
    for (const error of errors) journal.host("error", "Host.Startup", error);
    for (const warning of oddities(functions)) journal.host("warning", "Host.Startup", warning);
    const router = new HttpRouter(functions, hostJson.http.routePrefix);
    const invoker = new Invoker(platform, site, worker, journal, {
      timeoutMs: debugging === undefined ? hostJson.functionTimeoutMs : undefined,
      onTimeout: options.onTimeout,
    });
    const http = new HttpFunctions({
      router,
      invoker,
      clock: platform.clock,
      journal,
      streamPort,
      bodyLimitBytes: bodyLimitBytes(site.settings),
      isHomePageDisabled: /^true$/i.test(site.settings.AzureWebJobsDisableHomepage ?? ""),
    });
    if (functions.some(({ trigger }) => trigger.kind === "eventGrid")) await keys.ensure("systemKeys", EVENT_GRID_KEY);
    if (functions.some(({ trigger }) => trigger.kind === "blob")) await keys.ensure("systemKeys", BLOBS_KEY);
    keys.follow((values) => journal.know(values));
    const timers = makeTimers(functions, invoker, options, hostJson);
    const { onTrouble } = options;
    const storage = storageListeners({
      functions,
      bindings,
      hostJson,
      invoker,
      journal,
      clock: platform.clock,
      onTrouble,
    });
    const listeners: Listener[] = [...singletons(functions, timers, options), ...storage.listeners];
    return {
      hostJson,
      functions,
      errors,
      http,
      throttle: new HttpThrottle(hostJson.http),
      invoker,
      timers,
      blobs: storage.blobs,
      worker,
      listen() {
        for (const listener of listeners) {
          listener.start().catch((error: unknown) => {
            options.onTrouble(listener.functionName, error instanceof Error ? error.message : String(error));
          });
        }
      },
      async pause() {
        await Promise.all(listeners.map((listener) => listener.stop()));
      },
      stop: () => worker.stop(),
    };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

function makeTimers(
  functions: readonly FunctionDefinition[],
  invoker: Invoker,
  { platform, site, journal, storage }: SessionOptions,
  hostJson: HostJson,
): Map<string, Timer> {
  const timers = new Map<string, Timer>();
  for (const definition of functions) {
    const { name, trigger } = definition;
    if (trigger.kind !== "timer") continue;
    const retry = trigger.retry ?? hostJson.retry;
    const status = trigger.monitored ? { status: new TimerStatusStore(storage, site, name) } : {};
    timers.set(name, new Timer({ definition, trigger, invoker, journal, clock: platform.clock, retry, ...status }));
  }
  return timers;
}

/** Of all instances, one runs a timer. */
function singletons(
  functions: readonly FunctionDefinition[],
  timers: ReadonlyMap<string, Timer>,
  { platform, site, storage, turns, onTrouble }: SessionOptions,
): Listener[] {
  return functions.flatMap(({ name, isDisabled }) => {
    const inner = timers.get(name);
    if (inner === undefined || isDisabled) return [];
    const lease = new SingletonLease(storage, site, name);
    const singleton = { inner, lease, turns, clock: platform.clock, onTrouble: (why: string) => onTrouble(name, why) };
    return [new SingletonListener(singleton)];
  });
}
