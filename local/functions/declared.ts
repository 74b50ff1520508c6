import { isObject } from "../shared/is-object.js";

/** JSON of which nobody has checked the shape: what a user declared, or what a package holds. */
export type Json = Readonly<Record<string, unknown>>;

/** The object at a key, or an empty one. */
export function objectAt(value: unknown, ...path: readonly string[]): Json {
  let here = value;
  for (const key of path) here = isObject(here) ? here[key] : undefined;
  return isObject(here) ? here : {};
}

export const stringAt = (value: unknown, key: string): string | undefined => {
  const found = objectAt(value)[key];
  return typeof found === "string" ? found : undefined;
};
