import { envelope, type Sender } from "./envelope.js";
import type { Piece } from "./outbox.js";
import type { EndedSpan } from "./span.js";

/** Stands where the parts of a span go that differ from one to the next. */
const PLACE = "\u0001";

/**
 * Writes spans as Application Insights keeps them: all as dependencies.
 *
 * Also the handling of an event, which others would send as a request: the Functions host sends a request for every
 * run of a function, so that a second one would double every count and every failure.
 *
 * What is the same in all of them is written once: this is on the way of every call.
 *
 * @param sampledPercent how many of all spans are sent.
 * @see https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete#dependency-telemetry
 */
export function spanWriter(sender: Sender, sampledPercent: number): (span: EndedSpan) => Piece {
  const data = { baseType: "RemoteDependencyData", baseData: {} };
  const { time: _time, data: _data, tags, ...same } = envelope(sender, "RemoteDependency", new Date(0), data);
  const [head = "", tail = ""] = JSON.stringify({
    ...same,
    sampleRate: sampledPercent,
    tags: { ...tags, [PLACE]: 0 },
  }).split(`${JSON.stringify(PLACE)}:0`);
  return (span) => {
    const { context, parent } = span;
    const caller = parent === undefined ? "" : `,"ai.operation.parentId":"${parent.spanId}"`;
    const time = new Date(span.began).toISOString();
    // Both ids are hexadecimal digits: nothing in them is to be escaped.
    const trace = `"ai.operation.id":"${context.traceId}"${caller}`;
    const rest = `,"time":"${time}","data":{"baseType":"RemoteDependencyData","baseData":${JSON.stringify(dataOf(span))}}}`;
    return `${head}${trace}${tail.slice(0, -1)}${rest}`;
  };
}

function dataOf(span: EndedSpan) {
  const { attributes, failure } = span;
  const service = String(attributes["az.namespace"] ?? "");
  return {
    ver: 2,
    id: span.context.spanId,
    name: span.name,
    type: typeOf(span, service),
    target: service,
    duration: timeSpan(span.ms),
    success: failure === undefined,
    resultCode: String(failure?.["http.response.status_code"] ?? failure?.["error.type"] ?? "0"),
    properties: propertiesOf(span),
  };
}

/** The words of Application Insights, by which the portal draws calls, queues and steps within a process. */
function typeOf({ kind }: EndedSpan, service: string): string {
  if (kind === "client") return service;
  const base = kind === "producer" ? "Queue Message" : "InProc";
  return service === "" ? base : `${base} | ${service}`;
}

/** Custom dimensions are text. */
function propertiesOf({ attributes, failure, link }: EndedSpan): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const key in attributes) properties[key] = String(attributes[key]);
  for (const key in failure) properties[key] = String(failure[key]);
  if (link !== undefined) {
    properties["_MS.links"] = JSON.stringify([{ operation_Id: link.traceId, id: link.spanId }]);
  }
  return properties;
}

/** `d.hh:mm:ss.fffffff`, as .NET writes a duration. */
function timeSpan(ms: number): string {
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  const seconds = Math.floor(ms / 1000);
  const ticks = String(Math.floor((ms % 1000) * 10_000)).padStart(7, "0");
  return `${Math.floor(seconds / 86_400)}.${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${ticks}`;
}
