import { isObject as isAnyObject } from "../../local/shared/is-object.js";

/** A value that the program marked as secret, and that no output of ours may show. */
export class Secret {
  constructor(readonly value: unknown) {}
}

/** The value itself, marked or not. */
export const opened = (value: unknown): unknown => (value instanceof Secret ? opened(value.value) : value);

/** An object with named properties, and not a secret around whatever. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  isAnyObject(value) && !(value instanceof Secret);
