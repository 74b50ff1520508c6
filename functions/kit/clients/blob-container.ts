import { buffer } from "node:stream/consumers";
import type { ContainerClient } from "@azure/storage-blob";
import { CALL_LIMIT_MS } from "../limits.js";
import { isServiceError } from "../service-error.js";
import { type Call, eachInSpan, inSpan } from "../telemetry/scope.js";

export interface BlobReader {
  /** The blob's bytes, or undefined when there is none of this name. */
  get(name: string): Promise<Buffer | undefined>;
  /** Names in order, fetched page by page. @param prefix what they begin with. */
  list(prefix?: string): AsyncIterable<string>;
}

export interface BlobWriter {
  /**
   * Writes the whole blob, over an earlier one: the same call twice leaves the same blob.
   *
   * @param contentType default: UTF-8 text for a string, bytes for a buffer.
   */
  put(name: string, body: string | Uint8Array, contentType?: string): Promise<void>;
}

/**
 * @param containerName for traces.
 * @param container opened at the first use.
 */
export function blobContainerClient(
  containerName: string,
  container: () => Promise<ContainerClient>,
): BlobReader & BlobWriter {
  // A blob's name is data of the app, and stays out.
  const call = (verb: string): Call => ({
    name: `${verb} ${containerName}`,
    kind: "client",
    attributes: { "az.namespace": "Microsoft.Storage" },
  });
  return {
    get: (name) =>
      inSpan(call("get blob of"), async () => {
        const blob = (await container()).getBlobClient(name);
        try {
          const { readableStreamBody } = await blob.download(0, undefined, {
            abortSignal: AbortSignal.timeout(CALL_LIMIT_MS),
          });
          return readableStreamBody && (await buffer(readableStreamBody));
        } catch (error) {
          // A missing container is a fault of the deployment, and stays an error.
          if (isServiceError(error, 404, "BlobNotFound")) return undefined;
          throw error;
        }
      }),
    list: (prefix) =>
      eachInSpan(call("list blobs of"), async function* () {
        const blobs = (await container()).listBlobsFlat(prefix === undefined ? {} : { prefix });
        for await (const { name } of blobs) yield name;
      }),
    put: (name, body, contentType = defaultTypeOf(body)) =>
      inSpan(call("put blob into"), async () => {
        const bytes = Buffer.from(body);
        await (await container()).getBlockBlobClient(name).upload(bytes, bytes.length, {
          blobHTTPHeaders: { blobContentType: contentType },
          abortSignal: AbortSignal.timeout(CALL_LIMIT_MS),
        });
      }),
  };
}

const defaultTypeOf = (body: string | Uint8Array): string =>
  typeof body === "string" ? "text/plain; charset=utf-8" : "application/octet-stream";
