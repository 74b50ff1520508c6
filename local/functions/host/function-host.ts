import { rm } from "node:fs/promises";
import { type Clock, sleep } from "../../shared/clock.js";
import type { Debugging } from "../../shared/debugging.js";
import type { Platform } from "../../shared/service.js";
import type { Deployments } from "../deployment/deployments.js";
import { fetchPackage } from "../deployment/package.js";
import type { Site } from "../site.js";
import { appFolder } from "../telemetry/app-files.js";
import { AppJournal } from "../telemetry/app-journal.js";
import { AppLog } from "../telemetry/app-log.js";
import { telemetryConnection } from "../telemetry/connection.js";
import { Telemetry } from "../telemetry/telemetry.js";
import { HostKeys } from "./host-keys.js";
import { hostStorage } from "./host-storage.js";
import { type Session, startSession } from "./session.js";
import { identityByClientId } from "./site-identity.js";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** An app that ran this long is taken for healthy when it crashes: its next start is not delayed. */
const HEALTHY_AFTER_MS = 60_000;

const SLOW_LOOK_MS = 1000;

/** `Default` is not started, `Initialized` has keys but no functions yet, as the real host names them. */
export type HostState = "Default" | "Initialized" | "Running" | "Error" | "Stopped";

/** One function app: brings it up, keeps it up, and takes it down. */
export class FunctionHost {
  readonly journal: AppJournal;
  readonly startedAt: Date;
  readonly #platform: Platform;
  readonly #deployments: Deployments;
  readonly #debugging: () => Debugging | undefined;
  readonly #folder: string;
  #site: Site;
  #state: HostState = "Default";
  #reason: string | undefined;
  #keys: HostKeys | undefined;
  #keysSince: Date | undefined;
  #session: Session | undefined;
  #attempt = 0;
  #cancelRetry: () => void = () => undefined;
  #starting = new AbortController();
  /** Starts and stops happen one after the other. */
  #line: Promise<void> = Promise.resolve();

  /** @param debugging how the app is opened to a debugger, asked at each start. */
  constructor(platform: Platform, deployments: Deployments, site: Site, debugging: () => Debugging | undefined) {
    this.#platform = platform;
    this.#deployments = deployments;
    this.#debugging = debugging;
    this.#site = site;
    this.#folder = appFolder(platform.folder, site.name);
    this.startedAt = platform.clock.now();
    this.journal = new AppJournal(new AppLog(this.#folder, platform.clock));
  }

  get site(): Site {
    return this.#site;
  }
  get clock(): Clock {
    return this.#platform.clock;
  }
  get state(): HostState {
    return this.#state;
  }
  /** Why it is not running. */
  get reason(): string | undefined {
    return this.#reason;
  }
  /** Present as soon as the host is initialised, before the functions are loaded. */
  get keys(): HostKeys | undefined {
    return this.#keys;
  }
  /** When it was initialised. */
  get keysSince(): Date | undefined {
    return this.#keysSince;
  }
  /** Present while functions can run. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** Takes up a changed declaration; restarts if it matters to the app. */
  update(site: Site): void {
    const changed = JSON.stringify(site) !== JSON.stringify(this.#site);
    this.#site = site;
    if (changed) this.restart();
  }

  /** Starts it anew with what is declared and deployed now. Requests get 503 from here until it is up. */
  restart(): void {
    this.#attempt = 0;
    this.#next((signal) => this.#start(signal));
  }

  /** Ends it; the last call. */
  async stop(): Promise<void> {
    this.#next(async () => this.#become("Stopped"));
    await this.#line;
    await this.journal.close();
  }

  /** Ends it and takes away its files. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What was under way is given up, the process ends, and then `step` has its turn. */
  #next(step: (signal: AbortSignal) => Promise<void>): void {
    this.#starting.abort();
    this.#starting = new AbortController();
    const { signal } = this.#starting;
    this.#cancelRetry();
    const session = this.#session;
    this.#session = undefined;
    this.#keys = undefined;
    this.#keysSince = undefined;
    this.#become("Default");
    this.#line = this.#line.then(async () => {
      if (session !== undefined) await this.#end(session);
      await step(signal);
    });
  }

