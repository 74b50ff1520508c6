import type { Right } from "../shared/access.js";
import { nameOf } from "../shared/arm-id.js";
import type { Resource, Resources } from "../shared/resource.js";
import { matchesAction } from "./action-pattern.js";
import builtIn from "./built-in-roles.json" with { type: "json" };

/** What one permission of a role allows. Wildcards stand for any text, slashes included. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** A role: its permissions are tried one by one, and one that allows is enough. */
export interface RoleDefinition {
  /** GUID. */
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** A condition that Azure builds into the role, e.g. of the Key Vault Data Access Administrator. */
  readonly condition?: string;
  /** Where it may be assigned, with all that lies beneath; nothing for a built-in role, which may be anywhere. */
  readonly assignableScopes?: readonly string[];
}

const BUILT_IN: ReadonlyMap<string, RoleDefinition> = new Map(
  builtIn.roles.map((role) => [
    role.id.toLowerCase(),
    {
      id: role.id,
      name: role.name,
      permissions: [role],
      ...("condition" in role ? { condition: String(role.condition) } : {}),
    },
  ]),
);

/** Built-in roles, by the list that Azure publishes: those that serverless programs have to do with. */
export const BUILT_IN_ROLES: readonly RoleDefinition[] = [...BUILT_IN.values()];

/**
 * Finds a role by the id that an assignment names.
 *
 * @param roleDefinitionId `…/providers/Microsoft.Authorization/roleDefinitions/{guid}`.
 */
export function findRole(resources: Resources, roleDefinitionId: string): RoleDefinition | undefined {
  const id = nameOf(roleDefinitionId).toLowerCase();
  return (
    BUILT_IN.get(id) ??
    customRole(resources.list("Microsoft.Authorization/roleDefinitions").find((role) => role.name.toLowerCase() === id))
  );
}

function customRole(resource: Resource | undefined): RoleDefinition | undefined {
  if (resource === undefined) return undefined;
  const declared = (resource.inputs.permissions ?? []) as Partial<Permission>[];
  return {
    id: resource.name,
    name: String(resource.inputs.roleName ?? resource.name),
    assignableScopes: (resource.inputs.assignableScopes as string[] | undefined) ?? [String(resource.inputs.scope)],
    permissions: declared.map((permission) => ({
      actions: [],
      notActions: [],
      dataActions: [],
      notDataActions: [],
      ...permission,
    })),
  };
}

/** Answers by role, then by right: the same few are asked for again and again. */
const answers = new WeakMap<RoleDefinition, Map<string, boolean>>();

/**
 * Whether a role holds a right: in the actions and not in the notActions of one of its permissions.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export function holds(role: RoleDefinition, right: Right): boolean {
  const known = answers.get(role) ?? new Map<string, boolean>();
  const key = `${right.plane} ${right.name}`;
  const answer = known.get(key) ?? isHeld(role, right);
  answers.set(role, known.set(key, answer));
  return answer;
}

function isHeld(role: RoleDefinition, right: Right): boolean {
  return role.permissions.some((permission) => {
    const [granted, excluded] =
      right.plane === "action"
        ? [permission.actions, permission.notActions]
        : [permission.dataActions, permission.notDataActions];
    return (
      granted.some((pattern) => matchesAction(pattern, right.name)) &&
      !excluded.some((pattern) => matchesAction(pattern, right.name))
    );
  });
}
