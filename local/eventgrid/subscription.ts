import { keyOf } from "../shared/arm-id.js";
import type { Properties } from "../shared/resource.js";
import { invalid, unsupported } from "./arm-errors.js";
import { DEFAULT_MAX_ATTEMPTS, DEFAULT_TIME_TO_LIVE_MINUTES, MINUTE_MS } from "./constants.js";
import { type DeadLetter, deadLetterOf } from "./dead-letter-settings.js";
import { type Destination, destinationOf } from "./destination.js";
import { compileFilter, type Filter, type FilterDeclaration } from "./filter.js";
import type { InputSchema } from "./input-schema.js";

/** The forms of one thing: a child of a topic or system topic, and an extension at a scope. */
export const SUBSCRIPTION_TYPES = [
  "Microsoft.EventGrid/topics/eventSubscriptions",
  "Microsoft.EventGrid/systemTopics/eventSubscriptions",
  "Microsoft.EventGrid/eventSubscriptions",
] as const;

/** The state of a subscription whose webhook has still to consent: it gets no event. */
export const AWAITING = "AwaitingManualAction";

/** How events are written to the subscriber. */
export type DeliverySchema = "EventGridSchema" | "CloudEventSchemaV1_0";

/** An event subscription, as delivery sees it. */
export interface Subscription {
  readonly id: string;
  /** The id for comparing. */
  readonly key: string;
  readonly name: string;
  /** ARM id of the topic, the system topic or the storage account that it is for. */
  readonly topicId: string;
  readonly destination: Destination;
  readonly schema: DeliverySchema;
  readonly inputSchema: InputSchema;
  readonly filter: Filter;
  readonly maxAttempts: number;
  readonly timeToLiveMs: number;
  readonly deadLetter: DeadLetter | undefined;
}

/** What delivery schemas a topic's input schema can be turned into (learn.microsoft.com, "Event schemas"). */
const DELIVERABLE: Readonly<Record<InputSchema, readonly DeliverySchema[]>> = {
  EventGridSchema: ["EventGridSchema", "CloudEventSchemaV1_0"],
  CloudEventSchemaV1_0: ["CloudEventSchemaV1_0"],
};

/** Settings that Azure has and this service has not. */
const UNSUPPORTED = ["deadLetterDestination"];

/**
 * Reads a declared subscription.
 *
 * @see https://learn.microsoft.com/azure/event-grid/subscription-creation-schema
 * @throws AzureError for what Azure refuses, and for what this service does not support
 */
export function subscriptionOf(
  { id, name, inputs }: { readonly id: string; readonly name: string; readonly inputs: Properties },
  topic: { readonly id: string; readonly inputSchema: InputSchema },
): Subscription {
  if (!/^[A-Za-z0-9-]{3,64}$/.test(name)) {
    throw invalid(`Event subscription name '${name}' must have 3 to 64 characters: letters, digits and '-'.`);
  }
  for (const setting of UNSUPPORTED) {
    if (inputs[setting] !== undefined) throw unsupported(`${setting} of an event subscription`, INSTEAD[setting]);
  }
  const retry = (inputs.retryPolicy ?? {}) as { maxDeliveryAttempts?: number; eventTimeToLiveInMinutes?: number };
  return {
    id,
    key: keyOf(id),
    name,
    topicId: topic.id,
    destination: destinationOf(inputs),
    schema: deliverySchema(inputs.eventDeliverySchema ?? "EventGridSchema", topic.inputSchema),
    inputSchema: topic.inputSchema,
    filter: compileFilter(inputs.filter as FilterDeclaration | undefined),
    maxAttempts: within("maxDeliveryAttempts", retry.maxDeliveryAttempts ?? DEFAULT_MAX_ATTEMPTS, 1, 30),
    timeToLiveMs:
      within("eventTimeToLiveInMinutes", retry.eventTimeToLiveInMinutes ?? DEFAULT_TIME_TO_LIVE_MINUTES, 1, 1440) *
      MINUTE_MS,
    deadLetter: deadLetterOf(inputs.deadLetterWithResourceIdentity as Properties | undefined),
  };
}

const INSTEAD: Readonly<Record<string, string>> = {
  deadLetterDestination: "use deadLetterWithResourceIdentity, which needs no account key",
};

function deliverySchema(given: unknown, input: InputSchema): DeliverySchema {
  if (given === "CustomInputSchema") throw unsupported("eventDeliverySchema CustomInputSchema");
  const allowed = DELIVERABLE[input];
  const schema = allowed.find((known) => known === given);
  if (schema === undefined) {
    throw invalid(
      `eventDeliverySchema is '${String(given)}'; a topic with inputSchema '${input}' can deliver ${allowed.join(" or ")}`,
    );
  }
  return schema;
}

function within(setting: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw invalid(`retryPolicy.${setting} is ${value}; allowed are whole numbers from ${least} to ${most}`);
  }
  return value;
}
