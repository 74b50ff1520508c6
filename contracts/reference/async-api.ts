import type { App } from "../vocabulary/app.js";
import type { EventType } from "../vocabulary/event.js";
import { jsonSchemaOf } from "../vocabulary/json-schema.js";

/** The one channel: which topic carries an event is the stack's business. */
const CHANNEL = "events";

/**
 * The system as an AsyncAPI document: its events as CloudEvents, who publishes and who handles each.
 *
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncApi(apps: readonly App[], events: readonly EventType[], version: string): object {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "gridwire",
      version,
      description: "Events of the system, and the functions that publish and handle them.",
    },
    defaultContentType: "application/cloudevents+json",
    channels: {
      [CHANNEL]: {
        title: "Event Grid",
        messages: Object.fromEntries(events.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
      },
    },
    operations: Object.fromEntries(apps.flatMap((app) => [...published(app), ...handled(app)])),
    components: { messages: Object.fromEntries(events.map((event) => [event.type, message(event)])) },
  };
}

type Operation = readonly [name: string, operation: object];

function published({ name, needs }: App): Operation[] {
  return Object.entries(needs).flatMap(([key, need]) =>
    need.kind === "publish"
      ? [[`${name}.${key}`, operation("send", `App ${name} publishes.`, need.events)] as const]
      : [],
  );
}

function handled({ name, functions }: App): Operation[] {
  return Object.entries(functions).flatMap(([fn, on]) =>
    on.trigger === "event"
      ? [[`${name}.${fn}`, operation("receive", `Function ${fn} of ${name} handles.`, [on.event])] as const]
      : [],
  );
}

const operation = (action: "send" | "receive", summary: string, events: readonly EventType[]) => ({
  action,
  summary,
  channel: { $ref: `#/channels/${CHANNEL}` },
  messages: events.map(({ type }) => ({ $ref: `#/channels/${CHANNEL}/messages/${type}` })),
});

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#required-attributes */
function message({ type, data }: EventType) {
  // The dialect is AsyncAPI's own, which knows the keywords that are used here.
  const { $schema: _, ...schema } = jsonSchemaOf(type, data);
  return {
    name: type,
    title: type,
    contentType: "application/cloudevents+json",
    payload: {
      type: "object",
      properties: {
        specversion: { const: "1.0" },
        id: { type: "string", minLength: 1 },
        source: { type: "string", format: "uri-reference", minLength: 1 },
        type: { const: type },
        time: { type: "string", format: "date-time" },
        data: schema,
      },
      required: ["specversion", "id", "source", "type", "data"],
    },
  };
}
