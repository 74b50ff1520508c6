import { APP_ROLES } from "../../infra/bootstrap/app-roles.js";
import { ControlClient } from "../../local/control/control-client.js";
import type { Run } from "../../local/control/run-file.js";
import { DEVELOPER } from "../../local/entra/directory.js";
import { ProviderClient } from "../../local/provider/provider-client.js";

const part = (name: string) => `azuread:index/application${name}:Application${name}`;
const REGISTRATION = part("Registration");
const PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";

/**
 * Does what bootstrap does for the API of an environment, and gives the developer all of its roles.
 *
 * @returns its client id.
 */
export async function makeEntraApi(azure: Run): Promise<string> {
  const developer = await new ControlClient(azure).objectIdOf(DEVELOPER);
  const azuread = new ProviderClient(azure.providers.azuread ?? 0);
  try {
    const applicationId = await azuread.create(REGISTRATION, { displayName: "gridwire's own API" });
    const clientId = String((await azuread.outputs(REGISTRATION, applicationId)).clientId);
    const principal = await azuread.create(PRINCIPAL, { clientId, appRoleAssignmentRequired: true });
    const resourceObjectId = String((await azuread.outputs(PRINCIPAL, principal)).objectId);
    await azuread.create(part("IdentifierUri"), { applicationId, identifierUri: `api://${clientId}` });
    for (const { value, displayName } of APP_ROLES) {
      const roleId = crypto.randomUUID();
      await azuread.create(part("AppRole"), { applicationId, roleId, value, displayName });
      await azuread.create("azuread:index/appRoleAssignment:AppRoleAssignment", {
        appRoleId: roleId,
        principalObjectId: developer,
        resourceObjectId,
      });
    }
    return clientId;
  } finally {
    azuread.close();
  }
}
