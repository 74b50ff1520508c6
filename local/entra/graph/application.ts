import { randomUUID } from "node:crypto";
import type { Properties } from "../../shared/resource.js";
import type { DirectoryObject, DirectoryObjects } from "./directory-objects.js";
import type { DirectoryType } from "./directory-type.js";
import { GraphError } from "./graph-error.js";
import {
  APPLICATIONS,
  appRoleAssignmentsOf,
  appRolesOf,
  federatedCredentialsOf,
  identifierUrisOf,
  servicePrincipalOf,
} from "./relations.js";

/**
 * Applications. With one go its service principal and its federated credentials.
 *
 * @see https://learn.microsoft.com/graph/api/resources/application
 */
export const applicationType: DirectoryType = {
  tokens: APPLICATIONS,
  replaceOn: ["templateId"],
  make(inputs, { objects }) {
    requireFreeUris(inputs, objects);
    const objectId = randomUUID();
    return { id: `/applications/${objectId}`, madeUp: { objectId, clientId: randomUUID() } };
  },
  requireChange: (before, inputs, { objects }) => requireFreeUris(inputs, objects, before),
  derive: (application, { objects }) => ({
    appRoleIds: Object.fromEntries(
      appRolesOf(objects, application).flatMap(({ id, value }) =>
        value === undefined || value === "" ? [] : [[value, id]],
      ),
    ),
    signInAudience: application.inputs.signInAudience ?? "AzureADMyOrg",
  }),
  beneath(application, { objects }) {
    const credentials = federatedCredentialsOf(objects, application);
    const principal = servicePrincipalOf(objects, String(application.outputs.clientId));
    if (principal === undefined) return credentials;
    return [...credentials, principal, ...appRoleAssignmentsOf(objects, String(principal.outputs.objectId))];
  },
};

/** An identifier URI is that of one application of the tenant. */
function requireFreeUris(inputs: Properties, objects: DirectoryObjects, before?: DirectoryObject): void {
  const wanted = identifierUrisOf(inputs);
  const taken = objects
    .list(...APPLICATIONS)
    .filter(({ id }) => id !== before?.id)
    .flatMap((other) => identifierUrisOf(other.inputs))
    .find((uri) => wanted.includes(uri));
  if (taken === undefined) return;
  throw new GraphError(
    400,
    "Request_MultipleObjectsWithSameKeyValue",
    `Another object with the same value for property identifierUris already exists. (${taken})`,
  );
}
