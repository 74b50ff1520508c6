import type { IncomingHttpHeaders } from "node:http";
import { isObject } from "../shared/is-object.js";
import { parseJson, tokenName, writeJson } from "./json.js";
import { publishErrors } from "./publish-error.js";
import type { PublishedEvent } from "./published-event.js";

const SCHEMA = "CloudEventV10";
const REQUIRED = ["id", "source", "type", "specversion"] as const;
/** Optional attributes whose value is text. */
const TEXT = ["subject", "time", "dataschema", "datacontenttype", "data_base64"] as const;
const ATTRIBUTE_NAME = /^[a-z0-9]+$/;

/**
 * CloudEvents 1.0: a batch, one in structured mode, or one in binary mode, by the content type.
 *
 * @see https://learn.microsoft.com/azure/event-grid/cloud-event-schema
 * @see https://github.com/cloudevents/spec/blob/v1.0/http-protocol-binding.md
 * @throws PublishError
 */
export function readCloudEvents(headers: IncomingHttpHeaders, body: Buffer): PublishedEvent[] {
  const contentType = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  switch (contentType) {
    case "application/cloudevents-batch+json": {
      const batch = parseJson(body);
      if (!Array.isArray(batch)) throw wrongToken("StartArray", batch);
      return batch.map(readOne);
    }
    case "application/cloudevents+json":
      return [readOne(parseJson(body))];
    case "application/json":
      // Without the headers of binary mode it is read as one event in structured mode.
      return [readOne(headers["ce-specversion"] === undefined ? parseJson(body) : fromHeaders(headers, body))];
    default:
      throw publishErrors.contentType(headers["content-type"] ?? "");
  }
}

function readOne(event: unknown): PublishedEvent {
  if (!isObject(event)) throw wrongToken("StartObject", event);
  for (const attribute of REQUIRED) {
    const value = event[attribute];
    if (typeof value !== "string" || value === "") {
      throw publishErrors.json(
        `This resource is configured for '${SCHEMA}' schema and requires '${attribute}' property to be set.`,
      );
    }
  }
  if (event.specversion !== "1.0") throw wrongValue("specversion", '"1.0"');
  for (const attribute of TEXT) {
    const value = event[attribute];
    if (value !== undefined && value !== null && typeof value !== "string") throw wrongValue(attribute, "a string");
  }
  if (typeof event.time === "string" && Number.isNaN(Date.parse(event.time))) throw wrongValue("time", "a time");
  if (event.data !== undefined && typeof event.data_base64 === "string") {
    throw wrongValue("data_base64", "none beside data");
  }
  const stranger = Object.keys(event).find((name) => name !== "data_base64" && !ATTRIBUTE_NAME.test(name));
  if (stranger !== undefined) throw wrongValue(stranger, "a name of lower-case letters and digits");
  return {
    id: String(event.id),
    type: String(event.type),
    subject: typeof event.subject === "string" ? event.subject : "",
    dataVersion: "",
    attributes: event,
    json: writeJson(event),
  };
}

/** Binary mode: attributes in `ce-` headers, percent-encoded; the body is the data. */
function fromHeaders(headers: IncomingHttpHeaders, body: Buffer): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith("ce-")) attributes[name.slice(3)] = percentDecoded(name, String(value));
  }
  attributes.datacontenttype = headers["content-type"];
  if (body.length > 0) attributes.data = parseJson(body);
  return attributes;
}

function percentDecoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw publishErrors.json(`The header '${name}' is not percent-encoded correctly.`);
  }
}

const wrongToken = (expected: string, actual: unknown) =>
  publishErrors.json(
    `This resource is configured to receive event in '${SCHEMA}' schema. The JSON received does not conform to the expected schema. Token Expected: ${expected}, Actual Token Received: ${tokenName(actual)}.`,
  );

const wrongValue = (attribute: string, expected: string) =>
  publishErrors.json(
    `This resource is configured to receive event in '${SCHEMA}' schema. The attribute '${attribute}' does not conform to the expected schema: expected is ${expected}.`,
  );
