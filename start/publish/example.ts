import { randomUUID } from "node:crypto";
import { fieldAt, type JsonSchema } from "../../contracts/vocabulary/json-schema.js";
import { isObject } from "../../local/shared/is-object.js";
import { exampleNumber } from "./example-number.js";

type Path = readonly (string | number)[];

/** Texts of the formats that an event's schema may ask for. */
const BY_FORMAT: Readonly<Record<string, () => string>> = {
  uuid: () => randomUUID(),
  "date-time": () => new Date().toISOString(),
  date: () => new Date().toISOString().slice(0, 10),
  time: () => "12:00:00",
  duration: () => "PT1H",
  email: () => "ada@example.com",
  uri: () => "https://example.com/",
  hostname: () => "example.com",
  ipv4: () => "192.0.2.1",
  ipv6: () => "2001:db8::1",
};

/** Data of an event, and what of it was made up. */
export interface Completed {
  readonly data: unknown;
  /** Each field that was absent and is required: its path and the value that it was given. */
  readonly completed: readonly { readonly field: string; readonly value: unknown }[];
}

/**
 * Completes data with an example for each field that is required and absent. What is there stays as it is.
 *
 * @param schema of the data.
 * @param data nothing, or what somebody gave.
 * @throws when no example can be made of a field, as of a text that must match a pattern: it has to be given.
 */
export function completeByExample(schema: JsonSchema, data: unknown): Completed {
  const completed: { field: string; value: unknown }[] = [];
  const whole = data ?? (schema.type === "object" ? {} : example(schema, []));
  return {
    data: complete(schema, whole, [], (path, value) => completed.push({ field: fieldAt(path), value })),
    completed,
  };
}

function complete(
  schema: JsonSchema,
  data: unknown,
  path: Path,
  onMissing: (path: Path, value: unknown) => void,
): unknown {
  const { items } = schema;
  if (Array.isArray(data) && isObject(items)) {
    return data.map((item) => complete(items, item, [...path, "items"], onMissing));
  }
  if (!isObject(data) || !isObject(schema.properties)) return data;
  const fields = Object.entries(schema.properties as Readonly<Record<string, JsonSchema>>).flatMap(([name, field]) => {
    const inside = [...path, "properties", name];
    if (Object.hasOwn(data, name)) return [[name, complete(field, data[name], inside, onMissing)] as const];
    if (!requiredOf(schema).includes(name)) return [];
    const value = example(field, inside);
    onMissing(inside, value);
    return [[name, value] as const];
  });
  return { ...data, ...Object.fromEntries(fields) };
}

/** A value that fits a schema, with what is required and nothing else. */
function example(schema: JsonSchema, path: Path): unknown {
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [alternative] = [schema.anyOf, schema.oneOf].find(Array.isArray) ?? [];
  if (isObject(alternative)) return example(alternative, path);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "string":
      return exampleText(schema, path);
    case "integer":
    case "number":
      return exampleNumber(schema) ?? cannot(path, `is a number of ${JSON.stringify(schema)}`);
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return exampleList(schema, path);
    case "object":
      return complete(schema, {}, path, () => undefined);
    default:
      // No type: anything fits.
      return {};
  }
}

function exampleText({ format, pattern, minLength, maxLength }: JsonSchema, path: Path): string {
  const known = BY_FORMAT[String(format)];
  if (known !== undefined) return known();
  if (pattern !== undefined || format !== undefined) {
    return cannot(path, pattern === undefined ? `has the format "${String(format)}"` : `must match ${String(pattern)}`);
  }
  const name = String(path.at(-1) ?? "text");
  return name.padEnd(Number(minLength ?? 0), "x").slice(0, Number(maxLength ?? Number.POSITIVE_INFINITY));
}

function exampleList({ items, minItems, prefixItems }: JsonSchema, path: Path): unknown[] {
  const first = (Array.isArray(prefixItems) ? prefixItems : []).map((item) => example(item, [...path, "items"]));
  const more = Math.max(0, Number(minItems ?? 0) - first.length);
  return [...first, ...Array.from({ length: more }, () => example(isObject(items) ? items : {}, [...path, "items"]))];
}

function cannot(path: Path, why: string): never {
  throw new Error(`${fieldAt(path)} ${why}, and no example can be made of that: give it with --data`);
}

const requiredOf = ({ required }: JsonSchema): readonly unknown[] => (Array.isArray(required) ? required : []);
