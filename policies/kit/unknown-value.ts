import * as sdk from "@pulumi/policy";

interface Undeclared {
  /** Raised by reading a property that a preview does not know. */
  readonly UnknownValueError: new (
    sentinel: string,
    path: string[],
  ) => Error & { readonly props: readonly string[] };
  /** What the SDK wraps the properties of a resource in. */
  readonly unknownCheckingProxy: <T extends object>(props: T) => T;
}

/** The SDK exports these two and leaves them out of its type declarations. */
export const { UnknownValueError, unknownCheckingProxy } = sdk as unknown as Undeclared;
