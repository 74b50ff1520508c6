import { randomBytes, randomUUID } from "node:crypto";
import type { Platform } from "../../shared/service.js";
import type { Site } from "../site.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import type { InvocationResponse, RpcTypedData } from "../worker/protocol.js";
import { FunctionFailed, type Worker } from "../worker/worker.js";
import type { FunctionDefinition } from "./function-definition.js";

/** Why a function is run, and with what. */
export interface Invocation {
  readonly definition: FunctionDefinition;
  readonly data: RpcTypedData;
  readonly triggerMetadata?: Readonly<Record<string, RpcTypedData>>;
  /** What ties the run to its cause, e.g. an event's id; the invocation's id when left out. */
  readonly subject?: string;
  /** W3C trace context of the caller. */
  readonly traceParent?: string;
  readonly retry?: { readonly retryCount: number; readonly maxRetryCount: number };
  /** HTTP status that the run comes to; 200 when left out. */
  readonly statusOf?: (response: InvocationResponse) => number;
}

/** What came of it. */
export type Outcome =
  | { readonly ok: true; readonly response: InvocationResponse }
  | { readonly ok: false; readonly message: string };

/** Runs functions in an app's process, and tells what came of it. */
export class Invoker {
  readonly #platform: Pick<Platform, "clock" | "activities">;
  readonly #site: Site;
  readonly #worker: Worker;
  readonly #journal: AppJournal;
  readonly #timeoutMs: number | undefined;
  readonly #onTimeout: () => void;

  /**
   * @param limits how long a run may take, and what ends the process when one takes longer.
   */
  constructor(
    platform: Pick<Platform, "clock" | "activities">,
    site: Site,
    worker: Worker,
    journal: AppJournal,
    limits: { readonly timeoutMs: number | undefined; readonly onTimeout: () => void },
  ) {
    this.#platform = platform;
    this.#site = site;
    this.#worker = worker;
    this.#journal = journal;
    this.#timeoutMs = limits.timeoutMs;
    this.#onTimeout = limits.onTimeout;
  }

  async invoke(invocation: Invocation): Promise<Outcome> {
    const { clock } = this.#platform;
    const { definition } = invocation;
    const invocationId = randomUUID();
    const trace = traceOf(invocation.traceParent);
    const began = clock.now().getTime();
    const end = this.#journal.begin(invocationId, { id: trace.id, name: definition.name });
    this.#journal.host(
      "information",
      `Function.${definition.name}`,
      `Executing 'Functions.${definition.name}' (Id=${invocationId})`,
    );
    const outcome = await this.#run(invocation, invocationId, trace.parent);
    const ms = clock.now().getTime() - began;
    const status = outcome.ok ? (invocation.statusOf?.(outcome.response) ?? 200) : 500;
    end({ ok: outcome.ok, status, ms, spanId: trace.spanId });
    this.#platform.activities.record({
      service: "functions",
      what: "invoked",
      target: `${this.#site.id}/functions/${definition.name}`,
      subject: invocation.subject ?? invocationId,
      status,
      ms,
      ...(outcome.ok ? {} : { note: this.#journal.mask(outcome.message) }),
    });
    return outcome;
  }

  async #run(invocation: Invocation, invocationId: string, traceParent: string): Promise<Outcome> {
    const { definition, retry } = invocation;
    const cancel = this.#limit(definition.name);
    try {
      const response = await this.#worker.invoke(definition.name, {
        invocationId,
        inputData: [{ name: definition.triggerName, data: invocation.data }],
        triggerMetadata: invocation.triggerMetadata ?? {},
        traceContext: { traceParent, traceState: "" },
        ...(retry === undefined ? {} : { retryContext: retry }),
      });
      return { ok: true, response };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.#journal.failure(invocationId, definition.name, failure, failure instanceof FunctionFailed);
      return { ok: false, message: failure.message };
    } finally {
      cancel();
    }
  }

  #limit(name: string): () => void {
    const ms = this.#timeoutMs;
    if (ms === undefined) return () => undefined;
    return this.#platform.clock.after(ms, () => {
      this.#journal.host("error", `Function.${name}`, `Timeout value of ${ms / 1000} s exceeded by function '${name}'`);
      this.#onTimeout();
    });
  }
}

/** Goes on with the caller's trace, or begins one: https://www.w3.org/TR/trace-context/. */
function traceOf(caller: string | undefined): { id: string; spanId: string; parent: string } {
  const id = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(caller ?? "")?.[1] ?? randomBytes(16).toString("hex");
  const spanId = randomBytes(8).toString("hex");
  return { id, spanId, parent: `00-${id}-${spanId}-01` };
}
