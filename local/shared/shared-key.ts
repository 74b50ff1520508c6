import { createHmac } from "node:crypto";

/** A request to the blob, queue or table service that is signed with an account's key. */
export interface SignedRequest {
  readonly account: string;
  readonly method: string;
  /** `https://{account}.{service}.core.windows.net/…`, encoded as it is sent. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly contentLength: number;
}

/** Headers whose values are signed by their place, in this order; the length of the body comes after the second. */
const BEFORE_LENGTH = ["content-encoding", "content-language"];
const AFTER_LENGTH = [
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

/**
 * The header `Authorization` of the scheme `SharedKey`.
 *
 * @param key base64.
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 */
export function sharedKey(request: SignedRequest, key: string): string {
  const text = /\.table\./.test(new URL(request.url).host) ? ofTable(request) : ofBlobOrQueue(request);
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text, "utf8").digest("base64");
  return `SharedKey ${request.account}:${signature}`;
}

function ofBlobOrQueue({ account, method, url, headers, contentLength }: SignedRequest): string {
  const { pathname, searchParams } = new URL(url);
  const of = (names: readonly string[]) => names.map((name) => headers[name] ?? "");
  const own = Object.keys(headers)
    .filter((name) => name.startsWith("x-ms-"))
    .sort()
    .map((name) => `${name}:${headers[name]}`);
  const query = [...searchParams]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value}`);
  return [
    method,
    ...of(BEFORE_LENGTH),
    contentLength === 0 ? "" : String(contentLength),
    ...of(AFTER_LENGTH),
    ...own,
    [`/${account}${pathname}`, ...query].join("\n"),
  ].join("\n");
}

/** The table service signs no `x-ms-` header, but the date as its own line, and of the query `comp` alone. */
function ofTable({ account, method, url, headers }: SignedRequest): string {
  const { pathname, searchParams } = new URL(url);
  const comp = searchParams.get("comp");
  return [
    method,
    headers["content-md5"] ?? "",
    headers["content-type"] ?? "",
    headers["x-ms-date"] ?? headers.date ?? "",
    `/${account}${pathname}${comp === null ? "" : `?comp=${comp}`}`,
  ].join("\n");
}
