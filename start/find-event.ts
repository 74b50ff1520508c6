import type { EventType } from "../contracts/index.js";

/**
 * Finds an event type by its name or a part of it: `NameGenerated`, `NameGenerated.v1`, `Names.NameGenerated.v1`;
 * upper or lower case.
 *
 * @throws when none or more than one has it, with those that there are.
 */
export function findEvent(name: string, events: readonly EventType[]): EventType {
  const found = events.filter(({ type }) => `.${type}.`.toLowerCase().includes(`.${name}.`.toLowerCase()));
  const [event, another] = found;
  if (event !== undefined && another === undefined) return event;
  const listed = (some: readonly EventType[]) => some.map(({ type }) => type).join(", ");
  throw new Error(
    event === undefined
      ? `event "${name}": expected one of ${listed(events)}`
      : `event "${name}" is more than one: expected one of ${listed(found)}`,
  );
}
