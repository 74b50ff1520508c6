import { isObject } from "../shared/is-object.js";
import { tokenName, writeJson } from "./json.js";
import { publishErrors } from "./publish-error.js";
import type { PublishedEvent } from "./published-event.js";

const SCHEMA = "EventGridEvent";
/** In the order in which the service looks for them. */
const REQUIRED = ["subject", "id", "eventType", "eventTime"] as const;
const KNOWN: ReadonlySet<string> = new Set([...REQUIRED, "data", "dataVersion", "metadataVersion", "topic"]);

/**
 * Events of the Event Grid schema: an array, whose events are stamped with the topic and the versions.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-schema
 * @throws PublishError
 */
export function readEventGridEvents(topicId: string, body: unknown): PublishedEvent[] {
  if (!Array.isArray(body)) {
    throw publishErrors.json(`Unexpected token when reading JSON. Expected: StartArray, actual: ${tokenName(body)}.`);
  }
  return body.map((event: unknown) => readOne(topicId, event));
}

function readOne(topicId: string, event: unknown): PublishedEvent {
  if (!isObject(event)) {
    throw publishErrors.json(`Unexpected token when reading JSON. Expected: StartObject, actual: ${tokenName(event)}.`);
  }
  const stranger = Object.keys(event).find((property) => !KNOWN.has(property));
  if (stranger !== undefined) {
    throw publishErrors.json(
      `This resource is configured for '${SCHEMA}' schema. Received unexpected property '${stranger}' in JSON which does not conform to the expected schema.`,
    );
  }
  const [subject, id, type] = REQUIRED.map((property) => requireText(event, property));
  if (Number.isNaN(Date.parse(String(event.eventTime)))) throw wrongValue("eventTime", "a time");
  const { dataVersion = "", metadataVersion = "1", topic = topicId } = event;
  if (typeof dataVersion !== "string") throw wrongValue("dataVersion", "a string");
  if (metadataVersion !== "1") throw wrongValue("metadataVersion", '"1"');
  if (topic !== topicId) throw publishErrors.otherTopic(String(topic));
  const attributes = { ...event, dataVersion, metadataVersion, topic };
  return {
    id: id ?? "",
    type: type ?? "",
    subject: subject ?? "",
    dataVersion,
    attributes,
    json: writeJson(attributes),
  };
}

function requireText(event: Record<string, unknown>, property: string): string {
  const value = event[property];
  if (typeof value === "string" && (value !== "" || property === "subject")) return value;
  throw publishErrors.json(
    `This resource is configured for '${SCHEMA}' schema and requires '${property}' property to be set.`,
  );
}

const wrongValue = (property: string, expected: string) =>
  publishErrors.json(
    `This resource is configured for '${SCHEMA}' schema. The property '${property}' does not conform to the expected schema: expected is ${expected}.`,
  );
