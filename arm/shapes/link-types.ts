import { NOT_YET_PUBLISHED } from "./not-yet-published.js";
import {
  type CarriedTypes,
  FLAGS,
  indexOf,
  type PublishedProperty,
  type PublishedType,
  type Reference,
} from "./published.js";
import type { ObjectShape, Property, Shape } from "./shape.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The carried types as shapes that hold one another, in place of indexes.
 *
 * @returns bodies by `type@version` in lower case.
 * @throws for a kind of type that is not known: it could not be checked.
 */
export function linkTypes({ resources, types }: CarriedTypes): Map<string, Shape> {
  const done = new Map<string, Shape>();
  const [provider = ""] = Object.keys(resources)[0]?.split("/") ?? [];
  const nameOf = ({ name }: { name: string }) => (name.includes("/") ? name : `${provider}/${name}`);

  /** Kept before it is filled, since a type may hold itself. */
  function keep<S extends Shape>(index: string, shape: S): S {
    done.set(index, shape);
    return shape;
  }

  function link(reference: Reference): Shape {
    const index = indexOf(reference);
    const type = types[index];
    if (type === undefined) throw new Error(`the carried types lack ${reference.$ref}: expected one of their own`);
    return done.get(index) ?? make(index, type);
  }

  function make(index: string, type: PublishedType): Shape {
    switch (type.$type) {
      case "ResourceType":
        return link(type.body);
      case "ObjectType":
        return fill(keep(index, emptyObject(nameOf(type))), type);
      case "DiscriminatedObjectType": {
        const { discriminator, baseProperties, elements } = type;
        const name = nameOf(type);
        const variants: Record<string, ObjectShape> = {};
        keep(index, { kind: "variants", name, discriminator, variants });
        for (const [value, element] of Object.entries(elements)) {
          const variant = types[indexOf(element)];
          if (variant?.$type !== "ObjectType") throw new Error(`${name}: variant "${value}" is not an object`);
          const properties = { ...baseProperties, ...variant.properties };
          variants[value] = fill(emptyObject(nameOf(variant)), { ...variant, properties });
        }
        return done.get(index) ?? { kind: "any" };
      }
      case "ArrayType": {
        const { minLength, maxLength } = type;
        return { kind: "array", item: link(type.itemType), ...defined({ minLength, maxLength }) };
      }
      case "StringType": {
        const { minLength, maxLength, pattern } = type;
        return { kind: "text", ...defined({ minLength, maxLength, pattern }) };
      }
      case "StringLiteralType":
        return { kind: "literal", value: type.value };
      case "IntegerType":
        return { kind: "number", ...defined({ least: type.minValue, most: type.maxValue }) };
      case "BooleanType":
        return { kind: "boolean" };
      case "AnyType":
        return { kind: "any" };
      case "UnionType":
        return { kind: "choice", of: type.elements.map(link) };
      default:
        throw new Error(
          `the carried types hold a ${(type as { $type: string }).$type}: teach link-types.ts what it is`,
        );
    }
  }

  function fill(shape: Mutable<ObjectShape>, type: Extract<PublishedType, { $type: "ObjectType" }>): ObjectShape {
    const entries = Object.entries(type.properties).map(([name, property]) => [name, propertyOf(property)] as const);
    shape.properties = { ...unpublished(nameOf(type)), ...Object.fromEntries(entries) };
    if (type.additionalProperties !== undefined) shape.others = link(type.additionalProperties);
    return shape;
  }

  const propertyOf = ({ type, flags }: PublishedProperty): Property => ({
    shape: link(type),
    required: (flags & FLAGS.required) !== 0,
    readOnly: (flags & FLAGS.readOnly) !== 0,
  });

  return new Map(
    Object.entries(resources).map(([name, index]) => [name.toLowerCase(), link({ $ref: `#/${index}` })] as const),
  );
}

const unpublished = (name: string): Record<string, Property> =>
  Object.fromEntries(
    (NOT_YET_PUBLISHED[name] ?? []).map((property) => [
      property,
      { shape: { kind: "any" }, required: false, readOnly: false },
    ]),
  );

const emptyObject = (name: string): Mutable<ObjectShape> => ({ kind: "object", name, properties: {} });

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined. */
const defined = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
