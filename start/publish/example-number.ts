import type { JsonSchema } from "../../contracts/vocabulary/json-schema.js";

/** A number that fits a schema: 1 where it does, else one near 0; nothing when none was found. */
export function exampleNumber(schema: JsonSchema): number | undefined {
  const step = schema.multipleOf === undefined ? 1 : Number(schema.multipleOf);
  const bounds = [schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum].flatMap((bound) =>
    bound === undefined ? [] : Number(bound),
  );
  const middle = bounds.length === 0 ? 0 : (Math.min(...bounds) + Math.max(...bounds)) / 2;
  const near = bounds.flatMap((bound) => {
    const [below, above] = [Math.floor(bound / step) * step, Math.ceil(bound / step) * step];
    return [bound, below, above, below - step, above + step];
  });
  const candidates = [0, step, -step, middle, ...near].sort((a, b) => Math.abs(a) - Math.abs(b));
  return [1, ...candidates].find((number) => fits(schema, number));
}

function fits(schema: JsonSchema, number: number): boolean {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const all = [
    type !== "integer" || Number.isInteger(number),
    minimum === undefined || number >= Number(minimum),
    maximum === undefined || number <= Number(maximum),
    exclusiveMinimum === undefined || number > Number(exclusiveMinimum),
    exclusiveMaximum === undefined || number < Number(exclusiveMaximum),
    multipleOf === undefined || number % Number(multipleOf) === 0,
  ];
  return all.every(Boolean);
}
