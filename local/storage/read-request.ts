import type { IncomingMessage } from "node:http";
import { parse } from "node:querystring";
import type { StorageRequest } from "./operation.js";
import { StorageError } from "./storage-error.js";
import type { StorageHost } from "./storage-host.js";

/** Parameters that choose the operation: they have to be written just so, lest Azurite read them otherwise. */
const CHOOSING = ["restype", "comp", "peekonly"];

/**
 * Reads what the operation depends on, in the way Azurite does: the path is decoded, then split.
 *
 * @throws StorageError 400 for what could be read in two ways: parameters given twice or in other case.
 */
export function readStorageRequest(
  { method = "GET", url = "/", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  host: StorageHost,
  accountId: string,
): StorageRequest {
  if (!/^\/[^\s#\\]*$/.test(url)) {
    throw new StorageError(400, "InvalidUri", "The requested URI does not represent any resource on the server.");
  }
  const [path = "", query = ""] = url.split(/\?(.*)/s);
  return { ...host, accountId, method, path: decodePath(path), query: readQuery(query), headers };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path).slice(1);
  } catch (error) {
    throw new StorageError(400, "InvalidUri", `The requested URI cannot be decoded: ${String(error)}`);
  }
}

function readQuery(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(parse(text))) {
    const plain = name.toLowerCase();
    const ambiguous = typeof value !== "string" || seen.has(plain) || (name !== plain && CHOOSING.includes(plain));
    if (ambiguous) {
      throw new StorageError(
        400,
        "InvalidQueryParameterValue",
        `The query parameter "${name}" is given twice, or not in lower case.`,
      );
    }
    seen.add(plain);
    found.set(name, value);
  }
  return found;
}

/**
 * Reads a body whole: only for the few operations whose rights depend on it.
 *
 * @throws StorageError 413 beyond the limit.
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limitBytes) {
      throw new StorageError(
        413,
        "RequestBodyTooLarge",
        `The request body is too large and exceeds the maximum permissible limit of ${limitBytes} bytes.`,
      );
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
