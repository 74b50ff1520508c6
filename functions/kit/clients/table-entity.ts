import type { TableClient } from "@azure/data-tables";
import { isServiceError } from "../service-error.js";

/** Where a row is. Any text: the kit writes characters that Azure does not take in keys in another way. */
export interface RowAddress {
  readonly partition: string;
  readonly row: string;
}

/** An entity as the service has it, or undefined when there is none. A missing table stays an error. */
export async function getEntity(client: TableClient, partitionKey: string, rowKey: string, abortSignal: AbortSignal) {
  try {
    return await client.getEntity<Record<string, unknown>>(partitionKey, rowKey, { abortSignal });
  } catch (error) {
    if (isServiceError(error, 404, "ResourceNotFound")) return undefined;
    throw error;
  }
}
