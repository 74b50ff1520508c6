import { randomUUID } from "node:crypto";
import type { EventGridPublisherClient } from "@azure/eventgrid";
import type { DataOf, EventType, PublishNeed } from "../../../contracts/index.js";
import { CALL_LIMIT_MS } from "../limits.js";
import { misfitsOf, misfitText } from "../misfits.js";
import { currentTraceParent, inSpan } from "../telemetry/scope.js";

export interface PublishOptions {
  /** Default: a random one. Give one that follows from the data to make a repetition recognisable. */
  readonly id?: string;
  readonly subject?: string;
}

/**
 * Publishes one event, and returns when the topic has accepted it.
 *
 * @param event its kind, one that the need lists.
 * @returns the event's id.
 * @throws before anything is sent when the data does not fit the event's schema.
 */
export type Publisher<E extends EventType> = <T extends E>(
  event: T,
  data: DataOf<T>,
  options?: PublishOptions,
) => Promise<{ readonly id: string }>;

/**
 * @param source the CloudEvents source of everything published here, e.g. `/generator`.
 * @param topic opened at the first use.
 */
export function publisher<E extends EventType>(
  need: PublishNeed<E>,
  source: string,
  topic: () => Promise<Pick<EventGridPublisherClient<"CloudEvent">, "send">>,
): Publisher<E> {
  return async (event, data, { id = randomUUID(), subject } = {}) => {
    if (!need.events.some(({ type }) => type === event.type)) {
      const allowed = need.events.map(({ type }) => type).join(", ");
      throw new Error(`event type "${event.type}" is not in this need to publish, which allows ${allowed}`);
    }
    const checked = event.data.safeParse(data);
    if (!checked.success) {
      const misfits = misfitText(misfitsOf(checked.error, "data"));
      throw new Error(`${event.type} ${id} is not published: ${misfits}`, { cause: checked.error });
    }
    const call = {
      name: `publish ${event.type}`,
      kind: "producer" as const,
      attributes: { "az.namespace": "Microsoft.EventGrid", "messaging.message.id": id },
    };
    await inSpan(call, async () => {
      // Whoever handles the event goes on with the trace.
      const traceparent = currentTraceParent();
      await (await topic()).send(
        [
          {
            id,
            source,
            type: event.type,
            time: new Date(),
            datacontenttype: "application/json",
            data: checked.data,
            ...(subject === undefined ? {} : { subject }),
            ...(traceparent === undefined ? {} : { extensionAttributes: { traceparent } }),
          },
        ],
        { abortSignal: AbortSignal.timeout(CALL_LIMIT_MS) },
      );
    });
    return { id };
  };
}
