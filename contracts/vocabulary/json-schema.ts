import * as z from "zod";

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Kinds of zod schema that say more than JSON Schema can, so that zod would drop it in silence; and the remedy. */
const INEXPRESSIBLE: Readonly<Record<string, string>> = {
  pipe: "it transforms: transform in the handler",
  transform: "it transforms: transform in the handler",
  catch: "it hides what does not fit: make the field optional",
  date: "JSON has no dates: use z.iso.datetime()",
};

/** The same of checks on a schema. */
const INEXPRESSIBLE_CHECKS: Readonly<Record<string, string>> = {
  custom: "it is refined by code: check that in the handler",
  overwrite: "it changes the value (trim, toLowerCase, …): change it in the handler",
};

interface Definition {
  readonly type: string;
  readonly coerce?: boolean;
  readonly catchall?: { readonly _zod: { readonly def: Definition } };
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string } } }[];
}

/**
 * The data's shape as JSON Schema: what goes over the wire, without what only this code would know.
 *
 * @param type the event's, for the messages.
 * @throws one error that names each field that JSON Schema cannot express, with the remedy.
 */
export function jsonSchemaOf(type: string, data: z.ZodType): JsonSchema {
  const problems = new Set<string>();
  const schema = z.toJSONSchema(data, {
    // What a publisher may send: a field that is added later must not count as forbidden before.
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, path }) => {
      const remedy = remedyFor(zodSchema._zod.def as Definition);
      if (remedy !== undefined) problems.add(`${fieldAt(path)}: ${remedy}`);
    },
  });
  if (problems.size > 0) {
    throw new Error(
      `event type "${type}": JSON Schema cannot express its data:\n  ${[...problems].sort().join("\n  ")}`,
    );
  }
  return schema as JsonSchema;
}

function remedyFor({ type, coerce, catchall, checks = [] }: Definition): string | undefined {
  if (coerce === true) return "it coerces: publish the right type";
  if (catchall?._zod.def.type === "never") return "it is strict, and so could never get a new field: use z.object()";
  const check = checks.map(({ _zod }) => INEXPRESSIBLE_CHECKS[_zod.def.check]).find((remedy) => remedy !== undefined);
  return INEXPRESSIBLE[type] ?? check;
}

/** `data.items[].name` of the path in the schema `properties.items.items.properties.name`. */
export function fieldAt(path: readonly (string | number)[]): string {
  let field = "data";
  for (let index = 0; index < path.length; index += 1) {
    if (path[index] === "items") field += "[]";
    else if (path[index] === "properties") {
      index += 1;
      field += `.${path[index]}`;
    }
  }
  return field;
}
