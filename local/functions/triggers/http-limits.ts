import type { IncomingMessage } from "node:http";

/** Kestrel's limits: https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/options#maximum-request-line-size. */
const REQUEST_LINE_BYTES = 8_192;
const HEADERS = 100;
const HEADERS_BYTES = 32_768;
/** Bytes of a body: https://learn.microsoft.com/azure/azure-functions/functions-app-settings#functions_request_body_size_limit. */
const BODY_BYTES = 104_857_600;

/** The status that refuses a request whose head is larger than the host takes; undefined when it takes it. */
export function headRefusal({ method = "", url = "", rawHeaders }: IncomingMessage): 414 | 431 | undefined {
  if (`${method} ${url} HTTP/1.1\r\n`.length > REQUEST_LINE_BYTES) return 414;
  // Each with a colon, a space and the end of its line.
  const bytes = rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  return rawHeaders.length / 2 > HEADERS || bytes > HEADERS_BYTES ? 431 : undefined;
}

/** How many bytes a body may have; what is no number in the app's setting is passed over. */
export function bodyLimitBytes(settings: Readonly<Record<string, string>>): number {
  const wanted = settings.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT ?? "";
  return /^\d+$/.test(wanted) ? Number(wanted) : BODY_BYTES;
}
