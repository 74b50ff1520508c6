/** Shape of a value in the body of an ARM resource, as it is published for one type and version. */
export type Shape =
  | ObjectShape
  | VariantsShape
  | { readonly kind: "array"; readonly item: Shape; readonly minLength?: number; readonly maxLength?: number }
  | TextShape
  | { readonly kind: "literal"; readonly value: string }
  /** A number. What is published does not tell whole numbers from decimal ones. */
  | { readonly kind: "number"; readonly least?: number; readonly most?: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "any" }
  /** Any of these. A list of literals that ends in a text is what is known today of a list that may grow. */
  | { readonly kind: "choice"; readonly of: readonly Shape[] };

export interface ObjectShape {
  readonly kind: "object";
  /** With its provider, e.g. `Microsoft.Web/SiteConfig`; unlike a path it is the same wherever the shape is used. */
  readonly name: string;
  readonly properties: Readonly<Record<string, Property>>;
  /** What any other property is; nothing when there may be none. */
  readonly others?: Shape;
}

/** An object whose properties depend on the value of one of them. */
export interface VariantsShape {
  readonly kind: "variants";
  readonly name: string;
  /** The property that decides, e.g. `endpointType`. */
  readonly discriminator: string;
  /** By the discriminator's value; each with the properties that all have. */
  readonly variants: Readonly<Record<string, ObjectShape>>;
}

export interface TextShape {
  readonly kind: "text";
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export interface Property {
  readonly shape: Shape;
  readonly required: boolean;
  /** Azure answers with it and takes it from nobody. */
  readonly readOnly: boolean;
}
