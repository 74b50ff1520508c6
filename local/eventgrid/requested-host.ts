import type { IncomingMessage } from "node:http";

/** The host name that a request is for: lower case, without port. */
export const requestedHost = ({ headers }: Pick<IncomingMessage, "headers">): string =>
  (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
