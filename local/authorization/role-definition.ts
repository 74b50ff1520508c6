import type { Right } from "../shared/access.js";
import { nameOf } from "../shared/arm-id.js";
import type { Resource, Resources } from "../shared/resource.js";
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
    permissions: declared.map((permission) => ({
      actions: [],
      notActions: [],
      dataActions: [],
      notDataActions: [],
      ...permission,
    })),
  };
}

/**
 * Whether a role holds a right: in its actions and not in its notActions, compared ignoring case.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export function holds(role: RoleDefinition, right: Right): boolean {
  return role.permissions.some((permission) => {
    const [granted, excluded] =
      right.plane === "action"
        ? [permission.actions, permission.notActions]
        : [permission.dataActions, permission.notDataActions];
    return (
      granted.some((pattern) => matches(pattern, right.name)) &&
      !excluded.some((pattern) => matches(pattern, right.name))
    );
  });
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, name: string): boolean {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`, "i");
    patterns.set(pattern, expression);
  }
  return expression.test(name);
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
