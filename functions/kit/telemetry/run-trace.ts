import type { InvocationContext } from "@azure/functions";
import { type Log, type LogFields, logOf } from "../log.js";
import type { Attempts } from "./attempts.js";
import { failureOf, within } from "./scope.js";
import { nowMs, type SpanContext } from "./span.js";
import type { Telemetry } from "./telemetry.js";
import { isNobodys, readTraceParent } from "./trace-parent.js";

/** A run of a function, and why. */
export interface TracedRun {
  readonly telemetry: Pick<Telemetry, "start">;
  /** Name of the function. */
  readonly fn: string;
  readonly invocation: InvocationContext;
  /** What was delivered, for one that handles events. */
  readonly event?: unknown;
  readonly attempts: Attempts;
}

/**
 * Runs at its place in a trace: after the caller of HTTP, or after who published the event.
 *
 * For HTTP and timers the Functions host sends the request that the run's calls belong to. For an event it begins a
 * trace of its own, with a link to that of the event; so the run is told twice, once by the host, and once here where
 * the event's trace goes on: the way from the topic to the function, and the handling.
 *
 * @param work gets the log of the run.
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/Config/EventGridExtensionConfigProvider.cs
 */
export function inRunTrace<T>(run: TracedRun, work: (log: Log) => Promise<T>): Promise<T> {
  const { telemetry, fn, invocation } = run;
  const host = readTraceParent(invocation.traceContext?.traceParent);
  if (run.event !== undefined) return inEventTrace(run, host, work);
  const attempt = (invocation.retryContext?.retryCount ?? 0) + 1;
  const log = logOf(invocation, { function: fn, attempt, ...traceOf(host) });
  return within({ start: telemetry.start, here: host }, () => work(log));
}

async function inEventTrace<T>(run: TracedRun, host: SpanContext | undefined, work: (log: Log) => Promise<T>) {
  const { telemetry, fn, invocation, event, attempts } = run;
  const { start } = telemetry;
  const { id, source, time, traceparent } = (event ?? {}) as Readonly<Record<string, unknown>>;
  const attempt = attempts.next(JSON.stringify([fn, source, id]));
  const attributes = {
    "az.namespace": "Microsoft.EventGrid",
    "faas.name": fn,
    attempt,
    ...(typeof id === "string" ? { "messaging.message.id": id } : {}),
  };
  const arrived = nowMs();
  const publisher = readTraceParent(traceparent) ?? host;
  const way = start({
    name: `deliver to ${fn}`,
    kind: "internal",
    attributes,
    parent: publisher,
    began: earlier(time, arrived),
  });
  way.end(undefined, arrived);
  const span = start({ name: fn, kind: "consumer", attributes, parent: way.context, link: host, began: arrived });
  const eventId = typeof id === "string" ? { eventId: id } : {};
  const log = logOf(invocation, { function: fn, ...eventId, attempt, ...traceOf(span.context) });
  try {
    const result = await within({ start, here: span.context }, () => work(log));
    span.end();
    return result;
  } catch (error) {
    span.end(failureOf(error instanceof Error ? (error.cause ?? error) : error));
    throw error;
  }
}

/** A place without an id is that of a run that nobody traces. */
const traceOf = (here: SpanContext | undefined): LogFields =>
  here === undefined || isNobodys(here.traceId) ? {} : { traceId: here.traceId };

/** Clocks of two machines: what is said to have begun after it ended began when it ended. */
function earlier(time: unknown, endMs: number): number {
  const at = Date.parse(String(time));
  return at < endMs ? at : endMs;
}
