import { randomUUID } from "node:crypto";
import type { Platform } from "../../shared/service.js";
import { readInputs, writeOutputs } from "../bindings/bind-run.js";
import { type BindingData, bindingDataOf } from "../bindings/binding-data.js";
import type { Site } from "../site.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import type { Link } from "../telemetry/telemetry.js";
import { timeSpan } from "../time-span.js";
import type { InvocationResponse, RetryContext, RpcTypedData } from "../worker/protocol.js";
import { FunctionFailed, type Worker } from "../worker/worker.js";
import type { FunctionDefinition } from "./function-definition.js";

/** Why a function is run, and with what. */
export interface Invocation {
  readonly definition: FunctionDefinition;
  /** A new one when left out. */
  readonly invocationId?: string;
  readonly data: RpcTypedData;
  readonly triggerMetadata?: Readonly<Record<string, RpcTypedData>>;
  /** What ties the run to its cause, e.g. an event's id; the invocation's id when left out. */
  readonly subject?: string;
  /** W3C trace context of the caller. */
  readonly traceParent?: string;
  /** W3C trace context of what it is run for, of which the run is no part: an event's publisher. */
  readonly linkedTo?: string;
  readonly retry?: RetryContext;
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
  readonly #onTimeout: (invocationId: string) => void;

  /**
   * @param limits how long a run may take, and who is told when one takes longer: its process is not to be trusted.
   */
  constructor(
    platform: Pick<Platform, "clock" | "activities">,
    site: Site,
    worker: Worker,
    journal: AppJournal,
    limits: { readonly timeoutMs: number | undefined; readonly onTimeout: (invocationId: string) => void },
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
    const invocationId = invocation.invocationId ?? randomUUID();
    const trace = traceOf(invocation.traceParent);
    const began = clock.now().getTime();
    const end = this.#journal.begin(invocationId, {
      id: trace.id,
      name: definition.name,
      spanId: trace.spanId,
      ...(trace.callerId === undefined ? {} : { parentId: trace.callerId }),
      links: placeOf(invocation.linkedTo),
    });
    this.#journal.host(
      "information",
      `Function.${definition.name}`,
      `Executing 'Functions.${definition.name}' (Id=${invocationId})`,
    );
    const outcome = await this.#run(invocation, invocationId, trace.parent);
    const ms = clock.now().getTime() - began;
    const status = outcome.ok ? (invocation.statusOf?.(outcome.response) ?? 200) : 500;
    end({ ok: outcome.ok, status, ms });
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
    const limit = this.#limit(definition.name, invocationId);
    try {
      const bound = this.#bindingData(invocation);
      const ran = readInputs(definition.inputs, bound).then((inputs) =>
        this.#worker.invoke(definition.name, {
          invocationId,
          inputData: [{ name: definition.triggerName, data: invocation.data }, ...inputs],
          triggerMetadata: bound.metadata(invocation.triggerMetadata ?? {}),
          traceContext: { traceParent, traceState: "" },
          ...(retry === undefined ? {} : { retryContext: retry }),
        }),
      );
      const response = await Promise.race([ran, limit.late]);
      await writeOutputs(definition.outputs, response, bound);
      return { ok: true, response };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.#journal.failure(invocationId, definition.name, failure, failure instanceof FunctionFailed);
      return { ok: false, message: failure.message };
    } finally {
      limit.cancel();
    }
  }

  #bindingData({ definition, data, triggerMetadata = {} }: Invocation): BindingData {
    return bindingDataOf({ functionName: definition.name, now: this.#platform.clock.now(), data, triggerMetadata });
  }

  /** The words are those of `FunctionExecutor` in https://github.com/Azure/azure-webjobs-sdk. */
  #limit(name: string, invocationId: string): { readonly late: Promise<never>; readonly cancel: () => void } {
    const ms = this.#timeoutMs;
    let cancel: () => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      if (ms === undefined) return;
      cancel = this.#platform.clock.after(ms, () => {
        const value = timeSpan.format(ms);
        this.#journal.host(
          "error",
          `Function.${name}`,
          `Timeout value of ${value} exceeded by function 'Functions.${name}' (Id: '${invocationId}'). Initiating cancellation.`,
        );
        reject(new Error(`Timeout value of ${value} was exceeded by function: Functions.${name}`));
        this.#onTimeout(invocationId);
      });
    });
    return { late, cancel };
  }
}

/** Goes on with the caller's trace, or begins one: https://www.w3.org/TR/trace-context/. */
function traceOf(caller: string | undefined): { id: string; callerId?: string; spanId: string; parent: string } {
  const [before] = placeOf(caller);
  const id = before?.traceId ?? randomHex(32);
  const spanId = randomHex(16);
  return { id, ...(before === undefined ? {} : { callerId: before.spanId }), spanId, parent: `00-${id}-${spanId}-01` };
}

/** Of a UUID: Node makes many of them at once, and asks the system for random bytes each time otherwise. */
const randomHex = (digits: number): string => randomUUID().replaceAll("-", "").slice(0, digits);

function placeOf(traceParent: string | undefined): Link[] {
  const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceParent ?? "") ?? [];
  return traceId === undefined || spanId === undefined ? [] : [{ traceId, spanId }];
}
