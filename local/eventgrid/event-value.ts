import type { PublishedEvent } from "./published-event.js";

/** The value that events have at a key. */
export interface EventValue {
  /** Nothing when the event has no such key. */
  of(event: PublishedEvent): unknown;
  /** The same in lower case, of a text. */
  folded(event: PublishedEvent): string;
}

/** Beyond these the keys in use are collected anew; who holds a value keeps it. */
const MOST_SHARED = 1_000;
const shared = new Map<string, EventValue>();

/**
 * Looks a key up: an attribute (whose case the vendor's page varies), or a path below `data`. A dot always separates.
 *
 * All who ask for a key get the same: an event that passes through the filters of 500 subscriptions is looked into once
 * for each key, and not for each filter.
 */
export function eventValue(key: string): EventValue {
  const known = shared.get(key);
  if (known !== undefined) return known;
  if (shared.size >= MOST_SHARED) shared.clear();
  const made = remembering(lookUp(key));
  shared.set(key, made);
  return made;
}

/** Knows the last event that it was asked about. */
function remembering(find: (event: PublishedEvent) => unknown): EventValue {
  let last: PublishedEvent | undefined;
  let value: unknown;
  let folded: string | undefined;
  const of = (event: PublishedEvent) => {
    if (event !== last) {
      value = find(event);
      folded = undefined;
      last = event;
    }
    return value;
  };
  return {
    of,
    folded(event) {
      const text = of(event);
      folded ??= String(text).toLowerCase();
      return folded;
    },
  };
}

function lookUp(key: string): (event: PublishedEvent) => unknown {
  const [attribute = "", ...path] = key.split(".");
  const folded = attribute.toLowerCase();
  return ({ attributes }) => {
    const name = Object.hasOwn(attributes, attribute)
      ? attribute
      : Object.keys(attributes).find((one) => one.toLowerCase() === folded);
    let value: unknown = name === undefined ? undefined : attributes[name];
    for (const step of path) {
      if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, step)) {
        return undefined;
      }
      value = (value as Record<string, unknown>)[step];
    }
    return value;
  };
}
