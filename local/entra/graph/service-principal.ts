import { randomUUID } from "node:crypto";
import { TENANT } from "../../shared/arm-id.js";
import { applicationType } from "./application.js";
import type { DirectoryType } from "./directory-type.js";
import { GraphError } from "./graph-error.js";
import {
  applicationByClientId,
  appRoleAssignmentsOf,
  appRolesOf,
  identifierUrisOf,
  SERVICE_PRINCIPALS,
  servicePrincipalOf,
} from "./relations.js";

/**
 * Service principals: what an application is in the tenant. Role assignments name them by their object id. An
 * application has exactly one.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/app-objects-and-service-principals
 */
export const servicePrincipalType: DirectoryType = {
  tokens: [SERVICE_PRINCIPALS],
  replaceOn: ["clientId"],
  make({ clientId }, { objects }) {
    if (applicationByClientId(objects, String(clientId)) === undefined) {
      throw new GraphError(
        400,
        "Request_BadRequest",
        `The appId '${String(clientId)}' of the service principal does not reference a valid application object.`,
      );
    }
    const present = servicePrincipalOf(objects, String(clientId));
    if (present !== undefined) throw new Error(alreadyExists(String(present.outputs.objectId)));
    const objectId = randomUUID();
    return { id: `/servicePrincipals/${objectId}`, madeUp: { objectId, applicationTenantId: TENANT } };
  },
  derive({ inputs }, tenant) {
    const application = applicationByClientId(tenant.objects, String(inputs.clientId));
    if (application === undefined) return {};
    const { appRoleIds, signInAudience } = applicationType.derive?.(application, tenant) ?? {};
    return {
      accountEnabled: inputs.accountEnabled ?? true,
      appRoleIds,
      appRoles: appRolesOf(tenant.objects, application),
      displayName: application.inputs.displayName,
      servicePrincipalNames: [inputs.clientId, ...identifierUrisOf(application.inputs)],
      signInAudience,
      type: "Application",
    };
  },
  beneath: ({ outputs }, { objects }) => appRoleAssignmentsOf(objects, String(outputs.objectId)),
};

/** @see https://github.com/hashicorp/terraform-provider-azuread internal/helpers/tf/errors.go */
const alreadyExists = (objectId: string): string =>
  `A resource with the ID "${objectId}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "azuread_service_principal" for more information.`;
