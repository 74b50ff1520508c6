import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type {
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
/** How long an app may take to end before it is killed. */
const END_LIMIT_MS = 3_000;
/** Keeps the heap of an idle app about 10 MB smaller; measured with the storage, table, vault and identity SDKs loaded. */
const V8_FLAGS = ["--optimize-for-size"];

export interface WorkerOptions {
  /** Folder of the unpacked app. */
  readonly directory: string;
  /** Entry points, absolute. */
  readonly files: readonly string[];
  /** All that the process gets of an environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog: (line: WorkerLog) => void;
  /** Port on 127.0.0.1 where a debugger may attach; then nothing limits how long the app takes to load. */
  readonly inspectorPort?: number;
  /** Ends the start. */
  readonly signal: AbortSignal;
}

/** What Node tells about a debugger, on standard error: it is no error of the app. */
const OF_INSPECTOR =
  /^(Debugger (attached|ending on|listening on)|Waiting for the debugger to disconnect|For help, see: https:..nodejs)/;

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
  #ending = false;
  /** Resolves when the process is gone, with why, or with `undefined` when it was asked to end. */
  readonly ended: Promise<string | undefined>;

  private constructor(child: ChildProcess, onLog: (line: WorkerLog) => void) {
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) =>
        resolve(this.#ending ? undefined : signal === null ? `exit code ${code}` : `signal ${signal}`),
      );
    });
    this.ended.then((reason) => {
      for (const { reject } of this.#pending.values()) reject(new WorkerEnded(`the app's process ended: ${reason}`));
      this.#pending.clear();
    });
    child.on("message", (message: FromWorker) => {
      if (message.type === "log") onLog(message);
      else if (message.type === "done") this.#settle(message);
    });
    forwardLines(child.stdout, "information", onLog);
    forwardLines(child.stderr, "error", onLog);
  }

  /**
   * Starts a process and loads the app in it.
   *
   * @throws when the app does not load within a minute; the process is gone then.
   */
  static async start(options: WorkerOptions): Promise<{ worker: Worker; functions: readonly FunctionMetadata[] }> {
    const child = fork(file("./worker.cjs"), [], {
      cwd: options.directory,
      env: options.environment,
      execArgv: ["--require", file("./preload.cjs"), ...V8_FLAGS, ...inspectorFlags(options.inspectorPort)],
      // Keeps bytes bytes on the way.
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const worker = new Worker(child, options.onLog);
    try {
      return { worker, functions: await worker.#load(options) };
    } catch (error) {
      await worker.stop();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * @throws FunctionFailed when the function threw.
   * @throws WorkerEnded when the process ended before it answered.
   */
  invoke(functionName: string, request: InvocationRequest): Promise<InvocationResponse> {
    const id = request.invocationId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#send({ type: "invoke", id, functionName, request }, (error) => {
        if (error !== null && this.#pending.delete(id))
          reject(new WorkerEnded(`the app's process is gone: ${error.message}`));
      });
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

  async #load({ directory, files, inspectorPort, signal }: WorkerOptions): Promise<readonly FunctionMetadata[]> {
    let limit: NodeJS.Timeout | undefined;
    const loaded = new Promise<readonly FunctionMetadata[]>((resolve, reject) => {
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
        if (message.capabilities.HttpUri === undefined) resolve(message.functions);
        else reject(new Error("app.setup({ enableHttpStream: true }) is not supported by the local Functions host"));
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
  }

  #send(message: ToWorker, sent: (error: Error | null) => void): void {
    this.#child.send(message, sent);
  }
}

/** The address of a session, which lets in who knows it, is told over HTTP on loopback only, and by no log. */
const inspectorFlags = (port: number | undefined): string[] =>
  port === undefined ? [] : [`--inspect=127.0.0.1:${port}`, "--inspect-publish-uid=http"];

function forwardLines(stream: Readable | null, level: WorkerLog["level"], onLog: (line: WorkerLog) => void): void {
  if (stream === null) return;
  createInterface({ input: stream }).on("line", (message) => {
    if (OF_INSPECTOR.test(message)) onLog({ level: "information", category: "system", message });
    else if (message !== "") onLog({ level, category: "user", message });
  });
}
