/** What the engine may do with a resource, as a plan file names it; `same` is left out. */
export interface PlannedChange {
  /** Pulumi's name of the resource. */
  readonly name: string;
  /** e.g. `azure-native:web:WebApp`. */
  readonly type: string;
  /** One word: a replacement is several steps of the engine. */
  readonly step: "create" | "update" | "replace" | "delete" | "other";
}

/** https://github.com/pulumi/pulumi `sdk/go/common/apitype/plan.go` */
interface Plan {
  readonly resourcePlans?: Readonly<Record<string, { readonly steps?: readonly string[] }>>;
}

/** What a plan of `pulumi preview --save-plan` will change, in the plan's order. */
export function plannedChanges(plan: Buffer): PlannedChange[] {
  const { resourcePlans = {} } = JSON.parse(plan.toString()) as Plan;
  return Object.entries(resourcePlans)
    .map(([urn, { steps = [] }]) => ({ ...partsOf(urn), step: stepOf(steps) }))
    .filter((change): change is PlannedChange => change.step !== undefined);
}

/** `urn:pulumi:<stack>::<project>::<parents' types>$<type>::<name>`. https://www.pulumi.com/docs/iac/concepts/resources/names/ */
export function partsOf(urn: string): { readonly name: string; readonly type: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { name: name.join("::"), type: types.split("$").at(-1) ?? "" };
}

function stepOf(steps: readonly string[]): PlannedChange["step"] | undefined {
  const changing = steps.filter((step) => !["same", "read", "refresh"].includes(step));
  if (changing.length === 0) return undefined;
  if (changing.some((step) => step.includes("replace"))) return "replace";
  return (["create", "update", "delete"] as const).find((step) => changing.includes(step)) ?? "other";
}
