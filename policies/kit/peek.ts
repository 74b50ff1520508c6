import { UnknownValueError } from "./unknown-value.js";

/** What reading a property gives. In a preview, what another resource has yet to produce is not known. */
export type Peeked<T> =
  | { readonly is: "value"; readonly value: T }
  | { readonly is: "absent" }
  | { readonly is: "unknown" };

/**
 * Reads a property without the error that an unknown one raises. The SDK turns that error into a mere advice, whatever
 * the rule's level, and ends a whole stack rule with it; here it is a third answer.
 *
 * @param read reads one property; `null` counts as absent.
 * @throws what else `read` throws.
 * @see https://github.com/pulumi/pulumi-policy/blob/master/sdk/nodejs/policy/proxy.ts
 */
export function peek<T>(read: () => T): Peeked<NonNullable<T>> {
  try {
    const value = read();
    return value === undefined || value === null ? { is: "absent" } : { is: "value", value };
  } catch (error) {
    if (error instanceof UnknownValueError) return { is: "unknown" };
    throw error;
  }
}

/** The value if it is known and there, else nothing. */
export function known<T>(read: () => T): NonNullable<T> | undefined {
  const peeked = peek(read);
  return peeked.is === "value" ? peeked.value : undefined;
}

/** Each element of a list, some of which may not be known; iterating over it would stop at the first of those. */
export function peekEach<T>(list: readonly T[]): Peeked<NonNullable<T>>[] {
  return Array.from({ length: list.length }, (_, index) => peek(() => list[index] as T));
}
