import type { RpcCookie } from "../worker/protocol.js";

const SAME_SITE: Readonly<Record<string, string>> = { lax: "lax", strict: "strict", explicitNone: "none" };

/**
 * The value of a `Set-Cookie` header, in the words and the order of ASP.NET Core.
 *
 * @see https://github.com/dotnet/aspnetcore/blob/main/src/Http/Headers/src/SetCookieHeaderValue.cs
 */
export function setCookie({ name, value, ...options }: RpcCookie): string {
  const { domain, path, expires, maxAge, secure, httpOnly, sameSite } = options;
  const parts: readonly (string | undefined)[] = [
    `${escapeData(name)}=${escapeData(value)}`,
    expires?.value && `expires=${new Date(expires.value.seconds * 1000).toUTCString()}`,
    maxAge?.value === undefined ? undefined : `max-age=${Math.floor(maxAge.value)}`,
    domain?.value && `domain=${domain.value}`,
    // The host's options say it unless the function does.
    `path=${path?.value ?? "/"}`,
    secure?.value ? "secure" : undefined,
    SAME_SITE[sameSite ?? ""] && `samesite=${SAME_SITE[sameSite ?? ""]}`,
    httpOnly?.value ? "httponly" : undefined,
  ];
  return parts.filter((part) => part !== undefined && part !== "").join("; ");
}

/** As .NET's `Uri.EscapeDataString`: all but letters, digits and `-._~`. */
const escapeData = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
