import { randomUUID } from "node:crypto";
import { AzureError } from "../shared/azure-error.js";

/** Extended code of App Service for a value that it does not take. */
const INVALID = "51021";
/** Extended code of App Service for a part that it does not find. */
const NOT_FOUND = "51004";
/** Extended code of App Service for a host name that another site has. */
const NAME_TAKEN = "54001";
/** Extended code of App Service for a site that is being changed already. */
const BUSY = "59203";

const withDetail = (status: number, code: string, extended: string, message: string): AzureError =>
  new AzureError(status, code, message, [{ code: extended, message }]);

/** App Service's refusals, in its words. */
export const errors = {
  /** `"{0} is invalid.  {1}"`, as in https://github.com/Azure/terraform-azurerm-avm-res-web-site/issues/283. */
  invalid: (what: string, hint: string) => withDetail(400, "BadRequest", INVALID, `${what} is invalid.  ${hint}`),

  notFound: (kind: string, name: string) =>
    withDetail(404, "NotFound", NOT_FOUND, `Cannot find ${kind} with name ${name}.`),

  nameTaken: (name: string) =>
    withDetail(409, "Conflict", NAME_TAKEN, `Website with given name ${name} already exists.`),

  planInUse: (plan: string, sites: readonly string[]) =>
    new AzureError(
      409,
      "Conflict",
      `Server farm '${plan}' cannot be deleted because it has web app(s) ${sites.join(", ")} assigned to it.`,
    ),

  parentNotFound: (site: string) =>
    new AzureError(
      404,
      "ParentResourceNotFound",
      `Failed to perform 'write' on resource(s) of type 'sites/basicPublishingCredentialsPolicies', because the ` +
        `parent resource '${site}' could not be found.`,
    ),

  identityNotFound: (site: string, identity: string) =>
    new AzureError(
      400,
      "FailedIdentityOperation",
      `Identity operation for resource '${site}' failed with error 'Failed to perform resource identity operation. ` +
        `Status: 'BadRequest'. Response: 'Resource '${identity}' was not found.'.'`,
    ),

  /** As quoted in https://github.com/Azure/azure-cli/issues/31665 and https://github.com/DataDog/stratus-red-team/pull/875. */
  overQuota: () =>
    new AzureError(
      401,
      "Unauthorized",
      "Operation cannot be completed without additional quota. Additional details - Location: Current Limit (Total VMs): 0 " +
        "Current Usage: 0 Amount required for this deployment (Total VMs): 1 (Minimum) New Limit that you should request " +
        "to enable this deployment: 1. Note that if you experience multiple scaling operations failing (in addition to " +
        "this one) and need to accommodate the aggregate quota requirements of these operations, you will need to " +
        "request a higher quota limit than the one currently displayed.",
    ),

  /** As quoted in https://github.com/Azure/logicapps/issues/1306. */
  busy: (since: Date) =>
    withDetail(
      409,
      "Conflict",
      BUSY,
      `Cannot modify this site because another operation is in progress. Details: Id: ${randomUUID()}, ` +
        `OperationName: Update, CreatedTime: ${since.toISOString()}, RequestId: ${randomUUID()}, EntityType: 3`,
    ),

  /** How Azure answers for a host that does not answer: https://github.com/pulumi/pulumi-azure/issues/442. */
  hostUnavailable: () =>
    new AzureError(400, "BadRequest", "Encountered an error (ServiceUnavailable) from host runtime."),

  /** Azure could, the local Azure cannot. */
  unsupported: (what: string, value: string, allowed: string) =>
    new AzureError(400, "NotSupported", `The local Azure does not support ${what} "${value}": it takes ${allowed}.`),
};
