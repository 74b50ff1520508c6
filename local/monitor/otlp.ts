import { readLog, readMetrics, readStep, traceIdOf } from "./read-step.js";
import type { Telemetry } from "./telemetry-store.js";

/** A signal of the protocol, which is part of its path. */
export type Signal = "traces" | "logs" | "metrics";

type Attributes = readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];

/** Application Insights numbers severities from verbose on, OpenTelemetry has four numbers for each. */
const SEVERITIES: Readonly<Record<string, number>> = {
  verbose: 5,
  information: 9,
  warning: 13,
  error: 17,
  critical: 21,
};
const SCOPE = { name: "gridwire local Azure" };
const SERVER = 2;
const CLIENT = 3;
const FAILED = 2;
const DELTA = 1;

/**
 * Telemetry of Application Insights as the requests of OTLP over HTTP, in JSON: only signals that there is something
 * of. Ids that are not of W3C's form are left out, as OTLP has no place for them.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/docs/specification.md#json-protobuf-encoding
 */
export function toOtlp(pieces: readonly Telemetry[]): ReadonlyMap<Signal, object> {
  const requests = new Map<Signal, object>();
  const put = (signal: Signal, name: string, inner: string, record: (piece: Telemetry) => readonly object[]) => {
    const found = byRole(pieces, record);
    if (found.length === 0) return;
    const resources = found.map(({ role, records }) => ({
      resource: { attributes: attributesOf({ "service.name": role }) },
      [`scope${name}`]: [{ scope: SCOPE, [inner]: records }],
    }));
    requests.set(signal, { [`resource${name}`]: resources });
  };
  put("traces", "Spans", "spans", spanOf);
  put("logs", "Logs", "logRecords", logOf);
  put("metrics", "Metrics", "metrics", metricsOf);
  return requests;
}

/** What is sent of one app stands together. */
function byRole(pieces: readonly Telemetry[], record: (piece: Telemetry) => readonly object[]) {
  const roles = new Map<string, object[]>();
  for (const piece of pieces) {
    const records = record(piece);
    if (records.length === 0) continue;
    const role = roleOf(piece);
    roles.set(role, [...(roles.get(role) ?? []), ...records]);
  }
  return [...roles].map(([role, records]) => ({ role, records }));
}

function spanOf(piece: Telemetry): object[] {
  const [traceId, step] = [traceIdOf(piece), readStep(piece)];
  if (step === undefined || !isTraceId(traceId) || !isSpanId(step.id)) return [];
  const { id, parentId, name, kind, began, ms, success, result, properties } = step;
  return [
    {
      traceId,
      spanId: id,
      ...(isSpanId(parentId) ? { parentSpanId: parentId } : {}),
      name,
      kind: kind === "request" ? SERVER : CLIENT,
      startTimeUnixNano: nanoseconds(began),
      endTimeUnixNano: nanoseconds(began, ms),
      attributes: attributesOf({ ...properties, result }),
      status: success ? {} : { code: FAILED, message: result },
    },
  ];
}

function logOf(piece: Telemetry): object[] {
  const [traceId, line] = [traceIdOf(piece), readLog(piece)];
  if (line === undefined) return [];
  return [
    {
      timeUnixNano: nanoseconds(line.at),
      severityNumber: SEVERITIES[line.level] ?? 0,
      severityText: line.level,
      body: { stringValue: line.message },
      ...(isTraceId(traceId) ? { traceId } : {}),
    },
  ];
}

/** Application Insights is sent what was counted since the last time. */
const metricsOf = (piece: Telemetry): object[] =>
  readMetrics(piece).map(({ name, value, at, properties }) => ({
    name,
    sum: {
      aggregationTemporality: DELTA,
      isMonotonic: false,
      dataPoints: [{ timeUnixNano: nanoseconds(at), asDouble: value, attributes: attributesOf(properties) }],
    },
  }));

const roleOf = ({ envelope }: Telemetry): string =>
  String((envelope.tags as Readonly<Record<string, unknown>> | undefined)?.["ai.cloud.role"] ?? "unknown");

const attributesOf = (values: Readonly<Record<string, string>>): Attributes =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const isTraceId = (id: string | undefined): id is string => /^[0-9a-f]{32}$/.test(id ?? "");
const isSpanId = (id: string | undefined): id is string => /^[0-9a-f]{16}$/.test(id ?? "");

/** As text: JSON's numbers cannot hold it. @param laterMs milliseconds that are added. */
function nanoseconds(time: string, laterMs = 0): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? "0" : String(BigInt(ms) * 1_000_000n + BigInt(Math.round(laterMs * 1_000_000)));
}
