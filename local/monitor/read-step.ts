import type { Telemetry } from "./telemetry-store.js";
import type { TraceLog, TraceStep } from "./trace.js";

const LEVELS = ["verbose", "information", "warning", "error", "critical"];

type Values = Readonly<Record<string, unknown>>;

/** Of which trace an envelope is; undefined for one of none. */
export const traceIdOf = ({ envelope }: Telemetry): string | undefined => {
  const id = valuesAt(envelope, "tags")["ai.operation.id"];
  return typeof id === "string" && id !== "" ? id : undefined;
};

/** A step of a trace; undefined for telemetry of another kind. */
export function readStep({ kind, envelope }: Telemetry): TraceStep | undefined {
  if (kind !== "RequestData" && kind !== "RemoteDependencyData") return undefined;
  const data = valuesAt(valuesAt(envelope, "data"), "baseData");
  const tags = valuesAt(envelope, "tags");
  const parentId = tags["ai.operation.parentId"];
  const type = data.type;
  return {
    id: text(data.id),
    ...(typeof parentId === "string" && parentId !== "" ? { parentId } : {}),
    name: text(data.name ?? tags["ai.operation.name"]),
    role: text(tags["ai.cloud.role"]),
    kind: kind === "RequestData" ? "request" : "dependency",
    ...(typeof type === "string" && type !== "" ? { type } : {}),
    began: text(envelope.time),
    ms: milliseconds(text(data.duration)),
    success: data.success !== false,
    result: text(data.responseCode ?? data.resultCode),
    properties: textsAt(data, "properties"),
  };
}

/** A line of a log; undefined for telemetry of another kind. */
export function readLog({ kind, envelope }: Telemetry): TraceLog | undefined {
  if (kind !== "MessageData" && kind !== "ExceptionData") return undefined;
  const data = valuesAt(valuesAt(envelope, "data"), "baseData");
  const [first] = Array.isArray(data.exceptions) ? data.exceptions : [];
  return {
    at: text(envelope.time),
    role: text(valuesAt(envelope, "tags")["ai.cloud.role"]),
    level: LEVELS[Number(data.severityLevel ?? 1)] ?? text(data.severityLevel).toLowerCase(),
    message: text(data.message ?? (first as Values | undefined)?.message),
  };
}

/** What was measured, of metrics alone. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  /** ISO time. */
  readonly at: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The metrics in an envelope; none for telemetry of another kind. */
export function readMetrics({ kind, envelope }: Telemetry): Measured[] {
  if (kind !== "MetricData") return [];
  const data = valuesAt(valuesAt(envelope, "data"), "baseData");
  const properties = textsAt(data, "properties");
  return (Array.isArray(data.metrics) ? (data.metrics as Values[]) : []).map(({ name, value }) => ({
    name: text(name),
    value: Number(value),
    at: text(envelope.time),
    properties,
  }));
}

/** Its values, or none when it is no object. */
function valuesAt(values: Values, key: string): Values {
  const value = values[key];
  return typeof value === "object" && value !== null ? (value as Values) : {};
}

const textsAt = (values: Values, key: string): Record<string, string> =>
  Object.fromEntries(Object.entries(valuesAt(values, key)).map(([name, one]) => [name, text(one)]));

const text = (value: unknown): string => (value === undefined || value === null ? "" : String(value));

/** `d.hh:mm:ss.fffffff`, of which the days may be left out. */
function milliseconds(duration: string): number {
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] =
    /^(?:(\d+)\.)?(\d+):(\d+):([\d.]+)$/.exec(duration) ?? [];
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
