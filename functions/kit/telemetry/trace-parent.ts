import type { SpanContext } from "./span.js";

const FORM = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/**
 * Where in which trace somebody called from.
 *
 * @param header value of `traceparent`, a header of HTTP and an extension attribute of CloudEvents.
 * @returns undefined for what is none: a trace begins then.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md
 */
export function readTraceParent(header: unknown): SpanContext | undefined {
  const [, traceId, spanId, flags] = (typeof header === "string" && FORM.exec(header)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (isNobodys(traceId) || isNobodys(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** @returns undefined of a place that is in no trace. */
export const writeTraceParent = ({ traceId, spanId, sampled }: SpanContext): string | undefined =>
  isNobodys(traceId) ? undefined : `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`;

export const isNobodys = (id: string): boolean => /^0+$/.test(id);
