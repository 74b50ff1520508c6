import { keyOf, nameOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Resources, ResourceType } from "../shared/resource.js";
import { findRole } from "./role-definition.js";

const TYPE = "Microsoft.Authorization/roleAssignments";

/** A grant: this principal, this role, this scope. */
export interface RoleAssignment {
  /** ARM id. */
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly scope: string;
}

/** The declared grants. */
export const roleAssignments = (resources: Resources): RoleAssignment[] =>
  resources.list(TYPE).map(({ id, inputs }) => ({
    id,
    principalId: String(inputs.principalId),
    roleDefinitionId: String(inputs.roleDefinitionId),
    scope: String(inputs.scope),
  }));

/**
 * Role assignments, refused as Azure refuses them.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export const roleAssignmentType = (resources: () => Resources): ResourceType => ({
  type: TYPE,
  replaceOn: ["scope", "principalId", "roleDefinitionId"],
  put({ id, inputs, name, type }, previous) {
    const roleDefinitionId = String(inputs.roleDefinitionId);
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)) {
      throw new AzureError(
        400,
        "InvalidRoleAssignmentId",
        `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
      );
    }
    if (findRole(resources(), roleDefinitionId) === undefined) {
      throw new AzureError(
        400,
        "RoleDefinitionDoesNotExist",
        `The specified role definition with ID '${nameOf(roleDefinitionId)}' does not exist.`,
      );
    }
    if (inputs.condition !== undefined) {
      throw new AzureError(
        400,
        "RoleAssignmentConditionNotSupported",
        `${name}: the local Azure does not evaluate conditions of role assignments`,
      );
    }
    const same = (other: RoleAssignment) =>
      other.principalId === inputs.principalId &&
      nameOf(other.roleDefinitionId).toLowerCase() === nameOf(roleDefinitionId).toLowerCase() &&
      keyOf(other.scope) === keyOf(String(inputs.scope));
    if (
      previous !== undefined &&
      !roleAssignments(resources()).some((other) => keyOf(other.id) === keyOf(id) && same(other))
    ) {
      throw new AzureError(
        400,
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
      );
    }
    if (roleAssignments(resources()).some((other) => keyOf(other.id) !== keyOf(id) && same(other))) {
      throw new AzureError(409, "RoleAssignmentExists", "The role assignment already exists.");
    }
    return { ...inputs, name, type };
  },
});
