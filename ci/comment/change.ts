import type { Digest, ResourceState, Step } from "./digest.js";
import { nameOf } from "./name-of.js";
import { type PropertyChange, propertyChanges } from "./property-changes.js";

/** In the order in which they are told: what can lose data first. */
export const OPERATIONS = ["delete", "replace", "create", "import", "update"] as const;

export type Operation = (typeof OPERATIONS)[number];

/** What would happen to one resource that does not stay as it is. */
export interface Change {
  readonly operation: Operation;
  readonly urn: string;
  /** As the program calls it. */
  readonly name: string;
  readonly type: string;
  readonly before: ResourceState | undefined;
  readonly after: ResourceState | undefined;
  readonly properties: readonly PropertyChange[];
  /** Whether it holds what the stack's config had protected, and would no longer be. */
  readonly losesProtection: boolean;
}

/** Operations of the engine that change something. The parts of a replacement are hidden behind `replace`. */
const KNOWN: Readonly<Record<string, Operation>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  import: "import",
  "import-replacement": "replace",
};

/** Everything that does not stay as it is, the most dangerous first. */
export const changesIn = ({ steps }: Digest): Change[] =>
  steps
    .flatMap((step) => changeOf(step) ?? [])
    .sort(
      (one, other) =>
        OPERATIONS.indexOf(one.operation) - OPERATIONS.indexOf(other.operation) || (one.name < other.name ? -1 : 1),
    );

function changeOf(step: Step): Change | undefined {
  const { urn, oldState: before, newState: after } = step;
  const state = after ?? before;
  const losesProtection = before?.protect === true && after !== undefined && after.protect !== true;
  const operation = KNOWN[step.op] ?? (losesProtection ? "update" : undefined);
  // Components are no resources of Azure; what is in them has steps of its own.
  if (operation === undefined || state === undefined || (state.custom !== true && !losesProtection)) return undefined;
  return {
    operation,
    urn,
    name: nameOf(urn),
    type: state.type,
    before,
    after,
    properties: operation === "delete" ? [] : propertyChanges(step),
    losesProtection,
  };
}
