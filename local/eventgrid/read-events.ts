import type { IncomingHttpHeaders } from "node:http";
import { MAX_EVENT_BYTES, MAX_EVENTS_PER_REQUEST } from "./constants.js";
import { parseJson } from "./json.js";
import { publishErrors } from "./publish-error.js";
import type { PublishedEvent } from "./published-event.js";
import { readCloudEvents } from "./read-cloud-events.js";
import { readEventGridEvents } from "./read-event-grid-events.js";
import type { Topic } from "./topic.js";

/**
 * Reads the events of a request by the topic's input schema. One bad event refuses all.
 *
 * @throws PublishError
 */
export function readEvents(topic: Topic, headers: IncomingHttpHeaders, body: Buffer): PublishedEvent[] {
  const events =
    topic.inputSchema === "CloudEventSchemaV1_0"
      ? readCloudEvents(headers, body)
      : readEventGridEvents(topic.id, parseJson(body));
  if (events.length === 0) throw publishErrors.json("The request carries no event; at least one is needed.");
  if (events.length > MAX_EVENTS_PER_REQUEST) throw publishErrors.tooMany(MAX_EVENTS_PER_REQUEST);
  for (const { json } of events) {
    // A character has at most three bytes here, so most events need no second look.
    if (json.length * 3 > MAX_EVENT_BYTES && Buffer.byteLength(json) > MAX_EVENT_BYTES) {
      throw publishErrors.tooLarge(MAX_EVENT_BYTES);
    }
  }
  return events;
}
