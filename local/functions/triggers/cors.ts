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

/**
 * Answers a preflight in the app's place, without a key and whatever its functions are, and tells the browser of every
 * other answer who may read it. A page of an origin that is not allowed is told nothing: its browser keeps the answer
 * from it. On Flex Consumption the Functions host itself does it, by ASP.NET Core's middleware.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Configuration/CorsOptionsSetup.cs
 * @see https://github.com/dotnet/aspnetcore/blob/main/src/Middleware/CORS/src/Infrastructure/CorsService.cs
 */
export async function withCors(request: Request, cors: Cors, answer: () => Promise<Response>): Promise<Response> {
  const origin = request.headers.get("origin");
  if (origin === null) return answer();
  const method = request.headers.get("access-control-request-method");
  const isPreflight = request.method === "OPTIONS" && method !== null;
  const response = isPreflight ? new Response(null, { status: 204 }) : await answer();
  const headers = headersFor(origin, cors);
  for (const [name, value] of Object.entries(headers)) response.headers.append(name, value);
  if (isPreflight && "access-control-allow-origin" in headers) {
    const wanted = request.headers.get("access-control-request-headers");
    if (wanted !== null) response.headers.set("access-control-allow-headers", wanted.replace(/\s*,\s*/g, ","));
    response.headers.set("access-control-allow-methods", method);
  }
  return response;
}

function headersFor(origin: string, { allowedOrigins, supportCredentials }: Cors): Readonly<Record<string, string>> {
  const isAny = allowedOrigins.includes("*");
  if (!isAny && !allowedOrigins.includes(origin)) return {};
  return {
    "access-control-allow-origin": isAny ? "*" : origin,
    ...(supportCredentials ? { "access-control-allow-credentials": "true" } : {}),
    // With one origin the answer is the same for all.
    ...(!isAny && allowedOrigins.length > 1 ? { vary: "Origin" } : {}),
  };
}
