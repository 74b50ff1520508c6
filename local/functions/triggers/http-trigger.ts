import type { Clock } from "../../shared/clock.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import type { HostKeys, KeyGrant } from "../host/host-keys.js";
import type { Invoker } from "../host/invoker.js";
import { grantOf } from "../key-access.js";
import { BodyTooLarge, readBody } from "../request-body.js";
import type { InvocationResponse, RpcCookie, RpcHttpResponse, RpcStrings } from "../worker/protocol.js";
import type { HttpRouter, RouteMatch } from "./http-router.js";

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits */
const BODY_LIMIT_BYTES = 104_857_600;
/** The load balancer in front of every app lets go: the same page. */
const ANSWER_LIMIT_MS = 230_000;
const BODYLESS: readonly number[] = [204, 205, 304];
const HOME_PAGE = "<!DOCTYPE html><html><body><h1>Your Azure Function App is up and running.</h1></body></html>";

export interface HttpTriggerOptions {
  readonly router: HttpRouter;
  readonly keys: HostKeys;
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly customHeaders: Readonly<Record<string, string>>;
  /** `AzureWebJobsDisableHomepage` */
  readonly homePageDisabled: boolean;
}

/**
 * Answers a request to an app's HTTP functions: route, then key, then whether it is disabled.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Middleware/FunctionInvocationMiddleware.cs
 */
export async function answerHttp(request: Request, options: HttpTriggerOptions): Promise<Response> {
  const url = new URL(request.url);
  const found = options.router.match(request.method, url.pathname);
  if (found === undefined)
    return url.pathname === "/" ? homePage(options.homePageDisabled) : new Response(null, { status: 404 });
  const grant = grantOf(request, options.keys);
  if (!isAuthorized(found.trigger.authLevel, grant)) return new Response(null, { status: 401 });
  if (found.definition.isDisabled && grant?.level !== "admin") return new Response(null, { status: 404 });
  try {
    return await run(request, await readBody(request, BODY_LIMIT_BYTES), found, options);
  } catch (error) {
    if (error instanceof BodyTooLarge) return new Response(null, { status: 413 });
    throw error;
  }
}

function isAuthorized(level: string, grant: KeyGrant | undefined): boolean {
  if (level === "anonymous" || grant?.level === "admin") return true;
  return level === "function" && grant?.level === "function";
}

const homePage = (disabled: boolean): Response =>
  disabled
    ? new Response(null, { status: 204 })
    : new Response(HOME_PAGE, { headers: { "content-type": "text/html" } });

async function run(
  request: Request,
  bytes: Uint8Array,
  { definition, params }: RouteMatch,
  { invoker, clock, customHeaders }: HttpTriggerOptions,
): Promise<Response> {
  const url = new URL(request.url);
  const traceParent = request.headers.get("traceparent");
  const data = {
    http: {
      // The gateway ended TLS in front of the host.
      url: `https://${url.host}${url.pathname}${url.search}`,
      method: request.method,
      nullableHeaders: strings(request.headers),
      nullableQuery: strings(url.searchParams),
      nullableParams: strings(Object.entries(params)),
      ...(bytes.byteLength === 0 ? {} : { body: { bytes } }),
    },
  };
  const ran = invoker.invoke({
    definition,
    data,
    statusOf,
    ...(traceParent === null ? {} : { traceParent }),
  });
  let cancel: () => void = () => undefined;
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(ANSWER_LIMIT_MS, () => resolve(undefined));
  });
  const outcome = await Promise.race([ran, late]);
  cancel();
  if (outcome === undefined) return new Response("The request timed out.", { status: 504 });
  const response = outcome.ok ? responseOf(definition, outcome.response) : new Response(null, { status: 500 });
  for (const [name, value] of Object.entries(customHeaders)) response.headers.set(name, value);
  return response;
}

/** Repeated names are joined by a comma, as the host does. */
function strings(pairs: Iterable<readonly [string, string]>): RpcStrings {
  const result: Record<string, { value: string }> = {};
  for (const [key, value] of pairs) {
    const before = result[key]?.value;
    result[key] = { value: before === undefined ? value : `${before},${value}` };
  }
  return result;
}

const httpOf = ({ returnValue }: InvocationResponse): RpcHttpResponse | undefined =>
  returnValue?.http as RpcHttpResponse | undefined;

/** A function that returns nothing answers 204. */
const statusOf = (response: InvocationResponse): number => {
  const http = httpOf(response);
  return http === undefined ? 204 : Number(http.statusCode ?? 200);
};

function responseOf(definition: FunctionDefinition, response: InvocationResponse): Response {
  const http = httpOf(response);
  const status = statusOf(response);
  if (!(status >= 200 && status <= 599)) {
    throw new RangeError(`function "${definition.name}": HTTP status ${status}: expected 200 to 599`);
  }
  const headers = new Headers(http?.headers ?? {});
  for (const cookie of http?.cookies ?? []) headers.append("set-cookie", setCookie(cookie));
  const { bytes, string, json } = http?.body ?? {};
  const body = bytes === undefined ? (string ?? json ?? null) : new Uint8Array(bytes);
  return new Response(BODYLESS.includes(status) ? null : body, { status, headers });
}

function setCookie(cookie: RpcCookie): string {
  const { domain, path, expires, maxAge, secure, httpOnly, sameSite } = cookie;
  const sameSiteText = { lax: "Lax", strict: "Strict", explicitNone: "None" }[sameSite ?? ""];
  return [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    expires?.value === undefined ? "" : `Expires=${new Date(expires.value.seconds * 1000).toUTCString()}`,
    maxAge?.value === undefined ? "" : `Max-Age=${maxAge.value}`,
    domain?.value === undefined ? "" : `Domain=${domain.value}`,
    path?.value === undefined ? "" : `Path=${path.value}`,
    secure?.value ? "Secure" : "",
    httpOnly?.value ? "HttpOnly" : "",
    sameSiteText === undefined ? "" : `SameSite=${sameSiteText}`,
  ]
    .filter((part) => part !== "")
    .join("; ");
}
