import { isObject } from "../../shared/is-object.js";

/** Keys by their names. */
export type KeyList = Readonly<Record<string, string>>;

/** Keys as the host keeps them in a blob: a list of objects. */
export const keyList = {
  read: (value: unknown): KeyList =>
    Object.fromEntries(
      (Array.isArray(value) ? value : []).filter(isObject).map((key) => [String(key.name), String(key.value)]),
    ),
  write: (keys: KeyList) => Object.entries(keys).map(([name, value]) => ({ name, value, encrypted: false })),
};

/** The name under which a key is in a list; names are compared ignoring case. */
export const nameIn = (keys: KeyList, name: string): string | undefined =>
  Object.keys(keys).find((known) => known.toLowerCase() === name.toLowerCase());

/** The list with a key in it, in place of the one of that name. */
export const withKey = (keys: KeyList, name: string, value: string): KeyList => ({
  ...keys,
  [nameIn(keys, name) ?? name]: value,
});

export function withoutKey(keys: KeyList, name: string): KeyList {
  const known = nameIn(keys, name);
  return Object.fromEntries(Object.entries(keys).filter(([one]) => one !== known));
}
