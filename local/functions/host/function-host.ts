import { rm } from "node:fs/promises";
import type { Clock } from "../../shared/clock.js";
import type { Debugging } from "../../shared/debugging.js";
import type { Platform } from "../../shared/service.js";
import type { Deployments } from "../deployment/deployments.js";
import { fetchPackage, forgetPackages } from "../deployment/package.js";
import type { Site } from "../site.js";
import { appFolder } from "../telemetry/app-files.js";
import { AppJournal } from "../telemetry/app-journal.js";
import { AppLog } from "../telemetry/app-log.js";
import { configureTelemetry } from "./app-telemetry.js";
import { BackOff } from "./back-off.js";
import { HostKeys } from "./host-keys.js";
import { hostStorage } from "./host-storage.js";
import type { Fall } from "./instance.js";
import { instanceId } from "./instance-id.js";
import { Release } from "./release.js";
import { Releases } from "./releases.js";
import { type Session, startSession } from "./session.js";
import { takeTime } from "./take-time.js";
import { Turns } from "./turns.js";
import { warmUp } from "./warm-up.js";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/** `Default` is not started, `Initialized` has keys but no functions yet, as the real host names them. */
export type HostState = "Default" | "Initialized" | "Running" | "Error" | "Stopped";

/** One function app: brings it up, keeps it up, replaces it and takes it down. */
export class FunctionHost {
  readonly journal: AppJournal;
  readonly startedAt: Date;
  readonly #platform: Platform;
  readonly #deployments: Deployments;
  readonly #debugging: () => Debugging | undefined;
  readonly #folder: string;
  readonly #turns = new Turns();
  readonly #releases: Releases;
  readonly #backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS);
  #site: Site;
  #state: HostState = "Default";
  #reason: string | undefined;
  #keys: HostKeys | undefined;
  #keysSince: Date | undefined;
  #instances = 1;
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
    this.#releases = new Releases(platform.clock, () => {
      this.#record("stopped");
      this.#tidy();
    });
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
  /** That of the first instance that can run functions: they all have the same. */
  get session(): Session | undefined {
    return this.sessions[0];
  }
  /** Those of all instances that can run functions. */
  get sessions(): readonly Session[] {
    return this.#releases.sessions;
  }

  /** Takes up a changed declaration; replaces what runs if it matters to the app. */
  update(site: Site): void {
    const changed = JSON.stringify(site) !== JSON.stringify(this.#site);
    this.#site = site;
    if (changed) this.restart();
  }

  /** Starts what is declared and deployed now. What runs goes on until the new can take over, and ends what it began. */
  restart(): void {
    this.#backOff.reset();
    this.#next((signal) => this.#start(signal));
  }

  /** Runs so many instances from now on; each that is added runs the app's warmup trigger first. */
  scale(count: number): void {
    this.#instances = count;
    void this.#releases.current?.scale(count, warmUp);
  }

  /**
   * Gives a request to the next instance. Waits when none runs and one is about to.
   *
   * @returns undefined when the app does not run.
   */
  serve<T>(work: (session: Session) => Promise<T>): Promise<T | undefined> {
    return this.#releases.serve(work);
  }

  /** Ends it; the last call. */
  async stop(): Promise<void> {
    this.#become("Stopped");
    this.#next(async () => this.#become("Stopped"));
    this.#keys = undefined;
    await this.#releases.stop();
    await this.#line;
    await this.journal.close();
  }

  /** Ends it and takes away its files. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A start that is under way is given up, and then `step` has its turn. */
  #next(step: (signal: AbortSignal) => Promise<void>): void {
    this.#starting.abort();
    this.#starting = new AbortController();
    const { signal } = this.#starting;
    this.#cancelRetry();
    this.#line = this.#line.then(() => step(signal));
  }

  async #start(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      await this.#bringUp(signal);
    } catch (error) {
      if (!signal.aborted) this.#retry(error instanceof Error ? error.message : String(error), signal);
    }
    this.#releases.tell();
  }

  async #bringUp(signal: AbortSignal): Promise<void> {
    const site = this.#site;
    if (site.notRun !== undefined) return this.#wait(site.notRun);
    const deployment = this.#deployments.live(site.id);
    if (deployment === undefined) return this.#wait("no package was published yet");
    configureTelemetry(this.#platform, site, this.journal);
    const storage = hostStorage(this.#platform, site);
    const keys = await HostKeys.load(storage, site);
    this.journal.know(keys.values());
    const debugging = this.#debugging();
    const directory = debugging?.directory ?? (await fetchPackage(this.#platform, site, this.#folder, deployment));
    if (signal.aborted) return;
    this.#keys = keys;
    this.#keysSince = this.clock.now();
    // A debugger's port is one process's at a time.
    if (debugging !== undefined || this.#releases.current?.isDebugged) await this.#releases.change();
    if (this.session === undefined) this.#become("Initialized");
    await takeTime(this.#platform, site.id, signal);
    if (signal.aborted) return;
    const release = new Release({ deployment, isDebugged: debugging !== undefined }, (number) => ({
      clock: this.clock,
      start: (onTimeout, given) =>
        startSession({
          platform: this.#platform,
          site,
          journal: this.journal,
          storage,
          keys,
          directory,
          debugging,
          instance: instanceId(site.id, number),
          turns: this.#turns,
          signal: given,
          onTimeout,
          onTrouble: (name, why) => this.#tellTrouble(name, why),
        }),
      onUp: () => this.#up(release),
      onDown: (fall) => this.#down(release, fall),
    }));
    const giveUp = () => void release.stop();
    signal.addEventListener("abort", giveUp, { once: true });
    await release.start();
    signal.removeEventListener("abort", giveUp);
    if (signal.aborted) return release.stop();
    this.#swap(release);
  }

  #swap(release: Release): void {
    this.#releases.swap(release);
    void release.scale(this.#instances);
    this.#backOff.reset();
    this.#up(release);
    this.#tidy();
  }

  /** Packages that nothing runs of are taken away. */
  #tidy(): void {
    if (this.#state === "Stopped") return;
    const live = this.#deployments.live(this.#site.id);
    const kept = [...this.#releases.deployments(), ...(live === undefined ? [] : [live])];
    forgetPackages(this.#folder, new Set(kept)).catch((error: Error) => {
      this.journal.host("warning", "Host.Startup", `A package that runs no more is kept: ${error.message}`);
    });
  }

  #up(release: Release): void {
    if (release !== this.#releases.current) return;
    const { functions = [], errors = [] } = this.session ?? {};
    this.#become("Running");
    const names = functions.map(({ name }) => name).join(", ") || "none";
    this.journal.host("information", "Host.Startup", `Host started. Functions: ${names}`);
    this.#record("started", errors.length === 0 ? `Functions: ${names}` : errors.join("; "));
    this.#releases.tell();
  }

  #down(release: Release, { what, reason, ms, crashes, isLoop }: Fall): void {
    const next = ms === 0 ? "" : ` Next start in ${ms} ms.`;
    this.journal.host(what === "crashed" ? "error" : "warning", "Host.Startup", `${reason}${next}`);
    const loop = `It has crashed ${crashes} times in a row, and is started again at most once a minute: its log tells more. `;
    this.#record(what, `${isLoop ? loop : ""}${reason}`);
    if (release !== this.#releases.current || this.session !== undefined) return;
    this.#become("Error", reason);
    this.#releases.tell();
  }

  #tellTrouble(name: string, why: string): void {
    const text = `The listener for function '${name}' was unable to start: ${why}`;
    this.journal.host("error", `Function.${name}`, text);
    this.#record("not listening", text);
  }

  /** Tries again later: what was missing, e.g. a grant, may come. What ran before does not run on, as on Azure. */
  #retry(reason: string, signal: AbortSignal): void {
    this.#releases.leave();
    const ms = this.#backOff.failed();
    const told = this.#reason === this.journal.mask(reason);
    this.#become("Error", reason);
    this.journal.host("error", "Host.Startup", `${reason}. Next start in ${ms} ms.`);
    if (!told) this.#record("waiting", reason);
    this.#cancelRetry = this.clock.after(ms, () => {
      this.#line = this.#line.then(() => this.#start(signal));
    });
  }

  /** Nothing to try: a new declaration or deployment starts it. */
  #wait(reason: string): void {
    this.#releases.leave();
    this.#keys = undefined;
    if (this.#reason !== reason) this.#record("waiting", reason);
    this.#become("Default", reason);
  }

  #become(state: HostState, reason?: string): void {
    this.#state = state;
    if (state === "Running" || reason !== undefined) this.#reason = reason && this.journal.mask(reason);
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
