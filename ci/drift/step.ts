import { partsOf } from "../plan/planned-changes.js";
import { propertyAt } from "./property-at.js";

/** A state of a resource in the JSON of `preview --json` and `refresh --json`; what is secret in it is `[secret]`. */
interface ResourceState {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** https://github.com/pulumi/pulumi `pkg/display/json.go` */
interface JsonStep {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: ResourceState;
  readonly newState?: ResourceState;
  readonly detailedDiff?: Readonly<Record<string, { readonly inputDiff?: boolean }>> | null;
}

/** A property that is not as it was. Values as JSON. */
export interface PropertyDrift {
  readonly path: string;
  readonly before: string;
  readonly now: string;
}

/** A resource that is not as it was. */
export interface ResourceDrift {
  /** Pulumi's name. */
  readonly name: string;
  readonly type: string;
  /** e.g. `update`, `delete`, `create`, `replace`. */
  readonly operation: string;
  /** None of a resource that comes or goes as a whole. */
  readonly properties: readonly PropertyDrift[];
}

/** Operations that change nothing, or are one half of a `replace` that is told by itself. */
const QUIET = new Set(["same", "read", "refresh", "create-replacement", "delete-replaced", "discard"]);

/** What differs, of what `pulumi refresh --preview-only --json` or `pulumi preview --refresh --json` wrote. */
export function driftIn(json: string): ResourceDrift[] {
  const { steps = [] } = JSON.parse(json) as { readonly steps?: readonly JsonStep[] };
  return steps
    .filter(({ op }) => !QUIET.has(op))
    .map((step) => ({ ...partsOf(step.urn), operation: step.op, properties: propertiesOf(step) }));
}

function propertiesOf({ oldState, newState, detailedDiff }: JsonStep): PropertyDrift[] {
  return Object.entries(detailedDiff ?? {}).map(([path, { inputDiff }]) => {
    const part = inputDiff === true ? "inputs" : "outputs";
    const text = (state: ResourceState | undefined) => {
      const value = propertyAt(state?.[part], path) ?? propertyAt(state?.inputs, path);
      return value === undefined ? "" : JSON.stringify(value);
    };
    return { path, before: text(oldState), now: text(newState) };
  });
}
