import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { BlobChange, BlobEvents } from "../shared/blob-events.js";
import type { Azurite } from "./azurite.js";
import { headBlob } from "./head-blob.js";
import type { Operation, StorageRequest } from "./operation.js";
import { serverBusy } from "./storage-error.js";

/** Operations that raise an event, as the event names them. */
const APIS: Readonly<Record<string, Pick<BlobChange, "kind" | "api">>> = {
  "Put Blob": { kind: "created", api: "PutBlob" },
  "Put Block List": { kind: "created", api: "PutBlockList" },
  "Copy Blob": { kind: "created", api: "CopyBlob" },
  "Copy Blob From URL": { kind: "created", api: "CopyBlob" },
  "Delete Blob": { kind: "deleted", api: "DeleteBlob" },
};
/** Types of blobs that the published events know. */
const BLOB_TYPES: readonly unknown[] = ["BlockBlob", "PageBlob"];
/** Containers whose blobs raise none. */
const SILENT = /^\$(logs|blobchangefeed)\//;

/** Tells of a change once it was made. */
export type Tell = (answer: IncomingMessage) => Promise<void>;

/**
 * Tells who wants to know of blobs that a request makes, replaces or deletes.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 */
export class BlobChanges {
  constructor(
    private readonly azurite: Azurite,
    private readonly events: BlobEvents,
  ) {}

  /**
   * Looks at a request before it is made: what is deleted can be looked at no more afterwards.
   *
   * @returns nothing where no event is raised. What it returns rejects when the event could not be stored.
   */
  async watch(operation: Operation, request: StorageRequest): Promise<Tell | undefined> {
    const change = request.service === "blob" ? APIS[operation.name] : undefined;
    if (change === undefined || SILENT.test(request.path) || ofPart(request)) return undefined;
    if (!this.events.wanted(request.accountId)) return undefined;
    const before = change.kind === "deleted" ? (await headBlob(this.azurite, request)).headers : undefined;
    return async (answer) => {
      if ((answer.statusCode ?? 0) >= 300) return;
      const blob = before ?? (await headBlob(this.azurite, request)).headers;
      if (!BLOB_TYPES.includes(blob["x-ms-blob-type"])) return;
      await this.events.raise({ ...change, ...described(request, blob, answer.headers) }).catch((cause: unknown) => {
        throw serverBusy(cause);
      });
    };
  }
}

/** Deleting a snapshot or a version leaves the blob. */
const ofPart = ({ query, headers }: StorageRequest): boolean =>
  query.has("snapshot") || query.has("versionid") || headers["x-ms-delete-snapshots"] === "only";

function described(
  { accountId, account, path, headers }: StorageRequest,
  blob: IncomingHttpHeaders,
  answered: IncomingHttpHeaders,
): Omit<BlobChange, "kind" | "api"> {
  const [container = "", ...name] = path.split("/");
  const clientRequestId = headers["x-ms-client-request-id"];
  return {
    accountId,
    account,
    container,
    blob: name.join("/"),
    requestId: String(answered["x-ms-request-id"] ?? ""),
    ...(clientRequestId !== undefined && { clientRequestId: String(clientRequestId) }),
    eTag: String(answered.etag ?? blob.etag ?? "").replaceAll('"', ""),
    contentType: String(blob["content-type"] ?? ""),
    contentLength: Number(blob["content-length"] ?? 0),
    blobType: String(blob["x-ms-blob-type"]),
  };
}
