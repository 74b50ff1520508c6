import { addCors, type Cors, type CorsRequest } from "./cors.js";
import type { HttpSettings } from "./http-settings.js";

/** What a host adds to its answers, whatever they are. */
export interface AnswerHeaders {
  /** Absent until the app's host.json is read. */
  readonly http: Pick<HttpSettings, "customHeaders" | "hsts"> | undefined;
  readonly cors: Cors;
}

/**
 * Adds the headers of host.json, which an answer's own go before, and what CORS allows.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Middleware/CustomHttpHeadersMiddleware.cs
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Middleware/HstsConfigurationMiddleware.cs
 */
export function addHeaders(headers: Headers, request: CorsRequest, { http, cors }: AnswerHeaders): void {
  // Set before the function has its say, so that its own is dropped.
  if (http?.hsts !== undefined) headers.set("strict-transport-security", http.hsts);
  for (const [name, value] of Object.entries(http?.customHeaders ?? {})) {
    if (!headers.has(name)) headers.set(name, value);
  }
  addCors(headers, request, cors);
}
