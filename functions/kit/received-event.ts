import * as z from "zod";
import type { CloudEvent, EventType } from "../../contracts/index.js";
import { type Misfit, misfitsOf } from "./misfits.js";

/** Why an event can never be handled: a closed list, to count by. */
export type RefusalReason = "notACloudEvent" | "otherType" | "dataDoesNotFit";

export interface Refusal {
  readonly reason: RefusalReason;
  readonly misfits: readonly Misfit[];
}

export type ReceivedEvent<T extends string, D> = { readonly event: CloudEvent<T, D> } | { readonly refusal: Refusal };

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes */
const Envelope = z.object({
  specversion: z.literal("1.0"),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().min(1).nullish(),
  time: z.iso.datetime({ offset: true }).nullish(),
  data: z.unknown(),
});

/**
 * Holds what the Functions host delivered against the kind of event that the function handles.
 *
 * CloudEvents makes `time` optional: an event without it gets the time of its arrival.
 */
export function readEvent<T extends string, D>(expected: EventType<T, D>, raw: unknown): ReceivedEvent<T, D> {
  const envelope = Envelope.safeParse(raw);
  if (!envelope.success) return { refusal: { reason: "notACloudEvent", misfits: misfitsOf(envelope.error) } };
  const { id, source, type, subject, time } = envelope.data;
  if (type !== expected.type) {
    return { refusal: { reason: "otherType", misfits: [{ field: "type", message: `expected ${expected.type}` }] } };
  }
  const data = expected.data.safeParse(envelope.data.data);
  if (!data.success) return { refusal: { reason: "dataDoesNotFit", misfits: misfitsOf(data.error, "data") } };
  return {
    event: {
      id,
      source,
      type: expected.type,
      ...(subject == null ? {} : { subject }),
      time: time == null ? new Date() : new Date(time),
      data: data.data,
    },
  };
}
