import { Masking } from "../masking.js";
import type { LogLevel, WorkerLog } from "../worker/protocol.js";
import type { AppLog, LogLine } from "./app-log.js";
import { isLogged } from "./log-level.js";
import type { Operation, Telemetry } from "./telemetry.js";

/** How a run ended. */
export interface RunEnd {
  readonly ok: boolean;
  readonly status: number;
  readonly ms: number;
}

/** What an app and its host say: to the app's log file and to its Application Insights, secrets taken out. */
export class AppJournal {
  readonly #log: AppLog;
  readonly #masking = new Masking();
  readonly #operations = new Map<string, Operation>();
  #telemetry: Telemetry | undefined;
  #connection: string | undefined;
  #levels: Readonly<Record<string, string>> = {};

  constructor(log: AppLog) {
    this.#log = log;
  }

  /** @param connection tells whether where telemetry goes has changed; only then it is made anew. */
  configure(connection: string | undefined, make: () => Telemetry | undefined): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    const before = this.#telemetry;
    this.#telemetry = make();
    void before?.close();
  }

  set levels(levels: Readonly<Record<string, string>>) {
    this.#levels = levels;
  }

  /** Values that must not be told. */
  know(secrets: readonly string[]): void {
    this.#masking.know(secrets);
  }

  mask(text: string): string {
    return this.#masking.apply(text);
  }

  /** A line of the app or its worker. */
  app(line: WorkerLog): void {
    const suffix = line.category === "user" ? ".User" : "";
    const category = line.functionName === undefined ? "Host.Worker" : `Function.${line.functionName}${suffix}`;
    this.#write(line.level, category, line.message, line.invocationId);
  }

  /** A line of the host. */
  host(level: LogLevel, category: string, message: string): void {
    this.#write(level, category, message);
  }

  /** @returns what to call at the end of the run. */
  begin(invocationId: string, operation: Operation): (end: RunEnd) => void {
    this.#operations.set(invocationId, operation);
    return ({ ok, status, ms }) => {
      this.#operations.delete(invocationId);
      const verdict = ok ? "Succeeded" : "Failed";
      const { name } = operation;
      this.host(
        ok ? "information" : "error",
        `Function.${name}`,
        `Executed 'Functions.${name}' (${verdict}, Id=${invocationId}, Duration=${ms}ms)`,
      );
      this.#telemetry?.request(operation, { ms, success: ok, code: String(status), invocationId });
    };
  }

  /** Why a run failed. */
  failure(invocationId: string, functionName: string, error: Error, byApp: boolean): void {
    const operation = this.#operations.get(invocationId);
    const stack = this.mask(byApp ? (error.stack ?? error.message) : error.message);
    this.#log.add("error", `Function.${functionName}`, stack);
    if (operation !== undefined) this.#telemetry?.exception(operation, { message: this.mask(error.message), stack });
  }

  /** @param listener told of every line from now on, secrets taken out. @returns what ends that. */
  follow(listener: (line: LogLine) => void): () => void {
    return this.#log.follow(listener);
  }

  read(lines: number): Promise<string[]> {
    return this.#log.read(lines);
  }

  async close(): Promise<void> {
    await this.#telemetry?.close();
    await this.#log.close();
  }

  #write(level: LogLevel, category: string, message: string, invocationId?: string): void {
    if (!isLogged(this.#levels, category, level)) return;
    const masked = this.mask(message);
    this.#log.add(level, category, masked);
    const operation = invocationId === undefined ? undefined : this.#operations.get(invocationId);
    this.#telemetry?.message(operation, level, category, masked);
  }
}
