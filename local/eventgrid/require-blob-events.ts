import { nameOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Resource, Resources } from "../shared/resource.js";
import { invalid } from "./arm-errors.js";
import { ACCOUNT_TYPE } from "./system-topic.js";

/** Kinds of accounts whose blobs raise events. */
const KINDS: readonly unknown[] = ["StorageV2", "BlockBlobStorage", "BlobStorage"];

/**
 * The storage account of an id, whose blobs raise events.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 * @throws AzureError when there is none, or it is of another kind
 */
export function requireBlobEvents(resources: Resources, accountId: string): Resource {
  const account = resources.get(accountId);
  if (account === undefined) {
    throw new AzureError(404, "ResourceNotFound", `The Resource '${ACCOUNT_TYPE}/${nameOf(accountId)}' was not found.`);
  }
  const { kind } = account.outputs;
  if (KINDS.includes(kind)) return account;
  throw invalid(`the storage account ${account.name} is of the kind ${String(kind)}; events have ${KINDS.join(", ")}`);
}
