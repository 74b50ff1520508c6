import type { Properties } from "../../shared/resource.js";
import { objectAt } from "../declared.js";

/** Which pages in a browser may call an app. */
export interface Cors {
  /** Origins, lower case; `*` for any. */
  readonly allowedOrigins: readonly string[];
  readonly supportCredentials: boolean;
}

/** What a site declares; without it no page may. */
export function corsOf(inputs: Properties): Cors {
  const { allowedOrigins, supportCredentials } = objectAt(inputs, "siteConfig", "cors");
  return {
    allowedOrigins: Array.isArray(allowedOrigins) ? allowedOrigins.map((origin) => String(origin).toLowerCase()) : [],
    supportCredentials: supportCredentials === true,
  };
}

/** What of a request decides. */
export interface CorsRequest {
  readonly method: string;
  readonly headers: { get(name: string): string | null | undefined };
}

/**
 * Whether the host answers in the app's place, with 204: without a key and whatever its functions are. On Flex
 * Consumption the Functions host itself does it, by ASP.NET Core's middleware.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Configuration/CorsOptionsSetup.cs
 */
export const isPreflight = ({ method, headers }: CorsRequest): boolean =>
  method === "OPTIONS" &&
  typeof headers.get("origin") === "string" &&
  typeof headers.get("access-control-request-method") === "string";

/**
 * Tells the browser who may read an answer. A page of an origin that is not allowed is told nothing: its browser keeps
 * the answer from it.
 */
export function addCors(answer: Headers, request: CorsRequest, { allowedOrigins, supportCredentials }: Cors): void {
  const { headers } = request;
  const origin = headers.get("origin");
  const isAny = allowedOrigins.includes("*");
  if (typeof origin !== "string" || !(isAny || allowedOrigins.includes(origin))) return;
  answer.set("access-control-allow-origin", isAny ? "*" : origin);
  if (supportCredentials) answer.set("access-control-allow-credentials", "true");
  // With one origin the answer is the same for all.
  if (!isAny && allowedOrigins.length > 1) answer.append("vary", "Origin");
  if (!isPreflight(request)) return;
  const wanted = headers.get("access-control-request-headers");
  if (typeof wanted === "string") answer.set("access-control-allow-headers", wanted.replace(/\s*,\s*/g, ","));
  answer.set("access-control-allow-methods", headers.get("access-control-request-method") ?? "");
}
