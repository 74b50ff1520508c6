import type * as z from "zod";

/** One place where a value does not fit its schema. Says what was expected, never the value: that may be personal. */
export interface Misfit {
  /** Path to the field, e.g. `data.name`; empty for the value as a whole. */
  readonly field: string;
  readonly message: string;
}

/** Every place where a value did not fit. @param root path of the value itself, e.g. `data`. */
export const misfitsOf = (error: z.ZodError, root = ""): Misfit[] =>
  error.issues.map(({ path, message }) => ({
    field: [...(root === "" ? [] : [root]), ...path.map(String)].join("."),
    message,
  }));

/** For an error text: `name: Too small…; id: Invalid UUID`. */
export const misfitText = (misfits: readonly Misfit[]): string =>
  misfits.map(({ field, message }) => (field === "" ? message : `${field}: ${message}`)).join("; ");
