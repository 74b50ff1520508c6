import type * as z from "zod";
import { jsonSchemaOf } from "./json-schema.js";

/**
 * A kind of event: its CloudEvents `type` and the schema of its `data`.
 *
 * Generic in the data's type, not in the schema, so that a compile error shows the data's shape and
 * not the inside of zod.
 */
export interface EventType<T extends string = string, D = unknown> {
  readonly type: T;
  readonly data: z.ZodType<D>;
}

/** The data that an event of this kind carries. */
export type DataOf<E> = E extends EventType<string, infer D> ? D : never;

/**
 * An event as a handler gets it: CloudEvents 1.0 in the attributes that the system relies on.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export interface CloudEvent<T extends string = string, D = unknown> {
  /** Unique with `source`. A redelivered event has the same one: the key of every idempotent handler. */
  readonly id: string;
  readonly source: string;
  readonly type: T;
  readonly subject?: string;
  /** When it happened. */
  readonly time: Date;
  readonly data: D;
}

/** The event that a handler of this kind of event gets. */
export type EventOf<E> = E extends EventType<infer T, infer D> ? CloudEvent<T, D> : never;

const TYPE_PATTERN = /^[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)+\.v[1-9][0-9]*$/;

/**
 * Names a kind of event and the shape of its data.
 *
 * @param type `Domain.Happened.vN`, e.g. `Names.NameGenerated.v1`. What may not change compatibly gets a new version.
 * @param data zod schema of the data.
 * @throws when the type is not of that form, or when the data is more than JSON Schema can express (refine, transform,
 *   dates): other readers of the event go by its JSON Schema.
 */
export function defineEvent<const T extends string, D>(type: T, data: z.ZodType<D>): EventType<T, D> {
  if (!TYPE_PATTERN.test(type)) {
    throw new Error(`event type "${type}": expected Domain.Happened.vN, e.g. Names.NameGenerated.v1`);
  }
  jsonSchemaOf(type, data);
  return { type, data };
}
