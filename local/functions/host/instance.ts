import type { Clock } from "../../shared/clock.js";
import { BackOff } from "./back-off.js";
import type { Session } from "./session.js";

const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 60_000;
/** An app that ran this long is taken for healthy when it crashes: its next start is not delayed further. */
const HEALTHY_AFTER_MS = 60_000;
/** So many crashes in a row are a loop: nobody is kept waiting for the next start. */
const LOOP = 3;

/** Why an instance does not run. */
export interface Fall {
  readonly what: "crashed" | "timed out";
  readonly reason: string;
  /** Until it is started again. */
  readonly ms: number;
  /** How often in a row it crashed. */
  readonly crashes: number;
  /** Whether these are so many that nobody is kept waiting for it. */
  readonly isLoop: boolean;
}

export interface InstanceOptions {
  readonly clock: Clock;
  /** Starts a process and loads the app in it; gives up when the signal says so. */
  readonly start: (onTimeout: (invocationId: string) => void, signal: AbortSignal) => Promise<Session>;
  /** It runs again. */
  readonly onUp: () => void;
  /** Its process is gone, or did not come up again. */
  readonly onDown: (fall: Fall) => void;
}

/**
 * One process of an app, kept up: started anew when it dies, later after each death in a row, at most once a minute.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Rpc/FunctionRegistration/RpcFunctionInvocationDispatcher.cs
 */
export class Instance {
  readonly #options: InstanceOptions;
  readonly #stopped = new AbortController();
  readonly #backOff = new BackOff(FIRST_RESTART_MS, LONGEST_RESTART_MS);
  #session: Session | undefined;
  #isListening = false;
  #isDraining = false;
  #inUse = 0;
  #onIdle: () => void = () => undefined;
  #cancelRestart: () => void = () => undefined;

  constructor(options: InstanceOptions) {
    this.#options = options;
  }

  /** Present while functions can run. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** Whether its next start is worth waiting for. */
  get isComingBack(): boolean {
    return this.#session === undefined && this.#backOff.failures < LOOP && !this.#isDraining;
  }

  /**
   * @param prepare what comes before the first work.
   * @throws when the app cannot be loaded.
   */
  async start(prepare: (session: Session) => Promise<void> = async () => undefined): Promise<void> {
    const session = await this.#options.start((id) => this.#timedOut(id), this.#stopped.signal);
    if (!this.#stopped.signal.aborted) await prepare(session);
    if (this.#stopped.signal.aborted) return session.stop();
    this.#run(session);
  }

  /** Lets timers and the like bring work. */
  listen(): void {
    this.#isListening = true;
    this.#session?.listen();
  }

  /** As `start`, but tries again until it has succeeded. */
  async startUntilUp(prepare?: (session: Session) => Promise<void>): Promise<void> {
    try {
      await this.start(prepare);
      if (!this.#stopped.signal.aborted) this.#options.onUp();
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#startLater(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Does something with the session, which is not stopped before it is done.
   *
   * @throws when there is none.
   */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = this.#session;
    if (session === undefined) throw new Error("the instance does not run");
    this.#inUse += 1;
    try {
      return await work(session);
    } finally {
      this.#inUse -= 1;
      if (this.#inUse === 0) this.#onIdle();
    }
  }

  /** Takes no more work by itself; resolves when all that it has taken is done. */
  async drain(): Promise<void> {
    this.#isListening = false;
    this.#isDraining = true;
    this.#cancelRestart();
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      if (this.#inUse === 0) resolve();
    });
    await Promise.all([this.#session?.pause(), idle]);
    // Of runs that outlive their request, and of those by hand.
    await this.#session?.worker.idle();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#cancelRestart();
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    const paused = session.pause();
    await session.stop();
    await paused;
  }

  #run(session: Session): void {
    this.#session = session;
    if (this.#isListening) session.listen();
    const since = this.#options.clock.now().getTime();
    session.worker.ended.then((reason) => {
      if (this.#session !== session) return;
      this.#end(session);
      if (this.#isDraining) return;
      if (this.#options.clock.now().getTime() - since >= HEALTHY_AFTER_MS) this.#backOff.reset();
      this.#startLater(`the app's process ended: ${reason}`);
    });
  }

  #end(session: Session): void {
    this.#session = undefined;
    // Its listeners wait for runs that have failed just now.
    void session.pause();
  }

  #startLater(reason: string): void {
    const ms = this.#backOff.failed();
    const crashes = this.#backOff.failures;
    this.#options.onDown({ what: "crashed", reason, ms, crashes, isLoop: crashes >= LOOP });
    this.#cancelRestart = this.#options.clock.after(ms, () => void this.startUntilUp());
  }

  /**
   * The process goes at once, since nothing else ends a run; what else runs in it fails with it.
   *
   * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/WebScriptHostExceptionHandler.cs
   */
  #timedOut(invocationId: string): void {
    const session = this.#session;
    // It may run in a process that went before.
    if (session?.worker.isRunning(invocationId) !== true) return;
    this.#end(session);
    const reason = `A function timeout has occurred. Restarting worker process executing invocationId '${invocationId}'.`;
    this.#options.onDown({ what: "timed out", reason, ms: 0, crashes: 0, isLoop: false });
    void session.stop().then(() => (this.#isDraining ? undefined : this.startUntilUp()));
  }
}
