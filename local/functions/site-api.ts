import { adminApi } from "./admin-api.js";
import type { FunctionHost } from "./host/function-host.js";
import type { HostKeys } from "./host/host-keys.js";
import { withCors } from "./triggers/cors.js";
import { answerWebhook } from "./triggers/event-grid-trigger.js";
import { answerHttp } from "./triggers/http-trigger.js";

const NOT_RUNNING = "Function host is not running.";

/** Answers a request to `{app}.azurewebsites.net`. */
export async function answerSite(request: Request, host: FunctionHost): Promise<Response> {
  const { keys } = host;
  if (keys === undefined) return new Response(NOT_RUNNING, { status: 503 });
  return withCors(request, host.site.cors, () => answerRunning(request, host, keys));
}

async function answerRunning(request: Request, host: FunctionHost, keys: HostKeys): Promise<Response> {
  const { session } = host;
  const { pathname } = new URL(request.url);
  if (/^\/admin(\/|$)/i.test(pathname)) return adminApi(host, keys).fetch(request);
  if (session === undefined) return new Response(NOT_RUNNING, { status: 503 });

  const { functions, invoker, router, hostJson } = session;
  const extension = /^\/runtime\/webhooks\/([^/]+)/i.exec(pathname)?.[1];
  if (extension !== undefined) return answerWebhook(request, extension, { functions, keys, invoker });
  return answerHttp(request, {
    router,
    keys,
    invoker,
    clock: host.clock,
    customHeaders: hostJson.customHeaders,
    homePageDisabled: /^true$/i.test(host.site.settings.AzureWebJobsDisableHomepage ?? ""),
  });
}
