import { isWithin, keyOf, nameOf, TENANT } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties, Resources, ResourceType } from "../shared/resource.js";
import type { Platform } from "../shared/service.js";
import { requireCondition } from "./require-condition.js";
import { findRole, type RoleDefinition } from "./role-definition.js";

const TYPE = "Microsoft.Authorization/roleAssignments";
const IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** A grant: this principal, this role, this scope. */
export interface RoleAssignment {
  /** ARM id. */
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly scope: string;
  /** Narrows it further. */
  readonly condition?: string;
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
    ...(inputs.condition === undefined ? {} : { condition: String(inputs.condition) }),
    ...(outputs.createdOn === undefined ? {} : { createdOn: new Date(String(outputs.createdOn)) }),
  }));

/**
 * Role assignments, refused as Azure refuses them.
 *
 * @param isKnown whether the directory has a principal that is no managed identity.
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export const roleAssignmentType = (
  resources: () => Resources,
  { clock, misbehaviours }: Pick<Platform, "clock" | "misbehaviours">,
  isKnown: (principalId: string) => boolean = () => false,
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
    const role = findRole(resources(), roleDefinitionId);
    if (role === undefined) {
      throw new AzureError(
        400,
        "RoleDefinitionDoesNotExist",
        `The specified role definition with ID '${nameOf(roleDefinitionId)}' does not exist.`,
      );
    }
    requireAssignable(role, String(inputs.scope));
    requireCondition(name, role, inputs);
    requirePrincipal(resources(), misbehaviours, isKnown, inputs);
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
 * A custom role may be assigned at its assignable scopes and beneath.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes
 */
function requireAssignable({ id, name, assignableScopes }: RoleDefinition, scope: string): void {
  if (assignableScopes === undefined || assignableScopes.some((outer) => isWithin(scope, outer))) return;
  throw new AzureError(
    400,
    "RoleAssignmentScopeNotAssignableToRoleDefinition",
    `The role '${name}' (${id}) cannot be assigned at '${scope}': its assignable scopes are ${assignableScopes.join(", ")}.`,
  );
}

/**
 * A managed identity is a service principal. Unless the assignment says so its principal is looked up in the
 * directory, where a new one takes its time to arrive. azure-native's SDK says `User` where a program says nothing;
 * groups are not kept here.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---assigning-a-role-to-a-new-principal-sometimes-fails
 * @see https://github.com/Azure/modern-web-app-pattern-dotnet/pull/129 for the text about another type
 */
function requirePrincipal(
  resources: Resources,
  misbehaviours: Platform["misbehaviours"],
  isKnown: (principalId: string) => boolean,
  { principalId, principalType }: Properties,
): void {
  if (principalType === "ServicePrincipal" || principalType === "Group") return;
  const id = String(principalId);
  const identity = resources.list(IDENTITIES).find(({ outputs }) => outputs.principalId === principalId);
  if (identity === undefined) {
    if (isKnown(id)) return;
    throw principalNotFound(id);
  }
  const { createdAt } = (identity.outputs.systemData ?? {}) as { readonly createdAt?: string };
  const isThere =
    createdAt === undefined || misbehaviours.leftMs("identities-late", new Date(createdAt), identity.id) === 0;
  if (!isThere) throw principalNotFound(id);
  if (principalType === undefined) return;
  throw new AzureError(
    400,
    "UnmatchedPrincipalType",
    `The PrincipalId '${id.replaceAll("-", "")}' has type 'ServicePrincipal' , which is different from specified PrinciaplType '${String(principalType)}'.`,
  );
}

const principalNotFound = (id: string): AzureError =>
  new AzureError(
    400,
    "PrincipalNotFound",
    `Principal ${id.replaceAll("-", "")} does not exist in the directory ${TENANT}. Check that you have the correct principal ID. ` +
      "If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. " +
      "In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. " +
      "See https://aka.ms/docs-principaltype",
  );
