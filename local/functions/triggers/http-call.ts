import type { IncomingMessage } from "node:http";
import { behindFrontEnd } from "./front-end.js";

/** A request to an app as its host sees it. */
export interface HttpCall {
  readonly method: string;
  /** Absolute, without the dot segments that its path may have had. */
  readonly url: string;
  /** Path of the URL, encoded. */
  readonly path: string;
  /** Lower case; repeated ones joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  /** Its body is read from here. */
  readonly message: IncomingMessage;
}

/** @param siteName as declared. */
export function httpCall(message: IncomingMessage, siteName: string): HttpCall {
  // `*`, the one target that is no path, is none of an app either.
  const target = message.url?.startsWith("/") ? message.url : "/*";
  // The gateway ended TLS in front of the host.
  const { host, href, pathname, searchParams } = new URL(`https://${message.headers.host}${target}`);
  const headers = behindFrontEnd(message, host, siteName);
  return { method: message.method ?? "GET", url: href, path: pathname, headers, query: searchParams, message };
}
