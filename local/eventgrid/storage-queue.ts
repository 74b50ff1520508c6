import { nameOf, typeOf } from "../shared/arm-id.js";
import type { Properties } from "../shared/resource.js";
import { invalid } from "./arm-errors.js";

/** A queue of a storage account: each event becomes one message. */
export interface StorageQueue {
  readonly kind: "StorageQueue";
  readonly accountId: string;
  readonly account: string;
  readonly queue: string;
  /** Seconds that a message lives; -1 for ever, seven days when it is left out. */
  readonly timeToLiveS: number | undefined;
  /** The identity that writes, as a key; without one the account's key is used. */
  readonly identity: string | undefined;
}

const ACCOUNT_TYPE = "Microsoft.Storage/storageAccounts";
/** @see https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata */
const QUEUE_NAME = /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
/** Settings of other destinations. */
const FOREIGN = ["maxEventsPerBatch", "preferredBatchSizeInKilobytes", "deliveryAttributeMappings", "endpointUrl"];

/**
 * @see https://learn.microsoft.com/azure/event-grid/handler-storage-queues
 * @throws AzureError for what Azure refuses
 */
export function storageQueueOf(declared: Properties, identity: string | undefined): StorageQueue {
  const { resourceId, queueName, queueMessageTimeToLiveInSeconds: lives } = declared;
  for (const setting of FOREIGN) {
    if (declared[setting] !== undefined) throw invalid(`${setting} is no setting of the destination StorageQueue`);
  }
  if (typeof resourceId !== "string" || typeOf(resourceId).toLowerCase() !== ACCOUNT_TYPE.toLowerCase()) {
    throw invalid(`destination.resourceId is ${String(resourceId)}; allowed is the id of a ${ACCOUNT_TYPE}`);
  }
  if (typeof queueName !== "string" || !QUEUE_NAME.test(queueName)) {
    throw invalid(`destination.queueName is '${String(queueName)}'; needed is the name of a queue`);
  }
  if (lives !== undefined && !(Number.isInteger(lives) && (lives === -1 || Number(lives) > 0))) {
    throw invalid(
      `destination.queueMessageTimeToLiveInSeconds is ${String(lives)}; allowed are whole numbers above 0, and -1`,
    );
  }
  return {
    kind: "StorageQueue",
    accountId: resourceId,
    account: nameOf(resourceId).toLowerCase(),
    queue: queueName,
    timeToLiveS: lives === undefined ? undefined : Number(lives),
    identity,
  };
}
