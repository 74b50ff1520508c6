import { systemClock } from "../../shared/clock.js";
import type { Platform } from "../../shared/service.js";
import type { LogLevel } from "../worker/protocol.js";
import type { TelemetryConnection } from "./connection.js";

/** What waits to be sent; the oldest goes first when it is full. */
const QUEUE_LIMIT = 2_000;
const BATCH_LIMIT = 500;
const BATCH_EVERY_MS = 1_000;
/** After a refusal, which a grant may end. */
const RETRY_AFTER_MS = 10_000;

const SEVERITY: Readonly<Record<LogLevel, number>> = {
  trace: 0,
  debug: 0,
  information: 1,
  warning: 2,
  error: 3,
  critical: 4,
  none: 0,
};

/** The run of a function that telemetry belongs to. */
export interface Operation {
  /** Trace id. */
  readonly id: string;
  readonly name: string;
  /** Of the run in the trace. */
  readonly spanId: string;
  /** Of who called, when anybody did. */
  readonly parentId?: string;
  /** Other traces that the run belongs to: that of the event that it handles. */
  readonly links?: readonly Link[];
}

/** A place in a trace. */
export interface Link {
  readonly traceId: string;
  readonly spanId: string;
}

/** Where and when in a trace. */
interface Place {
  readonly operation: Operation | undefined;
  readonly parentId: string | undefined;
  readonly at?: Date;
}

export interface TelemetryOptions {
  readonly connection: TelemetryConnection;
  /** ARM id and name of the app. */
  readonly site: { readonly id: string; readonly name: string };
  /** A token for the audience `https://monitor.azure.com`, when the connection asks for one. */
  readonly token: (clientId: string) => Promise<string>;
}

/**
 * Sends requests, log lines and exceptions of one app to Application Insights, as the Functions host does.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete
 */
export class Telemetry {
  readonly #platform: Pick<Platform, "clock" | "wire" | "activities">;
  readonly #options: TelemetryOptions;
  #queue: unknown[] = [];
  #cancel: (() => void) | undefined;
  #sending: Promise<void> | undefined;
  #refusal: string | undefined;

  constructor(platform: Pick<Platform, "clock" | "wire" | "activities">, options: TelemetryOptions) {
    this.#platform = platform;
    this.#options = options;
  }

  request(operation: Operation, ran: { ms: number; success: boolean; code: string; invocationId: string }): void {
    const links = operation.links?.map(({ traceId, spanId }) => ({ operation_Id: traceId, id: spanId }));
    const began = new Date(systemClock.now().getTime() - ran.ms);
    this.#add("Request", { operation, parentId: operation.parentId, at: began }, "RequestData", {
      ver: 2,
      id: operation.spanId,
      name: operation.name,
      duration: timeSpan(ran.ms),
      success: ran.success,
      responseCode: ran.code,
      properties: {
        InvocationId: ran.invocationId,
        ...(links === undefined || links.length === 0 ? {} : { "_MS.links": JSON.stringify(links) }),
      },
    });
  }

  message(operation: Operation | undefined, level: LogLevel, category: string, message: string): void {
    this.#add("Message", { operation, parentId: operation?.spanId }, "MessageData", {
      ver: 2,
      message,
      severityLevel: SEVERITY[level],
      properties: { Category: category, LogLevel: level },
    });
  }

  exception(operation: Operation, error: { readonly message: string; readonly stack: string }): void {
    this.#add("Exception", { operation, parentId: operation.spanId }, "ExceptionData", {
      ver: 2,
      severityLevel: SEVERITY.error,
      exceptions: [{ typeName: "Error", message: error.message, hasFullStack: true, stack: error.stack }],
    });
  }

  /** Sends what waits, once. */
  async close(): Promise<void> {
    this.#cancel?.();
    await this.#sending;
    if (this.#queue.length > 0) await this.#send();
    this.#cancel?.();
  }

  /** @param place without a time: now. The machine's own time, which the app's process has as well. */
  #add(
    kind: string,
    { operation, parentId, at = systemClock.now() }: Place,
    baseType: string,
    baseData: unknown,
  ): void {
    const iKey = this.#options.connection.instrumentationKey;
    this.#queue.push({
      name: `Microsoft.ApplicationInsights.${iKey.replaceAll("-", "")}.${kind}`,
      time: at.toISOString(),
      iKey,
      tags: {
        "ai.cloud.role": this.#options.site.name,
        ...(operation === undefined ? {} : { "ai.operation.id": operation.id, "ai.operation.name": operation.name }),
        ...(parentId === undefined ? {} : { "ai.operation.parentId": parentId }),
      },
      data: { baseType, baseData },
    });
    if (this.#queue.length > QUEUE_LIMIT) this.#queue.shift();
    this.#schedule(BATCH_EVERY_MS);
  }

  #schedule(ms: number): void {
    this.#cancel ??= this.#platform.clock.after(ms, () => {
      this.#sending = this.#send().finally(() => {
        this.#sending = undefined;
      });
    });
  }

  async #send(): Promise<void> {
    const batch = this.#queue.slice(0, BATCH_LIMIT);
    const refusal = await this.#post(batch);
    this.#cancel = undefined;
    this.#tell(refusal);
    if (refusal === undefined) this.#queue = this.#queue.filter((envelope) => !batch.includes(envelope));
    if (this.#queue.length > 0) this.#schedule(refusal === undefined ? BATCH_EVERY_MS : RETRY_AFTER_MS);
  }

  /** @returns why it was not taken. */
  async #post(batch: readonly unknown[]): Promise<string | undefined> {
    const { connection, token } = this.#options;
    try {
      const authorization =
        connection.clientId === undefined ? undefined : `Bearer ${await token(connection.clientId)}`;
      const response = await this.#platform.wire.fetch(connection.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
        body: JSON.stringify(batch),
      });
      await response.arrayBuffer();
      return response.ok ? undefined : `status ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** One record for each change: an app without the right would fill the record otherwise. */
  #tell(refusal: string | undefined): void {
    if (refusal === this.#refusal) return;
    this.#refusal = refusal;
    this.#platform.activities.record({
      service: "functions",
      what: refusal === undefined ? "telemetry accepted" : "denied",
      target: this.#options.site.id,
      note:
        refusal === undefined ? "Telemetry is taken again." : `Telemetry was not taken: ${refusal}. The app runs on.`,
    });
  }
}

/** `d.hh:mm:ss.fffffff`, as .NET writes a duration. */
function timeSpan(ms: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  const seconds = ms / 1000;
  const fraction = (seconds % 60).toFixed(7).padStart(10, "0");
  return `${Math.floor(seconds / 86_400)}.${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${fraction}`;
}
