import { opened } from "../declared/secret.js";
import type { ObjectShape, Shape } from "./shape.js";

/**
 * The object shape of a value: the shape itself, or the variant that the value's discriminator chooses.
 *
 * @returns nothing when the shape is no object, or no variant is chosen.
 */
export function variantOf(shape: Shape, value: Readonly<Record<string, unknown>>): ObjectShape | undefined {
  if (shape.kind === "object") return shape;
  if (shape.kind !== "variants") return undefined;
  const chosen = opened(value[shape.discriminator]);
  return typeof chosen === "string" && Object.hasOwn(shape.variants, chosen) ? shape.variants[chosen] : undefined;
}
