import { keyOf } from "../shared/arm-id.js";
import type { Resources } from "../shared/resource.js";
import { type Condition, parseCondition } from "./condition.js";
import { ConditionError } from "./condition-error.js";
import type { RoleAssignment } from "./role-assignment.js";
import { findRole, type RoleDefinition } from "./role-definition.js";

/** A role assignment that can be evaluated. */
export interface Grant {
  readonly assignment: RoleAssignment;
  readonly role: RoleDefinition;
  /** Of the assignment and of its role: all have to be fulfilled. */
  readonly conditions: readonly Condition[];
}

/** Segments that a path could be led elsewhere with. No resource is named so, and no grant reaches there. */
const ASTRAY = /(^|\/)\.{1,2}(\/|$)|\/\//;

/** Grants by principal and scope, so that a decision looks at the few that can matter, however many there are. */
export class Grants {
  readonly #byPrincipal = new Map<string, Map<string, Grant[]>>();

  constructor(resources: Resources, assignments: readonly RoleAssignment[]) {
    for (const assignment of assignments) {
      const role = findRole(resources, assignment.roleDefinitionId);
      const conditions = role && conditionsOf(assignment, role);
      if (role === undefined || conditions === undefined) continue;
      const byScope = this.#byPrincipal.get(assignment.principalId) ?? new Map<string, Grant[]>();
      this.#byPrincipal.set(assignment.principalId, byScope);
      const scope = keyOf(assignment.scope);
      byScope.set(scope, [...(byScope.get(scope) ?? []), { assignment, role, conditions }]);
    }
  }

  /** A principal's grants at a scope and above it, by whole path segments; the narrowest scope first. */
  *reaching(principalId: string, scope: string): Generator<Grant> {
    const byScope = this.#byPrincipal.get(principalId);
    if (byScope === undefined || ASTRAY.test(scope)) return;
    let at = keyOf(scope);
    for (;;) {
      yield* byScope.get(at) ?? [];
      if (at === "") return;
      at = at.slice(0, at.lastIndexOf("/"));
    }
  }
}

/** Nothing where a condition cannot be evaluated here: such a grant is none. */
function conditionsOf({ condition }: RoleAssignment, role: RoleDefinition): Condition[] | undefined {
  try {
    return [condition, role.condition].flatMap((text) => (text === undefined ? [] : [parseCondition(text)]));
  } catch (error) {
    if (error instanceof ConditionError) return undefined;
    throw error;
  }
}
