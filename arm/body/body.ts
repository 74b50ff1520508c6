import { parametersOf } from "../../local/provider/arm-path.js";
import { isObject, opened, Secret } from "../declared/secret.js";
import type { ObjectShape, Shape } from "../shapes/shape.js";
import { variantOf } from "../shapes/variant-of.js";
import type { MappedType } from "./mapped-types.js";
import { inputName, LIFTED_WITHIN, LISTS_OF_KEYS } from "./mapping.js";
import { nameIn } from "./resource-name.js";

/** What Azure Resource Manager gets for a resource, apart from where it lies. */
export interface Body {
  /** With the name, as the published shapes have it; without type and version. Secrets keep their mark. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Paths in the inputs, by path in the body. */
  readonly origins: ReadonlyMap<string, string>;
  /** Inputs that no body has a place for, with what azure-native calls them, if it is that. */
  readonly strays: readonly { readonly path: string; readonly meant?: string }[];
}

/**
 * Turns the inputs of an azure-native resource into its ARM body, by the data of `mapping.ts`.
 *
 * An input without a place in the body is put where its neighbours go: it is for the check to say that it is unknown.
 *
 * @param inputs final ones, as the engine has them.
 */
export function bodyOf(mapped: MappedType, shape: Shape, inputs: Readonly<Record<string, unknown>>): Body {
  const origins = new Map<string, string>();
  const strays: { path: string; meant?: string }[] = [];
  const path = new Set(parametersOf(mapped.template));
  const declared = Object.fromEntries(Object.entries(inputs).filter(([key]) => !path.has(key)));
  const name = nameIn(mapped.template, inputs);
  const resource = variantOf(shape, { name });
  if (resource === undefined) throw new Error(`${mapped.type}: the published shape is not that of a resource`);

  /** @param lifts whether what the body keeps under `properties` stands beside the rest in the inputs. */
  function objectOf(
    value: Readonly<Record<string, unknown>>,
    into: ObjectShape,
    at: { readonly body: string; readonly input: string },
    lifts: boolean,
  ): Record<string, unknown> {
    const inner = lifts ? innerOf(into) : undefined;
    const outer: Record<string, unknown> = {};
    const within: Record<string, unknown> = {};
    for (const [key, given] of Object.entries(value)) {
      // The engine's and the provider's own notes.
      if (key.startsWith("__") || given === undefined || given === null) continue;
      const outerKey = bodyName(into, key);
      const isOuter = inner === undefined || (Object.hasOwn(into.properties, outerKey) && !isTaken(outerKey, at.body));
      const [target, owner, prefix] = isOuter
        ? ([outer, into, at.body] as const)
        : ([within, inner, join(at.body, "properties")] as const);
      const bodyKey = bodyName(owner, key);
      const place = { body: join(prefix, bodyKey), input: join(at.input, key) };
      if (key === bodyKey && inputName(owner.name, key) !== key && Object.hasOwn(owner.properties, key)) {
        strays.push({ path: place.input, meant: inputName(owner.name, key) });
        continue;
      }
      origins.set(place.body, place.input);
      const as = owner.properties[bodyKey]?.shape ?? owner.others;
      const isKeys = LISTS_OF_KEYS[owner.name]?.includes(bodyKey) === true;
      target[bodyKey] = valueFor(isKeys ? emptyByKey(given) : given, as, place);
    }
    if (Object.keys(within).length === 0) return outer;
    origins.set(join(at.body, "properties"), at.input);
    return { ...outer, properties: within };
  }

  function valueFor(value: unknown, as: Shape | undefined, at: { body: string; input: string }): unknown {
    if (value instanceof Secret) return new Secret(valueFor(value.value, as, at));
    if (Array.isArray(value)) {
      const item = as?.kind === "array" ? as.item : undefined;
      return value.map((one, index) => {
        const place = { body: `${at.body}[${index}]`, input: `${at.input}[${index}]` };
        origins.set(place.body, place.input);
        return valueFor(one, item, place);
      });
    }
    if (!isObject(value)) return value;
    const into = as === undefined ? undefined : variantOf(as, withDiscriminator(as, value));
    if (into === undefined) return value;
    return objectOf(value, into, at, LIFTED_WITHIN.has(into.name));
  }

  const { name: stray, ...value } = objectOf(declared, resource, { body: "", input: "" }, mapped.lifted);
  if (stray !== undefined) strays.push({ path: "name" });
  return { value: { name, ...value }, origins, strays };
}

/** With what chooses the variant under its name in the body, where azure-native has another, e.g. `odataType`. */
const withDiscriminator = (as: Shape, value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  as.kind === "variants" ? { ...value, [as.discriminator]: value[inputName(as.name, as.discriminator)] } : value;

/** What in a body is no input: `properties`, which is lifted, and a resource's name, which is part of its path. */
const isTaken = (key: string, within: string): boolean => key === "properties" || (key === "name" && within === "");

/** The property that an input is; as it is, when there is none. */
function bodyName({ name, properties }: ObjectShape, key: string): string {
  return Object.keys(properties).find((property) => inputName(name, property) === key) ?? key;
}

/** The shape of what stands under `properties`; nothing when Azure alone sets it. */
function innerOf({ properties: { properties: inner } }: ObjectShape): ObjectShape | undefined {
  return inner?.shape.kind === "object" && !inner.readOnly ? inner.shape : undefined;
}

/** `[a, b]` as `{a: {}, b: {}}`. */
function emptyByKey(value: unknown): unknown {
  const keys = opened(value);
  if (!Array.isArray(keys)) return value;
  const map = Object.fromEntries(keys.map((key) => [String(opened(key)), {}]));
  return value instanceof Secret ? new Secret(map) : map;
}

const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);
