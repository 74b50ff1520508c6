import { nameOf, typeOf } from "../shared/arm-id.js";
import type { Properties } from "../shared/resource.js";
import { invalid } from "./arm-errors.js";
import { identityIn } from "./identity-settings.js";

/** Where given-up events are written, and as whom. */
export interface DeadLetter {
  /** ARM id of the user-assigned identity. */
  readonly identity: string;
  readonly accountId: string;
  readonly account: string;
  readonly container: string;
}

const ACCOUNT_TYPE = "Microsoft.Storage/storageAccounts";
/** @see https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
const CONTAINER_NAME = /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * @see https://learn.microsoft.com/azure/event-grid/managed-service-identity
 * @throws AzureError for an incomplete or unsupported form
 */
export function deadLetterOf(declared: Properties | undefined): DeadLetter | undefined {
  if (declared === undefined) return undefined;
  const identity = identityIn("deadLetterWithResourceIdentity", declared.identity);
  const destination = (declared.deadLetterDestination ?? {}) as Properties;
  const { endpointType, resourceId, blobContainerName } = destination;
  if (endpointType !== "StorageBlob") {
    throw invalid(`deadLetterDestination.endpointType is '${String(endpointType)}'; allowed is StorageBlob`);
  }
  if (typeof resourceId !== "string" || typeOf(resourceId).toLowerCase() !== ACCOUNT_TYPE.toLowerCase()) {
    throw invalid(`deadLetterDestination.resourceId is '${String(resourceId)}'; needed is the id of a ${ACCOUNT_TYPE}`);
  }
  if (typeof blobContainerName !== "string" || !CONTAINER_NAME.test(blobContainerName)) {
    throw invalid(
      `deadLetterDestination.blobContainerName is '${String(blobContainerName)}'; needed is the name of a container`,
    );
  }
  return {
    identity,
    accountId: resourceId,
    account: nameOf(resourceId),
    container: blobContainerName,
  };
}
