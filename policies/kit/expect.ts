import { type Finding, unknown, violation } from "./finding.js";
import { peek } from "./peek.js";

/** What a property has to be. */
export interface Expected<T> {
  /** Path of the property, for texts. */
  readonly property: string;
  readonly is: (value: T) => boolean;
  /** What would pass, e.g. `true`. */
  readonly expected: string;
  /** Whether a property that is not set passes; default no, since Azure's defaults are the permissive ones. */
  readonly mayBeAbsent?: boolean;
}

/** A property that has to be something. One that is not known yet is left to the `up`. */
export function* expectValue<T>(read: () => T, wanted: Expected<NonNullable<T>>): Generator<Finding> {
  const peeked = peek(read);
  if (peeked.is === "unknown") yield unknown(wanted.property);
  else if (peeked.is === "absent") {
    if (wanted.mayBeAbsent !== true) yield violation(`${wanted.property} is not set: expected ${wanted.expected}.`);
  } else if (!wanted.is(peeked.value)) {
    yield violation(`${wanted.property} is ${shown(peeked.value)}: expected ${wanted.expected}.`);
  }
}

/** `true` and nothing else. */
export const expectTrue = (property: string, read: () => boolean | undefined): Iterable<Finding> =>
  expectValue(read, { property, is: (value) => value === true, expected: "true" });

/** `false` said in so many words: left out, Azure takes it for true. */
export const expectFalse = (property: string, read: () => boolean | undefined): Iterable<Finding> =>
  expectValue(read, { property, is: (value) => value === false, expected: "false" });

/** One of these words. */
export const expectOneOf = (
  property: string,
  read: () => string | undefined,
  allowed: readonly string[],
): Iterable<Finding> =>
  expectValue(read, { property, is: (value) => allowed.includes(value), expected: allowed.join(" or ") });

/** Words of Azure's own lists and numbers are shown; anything longer may be a secret in the wrong place. */
function shown(value: unknown): string {
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  return typeof value === "string" && /^[\w.]{1,24}$/.test(value) ? `"${value}"` : "something else";
}
