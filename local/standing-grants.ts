import type { RoleAssignment } from "./authorization/role-assignment.js";
import { DEPLOYER, DEVELOPER, type Directory } from "./entra/directory.js";
import { SUBSCRIPTION } from "./shared/arm-id.js";
import type { StandingRole } from "./shared/standing-role.js";

const SCOPE = `/subscriptions/${SUBSCRIPTION}`;

/**
 * What the deployer has until it is told otherwise: any program can be tried then. A program that knows its least set
 * says so through the control interface.
 */
const OWNER: StandingRole = { name: "Owner", id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" };

/** The developer sees and tries the subscription's data, and ships code. */
const DEVELOPER_ROLES: readonly StandingRole[] = [
  { name: "Reader", id: "acdd72a7-3385-48ef-bd42-f606fba81ae7" },
  { name: "Storage Blob Data Reader", id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1" },
  { name: "Storage Table Data Reader", id: "76199698-9eea-4c19-bc75-cec21354c6b6" },
  { name: "EventGrid Data Sender", id: "d5a91429-5739-47e2-a06b-3470a27159e7" },
  { name: "Website Contributor", id: "de139f84-1756-47ae-9be6-808fbbe84772" },
  { name: "Key Vault Secrets User", id: "4633458b-17de-408a-b874-0445c86b69e6" },
];

/** What the tenant's own people may do: an administrator gave it to them before any program ran. */
export const standingGrants = (directory: Directory, deployer: readonly StandingRole[] = [OWNER]): RoleAssignment[] => [
  ...grantsOf(directory, DEPLOYER, deployer),
  ...grantsOf(directory, DEVELOPER, DEVELOPER_ROLES),
];

const grantsOf = (directory: Directory, principal: string, roles: readonly StandingRole[]): RoleAssignment[] =>
  roles.map(({ name, id, scope = SCOPE, condition }) => ({
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/standing:${principal}:${name}`,
    principalId: directory.principal(principal).id,
    roleDefinitionId: `${SCOPE}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    scope,
    ...(condition === undefined ? {} : { condition }),
  }));
