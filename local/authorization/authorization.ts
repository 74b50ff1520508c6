import type { AccessRequest, Decision, Principal, Right } from "../shared/access.js";
import type { Activities } from "../shared/activity.js";
import type { Misbehaviours } from "../shared/misbehaviour.js";
import type { Resources } from "../shared/resource.js";
import type { DecisionLog } from "./decision-log.js";
import { type Grant, Grants } from "./grants.js";
import { type RoleAssignment, roleAssignments } from "./role-assignment.js";
import { holds } from "./role-definition.js";

/** What was found for one right: a grant that allows it, or one whose condition alone is in the way. */
type Found = Pick<Decision, "assignment" | "unfulfilled">;

/**
 * Role-based access control: deny, unless an assignment for the caller, at the scope or above, has a role that
 * holds the right, and its condition is fulfilled.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export class Authorization {
  /** Made anew after a change. */
  #grants: Grants | undefined;

  /**
   * @param standing grants that no program declares: what the tenant's own people may do.
   */
  constructor(
    private readonly resources: Resources,
    private standing: readonly RoleAssignment[],
    private readonly decisions: DecisionLog,
    private readonly activities: Activities,
    private readonly misbehaviours: Misbehaviours,
  ) {
    resources.onChange(({ resource }) => {
      if (resource.type.toLowerCase().startsWith("microsoft.authorization/")) this.#grants = undefined;
    });
  }

  /** Puts other standing grants in the place of those before, at once. */
  setStanding(standing: readonly RoleAssignment[]): void {
    this.standing = standing;
    this.#grants = undefined;
  }

  /** Standing and declared grants. */
  assignments(): RoleAssignment[] {
    return [...this.standing, ...roleAssignments(this.resources)];
  }

  /** @see Access.authorize */
  authorize(principal: Principal, request: AccessRequest): Decision {
    const found = this.#find(principal, request);
    const decision: Decision = { allowed: found.assignment !== undefined, principal, request, ...found };
    this.decisions.record(decision);
    if (!decision.allowed) this.#tell(decision);
    return decision;
  }

  #tell({ principal, request, unfulfilled }: Decision): void {
    const rights = request.anyOf.map((all) => all.map(({ name }) => name).join(" and ")).join(" or ");
    const why = unfulfilled === undefined ? "" : `; a condition is in the way of ${unfulfilled}`;
    this.activities.record({
      service: "authorization",
      what: "denied",
      target: request.scope,
      status: 403,
      note: `${request.operation}: ${principal.id} has no role at this scope or above with ${rights}${why}`,
    });
  }

  #find(principal: Principal, request: AccessRequest): Found {
    let refused: Found = {};
    for (const rights of request.anyOf) {
      const found = rights.map((right) => this.#findRight(principal, right, request));
      const missing = found.find(({ assignment }) => assignment === undefined);
      if (missing === undefined) return found[0] ?? refused;
      if (refused.unfulfilled === undefined) refused = missing;
    }
    return refused;
  }

  #findRight({ id }: Principal, right: Right, { scope, attributes = {} }: AccessRequest): Found {
    this.#grants ??= new Grants(this.resources, this.assignments());
    let unfulfilled: string | undefined;
    for (const { assignment, role, conditions } of this.#grants.reaching(id, scope)) {
      if (!holds(role, right) || !this.#hasArrived(assignment, scope)) continue;
      if (conditions.every((condition) => condition(right.name, attributes))) return { assignment: assignment.id };
      unfulfilled ??= assignment.id;
    }
    return unfulfilled === undefined ? {} : { unfulfilled };
  }

  #hasArrived({ createdOn }: Grant["assignment"], scope: string): boolean {
    return createdOn === undefined || this.misbehaviours.leftMs("roles-late", createdOn, scope) === 0;
  }
}
