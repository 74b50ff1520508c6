import { AzureError } from "../shared/azure-error.js";
import type { Properties } from "../shared/resource.js";
import { parseCondition } from "./condition.js";
import { ConditionError } from "./condition-error.js";
import type { RoleDefinition } from "./role-definition.js";

const VERSION = "2.0";

/**
 * Takes a role assignment's condition, and its role's own, if both can be evaluated.
 *
 * @param name of the assignment, for texts.
 * @throws AzureError `InvalidRoleAssignmentCondition` for what Azure would not take either;
 *   `RoleAssignmentConditionNotSupported` for attributes and functions that are not evaluated here.
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 */
export function requireCondition(
  name: string,
  role: RoleDefinition,
  { condition, conditionVersion }: Properties,
): void {
  if (conditionVersion !== undefined && conditionVersion !== VERSION) {
    throw invalid(name, `conditionVersion is '${String(conditionVersion)}'; allowed is '${VERSION}'`);
  }
  if (role.condition !== undefined) require(`the role ${role.name}`, role.condition);
  if (condition !== undefined) require(name, String(condition));
}

function require(owner: string, condition: string): void {
  try {
    parseCondition(condition);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    if (error.kind === "malformed") throw invalid(owner, error.message);
    throw new AzureError(
      400,
      "RoleAssignmentConditionNotSupported",
      `${owner}: the local Azure does not evaluate its condition: ${error.message}`,
    );
  }
}

const invalid = (owner: string, what: string): AzureError =>
  new AzureError(400, "InvalidRoleAssignmentCondition", `The condition of ${owner} is not valid: ${what}.`);
