import type { Principal } from "../shared/access.js";
import { SUBSCRIPTION } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { ArmOperation } from "./arm-operation.js";
import type { LinkedOperation } from "./linked-operations.js";

/** How long a throttled caller is asked to stay away. */
const THROTTLED_S = 1;
const AGAIN = "If access was recently granted, please refresh your credentials.";

/**
 * @param hasCondition whether a role assignment would have allowed it, had its condition been fulfilled.
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 * @see https://github.com/Azure/enterprise-azure-policy-as-code Scripts/Helpers/RestMethods/Set-AzRoleAssignmentRestMethod.ps1
 *   for the text about a condition
 */
export const authorizationFailed = (
  { clientId, id }: Principal,
  { action, scope }: ArmOperation,
  hasCondition: boolean,
): AzureError =>
  new AzureError(
    403,
    "AuthorizationFailed",
    `The client '${clientId}' with object id '${id}' ${
      hasCondition
        ? `has an authorization with ABAC condition that is not fulfilled to perform action '${action}'`
        : `does not have authorization to perform action '${action}'`
    } over scope '${scope}' or the scope is invalid. ${AGAIN}`,
  );

/** @see https://github.com/Azure/aad-pod-identity/issues/443 for the text */
export const linkedAuthorizationFailed = (
  { clientId, id }: Principal,
  { action, scope }: ArmOperation,
  linked: LinkedOperation,
): AzureError =>
  new AzureError(
    403,
    "LinkedAuthorizationFailed",
    `The client '${clientId}' with object id '${id}' has permission to perform action '${action}' on scope '${scope}'; ` +
      `however, it does not have permission to perform action '${linked.action}' on the linked scope(s) ` +
      `'${linked.scopes.join(",")}' or the linked scope(s) are invalid.`,
  );

/** @see https://learn.microsoft.com/azure/key-vault/general/rest-error-codes#http-403-insufficient-permissions */
export const forbiddenByService = ({ clientId, id }: Principal, right: string, scope: string): AzureError =>
  new AzureError(
    403,
    "Forbidden",
    `Caller is not authorized to perform action on resource. If role assignments, deny assignments or role definitions were changed recently, please observe propagation time. Caller: appid=${clientId};oid=${id} Action: '${right}' Resource: '${scope.toLowerCase()}' Assignment: (not found)`,
  );

/** The text: https://github.com/MicrosoftDocs/azure-docs/issues/105248 */
export const throttled = (): AzureError =>
  new AzureError(
    429,
    "SubscriptionRequestsThrottled",
    `Number of requests for subscription '${SUBSCRIPTION}' exceeded the backend storage limit. Please try again after '${THROTTLED_S}' seconds.`,
    [],
    THROTTLED_S,
  );
