import type { Edits, Node } from "./node.js";

/** A resource that is right, and how it becomes one that a rule blames: that rule, and no other. */
export interface ResourceSample {
  readonly rule: string;
  readonly type: string;
  /** In order by every rule. */
  readonly right: Readonly<Record<string, unknown>>;
  /** Each of them alone is wrong. */
  readonly wrong: readonly Edits[];
  /** Each of them alone leaves the rule without an answer, for the up to give. */
  readonly unknown?: readonly Edits[];
  /** Each of them alone is wrong in that it is not known. */
  readonly mustBeKnown?: readonly Edits[];
  /** Each of them alone is right. */
  readonly alsoRight?: readonly Edits[];
  /** Configuration of the rule that makes it so. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Resources that hang together as a rule wants, and as it does not. */
export interface StackSample {
  readonly rule: string;
  readonly right: readonly Node[];
  readonly wrong: readonly Node[];
  /** Name of the resource that is blamed. */
  readonly blamed: string;
  /** Leaves the rule without an answer in a preview. */
  readonly unknown?: readonly Node[];
  readonly config?: Readonly<Record<string, unknown>>;
}
