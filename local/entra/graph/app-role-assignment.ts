import { randomBytes } from "node:crypto";
import type { Properties } from "../../shared/resource.js";
import type { DirectoryObject } from "./directory-objects.js";
import type { DirectoryType, Tenant } from "./directory-type.js";
import { doesNotExist, GraphError } from "./graph-error.js";
import { APP_ROLE_ASSIGNMENTS, applicationByClientId, appRolesOf, servicePrincipalByObjectId } from "./relations.js";

/** What gives access to an application without naming one of its roles. */
const DEFAULT_ROLE = "00000000-0000-0000-0000-000000000000";

/**
 * Assignments of an application's roles to principals.
 *
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto
 */
export const appRoleAssignmentType: DirectoryType = {
  tokens: [APP_ROLE_ASSIGNMENTS],
  replaceOn: ["appRoleId", "principalObjectId", "resourceObjectId"],
  make(inputs, tenant) {
    const { appRoleId, principalObjectId, resourceObjectId } = inputs;
    const resource = servicePrincipalByObjectId(tenant.objects, String(resourceObjectId));
    if (resource === undefined) throw doesNotExist(String(resourceObjectId));
    if (!isThere(tenant, String(principalObjectId))) throw doesNotExist(String(principalObjectId));
    requireRole(tenant, resource, String(appRoleId));
    if (tenant.objects.list(APP_ROLE_ASSIGNMENTS).some((other) => isSame(other.inputs, inputs))) {
      throw new GraphError(400, "Request_BadRequest", "Permission being assigned already exists on the object");
    }
    // Graph's own are as long, and of these characters.
    const key = randomBytes(32).toString("base64url");
    return { id: `/servicePrincipals/${String(resourceObjectId)}/appRoleAssignedTo/${key}`, madeUp: {} };
  },
  derive: ({ inputs }, tenant) => ({
    principalDisplayName: displayNameOf(tenant, String(inputs.principalObjectId)),
    principalType: "ServicePrincipal",
    resourceDisplayName: displayNameOf(tenant, String(inputs.resourceObjectId)),
  }),
};

const isThere = (tenant: Tenant, objectId: string): boolean =>
  servicePrincipalByObjectId(tenant.objects, objectId) !== undefined || tenant.isPrincipal(objectId);

function requireRole({ objects }: Tenant, resource: DirectoryObject, appRoleId: string): void {
  const application = applicationByClientId(objects, String(resource.inputs.clientId));
  if (appRoleId === DEFAULT_ROLE) return;
  if (application !== undefined && appRolesOf(objects, application).some(({ id }) => id === appRoleId)) return;
  throw new GraphError(
    400,
    "Request_BadRequest",
    `Permission being assigned was not found on application '${String(resource.outputs.objectId)}'.`,
  );
}

const isSame = (one: Properties, other: Properties): boolean =>
  one.appRoleId === other.appRoleId &&
  one.principalObjectId === other.principalObjectId &&
  one.resourceObjectId === other.resourceObjectId;

function displayNameOf({ objects }: Tenant, objectId: string): unknown {
  const clientId = objects.byObjectId(objectId)?.inputs.clientId;
  return clientId === undefined ? "" : applicationByClientId(objects, String(clientId))?.inputs.displayName;
}
