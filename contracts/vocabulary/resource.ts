import type * as z from "zod";

/** A blob container of the system's data account. Its name is part of its type, so that no other is wired in its place. */
export interface BlobContainer<N extends string = string> {
  readonly kind: "blobContainer";
  readonly name: N;
}

/** A table of the system's data account. `R` is the shape of its rows, without keys. */
export interface Table<R extends object = object, N extends string = string> {
  readonly kind: "table";
  readonly name: N;
  readonly row: z.ZodType<R>;
}

/** A secret of the system's vault. Its value comes from encrypted stack config. */
export interface Secret<N extends string = string> {
  readonly kind: "secret";
  readonly name: N;
}

/** What apps can read from or write to. A value, so that two apps name the same one without a string. */
export type Resource = BlobContainer | Table | Secret;

/**
 * @param name 3 to 63 lower-case letters, digits and single hyphens.
 * @throws when the name is not one that Azure takes.
 */
export function blobContainer<const N extends string>(name: N): BlobContainer<N> {
  requireName(
    "blob container",
    name,
    /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
    "3 to 63 lower-case letters, digits and single hyphens",
  );
  return { kind: "blobContainer", name };
}

/**
 * @param name 3 to 63 letters and digits, a letter first.
 * @param row schema of a row without its partition and row key; values that a table can hold.
 * @throws when the name is not one that Azure takes.
 */
export function table<R extends object, const N extends string = string>(name: N, row: z.ZodType<R>): Table<R, N> {
  requireName("table", name, /^[A-Za-z][A-Za-z0-9]{2,62}$/, "3 to 63 letters and digits, a letter first");
  return { kind: "table", name, row };
}

/**
 * @param name 1 to 127 letters, digits and hyphens.
 * @throws when the name is not one that Azure takes.
 */
export function secret<const N extends string>(name: N): Secret<N> {
  requireName("secret", name, /^[A-Za-z0-9-]{1,127}$/, "1 to 127 letters, digits and hyphens");
  return { kind: "secret", name };
}

function requireName(what: string, name: string, pattern: RegExp, allowed: string): void {
  if (!pattern.test(name)) throw new Error(`${what} name "${name}": expected ${allowed}`);
}
