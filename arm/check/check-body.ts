import { isObject, Secret } from "../declared/secret.js";
import type { ObjectShape, Property, Shape, VariantsShape } from "../shapes/shape.js";
import { variantOf } from "../shapes/variant-of.js";
import { checkValue, kindOf, rangeOf } from "./check-value.js";
import { nearest } from "./nearest.js";
import type { Problem } from "./problem.js";

/** What is known of a body beside its shape. */
export interface About {
  /** Whether what a text is going to be is not known here, such as a key that Azure makes: it fits any text. */
  readonly isOpen: (text: string) => boolean;
  /** What whoever wrote the body calls a property. */
  readonly nameOf: (shape: ObjectShape, property: string) => string;
}

/** Where the check is in a body. */
interface Place {
  readonly path: string;
  /** What the object lies in, when it is what an outer object keeps under `properties`. */
  readonly around?: ObjectShape;
  /** It lies in a secret. */
  readonly isMasked: boolean;
}

/**
 * Holds a body against the published shape of its type: unknown, missing and read-only properties, types, allowed
 * values, patterns, lengths and ranges.
 *
 * An allowed value is one of those that are published, also where the service may come to take others. Dates, GUIDs and
 * ids that are published as a mere text are not looked into.
 */
export function checkBody(body: Readonly<Record<string, unknown>>, shape: Shape, about: About): Problem[] {
  return checkAt(body, shape, { path: "", isMasked: false }, about);
}

function checkAt(value: unknown, as: Shape, place: Place, about: About): Problem[] {
  if (value instanceof Secret) return checkAt(value.value, as, { ...place, isMasked: true }, about);
  const { path, isMasked } = place;
  if (typeof value === "string" && about.isOpen(value) && TEXTUAL.includes(as.kind)) return [];
  const wrong = checkValue(value, as, isMasked);
  if (wrong !== undefined) return [{ path, ...wrong }];
  if (as.kind === "array" && Array.isArray(value)) return checkList(value, as, place, about);
  return isObject(value) && (as.kind === "object" || as.kind === "variants")
    ? checkObject(value, as, place, about)
    : [];
}

/** Kinds of shape that a text may have. */
const TEXTUAL: readonly string[] = ["text", "literal", "choice", "any"];

function checkList(
  value: readonly unknown[],
  { item, minLength, maxLength }: Extract<Shape, { kind: "array" }>,
  { path, isMasked }: Place,
  about: About,
): Problem[] {
  const fits = value.length >= (minLength ?? 0) && value.length <= (maxLength ?? value.length);
  const text = () => `has ${value.length} entries: expected ${rangeOf(minLength, maxLength)}`;
  return [
    ...(fits ? [] : [{ path, rule: "length", text: text() } as const]),
    ...value.flatMap((one, index) => checkAt(one, item, { path: `${path}[${index}]`, isMasked }, about)),
  ];
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  as: ObjectShape | VariantsShape,
  { path, around, isMasked }: Place,
  about: About,
): Problem[] {
  const into = variantOf(as, value);
  if (into === undefined) return as.kind === "variants" ? checkDiscriminator(value, as, { path, isMasked }, about) : [];
  const missing = Object.entries(into.properties).flatMap(([name, { required, readOnly, shape }]): Problem[] => {
    if (!required || readOnly || isGiven(value[name])) return [];
    const text = `is missing: expected ${kindOf(shape)}`;
    return [{ path: join(path, name), name: about.nameOf(into, name), rule: "required", text }];
  });
  const wrong = Object.entries(value).flatMap(([name, given]): Problem[] => {
    if (!isGiven(given)) return [];
    const inner = { path: join(path, name), isMasked, ...(name === "properties" ? { around: into } : {}) };
    const property = Object.hasOwn(into.properties, name) ? into.properties[name] : others(into);
    if (property === undefined)
      return [{ path: inner.path, rule: "unknown", text: `is unknown: ${hint(name, into, around, about)}` }];
    if (property.readOnly)
      return [{ path: inner.path, rule: "read-only", text: "is read-only: Azure sets it, leave it out" }];
    return checkAt(given, property.shape, inner, about);
  });
  return [...missing, ...wrong];
}

/** Of an object that is no variant there is nothing else to say. */
function checkDiscriminator(
  value: Readonly<Record<string, unknown>>,
  { discriminator, variants }: VariantsShape,
  { path, isMasked }: Place,
  about: About,
): Problem[] {
  const at = join(path, discriminator);
  const as: Shape = {
    kind: "choice",
    of: Object.keys(variants).map((known) => ({ kind: "literal", value: known })),
  };
  if (!isGiven(value[discriminator]))
    return [{ path: at, rule: "required", text: `is missing: expected ${kindOf(as)}` }];
  return checkAt(value[discriminator], as, { path: at, isMasked }, about);
}

/** Any other property, where an object takes such. */
const others = ({ others: shape }: ObjectShape): Property | undefined =>
  shape === undefined ? undefined : { shape, required: false, readOnly: false };

function hint(name: string, into: ObjectShape, around: ObjectShape | undefined, { nameOf }: About): string {
  const known = (shape: ObjectShape) =>
    Object.entries(shape.properties).flatMap(([property, { readOnly }]) => (readOnly ? [] : [nameOf(shape, property)]));
  const names = [...(around === undefined ? [] : known(around)), ...known(into)];
  const meant = nearest(name, names);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return `expected ${names.length === 0 ? "nothing" : `one of ${names.join(", ")}`}`;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);
