import type { DirectoryObjects } from "./directory-objects.js";
import { APPLICATIONS } from "./relations.js";

/**
 * Whether a role of Azure can be assigned to the object of this id. An application is no principal; its service
 * principal is, which has an id of its own.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---unable-to-assign-a-role-using-a-service-principal-with-azure-cli
 */
export function isRoleHolder(objects: DirectoryObjects, objectId: string): boolean {
  const token = objects.byObjectId(objectId)?.token;
  return token !== undefined && !APPLICATIONS.some((application) => application === token);
}
