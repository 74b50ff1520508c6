import { propertyAt } from "../drift/property-at.js";
import type { Properties, Step } from "./digest.js";

/** One property of a resource that would be set, taken away or changed. */
export interface PropertyChange {
  /** e.g. `siteConfig.appSettings["LOG_LEVEL"].value` */
  readonly path: string;
  /** Nothing when it is not there. */
  readonly before: unknown;
  readonly after: unknown;
  /** Whether the resource is replaced because of it. */
  readonly replaces: boolean;
}

/**
 * What changes in a resource's inputs. Entries of a list that have names are compared by name, so that one more in front
 * does not change all behind it.
 *
 * Two secrets look alike; that one changed is known from the provider's own comparison.
 */
export function propertyChanges({ oldState, newState, replaceReasons, detailedDiff }: Step): PropertyChange[] {
  const [before, after] = [oldState?.inputs ?? {}, newState?.inputs ?? {}];
  const replacing = new Set(replaceReasons ?? []);
  const found = compare(before, after, "").map((change) => ({
    ...change,
    replaces: replacing.has(rootOf(change.path)),
  }));
  const seen = new Set(found.map(({ path }) => rootOf(path)));
  const more = Object.entries(detailedDiff ?? {}).flatMap(([path, { kind }]): PropertyChange[] => {
    if (seen.has(rootOf(path)) || oldState === undefined || newState === undefined) return [];
    const was = propertyAt(oldState.inputs, path) ?? propertyAt(oldState.outputs, path);
    return [{ path, before: was, after: propertyAt(after, path), replaces: kind.endsWith("replace") }];
  });
  return [...found, ...more];
}

/** The values of an object by their paths. */
export const valuesIn = (properties: Properties): { readonly path: string; readonly value: unknown }[] =>
  compare({}, properties, "").map(({ path, after }) => ({ path, value: after }));

type Difference = Omit<PropertyChange, "replaces">;

function compare(before: unknown, after: unknown, path: string): Difference[] {
  if (before === after) return [];
  const [old, now] = [partsOf(before), partsOf(after)];
  // What is taken away or becomes another kind of value is one change; what is new is told part by part.
  if (now === undefined || (old === undefined && before !== undefined)) {
    return sameValue(before, after) ? [] : [{ path, before, after }];
  }
  if (now.length === 0 && (old?.length ?? 0) === 0)
    return before === undefined && path !== "" ? [{ path, before, after }] : [];
  const others = new Map(old ?? []);
  return [
    ...now.flatMap(([key, value]) => compare(others.get(key), value, join(path, key))),
    ...(old ?? []).flatMap(([key, value]) =>
      now.some(([other]) => other === key) ? [] : [{ path: join(path, key), before: value, after: undefined }],
    ),
  ];
}

/** What an object or a list consists of, by key; nothing of a value that is compared as a whole. */
function partsOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (Array.isArray(value)) {
    if (value.every(isNamed) && new Set(value.map(({ name }) => name)).size === value.length)
      return value.map((item) => [`[${JSON.stringify(item.name)}]`, withoutName(item)]);
    return value.some((item) => typeof item === "object")
      ? value.map((item, index) => [`[${index}]`, item])
      : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  // The code of a dynamic resource's provider: what it makes is what counts.
  return Object.entries(value).filter(([key]) => key !== "__provider" && key !== "__defaults");
}

const isNamed = (item: unknown): item is { readonly name: string } =>
  typeof item === "object" && item !== null && "name" in item && typeof item.name === "string";

const withoutName = ({ name: _, ...rest }: { readonly name: string }): object => rest;

const join = (path: string, key: string): string =>
  path === "" || key.startsWith("[") ? `${path}${key}` : `${path}.${key}`;

/** The input that a path is in. */
export const rootOf = (path: string): string => /^[^.[]*/.exec(path)?.[0] ?? path;

const sameValue = (one: unknown, other: unknown): boolean =>
  one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other);
