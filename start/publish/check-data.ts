import type { EventType } from "../../contracts/index.js";
import { fieldAt, type JsonSchema, jsonSchemaOf } from "../../contracts/vocabulary/json-schema.js";
import { isObject } from "../../local/shared/is-object.js";
import { completeByExample } from "./example.js";

/** Data that fits an event, and what of it was made up. */
export interface CheckedData {
  readonly data: unknown;
  readonly completed: readonly { readonly field: string; readonly value: unknown }[];
}

/**
 * Completes data by example and holds it against the event's contract.
 *
 * @param given nothing, or what somebody gave.
 * @throws one error that names every field that does not fit, its value, and what is allowed. Values are shown, as
 *   they were given by who reads the error.
 */
export function checkData({ type, data: contract }: EventType, given: unknown): CheckedData {
  const schema = jsonSchemaOf(type, contract);
  const { data, completed } = completeByExample(schema, given);
  const problems = [...unknownFields(schema, data, []), ...misfits(schema, contract, data)];
  if (problems.length > 0) throw new Error(`The data does not fit ${type}:\n  ${problems.join("\n  ")}`);
  return { data, completed };
}

/** The contract leaves out what it does not know, as a newer publisher may send more. By hand it is a slip. */
function unknownFields(schema: JsonSchema, data: unknown, path: readonly (string | number)[]): string[] {
  const { properties, items, additionalProperties } = schema;
  if (Array.isArray(data) && isObject(items)) {
    return data.flatMap((item) => unknownFields(items, item, [...path, "items"]));
  }
  if (!isObject(data) || !isObject(properties)) return [];
  const known = Object.keys(properties);
  return Object.entries(data).flatMap(([name, value]) => {
    const inside = [...path, "properties", name];
    if (known.includes(name)) return unknownFields(properties[name] as JsonSchema, value, inside);
    return additionalProperties === undefined
      ? [`${fieldAt(inside)} is not a field of it: expected ${known.join(", ")}`]
      : [];
  });
}

function misfits(schema: JsonSchema, contract: EventType["data"], data: unknown): string[] {
  const { error } = contract.safeParse(data);
  return (error?.issues ?? []).map(({ path, message }) => {
    const field = ["data", ...path.map(String)].join(".");
    const value = path.reduce<unknown>(
      (inside, key) => (inside as Readonly<Record<PropertyKey, unknown>>)?.[key],
      data,
    );
    const allowed = allowedAt(schema, path);
    return `${field} is ${JSON.stringify(value)}: ${message}${allowed === undefined ? "" : `; allowed is ${allowed}`}`;
  });
}

/** The part of the schema that a field must fit, as text; nothing where it is not in one place. */
function allowedAt(schema: JsonSchema, path: readonly PropertyKey[]): string | undefined {
  let at: unknown = schema;
  for (const key of path) {
    if (!isObject(at)) return undefined;
    at = typeof key === "number" ? at.items : isObject(at.properties) ? at.properties[String(key)] : undefined;
  }
  return isObject(at) && at !== schema ? JSON.stringify(at) : undefined;
}
