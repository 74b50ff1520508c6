import { roles } from "./roles.js";

/** A role of whoever runs `pulumi up`, at the environment's subscription, or at its group where that was made before. */
export interface DeployerRole {
  readonly name: string;
  /** GUID. */
  readonly id: string;
  readonly condition?: string;
}

/**
 * The least that the deployer needs: to make everything but role assignments; and of these to write and delete such as
 * give one of the program's own roles to a service principal. With the first alone `up` stops at the first grant;
 * without the condition the second could make its holder an owner.
 *
 * A preview and a refresh need {@link PREVIEWER} alone.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview
 */
export const DEPLOYER: readonly DeployerRole[] = [
  { name: "Contributor", id: "b24988ac-6180-42a0-ab88-20f7382dd24c" },
  {
    name: "Role Based Access Control Administrator",
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    condition: mayAssign(Object.values(roles).map(({ id }) => id)),
  },
];

/** What is enough to look: every preview, and a refresh. */
export const PREVIEWER: DeployerRole = { name: "Reader", id: "acdd72a7-3385-48ef-bd42-f606fba81ae7" };

/**
 * The condition of a role assignment that lets its holder write and delete role assignments of these roles to service
 * principals, and no others.
 *
 * @param roleIds GUIDs.
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
 */
export function mayAssign(roleIds: readonly string[]): string {
  const type = "Microsoft.Authorization/roleAssignments";
  const half = (action: string, source: string) =>
    [
      `((!(ActionMatches{'${type}/${action}'}))`,
      `OR (${source}[${type}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${roleIds.join(", ")}}`,
      `AND ${source}[${type}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`,
    ].join(" ");
  return `${half("write", "@Request")} AND ${half("delete", "@Resource")}`;
}
