import { STATUS_CODES } from "node:http";

/**
 * A refusal of Microsoft Graph, in the words in which azuread passes it on.
 *
 * @see https://learn.microsoft.com/graph/errors
 * @see https://github.com/hashicorp/go-azure-sdk sdk/client/client.go for the form of the text
 */
export class GraphError extends Error {
  override readonly name = "GraphError";

  constructor(
    readonly status: number,
    readonly code: string,
    text: string,
  ) {
    super(`unexpected status ${status} (${status} ${STATUS_CODES[status]}) with error: ${code}: ${text}`);
  }
}

export const doesNotExist = (objectId: string): GraphError =>
  new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${objectId}' does not exist or one of its queried reference-property objects are not present.`,
  );

/** To who has no permission of Microsoft Graph: role assignments of Azure give none. */
export const insufficientPrivileges = (): GraphError =>
  new GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
