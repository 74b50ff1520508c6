import { randomUUID } from "node:crypto";
import type { AccessRequest } from "../shared/access.js";
import type { Operation, StorageRequest } from "./operation.js";
import { readStorageRequest } from "./read-request.js";
import { StorageError } from "./storage-error.js";
import { tableOperation } from "./table-operations.js";

/** Azure's limits of an entity group transaction. */
export const BATCH_LIMIT_BYTES = 4 * 1024 * 1024;
const MOST_PARTS = 100;

/** Azure's name of a batch. */
export const ENTITY_GROUP_TRANSACTION = "Entity Group Transaction";

/**
 * A content type that can be read in one way alone. It is sent on as it is, since the account's key signs it, unless a
 * part holds its boundary.
 */
const PLAIN_TYPE = /^multipart\/mixed; ?boundary=[A-Za-z0-9_-]{1,70}$/;

interface Part {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** A batch that was read: what it needs, and how it is sent on. */
export interface TableBatch {
  readonly operation: Operation;
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * Reads a batch of the table service. Each part needs its own right; the batch is written anew from the parts that
 * were checked, so that Azurite cannot read another meaning into the original. Azurite knows the account of a part
 * only by its path, so the parts are addressed that way.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
 * @throws StorageError
 */
export function readTableBatch(request: StorageRequest, body: Buffer): TableBatch {
  const outer = boundaryOf(request.headers["content-type"]);
  const [first = "", ...others] = sections(body.toString("utf8"), outer);
  const { head, rest } = split(first);
  const changeset = /^content-type:\s*multipart\/mixed/im.test(head) ? boundaryOf(head) : undefined;
  if (others.length > 0) throw invalid("it holds more than one change set or query");
  const parts = (changeset === undefined ? [first] : sections(rest, changeset)).map(readPart);
  if (parts.length === 0 || parts.length > MOST_PARTS)
    throw invalid(`it has ${parts.length} parts, allowed are 1 to ${MOST_PARTS}`);
  const operations = parts.map((part) => operationOf(request, part));
  if (new Set(operations.map((operation) => operation.subject)).size > 1)
    throw invalid("its parts are of several tables");
  return {
    operation: {
      name: ENTITY_GROUP_TRANSACTION,
      writes: operations.some((operation) => operation.writes),
      access: distinct(operations.flatMap((operation) => operation.access)),
      ...(operations[0]?.subject !== undefined && { subject: operations[0].subject }),
    },
    ...write(request, parts, changeset !== undefined, outer),
  };
}

const invalid = (why: string): StorageError =>
  new StorageError(400, "InvalidInput", `The batch request is not valid: ${why}.`);

function boundaryOf(contentType: string | undefined): string {
  const boundary = /boundary="?([A-Za-z0-9'()+_,./:=?-]{1,70})"?/i.exec(contentType ?? "")?.[1];
  if (boundary === undefined) throw invalid("a boundary is missing");
  return boundary;
}

/** What lies between the delimiter lines of a multipart body. */
function sections(text: string, boundary: string): string[] {
  const pieces = `\r\n${text.replace(/\r?\n/g, "\r\n")}`.split(`\r\n--${boundary}`);
  const end = pieces.findIndex((piece, index) => index > 0 && piece.startsWith("--"));
  return pieces.slice(1, end < 0 ? undefined : end).map((piece) => piece.replace(/^[ \t]*\r\n/, ""));
}

function split(section: string): { readonly head: string; readonly rest: string } {
  const [head = "", rest = ""] = section.split(/\r\n\r\n(.*)/s);
  return { head, rest };
}

function readPart(section: string): Part {
  const { rest } = split(section);
  const { head, rest: body } = split(rest);
  const [start = "", ...headers] = head.split("\r\n").filter((line) => line !== "");
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(start.trim()) ?? [];
  if (method === undefined || url === undefined) throw invalid("a part has no request line");
  if (!headers.every((line) => /^[A-Za-z0-9-]+:/.test(line))) throw invalid("a part has a malformed header");
  return { method, url, headers, body: body.trim() };
}

function operationOf(request: StorageRequest, part: Part): Operation {
  const headers = Object.fromEntries(
    part.headers.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const { account, service, accountId } = request;
  const inner = readStorageRequest(
    { method: part.method, url: pathOf(request, part), headers },
    { account, service },
    accountId,
  );
  const operation = tableOperation(inner);
  if (operation.subject === undefined || /ACL|Table$/.test(operation.name) || operation.access.length === 0) {
    throw invalid(`"${operation.name}" cannot be part of it`);
  }
  return operation;
}

function pathOf({ account }: StorageRequest, { url }: Part): string {
  const [, host, path] = /^https?:\/\/([^/?#]+)(\/.*)$/i.exec(url) ?? [];
  if (path === undefined) return url;
  if (host?.toLowerCase().replace(/:\d+$/, "") === `${account}.table.core.windows.net`) return path;
  throw invalid("a part is addressed to another host");
}

function distinct(access: readonly AccessRequest[]): AccessRequest[] {
  return [...new Map(access.map((one) => [`${one.operation} ${one.scope}`.toLowerCase(), one])).values()];
}

function write(
  request: StorageRequest,
  parts: readonly Part[],
  inChangeset: boolean,
  outer: string,
): Pick<TableBatch, "contentType" | "body"> {
  const changeset = `changeset_${randomUUID()}`;
  const written = parts.map((part) =>
    [
      "Content-Type: application/http",
      "Content-Transfer-Encoding: binary",
      "",
      `${part.method} http://127.0.0.1/${request.account}${pathOf(request, part)} HTTP/1.1`,
      ...part.headers,
      "",
      part.body,
    ].join("\r\n"),
  );
  const given = String(request.headers["content-type"]);
  const isKept = PLAIN_TYPE.test(given) && !written.some((part) => part.includes(outer));
  const batch = isKept ? outer : `batch_${randomUUID()}`;
  const inner = inChangeset
    ? [
        `Content-Type: multipart/mixed; boundary=${changeset}`,
        "",
        ...written.map((part) => `--${changeset}\r\n${part}`),
        `--${changeset}--`,
        "",
      ]
    : written;
  const body = [`--${batch}`, ...inner, `--${batch}--`, ""].join("\r\n");
  return { contentType: isKept ? given : `multipart/mixed; boundary=${batch}`, body: Buffer.from(body) };
}
