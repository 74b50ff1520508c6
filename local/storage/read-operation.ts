import type { IncomingMessage } from "node:http";
import { blobOperation } from "./blob-operations.js";
import type { Operation, StorageRequest } from "./operation.js";
import { queueOperation } from "./queue-operations.js";
import { readBody } from "./read-request.js";
import { StorageError } from "./storage-error.js";
import { BATCH_LIMIT_BYTES, ENTITY_GROUP_TRANSACTION, readTableBatch } from "./table-batch.js";
import { isCreateTable, tableOperation } from "./table-operations.js";

/** A table's name is 63 letters at most. */
const CREATE_TABLE_LIMIT_BYTES = 16 * 1024;

export interface OperationWithBody {
  readonly operation: Operation;
  /** The body, when it had to be read to know the operation. */
  readonly replaced?: { readonly contentType?: string; readonly body: Buffer };
}

/** What is known of an operation before its body is read, and how to learn the rest. */
export interface OperationReading {
  readonly known: Pick<Operation, "name" | "writes" | "subject" | "access">;
  /** Called only for a caller who is known: it may read some megabytes. */
  read(): Promise<OperationWithBody>;
}

/** @throws StorageError for an operation that is not supported. */
export function readOperation(request: IncomingMessage, asked: StorageRequest): OperationReading {
  if (asked.service === "table" && asked.method === "POST" && asked.path === "$batch") {
    return {
      known: { name: ENTITY_GROUP_TRANSACTION, writes: true, access: [] },
      async read() {
        const { operation, contentType, body } = readTableBatch(asked, await readBody(request, BATCH_LIMIT_BYTES));
        return { operation, replaced: { contentType, body } };
      },
    };
  }
  if (asked.service === "table" && isCreateTable(asked)) {
    return {
      known: { name: "Create Table", writes: true, access: [] },
      async read() {
        const body = await readBody(request, CREATE_TABLE_LIMIT_BYTES);
        return { operation: tableOperation(asked, readTableName(body)), replaced: { body } };
      },
    };
  }
  const operation =
    asked.service === "blob"
      ? blobOperation(asked)
      : asked.service === "queue"
        ? queueOperation(asked)
        : tableOperation(asked);
  return { known: operation, read: async () => ({ operation }) };
}

function readTableName(body: Buffer): string {
  const name = tableNameIn(body.toString("utf8"));
  if (typeof name === "string" && /^[A-Za-z][A-Za-z0-9]{2,62}$/.test(name)) return name;
  throw new StorageError(400, "InvalidInput", "The body has to be JSON with a valid TableName.");
}

function tableNameIn(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "TableName" in body ? body.TableName : undefined;
  } catch (error) {
    throw new StorageError(400, "InvalidInput", `The body is not JSON: ${String(error)}`);
  }
}
