import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { exitReason } from "./exit-reason.js";
import { forwardLines } from "./forward-lines.js";
import { watchMemory } from "./memory-watch.js";
import type {
  Call,
  FromWorker,
  FunctionMetadata,
  InvocationRequest,
  InvocationResponse,
  ToWorker,
  WorkerLog,
} from "./protocol.js";

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** How long an app may take to load. Time of the machine, like all that concerns processes. */
const LOAD_LIMIT_MS = 60_000;
/** How long an app may take to end before it is killed, as on Azure: WorkerConstants.cs of the host. */
const END_LIMIT_MS = 5_000;
/** Keeps the heap of an idle app about 10 MB smaller; measured with the storage, table, vault and identity SDKs loaded. */
const V8_FLAGS = ["--optimize-for-size"];
/** How much of a machine's memory V8 takes for its heap when nobody tells it, as on an instance of Azure. */
const HEAP_SHARE = 0.5;
/** Lines of standard error that are remembered to tell why a process ended. */
const LAST_LINES = 40;
/** How long after the end of a process its standard error is waited for. */
const LAST_WORDS_MS = 250;

export interface WorkerOptions {
  /** Folder of the unpacked app. */
  readonly directory: string;
  /** Entry points, absolute. */
  readonly files: readonly string[];
  /** All that the process gets of an environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Memory of an instance; the heap is given half of it. */
  readonly memoryMB: number;
  readonly onLog: (line: WorkerLog) => void;
  /** Port on 127.0.0.1 where a debugger may attach; then nothing limits how long the app takes to load. */
  readonly inspectorPort?: number;
  /** Ends the start. */
  readonly signal: AbortSignal;
}

/** An app that is loaded. */
export interface Loaded {
  readonly functions: readonly FunctionMetadata[];
  /** Port of its HTTP server on 127.0.0.1; there is one when it turned HTTP streams on. */
  readonly streamPort: number | undefined;
}

/** The app threw: its own failure, not the host's. */
export class FunctionFailed extends Error {
  override readonly name = "FunctionFailed";
  constructor(message: string, stack: string) {
    super(message);
    this.stack = stack;
  }
}

/** The process ended before it answered, or could not be started. */
export class WorkerEnded extends Error {
  override readonly name = "WorkerEnded";
}

