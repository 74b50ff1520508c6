import type { Shape } from "../shapes/shape.js";
import type { Shapes } from "../shapes/shapes.js";
import { type MappedType, mappedType } from "./mapped-types.js";

/**
 * How a type of azure-native is mapped, and the shape of its body.
 *
 * @param token e.g. `azure-native:web:WebApp`.
 * @returns nothing when the type is not mapped, or its shape is not carried.
 */
export function shapeFor(token: string, shapes: Shapes): { mapped: MappedType; shape: Shape } | undefined {
  const mapped = mappedType(token);
  const shape = mapped && shapes.of(mapped.type, mapped.apiVersion);
  return mapped === undefined || shape === undefined ? undefined : { mapped, shape };
}
