import type { AccessRequest, Decision, Principal, Right } from "../shared/access.js";
import type { Activities } from "../shared/activity.js";
import { isWithin } from "../shared/arm-id.js";
import type { Misbehaviours } from "../shared/misbehaviour.js";
import type { Resources } from "../shared/resource.js";
import type { DecisionLog } from "./decision-log.js";
import { type RoleAssignment, roleAssignments } from "./role-assignment.js";
import { findRole, holds, type RoleDefinition } from "./role-definition.js";

/**
 * Role-based access control: deny, unless an assignment for the caller, at the scope or above, has a role that
 * holds the right.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export class Authorization {
  /** Declared grants by principal, with the role that each names; made anew after a change. */
  #grants: Map<string, { readonly assignment: RoleAssignment; readonly role: RoleDefinition }[]> | undefined;

  /**
   * @param standing grants that no program declares: what the tenant's own people may do.
   */
  constructor(
    private readonly resources: Resources,
    private readonly standing: readonly RoleAssignment[],
    private readonly decisions: DecisionLog,
    private readonly activities: Activities,
    private readonly misbehaviours: Misbehaviours,
  ) {
    resources.onChange(({ resource }) => {
      if (resource.type.toLowerCase().startsWith("microsoft.authorization/")) this.#grants = undefined;
    });
  }

  /** @see Access.authorize */
  authorize(principal: Principal, request: AccessRequest): Decision {
    const assignment = this.#allowing(principal, request);
    const decision: Decision = {
      allowed: assignment !== undefined,
      principal,
      request,
      ...(assignment && { assignment }),
    };
    this.decisions.record(decision);
    if (!decision.allowed) {
      this.activities.record({
        service: "authorization",
        what: "denied",
        target: request.scope,
        status: 403,
        note: `${request.operation}: ${principal.id} has no role at this scope or above with ${request.anyOf.map((all) => all.map(({ name }) => name).join(" and ")).join(" or ")}`,
      });
    }
    return decision;
  }

  #allowing(principal: Principal, { anyOf, scope }: AccessRequest): string | undefined {
    for (const rights of anyOf) {
      const assignments = rights.map((right) => this.#grantOf(principal, right, scope));
      if (assignments.every((id) => id !== undefined)) return assignments[0];
    }
    return undefined;
  }

  #grantOf(principal: Principal, right: Right, scope: string): string | undefined {
    const grants = this.#grantsByPrincipal().get(principal.id) ?? [];
    return grants.find(
      ({ assignment, role }) =>
        isWithin(scope, assignment.scope) && holds(role, right) && this.#hasArrived(assignment, scope),
    )?.assignment.id;
  }

  #hasArrived({ createdOn }: RoleAssignment, scope: string): boolean {
    return createdOn === undefined || this.misbehaviours.leftMs("roles-late", createdOn, scope) === 0;
  }

  #grantsByPrincipal(): Map<string, { readonly assignment: RoleAssignment; readonly role: RoleDefinition }[]> {
    if (this.#grants !== undefined) return this.#grants;
    const grants = new Map<string, { readonly assignment: RoleAssignment; readonly role: RoleDefinition }[]>();
    for (const assignment of [...this.standing, ...roleAssignments(this.resources)]) {
      const role = findRole(this.resources, assignment.roleDefinitionId);
      // A role with a condition of its own is not granted: its condition is not evaluated here.
      if (role === undefined || role.condition !== undefined) continue;
      const ofPrincipal = grants.get(assignment.principalId) ?? [];
      ofPrincipal.push({ assignment, role });
      grants.set(assignment.principalId, ofPrincipal);
    }
    this.#grants = grants;
    return grants;
  }
}
