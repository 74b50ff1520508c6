import { AzureError } from "../shared/azure-error.js";

/** Refusals of Azure Resource Manager for topics and event subscriptions. */

export const invalid = (message: string): AzureError => new AzureError(400, "InvalidRequest", message);

/** What Azure can do and this service cannot: refused by name, so that no setting is ignored in silence. */
export const unsupported = (what: string, instead?: string): AzureError =>
  new AzureError(
    400,
    "UnsupportedByLocalAzure",
    `the local Azure does not support ${what}${instead === undefined ? "" : `; ${instead}`}`,
  );

/**
 * A subscription whose endpoint did not pass the handshake.
 *
 * @param detail what failed, in the service's words.
 * @see https://github.com/Azure/azure-cli/issues/21006 for the whole answer
 */
export const handshakeFailed = (detail: string): AzureError => refused("Url validation", detail);

/**
 * A destination that is not there, or is no function of Event Grid.
 *
 * @see https://github.com/Azure/bicep/issues/11656 for both texts
 */
export const endpointRefused = (
  code: "Endpoint validation" | "Unsupported Azure Function Trigger",
  detail: string,
): AzureError => refused(code, detail);

const refused = (code: string, message: string): AzureError =>
  new AzureError(
    400,
    "ResourceOperationFailure",
    "The resource operation completed with terminal provisioning state 'Failed'.",
    [{ code, message }],
  );