/** One app's process. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #pending = new Map<string, { resolve(r: InvocationResponse): void; reject(error: Error): void }>();
  /** To be sent. */
  #calls: Call[] = [];
  readonly #lastLines: string[] = [];
  #onIdle: (() => void)[] = [];
  #ending = false;
  #isTooLarge = false;
  /** Resolves when the process is gone, with why, or with `undefined` when it was asked to end. */
  readonly ended: Promise<string | undefined>;

  private constructor(child: ChildProcess, { onLog, memoryMB }: Pick<WorkerOptions, "onLog" | "memoryMB">) {
    this.#child = child;
    const forgetMemory = watchMemory(child.pid, memoryMB, () => {
      this.#isTooLarge = true;
      child.kill("SIGKILL");
    });
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => {
        const tell = () => {
          const exit = { code, signal, lines: this.#lastLines, isTooLarge: this.#isTooLarge, memoryMB };
          resolve(this.#ending ? undefined : exitReason(exit));
        };
        // What it said last may still be on its way; a process of its own may keep the pipe open for longer than it lives.
        child.once("close", tell);
        setTimeout(tell, LAST_WORDS_MS).unref();
      });
    });
    this.ended.then((reason) => {
      forgetMemory();
      const why = reason === undefined ? "it was ended by its host" : reason;
      for (const { reject } of this.#pending.values()) reject(new WorkerEnded(`the app's process is gone: ${why}`));
      this.#pending.clear();
      this.#tellIdle();
    });
    child.on("message", (message: FromWorker) => {
      if (message.type === "log") onLog(message);
      else if (message.type === "done") this.#settle(message);
    });
    forwardLines(child.stdout, "information", onLog);
    forwardLines(child.stderr, "error", (line) => {
      this.#lastLines.push(line.message);
      if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
      onLog(line);
    });
  }

  /**
   * Starts a process and loads the app in it.
   *
   * @throws when the app does not load within a minute; the process is gone then.
   */
  static async start(options: WorkerOptions): Promise<{ readonly worker: Worker } & Loaded> {
    const child = fork(file("./worker.cjs"), [], {
      cwd: options.directory,
      env: options.environment,
      execArgv: [
        "--require",
        file("./preload.cjs"),
        ...V8_FLAGS,
        `--max-old-space-size=${Math.floor(options.memoryMB * HEAP_SHARE)}`,
        ...inspectorFlags(options.inspectorPort),
      ],
      // Keeps bytes bytes on the way.
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const worker = new Worker(child, options);
    try {
      return { worker, ...(await worker.#load(options)) };
    } catch (error) {
      await worker.stop();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether an invocation was sent to it that it has not answered. */
  isRunning(invocationId: string): boolean {
    return this.#pending.has(invocationId);
  }

  /**
   * @throws FunctionFailed when the function threw.
   * @throws WorkerEnded when the process ended before it answered.
   */
  invoke(functionName: string, request: InvocationRequest): Promise<InvocationResponse> {
    const id = request.invocationId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      // What comes in one turn of the event loop goes in one message: each costs a call of the system.
      if (this.#calls.push({ id, functionName, request }) === 1) setImmediate(() => this.#sendCalls());
    });
  }

  /** Resolves when it has answered all that was sent to it. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#pending.size === 0) resolve();
      else this.#onIdle.push(resolve);
    });
  }

  /** Lets the app end, and kills it when it does not. */
  async stop(): Promise<void> {
    this.#ending = true;
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill("SIGTERM");
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), END_LIMIT_MS);
    await this.ended;
    clearTimeout(kill);
  }

  async #load({ directory, files, inspectorPort, signal }: WorkerOptions): Promise<Loaded> {
    let limit: NodeJS.Timeout | undefined;
    const loaded = new Promise<Loaded>((resolve, reject) => {
      const giveUp = (why: string) => reject(new WorkerEnded(why));
      if (inspectorPort === undefined) {
        limit = setTimeout(giveUp, LOAD_LIMIT_MS, `the app did not load within ${LOAD_LIMIT_MS / 1000} s`);
      }
      signal.addEventListener("abort", () => giveUp("the start was given up"), { once: true });
      if (signal.aborted) giveUp("the start was given up");
      this.ended.then((reason) => giveUp(`the app's process ended while loading: ${reason}`));
      this.#child.on("message", (message: FromWorker) => {
        if (message.type === "failed") reject(new FunctionFailed(message.message, message.stack));
        if (message.type !== "ready") return;
        const { functions, capabilities } = message;
        const streamPort = capabilities.HttpUri === undefined ? undefined : Number(new URL(capabilities.HttpUri).port);
        resolve({ functions, streamPort });
      });
      this.#send({ type: "start", directory, files }, (error) => {
        if (error !== null) giveUp(`the app's process is gone: ${error.message}`);
      });
    });
    try {
      return await loaded;
    } finally {
      clearTimeout(limit);
    }
  }

  #settle({ id, response, error }: Extract<FromWorker, { type: "done" }>): void {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (error !== undefined) waiting?.reject(new FunctionFailed(error.message, error.stack));
    else waiting?.resolve(response ?? {});
    if (this.#pending.size === 0) this.#tellIdle();
  }

  #tellIdle(): void {
    const all = this.#onIdle;
    this.#onIdle = [];
    for (const tell of all) tell();
  }

  #sendCalls(): void {
    const calls = this.#calls;
    this.#calls = [];
    this.#send({ type: "invoke", calls }, (error) => {
      if (error === null) return;
      for (const { id } of calls) {
        this.#pending.get(id)?.reject(new WorkerEnded(`the app's process is gone: ${error.message}`));
        this.#pending.delete(id);
      }
    });
  }

  #send(message: ToWorker, sent: (error: Error | null) => void): void {
    this.#child.send(message, sent);
  }
}

/** The address of a session, which lets in who knows it, is told over HTTP on loopback only, and by no log. */
const inspectorFlags = (port: number | undefined): string[] =>
  port === undefined ? [] : [`--inspect=127.0.0.1:${port}`, "--inspect-publish-uid=http"];
