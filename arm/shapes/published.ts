/**
 * Types as Azure/bicep-types-az publishes them: a list in which types refer to one another by index.
 *
 * @see https://github.com/Azure/bicep-types/blob/main/src/bicep-types/src/types.ts
 */
export type PublishedType =
  | { readonly $type: "ResourceType"; readonly name: string; readonly body: Reference }
  | {
      readonly $type: "ObjectType";
      readonly name: string;
      readonly properties: Readonly<Record<string, PublishedProperty>>;
      readonly additionalProperties?: Reference;
    }
  | {
      readonly $type: "DiscriminatedObjectType";
      readonly name: string;
      readonly discriminator: string;
      readonly baseProperties: Readonly<Record<string, PublishedProperty>>;
      readonly elements: Readonly<Record<string, Reference>>;
    }
  | {
      readonly $type: "ArrayType";
      readonly itemType: Reference;
      readonly minLength?: number;
      readonly maxLength?: number;
    }
  | {
      readonly $type: "StringType";
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
      readonly sensitive?: boolean;
    }
  | { readonly $type: "StringLiteralType"; readonly value: string }
  | { readonly $type: "IntegerType"; readonly minValue?: number; readonly maxValue?: number }
  | { readonly $type: "BooleanType" }
  | { readonly $type: "AnyType" }
  | { readonly $type: "UnionType"; readonly elements: readonly Reference[] };

export interface Reference {
  /** e.g. `#/12`. */
  readonly $ref: string;
}

export interface PublishedProperty {
  readonly type: Reference;
  /** Bits of {@link FLAGS}. */
  readonly flags: number;
}

export const FLAGS = { required: 1, readOnly: 2 } as const;

/** A file of `arm/types`: what of one published file the mapped resource types need. */
export interface CarriedTypes {
  readonly source: string;
  readonly license: string;
  /** Index of each resource type, by `Type@version`. */
  readonly resources: Readonly<Record<string, number>>;
  /** By index. */
  readonly types: Readonly<Record<string, PublishedType>>;
}

/** Index of the type that is referred to. */
export const indexOf = ({ $ref }: Reference): string => $ref.slice("#/".length);
