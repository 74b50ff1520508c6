import { randomUUID } from "node:crypto";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { getPathNoStrict } from "hono/utils/url";
import type { Platform } from "../shared/service.js";
import { authenticateCaller, objectId, requireRight } from "./caller-access.js";
import { DATA_API_VERSIONS, SECRET_NAME, SERVICE } from "./constants.js";
import { errors, KeyVaultError } from "./errors.js";
import type { KeyOperations } from "./key-operations.js";
import { keyRoutes } from "./key-routes.js";
import type { Env, On } from "./route.js";
import type { SecretOperations } from "./secret-operations.js";
import { secretRoutes } from "./secret-routes.js";
import type { Vaults } from "./vault.js";

/** Routes of the data plane: authentication, then the version, then the operation with its right. */
export function dataPlane(
  platform: Platform,
  vaults: Vaults,
  secrets: SecretOperations,
  keys: KeyOperations,
): Hono<Env> {
  // A client asks for the newest version by an empty one: `/secrets/{name}/`, `/keys/{name}//encrypt`.
  const routes = new Hono<Env>({ getPath: (request) => getPathNoStrict(request).replaceAll("//", "/") });
  routes.use(async (c, next) => {
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "").toLowerCase();
    const vault = vaults.byHost(host);
    if (vault === undefined) throw errors.noVault(host);
    const principal = await authenticateCaller(platform.access, vault, c.req.header("authorization"));
    requireVersion(c.req.query("api-version"));
    c.set("vault", vault);
    c.set("authorized", (operation, scope) => requireRight(platform.access, principal, vault, operation, scope));
    await next();
  });

  const on: On = (operation, run) => async (c) => {
    const began = platform.clock.now().getTime();
    const vault = c.get("vault");
    const name = c.req.param("name");
    // A name is part of the scope: one that is none must not be led to where another object lies.
    if (name !== undefined && !SECRET_NAME.test(name)) throw errors.invalidName(name);
    const target = name === undefined ? vault.id : objectId(vault, operation, name);
    c.get("authorized")(operation, target);
    const body = await run(vault, c);
    platform.activities.record({
      service: SERVICE,
      what: operation.name,
      target,
      ...(name !== undefined && { subject: name }),
      status: body === undefined ? 204 : 200,
      ms: platform.clock.now().getTime() - began,
    });
    if (body === undefined) return c.body(null, 204);
    // Of HEAD Hono would not see that it was answered already.
    return c.req.method === "HEAD" ? c.json(body) : sent(c.env.outgoing, body);
  };
  secretRoutes(routes, on, secrets);
  keyRoutes(routes, on, keys);
  for (const kind of ["certificates", "storage"]) {
    routes.all(`/${kind}/*`, () => {
      throw errors.unsupported(`the ${kind} of a vault`);
    });
  }
  routes.notFound((c) => failed(c, errors.notFound(c.req.method, c.req.path)));
  routes.onError((error, c) => {
    if (error instanceof KeyVaultError) return failed(c, error);
    throw error;
  });
  return routes;
}

/** Without a `Response` and its stream in between, which cost as much as all the rest. */
function sent(outgoing: Env["Bindings"]["outgoing"], body: unknown): Response {
  outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  return RESPONSE_ALREADY_SENT;
}

function requireVersion(given: string | undefined): void {
  if (given === undefined) throw errors.badParameter("The request URI has no api-version.");
  if (!DATA_API_VERSIONS.test(given)) {
    throw errors.badParameter(
      `The api-version '${given}' is not supported; 7.0 to 7.6, 2025-07-01 and 2026-04-01 are.`,
    );
  }
}

function failed(c: Context, error: KeyVaultError): Response {
  const headers = { ...error.headers, "cache-control": "no-cache", "x-ms-request-id": randomUUID() };
  return c.json(error.body(), error.status as 400, headers);
}
