import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

/** What App Service tells of a signed-in user; nobody outside may say it. No site of the local Azure signs users in. */
const OF_EASY_AUTH = /^x-ms-(client-principal|token)(-|$)/;
/** Key bits, cipher bits, issuer, and the name in the certificate. */
const CERTIFICATE = "2048|256|CN=Azure|CN=*.azurewebsites.net";
const MAX_FORWARDS = "10";

/**
 * The headers of a request as an app finds them behind the front end of App Service: lower case, repeated ones joined
 * by a comma, what only the front end may say said by it alone.
 *
 * @param host that was called.
 * @param siteName as declared.
 * @see https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#access-user-claims-in-app-code
 * @see https://github.com/Azure/azure-functions-host/issues/2659 for what it adds
 */
export function behindFrontEnd(request: IncomingMessage, host: string, siteName: string): Map<string, string> {
  const headers = new Map<string, string>();
  const { rawHeaders, socket } = request;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    const value = rawHeaders[at + 1] ?? "";
    if (OF_EASY_AUTH.test(name)) continue;
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  const caller = `${socket.remoteAddress ?? "127.0.0.1"}:${socket.remotePort ?? 0}`;
  const forwardedFor = headers.get("x-forwarded-for");
  const target = request.url ?? "/";
  const added = {
    "client-ip": caller,
    "disguised-host": host,
    "max-forwards": MAX_FORWARDS,
    "was-default-hostname": host,
    "x-appservice-proto": "https",
    "x-arr-log-id": randomUUID(),
    "x-arr-ssl": CERTIFICATE,
    "x-forwarded-for": forwardedFor === undefined ? caller : `${forwardedFor}, ${caller}`,
    "x-forwarded-proto": "https",
    "x-forwarded-tlsversion": tlsVersion(socket),
    "x-original-url": target,
    "x-site-deployment-id": siteName,
    "x-waws-unencoded-url": target,
  };
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return headers;
}

/** e.g. `1.3`; also for a connection without TLS, which there is none of on Azure. */
function tlsVersion(socket: IncomingMessage["socket"]): string {
  const { getProtocol } = socket as Partial<Pick<TLSSocket, "getProtocol">>;
  return /^TLSv(1\.\d)$/.exec(getProtocol?.call(socket) ?? "")?.[1] ?? "1.3";
}
