import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import { hostOf } from "./host-of.js";

/**
 * Why a request is refused before any service sees it: it could be read as one for another host. A service judges by
 * the `Host` header which account, vault or site is called, so that there has to be one, and everything else has to
 * agree with it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20 for 421
 */
export function ambiguityOf(
  request: Pick<IncomingMessage, "url" | "rawHeaders" | "socket">,
): { readonly status: number; readonly text: string } | undefined {
  const hosts = request.rawHeaders.filter(
    (_, index) => index % 2 === 1 && /^host$/i.test(request.rawHeaders[index - 1] ?? ""),
  );
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) {
    return { status: 400, text: `a request has one Host header; this one has ${hosts.length}` };
  }
  // A port beyond all ports, for one: libraries fail at that.
  if (!URL.canParse(`https://${host}/`)) return { status: 400, text: "the Host header is no name of a host" };
  if (!request.url?.startsWith("/")) {
    return { status: 400, text: "the target of a request to a host is a path, neither a URL nor *" };
  }
  // What no URI has, and what libraries read as a slash, or as the end.
  if (/[#\\]/.test(request.url?.split("?")[0] ?? "")) {
    return { status: 400, text: "the path of a request has neither # nor a backslash that is not encoded" };
  }
  // `false` without a name, for which there is no certificate.
  const { servername } = request.socket as Partial<Pick<TLSSocket, "servername">>;
  if (typeof servername === "string" && hostOf(servername) !== hostOf(host)) {
    return { status: 421, text: `this connection is to ${hostOf(servername)}, not to ${hostOf(host)}` };
  }
  return undefined;
}
