import type { RoleAssignment } from "./authorization/role-assignment.js";
import { DEPLOYER, DEVELOPER, type Directory } from "./entra/directory.js";
import { SUBSCRIPTION } from "./shared/arm-id.js";

const SCOPE = `/subscriptions/${SUBSCRIPTION}`;

/** Built-in roles by principal: the deployer owns the subscription, the developer sees and tries its data, and ships code. */
const ROLES = {
  [DEPLOYER]: { Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" },
  [DEVELOPER]: {
    Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Table Data Reader": "76199698-9eea-4c19-bc75-cec21354c6b6",
    "EventGrid Data Sender": "d5a91429-5739-47e2-a06b-3470a27159e7",
    "Website Contributor": "de139f84-1756-47ae-9be6-808fbbe84772",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
  },
} as const;

/** What the tenant's own people may do: an administrator gave it to them before any program ran. */
export const standingGrants = (directory: Directory): RoleAssignment[] =>
  Object.entries(ROLES).flatMap(([name, roles]) =>
    Object.entries(roles).map(([role, id]) => ({
      id: `${SCOPE}/providers/Microsoft.Authorization/roleAssignments/standing:${name}:${role}`,
      principalId: directory.principal(name).id,
      roleDefinitionId: `${SCOPE}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
      scope: SCOPE,
    })),
  );
