import type { IncomingMessage } from "node:http";
import { MAX_REQUEST_BYTES } from "./constants.js";
import { publishErrors } from "./publish-error.js";

/** Reads a request up to the service's limit. @throws PublishError beyond it */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") throw publishErrors.contentEncoding(encoding);
  if (Number(request.headers["content-length"] ?? 0) > MAX_REQUEST_BYTES)
    throw publishErrors.tooLarge(MAX_REQUEST_BYTES);
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    request
      .on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MAX_REQUEST_BYTES) chunks.push(chunk);
        else reject(publishErrors.tooLarge(MAX_REQUEST_BYTES));
      })
      .on("end", () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
      .on("error", reject);
  });
}
