import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { CHALLENGE, type StorageError } from "./storage-error.js";
import type { StorageServiceName } from "./storage-host.js";

/**
 * Answers a refusal in the form of the service: XML for blobs and queues, OData's JSON for tables.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2
 */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  service: StorageServiceName,
  error: StorageError,
  now: Date,
): void {
  const id = randomUUID();
  const message = `${error.message}\nRequestId:${id}\nTime:${now.toISOString()}`;
  const body = service === "table" ? tableBody(error, message) : xmlBody(error, message);
  const version = request.headers["x-ms-version"];
  response.writeHead(error.status, {
    "content-type":
      service === "table" ? "application/json;odata=minimalmetadata;streaming=true;charset=utf-8" : "application/xml",
    "content-length": Buffer.byteLength(body),
    "x-ms-request-id": id,
    "x-ms-error-code": error.code,
    ...(version !== undefined && { "x-ms-version": version }),
    ...(error.status === 401 && { "www-authenticate": CHALLENGE }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function xmlBody({ code, detail }: StorageError, message: string): string {
  const element = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`;
  const extra = detail === undefined ? "" : element("AuthenticationErrorDetail", detail);
  return `<?xml version="1.0" encoding="utf-8"?><Error>${element("Code", code)}${element("Message", message)}${extra}</Error>`;
}

const tableBody = ({ code }: StorageError, message: string): string =>
  JSON.stringify({ "odata.error": { code, message: { lang: "en-US", value: message } } });

const ESCAPES: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

const escapeXml = (text: string): string => text.replace(/[<>&]/g, (character) => ESCAPES[character] ?? character);
