import { fieldAt, type JsonSchema } from "./json-schema.js";

/** Keywords that say nothing about which data fits. */
const ANNOTATIONS = new Set(["$schema", "$id", "title", "description", "examples", "default", "deprecated"]);
/** Keywords that do, and that this check understands. Any other fails it. */
const ASSERTIONS = new Set([
  "additionalProperties",
  "anyOf",
  "const",
  "enum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "items",
  "maximum",
  "maxItems",
  "maxLength",
  "minimum",
  "minItems",
  "minLength",
  "multipleOf",
  "pattern",
  "prefixItems",
  "properties",
  "propertyNames",
  "required",
  "type",
]);

/**
 * What breaks between two schemas of one event type.
 *
 * Both ways must hold: the new schema accepts every old event, since some are in flight or dead letters, and the old
 * one every new event, since a subscriber may be deployed later. So only optional fields may be added.
 *
 * @returns a sentence for each, naming field and rule; none when they are compatible.
 */
export function breakingChanges(before: JsonSchema, after: JsonSchema): string[] {
  return compare(before, after, []);
}

type Path = readonly (string | number)[];

function compare(before: JsonSchema, after: JsonSchema, path: Path): string[] {
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((one) => !ANNOTATIONS.has(one));
  return keywords.flatMap((keyword) => {
    if (!ASSERTIONS.has(keyword)) return [`${fieldAt(path)}: the keyword "${keyword}" is not known to this check`];
    if (keyword === "properties") return compareProperties(before, after, path);
    if (keyword === "required") return compareRequired(before, after, path);
    if (keyword === "items" && isSchema(before.items) && isSchema(after.items)) {
      return compare(before.items, after.items, [...path, "items"]);
    }
    return same(before[keyword], after[keyword])
      ? []
      : [`${fieldAt(path)}: ${keyword} changed from ${text(before[keyword])} to ${text(after[keyword])}`];
  });
}

function compareProperties(before: JsonSchema, after: JsonSchema, path: Path): string[] {
  const [old, current] = [propertiesOf(before), propertiesOf(after)];
  return Object.entries(old).flatMap(([name, schema]) => {
    const inside = [...path, "properties", name];
    const now = current[name];
    return now === undefined ? [`${fieldAt(inside)}: the field was removed`] : compare(schema, now, inside);
  });
}

function compareRequired(before: JsonSchema, after: JsonSchema, path: Path): string[] {
  const [old, current] = [requiredOf(before), requiredOf(after)];
  const field = (name: string) => fieldAt([...path, "properties", name]);
  const isThere = (name: string) => name in propertiesOf(after);
  return [
    ...current.filter((name) => !old.includes(name)).map((name) => `${field(name)}: the field became required`),
    ...old
      .filter((name) => !current.includes(name) && isThere(name))
      .map((name) => `${field(name)}: the field became optional`),
  ];
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const propertiesOf = ({ properties }: JsonSchema) => (properties ?? {}) as Readonly<Record<string, JsonSchema>>;
const requiredOf = ({ required }: JsonSchema) => (required ?? []) as readonly string[];
const text = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The type of the next version: `Names.NameGenerated.v1` → `Names.NameGenerated.v2`. */
export const nextVersionOf = (type: string): string => type.replace(/\d+$/, (version) => String(Number(version) + 1));
