import { createHmac } from "node:crypto";

/** A request to the queue service that is signed with an account's key. */
export interface SignedRequest {
  readonly account: string;
  readonly method: string;
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
export function sharedKey({ account, method, url, headers, contentLength }: SignedRequest, key: string): string {
  const { pathname, searchParams } = new URL(url);
  const of = (names: readonly string[]) => names.map((name) => headers[name] ?? "");
  const own = Object.keys(headers)
    .filter((name) => name.startsWith("x-ms-"))
    .sort()
    .map((name) => `${name}:${headers[name]}`);
  const query = [...searchParams]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value}`);
  const text = [
    method,
    ...of(BEFORE_LENGTH),
    contentLength === 0 ? "" : String(contentLength),
    ...of(AFTER_LENGTH),
    ...own,
    [`/${account}${pathname}`, ...query].join("\n"),
  ].join("\n");
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text, "utf8").digest("base64");
  return `SharedKey ${account}:${signature}`;
}
