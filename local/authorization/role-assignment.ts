import { keyOf, nameOf, TENANT } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resources, ResourceType } from "../shared/resource.js";
import type { Platform } from "../shared/service.js";
import { findRole } from "./role-definition.js";

const TYPE = "Microsoft.Authorization/roleAssignments";
const IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** A grant: this principal, this role, this scope. */
export interface RoleAssignment {
  /** ARM id. */
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly scope: string;
  /** Unknown of one that was there before any program ran. */
  readonly createdOn?: Date;
}

/** The declared grants. */
export const roleAssignments = (resources: Resources): RoleAssignment[] =>
  resources.list(TYPE).map(({ id, inputs, outputs }) => ({
    id,
    principalId: String(inputs.principalId),
    roleDefinitionId: String(inputs.roleDefinitionId),
    scope: String(inputs.scope),
    ...(outputs.createdOn === undefined ? {} : { createdOn: new Date(String(outputs.createdOn)) }),
  }));

/**
 * Role assignments, refused as Azure refuses them.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export const roleAssignmentType = (
  resources: () => Resources,
  { clock, misbehaviours }: Pick<Platform, "clock" | "misbehaviours">,
): ResourceType => ({
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
    requirePrincipal(resources(), misbehaviours, inputs);
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
    return { ...inputs, name, type, createdOn: previous?.outputs.createdOn ?? clock.now().toISOString() };
  },
});

/**
 * A managed identity is a service principal. Unless the assignment says so it is looked up in the directory, where a
 * new one takes its time to arrive. azure-native's SDK says `User` where a program says nothing.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---assigning-a-role-to-a-new-principal-sometimes-fails
 * @see https://github.com/Azure/modern-web-app-pattern-dotnet/pull/129 for the text about another type
 */
function requirePrincipal(
  resources: Resources,
  misbehaviours: Platform["misbehaviours"],
  { principalId, principalType }: Properties,
): void {
  const identity = resources.list(IDENTITIES).find(({ outputs }) => outputs.principalId === principalId);
  if (principalType === "ServicePrincipal" || identity === undefined) return;
  const { createdAt } = (identity.outputs.systemData ?? {}) as { readonly createdAt?: string };
  const isThere =
    createdAt === undefined || misbehaviours.leftMs("identities-late", new Date(createdAt), identity.id) === 0;
  if (isThere && principalType === undefined) return;
  if (isThere) {
    throw new AzureError(
      400,
      "UnmatchedPrincipalType",
      `The PrincipalId '${String(principalId).replaceAll("-", "")}' has type 'ServicePrincipal' , which is different from specified PrinciaplType '${String(principalType)}'.`,
    );
  }
  throw new AzureError(
    400,
    "PrincipalNotFound",
    `Principal ${String(principalId).replaceAll("-", "")} does not exist in the directory ${TENANT}. Check that you have the correct principal ID. ` +
      "If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. " +
      "In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. " +
      "See https://aka.ms/docs-principaltype",
  );
}
