import { Secret } from "@pulumi/policy";

/** Whether an input is kept secret; `unseen` when the rule's level does not let it see that. */
export type Secrecy = "secret" | "plain" | "unseen";

/**
 * Inputs as the SDK gives them to remediations: secrets are still wrapped, below proxies that hide it. A property's
 * descriptor goes past the proxies.
 *
 * @see https://github.com/pulumi/pulumi-policy/blob/master/sdk/nodejs/policy/secret.ts
 */
export type WrappedInputs = Readonly<Record<string, unknown>>;

/** @param path of the property; it is secret as well when an object on the way to it is. */
export function secrecyOf(inputs: WrappedInputs | undefined, path: readonly string[]): Secrecy {
  if (inputs === undefined) return "unseen";
  let value: unknown = inputs;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return "plain";
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (value instanceof Secret) return "secret";
  }
  return "plain";
}
