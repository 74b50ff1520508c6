/** A resource's state in a preview; what is secret in it reads `[secret]`, and what is not known yet {@link UNKNOWN}. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  /** Whether a provider manages it; a component is managed by nobody. */
  readonly custom?: boolean;
  readonly id?: string;
  /** URN of the component that it is part of. */
  readonly parent?: string;
  readonly protect?: boolean;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
  /** URNs of what flowed into an input, by the input's name. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** What would happen to one resource. */
export interface Step {
  /** https://github.com/pulumi/pulumi `sdk/go/common/apitype/events.go` */
  readonly op: string;
  readonly urn: string;
  readonly oldState?: ResourceState;
  readonly newState?: ResourceState;
  /** Inputs that force a replacement. */
  readonly replaceReasons?: readonly string[] | null;
  /** By property path; providers of dynamic resources give none. */
  readonly detailedDiff?: Readonly<Record<string, { readonly kind: string }>> | null;
}

export interface Diagnostic {
  readonly urn?: string;
  readonly message?: string;
  /** `info`, `info#err` (what a process wrote on standard error), `warning` or `error`. */
  readonly severity?: string;
}

/**
 * What `pulumi preview --json --show-sames` prints. Policy violations are not in it.
 *
 * @see https://github.com/pulumi/pulumi `pkg/display/json.go`
 */
export interface Digest {
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many resources by operation. */
  readonly changeSummary: Readonly<Record<string, number>>;
}

/** What stands in a preview for a value that only the up can know. https://github.com/pulumi/pulumi `pkg/resource/stack/deployment.go` */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the CLI puts in place of a secret. */
export const SECRET = "[secret]";

/** @returns nothing when the CLI ended before it printed one, as it does without a login. */
export function readDigest(output: string): Digest | undefined {
  // Some of what the CLI and its plugins print comes before it.
  const at = output.search(/^\{/m);
  if (at < 0) return undefined;
  try {
    const { steps, diagnostics, changeSummary } = JSON.parse(output.slice(at)) as Partial<Digest>;
    return { steps: steps ?? [], diagnostics: diagnostics ?? [], changeSummary: changeSummary ?? {} };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
