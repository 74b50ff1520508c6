import { AsyncLocalStorage } from "node:async_hooks";
import type { Attributes, Span, SpanContext, SpanKind, StartSpan } from "./span.js";
import { writeTraceParent } from "./trace-parent.js";

/** The place in a trace where code runs. */
export interface Scope {
  readonly start: StartSpan;
  readonly here: SpanContext | undefined;
}

/** What is said of a call. Only names that the system's own code gives: never data of an event, a row or a blob. */
export interface Call {
  /** e.g. `put blob`. */
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

const scopes = new AsyncLocalStorage<Scope>();

/** Runs with everything that it calls at a place in a trace. */
export const within = <T>(scope: Scope, work: () => T): T => scopes.run(scope, work);

/** `traceparent` for whom this code calls; undefined outside a trace. */
export function currentTraceParent(): string | undefined {
  const here = scopes.getStore()?.here;
  return here && writeTraceParent(here);
}

/** Runs as a step of the trace, which has failed when it throws; outside a trace, just runs. */
export async function inSpan<T>(call: Call, work: () => Promise<T>): Promise<T> {
  const scope = scopes.getStore();
  if (scope === undefined) return work();
  const span = begin(scope, call);
  try {
    const result = await within({ start: scope.start, here: span.context }, work);
    span.end();
    return result;
  } catch (error) {
    span.end(failureOf(error));
    throw error;
  }
}

/** As {@link inSpan}, for what comes piece by piece: the step ends with the last, or with who wants no more. */
export async function* eachInSpan<T>(call: Call, work: () => AsyncIterable<T>): AsyncGenerator<T> {
  const scope = scopes.getStore();
  const span = scope && begin(scope, call);
  let failure: Attributes | undefined;
  try {
    yield* work();
  } catch (error) {
    failure = failureOf(error);
    throw error;
  } finally {
    span?.end(failure);
  }
}

const begin = ({ start, here }: Scope, { name, kind, attributes }: Call): Span =>
  start({ name, kind, attributes, parent: here });

/** The error's text is left out: a service may repeat in it what it was sent. */
export function failureOf(error: unknown): Attributes {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return {
    "error.type": error instanceof Error ? error.name : typeof error,
    ...(typeof statusCode === "number" ? { "http.response.status_code": statusCode } : {}),
  };
}
