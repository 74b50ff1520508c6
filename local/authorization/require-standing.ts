import type { Resources } from "../shared/resource.js";
import { requireCondition } from "./require-condition.js";
import type { RoleAssignment } from "./role-assignment.js";
import { findRole } from "./role-definition.js";

/** Takes grants that no program declares, if they can be evaluated. @throws naming the first that cannot. */
export function requireStanding(resources: Resources, grants: readonly RoleAssignment[]): void {
  for (const { id, roleDefinitionId, condition } of grants) {
    const role = findRole(resources, roleDefinitionId);
    if (role === undefined) throw new Error(`${id}: there is no role ${roleDefinitionId}`);
    requireCondition(id, role, { condition });
  }
}
