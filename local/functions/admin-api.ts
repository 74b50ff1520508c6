import { Hono } from "hono";
import type { FunctionHost } from "./host/function-host.js";
import { type HostKeys, type KeyScope, MASTER_KEY } from "./host/host-keys.js";
import type { Session } from "./host/session.js";
import { grantOf } from "./key-access.js";
import { instanceId } from "./worker/environment.js";

/** Version of the host whose answers these are. */
const HOST_VERSION = "4.1037.0";
const SCOPES: Readonly<Record<string, KeyScope>> = {
  keys: "functionKeys",
  functionkeys: "functionKeys",
  systemkeys: "systemKeys",
};
const BINDING_TYPES = { http: "httpTrigger", timer: "timerTrigger", eventGrid: "eventGridTrigger" } as const;

/**
 * The admin API of a host, for holders of the master key.
 *
 * @see https://github.com/Azure/azure-functions-host/tree/dev/src/WebJobs.Script.WebHost/Controllers
 */
export function adminApi(host: FunctionHost, keys: HostKeys): Hono {
  const api = new Hono();
  api.on(["GET", "POST"], "/admin/host/ping", (context) => context.body(null, 200));
  api.use(async (context, next) => {
    const grant = grantOf(context.req.raw, keys);
    if (grant === undefined) return context.body(null, 401);
    return grant.level === "admin" ? next() : context.body(null, 403);
  });
  api.get("/admin/host/status", (context) => context.json(status(host)));
  addKeys(api, keys);
  addFunctions(api, host);
  api.notFound((context) => context.body(null, 404));
  return api;
}

function status(host: FunctionHost) {
  const errors = host.session?.errors ?? [];
  const { site, reason } = host;
  return {
    id: site.name.toLowerCase().slice(0, 32),
    state: host.state,
    version: HOST_VERSION,
    versionDetails: `${HOST_VERSION} (gridwire)`,
    platformVersion: "",
    instanceId: instanceId(site),
    computerName: site.name,
    processUptime: Math.max(0, Math.round(process.uptime() * 1000)),
    functionAppContentEditingState: "NotAllowed",
    ...(errors.length === 0 && reason === undefined
      ? {}
      : { errors: [...errors, ...(reason === undefined ? [] : [reason])] }),
  };
}

function addKeys(api: Hono, keys: HostKeys): void {
  const route = "/admin/host/:scope{(?:keys|functionkeys|systemkeys)}";
  const scopeOf = (name: string): KeyScope => SCOPES[name] ?? "functionKeys";

  api.get(route, (context) => {
    const all = Object.entries(keys.of(scopeOf(context.req.param("scope"))));
    return context.json({ keys: all.map(([name, value]) => ({ name, value })), links: links(context.req.url) });
  });
  api.get(`${route}/:name`, (context) => {
    const { scope, name } = context.req.param();
    const value = scope === "systemkeys" && name === MASTER_KEY ? keys.masterKey : keys.of(scopeOf(scope))[name];
    return value === undefined ? context.body(null, 404) : context.json({ name, value, links: links(context.req.url) });
  });
  api.on(["POST", "PUT"], `${route}/:name`, async (context) => {
    const { scope, name } = context.req.param();
    const given = context.req.method === "PUT" ? await keyValueOf(context.req.raw) : undefined;
    if (context.req.method === "PUT" && given === undefined) return context.text("Invalid key value", 400);
    const { value, created } = await keys.set(scopeOf(scope), name, given);
    return context.json({ name, value, links: links(context.req.url) }, created ? 201 : 200);
  });
  api.delete(`${route}/:name`, async (context) => {
    const { scope, name } = context.req.param();
    if (name === MASTER_KEY) return context.text("Cannot delete System Key.", 400);
    return context.body(null, (await keys.remove(scopeOf(scope), name)) ? 204 : 404);
  });
}

const links = (url: string) => [{ rel: "self", href: url.replace(/^http:/, "https:").replace(/\?.*$/, "") }];

async function keyValueOf(request: Request): Promise<string | undefined> {
  const body: unknown = await request.json().catch(() => undefined);
  const value = typeof body === "object" && body !== null && "value" in body ? body.value : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function addFunctions(api: Hono, host: FunctionHost): void {
  const find = (name: string) => host.session?.functions.find((one) => one.name.toLowerCase() === name.toLowerCase());
  api.get("/admin/functions", (context) => {
    const session = host.session;
    return context.json(session === undefined ? [] : session.functions.map(({ name }) => shown(host, session, name)));
  });
  api.get("/admin/functions/:name", (context) => {
    const session = host.session;
    const definition = find(context.req.param("name"));
    if (session === undefined || definition === undefined) return context.body(null, 404);
    return context.json(shown(host, session, definition.name));
  });
  api.post("/admin/functions/:name", async (context) => {
    const session = host.session;
    if (session === undefined) return context.text("Function host is not running.", 503);
    const body = await context.req.json().catch(() => undefined);
    if (typeof body !== "object" || body === null) return context.body(null, 400);
    const definition = find(context.req.param("name"));
    if (definition === undefined) return context.body(null, 404);
    runNow(session, definition.name, String((body as { input?: unknown }).input ?? ""), host);
    return context.body(null, 202);
  });
}

/** Runs in the background; the caller is told only that it began. */
function runNow(session: Session, name: string, input: string, host: FunctionHost): void {
  const timer = session.timers.get(name);
  const definition = session.functions.find((one) => one.name === name);
  if (timer !== undefined) {
    void timer.runNow();
    return;
  }
  if (definition === undefined) return;
  const data =
    definition.trigger.kind === "http"
      ? {
          http: {
            url: `https://${host.site.hostName}/admin/functions/${name}`,
            method: "POST",
            nullableHeaders: {},
            nullableQuery: {},
            nullableParams: {},
            body: { bytes: new TextEncoder().encode(input) },
          },
        }
      : { string: input };
  void session.invoker.invoke({ definition, data });
}

function shown(host: FunctionHost, session: Session, name: string) {
  const definition = session.functions.find((one) => one.name === name);
  const base = `https://${host.site.hostName}`;
  const { trigger } = definition ?? {};
  const prefix = session.hostJson.routePrefix === "" ? "" : `${session.hostJson.routePrefix}/`;
  return {
    name,
    href: `${base}/admin/functions/${name}`,
    invoke_url_template: trigger?.kind === "http" ? `${base}/${prefix}${trigger.route}` : null,
    language: "node",
    config: {
      name,
      bindings: Object.values(definition?.metadata.bindings ?? {}),
      triggerType: trigger === undefined ? undefined : BINDING_TYPES[trigger.kind],
    },
    isDisabled: definition?.isDisabled ?? false,
    isDirect: false,
    isProxy: false,
  };
}
