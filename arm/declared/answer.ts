import type { MappedType } from "../body/mapped-types.js";
import { inputName, LIFTED_WITHIN } from "../body/mapping.js";
import type { ObjectShape, Shape } from "../shapes/shape.js";
import { variantOf } from "../shapes/variant-of.js";
import type { MadeUp } from "./made-up.js";
import { isObject } from "./secret.js";

/**
 * What Azure might answer for a resource, as azure-native gives it to a program: the inputs, and every other property
 * of the published shape with a value that is made up.
 */
export function answerOf(
  { lifted }: MappedType,
  shape: Shape,
  resource: { readonly id: string; readonly name: string; readonly inputs: Readonly<Record<string, unknown>> },
  madeUp: MadeUp,
): Record<string, unknown> {
  const { id, name, inputs } = resource;

  function objectOf(into: ObjectShape, path: string, lifts: boolean, within: readonly ObjectShape[]) {
    const answer: Record<string, unknown> = {};
    for (const [key, property] of Object.entries(into.properties)) {
      const at = path === "" ? key : `${path}.${key}`;
      const value = valueFor(property.shape, at, [...within, into]);
      if (key === "properties" && lifts && isObject(value)) Object.assign(answer, value);
      else answer[inputName(into.name, key)] = value;
    }
    return answer;
  }

  function valueFor(as: Shape, path: string, within: readonly ObjectShape[]): unknown {
    switch (as.kind) {
      case "text":
        return madeUp[as.pattern?.includes("{8}-") === true ? "guid" : "text"]({ kind: "property", id, path });
      case "boolean":
        return false;
      case "number":
        return as.least ?? 0;
      case "array":
        return [];
      case "literal":
        return as.value;
      case "choice":
        return valueFor(as.of[0] ?? { kind: "any" }, path, within);
      case "object":
        return within.includes(as) ? undefined : objectOf(as, path, LIFTED_WITHIN.has(as.name), within);
      default:
        return undefined;
    }
  }

  const resourceShape = variantOf(shape, { name });
  const made = resourceShape === undefined ? {} : objectOf(resourceShape, "", lifted, []);
  return { ...merged(made, inputs), id, name };
}

/** Inputs win; objects are merged at all depths. */
function merged(made: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>) {
  const result: Record<string, unknown> = { ...made };
  for (const [key, value] of Object.entries(given)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}