  async #end(session: Session): Promise<void> {
    await session.stop();
    this.#record("stopped");
  }

  async #start(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      await this.#bringUp(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#retry("waiting", error instanceof Error ? error.message : String(error), signal);
    }
  }

  async #bringUp(signal: AbortSignal): Promise<void> {
    const site = this.#site;
    if (site.notRun !== undefined) return this.#wait(site.notRun);
    const deployment = this.#deployments.live(site.id);
    if (deployment === undefined) return this.#wait("no package was published yet");
    this.#configureTelemetry(site);
    const storage = hostStorage(this.#platform, site);
    const keys = await HostKeys.load(storage, site);
    this.journal.know(keys.values());
    const debugging = this.#debugging();
    const directory = debugging?.directory ?? (await fetchPackage(this.#platform, site, this.#folder, deployment));
    if (signal.aborted) return;
    this.#keys = keys;
    this.#keysSince = this.clock.now();
    this.#become("Initialized");
    await this.#takeTime(signal);
    if (signal.aborted) return;
    const session = await startSession({
      platform: this.#platform,
      site,
      journal: this.journal,
      storage,
      keys,
      directory,
      debugging,
      signal,
      onTimeout: () => this.restart(),
    });
    if (signal.aborted) return session.stop();
    this.#run(session, signal);
  }

  /** As slow as it is told to be; looks again each second, so that the end of it counts at once. */
  async #takeTime(signal: AbortSignal): Promise<void> {
    const { clock, misbehaviours } = this.#platform;
    const since = clock.now();
    const givenUp = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    while (!signal.aborted) {
      const leftMs = misbehaviours.leftMs("hosts-slow", since, this.#site.id);
      if (leftMs === 0) return;
      await Promise.race([sleep(clock, Math.min(leftMs, SLOW_LOOK_MS)), givenUp]);
    }
  }

  #run(session: Session, signal: AbortSignal): void {
    this.#session = session;
    this.#become("Running");
    const names = session.functions.map(({ name }) => name).join(", ");
    this.journal.host("information", "Host.Startup", `Host started. Functions: ${names || "none"}`);
    this.#record("started", session.errors.length === 0 ? `Functions: ${names}` : session.errors.join("; "));
    const since = this.#platform.clock.now().getTime();
    session.worker.ended.then((reason) => {
      if (this.#session !== session) return;
      for (const timer of session.timers.values()) timer.stop();
      this.#session = undefined;
      this.#keys = undefined;
      if (this.#platform.clock.now().getTime() - since >= HEALTHY_AFTER_MS) this.#attempt = 0;
      this.#retry("crashed", `the app's process ended: ${reason}`, signal);
    });
    for (const [name, timer] of session.timers) {
      if (session.functions.some((one) => one.name === name && one.isDisabled)) continue;
      timer.start().catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.journal.host(
          "error",
          `Function.${name}`,
          `The listener for function '${name}' was unable to start: ${why}`,
        );
        this.#record("not indexed", `timer '${name}': ${why}`);
      });
    }
  }

  /** Tries again later: what was missing, e.g. a grant, may come. */
  #retry(what: "waiting" | "crashed", reason: string, signal: AbortSignal): void {
    const ms = Math.min(FIRST_RETRY_MS * 2 ** this.#attempt, LONGEST_RETRY_MS);
    this.#attempt += 1;
    const told = this.#reason === reason;
    this.#become("Error", reason);
    this.journal.host("error", "Host.Startup", `${reason}. Next start in ${ms} ms.`);
    if (what === "crashed" || !told) this.#record(what, reason);
    this.#cancelRetry = this.#platform.clock.after(ms, () => {
      this.#line = this.#line.then(() => this.#start(signal));
    });
  }

  /** Nothing to try: a new declaration or deployment starts it. */
  #wait(reason: string): void {
    if (this.#reason !== reason) this.#record("waiting", reason);
    this.#become("Default", reason);
  }

  #become(state: HostState, reason?: string): void {
    this.#state = state;
    if (state === "Running" || reason !== undefined) this.#reason = reason;
  }

  #configureTelemetry(site: Site): void {
    const connection = telemetryConnection(site.settings);
    this.journal.configure(JSON.stringify(connection), () => {
      if (connection === undefined) return undefined;
      const { identities, resources } = this.#platform;
      return new Telemetry(this.#platform, {
        connection,
        site,
        token: async (clientId) =>
          identities.token(identityByClientId(resources, site, clientId), "https://monitor.azure.com"),
      });
    });
  }

  #record(what: string, note?: string): void {
    this.#platform.activities.record({
      service: "functions",
      what,
      target: this.#site.id,
      ...(note === undefined ? {} : { note: this.journal.mask(note) }),
    });
  }
}
